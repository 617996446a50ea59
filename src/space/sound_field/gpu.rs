//! A field as numbers that a shader asks per pixel: 4 × 4 blocks of each band's matrix, as uniforms take them.
//!
//! A shader makes the 16 harmonics of its direction as four `vec4<f32>` in the order of channels, and adds
//! up the ten blocks; with x to the front, y to the left, z up (of dome space −z, −x, y) and a direction of length 1:
//!
//! ```wgsl
//! struct SoundField { blocks: array<mat4x4<f32>, 30>, reference: vec4<f32> }
//!
//! fn harmonics(d: vec3<f32>) -> array<vec4<f32>, 4> {
//!     let x = d.x; let y = d.y; let z = d.z;
//!     return array<vec4<f32>, 4>(
//!         vec4(1.0, y, z, x),
//!         vec4(1.7320508 * x * y, 1.7320508 * y * z, 1.5 * z * z - 0.5, 1.7320508 * x * z),
//!         vec4(0.8660254 * (x * x - y * y), 0.7905694 * y * (3.0 * x * x - y * y), 3.8729833 * x * y * z,
//!              0.6123724 * y * (5.0 * z * z - 1.0)),
//!         vec4(0.5 * z * (5.0 * z * z - 3.0), 0.6123724 * x * (5.0 * z * z - 1.0),
//!              1.9364917 * z * (x * x - y * y), 0.7905694 * x * (x * x - 3.0 * y * y)),
//!     );
//! }
//!
//! fn energy(field: SoundField, band: u32, y: array<vec4<f32>, 4>) -> f32 {
//!     let b = band * 10u;
//!     return max(0.0, dot(y[0], field.blocks[b] * y[0] + field.blocks[b + 1u] * y[1]
//!             + field.blocks[b + 2u] * y[2] + field.blocks[b + 3u] * y[3])
//!         + dot(y[1], field.blocks[b + 4u] * y[1] + field.blocks[b + 5u] * y[2] + field.blocks[b + 6u] * y[3])
//!         + dot(y[2], field.blocks[b + 7u] * y[2] + field.blocks[b + 8u] * y[3])
//!         + dot(y[3], field.blocks[b + 9u] * y[3]));
//! }
//! ```
//!
//! The level is `sqrt(energy / reference[band])`, at most 1, and 0 where the reference is 0.

use super::{FIELD_BANDS, SoundField, beam};
use crate::harmonics::channels;

/// A shader sees fields of this order; higher ones are cut off, lower ones are wide.
pub const GPU_ORDER: usize = 3;

/// Blocks of a band: those on and above the diagonal of 4 × 4 of them, row by row.
pub const BLOCKS: usize = 10;

const SIDE: usize = 4;

/// A field as a shader takes it: 1936 bytes, laid out as the struct above.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(16))]
pub struct GpuField {
    /// Blocks of 4 × 4, column by column; those beside the diagonal doubled, so that each counts once.
    pub blocks: [[[f32; SIDE * SIDE]; BLOCKS]; FIELD_BANDS],
    /// The mean square that counts as loud, per band; the last is 0.
    pub reference: [f32; 4],
}

impl SoundField {
    /// The field for a shader.
    pub fn matrices(&self) -> GpuField {
        // The beam of order 3, whatever the beam was here.
        let (wide, own) = (beam(GPU_ORDER), beam(self.order));
        let is_cut = self.order > GPU_ORDER;
        let scale = |channel: usize| {
            if is_cut {
                wide[channel] / own[channel]
            } else {
                1.0
            }
        };
        let known = channels(self.order.min(GPU_ORDER));
        let mut field = GpuField {
            blocks: [[[0.0; SIDE * SIDE]; BLOCKS]; FIELD_BANDS],
            reference: [0.0; 4],
        };
        for band in 0..FIELD_BANDS {
            field.reference[band] = self.bands[band].reference;
            let map = self.map(band);
            for row in 0..known {
                for column in 0..known {
                    let (i, j) = (row / SIDE, column / SIDE);
                    if i > j {
                        continue;
                    }
                    let (low, high) = (row.min(column), row.max(column));
                    let twice = if i == j { 1.0 } else { 2.0 };
                    let value =
                        twice * scale(row) * scale(column) * map[high * (high + 1) / 2 + low];
                    // 4, 3, 2 and 1 blocks in the rows of blocks.
                    let block = i * SIDE - i * i.saturating_sub(1) / 2 + j - i;
                    field.blocks[band][block][column % SIDE * SIDE + row % SIDE] = value;
                }
            }
        }
        field
    }
}
