//! Enlarging and reducing: for each row that comes out, the taps down, then the taps across. Only taps that meet a
//! number are multiplied.
#![allow(
    unsafe_code,
    reason = "rows of one sheet are written by several threads"
)]

use std::sync::Arc;

use rayon::prelude::*;

use super::after::Finish;
use super::lanes::{Job, LANES, Machine, Simd};
use super::pool::Pool;
use super::sheet::CpuSheet;
use super::sieve::{Meeting, Sieve};
use crate::edges::Edge;
use crate::filter::Filter;

/// Filters a sheet.
pub(super) fn run(
    machine: Machine,
    pool: &Arc<Pool>,
    x: &CpuSheet,
    sieve: Sieve<'_>,
    finish: &Finish<'_>,
) {
    let edges = [sieve.edges.down, sieve.edges.across];
    assert!(
        edges.iter().all(|e| matches!(e, Edge::Zero | Edge::Wrap)),
        "edges of a filter"
    );
    let output = finish.shape();
    if output.is_empty() {
        return;
    }
    let width = x.shape().width;
    let beyond = sieve.beyond(width, output.width);
    let line_len = (beyond[0] + width + beyond[1]) * LANES;
    // Some rows at a time, so that the rows that several of them read are near.
    const ROWS: usize = 8;
    let bands = output.height.div_ceil(ROWS);
    (0..finish.blocks() * bands)
        .into_par_iter()
        .for_each(|task| {
            let first = task % bands * ROWS;
            let mut scratch = pool.take(2 * line_len + output.width * LANES);
            machine.run(Rows {
                x,
                sieve,
                finish,
                block: task / bands,
                rows: first..(first + ROWS).min(output.height),
                beyond,
                line_len,
                scratch: scratch.numbers_mut(),
            });
        });
}

/// Some rows of a block of channels.
struct Rows<'a> {
    x: &'a CpuSheet,
    sieve: Sieve<'a>,
    finish: &'a Finish<'a>,
    block: usize,
    rows: std::ops::Range<usize>,
    beyond: [usize; 2],
    line_len: usize,
    scratch: &'a mut [f32],
}

impl Job for Rows<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let (x, sieve) = (self.x, self.sieve);
        let (height, width) = (x.shape().height, x.shape().width);
        let lanes = x.lanes();
        let (line, rest) = self.scratch.split_at_mut(self.line_len);
        let (flat, out) = rest.split_at_mut(self.line_len);
        let inner = self.beyond[0] * LANES..(self.beyond[0] + width) * LANES;
        let row = |y| x.row(self.block, y);
        for y in self.rows {
            let mut from_lanes = LANES;
            match sieve.filter {
                Filter::Separable(taps) if lanes == LANES => {
                    sieve.down(simd, y, height, taps, row, &mut line[inner.clone()]);
                    sieve.close(line, self.beyond, width, LANES);
                    sieve.across(simd, taps, line, self.beyond[0], true, out);
                }
                Filter::Separable(taps) if sieve.resample.down == 1 => {
                    let len = (self.beyond[0] + width + self.beyond[1]) * lanes;
                    let line = &mut line[..len];
                    let inner = &mut line[self.beyond[0] * lanes..][..width * lanes];
                    sieve.down(simd, y, height, taps, row, inner);
                    sieve.close(line, self.beyond, width, lanes);
                    from_lanes = lanes;
                    let out = &mut out[..self.finish.shape().width * lanes];
                    sieve.narrow_across(simd, taps, (line, lanes), self.beyond[0], out);
                }
                Filter::Separable(taps) => {
                    let flat = &mut flat[..x.row_len()];
                    sieve.down(simd, y, height, taps, row, flat);
                    widen(flat, lanes, &mut line[inner.clone()]);
                    sieve.close(line, self.beyond, width, LANES);
                    sieve.across(simd, taps, line, self.beyond[0], true, out);
                }
                Filter::Square { side, taps } => {
                    let Meeting { tap, place } = sieve.meeting(y);
                    let mut first = true;
                    for (i, tap) in (tap..*side).step_by(sieve.resample.up).enumerate() {
                        let from = sieve.edges.down.index(place + i as isize, height);
                        let Some(from) = from else {
                            continue;
                        };
                        widen(row(from), lanes, &mut line[inner.clone()]);
                        sieve.close(line, self.beyond, width, LANES);
                        let taps = &taps[tap * side..][..*side];
                        sieve.across(simd, taps, line, self.beyond[0], first, out);
                        first = false;
                    }
                    if first {
                        out.fill(0.0);
                    }
                }
            }
            let out = &out[..self.finish.shape().width * from_lanes];
            // SAFETY: a task's rows of its block are its own.
            unsafe { self.finish.row(simd, self.block, y, 0, (out, from_lanes)) };
        }
    }
}

/// Few channels as vectors.
#[inline(always)]
fn widen(from: &[f32], lanes: usize, out: &mut [f32]) {
    if lanes == LANES {
        out.copy_from_slice(from);
        return;
    }
    for (out, from) in out.chunks_exact_mut(LANES).zip(from.chunks_exact(lanes)) {
        out.fill(0.0);
        out[..lanes].copy_from_slice(from);
    }
}

/// Only what follows, on a sheet as it is.
pub(super) fn apply(machine: Machine, x: &CpuSheet, finish: &Finish<'_>) {
    let shape = x.shape();
    if shape.is_empty() {
        return;
    }
    (0..finish.blocks() * shape.height)
        .into_par_iter()
        .with_min_len(8)
        .for_each(|task| {
            let (block, y) = (task / shape.height, task % shape.height);
            let row = (x.row(block, y), x.lanes());
            machine.run(Only {
                finish,
                block,
                y,
                row,
            });
        });
}

/// What follows, on one row.
struct Only<'a> {
    finish: &'a Finish<'a>,
    block: usize,
    y: usize,
    row: (&'a [f32], usize),
}

impl Job for Only<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        // SAFETY: each task has a row of its own.
        unsafe { self.finish.row(simd, self.block, self.y, 0, self.row) };
    }
}
