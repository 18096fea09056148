# The decoder, from token ids to final hidden states. Serialized TorchScript: `torch.X` is the operator aten::X, dtypes
# are ints (6 float32, 15 bfloat16), there are no free functions and no attributes. The numbers named W, LORA and DIMS are put
# in their place by ProgramConstants before libtorch reads this.
#
#   w         the tensors of each layer, as LayerWeight lists them, and then those of ModelWeight. One that the model lacks is
#             empty. All in the compute dtype; for inference matrices may be `packed`, and tied embeddings have a packed head
#             beside them
#   dims      sizes of the model, as Dimension lists them
#   lora      empty, or the adapters of LoRA: A [rank, in] and B [out, rank] of each matrix of a layer, in the order of `w` and
#             in the compute dtype; both are empty where a matrix has no adapter. LORA.QKV is the number of the first of the
#             matrices that are stacked in W.QKV, and so on. `factor` is that of B A
#   eps       [] float32, of the norms
#   inv_freq  [head_dim / 2] float32, rotary frequencies with the model's scaling applied

  # 1 / rms [N, 1] of x [N, size], float32. The mean square is taken from the norm, one pass over x.
  def rms_scale(self, x: Tensor, eps: Tensor) -> Tensor:
    norm = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)
    return torch.rsqrt(torch.addcmul(eps, norm, norm, value=1. / x.size(-1)))

  def rms_apply(self, x: Tensor, scale: Tensor, weight: Tensor) -> Tensor:
    return torch.mul(torch.to(torch.mul(x, scale), x.dtype), weight)

  def rms_norm(self, x: Tensor, weight: Tensor, eps: Tensor) -> Tensor:
    return self.rms_apply(x, self.rms_scale(x, eps), weight)

  # A bias, unless it is empty.
  def bias(self, b: Tensor) -> Optional[Tensor]:
    if torch.numel(b) > 0:
      out = annotate(Optional[Tensor], b)
    else:
      out = annotate(Optional[Tensor], None)
    return out

  # (cos, cos) and (-sin, sin) [N, 1, head_dim] of positions [N], in the dtype of `like`.
  def rotary(self, pos: Tensor, inv_freq: Tensor, like: Tensor) -> Tuple[Tensor, Tensor]:
    angles = torch.unsqueeze(torch.outer(torch.to(pos, 6), inv_freq), 1)
    cos = torch.to(torch.cos(angles), like.dtype)
    sin = torch.to(torch.sin(angles), like.dtype)
    return (torch.cat([cos, cos], -1), torch.cat([torch.neg(sin), sin], -1))

  # The halves (a, b) of x to (a cos - b sin, b cos + a sin).
  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    swapped = torch.roll(x, [x.size(-1) // 2], [-1])
    return torch.addcmul(torch.mul(x, cos), swapped, sin)

  # A fused projection [N, (heads + 2 kv_heads) d] as rotated queries [N, heads, d], rotated keys and values [N, kv_heads, d];
  # `norms` are those of queries and keys, empty if the model has none.
  def heads(self, fused: Tensor, norms: List[Tensor], dims: List[int], eps: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    heads = dims[DIMS.HEADS]
    kv = dims[DIMS.KV_HEADS]
    all = torch.reshape(fused, [-1, heads + kv + kv, dims[DIMS.HEAD_DIM]])
    v = torch.narrow(all, 1, heads + kv, kv)
    if torch.numel(norms[0]) > 0:
      q = self.rotate(self.rms_norm(torch.narrow(all, 1, 0, heads), norms[0], eps), cos, sin)
      k = self.rotate(self.rms_norm(torch.narrow(all, 1, heads, kv), norms[1], eps), cos, sin)
    else:
      both = self.rotate(torch.narrow(all, 1, 0, heads + kv), cos, sin)
      q = torch.narrow(both, 1, 0, heads)
      k = torch.narrow(both, 1, heads, kv)
    return (q, k, v)

  # y [N, rows], the product of x with matrices stacked in one, plus factor * (x A^T) B^T of each. They are the ones from number
  # `first` of `lora` on and have `rows` rows each.
  def adapt(self, y: Tensor, x: Tensor, lora: List[Tensor], first: int, rows: List[int], factor: float) -> Tensor:
    down = annotate(List[Tensor], [])
    if len(lora) > 0:
      for m in range(len(rows)):
        a = lora[2 * (first + m)]
        if torch.numel(a) > 0:
          down.append(a)
    if len(down) > 0:
      z = torch.mul(torch.linear(x, torch.cat(down, 0)), factor)
      changes = annotate(List[Tensor], [])
      seen = 0
      for m in range(len(rows)):
        b = lora[2 * (first + m) + 1]
        if torch.numel(b) > 0:
          changes.append(torch.linear(torch.narrow(z, 1, seen, b.size(1)), b))
          seen = seen + b.size(1)
        else:
          changes.append(torch.new_zeros(z, [z.size(0), rows[m]]))
      y = torch.add(y, torch.cat(changes, 1))
    return y

  # The fused projection of queries, keys and values.
  def qkv(self, x: Tensor, w: List[Tensor], lora: List[Tensor], factor: float, layer: int, dims: List[int]) -> Tensor:
    at = W.PER_LAYER * layer
    q = dims[DIMS.HEADS] * dims[DIMS.HEAD_DIM]
    kv = dims[DIMS.KV_HEADS] * dims[DIMS.HEAD_DIM]
    return self.adapt(self.linear(x, w[at + W.QKV], self.bias(w[at + W.QKV_BIAS])), x, lora, LORA.PER_LAYER * layer + LORA.QKV, [q, kv, kv], factor)

  # `residual` plus the output projection of attention x.
  def output(self, x: Tensor, residual: Tensor, w: List[Tensor], lora: List[Tensor], factor: float, layer: int) -> Tensor:
    at = W.PER_LAYER * layer
    y = self.linear_add(x, w[at + W.O], self.bias(w[at + W.O_BIAS]), residual)
    return self.adapt(y, x, lora, LORA.PER_LAYER * layer + LORA.O, [y.size(1)], factor)

  # The gate and up projections side by side.
  def gate_up(self, x: Tensor, w: List[Tensor], lora: List[Tensor], factor: float, layer: int) -> Tensor:
    y = self.linear(x, w[W.PER_LAYER * layer + W.GATE_UP], None)
    inner = y.size(1) // 2
    return self.adapt(y, x, lora, LORA.PER_LAYER * layer + LORA.GATE_UP, [inner, inner], factor)

  # `residual` plus the down projection of x.
  def down(self, x: Tensor, residual: Tensor, w: List[Tensor], lora: List[Tensor], factor: float, layer: int) -> Tensor:
    y = self.linear_add(x, w[W.PER_LAYER * layer + W.DOWN], None, residual)
    return self.adapt(y, x, lora, LORA.PER_LAYER * layer + LORA.DOWN, [y.size(1)], factor)

  # First half of a layer: x [N, hidden] to what `heads` gives.
  def project(self, x: Tensor, w: List[Tensor], lora: List[Tensor], factor: float, layer: int, dims: List[int], eps: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    at = W.PER_LAYER * layer
    fused = self.qkv(self.rms_norm(x, w[at + W.INPUT_NORM], eps), w, lora, factor, layer, dims)
    return self.heads(fused, [w[at + W.Q_NORM], w[at + W.K_NORM]], dims, eps, cos, sin)

  # silu(gate) * up.
  def swiglu(self, gate_up: Tensor) -> Tensor:
    halves = torch.chunk(gate_up, 2, -1)
    return torch.mul(torch.silu(halves[0]), halves[1])

  # Second half of a layer: attention output [N, heads * d] through its projection and the MLP, with both residuals.
  def finish(self, x: Tensor, attention: Tensor, w: List[Tensor], lora: List[Tensor], factor: float, layer: int, eps: Tensor) -> Tensor:
    y = self.output(attention, x, w, lora, factor, layer)
    inner = self.swiglu(self.gate_up(self.rms_norm(y, w[W.PER_LAYER * layer + W.POST_NORM], eps), w, lora, factor, layer))
    return self.down(inner, y, w, lora, factor, layer)

  # What each query adds to its scores, [B, 1, Lq, Lk] in the dtype of `like`: 0 for a key it sees, else as good as -inf. `seen` is
  # the mask itself, or [B] prefixes: a row's keys are then its prefix and its own tokens, so query i sees keys
  # 0 .. prefix + i. Padding queries see what is there, which keeps them finite; nobody reads them. Empty prefixes mean
  # that no row has one; the result is then empty and attention plainly causal.
  def scores_mask(self, seen: Tensor, lq: int, lk: int, like: Tensor) -> Tensor:
    if torch.numel(seen) == 0:
      return seen
    if seen.dim() == 4:
      hidden = torch.logical_not(seen)
    else:
      last = torch.add(torch.view(seen, [-1, 1, 1, 1]), torch.view(torch.arange(lq, device=seen.device), [1, 1, -1, 1]))
      hidden = torch.gt(torch.view(torch.arange(lk, device=seen.device), [1, 1, 1, -1]), last)
    return torch.masked_fill(torch.new_zeros(like, [seen.size(0), 1, lq, lk]), hidden, -1e30)

  # Attention of q [B, Lq, heads, d] over k, v [B, Lk, kv_heads, d] to [B, Lq, heads * d]; an empty mask is causal.
  # Keys are expanded to the query heads: left to itself (enable_gqa) libtorch takes its slow path for them.
  def sdpa(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    qt = torch.transpose(q, 1, 2)
    rep = q.size(2) // k.size(2)
    kt = torch.transpose(torch.flatten(torch.expand(torch.unsqueeze(k, 3), [-1, -1, -1, rep, -1]), 2, 3), 1, 2)
    vt = torch.transpose(torch.flatten(torch.expand(torch.unsqueeze(v, 3), [-1, -1, -1, rep, -1]), 2, 3), 1, 2)
    if torch.numel(mask) == 0:
      out = torch.scaled_dot_product_attention(qt, kt, vt, None, 0., True, scale=None, enable_gqa=False)
    else:
      out = torch.scaled_dot_product_attention(qt, kt, vt, mask, 0., False, scale=None, enable_gqa=False)
    return torch.flatten(torch.transpose(out, 1, 2), 2)

  # Rows gathered from the packed q, k, v by each block (q_idx [B, Lq], kv_idx [B, Lk], what is seen); `unpack` [N] names the
  # row of all block outputs, one after another, that belongs to each packed token. A gather is an embedding lookup
  # because its backward is deterministic on every device.
  def attend(self, q: Tensor, k: Tensor, v: Tensor, blocks: List[Tensor], masks: List[Tensor], unpack: Tensor) -> Tensor:
    heads = q.size(1)
    kv = k.size(1)
    d = q.size(2)
    flat_q = torch.flatten(q, 1)
    flat_k = torch.flatten(k, 1)
    flat_v = torch.flatten(v, 1)
    outs = annotate(List[Tensor], [])
    for b in range(len(masks)):
      q_idx = blocks[3 * b]
      kv_idx = blocks[3 * b + 1]
      bq = torch.view(torch.embedding(flat_q, q_idx), [q_idx.size(0), q_idx.size(1), heads, d])
      bk = torch.view(torch.embedding(flat_k, kv_idx), [kv_idx.size(0), kv_idx.size(1), kv, d])
      bv = torch.view(torch.embedding(flat_v, kv_idx), [kv_idx.size(0), kv_idx.size(1), kv, d])
      outs.append(torch.flatten(self.sdpa(bq, bk, bv, masks[b]), 0, 1))
    return torch.embedding(torch.cat(outs, 0), unpack)

  # The scores_mask of each block.
  def scores_masks(self, blocks: List[Tensor], like: Tensor) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for b in range(len(blocks) // 3):
      masks.append(self.scores_mask(blocks[3 * b + 2], blocks[3 * b].size(1), blocks[3 * b + 1].size(1), like))
    return masks

  # Packed token ids [N] at positions [N] to normalised hidden states [R, hidden] of `rows` [R] of them. The last layer's
  # second half is computed for those rows alone.
  def trunk(self, w: List[Tensor], lora: List[Tensor], factor: float, dims: List[int], eps: Tensor, inv_freq: Tensor, ids: Tensor, pos: Tensor, blocks: List[Tensor], unpack: Tensor, rows: Tensor) -> Tensor:
    layers = dims[DIMS.LAYERS]
    x = torch.embedding(w[W.PER_LAYER * layers + W.EMBED], ids)
    cos, sin = self.rotary(pos, inv_freq, x)
    masks = self.scores_masks(blocks, x)
    for layer in range(layers):
      q, k, v = self.project(x, w, lora, factor, layer, dims, eps, cos, sin)
      if layer == layers - 1:
        x = torch.embedding(x, rows)
        unpack = torch.index_select(unpack, 0, rows)
      x = self.finish(x, self.attend(q, k, v, blocks, masks, unpack), w, lora, factor, layer, eps)
    return self.rms_norm(x, w[W.PER_LAYER * layers + W.FINAL_NORM], eps)

  # Number in `w` of the LM head: its own matrix, or the embedding when the two are tied.
  def head(self, w: List[Tensor], dims: List[int]) -> int:
    at = W.PER_LAYER * dims[DIMS.LAYERS]
    if torch.numel(w[at + W.LM_HEAD]) > 0:
      head = at + W.LM_HEAD
    else:
      head = at + W.EMBED
    return head

  # Float32 logits [R, vocab] of hidden states [R, hidden].
  def logits(self, hidden: Tensor, w: List[Tensor], dims: List[int]) -> Tensor:
    return torch.to(self.linear(hidden, w[self.head(w, dims)], None), 6)
