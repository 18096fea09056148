# The trunk with its gradient. Matrix products, norms and activations have theirs written down; what stands between the
# fused projection and the attention's output records a graph. Of a layer are kept, as `kept`, in this order:
#
#   x, its inverse rms, the fused projection, attention, y (x after attention), its inverse rms, gate and up
#
# From attention on, the last layer has rows of `rows` only. What one pass over these gives, x and y normalised and the product of
# gate and up, is computed again where it is wanted: a fifth of the memory for a hundredth of the time.

  # Views of the two norms of queries and keys that record gradients, if the model has them.
  def head_norms(self, w: List[Tensor], layer: int) -> List[Tensor]:
    norms = annotate(List[Tensor], [])
    for norm in [w[W.PER_LAYER * layer + W.Q_NORM], w[W.PER_LAYER * layer + W.K_NORM]]:
      norm = torch.detach(norm)
      if torch.numel(norm) > 0:
        norm = torch.requires_grad_(norm, True)
      norms.append(norm)
    return norms

  # A layer's output and what it keeps; norms as head_norms gives them.
  def layer_forward(self, x: Tensor, w: List[Tensor], lora: List[Tensor], factor: float, norms: List[Tensor], layer: int, dims: List[int], eps: Tensor, cos: Tensor, sin: Tensor, blocks: List[Tensor], masks: List[Tensor], unpack: Tensor, rows: Tensor) -> Tuple[Tensor, List[Tensor]]:
    at = W.PER_LAYER * layer
    scale = self.rms_scale(x, eps)
    fused = torch.requires_grad_(torch.detach(self.qkv(self.rms_apply(x, scale, w[at + W.INPUT_NORM]), w, lora, factor, layer, dims)), True)
    q, k, v = self.heads(fused, norms, dims, eps, cos, sin)
    residual = x
    if layer == dims[DIMS.LAYERS] - 1:
      residual = torch.embedding(x, rows)
      unpack = torch.index_select(unpack, 0, rows)
    attention = self.attend(q, k, v, blocks, masks, unpack)
    y = self.output(torch.detach(attention), residual, w, lora, factor, layer)
    scale2 = self.rms_scale(y, eps)
    gate_up = self.gate_up(self.rms_apply(y, scale2, w[at + W.POST_NORM]), w, lora, factor, layer)
    out = self.down(self.swiglu(gate_up), y, w, lora, factor, layer)
    return (out, [x, scale, fused, attention, y, scale2, gate_up])

  # Adds the gradient of rms_apply's weight, number `at` of w, to `grads` unless w is frozen, and returns that of its x.
  def rms_backward(self, g: Tensor, x: Tensor, scale: Tensor, w: List[Tensor], at: int, frozen: bool, grads: List[Tensor]) -> Tensor:
    g = torch.to(g, 6)
    wide = torch.to(x, 6)
    weight = torch.to(w[at], 6)
    product = torch.mul(g, wide)
    s = torch.squeeze(scale, -1)
    if frozen:
      pass
    else:
      torch.add_(grads[at], torch.mv(torch.t(product), s))
    pull = torch.div(torch.mul(torch.mul(s, torch.mul(s, s)), torch.mv(product, weight)), x.size(-1))
    dx = torch.mul_(torch.mul(g, weight), scale)
    return torch.to(torch.addcmul_(dx, wide, torch.unsqueeze(pull, -1), value=-1), x.dtype)

  # The gradient of swiglu's gate_up from that of its result, and silu(gate).
  def swiglu_backward(self, g: Tensor, gate: Tensor, up: Tensor, silu: Tensor) -> Tensor:
    return torch.cat([torch.silu_backward(torch.mul(g, up), gate), torch.mul(g, silu)], -1)

  # Adds the gradient of the A and B of adapt to `grads`, shaped as `lora`, and to dx that of its x.
  def adapt_backward(self, dx: Tensor, dy: Tensor, x: Tensor, lora: List[Tensor], first: int, rows: List[int], factor: float, grads: List[Tensor]) -> Tensor:
    at = 0
    for m in range(len(rows)):
      i = 2 * (first + m)
      a = lora[i]
      if torch.numel(a) > 0:
        part = torch.narrow(dy, 1, at, rows[m])
        dz = torch.mul(torch.mm(part, lora[i + 1]), factor)
        torch.add_(grads[i], torch.mm(torch.t(dz), x))
        torch.add_(grads[i + 1], torch.mm(torch.t(part), torch.mul(torch.linear(x, a), factor)))
        dx = torch.addmm(dx, dz, a)
      at = at + rows[m]
    return dx

  # Returns the gradient of x of a product with number `at` of w, its bias and adapters; adds to `grads` that of the adapters
  # if there are any, and else that of w and of its bias, number `bias`.
  def linear_backward(self, dy: Tensor, x: Tensor, w: List[Tensor], at: int, bias: int, lora: List[Tensor], factor: float, first: int, rows: List[int], grads: List[Tensor]) -> Tensor:
    dx = self.linear_dx(dy, self.transposed(w[at]))
    if len(lora) > 0:
      dx = self.adapt_backward(dx, dy, x, lora, first, rows, factor, grads)
    else:
      torch.add_(grads[at], self.linear_dw(dy, x, w[at]))
      if bias >= 0:
        if torch.numel(w[bias]) > 0:
          torch.add_(grads[bias], torch.sum(dy, [0]))
    return dx

  # Adds a layer's gradients, with adapters theirs alone, to `grads` and returns that of its x from that of its output, g.
  def layer_backward(self, g: Tensor, kept: List[Tensor], norms: List[Tensor], w: List[Tensor], lora: List[Tensor], factor: float, layer: int, dims: List[int], rows: Tensor, grads: List[Tensor]) -> Tensor:
    x, scale, fused, attention, y, scale2, gate_up = kept
    at = W.PER_LAYER * layer
    adapters = LORA.PER_LAYER * layer
    frozen = len(lora) > 0
    q = dims[DIMS.HEADS] * dims[DIMS.HEAD_DIM]
    kv = dims[DIMS.KV_HEADS] * dims[DIMS.HEAD_DIM]
    inner = gate_up.size(1) // 2
    hidden = g.size(1)
    halves = torch.chunk(gate_up, 2, -1)
    silu = torch.silu(halves[0])
    dinner = self.linear_backward(g, torch.mul(silu, halves[1]), w, at + W.DOWN, -1, lora, factor, adapters + LORA.DOWN, [hidden], grads)
    dgate_up = self.swiglu_backward(dinner, halves[0], halves[1], silu)
    normed2 = self.rms_apply(y, scale2, w[at + W.POST_NORM])
    dnormed2 = self.linear_backward(dgate_up, normed2, w, at + W.GATE_UP, -1, lora, factor, adapters + LORA.GATE_UP, [inner, inner], grads)
    g = torch.add(g, self.rms_backward(dnormed2, y, scale2, w, at + W.POST_NORM, frozen, grads))
    dattention = self.linear_backward(g, torch.detach(attention), w, at + W.O, at + W.O_BIAS, lora, factor, adapters + LORA.O, [hidden], grads)
    inputs = [fused]
    if torch.numel(norms[0]) > 0 and len(lora) == 0:
      inputs = [fused, norms[0], norms[1]]
    found = torch.grad([attention], inputs, annotate(List[Optional[Tensor]], [dattention]))
    if len(inputs) > 1:
      torch.add_(grads[at + W.Q_NORM], unchecked_cast(Tensor, found[1]))
      torch.add_(grads[at + W.K_NORM], unchecked_cast(Tensor, found[2]))
    dfused = unchecked_cast(Tensor, found[0])
    normed = self.rms_apply(x, scale, w[at + W.INPUT_NORM])
    dnormed = self.linear_backward(dfused, normed, w, at + W.QKV, at + W.QKV_BIAS, lora, factor, adapters + LORA.QKV, [q, kv, kv], grads)
    if layer == dims[DIMS.LAYERS] - 1:
      g = torch.embedding_dense_backward(g, rows, x.size(0), -1, False)
    return torch.add(g, self.rms_backward(dnormed, x, scale, w, at + W.INPUT_NORM, frozen, grads))
