//! Enlarging, bending and reducing row by row: the enlarged sheet, up to sixteen times as large, is never in memory.
#![allow(
    unsafe_code,
    reason = "rows of one sheet are written by several threads"
)]

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::after::{Finish, activate};
use super::lanes::{Job, LANES, Machine, Simd};
use super::pool::Pool;
use super::sheet::CpuSheet;
use super::sieve::{Meeting, Sieve};
use crate::activation::Activation;
use crate::edges::Edge;
use crate::filter::Filter;
use crate::shape::Shape;

/// What all tasks share.
#[derive(Clone, Copy)]
pub(super) struct Bend<'a> {
    pub(super) x: &'a CpuSheet,
    pub(super) enlarge: Sieve<'a>,
    pub(super) activation: Activation,
    pub(super) reduce: Sieve<'a>,
    /// What is never in memory.
    pub(super) large: Shape,
    pub(super) finish: &'a Finish<'a>,
}

impl Bend<'_> {
    /// Whether it can be done row by row: the usual case.
    pub(super) fn fits(x: &CpuSheet, enlarge: Sieve<'_>, reduce: Sieve<'_>) -> bool {
        x.lanes() == LANES
            && matches!(enlarge.filter, Filter::Separable(_))
            && enlarge.edges.down == Edge::Zero
            && matches!(reduce.edges.across, Edge::Zero | Edge::Wrap)
    }

    pub(super) fn run(&self, machine: Machine, pool: &Arc<Pool>) {
        let output = self.finish.shape();
        if output.is_empty() {
            return;
        }
        let blocks = self.finish.blocks();
        // Rows that two bands need are made twice: few bands, but enough to share out.
        let bands = (6 * rayon::current_num_threads())
            .div_ceil(blocks)
            .min(output.height.div_ceil(16));
        let rows = output.height.div_ceil(bands);
        let small = self.enlarge.beyond(self.x.shape().width, self.large.width);
        let large = self.reduce.beyond(self.large.width, output.width);
        let small_len = (small[0] + self.x.shape().width + small[1]) * LANES;
        let large_len = (large[0] + self.large.width + large[1]) * LANES;
        let slot_len = match self.reduce.filter {
            Filter::Separable(_) => output.width * LANES,
            Filter::Square { .. } => large_len,
        };
        let slots = self.reduce.side() / self.reduce.resample.up + 2;
        (0..blocks * bands)
            .into_par_iter()
            .with_max_len(1)
            .for_each(|task| {
                let first = task % bands * rows;
                let out_len = output.width * LANES;
                let mut scratch = pool.take(small_len + large_len + slots * slot_len + out_len);
                machine.run(Rows {
                    bend: self,
                    block: task / bands,
                    rows: first..(first + rows).min(output.height),
                    beyond: [small, large],
                    lens: [small_len, large_len, slot_len],
                    scratch: scratch.numbers_mut(),
                });
            });
    }
}

/// Some rows of a block of channels.
struct Rows<'a> {
    bend: &'a Bend<'a>,
    block: usize,
    rows: Range<usize>,
    /// Places more on the left and on the right, of a row of the sheet and of an enlarged one.
    beyond: [[usize; 2]; 2],
    /// Numbers of those rows, and of one that is kept.
    lens: [usize; 3],
    scratch: &'a mut [f32],
}

impl Job for Rows<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Bend {
            x,
            enlarge,
            activation,
            reduce,
            large,
            finish,
        } = *self.bend;
        let [small_len, large_len, slot_len] = self.lens;
        let (small, rest) = self.scratch.split_at_mut(small_len);
        let (line, rest) = rest.split_at_mut(large_len);
        let out_len = finish.shape().width * LANES;
        let (kept, out) = rest.split_at_mut(rest.len() - out_len);
        let slots = kept.len() / slot_len;
        let (Shape { height, width, .. }, left) = (x.shape(), self.beyond[0][0]);
        let Filter::Separable(up) = enlarge.filter else {
            unreachable!("filters that fit")
        };
        let mut next = 0;
        for y in self.rows {
            let Meeting { tap, place } = reduce.meeting(y);
            let met = (reduce.side() - tap.min(reduce.side())).div_ceil(reduce.resample.up);
            let needed = place.max(0) as usize
                ..(place + met as isize).clamp(0, large.height as isize) as usize;
            for row in needed.start.max(next)..needed.end {
                let inner = &mut small[left * LANES..(left + width) * LANES];
                enlarge.down(simd, row, height, up, |y| x.row(self.block, y), inner);
                enlarge.close(small, self.beyond[0], width, LANES);
                let from = self.beyond[1][0] * LANES;
                let inner = &mut line[from..from + large.width * LANES];
                enlarge.across(simd, up, small, left, true, inner);
                for v in inner.as_chunks_mut::<LANES>().0 {
                    simd.store(activate(simd, activation, simd.load(v)), v);
                }
                reduce.close(line, self.beyond[1], large.width, LANES);
                let slot = &mut kept[row % slots * slot_len..][..slot_len];
                match reduce.filter {
                    Filter::Separable(taps) => {
                        reduce.across(simd, taps, line, self.beyond[1][0], true, slot);
                    }
                    Filter::Square { .. } => slot.copy_from_slice(line),
                }
            }
            next = next.max(needed.end);
            let kept = |row: usize| &kept[row % slots * slot_len..][..slot_len];
            match reduce.filter {
                Filter::Separable(taps) => reduce.down(simd, y, large.height, taps, kept, out),
                Filter::Square { side, taps } => {
                    let mut first = true;
                    for (i, tap) in (tap..*side).step_by(reduce.resample.up).enumerate() {
                        let row = reduce.edges.down.index(place + i as isize, large.height);
                        let Some(row) = row else {
                            continue;
                        };
                        let taps = &taps[tap * side..][..*side];
                        reduce.across(simd, taps, kept(row), self.beyond[1][0], first, out);
                        first = false;
                    }
                    if first {
                        out.fill(0.0);
                    }
                }
            }
            // SAFETY: a task's rows of its block are its own.
            unsafe { finish.row(simd, self.block, y, 0, (out, LANES)) };
        }
    }
}
