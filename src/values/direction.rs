//! Where something is, seen from the middle of the room.

use glam::Vec3;
use serde::{Deserialize, Serialize};

/// A direction in dome space. Radians. As in AmbiX, azimuth runs counter-clockwise seen from above:
/// 0 is the front, π/2 the left; elevation is 0 at the horizon, π/2 at the zenith.
///
/// As a vector, dome space is right-handed with x to the right, y up and −z to the front.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Direction {
    /// Radians, counter-clockwise from the front seen from above.
    pub azimuth: f32,
    /// Radians above the horizon.
    pub elevation: f32,
}

impl Direction {
    /// From the degrees that files use.
    pub fn from_degrees(azimuth_deg: f32, elevation_deg: f32) -> Self {
        Self {
            azimuth: azimuth_deg.to_radians(),
            elevation: elevation_deg.to_radians(),
        }
    }

    /// From a vector in dome space of any length but zero.
    pub fn from_vector(in_dome: Vec3) -> Self {
        let unit = in_dome.normalize_or(Vec3::NEG_Z);
        Self {
            azimuth: (-unit.x).atan2(-unit.z),
            elevation: unit.y.clamp(-1.0, 1.0).asin(),
        }
    }

    /// The unit vector in dome space.
    pub fn vector(self) -> Vec3 {
        let (sin_az, cos_az) = self.azimuth.sin_cos();
        let (sin_el, cos_el) = self.elevation.sin_cos();
        Vec3::new(-sin_az * cos_el, sin_el, -cos_az * cos_el)
    }

    /// The angle to another direction, 0 to π.
    pub fn angle_to(self, other: Self) -> f32 {
        let (a, b) = (self.vector(), other.vector());
        a.cross(b).length().atan2(a.dot(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::FRAC_PI_2;

    #[test]
    fn names_of_directions() {
        let near = |d: Direction, v: Vec3| assert!((d.vector() - v).length() < 1e-6, "{d:?} {v}");
        near(Direction::from_degrees(0.0, 0.0), Vec3::NEG_Z);
        near(Direction::from_degrees(90.0, 0.0), Vec3::NEG_X);
        near(Direction::from_degrees(0.0, 90.0), Vec3::Y);
    }

    #[test]
    fn vectors_and_back() {
        for az in -17..=17 {
            for el in -8..=8 {
                let there = Direction::from_degrees(az as f32 * 10.0, el as f32 * 10.0);
                assert!(Direction::from_vector(there.vector()).angle_to(there) < 1e-3);
            }
        }
        let zenith = Direction {
            azimuth: 0.0,
            elevation: FRAC_PI_2,
        };
        assert!((zenith.angle_to(Direction::default()) - FRAC_PI_2).abs() < 1e-6);
    }
}
