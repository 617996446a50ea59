//! A convolution as one or several plain ones: a transposed kernel of stride s is s × s kernels of stride 1, each of
//! which gives every s-th place; a kernel of stride s reads s × s planes, each with every s-th place of the input.

use super::lanes::LANES;
use super::panel::{Panel, Precision};
use super::tile::Part;
use crate::kernel::KernelShape;

/// How many lanes a convolution's input has when it is laid out for it.
pub(super) fn input_lanes(channels: usize) -> usize {
    super::sheet::lanes(channels).max(4)
}

/// A convolution's weights, in the order in which the tiles need them.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) shape: KernelShape,
    /// Lanes and blocks of input channels.
    pub(super) lanes: usize,
    pub(super) blocks: usize,
    /// How many places of the input, and of the output, one step is.
    pub(super) step_in: usize,
    pub(super) step_out: usize,
    /// Where the first output starts to read, rows and columns.
    pub(super) origin: [isize; 2],
    /// How many rows and columns more than steps are read from each plane.
    pub(super) span: [usize; 2],
    pub(super) phases: Vec<Phase>,
    /// How many vectors of outputs belong together.
    pub(super) group: usize,
}

/// One of the plain convolutions.
#[derive(Clone, Debug)]
pub(super) struct Phase {
    /// Which row and column of each step it gives.
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) parts: Vec<Part>,
    panel: Panel,
    /// Weights for one output.
    depth: usize,
}

impl Plan {
    pub(super) fn new(
        shape: KernelShape,
        weights: &[f32],
        group: usize,
        precision: Precision,
    ) -> Self {
        let lanes = input_lanes(shape.inputs);
        let blocks = shape.inputs.div_ceil(lanes);
        let precision = if lanes == LANES {
            precision
        } else {
            Precision::F32
        };
        let (step_in, step_out) = if shape.transposed {
            (1, shape.stride)
        } else {
            (shape.stride, 1)
        };
        let [rows, columns] = [shape.height, shape.width].map(|taps| Axis::new(taps, &shape));
        let mut phases = Vec::new();
        for row in 0..step_out {
            for column in 0..step_out {
                let taps = Taps {
                    rows: rows.runs(row),
                    columns: columns.runs(column),
                    planes: step_in,
                };
                let weights = taps.ordered(&shape, weights, lanes, group);
                let parts = taps.parts();
                let depth = blocks * lanes * parts.iter().map(|part| part.taps).sum::<usize>();
                phases.push(Phase {
                    row,
                    column,
                    parts,
                    panel: Panel::new(&weights, precision),
                    depth,
                });
            }
        }
        Self {
            shape,
            lanes,
            blocks,
            step_in,
            step_out,
            origin: [rows.origin, columns.origin],
            span: [rows.span, columns.span],
            phases,
            group,
        }
    }

    /// Whether it is one tap, so that a sheet is read as it is.
    pub(super) fn is_point(&self) -> bool {
        let shape = &self.shape;
        [shape.height, shape.width, shape.stride, shape.pad] == [1, 1, 1, 0] && !shape.transposed
    }

    /// Vectors of outputs.
    pub(super) fn out_blocks(&self) -> usize {
        self.shape.outputs.div_ceil(LANES)
    }

    /// Groups of vectors of outputs.
    pub(super) fn groups(&self) -> usize {
        self.out_blocks().div_ceil(self.group)
    }

    /// How many vectors a group has: the last may have fewer.
    pub(super) fn group_blocks(&self, group: usize) -> usize {
        (self.out_blocks() - group * self.group).min(self.group)
    }
}

impl Phase {
    /// The weights of a kernel of one tap, times a style, into `out`.
    pub(super) fn styled(&self, plan: &Plan, style: &[f32], out: &mut [f32]) {
        let mut out = out;
        for group in 0..plan.groups() {
            let outputs = plan.group_blocks(group) * LANES;
            let (here, rest) = out.split_at_mut(self.depth * outputs);
            let weights = self.weights(plan, group);
            for (i, out) in here.chunks_mut(outputs).enumerate() {
                let style = style.get(i).copied().unwrap_or(0.0);
                for (o, out) in out.iter_mut().enumerate() {
                    *out = style * weights.get(i * outputs + o);
                }
            }
            out = rest;
        }
    }

