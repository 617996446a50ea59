//! What a visitor with a headset does: where they look, where their hands are.

use serde::{Deserialize, Serialize};

use crate::Direction;

/// What a visitor with a headset does; nobody, by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Visitor {
    /// Whether somebody wears the headset.
    pub is_here: bool,
    /// Where they look: their eyes where the headset follows them, else their head.
    pub gaze: Direction,
    /// How high the left and the right hand are, 0 at the hip to 1 above the head; none while it is not seen.
    pub hands: [Option<f32>; 2],
    /// How far the hands are apart, 0 together to 1 with arms stretched out.
    pub hands_apart: f32,
}
