# Loss, gradient and optimizer (method.md section 6).

  # KL penalty per token towards the reference by estimator 1, 2 or 3 (k1, k2, k3).
  def kl(self, lp: Tensor, ref: Tensor, estimator: int) -> Tensor:
    r = torch.sub(ref, lp)
    if estimator == 1:
      out = torch.neg(r)
    elif estimator == 2:
      out = torch.mul(torch.mul(r, r), 0.5)
    else:
      out = torch.sub(torch.sub(torch.exp(r), r), 1.)
    return out

  # The loss [] of log-probabilities lp [R] and its statistics.
  #   tokens   advantage, old lp, reference lp (or empty), weight, sequence number, 1 / length of the sequence; [R] each
  #   numbers  clip_low, clip_high, kl coefficient, entropy coefficient
  #   kinds    1 for plain negative log-likelihood, 1 for ratios per sequence, KL estimator, number of sequences, 1 for a
  #            KL term weighted by the ratio
  # Statistics [7]: clipped low, clipped high, sum of KL, sum, minimum and maximum of the ratio, loss.
  def token_loss(self, lp: Tensor, tokens: List[Tensor], numbers: List[float], kinds: List[int]) -> Tuple[Tensor, Tensor]:
    weight = tokens[3]
    if kinds[0] == 1:
      nll = torch.neg(torch.sum(torch.mul(weight, lp)))
      one = torch.ones_like(nll)
      none = torch.zeros_like(nll)
      return (nll, torch.detach(torch.stack([none, none, none, torch.mul(one, lp.size(0)), one, one, nll])))
    advantage = tokens[0]
    change = torch.sub(lp, tokens[1])
    if kinds[1] == 1:
      empty = torch.zeros([kinds[3]], dtype=6, device=lp.device)
      mean = torch.index_add(empty, 0, tokens[4], torch.mul(change, tokens[5]))
      change = torch.index_select(mean, 0, tokens[4])
    ratio = torch.exp(change)
    low = 1. - numbers[0]
    high = 1. + numbers[1]
    clipped = torch.clamp(ratio, low, high)
    terms = torch.neg(torch.minimum(torch.mul(ratio, advantage), torch.mul(clipped, advantage)))
    kl_sum = torch.zeros([], dtype=6, device=lp.device)
    if torch.numel(tokens[2]) > 0:
      kl = self.kl(lp, tokens[2], kinds[2])
      kl_sum = torch.sum(kl)
      if kinds[4] == 1:
        kl = torch.mul(kl, ratio)
      terms = torch.add(terms, torch.mul(kl, numbers[2]))
    loss = torch.sum(torch.mul(weight, terms))
    clipped_low = torch.sum(torch.logical_and(torch.lt(ratio, low), torch.lt(advantage, 0)))
    clipped_high = torch.sum(torch.logical_and(torch.gt(ratio, high), torch.gt(advantage, 0)))
    stats = [torch.to(clipped_low, 6), torch.to(clipped_high, 6), kl_sum, torch.sum(ratio), torch.min(ratio), torch.max(ratio), loss]
    return (loss, torch.detach(torch.stack(stats)))

  # Gradient [R, vocab] of -sum(weight * entropy) with respect to the logits, from log-softmax at temperature 1.
  def entropy_push(self, log_p: Tensor, weight: Tensor) -> Tensor:
    p = torch.exp(log_p)
    surplus = torch.add(log_p, torch.unsqueeze(self.entropy(log_p), 1))
    return torch.mul_(torch.mul(p, surplus), torch.unsqueeze(weight, 1))

  # Log-probabilities [R] of targets after hidden states h [R, hidden], entropies [R] at temperature 1, and, with `keep`,
  # the log-softmax of every chunk.
  def head_forward(self, h: Tensor, w: List[Tensor], dims: List[int], targets: Tensor, inv_tau: Tensor, tempered: bool, chunk: int, keep: bool) -> Tuple[Tensor, Tensor, List[Tensor]]:
    lps = annotate(List[Tensor], [])
    entropies = annotate(List[Tensor], [])
    kept = annotate(List[Tensor], [])
    for start in range(0, h.size(0), chunk):
      z = self.logits(h[start:start + chunk], w, dims)
      log_p = torch.log_softmax(z, 1)
      entropies.append(self.entropy(log_p))
      if tempered:
        log_p = self.log_policy(z, inv_tau[start:start + chunk], True)
      lps.append(self.pick(log_p, targets[start:start + chunk]))
      if keep:
        kept.append(log_p)
    return (torch.cat(lps, 0), torch.cat(entropies, 0), kept)

  # The gradient of the loss with respect to h, from g [R], its gradient with respect to log-probabilities, and the weight
  # [R] of each entropy in it; adds that of the LM head to `grads` unless the head is `frozen`. The logits' own gradient is
  # (onehot - p) * g / tau.
  def head_backward(self, h: Tensor, w: List[Tensor], dims: List[int], targets: Tensor, inv_tau: Tensor, tempered: bool, chunk: int, kept: List[Tensor], g: Tensor, entropy_weight: Tensor, entropic: bool, frozen: bool, grads: List[Tensor]) -> Tensor:
    at = 9 * dims[0] + 2
    if torch.numel(w[at]) == 0:
      at = at - 2
    head = w[at]
    transposed = self.transposed(head)
    pushes = torch.unsqueeze(torch.mul(g, inv_tau), 1)
    dh = annotate(List[Tensor], [])
    for start in range(0, h.size(0), chunk):
      end = start + chunk
      part = h[start:end]
      if len(kept) > 0:
        log_p = kept[start // chunk]
      else:
        log_p = self.log_policy(self.logits(part, w, dims), inv_tau[start:end], tempered)
      push = pushes[start:end]
      dz = torch.mul(torch.exp(log_p), torch.neg(push))
      dz = torch.scatter_add_(dz, 1, torch.unsqueeze(targets[start:end], 1), push)
      if entropic:
        if tempered:
          log_p = torch.log_softmax(self.logits(part, w, dims), 1)
        dz = torch.add_(dz, self.entropy_push(log_p, entropy_weight[start:end]))
      dz = torch.to(dz, head.dtype)
      dh.append(self.linear_dx(dz, transposed))
      if frozen:
        pass
      else:
        torch.add_(grads[at], self.linear_dw(dz, part, head))
    return torch.cat(dh, 0)

  # Adds the gradient of one pack's loss to `grads` (float32, shaped as w, or as `lora` if there are adapters: then w is frozen
  # and has no gradient) and returns the statistics of token_loss with the entropy bonus in the loss and the sum of entropies
  # (temperature 1) appended, and the log-probabilities [R]. Logits exist for `chunk` rows at a time; with `keep` all rows'
  # log-softmax stays between the head's two passes instead of being computed again. With `recompute` a layer keeps its input
  # alone and runs a second time before its backward pass. `rows`, `targets` and `inv_tau` may go on beyond the R that `tokens`
  # are about; these are computed and count for nothing.
  def accumulate(self, w: List[Tensor], lora: List[Tensor], factor: float, dims: List[int], eps: Tensor, inv_freq: Tensor, ids: Tensor, pos: Tensor, blocks: List[Tensor], unpack: Tensor, rows: Tensor, targets: Tensor, inv_tau: Tensor, tempered: bool, tokens: List[Tensor], numbers: List[float], kinds: List[int], chunk: int, keep: bool, recompute: bool, grads: List[Tensor]) -> Tuple[Tensor, Tensor]:
    layers = dims[0]
    frozen = len(lora) > 0
    x = torch.embedding(w[9 * layers], ids)
    cos, sin = self.rotary(pos, inv_freq, x)
    masks = self.scores_masks(blocks, x)
    norms = annotate(List[List[Tensor]], [])
    layer_kept = annotate(List[List[Tensor]], [])
    for layer in range(layers):
      norms.append(self.head_norms(w, layer))
      out, all = self.layer_forward(x, w, lora, factor, norms[layer], layer, dims, eps, cos, sin, blocks, masks, unpack, rows)
      if recompute:
        layer_kept.append([x])
      else:
        layer_kept.append(all)
      x = out
    scale = self.rms_scale(x, eps)
    h = self.rms_apply(x, scale, w[9 * layers + 1])
    lp, entropy, kept = self.head_forward(h, w, dims, targets, inv_tau, tempered, chunk, keep)
    count = tokens[3].size(0)
    more = [0, rows.size(0) - count]
    entropy = torch.narrow(entropy, 0, 0, count)
    lp = torch.requires_grad_(torch.narrow(lp, 0, 0, count), True)
    loss, stats = self.token_loss(lp, tokens, numbers, kinds)
    g = unchecked_cast(Tensor, torch.grad([loss], [lp])[0])
    entropy_weight = torch.mul(tokens[3], numbers[3])
    dx = self.head_backward(h, w, dims, targets, inv_tau, tempered, chunk, kept, torch.constant_pad_nd(g, more), torch.constant_pad_nd(entropy_weight, more), numbers[3] != 0., frozen, grads)
    dx = self.rms_backward(dx, x, scale, w, 9 * layers + 1, frozen, grads)
    for i in range(layers):
      layer = layers - 1 - i
      all = layer_kept.pop()
      if recompute:
        out, all = self.layer_forward(all[0], w, lora, factor, norms[layer], layer, dims, eps, cos, sin, blocks, masks, unpack, rows)
      dx = self.layer_backward(dx, all, norms[layer], w, lora, factor, layer, dims, rows, grads)
    if frozen:
      pass
    else:
      torch.add_(grads[9 * layers], torch.embedding_dense_backward(dx, ids, w[9 * layers].size(0), -1, False))
    bonus = torch.sum(torch.mul(entropy, entropy_weight))
    ends = torch.stack([torch.sub(stats[6], bonus), torch.sum(entropy)])
    return (torch.cat([stats[:6], ends], 0), torch.detach(lp))

  # Norm [] of all gradients taken as one vector.
  def gradient_norm(self, grads: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads, 2, dtype=7)))

  def zero(self, tensors: List[Tensor]) -> Tensor:
    torch._foreach_zero_(tensors)
    return tensors[0]

  def add(self, tensors: List[Tensor], others: List[Tensor]) -> Tensor:
    torch._foreach_add_(tensors, others)
    return tensors[0]

  # One AdamW step in place; numbers are lr, beta1, beta2, weight decay, epsilon and the factor for the gradients.
  def adamw(self, params: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], step: int, numbers: List[float]) -> Tensor:
    steps = annotate(List[Tensor], [])
    for i in range(len(params)):
      steps.append(torch.full([], float(step), dtype=6, device=params[i].device))
    if numbers[5] != 1.:
      torch._foreach_mul_(grads, numbers[5])
    none = annotate(List[Tensor], [])
    torch._fused_adamw_(params, grads, first, second, none, steps, lr=numbers[0], beta1=numbers[1], beta2=numbers[2], weight_decay=numbers[3], eps=numbers[4], amsgrad=False, maximize=False)
    return params[0]
