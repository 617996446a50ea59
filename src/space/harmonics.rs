//! Real spherical harmonics as AmbiX has them: a direction in, one gain per ambisonic channel out.
//!
//! Channel n² + n + m (ACN) of degree n and order m, in SN3D: the first channel is 1 in all directions and no
//! other ever exceeds 1. No Condon–Shortley phase. With x to the front, y to the left and z up, degree 1 is y,
//! z, x.

use welkin_values::Direction;

/// The highest ambisonic order: 64 channels.
pub const MAX_ORDER: usize = 7;

/// Channels at [`MAX_ORDER`].
pub const MAX_CHANNELS: usize = channels(MAX_ORDER);

const DEGREES: usize = MAX_ORDER + 1;

/// The channels of an ambisonic order: (order + 1)².
pub const fn channels(order: usize) -> usize {
    (order + 1) * (order + 1)
}

/// The order, 1 to [`MAX_ORDER`], whose bed has that many channels: 4, 9, 16, 25, 36, 49 or 64. A bed of
/// order 0 has no direction and is none.
pub fn order_of_channels(count: usize) -> Option<usize> {
    (1..=MAX_ORDER).find(|&order| channels(order) == count)
}

/// The degree n of an ambisonic channel.
pub const fn degree(channel: usize) -> usize {
    channel.isqrt()
}

/// What a harmonic in SN3D is multiplied by to be one in N3D, whose squares have a mean of 1 over the sphere:
/// √(2n + 1). Signals are multiplied by it as well.
pub fn n3d_from_sn3d(degree: usize) -> f32 {
    ((2 * degree + 1) as f32).sqrt()
}

/// What a harmonic in N3D is multiplied by to be one in SN3D.
pub fn sn3d_from_n3d(degree: usize) -> f32 {
    n3d_from_sn3d(degree).recip()
}

/// The harmonics up to an order in a direction, to the first `channels(order)` of `out`: what a sound from
/// there is multiplied by. Exact to 1e-6. A direction that is no number is the front. Never allocates.
///
/// # Panics
/// If the order is above [`MAX_ORDER`] or `out` is too short.
pub fn encode(order: usize, direction: Direction, out: &mut [f32]) {
    let (sin_az, cos_az) = f64::from(finite(direction.azimuth)).sin_cos();
    let (sin_el, cos_el) = f64::from(finite(direction.elevation)).sin_cos();
    fill(
        order,
        [cos_az * cos_el, sin_az * cos_el, sin_el],
        |at, value| {
            out[at] = value as f32;
        },
    );
}

/// The same in full precision, for what is computed once: decoders and the like.
///
/// # Panics
/// If the order is above [`MAX_ORDER`].
pub fn exact(order: usize, direction: Direction) -> Vec<f64> {
    let (sin_az, cos_az) = f64::from(finite(direction.azimuth)).sin_cos();
    let (sin_el, cos_el) = f64::from(finite(direction.elevation)).sin_cos();
    let mut out = vec![0.0; channels(order)];
    fill(
        order,
        [cos_az * cos_el, sin_az * cos_el, sin_el],
        |at, value| {
            out[at] = value;
        },
    );
    out
}

/// A direction's angles may come from a file or a headset that fails.
fn finite(angle: f32) -> f32 {
    if angle.is_finite() { angle } else { 0.0 }
}

/// Schmidt's semi-normalised functions P(n, m) by their recursion in n, for each m times cos(mθ) and sin(mθ),
/// which are the real and imaginary part of (x + iy)^m.
fn fill(order: usize, [x, y, z]: [f64; 3], mut put: impl FnMut(usize, f64)) {
    assert!(order <= MAX_ORDER, "order {order} is above {MAX_ORDER}");
    let (mut cos, mut sin) = (1.0, 0.0);
    let mut sectoral = 1.0;
    for m in 0..=order {
        let (mut before, mut here) = (0.0, sectoral);
        for n in m..=order {
            let middle = n * n + n;
            put(middle + m, here * cos);
            if m > 0 {
                put(middle - m, here * sin);
            }
            if n < order {
                let [rise, fall] = RISE_FALL[n + 1][m];
                (before, here) = (here, rise * z * here - fall * before);
            }
        }
        (cos, sin) = (cos * x - sin * y, cos * y + sin * x);
        if m < order {
            sectoral *= NEXT_SECTORAL[m];
        }
    }
}

/// P(n, m) = rise·z·P(n−1, m) − fall·P(n−2, m), with rise = (2n−1)/√(n²−m²), fall = √(((n−1)²−m²)/(n²−m²)).
const RISE_FALL: [[[f64; 2]; DEGREES]; DEGREES] = {
    let mut table = [[[0.0; 2]; DEGREES]; DEGREES];
    let mut n = 1;
    while n < DEGREES {
        let mut m = 0;
        while m < n {
            let whole = root((n * n - m * m) as f64);
            let fall = root(((n - 1) * (n - 1) - m * m) as f64);
            table[n][m] = [(2 * n - 1) as f64 / whole, fall / whole];
            m += 1;
        }
        n += 1;
    }
    table
};

