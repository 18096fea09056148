# Sampling: prompts to keys and values, and steps of decoding that draw tokens.
#
#   cache     2 tensors a layer, keys and values, each [slots, kv_heads, capacity, head_dim] in the compute dtype; the
#             rows being decoded are the first slots

  # Keys and values [N, kv_heads, d] of packed prompts, 2 tensors a layer. A prompt sees itself alone, so no block has
  # prefixes; and of the last layer nothing but keys and values is of use.
  def prefill(self, w: List[Tensor], lora: List[Tensor], factor: float, dims: List[int], eps: Tensor, inv_freq: Tensor, ids: Tensor, pos: Tensor, blocks: List[Tensor], unpack: Tensor) -> List[Tensor]:
    layers = dims[DIMS.LAYERS]
    x = torch.embedding(w[W.PER_LAYER * layers + W.EMBED], ids)
    cos, sin = self.rotary(pos, inv_freq, x)
    causal = annotate(List[Tensor], [])
    for b in range(len(blocks) // 3):
      causal.append(blocks[3 * b + 2])
    kv = annotate(List[Tensor], [])
    for layer in range(layers):
      q, k, v = self.project(x, w, lora, factor, layer, dims, eps, cos, sin)
      kv.append(torch.contiguous(k))
      kv.append(torch.contiguous(v))
      if layer < layers - 1:
        x = self.finish(x, self.attend(q, k, v, blocks, causal, unpack), w, lora, factor, layer, eps)
    return kv

  # A cache of capacity 0.
  def new_cache(self, w: List[Tensor], dims: List[int], slots: int) -> List[Tensor]:
    cache = annotate(List[Tensor], [])
    for i in range(2 * dims[DIMS.LAYERS]):
      cache.append(torch.new_zeros(w[0], [slots, dims[DIMS.KV_HEADS], 0, dims[DIMS.HEAD_DIM]]))
    return cache

  # One tensor of the cache with more capacity. Zeros, because what is masked must still be finite.
  def grow_cache(self, old: Tensor, capacity: int) -> Tensor:
    wide = torch.new_zeros(old, [old.size(0), old.size(1), capacity, old.size(3)])
    torch.copy_(torch.narrow(wide, 2, 0, old.size(2)), old)
    return wide

  # The part of a cache tensor that holds the first `length` positions of a slot.
  def slot(self, cache: Tensor, slot: int, length: int) -> Tensor:
    return torch.narrow(torch.select(cache, 0, slot), 1, 0, length)

  # Rows [start, start + length) of packed keys and values to the beginning of some slots.
  def fill_slots(self, cache: List[Tensor], kv: List[Tensor], start: int, length: int, slots: List[int]) -> NoneType:
    for i in range(len(cache)):
      prompt = torch.transpose(torch.narrow(kv[i], 0, start, length), 0, 1)
      for s in slots:
        torch.copy_(self.slot(cache[i], s, length), prompt)
    return None

  def move_slot(self, cache: List[Tensor], source: int, to: int, length: int) -> NoneType:
    for i in range(len(cache)):
      torch.copy_(self.slot(cache[i], to, length), self.slot(cache[i], source, length))
    return None

  # Writes x [R, kv_heads, d] to rows `at` [R * kv_heads] of the cache seen as [slots * kv_heads * capacity, d], and returns
  # the first `reach` positions of the first R slots.
  def extend(self, cache: Tensor, at: Tensor, x: Tensor, reach: int) -> Tensor:
    d = cache.size(3)
    torch.index_copy_(torch.view(cache, [-1, d]), 0, at, torch.reshape(x, [-1, d]))
    return torch.narrow(torch.narrow(cache, 0, 0, x.size(0)), 2, 0, reach)

  # Hidden states [R, hidden] after one more token a row, ids [R], whose keys and values go to rows `at` of the cache as `extend`
  # sees it. A row attends to its slot's first positions as `mask` [R, 1, 1, reach] has it. Query heads that share a key head
  # attend as several queries of one head, so that keys need not be expanded.
  def step(self, w: List[Tensor], lora: List[Tensor], factor: float, dims: List[int], eps: Tensor, cos: Tensor, sin: Tensor, cache: List[Tensor], ids: Tensor, at: Tensor, mask: Tensor) -> Tensor:
    layers = dims[DIMS.LAYERS]
    kv = dims[DIMS.KV_HEADS]
    rows = ids.size(0)
    reach = mask.size(3)
    x = torch.embedding(w[W.PER_LAYER * layers + W.EMBED], ids)
    for layer in range(layers):
      q, k, v = self.project(x, w, lora, factor, layer, dims, eps, cos, sin)
      keys = self.extend(cache[2 * layer], at, k, reach)
      values = self.extend(cache[2 * layer + 1], at, v, reach)
      grouped = torch.reshape(q, [rows, kv, -1, dims[DIMS.HEAD_DIM]])
      out = torch.scaled_dot_product_attention(grouped, keys, values, mask, 0., False, scale=None, enable_gqa=False)
      x = self.finish(x, torch.flatten(out, 1), w, lora, factor, layer, eps)
    return self.rms_norm(x, w[W.PER_LAYER * layers + W.FINAL_NORM], eps)

  # Probabilities that are at least `least` [R, 1]; the others become 0.
  def keep(self, p: Tensor, least: Tensor) -> Tensor:
    return torch.mul(p, torch.to(torch.ge(p, least), p.dtype))

  # The smallest probability inside the nucleus: the most probable tokens up to and including the one with which their
  # sum reaches `limit` [R, 1]. Only when 256 tokens do not reach it are all of them sorted.
  def nucleus(self, p: Tensor, limit: Tensor) -> Tensor:
    top, _ = torch.topk(p, min([256, p.size(1)]))
    if bool(torch.any(torch.lt(torch.sum(top, [1], True), limit))):
      top, _ = torch.topk(p, p.size(1))
    before = torch.sub(torch.cumsum(top, 1, dtype=7), top)
    size = torch.sum(torch.lt(before, limit), [1], True)
    return torch.gather(top, 1, torch.sub(torch.clamp(size, 1), 1))

  # Tokens [R] whose share of the cumulative distribution holds the uniform number. Sums are taken in double precision, so
  # that a number below 1 always meets a token of positive probability.
  def draw(self, log_p: Tensor, uniform: Tensor, top_k: int, top_p: float) -> Tensor:
    p = torch.exp(log_p)
    vocab = p.size(1)
    if top_k > 0 and top_k < vocab:
      top, _ = torch.topk(p, top_k)
      p = self.keep(p, torch.narrow(top, 1, top_k - 1, 1))
    if top_p < 1.:
      p = self.keep(p, self.nucleus(p, torch.mul(torch.sum(p, [1], True), top_p)))
    sums = torch.cumsum(p, 1, dtype=7)
    point = torch.mul(torch.narrow(sums, 1, vocab - 1, 1), torch.unsqueeze(uniform, 1))
    token = torch.squeeze(torch.searchsorted(sums, torch.contiguous(point), right=True), 1)
    return torch.clamp(token, 0, vocab - 1)

  # cos and sin of `rotary` for positions pos [R] and the `steps` - 1 that follow each, [steps, R, 1, d].
  def rotary_ahead(self, pos: Tensor, steps: int, inv_freq: Tensor, like: Tensor) -> Tuple[Tensor, Tensor]:
    ahead = torch.add(torch.unsqueeze(torch.arange(steps, device=pos.device), 1), pos)
    cos, sin = self.rotary(torch.flatten(ahead), inv_freq, like)
    shape = [steps, pos.size(0), 1, -1]
    return (torch.view(cos, shape), torch.view(sin, shape))

  # Draws up to uniforms.size(0) tokens a row, fewer once `patience` rows have drawn a stop token or used up their `room`.
  # ids [R] stand at pos [R] < reach and are not in the cache yet. Rows of `greedy` [R] take the most probable token.
  # Returns tokens [steps, R] and, each [steps, R] stacked to [steps, 3, R]: log-probabilities of the whole tempered
  # softmax, entropies at temperature 1, and log-probabilities of token `probe` at temperature 1 (of token 0 if -1). What a
  # row draws after its end means nothing, and changes nothing in the cache before its last token's place.
  def decode(self, w: List[Tensor], lora: List[Tensor], factor: float, dims: List[int], eps: Tensor, inv_freq: Tensor, cache: List[Tensor], ids: Tensor, pos: Tensor, room: Tensor, reach: int, uniforms: Tensor, inv_tau: Tensor, tempered: bool, greedy: Tensor, any_greedy: bool, top_k: int, top_p: float, stops: Tensor, probe: int, patience: int) -> Tuple[Tensor, Tensor]:
    tokens = annotate(List[Tensor], [])
    numbers = annotate(List[Tensor], [])
    rows = ids.size(0)
    kv = dims[DIMS.KV_HEADS]
    capacity = cache[0].size(2)
    most = min([reach + uniforms.size(0), capacity])
    cos, sin = self.rotary_ahead(pos, uniforms.size(0), inv_freq, w[0])
    first = torch.mul(torch.view(torch.arange(rows * kv, device=pos.device), [rows, kv]), capacity)
    unseen = torch.gt(torch.unsqueeze(torch.arange(most, device=pos.device), 0), torch.unsqueeze(pos, 1))
    mask = torch.masked_fill(torch.new_zeros(w[0], [rows, most]), unseen, -1e30)
    live = torch.gt(room, 0)
    done = 0
    while len(tokens) < uniforms.size(0) and done < patience:
      n = len(tokens)
      place = torch.unsqueeze(pos, 1)
      seen = torch.narrow(torch.scatter_(mask, 1, place, 0.), 1, 0, min([reach + n, most]))
      at = torch.flatten(torch.add(first, place))
      h = self.step(w, lora, factor, dims, eps, torch.select(cos, 0, n), torch.select(sin, 0, n), cache, ids, at, torch.view(seen, [rows, 1, 1, -1]))
      z = self.logits(h, w, dims)
      plain = torch.log_softmax(z, 1)
      log_p = plain
      if tempered:
        log_p = self.log_policy(z, inv_tau, True)
      ids = self.draw(log_p, torch.select(uniforms, 0, n), top_k, top_p)
      if any_greedy:
        ids = torch.where(greedy, torch.argmax(z, 1), ids)
      tokens.append(ids)
      numbers.append(torch.stack([self.pick(log_p, ids), self.entropy(plain), torch.select(plain, 1, max([probe, 0]))]))
      stopped = torch.any(torch.eq(torch.unsqueeze(ids, 1), stops), 1)
      pos = torch.add(pos, live)
      live = torch.logical_and(torch.logical_and(live, torch.gt(room, n + 1)), torch.logical_not(stopped))
      done = rows - int(torch.sum(live))
    return (torch.stack(tokens), torch.stack(numbers))
