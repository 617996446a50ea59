//! The CPU's fast way: AVX-512 or AVX2 where they are, all threads of the rayon pool that calls, no allocation after
//! the first picture.
//!
//! Sheets lie in blocks of sixteen channels ([`CpuSheet`]); convolutions are sums in registers over weights in the
//! order in which they are needed ([`tile`]), tap by tap ([`direct`]) or, where there are many channels, by fewer
//! multiplications ([`winograd`]); what follows an operation is done while its rows are in a cache ([`after`]).

mod lanes;
mod pool;
mod shared;
mod sheet;
mod panel;
mod tile;
mod after;
mod pack;
mod plan;
mod direct;
mod filter;
mod places;
mod attend;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use crate::activation::Activation;
use crate::edges::Edges;
use crate::engine::{After, Engine, Lost, Scale};
use crate::filter::{Filter, Resample};
use crate::kernel::KernelShape;
use crate::shape::Shape;
use after::Finish;
use direct::Direct;
use filter::Sieve;
use lanes::Machine;
pub use panel::Precision;
use plan::Plan;
use pool::Pool;
pub use sheet::CpuSheet;

/// The fast engine. Its clones share their memory.
///
/// It computes on the threads of the rayon pool it is called from; called from outside of any, handing each operation
/// over costs a few microseconds more, and now and then a small allocation.
#[derive(Clone, Debug)]
pub struct Cpu {
    machine: Machine,
    precision: Precision,
    pool: Arc<Pool>,
}

impl Default for Cpu {
    fn default() -> Self {
        Self::with_precision(Precision::F32)
    }
}

/// A convolution's weights, laid out for [`Cpu`].
#[derive(Clone, Debug)]
pub struct CpuKernel {
    plan: Plan,
}

impl Cpu {
    /// An engine that keeps weights with a precision.
    pub fn with_precision(precision: Precision) -> Self {
        Self {
            machine: Machine::best(),
            precision,
            pool: Arc::default(),
        }
    }

    /// One for each kind of CPU that this CPU can be.
    #[cfg(test)]
    pub(crate) fn all() -> Vec<Self> {
        let kinds = Machine::all().into_iter();
        kinds
            .map(|machine| Self {
                machine,
                ..Self::default()
            })
            .collect()
    }

    /// A sheet whose numbers are still to be written.
    fn blank(&self, shape: Shape) -> CpuSheet {
        CpuSheet::new(shape, self.pool.take(sheet::room(shape)))
    }

    /// A sheet that is filled by a function.
    fn filled(&self, shape: Shape, fill: impl FnOnce(&mut CpuSheet)) -> CpuSheet {
        let mut sheet = self.blank(shape);
        fill(&mut sheet);
        sheet
    }
}

impl Engine for Cpu {
    type Sheet = CpuSheet;
    type Kernel = CpuKernel;

    fn sheet(&mut self, shape: Shape, values: &[f32]) -> CpuSheet {
        assert_eq!(shape.len(), values.len(), "numbers of a sheet {shape:?}");
        self.filled(shape, |sheet| sheet.fill(values))
    }

    fn numbers(&mut self, sheet: &CpuSheet) -> Result<Vec<f32>, Lost> {
        Ok(sheet.planes())
    }

    fn shape(&self, sheet: &CpuSheet) -> Shape {
        sheet.shape()
    }

    fn kernel(&mut self, shape: KernelShape, weights: &[f32]) -> CpuKernel {
        assert_eq!(shape.len(), weights.len(), "weights of a kernel {shape:?}");
        let plan = Plan::new(shape, weights, self.machine.blocks(), self.precision);
        CpuKernel { plan }
    }

    fn conv(
        &mut self,
        x: &CpuSheet,
        kernel: &CpuKernel,
        edges: Edges,
        style: Scale<CpuSheet>,
        after: After<CpuSheet>,
    ) -> CpuSheet {
        let plan = &kernel.plan;
        assert_eq!(
            x.shape().channels,
            plan.shape.inputs,
            "channels of a convolution's input"
        );
        self.filled(plan.output(x.shape(), edges), |out| {
            Direct {
                machine: self.machine,
                pool: &self.pool,
                plan,
                x,
                edges: plan.edges(edges),
                style,
                finish: &Finish::new(after, out),
            }
            .run();
        })
    }

    fn filter(
        &mut self,
        x: &CpuSheet,
        filter: &Filter,
        resample: Resample,
        edges: Edges,
        after: After<CpuSheet>,
    ) -> CpuSheet {
        self.filled(resample.output(x.shape(), filter, edges), |out| {
            let sieve = Sieve {
                filter,
                resample,
                edges,
            };
            filter::run(self.machine, &self.pool, x, sieve, &Finish::new(after, out));
        })
    }

