//! Operations that move numbers: place by place, all channels of a block at once.

use rayon::prelude::*;

use super::after::sigmoid;
use super::lanes::{Job, LANES, Machine, Simd};
use super::sheet::CpuSheet;
use crate::edges::Edges;

/// Fills a sheet row by row: `row` is given the block of channels, the row, and what to fill, [width, lanes].
fn rows(out: &mut CpuSheet, row: impl Fn(usize, usize, &mut [f32]) + Sync) {
    let (height, len) = (out.shape().height, out.row_len());
    if len == 0 {
        return;
    }
    out.values_mut()
        .par_chunks_mut(len)
        .with_min_len(4)
        .enumerate()
        .for_each(|(i, out)| row(i / height, i % height, out));
}

pub(super) fn nearest(x: &CpuSheet, times: usize, out: &mut CpuSheet) {
    let lanes = x.lanes();
    rows(out, |block, y, out| {
        let from = x.row(block, y / times).chunks_exact(lanes);
        for (out, from) in out.chunks_exact_mut(lanes * times).zip(from) {
            for out in out.chunks_exact_mut(lanes) {
                out.copy_from_slice(from);
            }
        }
    });
}

pub(super) fn max_pool(x: &CpuSheet, out: &mut CpuSheet) {
    let lanes = x.lanes();
    rows(out, |block, y, out| {
        let (above, below) = (x.row(block, 2 * y), x.row(block, 2 * y + 1));
        for (i, out) in out.chunks_exact_mut(lanes).enumerate() {
            let (above, below) = (&above[2 * i * lanes..], &below[2 * i * lanes..]);
            for (l, out) in out.iter_mut().enumerate() {
                *out = above[l]
                    .max(above[lanes + l])
                    .max(below[l].max(below[lanes + l]));
            }
        }
    });
}

pub(super) fn mean_pool(x: &CpuSheet, out: &mut CpuSheet) {
    let (lanes, from, to) = (x.lanes(), x.shape(), out.shape());
    let part =
        |i: usize, parts: usize, len: usize| i * len / parts..((i + 1) * len).div_ceil(parts);
    rows(out, |block, y, out| {
        let down = part(y, to.height, from.height);
        for (column, out) in out.chunks_exact_mut(lanes).enumerate() {
            let across = part(column, to.width, from.width);
            let share = 1.0 / (down.len() * across.len()) as f32;
            out.fill(0.0);
            for y in down.clone() {
                let row = &x.row(block, y)[across.start * lanes..across.end * lanes];
                for from in row.chunks_exact(lanes) {
                    out.iter_mut().zip(from).for_each(|(out, x)| *out += x);
                }
            }
            out.iter_mut().for_each(|out| *out *= share);
        }
    });
}

/// Fills a sheet with channels of others: `source` says which sheet's which channel each one is.
pub(super) fn gather<'s>(
    out: &mut CpuSheet,
    source: impl Fn(usize) -> (&'s CpuSheet, usize) + Sync,
) {
    let (channels, lanes) = (out.shape().channels, out.lanes());
    rows(out, |block, y, out| {
        let first = block * lanes;
        let last = (first + lanes).min(channels);
        let (sheet, channel) = source(first);
        let beside = |c: usize| {
            let (other, at) = source(c);
            std::ptr::eq(other, sheet) && at == channel + (c - first)
        };
        let whole = sheet.lanes() == lanes && channel.is_multiple_of(lanes);
        if whole && (first..last).all(beside) {
            out.copy_from_slice(sheet.row(channel / lanes, y));
            return;
        }
        out.fill(0.0);
        for c in first..last {
            let (sheet, channel) = source(c);
            let from = sheet.row(channel / sheet.lanes(), y);
            let from = from.chunks_exact(sheet.lanes());
            for (out, from) in out.chunks_exact_mut(lanes).zip(from) {
                out[c - first] = from[channel % sheet.lanes()];
            }
        }
    });
}

pub(super) fn window(x: &CpuSheet, corner: (isize, isize), edges: Edges, out: &mut CpuSheet) {
    let (lanes, shape) = (x.lanes(), x.shape());
    rows(out, |block, y, out| {
        let Some(y) = edges.down.index(corner.0 + y as isize, shape.height) else {
            out.fill(0.0);
            return;
        };
        let row = x.row(block, y);
        for (i, out) in out.chunks_exact_mut(lanes).enumerate() {
            match edges.across.index(corner.1 + i as isize, shape.width) {
                Some(x) => out.copy_from_slice(&row[x * lanes..][..lanes]),
                None => out.fill(0.0),
            }
        }
    });
}