/// P(m+1, m+1) / P(m, m), the factor √2 of all orders but 0 included.
const NEXT_SECTORAL: [f64; DEGREES] = {
    let mut table = [1.0; DEGREES];
    let mut m = 1;
    while m < DEGREES {
        table[m] = root((2 * m + 1) as f64 / (2 * m + 2) as f64);
        m += 1;
    }
    table
};

/// A square root the compiler can take: Newton's steps.
const fn root(square: f64) -> f64 {
    if square <= 0.0 {
        return 0.0;
    }
    let mut guess = if square > 1.0 { square } else { 1.0 };
    let mut steps = 0;
    while steps < 40 {
        guess = 0.5 * (guess + square / guess);
        steps += 1;
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factorial(n: usize) -> f64 {
        (1..=n).map(|k| k as f64).product()
    }

    /// One harmonic by the closed formula of the associated Legendre functions.
    fn plain(channel: usize, direction: Direction) -> f64 {
        let n = channel.isqrt();
        let m = channel as i64 - (n * n + n) as i64;
        let (order, z) = (
            m.unsigned_abs() as usize,
            f64::from(direction.elevation).sin(),
        );
        let polynomial: f64 = (0..=(n - order) / 2)
            .map(|k| {
                let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
                sign * factorial(2 * n - 2 * k) * z.powi((n - 2 * k - order) as i32)
                    / (factorial(k) * factorial(n - k) * factorial(n - 2 * k - order))
            })
            .sum();
        let legendre = polynomial * (1.0 - z * z).powf(order as f64 / 2.0) / 2f64.powi(n as i32);
        let twice = if m == 0 { 1.0 } else { 2.0 };
        let norm = (twice * factorial(n - order) / factorial(n + order)).sqrt();
        let around = f64::from(direction.azimuth) * order as f64;
        norm * legendre * if m < 0 { around.sin() } else { around.cos() }
    }

    fn directions() -> impl Iterator<Item = Direction> {
        (-18..=18).flat_map(|az| {
            (-9..=9).map(move |el| Direction::from_degrees(az as f32 * 10.0, el as f32 * 10.0))
        })
    }

    #[test]
    fn the_fast_way_is_the_plain_formula() {
        for order in 0..=MAX_ORDER {
            for direction in directions() {
                let mut out = [0.0; MAX_CHANNELS];
                encode(order, direction, &mut out[..channels(order)]);
                for (channel, &fast) in out[..channels(order)].iter().enumerate() {
                    let slow = plain(channel, direction);
                    assert!(
                        (f64::from(fast) - slow).abs() < 1e-6,
                        "{channel} {direction:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn degree_one_is_left_up_front() {
        for (azimuth_deg, elevation_deg, expected) in [
            (0.0, 0.0, [1.0, 0.0, 0.0, 1.0]),
            (90.0, 0.0, [1.0, 1.0, 0.0, 0.0]),
            (30.0, 90.0, [1.0, 0.0, 1.0, 0.0]),
            (-90.0, 0.0, [1.0, -1.0, 0.0, 0.0]),
        ] {
            let mut out = [0.0; 4];
            encode(
                1,
                Direction::from_degrees(azimuth_deg, elevation_deg),
                &mut out,
            );
            for (is, should) in out.iter().zip(expected) {
                assert!((is - should).abs() < 1e-6, "{out:?} {expected:?}");
            }
        }
    }

    #[test]
    fn every_degree_sums_to_one_everywhere() {
        for direction in directions() {
            let mut out = [0.0; MAX_CHANNELS];
            encode(MAX_ORDER, direction, &mut out);
            for n in 0..=MAX_ORDER {
                let energy: f32 = out[n * n..channels(n)].iter().map(|y| y * y).sum();
                assert!(
                    (energy - 1.0).abs() < 2e-6,
                    "degree {n} {direction:?}: {energy}"
                );
            }
        }
    }

    #[test]
    fn only_whole_beds_have_an_order() {
        let known: Vec<usize> = (0..=100)
            .filter(|&n| order_of_channels(n).is_some())
            .collect();
        assert_eq!(known, [4, 9, 16, 25, 36, 49, 64]);
        assert_eq!(order_of_channels(25), Some(4));
        assert_eq!(
            [degree(0), degree(3), degree(4), degree(15), degree(63)],
            [0, 1, 2, 3, 7]
        );
    }

    #[test]
    fn a_direction_that_is_no_number_is_the_front() {
        let mut out = [0.0; 4];
        let nowhere = Direction {
            azimuth: f32::NAN,
            elevation: f32::INFINITY,
        };
        encode(1, nowhere, &mut out);
        assert_eq!(out, [1.0, 0.0, 0.0, 1.0]);
    }
}
