//! A flat perspective: a window from the middle of the room, or a headset's eye anywhere in it.

use glam::{Mat3, Quat, Vec2, Vec3};

use super::{extent, sane};
use crate::{dome_from_room, hit_sphere};

/// A headset's eye as OpenXR tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eye {
    /// How the eye is turned in room space.
    pub orientation: Quat,
    /// Where the eye is in room space, metres from the dome's centre.
    pub position: Vec3,
    /// Tangents of the angles to the left, right, upper and lower edge; left and lower are negative.
    pub tangents: [f32; 4],
    /// The dome's radius, metres.
    pub radius_m: f32,
}

/// A pyramid of rays from one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrustumLens {
    /// From the eye's own space (−z forwards) to dome space.
    pub dome_from_eye: Mat3,
    /// Where the eye is in dome space, in radii of the dome.
    pub origin: Vec3,
    /// Tangents of the angles to the left, right, upper and lower edge; left and lower are negative.
    pub tangents: [f32; 4],
    /// Pixels: width, height.
    pub size: [u32; 2],
}

impl FrustumLens {
    /// From the middle of the room: `fov` across the width, `yaw` to the left, `pitch` up, `tilt` of the dome
    /// to the front; radians.
    pub fn perspective(fov: f32, yaw: f32, pitch: f32, tilt: f32, size: [u32; 2]) -> Self {
        let size = sane(size);
        let fov = if fov.is_finite() { fov } else { 1.0 };
        let right = (fov.clamp(0.01, 3.1) / 2.0).tan();
        let up = right * size[1] as f32 / size[0] as f32;
        let finite = |angle: f32| if angle.is_finite() { angle } else { 0.0 };
        let room_from_eye =
            Mat3::from_rotation_y(finite(yaw)) * Mat3::from_rotation_x(finite(pitch));
        Self {
            dome_from_eye: dome_from_room(tilt) * room_from_eye,
            origin: Vec3::ZERO,
            tangents: [-right, right, up, -up],
            size,
        }
    }

    /// From a headset's eye; `tilt` of the dome to the front, radians.
    pub fn eye(eye: Eye, tilt: f32, size: [u32; 2]) -> Self {
        let dome_from_room = dome_from_room(tilt);
        Self {
            dome_from_eye: dome_from_room * Mat3::from_quat(eye.orientation),
            origin: dome_from_room * eye.position / eye.radius_m.max(1e-3),
            tangents: eye.tangents,
            size: sane(size),
        }
    }

    /// How much light a place of the view keeps when its edge darkens by `vignette`, 0 to 1: all of it within half the
    /// way from the middle to the edge, then less and less.
    pub fn edge(&self, pixel: Vec2, vignette: f32) -> f32 {
        let from_middle = ((pixel / extent(self.size) - 0.5) * 2.0).length();
        let share = ((from_middle - 0.5) / 0.5).clamp(0.0, 1.0);
        1.0 - vignette.clamp(0.0, 1.0) * share * share * (3.0 - 2.0 * share)
    }

    pub(super) fn direction(&self, pixel: Vec2) -> Option<Vec3> {
        let [left, right, up, down] = self.tangents;
        let at = pixel / extent(self.size);
        let in_eye = Vec3::new(left + (right - left) * at.x, up + (down - up) * at.y, -1.0);
        hit_sphere(self.origin, self.dome_from_eye * in_eye, 1.0)
    }

    pub(super) fn pixel(&self, direction: Vec3) -> Option<Vec2> {
        let [left, right, up, down] = self.tangents;
        let in_eye = self.dome_from_eye.transpose() * (direction - self.origin);
        if in_eye.z >= 0.0 {
            return None;
        }
        let tangent = Vec2::new(in_eye.x, in_eye.y) / -in_eye.z;
        let at = (tangent - Vec2::new(left, up)) / Vec2::new(right - left, down - up);
        let inside = at.cmpge(Vec2::ZERO).all() && at.cmple(Vec2::ONE).all();
        inside.then(|| at * extent(self.size))
    }

    pub(super) fn pixel_angle(&self) -> f32 {
        (self.tangents[1] - self.tangents[0]) / self.size[0] as f32
    }
}
