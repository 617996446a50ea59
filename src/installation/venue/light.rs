//! What puts light on a surface: projectors, their colours and seams, windows, the headset. Checked.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a projector stands, how it is turned and what its lens does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProjectorPlace {
    /// Metres from the middle of the room, in room space: to the right, up, to the back.
    pub position_m: [f32; 3],
    /// To the left, radians.
    pub yaw: f32,
    /// Up, radians.
    pub pitch: f32,
    /// Clockwise as seen from behind, radians.
    pub roll: f32,
    /// Angle across the width, radians.
    pub fov: f32,
    /// How far the lens moves the image to the right and up, as a share of its width and height.
    pub shift: [f32; 2],
    /// Brown's first radial coefficient.
    pub k1: f32,
    /// Brown's second radial coefficient.
    pub k2: f32,
}

/// How the six sides of a cube lie on a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum CubeLayout {
    /// Four sides wide, three high: left, front, right, back in the middle row, top and bottom above and below the
    /// front.
    #[default]
    #[serde(rename = "cross")]
    Cross,
    /// Six in a row: right, left, top, bottom, front, back.
    #[serde(rename = "row")]
    Row,
    /// Three wide, two high: right, left, top above bottom, front, back.
    #[serde(rename = "3x2")]
    ThreeByTwo,
}

/// A file that says where each pixel looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warp {
    /// The file (absolute path, checked to exist).
    pub file: PathBuf,
    /// Which of the file's regions; none takes the only one, or the one named as the output.
    pub region: Option<String>,
    /// Whether places in the picture count from its other edge up or down.
    pub flip_v: bool,
    /// Whether a PFM's rows are read the other way round.
    pub flip_rows: bool,
    /// Whether an MPCDI's places count across the whole picture instead of the output's share of it.
    pub whole_picture: bool,
    /// Whether blend maps of another size than their output are stretched instead of refused.
    pub stretch_maps: bool,
    /// A PFM that stands alone holds points in this unit; none: places in the picture.
    pub points: Option<PointsUnit>,
}

/// What points in a file are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PointsUnit {
    /// Thousandths of a metre.
    Millimetres,
    /// Hundredths of a metre.
    Centimetres,
    /// Tenths of a metre.
    Decimetres,
    /// Metres.
    Metres,
    /// 25.4 mm.
    Inches,
    /// 304.8 mm.
    Feet,
    /// 914.4 mm.
    Yards,
}

/// A pixel and what it meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointPair {
    /// The place on the output, pixels from the upper left corner.
    pub pixel: [f32; 2],
    /// What is seen there.
    pub at: PointAt,
}

/// Where a point is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PointAt {
    /// In this direction from the middle of the room, on the surface.
    Direction {
        /// To the left of the front, radians.
        azimuth: f32,
        /// Above the horizon, radians.
        elevation: f32,
    },
    /// Metres from the middle of the room, in room space.
    Point([f32; 3]),
}

/// Which pose and lens a projector has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceFrom {
    /// Those written in its view.
    #[default]
    View,
    /// Solved from its points; those written in its view are the first guess.
    Points,
}

/// One window that several outputs share, over one monitor or several that the desktop holds for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its name in the venue.
    pub id: String,
    /// Pixels: width, height.
    pub size: [u32; 2],
    /// Which monitor its upper left corner is on, from 0; none lets the desktop choose.
    pub monitor: Option<usize>,
    /// Whether it fills the monitor.
    pub fullscreen: bool,
}

/// How projectors' images run into each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeBlend {
    /// How light falls towards an image's edge.
    pub ramp: Ramp,
    /// The exponent of [`Ramp::Power`], 1 to 8.
    pub power: f32,
    /// How wide the soft edge is, as a share of the image's shorter side, above 0 to 0.5.
    pub width_share: f32,
    /// Whether what is farther from a projector gets more of its light, so that all is equally bright.
    pub distance: bool,
    /// Whether what is met at a slant gets more light, so that all is equally bright.
    pub angle: bool,
    /// Whether black is lifted where few projectors overlap to where most do.
    pub black_lift: bool,
}

/// Curves of a soft edge. Each goes from 0 at the edge to 1; a curve and its mirror image sum to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ramp {
    /// Flat at both ends.
    #[default]
    Smooth,
    /// Straight.
    Linear,
    /// Two halves of a power.
    Power,
}

impl Default for EdgeBlend {
    fn default() -> Self {
        Self {
            ramp: Ramp::Smooth,
            power: 2.0,
            width_share: 0.5,
            distance: false,
            angle: false,
            black_lift: true,
        }
    }
}

/// How much flashing is let through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guard {
    /// Whether what flashes over a quarter of the view more than three times a second is softened.
    pub on: bool,
    /// How fast the mean light of the view may rise, from black to white so often in a second; none: as fast as pictures do.
    pub slew_per_sec: Option<f32>,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            on: true,
            slew_per_sec: None,
        }
    }
}

/// A headset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headset {
    /// The dome's radius around the visitor, metres.
    pub radius_m: f32,
    /// The dome's centre above the floor, metres.
    pub eye_height_m: f32,
    /// Whether visitors sit or stand.
    pub stand: Stand,
    /// How long a visit fades in and out, seconds.
    pub fade_secs: f32,
    /// How much the edge of the view darkens while the head turns quickly, 0 to 1.
    pub vignette: f32,
    /// Whether the front is where a visitor looks when putting the headset on.
    pub recentre_on_don: bool,
    /// The place among the venue's outputs of the one that shows what the visitor's first eye sees.
    pub window: Option<usize>,
}

impl Default for Headset {
    fn default() -> Self {
        Self {
            radius_m: 5.0,
            eye_height_m: 1.6,
            stand: Stand::Standing,
            fade_secs: 1.0,
            vignette: 0.0,
            recentre_on_don: true,
            window: None,
        }
    }
}

/// How visitors are in the headset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stand {
    /// The dome's centre is where the eyes are.
    Seated,
    /// The dome's centre is at its height above the floor.
    #[default]
    Standing,
}
