//! A sheet's part as a convolution wants to read it: styled, with what lies beyond the edges, one plane for each step
//! of a stride.

use super::after::repeated;
use super::lanes::{LANES, Simd};
use super::sheet::CpuSheet;
use crate::edges::Edges;
use crate::engine::Scale;

/// What is read.
#[derive(Clone, Copy)]
pub(super) struct Pack<'a> {
    pub(super) sheet: &'a CpuSheet,
    pub(super) style: Scale<'a, CpuSheet>,
    pub(super) edges: Edges,
    /// The place of the sheet that comes first, row and column.
    pub(super) corner: [isize; 2],
    /// Every how many places one belongs to the same plane.
    pub(super) step: usize,
    /// Rows and columns of each plane.
    pub(super) size: [usize; 2],
    /// Channels side by side: those of the sheet, or 4 for one.
    pub(super) lanes: usize,
}

impl Pack<'_> {
    /// How many numbers a block of channels takes.
    pub(super) fn block_len(&self) -> usize {
        self.step * self.step * self.size[0] * self.size[1] * self.lanes
    }

    /// Fills `out` with a block of channels: [row of the step, column of the step, rows, columns, lanes].
    #[inline(always)]
    pub(super) fn block<S: Simd>(&self, simd: S, block: usize, out: &mut [f32]) {
        let row_len = self.size[1] * self.lanes;
        let mut rows = out.chunks_exact_mut(row_len.max(1));
        for row in 0..self.step {
            for column in 0..self.step {
                for y in 0..self.size[0] {
                    let y = self.corner[0] + (y * self.step + row) as isize;
                    let left = self.corner[1] + column as isize;
                    let out = rows.next().expect("a row for each row");
                    match self.edges.down.index(y, self.sheet.shape().height) {
                        Some(y) => self.row(simd, block, y, left, out),
                        None => out.fill(0.0),
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn row<S: Simd>(&self, simd: S, block: usize, y: usize, left: isize, out: &mut [f32]) {
        let lanes = self.sheet.lanes();
        let from = self.sheet.row(block, y);
        let scale = match self.style {
            Scale::Channels(scale) => repeated(scale, block, lanes),
            _ => [1.0; LANES],
        };
        let map = match self.style {
            Scale::Map(map) => Some(map.row(block, y)),
            _ => None,
        };
        let width = self.sheet.shape().width as isize;
        let vector = simd.load(&scale);
        for (i, out) in out.chunks_exact_mut(self.lanes).enumerate() {
            let x = left + (i * self.step) as isize;
            let x = if (0..width).contains(&x) {
                x as usize
            } else {
                match self.edges.across.index(x, width as usize) {
                    Some(x) => x,
                    None => {
                        out.fill(0.0);
                        continue;
                    }
                }
            };
            let from = &from[x * lanes..][..lanes];
            if let (Some(from), Some(out)) = (from.first_chunk(), out.first_chunk_mut()) {
                let mut v = simd.mul(simd.load(from), vector);
                if let Some(map) = map {
                    v = simd.mul(v, simd.load(super::after::vector(map, x * lanes)));
                }
                simd.store(v, out);
                continue;
            }
            out.fill(0.0);
            for (l, (out, from)) in out.iter_mut().zip(from).enumerate() {
                *out = from * scale[l] * map.map_or(1.0, |map| map[x * lanes + l]);
            }
        }
    }
}
