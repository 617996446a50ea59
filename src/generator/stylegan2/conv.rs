//! A modulated 3×3 convolution with demodulation, noise, bias and activation; it may double the size.

use std::f32::consts::SQRT_2;

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::activation::leaky_relu;
use burn::tensor::backend::Backend;
use burn::tensor::module::conv_transpose2d;
use burn::tensor::ops::ConvTransposeOptions;

use super::filter::smooth;
use super::weights::ConvWeights;
use crate::dense::Dense;
use crate::edges::Edges;
use crate::modulation::ModulatedConv;

/// Activations are kept within this, as in training with half precision.
pub(super) const LIMIT: f32 = 256.0;

#[derive(Module, Debug)]
pub(super) struct Conv<B: Backend> {
    affine: Dense<B>,
    conv: ModulatedConv<B>,
    bias: Param<Tensor<B, 1>>, // [out]
    noise_strength: f32,
    doubles: bool,
}

impl<B: Backend> Conv<B> {
    pub(super) fn load(weights: &ConvWeights, doubles: bool, device: &B::Device) -> Self {
        let (weight, bias) = weights.affine.clone();
        Self {
            affine: Dense::load(weight, bias, 1.0, device),
            conv: ModulatedConv::load(&weights.weight, device),
            bias: Param::from_tensor(weights.bias.tensor(device)),
            noise_strength: weights.noise_strength,
            doubles,
        }
    }

    /// x [1, in, h, w], w [1, w] and noise [1, 1, H, W] -> [1, out, H, W]
    pub(super) fn forward(
        &self,
        x: Tensor<B, 4>,
        w: &Tensor<B, 2>,
        noise: Tensor<B, 4>,
    ) -> Tensor<B, 4> {
        let style = self.affine.forward(w.clone());
        let inputs = style.dims()[1];
        let style = style.reshape([1, inputs, 1, 1]);
        let demodulation = self.conv.demodulation(style.clone());
        let y = if self.doubles {
            smooth(self.doubled(x * style))
        } else {
            self.conv.forward(x, style, Edges::ZERO)
        };
        let bias = self.bias.val();
        let out = bias.dims()[0];
        let y = y * demodulation + noise * self.noise_strength + bias.reshape([1, out, 1, 1]);
        (leaky_relu(y, 0.2) * SQRT_2).clamp(-LIMIT, LIMIT)
    }

    /// [1, in, h, w] -> [1, out, 2h + 1, 2w + 1]: half of what a convolution after enlarging would cost.
    fn doubled(&self, x: Tensor<B, 4>) -> Tensor<B, 4> {
        let weight = self.conv.weight().swap_dims(0, 1); // [in, out, 3, 3]
        let options = ConvTransposeOptions::new([2, 2], [0, 0], [0, 0], [1, 1], 1);
        conv_transpose2d(x, weight, None, options)
    }
}
