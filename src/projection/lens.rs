//! How an output's pixels look at directions.

mod domemaster;
mod equirectangular;
mod frustum;
mod picture;
mod baked;

use glam::{Vec2, Vec3};
use welkin_installation::{Surface, View};

pub use baked::BakedLens;
pub use domemaster::DomemasterLens;
pub use equirectangular::EquirectangularLens;
pub use frustum::{Eye, FrustumLens};
pub use picture::PictureLens;

use crate::{coverage_of, tilt_of};

/// One output's way of looking at its surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lens {
    /// A fisheye of the dome.
    Domemaster(DomemasterLens),
    /// The whole sphere.
    Equirectangular(EquirectangularLens),
    /// A flat perspective, from the middle of the room or from a headset's eye.
    Frustum(FrustumLens),
    /// The picture itself.
    Picture(PictureLens),
    /// Where a map says, which the settings of the frame have.
    Baked(BakedLens),
}

impl Lens {
    /// The lens of an output of `size` pixels (width, height) at a surface.
    ///
    /// A domemaster leans with its dome; the others stand upright in the room. A view that is baked
    /// ([`View::is_baked`]) has an [`crate::OutputMap`] and no lens: what it gets here is the whole picture, to have
    /// something to show while there is no map.
    pub fn new(view: View, surface: Surface, size: [u32; 2]) -> Self {
        let tilt = tilt_of(surface);
        match view {
            View::Domemaster { fov } => Self::Domemaster(DomemasterLens::new(fov, size)),
            View::Equirectangular => Self::Equirectangular(EquirectangularLens::new(tilt, size)),
            View::Perspective { fov, yaw, pitch } => {
                Self::Frustum(FrustumLens::perspective(fov, yaw, pitch, tilt, size))
            }
            View::Picture
            | View::Projector(_)
            | View::SphericalMirror { .. }
            | View::CubeMap { .. }
            | View::Warp => Self::Picture(PictureLens::new(coverage_of(surface), size)),
        }
    }

    /// The lens of a headset's eye in front of a surface.
    pub fn eye(eye: Eye, surface: Surface, size: [u32; 2]) -> Self {
        Self::Frustum(FrustumLens::eye(eye, tilt_of(surface), size))
    }

    /// Pixels: width, height.
    pub fn size(&self) -> [u32; 2] {
        match self {
            Self::Domemaster(lens) => lens.size,
            Self::Equirectangular(lens) => lens.size,
            Self::Frustum(lens) => lens.size,
            Self::Picture(lens) => lens.size,
            Self::Baked(lens) => lens.size,
        }
    }

    /// The direction (a unit vector in dome space) that a place on the output looks at; none where the place
    /// lies outside the domemaster's circle, beside the picture, or looks past the dome, and where only a map knows.
    pub fn direction(&self, pixel: Vec2) -> Option<Vec3> {
        match self {
            Self::Domemaster(lens) => lens.direction(pixel),
            Self::Equirectangular(lens) => Some(lens.direction(pixel)),
            Self::Frustum(lens) => lens.direction(pixel),
            Self::Picture(lens) => lens.direction(pixel),
            Self::Baked(_) => None,
        }
    }

    /// The place on the output that looks at a direction (of any length but zero, in dome space); none where
    /// no place does.
    pub fn pixel(&self, direction: Vec3) -> Option<Vec2> {
        let direction = direction.normalize_or(Vec3::NEG_Z);
        match self {
            Self::Domemaster(lens) => lens.pixel(direction),
            Self::Equirectangular(lens) => Some(lens.pixel(direction)),
            Self::Frustum(lens) => lens.pixel(direction),
            Self::Picture(lens) => lens.pixel(direction),
            Self::Baked(_) => None,
        }
    }

    /// The angle between neighbouring pixels in the middle of the output, radians; 0 where pixels have none.
    pub fn pixel_angle(&self) -> f32 {
        match self {
            Self::Domemaster(lens) => lens.pixel_angle(),
            Self::Equirectangular(lens) => lens.pixel_angle(),
            Self::Frustum(lens) => lens.pixel_angle(),
            Self::Picture(_) => 0.0,
            Self::Baked(lens) => lens.pixel_angle,
        }
    }
}

/// A size that can be divided by.
fn sane([width, height]: [u32; 2]) -> [u32; 2] {
    [width.max(1), height.max(1)]
}

/// Width and height as numbers to calculate with.
fn extent(size: [u32; 2]) -> Vec2 {
    Vec2::new(size[0] as f32, size[1] as f32)
}

#[cfg(test)]
mod tests;
