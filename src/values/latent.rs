//! What a generator is asked to paint.

use crate::inside::Inside;

/// A grid of vectors over a picture, row by row from its upper left: `values[(channel * height + y) * width + x]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Numbers per place.
    pub channels: usize,
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// All numbers, channel by channel.
    pub values: Vec<f32>,
}

impl Grid {
    /// A grid of zeros.
    pub fn zeros(channels: usize, height: usize, width: usize) -> Self {
        Self {
            channels,
            height,
            width,
            values: vec![0.0; channels * height * width],
        }
    }
}

/// What a generator wants to be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatentShape {
    /// Length of [`Latent::global`].
    pub global: usize,
    /// Length of [`Latent::classes`]; 0 for a model without classes.
    pub classes: usize,
    /// Channels of [`Latent::local`]; 0 for a model that has one style for the whole picture.
    pub local_channels: usize,
    /// Rows of the local grid.
    pub local_height: usize,
    /// Columns of the local grid.
    pub local_width: usize,
}

/// What a generator is asked to paint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Latent {
    /// What kind of world it is: z, about N(0, 1) per number.
    pub global: Vec<f32>,
    /// How much of each class; empty for a model without classes.
    pub classes: Vec<f32>,
    /// What happens where; empty for a model without local latents.
    pub local: Grid,
    /// Truncation ψ: 1 keeps the model's whole range, 0 is its mean.
    pub truncation: f32,
    /// Strength of the noise added inside the network, 1 as trained.
    pub noise: f32,
    /// Where a slow drift through noise is, in seconds of drift: whole numbers are noise maps of their
    /// own, between them two are blended so that their variance stays the same.
    pub noise_drift: f32,
    /// Which noise: the same seed and drift give the same noise.
    pub noise_seed: u64,
    /// What is done inside the network.
    pub inside: Inside,
}
