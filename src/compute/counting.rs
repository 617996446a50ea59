//! What a network would cost, without computing it.

use crate::edges::{Edge, Edges};
use crate::engine::{After, Engine, Lost, Scale};
use crate::filter::{Filter, Resample};
use crate::kernel::KernelShape;
use crate::shape::Shape;

/// What a network costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Multiply-accumulates of convolutions and attention.
    pub multiplies: u64,
    /// Multiply-accumulates of filters, which all channels share.
    pub filtering: u64,
    /// Weights of convolutions.
    pub weights: u64,
    /// Bytes that pass through memory if each operation reads and writes its sheets once, 4 a number.
    pub traffic: u64,
    /// Numbers of the largest sheet.
    pub largest: u64,
}

/// An engine whose sheets are only sizes.
#[derive(Clone, Debug, Default)]
pub struct Counting {
    /// What has been asked for since the beginning.
    pub cost: Cost,
}

impl Counting {
    fn gives(&mut self, inputs: &[Shape], output: Shape) -> Shape {
        let numbers = inputs.iter().map(|shape| shape.len()).sum::<usize>() + output.len();
        self.cost.traffic += 4 * numbers as u64;
        self.cost.largest = self.cost.largest.max(output.len() as u64);
        output
    }
}

impl Engine for Counting {
    type Sheet = Shape;
    type Kernel = KernelShape;

    fn sheet(&mut self, shape: Shape, _: &[f32]) -> Shape {
        shape
    }

    fn numbers(&mut self, sheet: &Shape) -> Result<Vec<f32>, Lost> {
        Ok(vec![0.0; sheet.len()])
    }

    fn shape(&self, sheet: &Shape) -> Shape {
        *sheet
    }

    fn kernel(&mut self, shape: KernelShape, _: &[f32]) -> KernelShape {
        self.cost.weights += shape.len() as u64;
        shape
    }

    fn conv(
        &mut self,
        x: &Shape,
        kernel: &KernelShape,
        edges: Edges,
        _: Scale<Shape>,
        _: After<Shape>,
    ) -> Shape {
        let wraps = [edges.down == Edge::Wrap, edges.across == Edge::Wrap];
        self.cost.multiplies += kernel.multiplies(*x, wraps);
        self.gives(&[*x], kernel.output(*x, wraps))
    }

    fn filter(
        &mut self,
        x: &Shape,
        filter: &Filter,
        resample: Resample,
        edges: Edges,
        _: After<Shape>,
    ) -> Shape {
        let output = resample.output(*x, filter, edges);
        let taps = filter.side().div_ceil(resample.up) as u64;
        self.cost.filtering += match filter {
            Filter::Separable(_) => {
                (output.len() + output.channels * output.width * x.height) as u64 * taps
            }
            Filter::Square { .. } => output.len() as u64 * taps * taps,
        };
        self.gives(&[*x], output)
    }

    fn apply(&mut self, x: Shape, _: After<Shape>) -> Shape {
        self.gives(&[x], x)
    }

    fn nearest(&mut self, x: &Shape, times: usize) -> Shape {
        self.gives(
            &[*x],
            Shape::new(x.channels, x.height * times, x.width * times),
        )
    }

    fn max_pool(&mut self, x: &Shape) -> Shape {
        self.gives(&[*x], Shape::new(x.channels, x.height / 2, x.width / 2))
    }

    fn mean_pool(&mut self, x: &Shape, height: usize, width: usize) -> Shape {
        self.gives(&[*x], Shape::new(x.channels, height, width))
    }

    fn join(&mut self, sheets: &[&Shape]) -> Shape {
        let channels = sheets.iter().map(|sheet| sheet.channels).sum();
        let inputs: Vec<Shape> = sheets.iter().map(|sheet| **sheet).collect();
        self.gives(&inputs, sheets[0].with_channels(channels))
    }

    fn channels(&mut self, x: &Shape, range: std::ops::Range<usize>) -> Shape {
        x.with_channels(range.len())
    }

    fn window(
        &mut self,
        x: &Shape,
        _: (isize, isize),
        (height, width): (usize, usize),
        _: Edges,
    ) -> Shape {
        self.gives(&[], Shape::new(x.channels, height, width))
    }

    fn gated(&mut self, x: &Shape) -> Shape {
        self.gives(&[*x], x.with_channels(x.channels / 2))
    }

    fn statistics(&mut self, x: &Shape) -> Result<Vec<[f32; 2]>, Lost> {
        Ok(vec![[0.0, 1.0]; x.channels])
    }

    fn attend(&mut self, query: &Shape, keys: &Shape, values: &Shape) -> Shape {
        let pairs = (query.plane() * keys.plane()) as u64;
        self.cost.multiplies += pairs * (query.channels + values.channels) as u64;
        self.gives(
            &[*query, *keys, *values],
            query.with_channels(values.channels),
        )
    }

    fn warp(&mut self, x: &Shape, _: [[f32; 3]; 2], _: Edges) -> Shape {
        self.gives(&[*x], *x)
    }

    fn choose(&mut self, _: &[bool], a: &Shape, b: &Shape) -> Shape {
        self.gives(&[*a, *b], *a)
    }

    fn blend(&mut self, masks: &Shape, vectors: &[Vec<f32>]) -> Shape {
        let channels = vectors.first().map_or(0, Vec::len);
        self.gives(&[*masks], masks.with_channels(channels))
    }
}
