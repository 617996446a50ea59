//! Styles on the nodes of the local grid, and along a row between them.

use welkin_values::Grid;

use super::Places;
use crate::edges::Edges;

/// The local latents, with one more node on each side of the grid.
pub(crate) struct Nodes {
    pub(super) rows: usize,
    pub(super) columns: usize,
    channels: usize,
    values: Vec<f32>, // [channel][row][column]
}

/// One layer's style on the same nodes.
pub(crate) struct Style {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) values: Vec<f32>, // [channel][row][column]
}

impl Nodes {
    /// The nodes around a grid; beyond its edges lies what `edges` says.
    pub(crate) fn around(grid: &Grid, edges: Edges) -> Self {
        let (rows, columns) = (grid.height + 2, grid.width + 2);
        let mut values = Vec::with_capacity(grid.channels * rows * columns);
        for channel in 0..grid.channels {
            for row in 0..rows as isize {
                for column in 0..columns as isize {
                    let y = edges.down.index(row - 1, grid.height);
                    let x = edges.across.index(column - 1, grid.width);
                    let node = y
                        .zip(x)
                        .map(|(y, x)| (channel * grid.height + y) * grid.width + x);
                    values.push(node.map_or(0.0, |node| grid.values[node]));
                }
            }
        }
        Self {
            rows,
            columns,
            channels: grid.channels,
            values,
        }
    }
}

impl Style {
    /// The world's style [c] plus what the local latents add through `local` [c, zl].
    pub(crate) fn new(world: &[f32], local: &[f32], nodes: &Nodes) -> Self {
        let len = nodes.rows * nodes.columns;
        let mut values = Vec::with_capacity(world.len() * len);
        for (world, local) in world.iter().zip(local.chunks(nodes.channels)) {
            let start = values.len();
            values.resize(start + len, *world);
            for (weight, plane) in local.iter().zip(nodes.values.chunks(len)) {
                for (value, node) in values[start..].iter_mut().zip(plane) {
                    *value += weight * node;
                }
            }
        }
        Self {
            rows: nodes.rows,
            columns: nodes.columns,
            values,
        }
    }

    /// Multiplies a row of pixels by one channel's style: `down` is the row's cell and share, `line` has
    /// room for the grid's columns.
    #[inline(always)]
    pub(super) fn modulate(
        &self,
        channel: usize,
        down: (usize, f32),
        across: &Places,
        line: &mut [f32],
        pixels: &mut [f32],
    ) {
        let (cell, share) = down;
        let above = &self.values[(channel * self.rows + cell) * self.columns..][..self.columns];
        let below = &self.values[(channel * self.rows + cell + 1) * self.columns..][..self.columns];
        for ((line, above), below) in line.iter_mut().zip(above).zip(below) {
            *line = above + share * (below - above);
        }
        let shares = across.shares();
        for (cell, run) in across.runs() {
            let (left, slope) = (line[*cell], line[cell + 1] - line[*cell]);
            for (pixel, share) in pixels[run.clone()].iter_mut().zip(&shares[run.clone()]) {
                *pixel *= left + share * slope;
            }
        }
    }
}
