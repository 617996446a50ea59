//! Light where sound comes from: how much brighter each direction is, asked of a small matrix.

use glam::{Mat4, Vec3, Vec4};
use serde::{Deserialize, Serialize};
use welkin_space::{BLOCKS, FIELD_BANDS, GPU_ORDER, SoundField, harmonics};
use welkin_values::Direction;

/// Blocks of four in the harmonics of a direction.
const SIDE: usize = 4;

/// Brightens the directions that sound comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Glow {
    /// How much brighter the loudest direction is: 1 doubles it.
    pub amount: f32,
    /// The field's matrix in blocks, as in [`welkin_space::GpuField`]; all bands together, 1 where it is loud.
    pub blocks: [[f32; SIDE * SIDE]; BLOCKS],
}

impl Glow {
    /// What shines in a field. Each band counts by what is loud in it.
    pub fn of(field: &SoundField, amount: f32) -> Self {
        let mut glow = Self {
            amount,
            ..Self::default()
        };
        let gpu = field.matrices();
        for band in 0..FIELD_BANDS {
            let reference = gpu.reference[band];
            if reference <= 0.0 {
                continue;
            }
            let all = glow.blocks.as_flattened_mut().iter_mut();
            for (sum, value) in all.zip(gpu.blocks[band].as_flattened()) {
                *sum += value / reference;
            }
        }
        glow
    }

    /// What multiplies the brightness of what is seen in a direction of dome space; at least 1.
    pub fn gain(&self, in_dome: Vec3) -> f32 {
        if !self.is_lit() {
            return 1.0;
        }
        let mut y = [0.0; SIDE * SIDE];
        harmonics::encode(GPU_ORDER, Direction::from_vector(in_dome), &mut y);
        let part = |row: usize| Vec4::from_slice(&y[row * SIDE..]);
        let mut blocks = self.blocks.iter();
        let mut power = 0.0;
        for row in 0..SIDE {
            for column in row..SIDE {
                let block = blocks.next().map_or(Mat4::ZERO, Mat4::from_cols_array);
                power += part(row).dot(block * part(column));
            }
        }
        // Loudness is about the square root of power; rounding may leave a little below nothing.
        1.0 + self.amount * power.max(0.0).sqrt().min(1.0)
    }

    /// Whether it does anything.
    pub fn is_lit(&self) -> bool {
        self.amount > 0.0 && self.amount.is_finite()
    }
}

impl Default for Glow {
    fn default() -> Self {
        Self {
            amount: 0.0,
            blocks: [[0.0; SIDE * SIDE]; BLOCKS],
        }
    }
}
