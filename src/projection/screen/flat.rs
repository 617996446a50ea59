//! Walls: one in front, or the sides of a room.

use glam::{DVec2, DVec3};
use welkin_installation::BoxSides;

use super::{Hit, Meeting};
use crate::projector::ExactRay;

/// Shorter ways than this are the place where the light begins, metres.
const NEAREST: f64 = 1e-6;

/// A wall in front of the middle of the room, lit from the room.
pub(super) fn meet_wall(ray: &ExactRay, half: DVec2, distance: f64) -> Meeting {
    let way = (-distance - ray.origin.z) / ray.direction.z;
    if !way.is_finite() || way <= NEAREST {
        return Meeting::Nothing;
    }
    let mut point = ray.at(way);
    point.z = -distance;
    if point.x.abs() > half.x || point.y.abs() > half.y {
        return Meeting::Nothing;
    }
    if ray.direction.z > 0.0 {
        return Meeting::Back;
    }
    Meeting::Lit(Hit {
        distance: way,
        point,
        normal: DVec3::Z,
        uv: Some(DVec2::new(
            0.5 + point.x / (2.0 * half.x),
            0.5 - point.y / (2.0 * half.y),
        )),
    })
}

/// The sides of a room between two corners, lit from within; sides that are not lit are not there.
pub(super) fn meet_box(ray: &ExactRay, low: DVec3, high: DVec3, sides: BoxSides) -> Meeting {
    let BoxSides {
        front,
        back,
        left,
        right,
        floor,
        ceiling,
    } = sides;
    // The axis, where the side is on it, which way is out, whether it is there.
    let all = [
        (0, low.x, -1.0, left),
        (0, high.x, 1.0, right),
        (1, low.y, -1.0, floor),
        (1, high.y, 1.0, ceiling),
        (2, low.z, -1.0, front),
        (2, high.z, 1.0, back),
    ];
    let mut nearest: Option<(f64, Meeting)> = None;
    for (axis, at, out, is_there) in all {
        let way = (at - ray.origin[axis]) / ray.direction[axis];
        let is_nearer = nearest.is_none_or(|(before, _)| way < before);
        if !is_there || !way.is_finite() || way <= NEAREST || !is_nearer {
            continue;
        }
        let mut point = ray.at(way);
        point[axis] = at;
        let is_within =
            (0..3).all(|other| other == axis || (low[other]..=high[other]).contains(&point[other]));
        if !is_within {
            continue;
        }
        let mut normal = DVec3::ZERO;
        normal[axis] = -out;
        let meeting = if ray.direction.dot(normal) < 0.0 {
            Meeting::Lit(Hit {
                distance: way,
                point,
                normal,
                uv: None,
            })
        } else {
            Meeting::Back
        };
        nearest = Some((way, meeting));
    }
    nearest.map_or(Meeting::Nothing, |(_, meeting)| meeting)
}
