//! Well-spread directions: sectors to listen in, and points to integrate over the sphere with.

use std::f64::consts::{PI, TAU};

use glam::DVec3;
use welkin_values::Direction;

use crate::weights::legendre;

/// From a vector with x to the front, y to the left, z up.
pub(crate) fn from_ambisonic(v: DVec3) -> Direction {
    Direction {
        azimuth: v.y.atan2(v.x) as f32,
        elevation: v.z.atan2(v.x.hypot(v.y)) as f32,
    }
}

/// To a unit vector with x to the front, y to the left, z up, in full precision. A direction that is no number
/// is the front.
pub(crate) fn to_ambisonic(direction: Direction) -> DVec3 {
    let finite = |angle: f32| {
        if angle.is_finite() {
            f64::from(angle)
        } else {
            0.0
        }
    };
    let (sin_az, cos_az) = finite(direction.azimuth).sin_cos();
    let (sin_el, cos_el) = finite(direction.elevation).sin_cos();
    DVec3::new(cos_az * cos_el, sin_az * cos_el, sin_el)
}

/// That many well-spread directions: 12 are an icosahedron's corners, 20 a dodecahedron's, 24 a snub cube's (as
/// Hardin and Sloane improved it: exact for degree 7), any others a spiral that is let repel itself. The same
/// count gives the same directions.
pub fn sectors(count: usize) -> Vec<Direction> {
    let golden = (1.0 + 5f64.sqrt()) / 2.0;
    let points = match count {
        12 => turns_of(DVec3::new(0.0, 1.0, golden)),
        20 => {
            let mut cube = signs_of(DVec3::ONE);
            cube.extend(turns_of(DVec3::new(0.0, golden, 1.0 / golden)));
            cube
        }
        24 => snub_cube(),
        _ => relaxed(count),
    };
    points
        .into_iter()
        .map(DVec3::normalize)
        .map(from_ambisonic)
        .collect()
}

/// A vector with all its signs, each point once.
fn signs_of(v: DVec3) -> Vec<DVec3> {
    let mut points: Vec<DVec3> = Vec::new();
    for k in 0..8 {
        let sign = |bit: u32| if k & bit == 0 { 1.0 } else { -1.0 };
        let point = v * DVec3::new(sign(1), sign(2), sign(4));
        if !points.contains(&point) {
            points.push(point);
        }
    }
    points
}

/// A vector with its coordinates turned around and all its signs.
fn turns_of(v: DVec3) -> Vec<DVec3> {
    [v, DVec3::new(v.y, v.z, v.x), DVec3::new(v.z, v.x, v.y)]
        .into_iter()
        .flat_map(signs_of)
        .collect()
}

/// The 24 turns of a cube of one point: R. H. Hardin and N. J. A. Sloane, "McLaren's Improved Snub Cube and
/// Other New Spherical Designs in Three Dimensions" (1996).
fn snub_cube() -> Vec<DVec3> {
    const POINT: DVec3 = DVec3::new(
        0.866_246_818_107_82,
        0.422_518_653_761_112,
        0.266_635_401_516_705,
    );
    let minuses = |p: &DVec3, v: DVec3| {
        [p.x * v.x, p.y * v.y, p.z * v.z]
            .iter()
            .filter(|s| **s < 0.0)
            .count()
    };
    let even = [
        POINT,
        DVec3::new(POINT.y, POINT.z, POINT.x),
        DVec3::new(POINT.z, POINT.x, POINT.y),
    ];
    let odd = even.map(|v| DVec3::new(v.y, v.x, v.z));
    let keep = |v: DVec3, rest: usize| {
        signs_of(v)
            .into_iter()
            .filter(move |p| minuses(p, v) % 2 == rest)
    };
    let straight = even.into_iter().flat_map(|v| keep(v, 0));
    let crossed = odd.into_iter().flat_map(|v| keep(v, 1));
    straight.chain(crossed).collect()
}

/// Points along a spiral that then push each other away, as far as that is done quickly.
fn relaxed(count: usize) -> Vec<DVec3> {
    let mut points = spiral(count);
    let steps = if count <= 400 { 100 } else { 0 };
    let spacing = (4.0 * PI / count.max(1) as f64).sqrt();
    for step in 0..steps {
        let reach = 0.3 * spacing * (1.0 - f64::from(step) / f64::from(steps));
        let pushes: Vec<DVec3> = points.iter().map(|point| push(*point, &points)).collect();
        for (point, push) in points.iter_mut().zip(pushes) {
            *point = (*point + push * spacing * spacing * reach * 0.3).normalize();
        }
    }
    points
}

/// The force of all others on a point, as between equal charges.
fn push(point: DVec3, all: &[DVec3]) -> DVec3 {
    let from = |other: &DVec3| {
        let apart = point - *other;
        apart / apart.length().powi(3).max(1e-9)
    };
    all.iter().map(from).sum()
}

