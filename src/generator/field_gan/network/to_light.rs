//! A modulated 1×1 convolution to red, green and blue, without demodulation, noise or activation.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::backend::Backend;

use super::style::Style;
use crate::checkpoint::OnDevice;
use crate::field_gan::Canvas;
use crate::field_gan::weights::Modulated;
use crate::modulation::ModulatedConv;

#[derive(Module, Debug)]
pub(super) struct ToLight<B: Backend> {
    style: Style<B>,
    conv: ModulatedConv<B>,
    bias: Param<Tensor<B, 1>>, // [3]
}

impl<B: Backend> ToLight<B> {
    pub(super) fn load(weights: &Modulated, device: &B::Device) -> Self {
        Self {
            style: Style::load(weights, device),
            conv: ModulatedConv::load(&weights.weight, device),
            bias: Param::from_tensor(weights.bias.tensor(device)),
        }
    }

    /// x [1, c, h, w], w [1, w] and zl [1, zl, ..] -> [1, 3, h, w]
    pub(super) fn forward(
        &self,
        x: Tensor<B, 4>,
        w: &Tensor<B, 2>,
        zl: &Tensor<B, 4>,
        canvas: Canvas,
    ) -> Tensor<B, 4> {
        let style = self.style.forward(w, zl, x.dims()[2], canvas.enlarge_edges);
        self.conv.forward(x, style, canvas.conv_edges) + self.bias.val().reshape([1, 3, 1, 1])
    }
}
