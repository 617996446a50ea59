//! What lies beyond a picture's edges, for layers that look one pixel further.

use burn::tensor::Tensor;
use burn::tensor::backend::Backend;
use welkin_values::Coverage;

/// What lies beyond the two ends of one axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// The other end: the surface closes.
    Wrap,
    /// The last pixel again.
    Clamp,
    /// Nothing.
    Zero,
}

/// What lies beyond a layer's edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edges {
    /// Above and below.
    pub(crate) down: Edge,
    /// Left and right.
    pub(crate) across: Edge,
}

impl Edges {
    /// A surface that ends on all sides; its last pixels go on, so that no border shows.
    pub(crate) const CLAMP: Self = Self {
        down: Edge::Clamp,
        across: Edge::Clamp,
    };
    /// A panorama: it closes in azimuth.
    pub(crate) const PANORAMA: Self = Self {
        down: Edge::Clamp,
        across: Edge::Wrap,
    };
    /// A torus, as in training.
    #[cfg(test)]
    pub(crate) const WRAP: Self = Self {
        down: Edge::Wrap,
        across: Edge::Wrap,
    };
    /// Darkness around.
    pub(crate) const ZERO: Self = Self {
        down: Edge::Zero,
        across: Edge::Zero,
    };

    /// [n, c, h, w] -> [n, c, h + 2, w + 2]: one more pixel on each side.
    pub(crate) fn pad<B: Backend>(self, x: Tensor<B, 4>) -> Tensor<B, 4> {
        let x = pad_axis(x, 2, self.down);
        pad_axis(x, 3, self.across)
    }
}

impl Edge {
    /// Where to look for the place `at`, which may be one beyond either end; none: there is nothing.
    pub(crate) fn index(self, at: isize, len: usize) -> Option<usize> {
        let len = len as isize;
        match self {
            Self::Wrap => Some(at.rem_euclid(len) as usize),
            Self::Clamp => Some(at.clamp(0, len - 1) as usize),
            Self::Zero => (0..len).contains(&at).then_some(at as usize),
        }
    }

    /// Fills the first and last place of a line whose inner places are given.
    #[inline(always)]
    pub(crate) fn fill_ends(self, line: &mut [f32]) {
        let last = line.len() - 1;
        let (before, after) = match self {
            Self::Wrap => (line[last - 1], line[1]),
            Self::Clamp => (line[1], line[last - 1]),
            Self::Zero => (0.0, 0.0),
        };
        line[0] = before;
        line[last] = after;
    }
}

fn pad_axis<B: Backend>(x: Tensor<B, 4>, axis: usize, edge: Edge) -> Tensor<B, 4> {
    let len = x.dims()[axis];
    let first = x.clone().narrow(axis, 0, 1);
    let last = x.clone().narrow(axis, len - 1, 1);
    let (before, after) = match edge {
        Edge::Wrap => (last, first),
        Edge::Clamp => (first, last),
        Edge::Zero => (first.zeros_like(), last.zeros_like()),
    };
    Tensor::cat(vec![before, x, after], axis)
}

/// How wide a picture is for its height; no more than four to one either way.
pub(crate) fn aspect_of(coverage: Coverage) -> f32 {
    match coverage {
        Coverage::Panorama { .. } => 2.0,
        Coverage::Flat { aspect, .. } if aspect.is_finite() => aspect.clamp(0.25, 4.0),
        _ => 1.0,
    }
}
