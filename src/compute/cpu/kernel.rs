//! A convolution's weights, and which way is the fastest for a size: what each way needs is made when it is first taken.

use std::sync::OnceLock;

use super::few;
use super::fringe;
use super::lanes::{LANES, Machine};
use super::panel::Precision;
use super::plan::Plan;
use super::winograd::{Kind, Points, tiles};
use crate::edges::{Edge, Edges};
use crate::kernel::KernelShape;
use crate::shape::Shape;

/// A convolution's weights, laid out for [`crate::Cpu`].
#[derive(Debug)]
pub struct CpuKernel {
    shape: KernelShape,
    weights: Vec<f32>,
    machine: Machine,
    precision: Precision,
    plan: OnceLock<Plan>,
    points: [OnceLock<Points>; Kind::ALL.len()],
    fringe: OnceLock<[Plan; 2]>,
    few: OnceLock<Plan>,
}

/// A way to convolve.
#[derive(Clone, Copy)]
pub(super) enum Way<'a> {
    Direct(&'a Plan),
    Few(&'a Plan),
    Winograd(&'a Points),
}

/// What reading a weight's byte costs, in multiplications: weights of one picture are more than the caches hold, and
/// memory gives 10 GB/s while two cores multiply 100 · 10⁹ times.
const BYTE: usize = 4;

/// What it costs to take a number to a point or a product back, in multiplications.
const MOVE: usize = 4;

impl CpuKernel {
    pub(super) fn new(
        shape: KernelShape,
        weights: &[f32],
        machine: Machine,
        precision: Precision,
    ) -> Self {
        Self {
            shape,
            weights: weights.to_vec(),
            machine,
            precision,
            plan: OnceLock::new(),
            points: Default::default(),
            fringe: OnceLock::new(),
            few: OnceLock::new(),
        }
    }

    pub(super) fn shape(&self) -> &KernelShape {
        &self.shape
    }

    /// What comes out.
    pub(super) fn output(&self, input: Shape, edges: Edges) -> Shape {
        let wraps = [edges.down == Edge::Wrap, edges.across == Edge::Wrap];
        self.shape.output(input, wraps)
    }

    /// Nothing lies beyond the edges of what a transposed kernel reads, unless they close.
    pub(super) fn edges(&self, edges: Edges) -> Edges {
        let open = |edge| if edge == Edge::Wrap { edge } else { Edge::Zero };
        if !self.shape.transposed {
            return edges;
        }
        Edges {
            down: open(edges.down),
            across: open(edges.across),
        }
    }

    /// The fastest way to a size.
    pub(super) fn way(&self, output: Shape) -> Way<'_> {
        if let Some(few) = self.few() {
            return Way::Few(few);
        }
        let ways = (0..Kind::ALL.len()).filter(|i| self.fits(Kind::ALL[*i]));
        let best = ways.min_by_key(|i| self.cost(Kind::ALL[*i], output));
        match best {
            Some(i) if self.cost(Kind::ALL[i], output) < self.direct_cost(output) => {
                Way::Winograd(self.points(i))
            }
            _ => Way::Direct(self.plan()),
        }
    }

    /// Tap by tap.
    pub(super) fn plan(&self) -> &Plan {
        let group = self.machine.blocks();
        self.plan
            .get_or_init(|| Plan::new(self.shape, &self.weights, group, self.precision))
    }

    /// One of the other ways.
    pub(super) fn points(&self, i: usize) -> &Points {
        let group = self.machine.blocks();
        self.points[i].get_or_init(|| {
            Points::new(
                Kind::ALL[i],
                self.shape,
                &self.weights,
                group,
                self.precision,
            )
        })
    }

    /// The last row's kernel, and the last column's, of one that doubles.
    pub(super) fn fringe(&self) -> &[Plan; 2] {
        self.fringe
            .get_or_init(|| fringe::plans(&self.shape, &self.weights, self.machine, self.precision))
    }

    /// The kernel of one column, of one that gives few channels.
    pub(super) fn few(&self) -> Option<&Plan> {
        let plan = || few::plan(&self.shape, &self.weights, self.machine, self.precision);
        few::fits(&self.shape).then(|| self.few.get_or_init(plan))
    }

    /// Whether a way can do this kernel.
    pub(super) fn fits(&self, kind: Kind) -> bool {
        let shape = &self.shape;
        let stride = if kind.doubles() { 2 } else { 1 };
        [shape.height, shape.width] == [kind.taps(); 2]
            && shape.transposed == kind.doubles()
            && shape.stride == stride
            && (kind != Kind::DoubledEight || shape.pad == 1)
            && super::sheet::lanes(shape.inputs) == LANES
    }

    /// Weights of a way, in multiplications.
    fn reading(&self, points: usize) -> usize {
        let bytes = match self.precision {
            Precision::F32 => 4,
            Precision::F16 | Precision::Bf16 => 2,
        };
        points * self.shape.inputs * self.shape.outputs * bytes * BYTE
    }

    fn direct_cost(&self, output: Shape) -> usize {
        let taps = self.shape.height * self.shape.width;
        let each = if self.shape.transposed {
            self.shape.stride * self.shape.stride
        } else {
            1
        };
        let channels = self.shape.inputs * output.channels.next_multiple_of(LANES);
        output.plane() * channels * taps / each + self.reading(taps)
    }

    fn cost(&self, kind: Kind, output: Shape) -> usize {
        let of = |len| tiles(kind, &self.shape, len);
        let tiles = of(output.height) * of(output.width);
        let points = kind.points() * kind.points();
        let outputs = output.channels.next_multiple_of(LANES);
        let moves = (self.shape.inputs + outputs) * MOVE;
        tiles.next_multiple_of(4) * points * (self.shape.inputs * outputs + moves)
            + self.reading(points)
    }
}
