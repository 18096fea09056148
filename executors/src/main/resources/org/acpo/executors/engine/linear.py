# Products of activations and weights, by the operators that every device has.

  # x [N, in] wᵀ + bias [N, out] of w [out, in].
  def linear(self, x: Tensor, w: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, w, bias)

  # x wᵀ + bias + residual [N, out].
  def linear_add(self, x: Tensor, w: Tensor, bias: Optional[Tensor], residual: Tensor) -> Tensor:
    return torch.add(residual, torch.linear(x, w, bias))

  # What linear_dx wants of w.
  def transposed(self, w: Tensor) -> Tensor:
    return w

  # The gradient [N, in] of linear's x from that of its result, dy [N, out].
  def linear_dx(self, dy: Tensor, transposed: Tensor) -> Tensor:
    return torch.mm(dy, transposed)

  # The gradient [out, in] of linear's w.
  def linear_dw(self, dy: Tensor, x: Tensor, w: Tensor) -> Tensor:
    return torch.mm(torch.t(dy), x)

  # w in a form that `linear` reads faster, or none if there is no such form.
  def packed(self, w: Tensor) -> List[Tensor]:
    return annotate(List[Tensor], [])
