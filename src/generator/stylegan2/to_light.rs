//! A modulated 1×1 convolution to red, green and blue, without demodulation or noise.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::backend::Backend;

use super::conv::LIMIT;
use super::weights::LightWeights;
use crate::dense::Dense;
use crate::edges::Edges;
use crate::modulation::ModulatedConv;

#[derive(Module, Debug)]
pub(super) struct ToLight<B: Backend> {
    affine: Dense<B>,
    conv: ModulatedConv<B>,
    bias: Param<Tensor<B, 1>>, // [3]
}

impl<B: Backend> ToLight<B> {
    pub(super) fn load(weights: &LightWeights, device: &B::Device) -> Self {
        let (weight, bias) = weights.affine.clone();
        Self {
            affine: Dense::load(weight, bias, 1.0, device),
            conv: ModulatedConv::load(&weights.weight, device),
            bias: Param::from_tensor(weights.bias.tensor(device)),
        }
    }

    /// x [1, c, h, w] and w [1, w] -> [1, 3, h, w]
    pub(super) fn forward(&self, x: Tensor<B, 4>, w: &Tensor<B, 2>) -> Tensor<B, 4> {
        let style = self.affine.forward(w.clone()); // [1, c]
        let inputs = style.dims()[1];
        let style = style.reshape([1, inputs, 1, 1]) / (inputs as f32).sqrt();
        let light = self.conv.forward(x, style, Edges::ZERO);
        (light + self.bias.val().reshape([1, 3, 1, 1])).clamp(-LIMIT, LIMIT)
    }
}
