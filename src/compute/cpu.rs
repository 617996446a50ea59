//! The CPU's fast way: AVX-512 or AVX2 where they are, all threads of the rayon pool that calls, no allocation after
//! the first picture.
//!
//! Sheets lie in blocks of sixteen channels ([`CpuSheet`]); convolutions are sums in registers over weights in the
//! order in which they are needed ([`tile`]), tap by tap ([`direct`]) or, where there are many channels, by fewer
//! multiplications ([`winograd`]); what follows an operation is done while its rows are in a cache ([`after`]).

mod lanes;
mod lines;
mod pool;
mod shared;
mod sheet;
mod panel;
mod tile;
mod after;
mod pack;
mod plan;
mod direct;
mod winograd;
mod fringe;
mod few;
mod kernel;
mod conv;
mod sieve;
mod filter;
mod bend;
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
use bend::Bend;
use conv::Conv;
pub use kernel::CpuKernel;
#[cfg(test)]
use kernel::Way;
use lanes::Machine;
pub use panel::Precision;
use pool::Pool;
pub use sheet::CpuSheet;
use sieve::Sieve;

/// The fast engine. Its clones share their memory.
///
/// It computes on the threads of the rayon pool it is called from; called from outside of any, handing each operation
/// over costs a few microseconds more, and now and then a small allocation.
#[derive(Clone, Debug)]
pub struct Cpu {
    machine: Machine,
    precision: Precision,
    pool: Arc<Pool>,
    /// Tap by tap only: what the other ways are measured against.
    #[cfg(test)]
    direct: bool,
}

impl Default for Cpu {
    fn default() -> Self {
        Self::with_precision(Precision::F32)
    }
}

impl Cpu {
    /// An engine that keeps weights with a precision.
    pub fn with_precision(precision: Precision) -> Self {
        Self {
            machine: Machine::best(),
            precision,
            pool: Arc::default(),
            #[cfg(test)]
            direct: false,
        }
    }

    /// A sheet whose numbers are still to be written.
    fn blank(&self, shape: Shape) -> CpuSheet {
        CpuSheet::new(shape, self.pool.take(sheet::room(shape) + sheet::SPARE))
    }

    fn output(&self, x: &CpuSheet, kernel: &CpuKernel, edges: Edges) -> Shape {
        let inputs = kernel.shape().inputs;
        assert_eq!(x.shape().channels, inputs, "channels of a convolution");
        kernel.output(x.shape(), edges)
    }

    /// The fastest way to convolve.
    fn way<'a>(
        &'a self,
        x: &'a CpuSheet,
        kernel: &'a CpuKernel,
        edges: Edges,
        style: Scale<'a, CpuSheet>,
    ) -> Conv<'a> {
        let output = self.output(x, kernel, edges);
        let way = kernel.way(output);
        #[cfg(test)]
        let way = if self.direct {
            Way::Direct(kernel.plan())
        } else {
            way
        };
        Conv {
            machine: self.machine,
            pool: &self.pool,
            x,
            kernel,
            way,
            edges,
            style,
            output,
        }
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
        CpuKernel::new(shape, weights, self.machine, self.precision)
    }

    fn conv(
        &mut self,
        x: &CpuSheet,
        kernel: &CpuKernel,
        edges: Edges,
        style: Scale<CpuSheet>,
        after: After<CpuSheet>,
    ) -> CpuSheet {
        let conv = self.way(x, kernel, edges, style);
        self.filled(conv.output, |out| conv.run(&Finish::new(after, out)))
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

    fn filtered_activation(
        &mut self,
        x: &CpuSheet,
        (up, enlarge): (&Filter, Resample),
        activation: Activation,
        (down, reduce): (&Filter, Resample),
        edges: Edges,
    ) -> CpuSheet {
        let sieve = |filter, resample| Sieve {
            filter,
            resample,
            edges,
        };
        let (enlarging, reducing) = (sieve(up, enlarge), sieve(down, reduce));
        if !Bend::fits(x, enlarging, reducing) {
            let bent = After {
                activation,
                ..After::default()
            };
            let x = self.filter(x, up, enlarge, edges, bent);
            return self.filter(&x, down, reduce, edges, After::default());
        }
        let large = enlarge.output(x.shape(), up, edges);
        self.filled(reduce.output(large, down, edges), |out| {
            Bend {
                x,
                enlarge: enlarging,
                activation,
                reduce: reducing,
                large,
                finish: &Finish::new(After::default(), out),
            }
            .run(self.machine, &self.pool);
        })
    }

    fn apply(&mut self, x: CpuSheet, after: After<CpuSheet>) -> CpuSheet {
        self.filled(x.shape(), |out| {
            filter::apply(self.machine, &x, &Finish::new(after, out));
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
