//! A convolution to so few channels that most lanes of a vector would be idle: the taps across become channels.
//!
//! First a kernel of one column, whose outputs are those of each column of the kernel; then, for each place, the sum of
//! each column's output where it stands. Seven by seven taps to three colours are 7 · 2 vectors for an input instead of
//! 49.
#![allow(
    unsafe_code,
    reason = "rows of one sheet are written by several threads"
)]

use std::sync::Arc;

use rayon::prelude::*;

use super::after::Finish;
use super::direct::Part;
use super::lanes::{Job, LANES, Machine, Simd};
use super::panel::Precision;
use super::plan::Plan;
use super::pool::Pool;
use super::sheet::{self, CpuSheet};
use crate::engine::After;
use crate::kernel::KernelShape;
use crate::shape::Shape;

/// How many outputs are few; each column has as many.
const FEW: usize = 4;

/// Whether a kernel had better be done so. With three columns it is no faster.
pub(super) fn fits(shape: &KernelShape) -> bool {
    shape.outputs <= FEW && shape.width > 3 && shape.stride == 1 && !shape.transposed
}

/// The kernel of one column.
pub(super) fn plan(
    shape: &KernelShape,
    weights: &[f32],
    machine: Machine,
    precision: Precision,
) -> Plan {
    let columns = KernelShape {
        outputs: shape.width * FEW,
        width: 1,
        ..*shape
    };
    let of = |channel: usize| {
        let (column, output) = (channel / FEW, channel % FEW);
        let rows = shape.inputs * shape.height;
        (0..rows).map(move |row| match output < shape.outputs {
            true => weights[(output * rows + row) * shape.width + column],
            false => 0.0,
        })
    };
    let weights: Vec<f32> = (0..columns.outputs).flat_map(of).collect();
    Plan::new(columns, &weights, machine.blocks(), precision)
}

/// The outputs of all columns, wherever a column of the kernel stands.
pub(super) struct Few {
    columns: usize,
    sums: CpuSheet,
}

impl Few {
    /// Room for them.
    pub(super) fn new(shape: &KernelShape, output: Shape, pool: &Arc<Pool>) -> Self {
        let sums = Shape {
            channels: shape.width * FEW,
            height: output.height,
            width: output.width + shape.width - 1,
        };
        Self {
            columns: shape.width,
            sums: CpuSheet::new(sums, pool.take(sheet::room(sums) + sheet::SPARE)),
        }
    }

    /// `convolve` fills the part that it is given.
    pub(super) fn run(
        mut self,
        machine: Machine,
        finish: &Finish<'_>,
        convolve: impl FnOnce(Part, &Finish<'_>),
    ) {
        let output = finish.shape();
        if output.is_empty() {
            return;
        }
        let part = Part::all(self.sums.shape());
        convolve(part, &Finish::new(After::default(), &mut self.sums));
        (0..output.height)
            .into_par_iter()
            .with_min_len(8)
            .for_each(|y| {
                machine.run(Row {
                    few: &self,
                    finish,
                    y,
                });
            });
    }
}

/// One row of what comes out.
struct Row<'a> {
    few: &'a Few,
    finish: &'a Finish<'a>,
    y: usize,
}

/// How many places are summed at once.
const PLACES: usize = 32;

impl Job for Row<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Few { columns, sums } = self.few;
        let width = self.finish.shape().width;
        let lanes = sheet::lanes(self.finish.shape().channels);
        for first in (0..width).step_by(PLACES) {
            let count = PLACES.min(width - first);
            let mut places = [[0.0f32; FEW]; PLACES];
            for column in 0..*columns {
                let (block, lane) = (column * FEW / LANES, column * FEW % LANES);
                let row = &sums.row(block, self.y)[(first + column) * LANES..];
                let from = row.as_chunks::<LANES>().0;
                for (place, from) in places[..count].iter_mut().zip(from) {
                    let from = &from[lane..lane + FEW];
                    place.iter_mut().zip(from).for_each(|(sum, x)| *sum += x);
                }
            }
            let mut ones = [0.0; PLACES];
            let out = if lanes == FEW {
                &places.as_flattened()[..count * FEW]
            } else {
                ones.iter_mut()
                    .zip(&places)
                    .for_each(|(one, place)| *one = place[0]);
                &ones[..count]
            };
            // SAFETY: each task has a row of its own.
            unsafe { self.finish.row(simd, 0, self.y, first, (out, lanes)) };
        }
    }
}
