# Products of activations and weights by oneDNN, which uses the widest vectors that a processor has, whoever made it;
# libtorch's own float32 products do not on AMD's. In bfloat16 libtorch itself turns to oneDNN where the processor can.

  # x [N, in] wᵀ + bias [N, out] of w [out, in].
  def linear(self, x: Tensor, w: Tensor, bias: Optional[Tensor]) -> Tensor:
    if x.dtype == 6 or w.is_mkldnn:
      y = ops.mkldnn._linear_pointwise(x, w, bias, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.linear(x, w, bias)
    return y

  # x wᵀ + bias + residual [N, out].
  def linear_add(self, x: Tensor, w: Tensor, bias: Optional[Tensor], residual: Tensor) -> Tensor:
    if x.dtype == 6 or w.is_mkldnn:
      y = ops.mkldnn._linear_pointwise(x, residual, w, bias, "add")
    else:
      y = torch.add(residual, torch.linear(x, w, bias))
    return y

  # What linear_dx wants of w.
  def transposed(self, w: Tensor) -> Tensor:
    return torch.contiguous(torch.t(w))

  # The gradient [N, in] of linear's x from that of its result, dy [N, out].
  def linear_dx(self, dy: Tensor, transposed: Tensor) -> Tensor:
    return self.linear(dy, transposed, None)

  # The gradient [out, in] of linear's w.
  def linear_dw(self, dy: Tensor, x: Tensor, w: Tensor) -> Tensor:
    if x.dtype == 6:
      dw, db = torch.mkldnn_linear_backward_weights(torch.to_mkldnn(dy), torch.to_mkldnn(x), w, False)
    else:
      dw = torch.mm(torch.t(dy), x)
    return dw

  # w in a form that `linear` reads faster, above all for few rows, or none if there is no such form. libtorch 2.7 misreads one
  # whose blocks of 64 outputs are not full, or that was packed for a handful of rows; so what it reads is compared before it is used.
  def packed(self, w: Tensor) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    able = w.dtype == 6
    if w.dtype == 15:
      able = ops.mkldnn._is_mkldnn_bf16_supported()
    if able and w.size(0) % 64 == 0:
      packed = ops.mkldnn._reorder_linear_weight(w, 32)
      row = torch.narrow(w, 0, 0, 1)
      plain = torch.linear(row, w)
      error = torch.max(torch.abs(torch.sub(self.linear(row, packed, None), plain)))
      if bool(torch.le(error, torch.mul(torch.max(torch.abs(plain)), 0.01))):
        out = [packed]
    return out
