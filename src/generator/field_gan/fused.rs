//! The Field GAN on the CPU: the small vectors through burn, the pictures through the fused layers.

use std::time::{Duration, Instant};

use burn::Dispatch;
use burn::tensor::{Tensor, TensorData};
use welkin_values::{Coverage, Latent, LatentShape, Picture};

use super::weights::Modulated;
use super::{Canvas, GAIN, SLOPE, Weights};
use crate::checkpoint::Numbers;
use crate::dense::Dense;
use crate::device::cpu;
use crate::error::PaintError;
use crate::fused::{Activation, Conv, Level, Nodes, Places, Sheet, Style, ToLight};
use crate::generator::Generator;
use crate::latent::check;
use crate::light;
use crate::mapping::{self, MappingNetwork};
use crate::noise::Noise;

/// A Field GAN with a canvas and all the memory it needs.
pub(crate) struct FusedFieldGan {
    mapping: MappingNetwork<Dispatch>,
    input_weight: Numbers, // [c, zl, 1, 1]
    input_bias: Numbers,   // [c]
    convs: Vec<(Steering, Conv, f32)>,
    lights: Vec<(Steering, ToLight)>,
    levels: Vec<Level>,
    canvas: Canvas,
    shape: LatentShape,
    noise: Noise,
    sheets: Sheets,
    costs: Vec<LayerCost>,
}

/// From w and the local latents to a layer's style.
struct Steering {
    affine: Dense<Dispatch>,
    local: Vec<f32>, // [c, zl]
}

/// Activations: of the input, of each convolution, and of the picture at each level.
struct Sheets {
    input: Sheet,
    convs: Vec<Sheet>,
    pictures: Vec<Sheet>,
}

/// What the last picture cost in one layer.
#[derive(Clone)]
pub(crate) struct LayerCost {
    pub(crate) name: String,
    pub(crate) time: Duration,
    /// Multiply-accumulates of its convolution.
    pub(crate) macs: u64,
}

impl FusedFieldGan {
    pub(crate) fn new(weights: &Weights, size: usize, coverage: Coverage) -> Self {
        Self::on(weights, Canvas::new(size, coverage, weights.cell()))
    }

    pub(super) fn on(weights: &Weights, canvas: Canvas) -> Self {
        let device = cpu();
        let dense = |(weight, bias): &(Numbers, Numbers)| {
            Dense::load(weight.clone(), bias.clone(), mapping::RATE, &device)
        };
        let layers = weights.mapping.iter().map(dense).collect();
        let convs = weights.convs.iter();
        let lights = weights.lights.iter();
        Self {
            mapping: MappingNetwork::with_own_mean(layers, GAIN, weights.global_len(), &device),
            input_weight: weights.input.0.clone(),
            input_bias: weights.input.1.clone(),
            convs: convs
                .map(|conv| {
                    (
                        Steering::new(conv),
                        Conv::new(&conv.weight, &conv.bias),
                        conv.noise,
                    )
                })
                .collect(),
            lights: lights
                .map(|light| {
                    (
                        Steering::new(light),
                        ToLight::new(&light.weight, &light.bias),
                    )
                })
                .collect(),
            levels: (0..weights.levels())
                .map(|level| canvas.level(level))
                .collect(),
            canvas,
            shape: canvas.latent_shape(weights),
            noise: Noise::new(canvas.noise_sizes(weights.levels())),
            sheets: Sheets::new(weights, canvas),
            costs: Vec::new(),
        }
    }

    /// What each layer of the last picture cost, in order.
    pub(crate) fn costs(&self) -> &[LayerCost] {
        &self.costs
    }

