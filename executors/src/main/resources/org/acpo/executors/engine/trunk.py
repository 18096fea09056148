# The decoder, from token ids to final hidden states. Serialized TorchScript: `torch.X` is the operator aten::X, dtypes
# are ints (6 float32, 15 bfloat16), there are no free functions and no attributes.
#
#   w         9 tensors a layer: input_norm, qkv, qkv_bias, q_norm, k_norm, o, post_norm, gate_up, down; then embed,
#             final_norm, lm_head; then o_bias of each layer. One that the model lacks is empty. All in the compute dtype.
#   dims      [layers, heads, kv_heads, head_dim]
#   inv_freq  [head_dim / 2] float32, rotary frequencies with the model's scaling applied

  def rms_norm(self, x: Tensor, weight: Tensor, eps: float) -> Tensor:
    wide = torch.to(x, 6)
    scale = torch.rsqrt(torch.add(torch.mean(torch.mul(wide, wide), [-1], True), eps))
    return torch.mul(torch.to(torch.mul(wide, scale), x.dtype), weight)

  # cos and sin [N, 1, head_dim / 2] of positions [N], in the dtype of `like`.
  def rotary(self, pos: Tensor, inv_freq: Tensor, like: Tensor) -> Tuple[Tensor, Tensor]:
    angles = torch.unsqueeze(torch.outer(torch.to(pos, 6), inv_freq), 1)
    return (torch.to(torch.cos(angles), like.dtype), torch.to(torch.sin(angles), like.dtype))

  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    halves = torch.chunk(x, 2, -1)
    a = halves[0]
    b = halves[1]
    return torch.cat([torch.sub(torch.mul(a, cos), torch.mul(b, sin)), torch.add(torch.mul(b, cos), torch.mul(a, sin))], -1)

  # First half of a layer: x [N, hidden] to rotated queries [N, heads, d], rotated keys and values [N, kv_heads, d].
  def project(self, x: Tensor, w: List[Tensor], layer: int, dims: List[int], eps: float, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    at = layer * 9
    heads = dims[1]
    kv = dims[2]
    normed = self.rms_norm(x, w[at], eps)
    if torch.numel(w[at + 2]) > 0:
      fused = torch.linear(normed, w[at + 1], w[at + 2])
    else:
      fused = torch.linear(normed, w[at + 1])
    all = torch.reshape(fused, [-1, heads + kv + kv, dims[3]])
    v = torch.narrow(all, 1, heads + kv, kv)
    if torch.numel(w[at + 3]) > 0:
      q = self.rotate(self.rms_norm(torch.narrow(all, 1, 0, heads), w[at + 3], eps), cos, sin)
      k = self.rotate(self.rms_norm(torch.narrow(all, 1, heads, kv), w[at + 4], eps), cos, sin)
    else:
      both = self.rotate(torch.narrow(all, 1, 0, heads + kv), cos, sin)
      q = torch.narrow(both, 1, 0, heads)
      k = torch.narrow(both, 1, heads, kv)
    return (q, k, v)

  # Second half of a layer: attention output [N, heads * d] through its projection and the MLP, with both residuals.
  def finish(self, x: Tensor, attention: Tensor, w: List[Tensor], layer: int, eps: float) -> Tensor:
    at = layer * 9
    layers = (len(w) - 3) // 10
    bias = w[9 * layers + 3 + layer]
    y = torch.add(x, torch.linear(attention, w[at + 5]))
    if torch.numel(bias) > 0:
      y = torch.add(y, bias)
    gate_up = torch.chunk(torch.linear(self.rms_norm(y, w[at + 6], eps), w[at + 7]), 2, -1)
    return torch.add(y, torch.linear(torch.mul(torch.silu(gate_up[0]), gate_up[1]), w[at + 8]))

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

  # Packed token ids [N] at positions [N] to normalised hidden states [N, hidden].
  def trunk(self, w: List[Tensor], dims: List[int], eps: float, inv_freq: Tensor, ids: Tensor, pos: Tensor, blocks: List[Tensor], unpack: Tensor) -> Tensor:
    layers = dims[0]
    x = torch.embedding(w[9 * layers], ids)
    cos, sin = self.rotary(pos, inv_freq, x)
    masks = annotate(List[Tensor], [])
    for b in range(len(blocks) // 3):
      masks.append(self.scores_mask(blocks[3 * b + 2], blocks[3 * b].size(1), blocks[3 * b + 1].size(1), x))
    for layer in range(layers):
      q, k, v = self.project(x, w, layer, dims, eps, cos, sin)
      x = self.finish(x, self.attend(q, k, v, blocks, masks, unpack), w, layer, eps)
    return self.rms_norm(x, w[9 * layers + 1], eps)

  # The LM head: its own matrix, or the embedding when the two are tied.
  def head(self, w: List[Tensor], dims: List[int]) -> Tensor:
    at = 9 * dims[0]
    if torch.numel(w[at + 2]) > 0:
      weight = w[at + 2]
    else:
      weight = w[at]
    return weight

  # Float32 logits [R, vocab] of hidden states [R, hidden].
  def logits(self, hidden: Tensor, w: List[Tensor], dims: List[int]) -> Tensor:
    return torch.to(torch.linear(hidden, self.head(w, dims)), 6)
