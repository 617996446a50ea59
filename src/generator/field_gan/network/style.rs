//! The style of one layer: a vector for the world plus a map for the places.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::backend::Backend;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;

use crate::checkpoint::OnDevice;
use crate::dense::Dense;
use crate::edges::Edges;
use crate::enlarge::enlarge;
use crate::field_gan::weights::Modulated;

#[derive(Module, Debug)]
pub(super) struct Style<B: Backend> {
    affine: Dense<B>,
    local: Param<Tensor<B, 4>>, // [c, zl, 1, 1]
}

impl<B: Backend> Style<B> {
    pub(super) fn load(weights: &Modulated, device: &B::Device) -> Self {
        let (weight, bias) = weights.affine.clone();
        Self {
            affine: Dense::load(weight, bias, 1.0, device),
            local: Param::from_tensor(weights.local.tensor(device)),
        }
    }

    /// w [1, w] and zl [1, zl, h, w] -> [1, c, height, ..]. A 1×1 convolution and an enlargement may be
    /// done in either order; the small one is done first.
    pub(super) fn forward(
        &self,
        w: &Tensor<B, 2>,
        zl: &Tensor<B, 4>,
        height: usize,
        edges: Edges,
    ) -> Tensor<B, 4> {
        let world = self.affine.forward(w.clone()); // [1, c]
        let [_, channels] = world.dims();
        let one_by_one = ConvOptions::new([1, 1], [0, 0], [1, 1], 1);
        let places = conv2d(zl.clone(), self.local.val(), None, one_by_one); // [1, c, h, w]
        let times = height / zl.dims()[2];
        enlarge(places + world.reshape([1, channels, 1, 1]), times, edges)
    }
}