pub(super) fn warp(x: &CpuSheet, matrix: [[f32; 3]; 2], edges: Edges, out: &mut CpuSheet) {
    let (lanes, shape) = (x.lanes(), x.shape());
    let middle = [
        (shape.width as f32 - 1.0) / 2.0,
        (shape.height as f32 - 1.0) / 2.0,
    ];
    let nothing = [0.0; LANES];
    rows(out, |block, row, out| {
        for (column, out) in out.chunks_exact_mut(lanes).enumerate() {
            let [dx, dy] = [column as f32 - middle[0], row as f32 - middle[1]];
            let [at_x, at_y] = [0, 1].map(|axis| {
                matrix[axis][0] * dx + matrix[axis][1] * dy + matrix[axis][2] + middle[axis]
            });
            let (left, top) = (at_x.floor(), at_y.floor());
            let (across, down) = (at_x - left, at_y - top);
            let see = |y: isize, column: isize| {
                let y = edges
                    .down
                    .index((top as isize).saturating_add(y), shape.height);
                let column = (left as isize).saturating_add(column);
                let column = edges.across.index(column, shape.width);
                match y.zip(column) {
                    Some((y, column)) => &x.row(block, y)[column * lanes..][..lanes],
                    None => &nothing[..lanes],
                }
            };
            let corners = [see(0, 0), see(0, 1), see(1, 0), see(1, 1)];
            for (l, out) in out.iter_mut().enumerate() {
                let [a, b, c, d] = corners.map(|corner| corner[l]);
                let (above, below) = (a + across * (b - a), c + across * (d - c));
                *out = above + down * (below - above);
            }
        }
    });
}

pub(super) fn blend(masks: &CpuSheet, vectors: &[Vec<f32>], out: &mut CpuSheet) {
    let (lanes, of_masks) = (out.lanes(), masks.lanes());
    rows(out, |block, y, out| {
        out.fill(0.0);
        for (k, vector) in vectors.iter().enumerate() {
            let mut here = [0.0; LANES];
            for (here, x) in here[..lanes].iter_mut().zip(&vector[block * lanes..]) {
                *here = *x;
            }
            let mask = masks.row(k / of_masks, y).chunks_exact(of_masks);
            for (out, mask) in out.chunks_exact_mut(lanes).zip(mask) {
                let mask = mask[k % of_masks];
                out.iter_mut()
                    .zip(&here)
                    .for_each(|(out, x)| *out += mask * x);
            }
        }
    });
}

/// Each channel's mean, and its mean square distance from it.
pub(super) fn statistics(x: &CpuSheet) -> Vec<[f32; 2]> {
    let (shape, lanes) = (x.shape(), x.lanes());
    let mut all = vec![[0.0; 2]; x.blocks() * lanes];
    all.par_chunks_mut(lanes)
        .enumerate()
        .for_each(|(block, all)| {
            let plane = &x.values()[block * shape.plane() * lanes..][..shape.plane() * lanes];
            let count = shape.plane() as f64;
            let mut means = [0.0f64; LANES];
            for place in plane.chunks_exact(lanes) {
                for (mean, x) in means.iter_mut().zip(place) {
                    *mean += f64::from(*x);
                }
            }
            means.iter_mut().for_each(|mean| *mean /= count);
            let mut squares = [0.0f64; LANES];
            for place in plane.chunks_exact(lanes) {
                for ((square, mean), x) in squares.iter_mut().zip(&means).zip(place) {
                    *square += (f64::from(*x) - mean).powi(2);
                }
            }
            for ((out, mean), square) in all.iter_mut().zip(means).zip(squares) {
                *out = [mean as f32, (square / count) as f32];
            }
        });
    all.truncate(shape.channels);
    all
}

/// The first half of the channels times the sigmoid of the second.
pub(super) fn gated(machine: Machine, x: &CpuSheet, out: &mut CpuSheet) {
    let half = out.blocks();
    rows(out, |block, y, out| {
        machine.run(Gate {
            a: x.row(block, y),
            b: x.row(half + block, y),
            out,
        });
    });
}

struct Gate<'a> {
    a: &'a [f32],
    b: &'a [f32],
    out: &'a mut [f32],
}

impl Job for Gate<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        use super::after::load;
        for (i, out) in self.out.chunks_mut(LANES).enumerate() {
            let gate = sigmoid(simd, load(simd, self.b, i * LANES));
            let v = simd.mul(load(simd, self.a, i * LANES), gate);
            if let Some(out) = out.first_chunk_mut() {
                simd.store(v, out);
            } else {
                let mut last = [0.0; LANES];
                simd.store(v, &mut last);
                out.copy_from_slice(&last[..out.len()]);
            }
        }
    }
}
