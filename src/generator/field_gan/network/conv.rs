//! A modulated 3×3 convolution with noise, bias and activation.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::activation::leaky_relu;
use burn::tensor::backend::Backend;

use super::style::Style;
use crate::checkpoint::OnDevice;
use crate::field_gan::weights::Modulated;
use crate::field_gan::{Canvas, GAIN, SLOPE};
use crate::modulation::ModulatedConv;

#[derive(Module, Debug)]
pub(super) struct Conv<B: Backend> {
    style: Style<B>,
    conv: ModulatedConv<B>,
    bias: Param<Tensor<B, 1>>, // [out]
    noise: f32,
}

impl<B: Backend> Conv<B> {
    pub(super) fn load(weights: &Modulated, device: &B::Device) -> Self {
        Self {
            style: Style::load(weights, device),
            conv: ModulatedConv::load(&weights.weight, device),
            bias: Param::from_tensor(weights.bias.tensor(device)),
            noise: weights.noise,
        }
    }

    /// x [1, in, h, w], w [1, w], zl [1, zl, ..] and noise [1, 1, h, w] -> [1, out, h, w]
    pub(super) fn forward(
        &self,
        x: Tensor<B, 4>,
        w: &Tensor<B, 2>,
        zl: &Tensor<B, 4>,
        noise: Option<&Tensor<B, 4>>,
        canvas: Canvas,
    ) -> Tensor<B, 4> {
        let style = self.style.forward(w, zl, x.dims()[2], canvas.enlarge_edges);
        let demodulation = self.conv.demodulation(style.clone());
        let mut y = self.conv.forward(x, style, canvas.conv_edges) * demodulation;
        if let Some(noise) = noise {
            y = y + noise.clone() * self.noise;
        }
        let bias = self.bias.val();
        let out = bias.dims()[0];
        leaky_relu(y + bias.reshape([1, out, 1, 1]), f64::from(SLOPE)) * GAIN
    }
}