    fn apply(&mut self, x: CpuSheet, after: After<CpuSheet>) -> CpuSheet {
        self.filled(x.shape(), |out| {
            filter::apply(self.machine, &self.pool, &x, &Finish::new(after, out));
        })
    }

    fn nearest(&mut self, x: &CpuSheet, times: usize) -> CpuSheet {
        let Shape {
            channels,
            height,
            width,
        } = x.shape();
        let shape = Shape::new(channels, height * times, width * times);
        self.filled(shape, |out| places::nearest(x, times, out))
    }

    fn max_pool(&mut self, x: &CpuSheet) -> CpuSheet {
        let Shape {
            channels,
            height,
            width,
        } = x.shape();
        let shape = Shape::new(channels, height / 2, width / 2);
        self.filled(shape, |out| places::max_pool(x, out))
    }

    fn mean_pool(&mut self, x: &CpuSheet, height: usize, width: usize) -> CpuSheet {
        let shape = Shape::new(x.shape().channels, height, width);
        self.filled(shape, |out| places::mean_pool(x, out))
    }

    fn join(&mut self, sheets: &[&CpuSheet]) -> CpuSheet {
        let channels = sheets.iter().map(|sheet| sheet.shape().channels).sum();
        let source = |mut channel: usize| {
            for sheet in sheets {
                match channel.checked_sub(sheet.shape().channels) {
                    None => return (*sheet, channel),
                    Some(beyond) => channel = beyond,
                }
            }
            unreachable!("a channel of some sheet")
        };
        self.filled(sheets[0].shape().with_channels(channels), |out| {
            places::gather(out, source);
        })
    }

    fn channels(&mut self, x: &CpuSheet, range: Range<usize>) -> CpuSheet {
        assert!(range.end <= x.shape().channels, "channels {range:?}");
        self.filled(x.shape().with_channels(range.len()), |out| {
            places::gather(out, |c| (x, range.start + c));
        })
    }

    fn window(
        &mut self,
        x: &CpuSheet,
        corner: (isize, isize),
        (height, width): (usize, usize),
        edges: Edges,
    ) -> CpuSheet {
        let shape = Shape {
            height,
            width,
            ..x.shape()
        };
        self.filled(shape, |out| places::window(x, corner, edges, out))
    }

    fn gated(&mut self, x: &CpuSheet) -> CpuSheet {
        let half = x.shape().channels / 2;
        let shape = x.shape().with_channels(half);
        if half.is_multiple_of(x.lanes()) && sheet::lanes(half) == x.lanes() {
            return self.filled(shape, |out| places::gated(self.machine, x, out));
        }
        let [a, b] = [0..half, half..2 * half].map(|half| self.channels(x, half));
        let curve = Activation::of(crate::Curve::Sigmoid);
        let b = self.apply(
            b,
            After {
                activation: curve,
                ..After::default()
            },
        );
        self.apply(
            a,
            After {
                scale: Scale::Map(&b),
                ..After::default()
            },
        )
    }

    fn statistics(&mut self, x: &CpuSheet) -> Result<Vec<[f32; 2]>, Lost> {
        Ok(places::statistics(x))
    }

    fn attend(&mut self, query: &CpuSheet, keys: &CpuSheet, values: &CpuSheet) -> CpuSheet {
        let shape = query.shape().with_channels(values.shape().channels);
        self.filled(shape, |out| {
            attend::run(self.machine, &self.pool, [query, keys, values], out);
        })
    }

    fn warp(&mut self, x: &CpuSheet, matrix: [[f32; 3]; 2], edges: Edges) -> CpuSheet {
        self.filled(x.shape(), |out| places::warp(x, matrix, edges, out))
    }

    fn choose(&mut self, takes: &[bool], a: &CpuSheet, b: &CpuSheet) -> CpuSheet {
        assert_eq!(a.shape(), b.shape(), "two of a shape");
        self.filled(a.shape(), |out| {
            places::gather(out, |c| (if takes[c] { a } else { b }, c));
        })
    }

    fn blend(&mut self, masks: &CpuSheet, vectors: &[Vec<f32>]) -> CpuSheet {
        let channels = vectors.first().map_or(0, Vec::len);
        let shape = masks.shape().with_channels(channels);
        self.filled(shape, |out| places::blend(masks, vectors, out))
    }
}
