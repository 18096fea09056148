# Branches behind sequences whose keys and values a cache holds (decode.py), so that only the branches are computed.
#
#   slots     [R] the sequences' slots
#   queries   [R, Q] for each sequence the packed rows of its branches, padded with any row
#   sees      [4, R, Q] what a query sees: cached positions below the first number; of its sequence's branches those from
#             the second up to the third, which it does not see; and from the fourth up to itself

  # What each query adds to its scores, [R, 1, Q, reach + Q]: 0 for a key it sees, else as good as -inf.
  def branches_mask(self, sees: Tensor, reach: int, like: Tensor) -> Tensor:
    width = sees.size(2)
    own = torch.arange(width, device=sees.device)
    key = torch.view(own, [1, 1, -1])
    cached = torch.lt(torch.view(torch.arange(reach, device=sees.device), [1, 1, -1]), torch.unsqueeze(torch.select(sees, 0, 0), 2))
    parent = torch.logical_and(torch.ge(key, torch.unsqueeze(torch.select(sees, 0, 1), 2)), torch.lt(key, torch.unsqueeze(torch.select(sees, 0, 2), 2)))
    itself = torch.logical_and(torch.ge(key, torch.unsqueeze(torch.select(sees, 0, 3), 2)), torch.le(key, torch.view(own, [1, -1, 1])))
    seen = torch.cat([cached, torch.logical_or(parent, itself)], 2)
    return torch.masked_fill(torch.new_zeros(like, [sees.size(1), 1, width, reach + width]), torch.unsqueeze(torch.logical_not(seen), 1), -1e30)

  # The first `reach` cached positions of the sequences and then those of x [N, kv_heads, d] at `queries`, [R, kv_heads, reach + Q, d].
  def branches_keys(self, cache: Tensor, slots: Tensor, reach: int, x: Tensor, queries: Tensor) -> Tensor:
    held = torch.index_select(torch.narrow(cache, 2, 0, reach), 0, slots)
    new = torch.view(torch.embedding(torch.flatten(x, 1), queries), [queries.size(0), queries.size(1), x.size(1), x.size(2)])
    return torch.cat([held, torch.transpose(new, 1, 2)], 2)

  # Normalised hidden states [M, hidden] of `rows` [M] among packed branch tokens ids [N] at positions [N]; `unpack` [N] names
  # the place in `queries` of each. Query heads that share a key head attend as several queries of one head.
  def branches(self, w: List[Tensor], lora: List[Tensor], factor: float, dims: List[int], eps: Tensor, inv_freq: Tensor, cache: List[Tensor], slots: Tensor, reach: int, ids: Tensor, pos: Tensor, queries: Tensor, sees: Tensor, unpack: Tensor, rows: Tensor) -> Tensor:
    layers = dims[DIMS.LAYERS]
    kv = dims[DIMS.KV_HEADS]
    rep = dims[DIMS.HEADS] // kv
    d = dims[DIMS.HEAD_DIM]
    count = queries.size(0)
    width = queries.size(1)
    x = torch.embedding(w[W.PER_LAYER * layers + W.EMBED], ids)
    cos, sin = self.rotary(pos, inv_freq, x)
    mask = torch.repeat(self.branches_mask(sees, reach, x), [1, 1, rep, 1])
    for layer in range(layers):
      q, k, v = self.project(x, w, lora, factor, layer, dims, eps, cos, sin)
      keys = self.branches_keys(cache[2 * layer], slots, reach, k, queries)
      values = self.branches_keys(cache[2 * layer + 1], slots, reach, v, queries)
      asked = torch.view(torch.embedding(torch.flatten(q, 1), queries), [count, width, kv, rep, d])
      grouped = torch.reshape(torch.permute(asked, [0, 2, 3, 1, 4]), [count, kv, rep * width, d])
      out = torch.scaled_dot_product_attention(grouped, keys, values, mask, 0., False, scale=None, enable_gqa=False)
      apart = torch.permute(torch.view(out, [count, kv, rep, width, d]), [0, 3, 1, 2, 4])
      if layer == layers - 1:
        x = torch.embedding(x, rows)
        unpack = torch.index_select(unpack, 0, rows)
      attention = torch.embedding(torch.reshape(apart, [count * width, kv * rep * d]), unpack)
      x = self.finish(x, attention, w, lora, factor, layer, eps)
    return self.rms_norm(x, w[W.PER_LAYER * layers + W.FINAL_NORM], eps)
