//! What lies beyond a sheet's edges, for operations that look further than the sheet goes.

/// What lies beyond the two ends of one axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edge {
    /// Nothing: zeros.
    #[default]
    Zero,
    /// The other end: the surface closes.
    Wrap,
    /// The last place again.
    Clamp,
    /// The sheet mirrored at its last place, which is not repeated.
    Reflect,
}

/// What lies beyond a sheet's edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// Above and below.
    pub down: Edge,
    /// Left and right.
    pub across: Edge,
}

impl Edges {
    /// Zeros around, as most networks were trained.
    pub const ZERO: Self = Self {
        down: Edge::Zero,
        across: Edge::Zero,
    };
    /// A mirror around.
    pub const REFLECT: Self = Self {
        down: Edge::Reflect,
        across: Edge::Reflect,
    };
    /// A panorama of a network trained with zeros around: it closes in azimuth.
    pub const PANORAMA: Self = Self {
        down: Edge::Zero,
        across: Edge::Wrap,
    };
}

impl Edge {
    /// Where the place `at` of an axis of `len` places is found, if it is not nothing. Any distance beyond
    /// the ends is allowed; an empty axis has no places.
    pub fn index(self, at: isize, len: usize) -> Option<usize> {
        let n = len as isize;
        if (0..n).contains(&at) {
            return Some(at as usize);
        }
        if n == 0 {
            return None;
        }
        match self {
            Self::Zero => None,
            Self::Wrap => Some(at.rem_euclid(n) as usize),
            Self::Clamp => Some(at.clamp(0, n - 1) as usize),
            Self::Reflect => {
                let period = (2 * (n - 1)).max(1);
                let at = at.rem_euclid(period);
                Some(at.min(period - at).min(n - 1) as usize)
            }
        }
    }
}
