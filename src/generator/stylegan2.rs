//! StyleGAN2's generator (mapping, synthesis with skips to the picture), for checkpoints that people
//! bring as safetensors with the official tensor names.

mod weights;
mod filter;
mod conv;
mod to_light;
mod block;

use burn::module::Module;
use burn::tensor::backend::Backend;
use burn::tensor::{Tensor, TensorData};
use welkin_values::{Latent, LatentShape, Picture};

use crate::checkpoint::Numbers;
use crate::error::PaintError;
use crate::generator::Generator;
use crate::latent::check;
use crate::light;
use crate::mapping::MappingNetwork;
use crate::noise::Noise;
use block::Block;
pub(crate) use weights::{FAMILY, Weights};

/// The layers.
#[derive(Module, Debug)]
struct Network<B: Backend> {
    mapping: MappingNetwork<B>,
    start: Tensor<B, 4>, // [1, c, 4, 4]
    blocks: Vec<Block<B>>,
}

/// A StyleGAN2 generator with its noise.
pub(crate) struct StyleGan2<B: Backend> {
    network: Network<B>,
    shape: LatentShape,
    noise: Noise,
    device: B::Device,
}

impl<B: Backend> StyleGan2<B> {
    pub(crate) fn new(weights: &Weights, device: B::Device) -> Self {
        let network = Network {
            mapping: weights.mapping(&device),
            start: weights.start.tensor::<B, 3>(&device).unsqueeze(),
            blocks: weights
                .blocks
                .iter()
                .map(|block| Block::load(block, &device))
                .collect(),
        };
        let maps = || {
            weights
                .blocks
                .iter()
                .flat_map(|block| block.convs.iter().map(|conv| &conv.noise))
        };
        let sizes = maps().map(|map| [map.shape[0], map.shape[1]]).collect();
        let trained = maps().map(|map| map.values.clone()).collect();
        let shape = LatentShape {
            global: weights.z_len,
            classes: weights.classes,
            local_channels: 0,
            local_height: 0,
            local_width: 0,
        };
        Self {
            network,
            shape,
            noise: Noise::around(sizes, trained),
            device,
        }
    }

    /// What the network says about a latent that fits: [1, 3, h, w], about −1 to 1.
    fn forward(&mut self, latent: &Latent) -> Tensor<B, 4> {
        let row = |values: &[f32]| {
            let data = TensorData::new(values.to_vec(), [1, values.len()]);
            Tensor::<B, 2>::from_data(data, &self.device)
        };
        let classes = (self.shape.classes > 0).then(|| row(&latent.classes));
        let w = self
            .network
            .mapping
            .forward(row(&latent.global), classes, latent.truncation);
        let mut maps = self.noise.at(latent.noise_seed, latent.noise_drift).iter();
        let mut x = self.network.start.clone();
        let mut picture = None;
        for (size, block) in (2..).map(|power| 1 << power).zip(&self.network.blocks) {
            let noise = maps.by_ref().take(block.convs()).map(|map| {
                let map = map.iter().map(|value| value * latent.noise).collect();
                Numbers {
                    shape: vec![1, 1, size, size],
                    values: map,
                }
                .tensor(&self.device)
            });
            let (features, so_far) = block.forward(x, picture, &w, noise.collect());
            (x, picture) = (features, Some(so_far));
        }
        // A network has a block.
        picture.unwrap_or(x)
    }
}

impl<B: Backend> Generator for StyleGan2<B> {
    fn shape(&self) -> LatentShape {
        self.shape
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        check(latent, self.shape)?;
        light::from_tensor(self.forward(latent))
    }
}

#[cfg(test)]
mod tests;
