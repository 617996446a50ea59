//! `[[output]]` and `[[window]]` in `venue.toml`: what is drawn where.

use schemars::JsonSchema;
use serde::Deserialize;
use welkin_values::Nudge;

use super::colour_file::ColourFile;
use crate::venue::{CubeLayout, PlaceFrom, PointsUnit};

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
    /// The [[window]] it is drawn in, where several outputs share one.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) window: Option<String>,
    /// The place of its upper left corner in that window, in pixels.
    #[schemars(inner(range(min = 0, max = 65_535)))]
    pub(crate) at: Option<[u32; 2]>,
    /// How its colours are corrected.
    #[serde(default)]
    pub(crate) colour: ColourFile,
    /// A .png file in the venue's folder, in the output's proportions: white is lit, black is not.
    #[schemars(length(min = 1, max = 1024))]
    pub(crate) mask: Option<String>,
    /// How many times brighter its white is than its black, as measured on the surface.
    #[serde(default = "contrast")]
    #[schemars(range(min = 20, max = 100_000_000))]
    pub(crate) contrast: f64,
    /// Places on the output and what is seen there, to solve where a projector stands: at least six.
    #[serde(default)]
    #[schemars(length(max = 4096))]
    pub(crate) points: Vec<PointFile>,
    /// "view": the projector stands as its view says; "points": as its points say, the view is the first guess.
    #[serde(default)]
    pub(crate) place: PlaceFrom,
    /// A small correction on top: how far what is lit is moved, in pixels. The page writes it.
    pub(crate) nudge: Option<NudgeFile>,
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
        #[serde(default = "fov_deg")]
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
    /// A projector in the room that lights the surface.
    Projector {
        /// Where its lens is: metres to the right, up and to the back, from the middle of the room at ear height.
        #[schemars(inner(range(min = -500, max = 500)))]
        position_m: [f64; 3],
        /// The point in the room that its unshifted image has in its middle, instead of yaw_deg and pitch_deg.
        #[schemars(inner(range(min = -500, max = 500)))]
        look_at_m: Option<[f64; 3]>,
        /// Degrees to the left of the front.
        #[serde(default)]
        #[schemars(range(min = -360, max = 360))]
        yaw_deg: f64,
        /// Degrees up.
        #[serde(default)]
        #[schemars(range(min = -90, max = 90))]
        pitch_deg: f64,
        /// Degrees clockwise, seen from behind the projector.
        #[serde(default)]
        #[schemars(range(min = -360, max = 360))]
        roll_deg: f64,
        /// Degrees across the width of its image.
        #[schemars(range(min = 1, max = 170))]
        fov_deg: f64,
        /// How far its lens moves the image to the right and up, as a share of its width and height.
        #[serde(default)]
        #[schemars(inner(range(min = -2, max = 2)))]
        shift: [f64; 2],
        /// How its lens bends, Brown's first radial coefficient; negative for a barrel.
        #[serde(default)]
        #[schemars(range(min = -2, max = 2))]
        k1: f64,
        /// How its lens bends, Brown's second radial coefficient.
        #[serde(default)]
        #[schemars(range(min = -2, max = 2))]
        k2: f64,
    },
    /// A projector in the room that lights the surface by way of a ball of mirror.
    SphericalMirror {
        /// Where its lens is: metres to the right, up and to the back, from the middle of the room at ear height.
        #[schemars(inner(range(min = -500, max = 500)))]
        position_m: [f64; 3],
        /// The point in the room that its unshifted image has in its middle, instead of yaw_deg and pitch_deg.
        #[schemars(inner(range(min = -500, max = 500)))]
        look_at_m: Option<[f64; 3]>,
        /// Degrees to the left of the front.
        #[serde(default)]
        #[schemars(range(min = -360, max = 360))]
        yaw_deg: f64,
        /// Degrees up.
        #[serde(default)]
        #[schemars(range(min = -90, max = 90))]
        pitch_deg: f64,
        /// Degrees clockwise, seen from behind the projector.
        #[serde(default)]
        #[schemars(range(min = -360, max = 360))]
        roll_deg: f64,
        /// Degrees across the width of its image.
        #[schemars(range(min = 1, max = 170))]
        fov_deg: f64,
        /// How far its lens moves the image to the right and up, as a share of its width and height.
        #[serde(default)]
        #[schemars(inner(range(min = -2, max = 2)))]
        shift: [f64; 2],
        /// How its lens bends, Brown's first radial coefficient; negative for a barrel.
        #[serde(default)]
        #[schemars(range(min = -2, max = 2))]
        k1: f64,
        /// How its lens bends, Brown's second radial coefficient.
        #[serde(default)]
        #[schemars(range(min = -2, max = 2))]
        k2: f64,
        /// Where the middle of the mirror's ball is: metres to the right, up and to the back.
        #[schemars(inner(range(min = -500, max = 500)))]
        mirror_m: [f64; 3],
        /// The radius of the mirror's ball in metres.
        #[schemars(range(min = 0.01, max = 10))]
        mirror_radius_m: f64,
    },
    /// The six sides of a cube around the middle of the room.
    CubeMap {
        /// How the sides lie on the frame: "cross" is 4:3, "row" 6:1, "3x2" 3:2.
        #[serde(default)]
        layout: CubeLayout,
    },
    /// Each pixel looks where a warp file says.
    Warp {
        /// The file, in the venue's folder.
        #[schemars(length(min = 1, max = 1024))]
        file: String,
        /// Which of the file's regions, where it has several.
        #[schemars(length(min = 1, max = 256))]
        region: Option<String>,
        /// Whether places in the picture count from its other edge up or down, if each output shows what belongs to the
        /// opposite height: SGCT's PFM count from below.
        #[serde(default)]
        flip_v: bool,
        /// Whether a PFM's rows are read the other way round, if each output stands on its head.
        #[serde(default)]
        flip_rows: bool,
        /// Whether an MPCDI's places count across the whole picture instead of the output's share of it, if each output
        /// shows too little.
        #[serde(default)]
        whole_picture: bool,
        /// Whether blend maps of another size than their output are stretched instead of refused.
        #[serde(default)]
        stretch_maps: bool,
        /// A PFM that stands alone holds points in the room in this unit; left out, places in the picture.
        points: Option<PointsUnit>,
    },
}

