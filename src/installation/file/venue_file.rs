//! `venue.toml`: the surface, and what puts light and sound on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sound_file::{InputFile, SoundFile};
use super::speakers_file::SpeakersFile;

/// A venue: the surface, and what puts light and sound on it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A Welkin venue")]
pub(crate) struct VenueFile {
    /// The venue's name, for people.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) name: String,
    /// What the pictures are seen on.
    pub(crate) surface: SurfaceFile,
    /// Windows and films; none where only a headset or the page looks.
    #[serde(default)]
    #[schemars(length(max = 32))]
    pub(crate) output: Vec<OutputFile>,
    /// How sound leaves.
    #[serde(default)]
    pub(crate) speakers: SpeakersFile,
    /// How sound is made for the speakers, and where it goes.
    #[serde(default)]
    pub(crate) sound: SoundFile,
    /// Where live sound comes in, for shows that ask for it.
    #[serde(default)]
    #[schemars(length(max = 64))]
    pub(crate) input: Vec<InputFile>,
    /// A headset, where there is one.
    pub(crate) headset: Option<HeadsetFile>,
    /// The operator's picture on the page.
    #[serde(default)]
    pub(crate) preview: PreviewFile,
}

/// What the pictures are seen on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "kebab-case")]
pub(crate) enum SurfaceFile {
    /// A dome: pictures are made in its own square, without a seam.
    Dome {
        /// Metres from its centre.
        #[serde(default = "radius_m")]
        #[schemars(range(min = 0.5, max = 100))]
        radius_m: f64,
        /// How far the dome leans to the front, in degrees.
        #[serde(default)]
        #[schemars(range(min = -90, max = 90))]
        tilt_deg: f64,
        /// Degrees from spring line to spring line; 180 is a hemisphere.
        #[serde(default = "dome_fov_deg")]
        #[schemars(range(min = 60, max = 360))]
        fov_deg: f64,
    },
    /// All around: pictures are panoramas that wrap.
    Sphere {
        /// Metres from its centre.
        #[serde(default = "radius_m")]
        #[schemars(range(min = 0.5, max = 100))]
        radius_m: f64,
    },
    /// A wall: pictures are flat.
    Wall {
        /// Metres from side to side.
        #[schemars(range(min = 0.1, max = 200))]
        width_m: f64,
        /// Metres from bottom to top.
        #[schemars(range(min = 0.1, max = 200))]
        height_m: f64,
        /// Metres from the middle of the room to the wall.
        #[schemars(range(min = 0.1, max = 200))]
        distance_m: f64,
    },
    /// A square picture mirrored around the visitor.
    Mirrored,
    /// A square picture on each side of a cube.
    Cube {
        /// Width of the softened edges as a share of a side.
        #[serde(default = "soften")]
        #[schemars(range(min = 0, max = 0.5))]
        soften: f64,
    },
}

/// A window, or a picture that is only recorded.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutputFile {
    /// Its name in this venue.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// How it looks at the surface.
    pub(crate) view: ViewFile,
    /// Width and height in pixels, such as [1280, 720].
    #[schemars(inner(range(min = 16, max = 16_384)))]
    pub(crate) size: [u32; 2],
    /// Which monitor, counted from 0; left out, the desktop chooses.
    #[schemars(range(min = 0, max = 31))]
    pub(crate) monitor: Option<usize>,
    /// Whether it fills the monitor.
    #[serde(default)]
    pub(crate) fullscreen: bool,
}

/// How an output's pixels look at directions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "kebab-case")]
pub(crate) enum ViewFile {
    /// A fisheye of the whole dome, front at the bottom.
    Domemaster {
        /// Degrees across the circle.
        #[serde(default = "dome_fov_deg")]
        #[schemars(range(min = 60, max = 360))]
        fov_deg: f64,
    },
    /// The whole sphere, twice as wide as high, front in the middle.
    Equirectangular,
    /// A flat perspective view.
    Perspective {
        /// Horizontal field of view in degrees.
        #[serde(default = "perspective_fov_deg")]
        #[schemars(range(min = 5, max = 170))]
        fov_deg: f64,
        /// Degrees to the left of the front.
        #[serde(default)]
        #[schemars(range(min = -360, max = 360))]
        yaw_deg: f64,
        /// Degrees up.
        #[serde(default)]
        #[schemars(range(min = -90, max = 90))]
        pitch_deg: f64,
    },
    /// The picture itself, undistorted.
    Picture,
}

/// A headset.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadsetFile {
    /// The dome's radius around the visitor, in metres.
    #[serde(default = "radius_m")]
    #[schemars(range(min = 0.5, max = 100))]
    pub(crate) radius_m: f64,
    /// The dome's centre above the floor, in metres.
    #[serde(default = "eye_height_m")]
    #[schemars(range(min = 0, max = 10))]
    pub(crate) eye_height_m: f64,
}

/// The operator's picture on the page.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PreviewFile {
    /// Pixels along its side.
    #[schemars(range(min = 64, max = 2048))]
    pub(crate) size: u32,
    /// Pictures a second.
    #[schemars(range(min = 1, max = 60))]
    pub(crate) fps: u32,
    /// The page's port on this machine; 0 takes a free one.
    #[schemars(range(min = 0, max = 65_535))]
    pub(crate) port: u16,
}

impl Default for PreviewFile {
    fn default() -> Self {
        Self {
            size: 384,
            fps: 10,
            port: 7400,
        }
    }
}

fn radius_m() -> f64 {
    5.0
}

fn dome_fov_deg() -> f64 {
    180.0
}

fn perspective_fov_deg() -> f64 {
    90.0
}

fn soften() -> f64 {
    0.05
}

fn eye_height_m() -> f64 {
    1.6
}
