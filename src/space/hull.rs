//! The triangles between directions on the sphere: those of the convex hull of their points.
//!
//! By trying all triples: a venue has tens of loudspeakers, and that way nothing can go subtly wrong. 64 points
//! take a few milliseconds, once.

use glam::DVec3;

/// The triangles of the convex hull of points on the unit sphere, corners counter-clockwise seen from outside.
/// Where more than three points lie in one plane, some way to cut the face. Empty if all points lie in one plane.
pub(crate) fn hull(points: &[DVec3]) -> Vec<[usize; 3]> {
    if flat(points) {
        return Vec::new();
    }
    // A little closer or farther, so that no four points share a plane and every cut fits to its neighbours.
    let golden = 0.618_033_988_749_894_9;
    let nudged: Vec<DVec3> = points
        .iter()
        .enumerate()
        .map(|(k, point)| *point * (1.0 + 1e-6 * (golden * (k + 1) as f64).fract()))
        .collect();
    let mut triangles = Vec::new();
    for a in 0..points.len() {
        for b in a + 1..points.len() {
            for c in b + 1..points.len() {
                triangles.extend(face(&nudged, [a, b, c]));
            }
        }
    }
    triangles
}

/// The triangle, turned to the outside, if all other points lie on one side of it.
fn face(points: &[DVec3], [a, b, c]: [usize; 3]) -> Option<[usize; 3]> {
    let normal = (points[b] - points[a]).cross(points[c] - points[a]);
    let mut side = 0.0;
    for (k, point) in points.iter().enumerate() {
        if k == a || k == b || k == c {
            continue;
        }
        let here = normal.dot(*point - points[a]);
        if here * side < 0.0 {
            return None;
        }
        side = here;
    }
    Some(if side < 0.0 { [a, b, c] } else { [a, c, b] })
}

/// Whether there is no room between the points.
fn flat(points: &[DVec3]) -> bool {
    let Some(first) = points.first() else {
        return true;
    };
    let Some(far) = points
        .iter()
        .max_by(|a, b| a.distance(*first).total_cmp(&b.distance(*first)))
    else {
        return true;
    };
    let line = *far - *first;
    let off = |p: &DVec3| line.cross(*p - *first);
    let Some(widest) = points
        .iter()
        .map(off)
        .max_by(|a, b| a.length().total_cmp(&b.length()))
    else {
        return true;
    };
    let normal = widest.normalize_or_zero();
    points.iter().all(|p| normal.dot(*p - *first).abs() < 1e-4)
}

/// The middle of the largest part of the sphere without any of the points, and its radius in radians: among
/// all places that can be it, the first. `None` without points.
pub(crate) fn emptiest(points: &[DVec3]) -> Option<(DVec3, f64)> {
    let mut best = None;
    let mut best_cos = f64::INFINITY;
    let mut offer = |place: DVec3| {
        let Some(place) = place.try_normalize() else {
            return;
        };
        let nearest_cos = points.iter().map(|p| p.dot(place)).fold(-1.0, f64::max);
        // Only if clearly emptier, so that rounding does not choose among equals.
        if nearest_cos < best_cos - 1e-6 {
            best_cos = nearest_cos;
            best = Some(place);
        }
    };
    for axis in [
        DVec3::NEG_X,
        DVec3::X,
        DVec3::NEG_Z,
        DVec3::Z,
        DVec3::Y,
        DVec3::NEG_Y,
    ] {
        offer(axis);
    }
    for (a, p) in points.iter().enumerate() {
        offer(-*p);
        for (b, q) in points[..a].iter().enumerate() {
            if (*p + *q).length() > 1e-6 {
                offer(-(*p + *q));
            }
            for r in &points[..b] {
                let normal = (*q - *p).cross(*r - *p);
                if normal.length() > 1e-6 {
                    offer(normal);
                    offer(-normal);
                }
            }
        }
    }
    let place = best.filter(|_| !points.is_empty())?;
    Some((place, best_cos.clamp(-1.0, 1.0).acos()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designs::{sectors, to_ambisonic};
    use welkin_values::Direction;

    fn points(directions: Vec<Direction>) -> Vec<DVec3> {
        directions.into_iter().map(to_ambisonic).collect()
    }

    /// A closed surface of triangles around n points has 2n − 4 of them, and each edge is walked both ways.
    fn check_closed(points: &[DVec3]) {
        let triangles = hull(points);
        assert_eq!(triangles.len(), 2 * points.len() - 4);
        let edges: Vec<(usize, usize)> = triangles
            .iter()
            .flat_map(|&[a, b, c]| [(a, b), (b, c), (c, a)])
            .collect();
        for (a, b) in &edges {
            assert_eq!(edges.iter().filter(|edge| **edge == (*b, *a)).count(), 1);
            assert_eq!(edges.iter().filter(|edge| **edge == (*a, *b)).count(), 1);
        }
        for [a, b, c] in triangles {
            let normal = (points[b] - points[a]).cross(points[c] - points[a]);
            assert!(normal.dot(points[a] + points[b] + points[c]) > 0.0);
        }
    }

    #[test]
    fn hulls_are_closed() {
        for count in [4, 6, 12, 20, 24, 31, 64] {
            check_closed(&points(sectors(count)));
        }
        let cube = [45.0, 135.0, -135.0, -45.0]
            .into_iter()
            .flat_map(|az| [35.264_39, -35.264_39].map(|el| Direction::from_degrees(az, el)));
        check_closed(&points(cube.collect()));
    }

    #[test]
    fn what_lies_in_one_plane_has_no_hull() {
        let ring = |count: usize, elevation_deg: f32| {
            (0..count)
                .map(|k| Direction::from_degrees(360.0 * k as f32 / count as f32, elevation_deg))
                .collect()
        };
        for count in 0..9 {
            assert!(hull(&points(ring(count, 0.0))).is_empty());
            assert!(hull(&points(ring(count, 30.0))).is_empty());
        }
    }

    #[test]
    fn the_emptiest_place() {
        let stereo = points(vec![
            Direction::from_degrees(30.0, 0.0),
            Direction::from_degrees(-30.0, 0.0),
        ]);
        let (behind, radius) = emptiest(&stereo).expect("there are points");
        assert!((behind - DVec3::NEG_X).length() < 1e-6);
        assert!((radius.to_degrees() - 150.0).abs() < 1e-3);
        assert!(emptiest(&[]).is_none());
        assert!((emptiest(&[DVec3::X]).expect("one").1.to_degrees() - 180.0).abs() < 1e-3);
        // No grid finds a larger one.
        for count in [3, 5, 9, 17] {
            let some = points(sectors(count));
            let (_, radius) = emptiest(&some).expect("there are points");
            for place in points(sectors(1000)) {
                let nearest = some
                    .iter()
                    .map(|p| p.angle_between(place))
                    .fold(9.0, f64::min);
                assert!(nearest <= radius + 1e-6, "{count}");
            }
        }
    }
}
