//! The mapping network: from z, which is easy to draw, to w, in which a network thinks.

use burn::module::Module;
use burn::tensor::activation::leaky_relu;
use burn::tensor::backend::Backend;
use burn::tensor::{Tensor, TensorData};

use crate::dense::Dense;
use crate::noise::normals;

/// The learning rate of mapping networks was a hundredth of the others'.
pub(crate) const RATE: f32 = 0.01;
/// How many latents a mean is taken over, where a checkpoint brings none.
const MEAN_OF: usize = 1024;

/// z, normalised, then fully connected layers.
#[derive(Module, Debug)]
pub(crate) struct MappingNetwork<B: Backend> {
    layers: Vec<Dense<B>>,
    mean: Tensor<B, 2>, // [1, w]
    /// What follows each layer: LeakyReLU(0.2) times this.
    gain: f32,
}

impl<B: Backend> MappingNetwork<B> {
    /// With a mean over seeded latents of `z_len` numbers.
    pub(crate) fn with_own_mean(
        layers: Vec<Dense<B>>,
        gain: f32,
        z_len: usize,
        device: &B::Device,
    ) -> Self {
        let mut z = vec![0.0; MEAN_OF * z_len];
        normals(0, 0, &mut z);
        let z = Tensor::from_data(TensorData::new(z, [MEAN_OF, z_len]), device);
        let mut network = Self {
            layers,
            mean: Tensor::zeros([1, 1], device),
            gain,
        };
        network.mean = network.w(z).mean_dim(0);
        network
    }

    /// z [1, z] -> w [1, w], truncated: 1 leaves it, 0 is the mean.
    pub(crate) fn forward(&self, z: Tensor<B, 2>, truncation: f32) -> Tensor<B, 2> {
        let w = self.w(z);
        if truncation == 1.0 {
            return w;
        }
        self.mean.clone() + (w - self.mean.clone()) * truncation
    }

    fn w(&self, z: Tensor<B, 2>) -> Tensor<B, 2> {
        let x = normalised(z);
        self.layers
            .iter()
            .fold(x, |x, layer| leaky_relu(layer.forward(x), 0.2) * self.gain)
    }
}

/// [n, c] -> [n, c] with a mean square of 1.
fn normalised<B: Backend>(x: Tensor<B, 2>) -> Tensor<B, 2> {
    let mean_square = (x.clone() * x.clone()).mean_dim(1); // [n, 1]
    x / (mean_square + 1e-8).sqrt()
}
