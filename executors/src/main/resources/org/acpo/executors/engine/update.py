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
  #   tokens        advantage, old lp, reference lp (or empty), weight, sequence number, 1 / length of the sequence; [R] each
  #   numbers       clip_low, clip_high, kl coefficient
  #   likelihood    plain negative log-likelihood, which needs a token's weight alone
  #   per_sequence  ratios per sequence, of `sequences` sequences
  # Statistics [7]: clipped low, clipped high, sum of KL, sum, minimum and maximum of the ratio, loss.
  def token_loss(self, lp: Tensor, tokens: List[Tensor], numbers: List[float], likelihood: bool, per_sequence: bool, estimator: int, sequences: int) -> Tuple[Tensor, Tensor]:
    advantage, old, ref, weight, sequence, share = tokens
    clip_low, clip_high, kl_coefficient = numbers
    if likelihood:
      nll = torch.neg(torch.sum(torch.mul(weight, lp)))
      one = torch.ones_like(nll)
      none = torch.zeros_like(nll)
      return (nll, torch.detach(torch.stack([none, none, none, torch.mul(one, lp.size(0)), one, one, nll])))
    change = torch.sub(lp, old)
    if per_sequence:
      empty = torch.zeros([sequences], dtype=6, device=lp.device)
      mean = torch.index_add(empty, 0, sequence, torch.mul(change, share))
      change = torch.index_select(mean, 0, sequence)
    ratio = torch.exp(change)
    low = 1. - clip_low
    high = 1. + clip_high
    clipped = torch.clamp(ratio, low, high)
    terms = torch.neg(torch.minimum(torch.mul(ratio, advantage), torch.mul(clipped, advantage)))
    kl_sum = torch.zeros([], dtype=6, device=lp.device)
    if torch.numel(ref) > 0:
      kl = self.kl(lp, ref, estimator)
      kl_sum = torch.sum(kl)
      terms = torch.add(terms, torch.mul(kl, kl_coefficient))
    loss = torch.sum(torch.mul(weight, terms))
    clipped_low = torch.sum(torch.logical_and(torch.lt(ratio, low), torch.lt(advantage, 0)))
    clipped_high = torch.sum(torch.logical_and(torch.gt(ratio, high), torch.gt(advantage, 0)))
    stats = [torch.to(clipped_low, 6), torch.to(clipped_high, 6), kl_sum, torch.sum(ratio), torch.min(ratio), torch.max(ratio), loss]
    return (loss, torch.detach(torch.stack(stats)))

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

  # The gradient of the loss with respect to h, from g [R], its gradient with respect to log-probabilities; adds that of the LM
  # head to `grads` unless the head is `frozen`. The logits' own gradient is (onehot - p) * g / tau.
  def head_backward(self, h: Tensor, w: List[Tensor], dims: List[int], targets: Tensor, inv_tau: Tensor, tempered: bool, chunk: int, kept: List[Tensor], g: Tensor, frozen: bool, grads: List[Tensor]) -> Tensor:
    at = self.head(w, dims)
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
      dz = torch.to(dz, head.dtype)
      dh.append(self.linear_dx(dz, transposed))
      if frozen:
        pass
      else:
        torch.add_(grads[at], self.linear_dw(dz, part, head))
    return torch.cat(dh, 0)

  # Adds the gradient of one pack's loss to `grads` (float32, shaped as w, or as `lora` if there are adapters: then w is frozen
  # and has no gradient) and returns [8] the statistics of token_loss and the sum of entropies (temperature 1). Logits exist for
  # `chunk` rows at a time; with `keep` all rows' log-softmax stays between the head's two passes instead of being computed
  # again. With `recompute` a layer keeps its input alone and runs a second time before its backward pass. `rows`, `targets` and
  # `inv_tau` may go on beyond the R that `tokens` are about; these are computed and count for nothing.
  def accumulate(self, w: List[Tensor], lora: List[Tensor], factor: float, dims: List[int], eps: Tensor, inv_freq: Tensor, ids: Tensor, pos: Tensor, blocks: List[Tensor], unpack: Tensor, rows: Tensor, targets: Tensor, inv_tau: Tensor, tempered: bool, tokens: List[Tensor], numbers: List[float], likelihood: bool, per_sequence: bool, estimator: int, sequences: int, chunk: int, keep: bool, recompute: bool, grads: List[Tensor]) -> Tensor:
    layers = dims[DIMS.LAYERS]
    frozen = len(lora) > 0
    x = torch.embedding(w[W.PER_LAYER * layers + W.EMBED], ids)
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
    h = self.rms_apply(x, scale, w[W.PER_LAYER * layers + W.FINAL_NORM])
    lp, entropy, kept = self.head_forward(h, w, dims, targets, inv_tau, tempered, chunk, keep)
    advantage, old, ref, weight, sequence, share = tokens
    count = weight.size(0)
    more = [0, rows.size(0) - count]
    entropy = torch.narrow(entropy, 0, 0, count)
    lp = torch.requires_grad_(torch.narrow(lp, 0, 0, count), True)
    loss, stats = self.token_loss(lp, tokens, numbers, likelihood, per_sequence, estimator, sequences)
    g = unchecked_cast(Tensor, torch.grad([loss], [lp])[0])
    dx = self.head_backward(h, w, dims, targets, inv_tau, tempered, chunk, kept, torch.constant_pad_nd(g, more), frozen, grads)
    dx = self.rms_backward(dx, x, scale, w, W.PER_LAYER * layers + W.FINAL_NORM, frozen, grads)
    for i in range(layers):
      layer = layers - 1 - i
      all = layer_kept.pop()
      if recompute:
        out, all = self.layer_forward(all[0], w, lora, factor, norms[layer], layer, dims, eps, cos, sin, blocks, masks, unpack, rows)
      dx = self.layer_backward(dx, all, norms[layer], w, lora, factor, layer, dims, rows, grads)
    if frozen:
      pass
    else:
      torch.add_(grads[W.PER_LAYER * layers + W.EMBED], torch.embedding_dense_backward(dx, ids, w[W.PER_LAYER * layers + W.EMBED].size(0), -1, False))
    return torch.cat([stats, torch.unsqueeze(torch.sum(entropy), 0)], 0)

  # Norm [] of all gradients taken as one vector.
  def gradient_norm(self, grads: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads, 2, dtype=7)))

  def zero(self, tensors: List[Tensor]) -> NoneType:
    torch._foreach_zero_(tensors)
    return None

  def add(self, tensors: List[Tensor], others: List[Tensor]) -> NoneType:
    torch._foreach_add_(tensors, others)
    return None

  # Step number `step` of AdamW in place, with gradients multiplied by `scale`.
  def adamw(self, params: List[Tensor], grads: List[Tensor], first: List[Tensor], second: List[Tensor], step: int, lr: float, beta1: float, beta2: float, weight_decay: float, eps: float, scale: float) -> NoneType:
    steps = annotate(List[Tensor], [])
    for i in range(len(params)):
      steps.append(torch.full([], float(step), dtype=6, device=params[i].device))
    if scale != 1.:
      torch._foreach_mul_(grads, scale)
    none = annotate(List[Tensor], [])
    torch._fused_adamw_(params, grads, first, second, none, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False)
    return None
