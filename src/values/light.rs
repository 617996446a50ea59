//! What is done to a picture on its way to the surface, at the shown rate.

use serde::{Deserialize, Serialize};

/// Changes to the light that need no new picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Light {
    /// Multiplies linear light; 1 leaves it.
    pub brightness: f32,
    /// Turns the colours around the wheel, radians.
    pub hue: f32,
    /// 0 is grey, 1 leaves the colours.
    pub saturation: f32,
    /// Enlarges around the picture's centre; 1 leaves it.
    pub zoom: f32,
    /// Turns the surroundings around the vertical axis, radians, counter-clockwise from above.
    pub rotation: f32,
    /// Brightens the directions that sound comes from; 0 leaves them.
    pub glow: f32,
}

impl Default for Light {
    fn default() -> Self {
        Self {
            brightness: 1.0,
            hue: 0.0,
            saturation: 1.0,
            zoom: 1.0,
            rotation: 0.0,
            glow: 0.0,
        }
    }
}
