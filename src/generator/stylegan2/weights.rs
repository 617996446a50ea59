//! StyleGAN2's tensors: their official names, their shapes, and what the shapes say about the network.

use std::f32::consts::SQRT_2;

use burn::tensor::backend::Backend;

use crate::checkpoint::{Checkpoint, Numbers, Wanted};
use crate::dense::Dense;
use crate::error::OpenError;
use crate::mapping::{MappingNetwork, RATE};

/// What errors call this family.
pub(crate) const FAMILY: &str = "StyleGAN2";

/// The largest picture of any checkpoint.
const MAX_RESOLUTION: usize = 2048;
/// More fully connected layers than any mapping network has.
const MAX_LAYERS: usize = 32;

/// All weights of a StyleGAN2 generator.
pub(crate) struct Weights {
    pub(super) z_len: usize,
    pub(super) classes: usize,
    embed: Option<(Numbers, Numbers)>,
    layers: Vec<(Numbers, Numbers)>,
    mean: Numbers,
    /// What synthesis begins with, [c, 4, 4].
    pub(super) start: Numbers,
    pub(super) blocks: Vec<BlockWeights>,
}

/// One resolution's weights.
pub(super) struct BlockWeights {
    /// The first one doubles the size, if there are two.
    pub(super) convs: Vec<ConvWeights>,
    pub(super) light: LightWeights,
}

/// A modulated 3×3 convolution's weights.
pub(super) struct ConvWeights {
    /// [out, in, 3, 3]
    pub(super) weight: Numbers,
    /// [out]
    pub(super) bias: Numbers,
    /// w to the style: [in, w] and [in].
    pub(super) affine: (Numbers, Numbers),
    /// [size, size]
    pub(super) noise: Numbers,
    pub(super) noise_strength: f32,
}

/// A modulated 1×1 convolution's weights.
pub(super) struct LightWeights {
    /// [3, in, 1, 1]
    pub(super) weight: Numbers,
    /// [3]
    pub(super) bias: Numbers,
    /// w to the style: [in, w] and [in].
    pub(super) affine: (Numbers, Numbers),
}

impl Weights {
    /// Reads a checkpoint; resolution, channels, classes and depth are read off its tensors' shapes.
    ///
    /// # Errors
    /// If tensors are missing, misshapen or not finite: all of them are listed.
    pub(crate) fn read(checkpoint: &Checkpoint) -> Result<Self, OpenError> {
        let sizes = Sizes::of(checkpoint);
        // Every checkpoint has the same [1, 3, 3, 1] filter; ours is in `filter.rs`.
        checkpoint.fit(FAMILY, &sizes.wanted(), |name| {
            name.ends_with("resample_filter")
        })?;
        let pair = |name: &str| {
            (
                checkpoint.numbers(&format!("{name}.weight")),
                checkpoint.numbers(&format!("{name}.bias")),
            )
        };
        let conv = |name: String| {
            let (weight, bias) = pair(&name);
            let noise = checkpoint.numbers(&format!("{name}.noise_const"));
            let noise_strength = checkpoint.numbers(&format!("{name}.noise_strength")).values[0];
            ConvWeights {
                weight,
                bias,
                affine: pair(&format!("{name}.affine")),
                noise,
                noise_strength,
            }
        };
        let block = |(index, resolution): (usize, usize)| {
            let name = format!("synthesis.b{resolution}");
            let convs: &[&str] = if index == 0 {
                &["conv1"]
            } else {
                &["conv0", "conv1"]
            };
            let (weight, bias) = pair(&format!("{name}.torgb"));
            let affine = pair(&format!("{name}.torgb.affine"));
            BlockWeights {
                convs: convs
                    .iter()
                    .map(|which| conv(format!("{name}.{which}")))
                    .collect(),
                light: LightWeights {
                    weight,
                    bias,
                    affine,
                },
            }
        };
        Ok(Self {
            z_len: sizes.z,
            classes: sizes.classes,
            embed: (sizes.classes > 0).then(|| pair("mapping.embed")),
            layers: (0..sizes.layers.len())
                .map(|i| pair(&format!("mapping.fc{i}")))
                .collect(),
            mean: checkpoint.numbers("mapping.w_avg"),
            start: checkpoint.numbers("synthesis.b4.const"),
            blocks: sizes.resolutions().enumerate().map(block).collect(),
        })
    }

    /// The mapping network, with the mean that came with the checkpoint.
    pub(super) fn mapping<B: Backend>(&self, device: &B::Device) -> MappingNetwork<B> {
        let dense = |(weight, bias): &(Numbers, Numbers), rate: f32| {
            Dense::load(weight.clone(), bias.clone(), rate, device)
        };
        let embed = self.embed.as_ref().map(|embed| dense(embed, 1.0));
        let layers = self.layers.iter().map(|layer| dense(layer, RATE)).collect();
        MappingNetwork::new(embed, layers, self.mean.tensor(device), SQRT_2)
    }
}

