//! Directions to places in a picture: the inverse of [`Coverage::direction`], with the controls that move the
//! picture on its surface (zoom and rotation).

mod cube;
mod turn;

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use glam::{Vec2, Vec3};
use welkin_values::Coverage;

use crate::Look;

/// A place in a picture (u to the right, v down, 0 to 1; beyond, the picture repeats mirrored, or wraps in u
/// if it is a panorama) and its share of the light.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tap {
    /// Where to look the picture up.
    pub at: Vec2,
    /// How much it counts; the shares of all taps sum to one.
    pub share: f32,
}

/// One to three places that together light a direction; those unused have no share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taps(pub [Tap; 3]);

impl Taps {
    fn one(at: Vec2) -> Self {
        Self([Tap { at, share: 1.0 }, Tap::default(), Tap::default()])
    }
}

/// Below its spring line a dome's light fades to black over this angle, radians.
pub const SPRING_FADE: f32 = 4.0 * PI / 180.0;

/// Width over height of a picture with this coverage, seen undistorted.
pub fn aspect_of(coverage: Coverage) -> f32 {
    match coverage {
        Coverage::Panorama { top, bottom } => TAU / (top - bottom).max(1e-3),
        Coverage::Flat { aspect, .. } => aspect,
        Coverage::Dome { .. } | Coverage::Mirrored | Coverage::Cube { .. } => 1.0,
    }
}

/// The place in the picture that lights a direction (a unit vector in dome space): the inverse of
/// [`Coverage::direction`]. Outside 0 to 1 where the picture does not reach; for a cube the place on the side
/// that the direction meets.
pub fn place_of(coverage: Coverage, direction: Vec3) -> Vec2 {
    match coverage {
        Coverage::Dome { fov } => {
            let across = Vec2::new(direction.x, -direction.z);
            let length = across.length();
            let from_zenith = length.atan2(direction.y);
            let stretch = if length > 1e-6 {
                from_zenith / length
            } else {
                1.0
            };
            Vec2::splat(0.5) + across * (stretch / fov)
        }
        Coverage::Panorama { top, bottom } => {
            let azimuth = (-direction.x).atan2(-direction.z);
            Vec2::new(
                0.5 - azimuth / TAU,
                (top - elevation(direction)) / (top - bottom),
            )
        }
        Coverage::Flat { fov, aspect } => {
            let half_width = (fov / 2.0).tan();
            let depth = (-direction.z).max(1e-6);
            let (x, y) = (direction.x / depth, direction.y / depth);
            Vec2::new(
                0.5 + 0.5 * x / half_width,
                0.5 - 0.5 * y * aspect / half_width,
            )
        }
        Coverage::Mirrored => {
            let azimuth = (-direction.x).atan2(direction.z.abs());
            Vec2::new(0.5 - azimuth / PI, 0.5 - elevation(direction) / PI)
        }
        Coverage::Cube { .. } => cube::nearest(direction),
    }
}

/// Where a picture is looked up for a direction (a unit vector in dome space), once the look has zoomed and
/// turned it.
pub fn taps_at(coverage: Coverage, look: &Look, direction: Vec3) -> Taps {
    match coverage {
        Coverage::Dome { .. } | Coverage::Flat { .. } => {
            taps_in_picture(coverage, look, place_of(coverage, direction))
        }
        Coverage::Panorama { .. } => {
            let turned = turn::magnified(turn::around_vertical(direction, look), look);
            Taps::one(place_of(coverage, turned))
        }
        Coverage::Mirrored => {
            let turned = turn::around_vertical(direction, look);
            Taps::one(turn::zoomed(place_of(coverage, turned), look))
        }
        Coverage::Cube { soften } => {
            let mut taps = cube::taps(turn::around_vertical(direction, look), soften);
            for tap in &mut taps.0 {
                tap.at = turn::zoomed(tap.at, look);
            }
            taps
        }
    }
}

/// Where a picture is looked up for a place of the picture itself: zoomed, and turned where turning its
/// surroundings turns it (a dome, a wall) or shifts it (a panorama).
pub fn taps_in_picture(coverage: Coverage, look: &Look, at: Vec2) -> Taps {
    match coverage {
        Coverage::Dome { .. } => {
            // On the page a dome turns clockwise when it turns counter-clockwise seen from above.
            let turned = turn::in_plane(at, 1.0, -look.turn);
            Taps::one(turn::zoomed(turned, look))
        }
        Coverage::Flat { aspect, .. } => {
            let turned = turn::in_plane(at, aspect, look.turn);
            Taps::one(turn::zoomed(turned, look))
        }
        Coverage::Panorama { .. } => match coverage.direction(at) {
            Some(direction) => taps_at(coverage, look, direction.vector()),
            None => Taps::one(at),
        },
        Coverage::Mirrored | Coverage::Cube { .. } => Taps::one(turn::zoomed(at, look)),
    }
}

/// How much of a direction (a unit vector in dome space) the surface lights, 0 to 1. Domes and bands fade
/// softly at their edge, walls end within a pixel (`pixel_angle` radians).
pub fn shade_of(coverage: Coverage, direction: Vec3, pixel_angle: f32) -> f32 {
    match coverage {
        Coverage::Dome { fov } => {
            let from_zenith = Vec2::new(direction.x, direction.z)
                .length()
                .atan2(direction.y);
            faded(from_zenith - fov / 2.0)
        }
        Coverage::Panorama { top, bottom } => {
            let elevation = elevation(direction);
            let above = if top < FRAC_PI_2 {
                faded(elevation - top)
            } else {
                1.0
            };
            let below = if bottom > -FRAC_PI_2 {
                faded(bottom - elevation)
            } else {
                1.0
            };
            above * below
        }
        Coverage::Flat { fov, aspect } => {
            if direction.z > -1e-3 {
                return 0.0;
            }
            let half_width = (fov / 2.0).tan();
            let (x, y) = (direction.x / -direction.z, direction.y / -direction.z);
            let inside = (half_width - x.abs()).min(half_width / aspect - y.abs());
            (inside / pixel_angle + 0.5).clamp(0.0, 1.0)
        }
        Coverage::Mirrored | Coverage::Cube { .. } => 1.0,
    }
}

/// 1 up to the edge, 0 beyond the fade; `beyond` is the angle past the edge, radians.
fn faded(beyond: f32) -> f32 {
    let share = (beyond / SPRING_FADE).clamp(0.0, 1.0);
    1.0 - share * share * (3.0 - 2.0 * share)
}

fn elevation(direction: Vec3) -> f32 {
    direction
        .y
        .atan2(Vec2::new(direction.x, direction.z).length())
}

#[cfg(test)]
mod tests;
