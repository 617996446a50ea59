//! `[surface]` in `venue.toml`: what the pictures are seen on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::venue::Content;

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
    /// A round wall around the middle of the room.
    Cylinder {
        /// Metres from its axis.
        #[serde(default = "radius_m")]
        #[schemars(range(min = 0.5, max = 100))]
        radius_m: f64,
        /// Its lower edge above the ears, in metres; negative below.
        #[schemars(range(min = -100, max = 100))]
        bottom_m: f64,
        /// Its upper edge above the ears, in metres.
        #[schemars(range(min = -100, max = 100))]
        top_m: f64,
        /// Degrees around; the front is in the middle.
        #[serde(default = "whole_turn_deg")]
        #[schemars(range(min = 10, max = 360))]
        arc_deg: f64,
        /// "surface": even along the wall; "directions": even to the eyes.
        #[serde(default = "on_surface")]
        content: Content,
    },
    /// A room with flat walls: pictures are panoramas.
    Box {
        /// Metres from side to side.
        #[schemars(range(min = 0.5, max = 200))]
        width_m: f64,
        /// Metres from front to back.
        #[schemars(range(min = 0.5, max = 200))]
        depth_m: f64,
        /// Metres from floor to ceiling.
        #[schemars(range(min = 0.5, max = 100))]
        height_m: f64,
        /// The ears above the floor, in metres.
        #[serde(default = "ear_height_m")]
        #[schemars(range(min = 0.01, max = 100))]
        ear_height_m: f64,
        /// Which sides are lit; left out, the four walls.
        #[serde(default = "walls")]
        #[schemars(length(min = 1, max = 6))]
        sides: Vec<SideWord>,
    },
    /// Triangles of a file, in metres, from the middle of the room at the height of the ears; y up, −z to the front.
    Mesh {
        /// An .obj, .gltf or .glb file in the venue's folder.
        #[schemars(length(min = 1, max = 1024))]
        file: String,
        /// "directions": even to the eyes; "surface": by the file's own texture places.
        #[serde(default)]
        content: Content,
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

/// A side of a room.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SideWord {
    /// The wall in front.
    Front,
    /// The wall behind.
    Back,
    /// The wall on the left.
    Left,
    /// The wall on the right.
    Right,
    /// The floor.
    Floor,
    /// The ceiling.
    Ceiling,
}

fn radius_m() -> f64 {
    5.0
}

fn dome_fov_deg() -> f64 {
    180.0
}

fn whole_turn_deg() -> f64 {
    360.0
}

fn on_surface() -> Content {
    Content::Surface
}

fn ear_height_m() -> f64 {
    1.2
}

fn walls() -> Vec<SideWord> {
    use SideWord::{Back, Front, Left, Right};
    vec![Front, Right, Back, Left]
}

fn soften() -> f64 {
    0.05
}
