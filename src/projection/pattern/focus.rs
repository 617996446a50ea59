//! Stars and fine lines, in the middle and in the corners: what a lens out of focus makes grey.

use std::f32::consts::TAU;
use std::sync::LazyLock;

use glam::{Vec2, Vec3};

use super::Plate;
use super::paint::grey;
use super::sure::{Reach, arc, is_below};

/// Around all, around a star, and in its middle.
static GROUND: LazyLock<Vec3> = LazyLock::new(|| grey(0.18));
static RIM: LazyLock<Vec3> = LazyLock::new(|| grey(0.6));
static DOT: LazyLock<Vec3> = LazyLock::new(|| grey(0.5));

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
    *GROUND
}

/// The light of [`light`] where it is the same all around, for a fraction of the cost; none where it is not, or not for
/// sure.
pub(super) fn sure_light(pixel: Vec2, plate: &Plate, reach: Reach) -> Option<Vec3> {
    let reach = reach.pixels();
    let size = Vec2::new(plate.size[0] as f32, plate.size[1] as f32);
    let unit = size.min_element();
    if is_below(pixel.min(size - pixel).min_element(), 1.0, reach)? {
        return Some(Vec3::ONE);
    }
    let from_middle = pixel - size / 2.0;
    if let Some(light) = sure_star(from_middle, 0.3 * unit, reach)? {
        return Some(light);
    }
    let corner = size / 2.0 - Vec2::splat(0.14 * unit);
    if let Some(light) = sure_star(from_middle.abs() - corner, 0.11 * unit, reach)? {
        return Some(light);
    }
    let side = 0.1 * unit;
    let beside = Vec2::new(from_middle.x.abs() - 0.42 * unit, from_middle.y);
    let within = beside / side;
    let row = (within.y / 1.25).round();
    let farther = Vec2::new(within.x, within.y - row * 1.25)
        .abs()
        .max_element();
    if is_below(farther, 0.5, reach / side)? && row.abs() <= 1.0 {
        // All samples of a pixel have the same whole pixel.
        return Some(fine(
            pixel,
            row as i32 + 1 + if from_middle.x > 0.0 { 3 } else { 0 },
        ));
    }
    Some(*GROUND)
}

/// The light of [`star`], and none within for beside it; none where that is not sure.
fn sure_star(at: Vec2, radius: f32, reach: f32) -> Option<Option<Vec3>> {
    let distance = at.length();
    if is_below(radius, distance, reach)? {
        return Some(None);
    }
    if is_below(radius - 1.5, distance, reach)? {
        return Some(Some(*RIM));
    }
    if is_below(distance, SPOKES * 4.0 / TAU, reach)? {
        return Some(Some(*DOT));
    }
    let per_turn = SPOKES / TAU;
    // No place is nearer than the dot's rim, where a pixel is an eighth of a spoke.
    let slack = (reach / (distance - reach) * 1.01 + 4e-6) * per_turn;
    let turn = (arc(at.y, at.x) * per_turn).rem_euclid(1.0);
    let to_edge = (turn - 0.5).abs();
    let is_sure = to_edge > slack && 0.5 - to_edge > slack;
    let light = if turn < 0.5 { Vec3::ONE } else { Vec3::ZERO };
    is_sure.then_some(Some(light))
}

/// A star of `radius` around the origin; a grey dot where its spokes are finer than two pixels.
fn star(at: Vec2, radius: f32) -> Option<Vec3> {
    let distance = at.length();
    if distance > radius {
        return None;
    }
    if distance > radius - 1.5 {
        return Some(*RIM);
    }
    let finest = SPOKES * 4.0 / TAU;
    if distance < finest {
        return Some(*DOT);
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
