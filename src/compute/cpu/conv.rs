//! A convolution by one of the ways.

use std::sync::Arc;

use super::after::Finish;
use super::direct::{Direct, Part};
use super::few::Few;
use super::kernel::{CpuKernel, Way};
use super::lanes::Machine;
use super::plan::Plan;
use super::pool::Pool;
use super::sheet::CpuSheet;
use super::winograd::Winograd;
use crate::edges::Edges;
use crate::engine::Scale;
use crate::shape::Shape;

/// What is convolved, and how.
#[derive(Clone, Copy)]
pub(super) struct Conv<'a> {
    pub(super) machine: Machine,
    pub(super) pool: &'a Arc<Pool>,
    pub(super) x: &'a CpuSheet,
    pub(super) kernel: &'a CpuKernel,
    pub(super) way: Way<'a>,
    pub(super) edges: Edges,
    pub(super) style: Scale<'a, CpuSheet>,
    /// What comes out.
    pub(super) output: Shape,
}

impl Conv<'_> {
    pub(super) fn run(&self, finish: &Finish<'_>) {
        let all = Part::all(self.output);
        let points = match self.way {
            Way::Direct(plan) => return self.direct(plan, all, finish),
            Way::Few(plan) => {
                let few = Few::new(self.kernel.shape(), self.output, self.pool);
                return few.run(self.machine, finish, |part, sums| {
                    self.direct(plan, part, sums);
                });
            }
            Way::Winograd(points) => points,
        };
        let winograd = Winograd {
            machine: self.machine,
            pool: self.pool,
            points,
            x: self.x,
            edges: self.kernel.edges(self.edges),
            style: self.style,
            finish,
        };
        winograd.run();
        let (input, [row, column]) = (self.x.shape(), winograd.fringes());
        if row {
            // The corner is the column's, if there is one.
            let size = [1, all.size[1] - usize::from(column)];
            let (from, to) = ([input.height - 1, 0], [all.size[0] - 1, 0]);
            self.direct(&self.kernel.fringe()[0], Part { from, to, size }, finish);
        }
        if column {
            let size = [all.size[0], 1];
            let (from, to) = ([0, input.width - 1], [0, all.size[1] - 1]);
            self.direct(&self.kernel.fringe()[1], Part { from, to, size }, finish);
        }
    }

    fn direct(&self, plan: &Plan, part: Part, finish: &Finish<'_>) {
        Direct {
            machine: self.machine,
            pool: self.pool,
            plan,
            x: self.x,
            edges: self.kernel.edges(self.edges),
            style: self.style,
            finish,
            part,
        }
        .run();
    }
}