    /// The weights of a group.
    pub(super) fn weights(&self, plan: &Plan, group: usize) -> super::panel::Weights<'_> {
        let vector = self.depth * LANES;
        self.panel.part(
            group * plan.group * vector,
            plan.group_blocks(group) * vector,
        )
    }
}

/// A run of taps along one axis: in which plane and how far in it starts, and which taps follow.
#[derive(Clone, Debug)]
struct Run {
    plane: usize,
    place: usize,
    taps: Vec<usize>,
}

/// The taps of one axis.
struct Axis {
    shape: KernelShape,
    count: usize,
    origin: isize,
    span: usize,
}

impl Axis {
    fn new(count: usize, shape: &KernelShape) -> Self {
        let mut axis = Self {
            shape: *shape,
            count,
            origin: -(shape.pad as isize),
            span: count.saturating_sub(1) / shape.stride,
        };
        if shape.transposed {
            let reads = (0..shape.stride).filter_map(|phase| axis.reads(phase));
            let first = reads.clone().map(|(first, _)| first).min().unwrap_or(0);
            let last = reads.map(|(_, last)| last).max().unwrap_or(0);
            (axis.origin, axis.span) = (first, (last - first) as usize);
        }
        axis
    }

    /// Transposed: the taps that fall on places of a phase, by the place they come from, ascending.
    fn taps(&self, phase: usize) -> Vec<usize> {
        let first = (phase + self.shape.pad) % self.shape.stride;
        let mut taps: Vec<usize> = (first..self.count).step_by(self.shape.stride).collect();
        taps.reverse();
        taps
    }

    /// Transposed: the first and the last place that a phase reads, counted from the step.
    fn reads(&self, phase: usize) -> Option<(isize, isize)> {
        let taps = self.taps(phase).len() as isize;
        let last = ((phase + self.shape.pad) / self.shape.stride) as isize;
        (taps > 0).then_some((last - taps + 1, last))
    }

    fn runs(&self, phase: usize) -> Vec<Run> {
        if self.shape.transposed {
            let taps = self.taps(phase);
            let place = self.reads(phase).map(|(first, _)| first - self.origin);
            return place
                .map(|place| Run {
                    plane: 0,
                    place: place as usize,
                    taps,
                })
                .into_iter()
                .collect();
        }
        let stride = self.shape.stride;
        let run = |plane: usize| Run {
            plane,
            place: 0,
            taps: (plane..self.count).step_by(stride).collect(),
        };
        (0..stride.min(self.count)).map(run).collect()
    }
}

/// Which taps a phase has, down and across.
struct Taps {
    rows: Vec<Run>,
    columns: Vec<Run>,
    /// Planes along an axis.
    planes: usize,
}

impl Taps {
    fn each(&self) -> impl Iterator<Item = (&Run, usize, &Run)> {
        self.rows.iter().flat_map(move |rows| {
            (0..rows.taps.len())
                .flat_map(move |i| self.columns.iter().map(move |columns| (rows, i, columns)))
        })
    }

    fn parts(&self) -> Vec<Part> {
        let part = |(rows, i, columns): (&Run, usize, &Run)| Part {
            plane: rows.plane * self.planes + columns.plane,
            row: rows.place + i,
            column: columns.place,
            taps: columns.taps.len(),
        };
        self.each().map(part).collect()
    }

    /// [group][block of inputs][part][tap][lane][output of the group].
    fn ordered(
        &self,
        shape: &KernelShape,
        weights: &[f32],
        lanes: usize,
        group: usize,
    ) -> Vec<f32> {
        let mut ordered = Vec::new();
        let out_blocks = shape.outputs.div_ceil(LANES);
        for first in (0..out_blocks).step_by(group) {
            let outputs = first * LANES..(first + group).min(out_blocks) * LANES;
            for block in 0..shape.inputs.div_ceil(lanes) {
                for (rows, i, columns) in self.each() {
                    for tap in &columns.taps {
                        let tap = rows.taps[i] * shape.width + tap;
                        for input in block * lanes..(block + 1) * lanes {
                            ordered.extend(outputs.clone().map(|output| {
                                let here = output < shape.outputs && input < shape.inputs;
                                let at = (output * shape.inputs + input)
                                    * (shape.height * shape.width)
                                    + tap;
                                if here { weights[at] } else { 0.0 }
                            }));
                        }
                    }
                }
            }
        }
        ordered
    }
}
