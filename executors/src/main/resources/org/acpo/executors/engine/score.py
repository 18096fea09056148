# Log-probabilities and entropies of chosen tokens. Logits exist for `chunk` rows at a time.

  # Log-softmax [R, vocab] of logits under each row's temperature; `tempered` is false when every temperature is 1.
  def log_policy(self, z: Tensor, inv_tau: Tensor, tempered: bool) -> Tensor:
    if tempered:
      z = torch.mul(z, torch.unsqueeze(inv_tau, 1))
    return torch.log_softmax(z, 1)

  def entropy(self, log_p: Tensor) -> Tensor:
    return torch.neg(torch.sum(torch.mul(torch.exp(log_p), log_p), [1]))

  def pick(self, log_p: Tensor, targets: Tensor) -> Tensor:
    return torch.squeeze(torch.gather(log_p, 1, torch.unsqueeze(targets, 1)), 1)

  # For hidden states [N, hidden] and R pairs (row of them, token to predict there): log-probabilities [R] under
  # temperatures 1 / inv_tau and entropies [R] at temperature 1.
  def score(self, hidden: Tensor, w: List[Tensor], dims: List[int], rows: Tensor, targets: Tensor, inv_tau: Tensor, tempered: bool, chunk: int) -> Tuple[Tensor, Tensor]:
    lps = annotate(List[Tensor], [])
    entropies = annotate(List[Tensor], [])
    for start in range(0, rows.size(0), chunk):
      end = start + chunk
      z = self.logits(torch.embedding(hidden, rows[start:end]), w, dims)
      plain = torch.log_softmax(z, 1)
      entropies.append(self.entropy(plain))
      if tempered:
        plain = self.log_policy(z, inv_tau[start:end], True)
      lps.append(self.pick(plain, targets[start:end]))
    return (torch.cat(lps, 0), torch.cat(entropies, 0))
