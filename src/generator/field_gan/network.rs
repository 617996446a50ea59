//! The Field GAN, layer by layer, on any of burn's backends.

mod style;
mod conv;
mod to_light;

use burn::module::Module;
use burn::tensor::backend::Backend;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Tensor, TensorData};
use welkin_values::{Coverage, Latent, LatentShape, Picture};

use super::{Canvas, GAIN, Weights};
use crate::checkpoint::{Numbers, OnDevice};
use crate::dense::Dense;
use crate::enlarge::enlarge;
use crate::error::PaintError;
use crate::generator::Generator;
use crate::latent::check;
use crate::light;
use crate::mapping::{self, MappingNetwork};
use crate::noise::Noise;
use conv::Conv;
use to_light::ToLight;

/// The layers.
#[derive(Module, Debug)]
struct Network<B: Backend> {
    mapping: MappingNetwork<B>,
    input_weight: Tensor<B, 4>, // [c, zl, 1, 1]
    input_bias: Tensor<B, 1>,   // [c]
    convs: Vec<Conv<B>>,
    lights: Vec<ToLight<B>>,
}

/// A Field GAN with a canvas.
pub(crate) struct FieldGan<B: Backend> {
    network: Network<B>,
    canvas: Canvas,
    shape: LatentShape,
    noise: Noise,
    device: B::Device,
}

impl<B: Backend> FieldGan<B> {
    pub(crate) fn new(
        weights: &Weights,
        size: usize,
        coverage: Coverage,
        device: B::Device,
    ) -> Self {
        Self::on(weights, Canvas::new(size, coverage, weights.cell()), device)
    }

    pub(super) fn on(weights: &Weights, canvas: Canvas, device: B::Device) -> Self {
        Self {
            network: Network::load(weights, &device),
            canvas,
            shape: canvas.latent_shape(weights),
            noise: Noise::new(canvas.noise_sizes(weights.levels())),
            device,
        }
    }

    /// What the network says about a latent that fits: [1, 3, h, w], about −1 to 1.
    pub(super) fn forward(&mut self, latent: &Latent) -> Tensor<B, 4> {
        self.forward_in_turns(latent, &mut || {})
    }

    /// As [`forward`](Self::forward); between two layers, others may go first.
    pub(super) fn forward_in_turns(
        &mut self,
        latent: &Latent,
        breathe: &mut dyn FnMut(),
    ) -> Tensor<B, 4> {
        let zg = row(&latent.global, &self.device);
        let grid = &latent.local;
        let zl = TensorData::new(
            grid.values.clone(),
            [1, grid.channels, grid.height, grid.width],
        );
        let zl = Tensor::from_data(zl, &self.device);
        let noise = (latent.noise != 0.0).then(|| {
            let maps = self.noise.at(latent.noise_seed, latent.noise_drift);
            let sizes = self.canvas.noise_sizes(self.network.lights.len());
            let tensor = |(map, [height, width]): (&Vec<f32>, [usize; 2])| {
                let map = map.iter().map(|value| value * latent.noise).collect();
                Numbers {
                    shape: vec![1, 1, height, width],
                    values: map,
                }
                .tensor(&self.device)
            };
            maps.iter()
                .zip(sizes)
                .map(tensor)
                .collect::<Vec<Tensor<B, 4>>>()
        });
        let noise = noise.unwrap_or_default();
        let w = self.network.mapping.forward(zg, latent.truncation);
        self.network.forward(w, zl, &noise, self.canvas, breathe)
    }
}

impl<B: Backend> Network<B> {
    fn load(weights: &Weights, device: &B::Device) -> Self {
        let dense = |(weight, bias): &(Numbers, Numbers)| {
            Dense::load(weight.clone(), bias.clone(), mapping::RATE, device)
        };
        let layers = weights.mapping.iter().map(dense).collect();
        Self {
            mapping: MappingNetwork::with_own_mean(layers, GAIN, weights.global_len(), device),
            input_weight: weights.input.0.tensor(device),
            input_bias: weights.input.1.tensor(device),
            convs: weights
                .convs
                .iter()
                .map(|conv| Conv::load(conv, device))
                .collect(),
            lights: weights
                .lights
                .iter()
                .map(|light| ToLight::load(light, device))
                .collect(),
        }
    }

    /// w [1, w], zl [1, zl, h, w] and a noise map [1, 1, h, w] per convolution (or none) -> [1, 3, H, W]
    fn forward(
        &self,
        w: Tensor<B, 2>,
        zl: Tensor<B, 4>,
        noise: &[Tensor<B, 4>],
        canvas: Canvas,
        breathe: &mut dyn FnMut(),
    ) -> Tensor<B, 4> {
        let one_by_one = ConvOptions::new([1, 1], [0, 0], [1, 1], 1);
        let (weight, bias) = (self.input_weight.clone(), self.input_bias.clone());
        let mut x = conv2d(zl.clone(), weight, Some(bias), one_by_one);
        let mut convs = self.convs.iter().zip((0..).map(|i| noise.get(i)));
        let mut picture: Option<Tensor<B, 4>> = None;
        for (level, to_light) in self.lights.iter().enumerate() {
            if level > 0 {
                x = enlarge(x, 2, canvas.enlarge_edges);
            }
            let convs_here = if level == 0 { 1 } else { 2 };
            for (conv, noise) in convs.by_ref().take(convs_here) {
                x = conv.forward(x, &w, &zl, noise, canvas);
                breathe();
            }
            let light = to_light.forward(x.clone(), &w, &zl, canvas);
            picture = Some(match picture {
                Some(picture) => enlarge(picture, 2, canvas.enlarge_edges) + light,
                None => light,
            });
        }
        // A network has a level.
        picture.unwrap_or(x)
    }
}

impl<B: Backend> Generator for FieldGan<B> {
    fn shape(&self) -> LatentShape {
        self.shape
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        check(latent, self.shape)?;
        light::from_tensor(self.forward(latent))
    }
}

/// [1, len]
fn row<B: Backend>(values: &[f32], device: &B::Device) -> Tensor<B, 2> {
    Tensor::from_data(TensorData::new(values.to_vec(), [1, values.len()]), device)
}
