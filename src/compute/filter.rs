//! Enlarging and reducing with a filter that all channels share.

use crate::edges::{Edge, Edges};
use crate::shape::Shape;

/// A filter: taps along each axis in turn, or a square of them. The gain is in the taps.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// The same taps down and across.
    Separable(Vec<f32>),
    /// Taps [side, side].
    Square {
        /// Rows, and columns.
        side: usize,
        /// Row by row.
        taps: Vec<f32>,
    },
}

impl Filter {
    /// How many taps along an axis.
    pub fn side(&self) -> usize {
        match self {
            Self::Separable(taps) => taps.len(),
            Self::Square { side, .. } => *side,
        }
    }
}

/// What is done with a filter: `up` − 1 zeros after each place, `before` and `after` places more (or fewer, if
/// negative) at the ends, the filter correlated, and every `down`-th place kept. Both axes alike; an axis that
/// closes ([`Edge::Wrap`]) comes out as long as it was times `up` / `down`, and `before` says where the first filter
/// stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resample {
    /// How much larger.
    pub up: usize,
    /// How much smaller.
    pub down: usize,
    /// Places more above and on the left, counted after enlarging.
    pub before: isize,
    /// Places more below and on the right.
    pub after: isize,
}

impl Resample {
    /// How many places come out of `len`, for a filter of `side` taps.
    pub fn len(&self, len: usize, side: usize, edge: Edge) -> usize {
        if edge == Edge::Wrap {
            return len * self.up / self.down;
        }
        let len = (len * self.up) as isize + self.before + self.after - side as isize + 1;
        (len.max(0) as usize).div_ceil(self.down)
    }

    /// What comes out of a sheet.
    pub fn output(&self, input: Shape, filter: &Filter, edges: Edges) -> Shape {
        Shape {
            channels: input.channels,
            height: self.len(input.height, filter.side(), edges.down),
            width: self.len(input.width, filter.side(), edges.across),
        }
    }
}
