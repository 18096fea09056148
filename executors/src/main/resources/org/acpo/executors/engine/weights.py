# Weights in and out.

  # An own copy of x in another number format.
  def cast(self, x: Tensor, dtype: int) -> Tensor:
    return torch.clone(torch.to(x, dtype))

  # Overwrites `to` with `source`, which may stand on another device or in another number format.
  def assign(self, to: List[Tensor], source: List[Tensor]) -> Tensor:
    for i in range(len(to)):
      torch.copy_(to[i], source[i])
    return source[0]
