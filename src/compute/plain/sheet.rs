//! Numbers in a row.

use std::sync::Arc;

use crate::edges::Edges;
use crate::shape::Shape;

/// Numbers [channels, height, width], plane by plane, row by row.
#[derive(Clone, Debug)]
pub struct PlainSheet {
    shape: Shape,
    values: Arc<Vec<f32>>,
}

impl PlainSheet {
    pub(super) fn new(shape: Shape, values: Vec<f32>) -> Self {
        Self {
            shape,
            values: Arc::new(values),
        }
    }

    pub(super) fn from_fn(shape: Shape, mut value: impl FnMut(usize, usize, usize) -> f32) -> Self {
        let mut values = Vec::with_capacity(shape.len());
        for c in 0..shape.channels {
            for y in 0..shape.height {
                values.extend((0..shape.width).map(|x| value(c, y, x)));
            }
        }
        Self::new(shape, values)
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// The numbers to write to: the same memory if nobody else has this sheet.
    pub(super) fn into_values(self) -> Vec<f32> {
        Arc::unwrap_or_clone(self.values)
    }

    pub(super) fn at(&self, channel: usize, y: usize, x: usize) -> f32 {
        self.values[(channel * self.shape.height + y) * self.shape.width + x]
    }

    /// As [`Self::at`], also beyond the edges.
    pub(super) fn beyond(&self, channel: usize, y: isize, x: isize, edges: Edges) -> f32 {
        let y = edges.down.index(y, self.shape.height);
        let x = edges.across.index(x, self.shape.width);
        y.zip(x).map_or(0.0, |(y, x)| self.at(channel, y, x))
    }
}
