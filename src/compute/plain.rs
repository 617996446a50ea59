//! Each operation as its formula says: slow, and what the fast ones are tested against.

mod sheet;
mod conv;
mod filter;
mod after;
mod places;

use std::ops::Range;

use crate::edges::Edges;
use crate::engine::{After, Engine, Lost, Scale};
use crate::filter::{Filter, Resample};
use crate::kernel::KernelShape;
use crate::shape::Shape;
pub use sheet::PlainSheet;

/// The plain engine.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

/// A convolution's weights as they came.
#[derive(Clone, Debug)]
pub struct PlainKernel {
    shape: KernelShape,
    weights: Vec<f32>,
}

impl Engine for Plain {
    type Sheet = PlainSheet;
    type Kernel = PlainKernel;

    fn sheet(&mut self, shape: Shape, values: &[f32]) -> PlainSheet {
        assert_eq!(shape.len(), values.len(), "numbers of a sheet {shape:?}");
        PlainSheet::new(shape, values.to_vec())
    }

    fn numbers(&mut self, sheet: &PlainSheet) -> Result<Vec<f32>, Lost> {
        Ok(sheet.values().to_vec())
    }

    fn shape(&self, sheet: &PlainSheet) -> Shape {
        sheet.shape()
    }

    fn kernel(&mut self, shape: KernelShape, weights: &[f32]) -> PlainKernel {
        assert_eq!(shape.len(), weights.len(), "weights of a kernel {shape:?}");
        PlainKernel {
            shape,
            weights: weights.to_vec(),
        }
    }

    fn conv(
        &mut self,
        x: &PlainSheet,
        kernel: &PlainKernel,
        edges: Edges,
        style: Scale<PlainSheet>,
        after: After<PlainSheet>,
    ) -> PlainSheet {
        after::apply(
            conv::conv(&after::scaled(x.clone(), style), kernel, edges),
            after,
        )
    }

    fn filter(
        &mut self,
        x: &PlainSheet,
        filter: &Filter,
        resample: Resample,
        edges: Edges,
        after: After<PlainSheet>,
    ) -> PlainSheet {
        after::apply(filter::filter(x, filter, resample, edges), after)
    }

    fn apply(&mut self, x: PlainSheet, after: After<PlainSheet>) -> PlainSheet {
        after::apply(x, after)
    }

    fn nearest(&mut self, x: &PlainSheet, times: usize) -> PlainSheet {
        let Shape {
            channels,
            height,
            width,
        } = x.shape();
        let shape = Shape::new(channels, height * times, width * times);
        PlainSheet::from_fn(shape, |c, y, column| x.at(c, y / times, column / times))
    }

    fn max_pool(&mut self, x: &PlainSheet) -> PlainSheet {
        let Shape {
            channels,
            height,
            width,
        } = x.shape();
        PlainSheet::from_fn(
            Shape::new(channels, height / 2, width / 2),
            |c, y, column| {
                let two = |y: usize| x.at(c, y, 2 * column).max(x.at(c, y, 2 * column + 1));
                two(2 * y).max(two(2 * y + 1))
            },
        )
    }

    fn mean_pool(&mut self, x: &PlainSheet, height: usize, width: usize) -> PlainSheet {
        places::mean_pool(x, height, width)
    }

    fn join(&mut self, sheets: &[&PlainSheet]) -> PlainSheet {
        let channels = sheets.iter().map(|sheet| sheet.shape().channels).sum();
        let values = sheets
            .iter()
            .flat_map(|sheet| sheet.values().iter().copied())
            .collect();
        PlainSheet::new(sheets[0].shape().with_channels(channels), values)
    }

    fn channels(&mut self, x: &PlainSheet, range: Range<usize>) -> PlainSheet {
        let plane = x.shape().plane();
        let values = x.values()[range.start * plane..range.end * plane].to_vec();
        PlainSheet::new(x.shape().with_channels(range.len()), values)
    }

    fn window(
        &mut self,
        x: &PlainSheet,
        (top, left): (isize, isize),
        (height, width): (usize, usize),
        edges: Edges,
    ) -> PlainSheet {
        let shape = Shape {
            height,
            width,
            ..x.shape()
        };
        PlainSheet::from_fn(shape, |c, y, column| {
            x.beyond(c, top + y as isize, left + column as isize, edges)
        })
    }

    fn gated(&mut self, x: &PlainSheet) -> PlainSheet {
        let half = x.shape().channels / 2;
        PlainSheet::from_fn(x.shape().with_channels(half), |c, y, column| {
            x.at(c, y, column) / (1.0 + (-x.at(half + c, y, column)).exp())
        })
    }

    fn statistics(&mut self, x: &PlainSheet) -> Result<Vec<[f32; 2]>, Lost> {
        Ok(places::statistics(x))
    }

    fn attend(&mut self, query: &PlainSheet, keys: &PlainSheet, values: &PlainSheet) -> PlainSheet {
        places::attend(query, keys, values)
    }

    fn warp(&mut self, x: &PlainSheet, matrix: [[f32; 3]; 2], edges: Edges) -> PlainSheet {
        places::warp(x, matrix, edges)
    }

    fn choose(&mut self, takes: &[bool], a: &PlainSheet, b: &PlainSheet) -> PlainSheet {
        PlainSheet::from_fn(a.shape(), |c, y, x| {
            if takes[c] {
                a.at(c, y, x)
            } else {
                b.at(c, y, x)
            }
        })
    }

    fn blend(&mut self, masks: &PlainSheet, vectors: &[Vec<f32>]) -> PlainSheet {
        let shape = masks
            .shape()
            .with_channels(vectors.first().map_or(0, Vec::len));
        PlainSheet::from_fn(shape, |c, y, x| {
            vectors
                .iter()
                .enumerate()
                .map(|(k, vector)| masks.at(k, y, x) * vector[c])
                .sum()
        })
    }
}
