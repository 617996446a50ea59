//! A square picture on each side of a cube around the visitor.
//!
//! The four walls stand upright. Looking up, the ceiling's picture has its lower edge to the front; looking
//! down, the floor's has its upper edge to the front.

use glam::{Vec2, Vec3};

use super::{Tap, Taps};

/// The place on the side that a direction meets.
pub(super) fn nearest(direction: Vec3) -> Vec2 {
    let size = direction.abs();
    if size.z >= size.x && size.z >= size.y {
        on_front_or_back(direction, size.z)
    } else if size.x >= size.y {
        on_left_or_right(direction, size.x)
    } else {
        on_ceiling_or_floor(direction, size.y)
    }
}

/// The places on the up to three sides near a direction. At an edge both sides count the same, so nothing
/// jumps; the share of the further side falls to nothing over `soften` of a side's width.
pub(super) fn taps(direction: Vec3, soften: f32) -> Taps {
    let size = direction.abs();
    let largest = size.max_element();
    let near = size / largest;
    let band = (2.0 * soften).clamp(1e-4, 1.0);
    let rising = ((near - Vec3::splat(1.0 - band)) / band).clamp(Vec3::ZERO, Vec3::ONE);
    let weight = rising * rising * (Vec3::splat(3.0) - 2.0 * rising);
    let share = weight / weight.element_sum();
    // A side far beyond its edge is looked up no further out than this.
    let depth = size.max(Vec3::splat(0.25 * largest));
    Taps([
        Tap {
            at: on_front_or_back(direction, depth.z),
            share: share.z,
        },
        Tap {
            at: on_left_or_right(direction, depth.x),
            share: share.x,
        },
        Tap {
            at: on_ceiling_or_floor(direction, depth.y),
            share: share.y,
        },
    ])
}

fn on_front_or_back(direction: Vec3, depth: f32) -> Vec2 {
    let right = if direction.z < 0.0 {
        direction.x
    } else {
        -direction.x
    };
    Vec2::new(0.5 + 0.5 * right / depth, 0.5 - 0.5 * direction.y / depth)
}

fn on_left_or_right(direction: Vec3, depth: f32) -> Vec2 {
    let right = if direction.x < 0.0 {
        -direction.z
    } else {
        direction.z
    };
    Vec2::new(0.5 + 0.5 * right / depth, 0.5 - 0.5 * direction.y / depth)
}

fn on_ceiling_or_floor(direction: Vec3, depth: f32) -> Vec2 {
    let down = if direction.y > 0.0 {
        -direction.z
    } else {
        direction.z
    };
    Vec2::new(0.5 + 0.5 * direction.x / depth, 0.5 + 0.5 * down / depth)
}
