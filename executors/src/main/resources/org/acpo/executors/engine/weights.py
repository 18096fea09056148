# Weights in and out.

  # A tensor of any content in a number format, on the device of `like`.
  def blank(self, like: Tensor, shape: List[int], dtype: int) -> Tensor:
    return torch.new_empty(like, shape, dtype=dtype)

  # Overwrites the elements of `to`, seen as a vector, from `at` on.
  def put(self, to: Tensor, at: int, values: Tensor) -> NoneType:
    torch.copy_(torch.narrow(torch.view(to, [-1]), 0, at, values.size(0)), values)
    return None

  # `count` elements of x, seen as a vector, from `at` on, as float32.
  def take(self, x: Tensor, at: int, count: int) -> Tensor:
    return torch.to(torch.narrow(torch.view(x, [-1]), 0, at, count), 6)

  # Overwrites `to` with `source`, which may stand on another device or in another number format.
  def assign(self, to: List[Tensor], source: List[Tensor]) -> NoneType:
    for i in range(len(to)):
      torch.copy_(to[i], source[i])
    return None

  # `base` plus factor * B A for each of the matrices stacked in it, computed in float32. `lora` holds the A and B of each, `rows`
  # its number of rows.
  def merge(self, base: Tensor, lora: List[Tensor], rows: List[int], factor: float) -> Tensor:
    wide = torch.clone(torch.to(base, 6))
    at = 0
    for m in range(len(rows)):
      a = lora[2 * m]
      if torch.numel(a) > 0:
        change = torch.mm(torch.to(lora[2 * m + 1], 6), torch.to(a, 6))
        torch.add_(torch.narrow(wide, 0, at, rows[m]), change, alpha=factor)
      at = at + rows[m]
    return torch.to(wide, base.dtype)
