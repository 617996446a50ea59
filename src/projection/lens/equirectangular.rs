//! The whole sphere on one page, as 360° players expect it.

use std::f32::consts::{PI, TAU};

use glam::{Mat3, Vec2, Vec3};
use welkin_values::Direction;

use super::{extent, sane};
use crate::dome_from_room;

/// The whole sphere over the whole frame: front in the middle, left at the left, upright in the room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EquirectangularLens {
    /// From room space to dome space.
    pub dome_from_room: Mat3,
    /// Pixels: width, height.
    pub size: [u32; 2],
}

impl EquirectangularLens {
    /// `tilt` of the dome to the front, radians.
    pub fn new(tilt: f32, size: [u32; 2]) -> Self {
        Self {
            dome_from_room: dome_from_room(tilt),
            size: sane(size),
        }
    }

    pub(super) fn direction(&self, pixel: Vec2) -> Vec3 {
        let at = pixel / extent(self.size);
        let in_room = Direction {
            azimuth: (0.5 - at.x) * TAU,
            elevation: (0.5 - at.y) * PI,
        };
        self.dome_from_room * in_room.vector()
    }

    pub(super) fn pixel(&self, direction: Vec3) -> Vec2 {
        let in_room = self.dome_from_room.transpose() * direction;
        let azimuth = (-in_room.x).atan2(-in_room.z);
        // Not the arc sine of y, which tells nothing apart near the zenith.
        let elevation = in_room.y.atan2(in_room.x.hypot(in_room.z));
        let at = Vec2::new(0.5 - azimuth / TAU, 0.5 - elevation / PI);
        at * extent(self.size)
    }

    pub(super) fn pixel_angle(&self) -> f32 {
        TAU / self.size[0] as f32
    }
}
