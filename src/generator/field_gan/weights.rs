//! The Field GAN's tensors: their names, their shapes, and the gains that belong to them.

use crate::checkpoint::{Checkpoint, Numbers, Wanted, fit};
use crate::error::OpenError;

/// What errors call this family.
pub(crate) const FAMILY: &str = "Field GAN";

/// The channels of the shipped network's levels; what a checkpoint without any is compared with.
const CHANNELS: [usize; 6] = [128, 96, 64, 48, 32, 16];
/// More levels than any network has.
const MAX_LEVELS: usize = 10;

/// All weights of a Field GAN.
#[derive(Clone)]
pub(crate) struct Weights {
    /// zg to w: [out, in] and [out] of each fully connected layer.
    pub(super) mapping: Vec<(Numbers, Numbers)>,
    /// The first 1×1 convolution: [c, zl, 1, 1] and [c].
    pub(super) input: (Numbers, Numbers),
    /// The 3×3 convolutions: one at level 0, two at each other.
    pub(super) convs: Vec<Modulated>,
    /// The 1×1 convolutions to red, green and blue: one per level.
    pub(super) lights: Vec<Modulated>,
}

/// A modulated convolution's weights.
#[derive(Clone)]
pub(super) struct Modulated {
    /// [out, in, k, k], divided by √(in·k²).
    pub(super) weight: Numbers,
    /// w to the style, [in, w] and [in].
    pub(super) affine: (Numbers, Numbers),
    /// zl to what it adds to the style, [in, zl, 1, 1].
    pub(super) local: Numbers,
    /// [out]
    pub(super) bias: Numbers,
    /// Strength of the noise as trained; 0 where there is none.
    pub(super) noise: f32,
}

impl Weights {
    /// Reads a checkpoint; how many channels and levels it has is read off its tensors' shapes.
    ///
    /// # Errors
    /// If tensors are missing, misshapen or not finite: all of them are listed.
    pub(crate) fn read(checkpoint: &Checkpoint) -> Result<Self, OpenError> {
        let sizes = Sizes::of(checkpoint);
        // Trained along with the rest, but a picture gets no noise.
        let unused = |name: &str| name.starts_with("rgb.") && name.ends_with(".ns");
        fit(checkpoint, FAMILY, &sizes.wanted(), unused)?;
        let pair =
            |weight: String, bias: String| (checkpoint.numbers(&weight), checkpoint.numbers(&bias));
        let modulated = |layer: String, noise: bool| {
            let weight = checkpoint.numbers(&format!("{layer}.w"));
            let fan_in: usize = weight.shape[1..].iter().product();
            Modulated {
                weight: weight.scaled(1.0 / (fan_in as f32).sqrt()),
                affine: pair(format!("{layer}.aff.w"), format!("{layer}.aff.b")),
                local: checkpoint.numbers(&format!("{layer}.loc")),
                bias: checkpoint.numbers(&format!("{layer}.b")),
                noise: if noise {
                    checkpoint.numbers(&format!("{layer}.ns")).values[0]
                } else {
                    0.0
                },
            }
        };
        Ok(Self {
            mapping: (0..3)
                .map(|i| pair(format!("map.{i}.w"), format!("map.{i}.b")))
                .collect(),
            input: pair("inp.weight".into(), "inp.bias".into()),
            convs: (0..sizes.convs())
                .map(|i| modulated(format!("c.{i}"), true))
                .collect(),
            lights: (0..sizes.levels())
                .map(|i| modulated(format!("rgb.{i}"), false))
                .collect(),
        })
    }

    /// The same network without its finest levels: of the same latent it paints the same world, half as large for each
    /// level, at its coarsest one level.
    pub(crate) fn coarser(&self, levels: usize) -> Self {
        let left = self.levels().saturating_sub(levels).max(1);
        let mut coarser = self.clone();
        coarser.lights.truncate(left);
        coarser.convs.truncate(2 * left - 1);
        coarser
    }

    pub(crate) fn levels(&self) -> usize {
        self.lights.len()
    }

    /// Pixels along a cell of the local grid.
    pub(super) fn cell(&self) -> usize {
        1 << (self.levels() - 1)
    }

    pub(super) fn global_len(&self) -> usize {
        self.mapping[0].0.shape[1]
    }

    pub(super) fn local_channels(&self) -> usize {
        self.input.0.shape[1]
    }
}

/// How large a checkpoint's network is.
struct Sizes {
    global: usize,
    hidden: usize,
    local: usize,
    channels: Vec<usize>,
}

impl Sizes {
    fn of(checkpoint: &Checkpoint) -> Self {
        let light = |level: usize| checkpoint.side(&format!("rgb.{level}.w"), 1);
        let channels: Vec<usize> = (0..MAX_LEVELS).map_while(light).collect();
        Self {
            global: checkpoint.side("map.0.w", 1).unwrap_or(64),
            hidden: checkpoint.side("map.0.w", 0).unwrap_or(128),
            local: checkpoint.side("inp.weight", 1).unwrap_or(12),
            channels: if channels.is_empty() {
                CHANNELS.to_vec()
            } else {
                channels
            },
        }
    }

    fn levels(&self) -> usize {
        self.channels.len()
    }

    fn convs(&self) -> usize {
        2 * self.levels() - 1
    }

    fn wanted(&self) -> Vec<Wanted> {
        let Self {
            global,
            hidden,
            local,
            ref channels,
        } = *self;
        let mut wanted = vec![
            Wanted::new("inp.weight", &[channels[0], local, 1, 1]),
            Wanted::new("inp.bias", &[channels[0]]),
        ];
        for (i, inputs) in [global, hidden, hidden].into_iter().enumerate() {
            wanted.push(Wanted::new(format!("map.{i}.w"), &[hidden, inputs]));
            wanted.push(Wanted::new(format!("map.{i}.b"), &[hidden]));
        }
        let mut modulated = |layer: String, out: usize, inputs: usize, kernel: usize| {
            wanted.push(Wanted::new(
                format!("{layer}.w"),
                &[out, inputs, kernel, kernel],
            ));
            wanted.push(Wanted::new(format!("{layer}.b"), &[out]));
            wanted.push(Wanted::new(format!("{layer}.aff.w"), &[inputs, hidden]));
            wanted.push(Wanted::new(format!("{layer}.aff.b"), &[inputs]));
            wanted.push(Wanted::new(format!("{layer}.loc"), &[inputs, local, 1, 1]));
        };
        for (level, &out) in channels.iter().enumerate() {
            modulated(format!("rgb.{level}"), 3, out, 1);
            if level > 0 {
                modulated(format!("c.{}", 2 * level - 1), out, channels[level - 1], 3);
            }
            modulated(format!("c.{}", 2 * level), out, out, 3);
        }
        wanted.extend((0..self.convs()).map(|i| Wanted::new(format!("c.{i}.ns"), &[])));
        wanted
    }
}
