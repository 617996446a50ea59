//! One resolution: convolutions, then what they add to the picture.

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::backend::Backend;

use super::conv::Conv;
use super::to_light::ToLight;
use super::weights::BlockWeights;
use crate::edges::Edges;
use crate::enlarge::enlarge;

#[derive(Module, Debug)]
pub(super) struct Block<B: Backend> {
    convs: Vec<Conv<B>>,
    to_light: ToLight<B>,
}

impl<B: Backend> Block<B> {
    pub(super) fn load(weights: &BlockWeights, device: &B::Device) -> Self {
        let doubles = weights.convs.len() == 2;
        let conv = |(i, conv)| Conv::load(conv, doubles && i == 0, device);
        Self {
            convs: weights.convs.iter().enumerate().map(conv).collect(),
            to_light: ToLight::load(&weights.light, device),
        }
    }

    /// How many noise maps it takes.
    pub(super) fn convs(&self) -> usize {
        self.convs.len()
    }

    /// x [1, in, h, w], the picture so far [1, 3, h, w], w [1, w] and a noise map per convolution ->
    /// x [1, out, H, W] and the picture [1, 3, H, W].
    pub(super) fn forward(
        &self,
        x: Tensor<B, 4>,
        picture: Option<Tensor<B, 4>>,
        w: &Tensor<B, 2>,
        noise: Vec<Tensor<B, 4>>,
    ) -> (Tensor<B, 4>, Tensor<B, 4>) {
        let x = self
            .convs
            .iter()
            .zip(noise)
            .fold(x, |x, (conv, noise)| conv.forward(x, w, noise));
        let light = self.to_light.forward(x.clone(), w);
        let picture = match picture {
            Some(picture) => enlarge(picture, 2, Edges::ZERO) + light,
            None => light,
        };
        (x, picture)
    }
}
