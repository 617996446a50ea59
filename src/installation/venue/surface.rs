//! What the pictures are seen on. Checked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the pictures are seen on, and with which coverage they are made.
///
/// Metres and angles stand in room space: x to the right, y up, −z to the front, from the middle of the room at the
/// height of the ears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surface {
    /// A dome: pictures are made in its own square.
    Dome {
        /// Metres.
        radius_m: f32,
        /// How far the dome leans to the front, radians.
        tilt: f32,
        /// Full angle from spring line to spring line, radians; π is a hemisphere.
        fov: f32,
    },
    /// All around: pictures are panoramas that wrap.
    Sphere {
        /// Metres.
        radius_m: f32,
    },
    /// A wall: pictures are flat.
    Wall {
        /// Metres.
        width_m: f32,
        /// Metres.
        height_m: f32,
        /// Metres from the middle of the room.
        distance_m: f32,
    },
    /// A round wall around the middle of the room; its front is in the middle of its arc.
    Cylinder {
        /// Metres.
        radius_m: f32,
        /// Its lower edge above the ears, metres; negative below.
        bottom_m: f32,
        /// Its upper edge above the ears, metres; above the lower one.
        top_m: f32,
        /// How far it reaches around, radians; a whole turn at most.
        arc: f32,
        /// How pictures lie on it.
        content: Content,
    },
    /// A room with flat walls: pictures are panoramas.
    Box {
        /// From side to side, metres.
        width_m: f32,
        /// From front to back, metres.
        depth_m: f32,
        /// From floor to ceiling, metres.
        height_m: f32,
        /// The ears above the floor, metres; below the ceiling.
        ear_height_m: f32,
        /// Which sides are lit; at least one.
        sides: BoxSides,
    },
    /// Triangles of a file, [`crate::Venue::mesh_file`].
    Mesh {
        /// How pictures lie on it.
        content: Content,
    },
    /// A square picture mirrored around the visitor.
    Mirrored,
    /// A square picture on each side of a cube.
    Cube {
        /// Width of the softened edges as a share of a side.
        soften: f32,
    },
}

impl Surface {
    /// Whether it stands somewhere in metres, so that projectors can light it.
    pub fn is_in_room(self) -> bool {
        !matches!(self, Self::Mirrored | Self::Cube { .. })
    }
}

/// How pictures lie on a surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// As on paper that is glued to it: even along the surface.
    Surface,
    /// In directions: even to the eyes in the middle of the room.
    #[default]
    Directions,
}

/// Sides of a room that are lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoxSides {
    /// The wall in front.
    pub front: bool,
    /// The wall behind.
    pub back: bool,
    /// The wall on the left.
    pub left: bool,
    /// The wall on the right.
    pub right: bool,
    /// The floor.
    pub floor: bool,
    /// The ceiling.
    pub ceiling: bool,
}
