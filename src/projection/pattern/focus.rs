//! Stars and fine lines, in the middle and in the corners: what a lens out of focus makes grey.

use std::f32::consts::TAU;

use glam::{Vec2, Vec3};

use super::Plate;
use super::paint::grey;

/// Pairs of white and black around a star.
const SPOKES: f32 = 36.0;

/// The light at a place on the frame.
pub(super) fn light(pixel: Vec2, plate: &Plate) -> Vec3 {
    let size = Vec2::new(plate.size[0] as f32, plate.size[1] as f32);
    let unit = size.min_element();
    if pixel.min(size - pixel).min_element() < 1.0 {
        return Vec3::ONE;
    }
    let from_middle = pixel - size / 2.0;
    if let Some(light) = star(from_middle, 0.3 * unit) {
        return light;
    }
    let corner = size / 2.0 - Vec2::splat(0.14 * unit);
    if let Some(light) = star(from_middle.abs() - corner, 0.11 * unit) {
        return light;
    }
    // Six patches left and right of the middle star, where there is room.
    let side = 0.1 * unit;
    let beside = Vec2::new(from_middle.x.abs() - 0.42 * unit, from_middle.y);
    let within = beside / side;
    let row = (within.y / 1.25).round();
    let in_patch = Vec2::new(within.x, within.y - row * 1.25)
        .abs()
        .max_element()
        < 0.5;
    if in_patch && row.abs() <= 1.0 {
        let kind = row as i32 + 1 + if from_middle.x > 0.0 { 3 } else { 0 };
        return fine(pixel, kind);
    }
    grey(0.18)
}

/// A star of `radius` around the origin; a grey dot where its spokes are finer than two pixels.
fn star(at: Vec2, radius: f32) -> Option<Vec3> {
    let distance = at.length();
    if distance > radius {
        return None;
    }
    if distance > radius - 1.5 {
        return Some(grey(0.6));
    }
    let finest = SPOKES * 4.0 / TAU;
    if distance < finest {
        return Some(grey(0.5));
    }
    let turn = (at.y.atan2(at.x) / TAU * SPOKES).rem_euclid(1.0);
    Some(if turn < 0.5 { Vec3::ONE } else { Vec3::ZERO })
}

/// Checks of one, two and four pixels; upright and level lines of one pixel, and of two.
fn fine(pixel: Vec2, kind: i32) -> Vec3 {
    let [x, y] = [pixel.x.max(0.0) as u32, pixel.y.max(0.0) as u32];
    let is_white = match kind {
        0 => (x + y) % 2 == 0,
        1 => (x / 2 + y / 2) % 2 == 0,
        2 => (x / 4 + y / 4) % 2 == 0,
        3 => x % 2 == 0,
        4 => y % 2 == 0,
        _ => (x / 2) % 2 == 0,
    };
    if is_white { Vec3::ONE } else { Vec3::ZERO }
}
