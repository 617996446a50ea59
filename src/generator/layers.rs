//! Several models' pictures, one over the other.

use std::borrow::Cow;

use half::f16;
use rayon::prelude::*;
use welkin_values::{Latent, Picture};

use crate::error::PaintError;
use crate::generator::Generator;
use crate::slide::Slide;

/// What weighs less is not painted: nobody would see it.
const LEAST_WEIGHT: f32 = 1e-3;

/// Paints layers (index into `generators`, weight, latent) and cross-fades them in linear light. Weights
/// are taken in relation to each other; layers below a thousandth are not painted. Pictures of different
/// sizes meet at the largest one's. A single picture stays on the GPU that shows, if it is painted there; several meet
/// in memory.
///
/// # Errors
/// If there are no layers, a layer names a model that is not there, or a generator fails.
pub fn paint_layers(
    generators: &mut [Box<dyn Generator>],
    layers: &[(usize, f32, Latent)],
) -> Result<Slide, PaintError> {
    let heaviest = layers
        .iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .ok_or(PaintError::NoLayers)?;
    let visible = |layer: &&(usize, f32, Latent)| layer.1 >= LEAST_WEIGHT;
    let visible: Vec<_> = layers.iter().filter(visible).collect();
    let alone = match visible[..] {
        [] => heaviest,
        [alone] => alone,
        _ => {
            let mut painted = Vec::with_capacity(visible.len());
            for (model, weight, latent) in visible {
                painted.push((model_of(generators, *model)?.paint(latent)?, *weight));
            }
            return Ok(cross_fade(&painted).into());
        }
    };
    model_of(generators, alone.0)?.slide(&alone.2)
}

fn model_of(
    generators: &mut [Box<dyn Generator>],
    model: usize,
) -> Result<&mut dyn Generator, PaintError> {
    let models = generators.len();
    match generators.get_mut(model) {
        Some(generator) => Ok(generator.as_mut()),
        None => Err(PaintError::Model { model, models }),
    }
}

/// Pictures with their weights in one, in linear light.
fn cross_fade(painted: &[(Picture, f32)]) -> Picture {
    let width = painted
        .iter()
        .map(|(picture, _)| picture.width)
        .max()
        .unwrap_or(0);
    let height = painted
        .iter()
        .map(|(picture, _)| picture.height)
        .max()
        .unwrap_or(0);
    let sum: f32 = painted.iter().map(|(_, weight)| weight).sum();
    let fitted: Vec<(Cow<Picture>, f32)> = painted
        .iter()
        .map(|(picture, weight)| (fitted(picture, width, height), weight / sum))
        .collect();
    let mut pixels = vec![[f16::ZERO; 4]; width * height];
    pixels
        .par_chunks_mut(width)
        .enumerate()
        .for_each(|(y, row)| {
            for (x, pixel) in row.iter_mut().enumerate() {
                let mut light = [0.0; 3];
                for (picture, weight) in &fitted {
                    let seen = picture.pixel(x, y);
                    light = std::array::from_fn(|c| light[c] + weight * seen[c]);
                }
                let [r, g, b] = light.map(f16::from_f32);
                *pixel = [r, g, b, f16::ONE];
            }
        });
    Picture {
        width,
        height,
        pixels,
    }
}

/// A picture at another size, bilinearly.
fn fitted(picture: &Picture, width: usize, height: usize) -> Cow<'_, Picture> {
    if (picture.width, picture.height) == (width, height) {
        return Cow::Borrowed(picture);
    }
    let columns = places(picture.width, width);
    let mut pixels = Vec::with_capacity(width * height);
    for (top, bottom, down) in places(picture.height, height) {
        for &(left, right, across) in &columns {
            let [a, b] = [picture.pixel(left, top), picture.pixel(right, top)];
            let [c, d] = [picture.pixel(left, bottom), picture.pixel(right, bottom)];
            let mix = |i: usize| {
                let above = a[i] + across * (b[i] - a[i]);
                let below = c[i] + across * (d[i] - c[i]);
                f16::from_f32(above + down * (below - above))
            };
            pixels.push([mix(0), mix(1), mix(2), f16::ONE]);
        }
    }
    Cow::Owned(Picture {
        width,
        height,
        pixels,
    })
}

/// For each place along an axis: the two places it lies between, and how far along.
fn places(from: usize, to: usize) -> Vec<(usize, usize, f32)> {
    let last = from.saturating_sub(1);
    let place = |at: usize| {
        let at = ((at as f32 + 0.5) * from as f32 / to as f32 - 0.5).clamp(0.0, last as f32);
        let before = at as usize;
        (before, (before + 1).min(last), at - before as f32)
    };
    (0..to).map(place).collect()
}

#[cfg(test)]
mod tests;