fn spiral(count: usize) -> Vec<DVec3> {
    let golden_angle = PI * (3.0 - 5f64.sqrt());
    (0..count)
        .map(|k| {
            let z = 1.0 - (2 * k + 1) as f64 / count as f64;
            let (sin, cos) = (golden_angle * k as f64).sin_cos();
            let around = (1.0 - z * z).sqrt();
            DVec3::new(cos * around, sin * around, z)
        })
        .collect()
}

/// Directions and weights; the weights sum to 1, so that a weighted sum is a mean over the sphere.
#[derive(Clone, Debug)]
pub struct Quadrature {
    /// Where to look.
    pub directions: Vec<Direction>,
    /// How much each counts.
    pub weights: Vec<f64>,
}

impl Quadrature {
    /// Exact for spherical harmonics up to a degree; a product of two has the sum of their degrees. Rings at the
    /// heights of Gauss and Legendre, (degree / 2 + 1)·(degree + 1) points.
    pub fn new(degree: usize) -> Self {
        let (rings, around) = (degree / 2 + 1, degree + 1);
        let mut quadrature = Self {
            directions: Vec::with_capacity(rings * around),
            weights: Vec::with_capacity(rings * around),
        };
        for (height, weight) in gauss_legendre(rings) {
            for k in 0..around {
                quadrature.directions.push(Direction {
                    azimuth: (TAU * k as f64 / around as f64) as f32,
                    elevation: height.asin() as f32,
                });
                quadrature.weights.push(weight / 2.0 / around as f64);
            }
        }
        quadrature
    }
}

/// Nodes and weights on −1 to 1: Newton's steps to the roots of the Legendre polynomial.
fn gauss_legendre(count: usize) -> Vec<(f64, f64)> {
    let n = count as f64;
    (0..count)
        .map(|k| {
            let mut x = (PI * (k as f64 + 0.75) / (n + 0.5)).cos();
            let slope =
                |x: f64| n * (x * legendre(count, x) - legendre(count - 1, x)) / (x * x - 1.0);
            for _ in 0..20 {
                x -= legendre(count, x) / slope(x);
            }
            (x, 2.0 / ((1.0 - x * x) * slope(x).powi(2)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harmonics::{MAX_ORDER, channels, exact};

    /// The largest mean of a harmonic of degree 1 and more, which is 0 over the whole sphere.
    fn worst_mean(points: &[(Direction, f64)], degree: usize) -> f64 {
        let mut means = vec![0.0; channels(degree)];
        for (direction, weight) in points {
            for (mean, y) in means.iter_mut().zip(exact(degree, *direction)) {
                *mean += weight * y;
            }
        }
        means[1..]
            .iter()
            .fold(0.0, |worst: f64, mean| worst.max(mean.abs()))
    }

    fn evenly(directions: Vec<Direction>) -> Vec<(Direction, f64)> {
        let weight = 1.0 / directions.len() as f64;
        directions
            .into_iter()
            .map(|direction| (direction, weight))
            .collect()
    }

    #[test]
    fn solids_integrate_as_far_as_they_are_known_to() {
        for (count, degree) in [(12, 5), (20, 5), (24, 7)] {
            let points = evenly(sectors(count));
            assert_eq!(points.len(), count);
            assert!(
                worst_mean(&points, degree) < 1e-6,
                "{count}: {}",
                worst_mean(&points, degree)
            );
        }
    }

    #[test]
    fn sectors_keep_their_distance() {
        for count in (1..=40).chain([64, 200, 426, 1000]) {
            let points: Vec<DVec3> = sectors(count).into_iter().map(to_ambisonic).collect();
            assert_eq!(points.len(), count);
            let nearest = (0..count)
                .flat_map(|a| (0..a).map(move |b| (a, b)))
                .map(|(a, b)| points[a].angle_between(points[b]))
                .fold(f64::INFINITY, f64::min);
            // Caps of that radius would cover the sphere about 0.6 times if packed perfectly around each other.
            let spread = (8.0 * PI / (3f64.sqrt() * count as f64)).sqrt();
            assert!(
                nearest > 0.7 * spread.min(2.5),
                "{count}: {nearest} of {spread}"
            );
        }
        assert!(sectors(0).is_empty());
    }

    #[test]
    fn products_of_harmonics_are_orthonormal() {
        let quadrature = Quadrature::new(2 * MAX_ORDER);
        assert!((quadrature.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let count = channels(MAX_ORDER);
        let mut gram = vec![0.0; count * count];
        for (direction, weight) in quadrature.directions.iter().zip(&quadrature.weights) {
            let y = exact(MAX_ORDER, *direction);
            for (a, ya) in y.iter().enumerate() {
                for (b, yb) in y.iter().enumerate() {
                    gram[a * count + b] += weight * ya * yb;
                }
            }
        }
        for a in 0..count {
            for b in 0..count {
                let should = if a == b {
                    1.0 / (2 * a.isqrt() + 1) as f64
                } else {
                    0.0
                };
                // Directions are kept in f32.
                assert!((gram[a * count + b] - should).abs() < 1e-6, "{a} {b}");
            }
        }
    }
}
