//! Balls and cylinders around the middle of the room.

use std::f64::consts::PI;

use glam::{DVec2, DVec3};

use super::{Hit, Meeting};
use crate::projector::ExactRay;

/// Shorter ways than this are the place where the light begins, metres.
const NEAREST: f64 = 1e-6;

/// A ball around the origin of which only what is within an angle of the zenith is there; `edge` is its cosine.
pub(super) fn meet_ball(ray: &ExactRay, radius: f64, zenith: DVec3, edge: f64) -> Meeting {
    let along = ray.origin.dot(ray.direction);
    // The nearest point of the ray to the middle, instead of the usual formula, which takes away like numbers.
    let aside = (ray.origin - ray.direction * along).length_squared();
    let Some(half) = half_chord(radius * radius - aside) else {
        return Meeting::Nothing;
    };
    for (distance, from_inside) in [(-along - half, false), (-along + half, true)] {
        if distance <= NEAREST {
            continue;
        }
        let point = ray.at(distance);
        let outwards = point / radius;
        if outwards.dot(zenith) < edge {
            continue;
        }
        if !from_inside {
            return Meeting::Back;
        }
        return Meeting::Lit(Hit {
            distance,
            point,
            normal: -outwards,
            uv: None,
        });
    }
    Meeting::Nothing
}

/// An upright cylinder around the origin, from `bottom` to `top`, `arc` around the front.
pub(super) fn meet_cylinder(
    ray: &ExactRay,
    radius: f64,
    [bottom, top]: [f64; 2],
    arc: f64,
) -> Meeting {
    let origin = DVec2::new(ray.origin.x, ray.origin.z);
    let across = DVec2::new(ray.direction.x, ray.direction.z);
    let speed = across.length();
    if speed < 1e-12 {
        return Meeting::Nothing;
    }
    let ahead = across / speed;
    let along = origin.dot(ahead);
    let aside = (origin - ahead * along).length_squared();
    let Some(half) = half_chord(radius * radius - aside) else {
        return Meeting::Nothing;
    };
    for (distance, from_inside) in [(-along - half, false), (-along + half, true)] {
        let distance = distance / speed;
        if distance <= NEAREST {
            continue;
        }
        let point = ray.at(distance);
        let to_the_right = point.x.atan2(-point.z);
        let is_there = (bottom..=top).contains(&point.y)
            && (arc > 2.0 * PI - 1e-9 || to_the_right.abs() <= arc / 2.0);
        if !is_there {
            continue;
        }
        if !from_inside {
            return Meeting::Back;
        }
        return Meeting::Lit(Hit {
            distance,
            point,
            normal: -DVec3::new(point.x, 0.0, point.z) / radius,
            uv: Some(DVec2::new(
                0.5 + to_the_right / arc,
                (top - point.y) / (top - bottom),
            )),
        });
    }
    Meeting::Nothing
}

fn half_chord(square: f64) -> Option<f64> {
    (square >= 0.0).then(|| square.sqrt())
}
