//! The picture itself: no direction bends it.

use glam::{Vec2, Vec3};
use welkin_values::{Coverage, Direction};

use super::{extent, sane};
use crate::{aspect_of, place_of};

/// A picture as large as the frame allows, undistorted, in its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PictureLens {
    /// How the picture lies around the visitor.
    pub coverage: Coverage,
    /// Pixels: width, height.
    pub size: [u32; 2],
}

impl PictureLens {
    /// For pictures of one coverage.
    pub fn new(coverage: Coverage, size: [u32; 2]) -> Self {
        Self {
            coverage,
            size: sane(size),
        }
    }

    /// Half the width and height in pixels of a picture of the given aspect, fitted into the frame.
    pub fn half_extent(&self, aspect: f32) -> Vec2 {
        let half = extent(self.size) / 2.0;
        if aspect * half.y > half.x {
            Vec2::new(half.x, half.x / aspect)
        } else {
            Vec2::new(half.y * aspect, half.y)
        }
    }

    /// The place in a picture of the given aspect, and how much of the pixel lies within the picture.
    pub fn place(&self, pixel: Vec2, aspect: f32) -> (Vec2, f32) {
        let half = self.half_extent(aspect);
        let from_centre = pixel - extent(self.size) / 2.0;
        let inside = (half - from_centre.abs()).min_element();
        let place = Vec2::splat(0.5) + from_centre / (2.0 * half);
        (place, (inside + 0.5).clamp(0.0, 1.0))
    }

    pub(super) fn direction(&self, pixel: Vec2) -> Option<Vec3> {
        let (place, rim) = self.place(pixel, aspect_of(self.coverage));
        if rim <= 0.0 {
            return None;
        }
        self.coverage.direction(place).map(Direction::vector)
    }

    pub(super) fn pixel(&self, direction: Vec3) -> Option<Vec2> {
        let behind = matches!(self.coverage, Coverage::Flat { .. }) && direction.z >= 0.0;
        let place = place_of(self.coverage, direction);
        let inside =
            place.cmpge(Vec2::splat(-1e-6)).all() && place.cmple(Vec2::splat(1.000_001)).all();
        if behind || !inside {
            return None;
        }
        let half = self.half_extent(aspect_of(self.coverage));
        Some(extent(self.size) / 2.0 + (place - Vec2::splat(0.5)) * 2.0 * half)
    }
}