    /// What the network says about a latent that fits: three channels, about −1 to 1.
    pub(super) fn forward(&mut self, latent: &Latent) -> &Sheet {
        let mut watch = Watch::start();
        let zg = TensorData::new(latent.global.clone(), [1, latent.global.len()]);
        let w = self
            .mapping
            .forward(Tensor::from_data(zg, &cpu()), latent.truncation);
        let nodes = Nodes::around(&latent.local, self.canvas.enlarge_edges);
        self.begin(latent);
        watch.lap("mapping and input", 0);
        let is_noisy = latent.noise != 0.0;
        let noise = is_noisy.then(|| self.noise.at(latent.noise_seed, latent.noise_drift));
        watch.lap("noise", 0);
        let activation = Activation {
            slope: SLOPE,
            gain: GAIN,
        };
        let mut done = 0;
        for (at, (steering, to_light)) in self.lights.iter().enumerate() {
            let level = &self.levels[at];
            let pixels = (level.down.len() * level.across.len()) as u64;
            for _ in 0..if at == 0 { 1 } else { 2 } {
                let (steering, conv, strength) = &self.convs[done];
                let style = steering.style(&w, &nodes);
                let noise = noise.map(|maps| (maps[done].as_slice(), strength * latent.noise));
                let (before, after) = self.sheets.convs.split_at_mut(done);
                let input = before.last().unwrap_or(&self.sheets.input);
                conv.run(input, &style, noise, level, activation, &mut after[0]);
                watch.lap(
                    &format!("c.{done}"),
                    pixels * 9 * (conv.inputs * conv.outputs) as u64,
                );
                done += 1;
            }
            let style = steering.style(&w, &nodes);
            let (before, after) = self.sheets.pictures.split_at_mut(at);
            to_light.run(
                &self.sheets.convs[done - 1],
                &style,
                before.last(),
                level,
                &mut after[0],
            );
            watch.lap(&format!("rgb.{at}"), pixels * 3 * to_light.inputs() as u64);
        }
        self.costs = watch.laps;
        &self.sheets.pictures[self.lights.len() - 1]
    }

    /// The first 1×1 convolution: the local latents' channels to the first level's.
    fn begin(&mut self, latent: &Latent) {
        let grid = &latent.local;
        let (input, plane) = (&mut self.sheets.input, grid.height * grid.width);
        for (channel, weights) in self.input_weight.values.chunks(grid.channels).enumerate() {
            for y in 0..grid.height {
                let row = input.row_mut(y, channel);
                row.fill(self.input_bias.values[channel]);
                for (weight, plane) in weights.iter().zip(grid.values.chunks(plane)) {
                    let line = &plane[y * grid.width..][..grid.width];
                    row.iter_mut()
                        .zip(line)
                        .for_each(|(out, value)| *out += weight * value);
                }
            }
        }
    }
}

impl Steering {
    fn new(weights: &Modulated) -> Self {
        let (weight, bias) = weights.affine.clone();
        let affine = Dense::load(weight, bias, 1.0, &cpu());
        Self {
            affine,
            local: weights.local.values.clone(),
        }
    }

    fn style(&self, w: &Tensor<Dispatch, 2>, nodes: &Nodes) -> Style {
        let world = self.affine.forward(w.clone()).into_data();
        // The CPU's numbers are here already: there is nothing that could fail.
        Style::new(world.as_slice().unwrap_or_default(), &self.local, nodes)
    }
}

impl Sheets {
    fn new(weights: &Weights, canvas: Canvas) -> Self {
        let [height, width] = [canvas.grid_height, canvas.grid_width];
        let sheet =
            |channels: usize, level: usize| Sheet::new(channels, height << level, width << level);
        let convs = weights.convs.iter().enumerate();
        Self {
            input: sheet(weights.input.1.shape[0], 0),
            convs: convs
                .map(|(i, conv)| sheet(conv.weight.shape[0], i.div_ceil(2)))
                .collect(),
            pictures: (0..weights.levels()).map(|level| sheet(3, level)).collect(),
        }
    }
}

impl Canvas {
    fn level(&self, level: usize) -> Level {
        Level {
            down: Places::new(self.grid_height, 1 << level),
            across: Places::new(self.grid_width, 1 << level),
            conv_edges: self.conv_edges,
            enlarge_edges: self.enlarge_edges,
        }
    }
}

impl Generator for FusedFieldGan {
    fn shape(&self) -> LatentShape {
        self.shape
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        check(latent, self.shape)?;
        let picture = self.forward(latent);
        let started = Instant::now();
        let picture = light::picture(picture.width, picture.height, |y, c| picture.row(y, c));
        let (name, time) = ("to linear light".into(), started.elapsed());
        self.costs.push(LayerCost {
            name,
            time,
            macs: 0,
        });
        Ok(picture)
    }
}

struct Watch {
    last: Instant,
    laps: Vec<LayerCost>,
}

impl Watch {
    fn start() -> Self {
        Self {
            last: Instant::now(),
            laps: Vec::new(),
        }
    }

    fn lap(&mut self, name: &str, macs: u64) {
        let now = Instant::now();
        let (name, time) = (name.into(), now - self.last);
        self.laps.push(LayerCost { name, time, macs });
        self.last = now;
    }
}
