//! Directions in w along which pictures change most, found without labels: a latent is moved along them.

use crate::dense::Dense;
use crate::symmetric::axes;

/// A direction in w.
#[derive(Clone, Debug, PartialEq)]
pub struct Direction {
    /// Of length 1, [w]; its largest number is positive.
    pub along: Vec<f32>,
    /// How far latents usually lie along it: one standard deviation.
    pub deviation: f32,
}

/// Of the weights alone (SeFa: Shen and Zhou 2021): what changes the styles of some layers most. `affines` are the
/// layers from w to these styles, such as [`crate::StyleGan2::affines`] gives; the directions are the axes of the sum of
/// their AᵀA, the strongest first. `ws` [n][w], some latents, only say how far a standard deviation is.
pub fn directions_of_weights(affines: &[&Dense], ws: &[Vec<f32>], count: usize) -> Vec<Direction> {
    let Some(len) = affines.first().map(|affine| affine.inputs()) else {
        return Vec::new();
    };
    let rows = affines
        .iter()
        .flat_map(|affine| affine.weight().chunks_exact(len));
    let axes = axes(products(rows, len), len, count);
    let found = |(_, along): (f64, Vec<f64>)| {
        let deviation = deviation(ws, &along);
        found(&along, deviation)
    };
    axes.into_iter().map(found).collect()
}

/// Of latents (GANSpace: Härkönen et al. 2020): the principal components of `ws` [n][w], the w of many z, the widest
/// first.
pub fn directions_of_latents(ws: &[Vec<f32>], count: usize) -> Vec<Direction> {
    let Some(len) = ws.first().map(Vec::len) else {
        return Vec::new();
    };
    let mean = mean(ws, len);
    let centred: Vec<Vec<f32>> = ws
        .iter()
        .filter(|w| w.len() == len)
        .map(|w| {
            w.iter()
                .zip(&mean)
                .map(|(w, mean)| (f64::from(*w) - mean) as f32)
                .collect()
        })
        .collect();
    let axes = axes(products(centred.iter().map(Vec::as_slice), len), len, count);
    let found = |(sum, along): (f64, Vec<f64>)| found(&along, (sum / centred.len() as f64).sqrt());
    axes.into_iter().map(found).collect()
}

fn found(along: &[f64], deviation: f64) -> Direction {
    Direction {
        along: along.iter().map(|number| *number as f32).collect(),
        deviation: deviation as f32,
    }
}

/// Σ r rᵀ over all rows, [len, len].
fn products<'a>(rows: impl Iterator<Item = &'a [f32]>, len: usize) -> Vec<f64> {
    let mut sums = vec![0.0; len * len];
    for row in rows {
        for (sums, a) in sums.chunks_exact_mut(len).zip(row) {
            let a = f64::from(*a);
            sums.iter_mut()
                .zip(row)
                .for_each(|(sum, b)| *sum += a * f64::from(*b));
        }
    }
    sums
}

fn mean(ws: &[Vec<f32>], len: usize) -> Vec<f64> {
    let mut mean = vec![0.0; len];
    for w in ws {
        mean.iter_mut()
            .zip(w)
            .for_each(|(mean, w)| *mean += f64::from(*w) / ws.len() as f64);
    }
    mean
}

/// How far latents lie along a direction, one standard deviation; 1 where there are none.
fn deviation(ws: &[Vec<f32>], along: &[f64]) -> f64 {
    if ws.is_empty() {
        return 1.0;
    }
    let count = ws.len() as f64;
    let places: Vec<f64> = ws
        .iter()
        .map(|w| {
            w.iter()
                .zip(along)
                .map(|(w, along)| f64::from(*w) * along)
                .sum()
        })
        .collect();
    let mean = places.iter().sum::<f64>() / count;
    (places
        .iter()
        .map(|place| (place - mean).powi(2))
        .sum::<f64>()
        / count)
        .sqrt()
}
