//! Convolution tap by tap: tiles of pixels that run on over the ends of rows, so that a sheet of any width is one long row.
#![allow(
    unsafe_code,
    reason = "rows of one sheet are written by several threads"
)]

use std::sync::Arc;

use rayon::prelude::*;

use super::after::{Finish, check};
use super::lanes::{Job, LANES, Machine, Simd};
use super::pack::Pack;
use super::panel::Weights;
use super::plan::Plan;
use super::pool::Pool;
use super::shared::Shared;
use super::sheet::CpuSheet;
use super::tile::{SLACK, Target, Walk, multiply};
use crate::edges::Edges;
use crate::engine::Scale;
use crate::shape::Shape;

/// What all tasks of a convolution share.
#[derive(Clone, Copy)]
pub(super) struct Direct<'a> {
    pub(super) machine: Machine,
    pub(super) pool: &'a Arc<Pool>,
    pub(super) plan: &'a Plan,
    pub(super) x: &'a CpuSheet,
    pub(super) edges: Edges,
    pub(super) style: Scale<'a, CpuSheet>,
    pub(super) finish: &'a Finish<'a>,
    /// Which part of what comes out: usually all.
    pub(super) part: Part,
}

/// A part of what comes out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The place of the input that it begins with.
    pub(super) from: [usize; 2],
    /// Its own first place.
    pub(super) to: [usize; 2],
    /// Rows and columns.
    pub(super) size: [usize; 2],
}

impl Part {
    /// All of a sheet.
    pub(super) fn all(output: Shape) -> Self {
        Self {
            from: [0; 2],
            to: [0; 2],
            size: [output.height, output.width],
        }
    }
}

/// Packed numbers of a task: they should stay in a core's own cache.
const BAND: usize = 64 * 1024;

/// Fewer steps than this are one band, whose outputs are shared out.
const DEEP: usize = 32 * 32;

impl Direct<'_> {
    pub(super) fn run(&self) {
        check(self.style, self.x.shape());
        let plan = self.plan;
        if self.finish.shape().is_empty() {
            return;
        }
        let steps = self.part.size.map(|len| len.div_ceil(plan.step_out));
        let few = steps[0] * steps[1] <= DEEP && plan.groups() > 1;
        match (plan.is_point() && self.x.lanes() == LANES, self.style) {
            (true, Scale::One) => self.straight(steps, few, None),
            (true, Scale::Channels(style)) if plan.groups() <= 2 => {
                let len = plan.groups() * plan.group * plan.blocks * LANES * LANES;
                let mut styled = self.pool.take(len);
                plan.phases[0].styled(plan, style, styled.numbers_mut());
                self.straight(steps, few, Some(styled.numbers()));
            }
            _ if few => self.deep(steps),
            _ => self.bands(steps),
        }
    }

    /// A kernel of one tap reads the sheet as it is; a style belongs to the weights.
    fn straight(&self, steps: [usize; 2], few: bool, styled: Option<&[f32]>) {
        let plane_len = steps[0] * steps[1];
        let layout = Layout {
            row_len: steps[1],
            plane_len,
            block_len: plane_len * LANES,
        };
        let numbers = self.x.values_and_spare();
        if few {
            (0..self.plan.groups())
                .into_par_iter()
                .with_max_len(1)
                .for_each(|group| {
                    self.band((&layout, numbers, styled), 0, steps, group..group + 1);
                });
            return;
        }
        // Some rows, whose numbers stay in a cache from one group of outputs to the next.
        let row_len = steps[1] * self.plan.blocks * LANES;
        let rows = self.rows(row_len, steps[0]);
        (0..steps[0].div_ceil(rows))
            .into_par_iter()
            .with_max_len(1)
            .for_each(|band| {
                let first = band * rows;
                let steps = [rows.min(steps[0] - first), steps[1]];
                let numbers = &numbers[first * steps[1] * LANES..];
                let groups = 0..self.plan.groups();
                self.band((&layout, numbers, styled), first, steps, groups);
            });
    }

    /// How many rows a task takes: what they read stays in a core's own cache, and there are at least eight tasks a
    /// thread, so that a thread that is held up can be helped.
    fn rows(&self, row_len: usize, rows: usize) -> usize {
        let most = (BAND / row_len.max(1)).max(4);
        let tasks = 8 * rayon::current_num_threads();
        most.min(rows.div_ceil(tasks)).max(1)
    }

    fn pack(&self, first: usize, rows: usize, columns: usize) -> Pack<'_> {
        let plan = self.plan;
        Pack {
            sheet: self.x,
            style: self.style,
            edges: self.edges,
            corner: [
                (self.part.from[0] + first * plan.step_in) as isize + plan.origin[0],
                self.part.from[1] as isize + plan.origin[1],
            ],
            step: plan.step_in,
            size: [rows + plan.span[0], columns + plan.span[1]],
            lanes: plan.lanes,
        }
    }

    /// Much to read for few places: every task gives some of the outputs.
    fn deep(&self, steps: [usize; 2]) {
        let pack = self.pack(0, steps[0], steps[1]);
        let block_len = pack.block_len();
        let mut packed = self
            .pool
            .take(self.plan.blocks * block_len + SLACK * self.plan.lanes);
        packed.numbers_mut()[self.plan.blocks * block_len..].fill(0.0);
        let shared = Shared::new(packed.numbers_mut());
        (0..self.plan.blocks)
            .into_par_iter()
            .with_min_len(4)
            .for_each(|block| {
                // SAFETY: each block is one piece.
                let out = unsafe { shared.piece(block * block_len, block_len) };
                self.machine.run(Packing { pack, block, out });
            });
        let (packed, layout) = (packed.numbers(), Layout::of(&pack));
        (0..self.plan.groups())
            .into_par_iter()
            .with_max_len(1)
            .for_each(|group| {
                self.band((&layout, packed, None), 0, steps, group..group + 1);
            });
    }

    /// Many places: every task gives some rows.
    fn bands(&self, steps: [usize; 2]) {
        let row_len = self.pack(0, 1, steps[1]).block_len() * self.plan.blocks;
        let rows = self.rows(row_len, steps[0]);
        (0..steps[0].div_ceil(rows))
            .into_par_iter()
            .with_max_len(1)
            .for_each(|band| {
                let first = band * rows;
                let rows = rows.min(steps[0] - first);
                let pack = self.pack(first, rows, steps[1]);
                let (blocks, block_len) = (self.plan.blocks, pack.block_len());
                let mut packed = self.pool.take(blocks * block_len + SLACK * self.plan.lanes);
                let numbers = packed.numbers_mut();
                for (block, out) in numbers.chunks_mut(block_len).take(blocks).enumerate() {
                    self.machine.run(Packing { pack, block, out });
                }
                numbers[blocks * block_len..].fill(0.0);
                let groups = 0..self.plan.groups();
                let from = (&Layout::of(&pack), packed.numbers(), None);
                self.band(from, first, [rows, steps[1]], groups);
            });
    }

    /// The rows of some steps, for some groups of outputs.
    fn band(
        &self,
        (layout, packed, styled): (&Layout, &[f32], Option<&[f32]>),
        first: usize,
        steps: [usize; 2],
        groups: std::ops::Range<usize>,
    ) {
        let step = self.plan.step_out;
        let pixels = (steps[0] - 1) * layout.row_len + steps[1];
        // A line of sums for each row of a step.
        let line_len = (pixels + SLACK) * step * LANES;
        let mut sums = self.pool.take(self.plan.group * step * line_len);
        for group in groups {
            self.machine.run(Band {
                direct: self,
                packed,
                layout,
                styled,
                first,
                steps,
                pixels,
                line_len,
                group,
                sums: sums.numbers_mut(),
            });
        }
    }
}

