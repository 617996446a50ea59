//! Bilinear enlarging with half-pixel centres, and a choice of what lies beyond the edges.

use burn::tensor::Tensor;
use burn::tensor::backend::Backend;
use burn::tensor::module::interpolate;
use burn::tensor::ops::{InterpolateMode, InterpolateOptions};

use crate::edges::Edges;

/// [n, c, h, w] -> [n, c, h·times, w·times]. Doubling with nothing beyond the edges is StyleGAN2's
/// [1, 3, 3, 1] filter for pictures.
pub(crate) fn enlarge<B: Backend>(x: Tensor<B, 4>, times: usize, edges: Edges) -> Tensor<B, 4> {
    if times == 1 {
        return x;
    }
    let [_, _, height, width] = x.dims();
    if edges == Edges::CLAMP {
        return interpolate(x, [height * times, width * times], bilinear());
    }
    // One more place around, then it is cut away again: what burn clamps is out of sight.
    let around = [(height + 2) * times, (width + 2) * times];
    interpolate(edges.pad(x), around, bilinear())
        .narrow(2, times, height * times)
        .narrow(3, times, width * times)
}

fn bilinear() -> InterpolateOptions {
    // burn's default would put the corner pixels' centres onto each other.
    InterpolateOptions::new(InterpolateMode::Bilinear).with_align_corners(false)
}