/// A place on the output and what is seen there.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PointFile {
    /// Pixels from the left and from the top.
    #[schemars(inner(range(min = -16_384, max = 32_768)))]
    pub(crate) pixel: [f64; 2],
    /// Azimuth (to the left) and elevation in degrees, seen from the middle of the room.
    #[schemars(inner(range(min = -360, max = 360)))]
    pub(crate) at: Option<[f64; 2]>,
    /// Metres to the right, up and to the back, from the middle of the room at ear height.
    #[schemars(inner(range(min = -500, max = 500)))]
    pub(crate) at_m: Option<[f64; 3]>,
}

/// How far what is lit is moved, at the nodes of a grid over the whole output; smooth between them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NudgeFile {
    /// Nodes across.
    #[serde(default = "fewest_nodes")]
    #[schemars(range(min = 2, max = 9))]
    pub(crate) columns: usize,
    /// Nodes down.
    #[serde(default = "fewest_nodes")]
    #[schemars(range(min = 2, max = 9))]
    pub(crate) rows: usize,
    /// Pixels to the right and down for each node, row by row from the top.
    #[schemars(length(min = 4, max = 81), inner(inner(range(min = -200, max = 200))))]
    pub(crate) offsets: Vec<[f64; 2]>,
}

/// A window that several outputs share.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowFile {
    /// Its name in this venue.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// Width and height in pixels.
    #[schemars(inner(range(min = 16, max = 65_535)))]
    pub(crate) size: [u32; 2],
    /// Which monitor its upper left corner is on, counted from 0; left out, the desktop chooses.
    #[schemars(range(min = 0, max = 31))]
    pub(crate) monitor: Option<usize>,
    /// Whether it fills the monitor.
    #[serde(default)]
    pub(crate) fullscreen: bool,
}

fn dome_fov_deg() -> f64 {
    180.0
}

fn fov_deg() -> f64 {
    90.0
}

fn fewest_nodes() -> usize {
    Nudge::FEWEST
}

fn contrast() -> f64 {
    2000.0
}
