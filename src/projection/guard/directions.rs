//! Places spread evenly over what a picture covers.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use glam::{Mat3, Vec3};
use welkin_values::Coverage;

use crate::OutputMap;

/// More are not needed, and would take time on every frame.
const MOST: usize = 4096;

/// About `count` directions (unit vectors in dome space), each of which stands for the same solid angle of what
/// pictures of a coverage light: a golden spiral (Swinbank and Purser, 2006). 256 to 1024 are plenty; at least
/// one, at most 4096.
pub fn guard_directions(coverage: Coverage, count: usize) -> Vec<Vec3> {
    let count = count.clamp(1, MOST);
    match coverage {
        Coverage::Dome { fov } => {
            let half = sane(fov / 2.0, FRAC_PI_2).clamp(0.01, PI);
            spiral(count, half.cos(), 1.0)
        }
        Coverage::Panorama { top, bottom } => {
            let [top, bottom] = [sane(top, FRAC_PI_2), sane(bottom, -FRAC_PI_2)];
            spiral(count, bottom.min(top).sin(), bottom.max(top).sin())
        }
        Coverage::Flat { fov, aspect } => in_front(count, fov, aspect),
        Coverage::Mirrored | Coverage::Cube { .. } => spiral(count, -1.0, 1.0),
    }
}

/// A map one pixel high whose pixels look in these directions: an output that shows a [`super::FlashGuard`] what is
/// intended, lit by the same pass as all others.
pub fn guard_map(directions: &[Vec3]) -> OutputMap {
    let look = |direction: &Vec3| direction.normalize_or(Vec3::NEG_Z).extend(1.0).to_array();
    OutputMap {
        size: [directions.len() as u32, 1],
        looks: directions.iter().map(look).collect(),
        lift: vec![0.0; directions.len()],
    }
}

/// A spiral of even density between two heights on the unit sphere.
fn spiral(count: usize, bottom: f32, top: f32) -> Vec<Vec3> {
    let golden = TAU * (1.0 - 2.0 / (1.0 + 5.0_f32.sqrt()));
    let place = |index: usize| {
        let height = bottom + (top - bottom) * (index as f32 + 0.5) / count as f32;
        let across = (1.0 - height * height).max(0.0).sqrt();
        let (sin, cos) = (index as f32 * golden % TAU).sin_cos();
        Vec3::new(across * sin, height, across * cos)
    };
    (0..count).map(place).collect()
}

/// The part of a spiral around the front that lies within a flat picture.
fn in_front(count: usize, fov: f32, aspect: f32) -> Vec<Vec3> {
    let width = (sane(fov, FRAC_PI_2).clamp(0.01, 3.1) / 2.0).tan();
    let height = width / sane(aspect, 1.0).clamp(0.05, 20.0);
    let corner = 1.0 / (1.0 + width * width + height * height).sqrt();
    // Solid angle of a pyramid over a rectangle.
    let seen = 4.0 * (width * height).atan2((1.0 + width * width + height * height).sqrt());
    let around = TAU * (1.0 - corner);
    let all = (count as f32 * around / seen.max(1e-6)).min((MOST * 64) as f32) as usize;
    let front_from_zenith = Mat3::from_cols(Vec3::X, Vec3::NEG_Z, Vec3::Y);
    let inside = |place: &Vec3| {
        place.x.abs() <= -place.z * width && place.y.abs() <= -place.z * height && place.z < 0.0
    };
    let places = spiral(all.max(1), corner, 1.0).into_iter();
    let mut found: Vec<Vec3> = places
        .map(|place| front_from_zenith * place)
        .filter(inside)
        .collect();
    if found.is_empty() {
        found.push(Vec3::NEG_Z);
    }
    found
}

fn sane(value: f32, otherwise: f32) -> f32 {
    if value.is_finite() { value } else { otherwise }
}
