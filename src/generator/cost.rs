//! What painting costs, layer by layer.

use std::borrow::Cow;
use std::time::Duration;

use welkin_values::{Coverage, Grid, Latent};

use crate::checkpoint::Checkpoint;
use crate::error::OpenError;
use crate::field_gan::{FusedFieldGan, Weights};
use crate::generator::Generator;
use crate::noise::normals;
use crate::open::shipped_field_gan;

/// What one layer costs.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerTime {
    /// The layer's name, as in the checkpoint.
    pub layer: String,
    /// Seconds per picture, the shortest of those measured.
    pub secs: f32,
    /// Multiply-accumulates of its convolution per second, in thousand millions; 0 where there is none.
    pub gmac_per_sec: f32,
}

/// Paints some pictures of the shipped Field GAN on the CPU and gives the time of each of its layers, in
/// order. Their sum is a picture's time.
///
/// # Errors
/// If the size cannot be painted: see [`open`](crate::open).
pub fn layer_times(size: usize, pictures: usize) -> Result<Vec<LayerTime>, OpenError> {
    let bytes = Cow::Borrowed(shipped_field_gan());
    let weights = Weights::read(&Checkpoint::parse("the shipped Field GAN", bytes)?)?;
    let mut generator = FusedFieldGan::new(
        &weights,
        size,
        Coverage::Dome {
            fov: std::f32::consts::PI,
        },
    );
    let shape = generator.shape();
    let mut latent = Latent {
        global: vec![0.0; shape.global],
        local: Grid::zeros(shape.local_channels, shape.local_height, shape.local_width),
        truncation: 1.0,
        noise: 1.0,
        noise_drift: 0.5,
        ..Latent::default()
    };
    let mut shortest: Vec<(Duration, u64, String)> = Vec::new();
    for picture in 0..pictures.max(1) {
        normals(1, picture as u64, &mut latent.global);
        normals(2, picture as u64, &mut latent.local.values);
        // Drifts as a show does, but stays between the same two maps: they are drawn once a second.
        latent.noise_drift = 0.2 + 0.6 * picture as f32 / pictures.max(1) as f32;
        if generator.paint(&latent).is_err() {
            break;
        }
        let costs = generator.costs().iter();
        if shortest.is_empty() {
            shortest = costs
                .map(|cost| (cost.time, cost.macs, cost.name.clone()))
                .collect();
        } else {
            shortest
                .iter_mut()
                .zip(costs)
                .for_each(|(known, cost)| known.0 = known.0.min(cost.time));
        }
    }
    let time = |(time, macs, layer): (Duration, u64, String)| {
        let secs = time.as_secs_f32();
        LayerTime {
            layer,
            secs,
            gmac_per_sec: macs as f32 / secs.max(1e-9) / 1e9,
        }
    };
    Ok(shortest.into_iter().map(time).collect())
}
