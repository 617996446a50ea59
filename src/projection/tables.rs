//! What an output keeps from frame to frame: where its pixels look, and how its colours are corrected.

use crate::colour::Colour;
use crate::map::OutputMap;

/// What an output keeps from frame to frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputTables {
    /// Where each pixel looks, for views that are baked.
    pub map: Option<OutputMap>,
    /// How its colours are corrected.
    pub colour: Colour,
}

impl OutputTables {
    /// Whether an output without them would be lit the same.
    pub fn are_plain(&self) -> bool {
        self.map.is_none() && self.colour.is_plain()
    }
}
