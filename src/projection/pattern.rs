//! Test patterns for aligning outputs: where a pixel is and which way it looks → the light it shows.
//!
//! Some patterns lie in directions, so that all outputs of a venue draw one picture (grid, orientation); some lie on
//! an output's own frame (number, focus, bars, ramp). A pattern is drawn once, at an output's own size.

mod paint;
mod sure;
mod text;
mod grid;
mod orientation;
mod frame;
mod focus;
mod steps;
mod drawn;

use glam::{Vec2, Vec3};

pub use drawn::{Looks, draw};

/// A picture that shows whether an output is where it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// Directions in dome space: a line every 5°, numbers every 15° of height and 30° around.
    Grid,
    /// The output's number, its edges and its size in pixels.
    Number,
    /// Stars and the finest checks and lines a lens must keep apart.
    Focus,
    /// Eight colours, at full and at three quarters of the signal.
    ColourBars,
    /// Even steps of the signal, with those near black and near white apart.
    GreyRamp,
    /// Each output in its own colour, as bright as its share of the light.
    BlendZones,
    /// LEFT, RIGHT, TOP, BOTTOM, FRONT and BACK, where they are.
    Orientation,
}

/// One place on an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Pixels from the upper left corner.
    pub pixel: Vec2,
    /// Where it looks, a unit vector in dome space; none where it lights nothing.
    pub direction: Option<Vec3>,
    /// Its share of the light, 0 to 1.
    pub weight: f32,
    /// How the direction changes to the next pixel to the right, and to the next below.
    pub steps: [Vec3; 2],
}

/// Which output it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plate {
    /// Its place among the outputs, from 0. People see it from 1.
    pub index: usize,
    /// How many outputs there are.
    pub count: usize,
    /// Pixels: width, height.
    pub size: [u32; 2],
}

impl Pattern {
    /// All of them, in the order in which a key steps through.
    pub const ALL: [Self; 7] = [
        Self::Grid,
        Self::Number,
        Self::Focus,
        Self::ColourBars,
        Self::GreyRamp,
        Self::BlendZones,
        Self::Orientation,
    ];

    /// Its name on the command line and the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Number => "number",
            Self::Focus => "focus",
            Self::ColourBars => "colour-bars",
            Self::GreyRamp => "grey-ramp",
            Self::BlendZones => "blend-zones",
            Self::Orientation => "orientation",
        }
    }

    /// The pattern of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The light at one place, linear, 0 to 1 per channel, with hard edges.
    pub fn light(self, spot: &Spot, plate: &Plate) -> Vec3 {
        let looking = spot.direction.filter(|direction| direction.is_finite());
        match self {
            Self::Grid => looking.map_or(Vec3::ZERO, |at| grid::light(at, spot.steps)),
            Self::Orientation => {
                looking.map_or(Vec3::ZERO, |at| orientation::light(at, spot.steps))
            }
            Self::Number => frame::number(spot.pixel, plate),
            Self::BlendZones => frame::blend_zones(spot, plate),
            Self::Focus => focus::light(spot.pixel, plate),
            Self::ColourBars => steps::bars(spot.pixel, plate),
            Self::GreyRamp => steps::ramp(spot.pixel, plate),
        }
    }
}

#[cfg(test)]
mod tests;
