//! A generator without a network: a grey field with a soft grid and a soft disc that the latent moves.
//! It costs next to nothing, so what is slow beside it is not the painting; and all of it is lit, so a
//! change of brightness shows everywhere.

use half::f16;
use welkin_values::{Coverage, Latent, LatentShape, Picture};

use crate::edges::aspect_of;

use crate::error::PaintError;
use crate::generator::Generator;
use crate::latent::check;

/// Numbers in its latent: the disc's place (2), its size, its strength, the grid's place (2), and the
/// colour's two.
const GLOBAL: usize = 8;
/// Steps of brightness, from the darkest to the lightest.
const STEPS: usize = 256;
/// Lines of the grid across the picture's height.
const LINES: f32 = 8.0;
/// Linear light of the field.
const GREY: f32 = 0.216;

pub(crate) struct TestPattern {
    width: usize,
    height: usize,
}

impl TestPattern {
    pub(crate) fn new(size: usize, coverage: Coverage) -> Self {
        Self {
            width: (size as f32 * aspect_of(coverage)).round().max(1.0) as usize,
            height: size,
        }
    }
}

impl Generator for TestPattern {
    fn shape(&self) -> LatentShape {
        LatentShape {
            global: GLOBAL,
            classes: 0,
            local_channels: 0,
            local_height: 0,
            local_width: 0,
        }
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        check(latent, self.shape())?;
        let z: [f32; GLOBAL] =
            std::array::from_fn(|i| (latent.global[i] * latent.truncation).tanh());
        let shades = shades([z[6], z[7]]);
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let reach = middle_y * (0.45 + 0.2 * z[2]);
        let columns = self.line(self.width, z[4], middle_x + 0.5 * middle_y * z[0], reach);
        let rows = self.line(self.height, z[5], middle_y + 0.5 * middle_y * z[1], reach);
        let strength = 0.5 + 0.3 * z[3];
        let mut pixels = Vec::with_capacity(self.width * self.height);
        for (row_grid, row_disc) in &rows {
            let row = columns.iter().map(|(column_grid, column_disc)| {
                // Two bells multiplied are a round one: no square root, no exponential per pixel.
                let shade =
                    0.25 + 0.1 * (row_grid + column_grid) + strength * row_disc * column_disc;
                shades[((shade * STEPS as f32) as usize).min(STEPS - 1)]
            });
            pixels.extend(row);
        }
        Ok(Picture {
            width: self.width,
            height: self.height,
            pixels,
        })
    }
}

impl TestPattern {
    /// For each place of an axis: the grid's strength and the disc's, 0 to 1.
    fn line(&self, len: usize, shift: f32, middle: f32, reach: f32) -> Vec<(f32, f32)> {
        let place = |at: usize| {
            let at = at as f32 + 0.5;
            let turn = LINES * at / self.height as f32 + 0.5 * shift;
            let grid = (std::f32::consts::TAU * turn).cos().max(0.0).powi(8);
            let disc = (-((at - middle) / reach).powi(2) * 1.5).exp();
            (grid, disc)
        };
        (0..len).map(place).collect()
    }
}

/// Brightness around the field's grey, a little coloured.
fn shades(colour: [f32; 2]) -> Vec<[f16; 4]> {
    let [warm, green] = colour.map(|c| 0.15 * c);
    let tint = [1.0 + warm, 1.0 + green, 1.0 - warm];
    let shade = |step: usize| {
        let light = GREY * (0.25 + 3.0 * step as f32 / STEPS as f32);
        let [r, g, b] = tint.map(|t| f16::from_f32((light * t).clamp(0.0, 1.0)));
        [r, g, b, f16::ONE]
    };
    (0..STEPS).map(shade).collect()
}
