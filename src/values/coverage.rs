//! Which part of the surroundings a picture covers: picture coordinates to directions and back.
//!
//! Picture coordinates are u to the right and v down, both 0 to 1 across the picture.

use std::f32::consts::{PI, TAU};

use glam::Vec2;
use serde::{Deserialize, Serialize};

use crate::Direction;

/// How a picture lies on the directions around the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Coverage {
    /// A square in azimuthal equidistant coordinates around the zenith: no seam anywhere. The inscribed
    /// circle is `fov` (radians) wide; the front is at the bottom, left is left (a domemaster).
    Dome {
        /// Full angle across the inscribed circle, radians; π is a hemisphere.
        fov: f32,
    },
    /// A panorama that wraps in azimuth: u = 0.5 is the front, u falls towards the left; v = 0 is the
    /// top elevation, v = 1 the bottom one.
    Panorama {
        /// Elevation of the upper edge, radians.
        top: f32,
        /// Elevation of the lower edge, radians.
        bottom: f32,
    },
    /// A flat picture in front of the visitor, mapped by perspective.
    Flat {
        /// Horizontal field of view of the picture, radians, below π.
        fov: f32,
        /// Width over height.
        aspect: f32,
    },
    /// A square picture stretched over half the sphere and mirrored to the other half, so that it
    /// meets itself at every seam.
    Mirrored,
    /// A square picture on each side of a cube around the visitor, its edges softened into each other.
    Cube {
        /// Width of the softened edge as a share of a side, 0 to 0.5.
        soften: f32,
    },
}

impl Coverage {
    /// Whether the picture's left edge meets its right edge.
    pub fn wraps(self) -> bool {
        matches!(self, Self::Panorama { .. })
    }

    /// The direction a place in the picture lights; none where the picture lies outside its surface
    /// (the corners of a dome's square beyond the antipode). For [`Coverage::Mirrored`] and
    /// [`Coverage::Cube`], which show each place several times, the one in front.
    pub fn direction(self, at: Vec2) -> Option<Direction> {
        match self {
            Self::Dome { fov } => {
                let from_centre = (at - Vec2::splat(0.5)) * 2.0;
                let from_zenith = from_centre.length() * fov / 2.0;
                if from_zenith > PI {
                    return None;
                }
                // The front is at the bottom (v = 1), left at the left (u = 0).
                let azimuth = (-from_centre.x).atan2(from_centre.y);
                Some(Direction {
                    azimuth,
                    elevation: PI / 2.0 - from_zenith,
                })
            }
            Self::Panorama { top, bottom } => {
                let elevation = top + (bottom - top) * at.y;
                Some(Direction {
                    azimuth: (0.5 - at.x) * TAU,
                    elevation,
                })
            }
            Self::Flat { fov, aspect } => {
                let half_width = (fov / 2.0).tan();
                let x = (at.x - 0.5) * 2.0 * half_width;
                let y = (0.5 - at.y) * 2.0 * half_width / aspect;
                Some(Direction::from_vector(glam::Vec3::new(x, y, -1.0)))
            }
            Self::Mirrored => Some(Direction {
                azimuth: (0.5 - at.x) * PI,
                elevation: (0.5 - at.y) * PI,
            }),
            Self::Cube { .. } => {
                let (x, y) = ((at.x - 0.5) * 2.0, (0.5 - at.y) * 2.0);
                Some(Direction::from_vector(glam::Vec3::new(x, y, -1.0)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dome_has_its_front_at_the_bottom() {
        let dome = Coverage::Dome { fov: PI };
        let at = |u: f32, v: f32| dome.direction(Vec2::new(u, v)).expect("inside");
        assert!(at(0.5, 0.5).angle_to(Direction::from_degrees(0.0, 90.0)) < 1e-3);
        assert!(at(0.5, 1.0).angle_to(Direction::from_degrees(0.0, 0.0)) < 1e-3);
        assert!(at(0.0, 0.5).angle_to(Direction::from_degrees(90.0, 0.0)) < 1e-3);
        assert!(at(1.0, 0.5).angle_to(Direction::from_degrees(-90.0, 0.0)) < 1e-3);
    }

    #[test]
    fn a_panorama_has_its_front_in_the_middle_and_left_at_the_left() {
        let pano = Coverage::Panorama {
            top: PI / 2.0,
            bottom: -PI / 2.0,
        };
        let at = |u: f32| pano.direction(Vec2::new(u, 0.5)).expect("inside");
        assert!(at(0.5).angle_to(Direction::from_degrees(0.0, 0.0)) < 1e-3);
        assert!(at(0.25).angle_to(Direction::from_degrees(90.0, 0.0)) < 1e-3);
    }
}
