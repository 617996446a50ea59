//! What a picture is painted for.

use welkin_compute::{Edge, Edges};

/// What a picture is painted for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Surface {
    /// The square that the network was trained on.
    #[default]
    Square,
    /// A panorama: so many times as wide as it was trained, closing in azimuth, soft at the poles.
    Panorama {
        /// 2 for a sphere, 3 or 4 for a cylinder.
        times: usize,
    },
}

impl Surface {
    /// How many times as wide as trained.
    pub fn times(self) -> usize {
        match self {
            Self::Square => 1,
            Self::Panorama { times } => times.max(1),
        }
    }

    /// What lies beyond the edges of a network trained with `trained` around.
    pub fn edges(self, trained: Edge) -> Edges {
        match self {
            Self::Square => Edges {
                down: trained,
                across: trained,
            },
            Self::Panorama { .. } => Edges {
                down: trained,
                across: Edge::Wrap,
            },
        }
    }
}
