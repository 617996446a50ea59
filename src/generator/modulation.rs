//! The modulated convolution that all our networks share. Its style may be a vector, one number per
//! channel for the whole picture, or a map, one number per channel and place.
//!
//! The style multiplies the activations, not the weights: then one set of weights serves every style, and
//! what it amounts to at each place is divided out again (demodulation, StyleGAN2's equation 3).

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::backend::Backend;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;

use crate::checkpoint::{Numbers, OnDevice};
use crate::edges::Edges;

/// A convolution whose input is multiplied by a style.
#[derive(Module, Debug)]
pub(crate) struct ModulatedConv<B: Backend> {
    weight: Param<Tensor<B, 4>>, // [out, in, k, k]
    squares: Tensor<B, 4>,       // [out, in, 1, 1]: Σ W² over the kernel
}

impl<B: Backend> ModulatedConv<B> {
    /// From a weight [out, in, k, k] with its gains in it.
    pub(crate) fn load(weight: &Numbers, device: &B::Device) -> Self {
        Self {
            weight: Param::from_tensor(weight.tensor(device)),
            squares: squares(weight).tensor(device),
        }
    }

    /// x [n, in, h, w] and style [n, in, 1, 1] or [n, in, h, w] -> [n, out, h, w], without demodulation.
    pub(crate) fn forward(
        &self,
        x: Tensor<B, 4>,
        style: Tensor<B, 4>,
        edges: Edges,
    ) -> Tensor<B, 4> {
        let x = x * style;
        let weight = self.weight.val();
        let one_by_one = weight.dims()[3] == 1;
        if one_by_one || edges == Edges::ZERO {
            let zeros = if one_by_one { 0 } else { 1 };
            return conv2d(x, weight, None, options(zeros));
        }
        conv2d(edges.pad(x), weight, None, options(0))
    }

    /// What the output is multiplied by: style [n, in, 1, 1] or [n, in, h, w] -> [n, out, 1, 1] or
    /// [n, out, h, w].
    pub(crate) fn demodulation(&self, style: Tensor<B, 4>) -> Tensor<B, 4> {
        let squared = style.clone() * style;
        (conv2d(squared, self.squares.clone(), None, options(0)) + 1e-8)
            .sqrt()
            .recip()
    }
}

/// [out, in, k, k] -> [out, in, 1, 1]: the sums of squares over each kernel.
pub(crate) fn squares(weight: &Numbers) -> Numbers {
    let (out, inputs) = (weight.shape[0], weight.shape[1]);
    let taps = weight.shape[2] * weight.shape[3];
    let sums = weight
        .values
        .chunks(taps)
        .map(|kernel| kernel.iter().map(|w| w * w).sum());
    Numbers {
        shape: vec![out, inputs, 1, 1],
        values: sums.collect(),
    }
}

fn options(zeros_around: usize) -> ConvOptions<2> {
    ConvOptions::new([1, 1], [zeros_around; 2], [1, 1], 1)
}
