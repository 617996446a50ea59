//! The fisheye that planetariums exchange: azimuthal equidistant, front at the bottom, left at the left.

use std::f32::consts::{PI, TAU};

use glam::{Vec2, Vec3};

use super::{extent, sane};

/// A fisheye of the dome, a circle in the middle of the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DomemasterLens {
    /// Full angle across the circle, radians.
    pub fov: f32,
    /// Pixels: width, height.
    pub size: [u32; 2],
}

impl DomemasterLens {
    /// `fov` in radians, up to a whole turn.
    pub fn new(fov: f32, size: [u32; 2]) -> Self {
        let fov = if fov.is_finite() {
            fov.clamp(0.01, TAU)
        } else {
            PI
        };
        Self {
            fov,
            size: sane(size),
        }
    }

    /// Pixels from the circle's centre to its rim.
    pub fn radius(&self) -> f32 {
        self.size[0].min(self.size[1]) as f32 / 2.0
    }

    /// How much of the pixel around a place lies within the circle, 0 to 1.
    pub fn rim(&self, pixel: Vec2) -> f32 {
        let from_centre = (pixel - extent(self.size) / 2.0).length();
        (self.radius() - from_centre + 0.5).clamp(0.0, 1.0)
    }

    pub(super) fn direction(&self, pixel: Vec2) -> Option<Vec3> {
        if self.rim(pixel) <= 0.0 {
            return None;
        }
        let from_centre = (pixel - extent(self.size) / 2.0) / self.radius();
        let length = from_centre.length();
        let (sin, cos) = (length * self.fov / 2.0).sin_cos();
        let across = if length > 1e-6 {
            sin / length
        } else {
            self.fov / 2.0
        };
        Some(Vec3::new(
            from_centre.x * across,
            cos,
            -from_centre.y * across,
        ))
    }

    pub(super) fn pixel(&self, direction: Vec3) -> Option<Vec2> {
        let across = Vec2::new(direction.x, -direction.z);
        let length = across.length();
        let from_zenith = length.atan2(direction.y);
        let stretch = if length > 1e-6 {
            from_zenith / length
        } else {
            1.0
        };
        let from_centre = across * (stretch * 2.0 / self.fov);
        let pixel = extent(self.size) / 2.0 + from_centre * self.radius();
        (self.rim(pixel) > 0.0).then_some(pixel)
    }

    pub(super) fn pixel_angle(&self) -> f32 {
        self.fov / 2.0 / self.radius()
    }
}