/// Where numbers lie: pixels of a row and of a plane, numbers of a block of channels.
struct Layout {
    row_len: usize,
    plane_len: usize,
    block_len: usize,
}

impl Layout {
    fn of(pack: &Pack) -> Self {
        Self {
            row_len: pack.size[1],
            plane_len: pack.size[0] * pack.size[1],
            block_len: pack.block_len(),
        }
    }
}

/// Lays a block of channels out.
pub(super) struct Packing<'a> {
    pub(super) pack: Pack<'a>,
    pub(super) block: usize,
    pub(super) out: &'a mut [f32],
}

impl Job for Packing<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        self.pack.block(simd, self.block, self.out);
    }
}

/// A group of outputs of some rows.
struct Band<'a> {
    direct: &'a Direct<'a>,
    packed: &'a [f32],
    layout: &'a Layout,
    styled: Option<&'a [f32]>,
    first: usize,
    steps: [usize; 2],
    pixels: usize,
    line_len: usize,
    group: usize,
    sums: &'a mut [f32],
}

impl Job for Band<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Direct {
            plan, finish, part, ..
        } = *self.direct;
        let step = plan.step_out;
        let blocks = plan.group_blocks(self.group);
        for phase in &plan.phases {
            let walk = Walk::new(
                (plan.blocks, self.layout.block_len),
                (self.layout.plane_len, self.layout.row_len),
                &phase.parts,
            );
            let weights = match self.styled {
                Some(styled) => {
                    let len = plan.blocks * LANES * LANES;
                    Weights::F32(&styled[self.group * plan.group * len..][..blocks * len])
                }
                None => phase.weights(plan, self.group),
            };
            let mut target = Target {
                numbers: &mut self.sums[phase.row * self.line_len + phase.column * LANES..],
                step,
                block_len: step * self.line_len,
            };
            multiply(
                simd,
                self.packed,
                &walk,
                (plan.lanes, blocks),
                weights,
                self.pixels,
                &mut target,
            );
        }
        for b in 0..blocks {
            for row in 0..self.steps[0] * step {
                let y = self.first * step + row;
                if y >= part.size[0] {
                    continue;
                }
                let from = (b * step + row % step) * self.line_len
                    + row / step * self.layout.row_len * step * LANES;
                let sums = &self.sums[from..][..part.size[1] * LANES];
                let block = self.group * plan.group + b;
                // SAFETY: a task's rows and outputs are its own.
                unsafe { finish.row(simd, block, part.to[0] + y, part.to[1], (sums, LANES)) };
            }
        }
    }
}
