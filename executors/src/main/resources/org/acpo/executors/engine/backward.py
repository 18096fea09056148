# The trunk with its gradient. Matrix products, norms and activations have theirs written down; what stands between the
# fused projection and the attention's output records a graph. Of a layer are kept, as `kept`:
#
#   0 x, 1 its inverse rms, 2 x normalised, 3 fused projection, 4 attention, 5 y (after attention), 6 its inverse rms,
#   7 y normalised, 8 gate and up, 9 their product
#
# From number 4 on, the last layer has rows of `rows` only.

  # Views of the two norms of queries and keys that record gradients, if the model has them.
  def head_norms(self, w: List[Tensor], layer: int) -> List[Tensor]:
    norms = annotate(List[Tensor], [])
    for i in range(2):
      norm = torch.detach(w[9 * layer + 3 + i])
      if torch.numel(norm) > 0:
        norm = torch.requires_grad_(norm, True)
      norms.append(norm)
    return norms

  # A layer's output and what it keeps; norms as head_norms gives them.
  def layer_forward(self, x: Tensor, w: List[Tensor], norms: List[Tensor], layer: int, dims: List[int], eps: float, cos: Tensor, sin: Tensor, blocks: List[Tensor], masks: List[Tensor], unpack: Tensor, rows: Tensor) -> Tuple[Tensor, List[Tensor]]:
    at = 9 * layer
    scale = self.rms_scale(x, eps)
    normed = self.rms_apply(x, scale, w[at])
    fused = torch.requires_grad_(torch.detach(self.linear(normed, w[at + 1], self.bias(w[at + 2]))), True)
    q, k, v = self.heads(fused, norms, dims, eps, cos, sin)
    residual = x
    if layer == dims[0] - 1:
      residual = torch.embedding(x, rows)
      unpack = torch.index_select(unpack, 0, rows)
    attention = self.attend(q, k, v, blocks, masks, unpack)
    y = torch.add(residual, self.linear(torch.detach(attention), w[at + 5], self.bias(w[9 * dims[0] + 3 + layer])))
    scale2 = self.rms_scale(y, eps)
    normed2 = self.rms_apply(y, scale2, w[at + 6])
    gate_up = self.linear(normed2, w[at + 7], None)
    inner = self.swiglu(gate_up)
    out = torch.add(y, self.linear(inner, w[at + 8], None))
    return (out, [x, scale, normed, fused, attention, y, scale2, normed2, gate_up, inner])

  # Adds the gradient of rms_apply's weight to `grad` and returns that of its x.
  def rms_backward(self, g: Tensor, x: Tensor, scale: Tensor, weight: Tensor, grad: Tensor) -> Tensor:
    g = torch.to(g, 6)
    wide = torch.to(x, 6)
    w = torch.to(weight, 6)
    product = torch.mul(g, wide)
    s = torch.squeeze(scale, -1)
    torch.add_(grad, torch.mv(torch.t(product), s))
    pull = torch.div(torch.mul(torch.mul(s, torch.mul(s, s)), torch.mv(product, w)), x.size(-1))
    dx = torch.mul_(torch.mul(g, w), scale)
    return torch.to(torch.addcmul_(dx, wide, torch.unsqueeze(pull, -1), value=-1), x.dtype)

  # The gradient of swiglu's gate_up from that of its result.
  def swiglu_backward(self, g: Tensor, gate_up: Tensor) -> Tensor:
    halves = torch.chunk(gate_up, 2, -1)
    gate = torch.silu_backward(torch.mul(g, halves[1]), halves[0])
    return torch.cat([gate, torch.mul(g, torch.silu(halves[0]))], -1)

  # Adds the gradient of linear's w and bias to `grads`, numbers `at` and `bias`, and returns that of its x.
  def linear_backward(self, dy: Tensor, x: Tensor, w: List[Tensor], at: int, bias: int, grads: List[Tensor]) -> Tensor:
    torch.add_(grads[at], self.linear_dw(dy, x, w[at]))
    if bias >= 0:
      if torch.numel(w[bias]) > 0:
        torch.add_(grads[bias], torch.sum(dy, [0]))
    return self.linear_dx(dy, self.transposed(w[at]))

  # Adds a layer's gradients to `grads` and returns that of its x from that of its output, g.
  def layer_backward(self, g: Tensor, kept: List[Tensor], norms: List[Tensor], w: List[Tensor], layer: int, dims: List[int], rows: Tensor, grads: List[Tensor]) -> Tensor:
    at = 9 * layer
    dinner = self.linear_backward(g, kept[9], w, at + 8, -1, grads)
    dnormed2 = self.linear_backward(self.swiglu_backward(dinner, kept[8]), kept[7], w, at + 7, -1, grads)
    g = torch.add(g, self.rms_backward(dnormed2, kept[5], kept[6], w[at + 6], grads[at + 6]))
    dattention = self.linear_backward(g, torch.detach(kept[4]), w, at + 5, 9 * dims[0] + 3 + layer, grads)
    inputs = [kept[3]]
    if torch.numel(norms[0]) > 0:
      inputs = [kept[3], norms[0], norms[1]]
    found = torch.grad([kept[4]], inputs, annotate(List[Optional[Tensor]], [dattention]))
    for i in range(1, len(inputs)):
      torch.add_(grads[at + 2 + i], unchecked_cast(Tensor, found[i]))
    dnormed = self.linear_backward(unchecked_cast(Tensor, found[0]), kept[2], w, at + 1, at + 2, grads)
    if layer == dims[0] - 1:
      g = torch.embedding_dense_backward(g, rows, kept[0].size(0), -1, False)
    return torch.add(g, self.rms_backward(dnormed, kept[0], kept[1], w[at], grads[at]))
