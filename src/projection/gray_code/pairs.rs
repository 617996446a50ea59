//! From decoded photographs to the pairs that [`crate::solve`] asks for.

use glam::{DMat3, DVec2, DVec3, Vec2, Vec3};

use super::Decoded;
use crate::solve::Pair;

/// Half the width of the patch that is smoothed, camera pixels.
const REACH: i64 = 4;
/// So many pixels of a patch must be trusted.
const FEWEST: usize = 25;
/// Farther than this from the patch's plane a pixel is wrong, projector pixels.
const STRAY_PX: f64 = 1.5;

/// One pair for about every `step` × `step` camera pixels. `point_of` tells the point in the room (metres) that a place
/// on the camera's image looks at, by the camera's model and the surface, or by measurement; none where it is not known.
///
/// A pair is not one pixel's code but the middle of a patch of nine by nine, as flat as a small part of a surface is, so
/// that it is exact to a part of a stripe.
pub fn pairs(decoded: &Decoded, point_of: impl Fn(Vec2) -> Option<Vec3>, step: u32) -> Vec<Pair> {
    let step = step.max(1);
    let mut pairs = Vec::new();
    for y in (step / 2..decoded.size[1]).step_by(step as usize) {
        for x in (step / 2..decoded.size[0]).step_by(step as usize) {
            let middle = Vec2::new(x as f32 + 0.5, y as f32 + 0.5);
            let Some(pixel) = smoothed(decoded, [x, y]) else {
                continue;
            };
            let point = point_of(middle).filter(|point| point.is_finite());
            pairs.extend(point.map(|point| Pair { pixel, point }));
        }
    }
    pairs
}

/// Where the middle of a patch looks.
fn smoothed(decoded: &Decoded, [x, y]: [u32; 2]) -> Option<Vec2> {
    decoded.place(x, y)?;
    let mut patch = Vec::with_capacity(((2 * REACH + 1) * (2 * REACH + 1)) as usize);
    for down in -REACH..=REACH {
        for right in -REACH..=REACH {
            let [x, y] = [i64::from(x) + right, i64::from(y) + down].map(u32::try_from);
            let (Ok(x), Ok(y)) = (x, y) else {
                continue;
            };
            let place = decoded.place(x, y);
            patch.extend(
                place.map(|place| (DVec2::new(right as f64, down as f64), place.as_dvec2())),
            );
        }
    }
    let rough = plane(&patch)?;
    patch.retain(|(at, place)| rough.map(*at).distance(*place) < STRAY_PX.max(rough.miss));
    let plane = plane(&patch)?;
    Some(plane.map(DVec2::ZERO).as_vec2())
}

/// Places of the projector as a linear function of the camera's.
struct Plane {
    x: DVec3,
    y: DVec3,
    /// Root of the mean square.
    miss: f64,
}

impl Plane {
    fn map(&self, at: DVec2) -> DVec2 {
        let at = at.extend(1.0);
        DVec2::new(self.x.dot(at), self.y.dot(at))
    }
}

/// The least squares' plane; none where the patch has too few pixels or is only a line.
fn plane(patch: &[(DVec2, DVec2)]) -> Option<Plane> {
    if patch.len() < FEWEST {
        return None;
    }
    let (mut squares, mut x, mut y) = (DMat3::ZERO, DVec3::ZERO, DVec3::ZERO);
    for (at, place) in patch {
        let at = at.extend(1.0);
        squares += DMat3::from_cols(at * at.x, at * at.y, at * at.z);
        x += at * place.x;
        y += at * place.y;
    }
    if squares.determinant() < 1.0 {
        return None;
    }
    let inverse = squares.inverse();
    let mut plane = Plane {
        x: inverse * x,
        y: inverse * y,
        miss: 0.0,
    };
    let square = |(at, place): &(DVec2, DVec2)| plane.map(*at).distance_squared(*place);
    let sum: f64 = patch.iter().map(square).sum();
    plane.miss = (sum / patch.len() as f64).sqrt();
    Some(plane)
}
