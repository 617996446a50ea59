//! The Field GAN: one latent chooses the world, a grid of latents chooses what happens where.
//!
//! Written twice. [`network`] is the plain one, layer by layer on any of burn's backends: it runs on the
//! GPU, and everything else is tested against it. [`fused`] is the CPU's.

mod weights;
mod network;
mod fused;
mod on_gpu;

use welkin_values::{Coverage, LatentShape};

pub(crate) use fused::FusedFieldGan;
pub(crate) use network::FieldGan;
pub(crate) use on_gpu::FieldGanOnGpu;
pub(crate) use weights::{FAMILY, Weights};

use crate::edges::{Edges, aspect_of};

/// What follows each layer, of the mapping network too: LeakyReLU(0.2) times this (√2, rounded as in
/// training; with √2 itself pictures differ by 0.004).
const GAIN: f32 = 1.414;
/// The slope of that LeakyReLU below 0.
const SLOPE: f32 = 0.2;

/// What a Field GAN paints on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Canvas {
    /// Rows of the local grid.
    grid_height: usize,
    /// Columns of the local grid.
    grid_width: usize,
    /// What convolutions see beyond the edges.
    conv_edges: Edges,
    /// What bilinear enlarging sees beyond the edges.
    enlarge_edges: Edges,
}

impl Canvas {
    /// `size` pixels high, as wide as the coverage asks for, both rounded to whole cells of the grid; a
    /// panorama closes at its sides.
    fn new(size: usize, coverage: Coverage, cell: usize) -> Self {
        let rows = size.div_ceil(cell);
        let columns = (rows as f32 * aspect_of(coverage)).round().max(1.0) as usize;
        let edges = if coverage.wraps() {
            Edges::PANORAMA
        } else {
            Edges::CLAMP
        };
        Self {
            grid_height: rows,
            grid_width: columns,
            conv_edges: edges,
            enlarge_edges: edges,
        }
    }

    /// As the prototype was trained: convolutions close the surface, enlarging does not.
    #[cfg(test)]
    fn as_trained(grid_height: usize, grid_width: usize) -> Self {
        Self {
            grid_height,
            grid_width,
            conv_edges: Edges::WRAP,
            enlarge_edges: Edges::CLAMP,
        }
    }

    fn latent_shape(&self, weights: &Weights) -> LatentShape {
        LatentShape {
            global: weights.global_len(),
            classes: 0,
            local_channels: weights.local_channels(),
            local_height: self.grid_height,
            local_width: self.grid_width,
        }
    }

    /// Height and width of the noise map of each modulated convolution.
    fn noise_sizes(&self, levels: usize) -> Vec<[usize; 2]> {
        let of = |level: usize| [self.grid_height << level, self.grid_width << level];
        (0..levels)
            .flat_map(|level| vec![of(level); if level == 0 { 1 } else { 2 }])
            .collect()
    }
}

#[cfg(test)]
mod tests;
