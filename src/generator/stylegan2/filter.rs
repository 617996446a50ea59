//! The [1, 3, 3, 1] filter after a convolution that doubles the size.

use burn::tensor::Tensor;
use burn::tensor::backend::Backend;

use crate::edges::Edges;

/// [n, c, 2h + 1, 2w + 1] -> [n, c, 2h, 2w]: the filter's outer product over 64, times 4 because three of
/// four places were empty before.
pub(super) fn smooth<B: Backend>(x: Tensor<B, 4>) -> Tensor<B, 4> {
    let x = Edges::ZERO.pad(x); // [n, c, 2h + 3, 2w + 3]
    smooth_axis(smooth_axis(x, 2), 3)
}

fn smooth_axis<B: Backend>(x: Tensor<B, 4>, axis: usize) -> Tensor<B, 4> {
    let len = x.dims()[axis] - 3;
    let at = |start: usize| x.clone().narrow(axis, start, len);
    (at(0) + at(3)) * 0.25 + (at(1) + at(2)) * 0.75
}