/// How large a checkpoint's network is.
struct Sizes {
    z: usize,
    w: usize,
    classes: usize,
    embedded: usize,
    /// What each fully connected layer gives.
    layers: Vec<usize>,
    /// Channels at 4, 8, 16, …
    channels: Vec<usize>,
}

impl Sizes {
    fn of(checkpoint: &Checkpoint) -> Self {
        let w = checkpoint
            .side("synthesis.b4.conv1.affine.weight", 1)
            .unwrap_or(512);
        let classes = checkpoint.side("mapping.embed.weight", 1).unwrap_or(0);
        let embedded = if classes > 0 {
            checkpoint.side("mapping.embed.weight", 0).unwrap_or(w)
        } else {
            0
        };
        let layer = |i: usize| checkpoint.side(&format!("mapping.fc{i}.weight"), 0);
        let mut layers: Vec<usize> = (0..MAX_LAYERS).map_while(layer).collect();
        if layers.is_empty() {
            layers = vec![w; 8];
        }
        let first = checkpoint
            .side("mapping.fc0.weight", 1)
            .unwrap_or(w + embedded);
        let z = if first > embedded {
            first - embedded
        } else {
            w
        };
        Self {
            z,
            w,
            classes,
            embedded,
            layers,
            channels: channels(checkpoint),
        }
    }

    fn resolutions(&self) -> impl Iterator<Item = usize> + use<> {
        let blocks = self.channels.len();
        (0..blocks).map(|block| 4 << block)
    }

    fn wanted(&self) -> Vec<Wanted> {
        let mut wanted = vec![
            Wanted::new("mapping.w_avg", &[self.w]),
            Wanted::new("synthesis.b4.const", &[self.channels[0], 4, 4]),
        ];
        let mut dense = |name: &str, out: usize, inputs: usize| {
            wanted.push(Wanted::new(format!("{name}.weight"), &[out, inputs]));
            wanted.push(Wanted::new(format!("{name}.bias"), &[out]));
        };
        if self.classes > 0 {
            dense("mapping.embed", self.embedded, self.classes);
        }
        let mut inputs = self.z + self.embedded;
        for (i, &out) in self.layers.iter().enumerate() {
            let is_last = i + 1 == self.layers.len();
            let out = if is_last { self.w } else { out };
            dense(&format!("mapping.fc{i}"), out, inputs);
            inputs = out;
        }
        let mut inputs = self.channels[0];
        for (resolution, &out) in self.resolutions().zip(&self.channels) {
            let block = format!("synthesis.b{resolution}");
            let light = format!("{block}.torgb");
            wanted.push(Wanted::new(format!("{light}.weight"), &[3, out, 1, 1]));
            wanted.push(Wanted::new(format!("{light}.bias"), &[3]));
            wanted.push(Wanted::new(
                format!("{light}.affine.weight"),
                &[out, self.w],
            ));
            wanted.push(Wanted::new(format!("{light}.affine.bias"), &[out]));
            let doubling = (resolution > 4).then_some(("conv0", inputs));
            for (which, inputs) in doubling.into_iter().chain([("conv1", out)]) {
                let conv = format!("{block}.{which}");
                wanted.push(Wanted::new(format!("{conv}.weight"), &[out, inputs, 3, 3]));
                wanted.push(Wanted::new(format!("{conv}.bias"), &[out]));
                wanted.push(Wanted::new(
                    format!("{conv}.affine.weight"),
                    &[inputs, self.w],
                ));
                wanted.push(Wanted::new(format!("{conv}.affine.bias"), &[inputs]));
                wanted.push(Wanted::new(
                    format!("{conv}.noise_const"),
                    &[resolution, resolution],
                ));
                wanted.push(Wanted::new(format!("{conv}.noise_strength"), &[]));
            }
            inputs = out;
        }
        wanted
    }
}

/// The channels of every resolution up to the largest one of which anything is there.
fn channels(checkpoint: &Checkpoint) -> Vec<usize> {
    let block_of = |name: &str| -> Option<usize> {
        let resolution = name
            .strip_prefix("synthesis.b")?
            .split('.')
            .next()?
            .parse()
            .ok()?;
        (4..=MAX_RESOLUTION)
            .contains(&resolution)
            .then_some(resolution)
    };
    let largest = checkpoint.names().filter_map(block_of).max().unwrap_or(4);
    let mut channels = Vec::new();
    let mut resolution = 4;
    while resolution <= largest {
        let block = format!("synthesis.b{resolution}");
        let found = checkpoint
            .side(&format!("{block}.conv1.weight"), 0)
            .or_else(|| checkpoint.side(&format!("{block}.torgb.weight"), 1))
            .or(channels.last().copied());
        channels.push(found.unwrap_or(512));
        resolution *= 2;
    }
    channels
}
