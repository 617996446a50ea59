//! The shape of spectra: a tile of magnitudes in, centre, width, upper edge and flatness out.

use super::tile::{FRAMES, Lanes};

/// Share of the magnitudes below the roll-off.
const ROLLOFF: f32 = 0.85;

/// Power below which a bin counts as this, so that its logarithm is finite.
const FAINTEST: f32 = 1e-10;

/// Powers that are multiplied before their exponents are taken out: 64 mantissas below 2 stay below 2⁶⁴.
const MULTIPLIED: usize = 64;

/// Of each frame of a tile.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Centre of gravity by magnitude; 0 in silence.
    pub(super) centroid_hz: Lanes,
    /// Root mean square distance from the centre, weighted by magnitude.
    pub(super) bandwidth_hz: Lanes,
    /// The first bin up to which 85 % of the magnitudes lie; 0 in silence.
    pub(super) rolloff_hz: Lanes,
    /// Geometric by arithmetic mean of the powers; 1 in silence.
    pub(super) flatness: Lanes,
}

impl Shape {
    #[inline(always)]
    pub(super) fn of(tile: &[Lanes], bin_hz: f64) -> Self {
        let (mut mass, mut moment) = ([0.0; FRAMES], [0.0; FRAMES]);
        for (bin, magnitudes) in tile.iter().enumerate() {
            let hz = (bin as f64 * bin_hz) as f32;
            for n in 0..FRAMES {
                mass[n] += magnitudes[n];
                moment[n] += hz * magnitudes[n];
            }
        }
        let (mut share, mut edge) = ([0.0; FRAMES], [0.0; FRAMES]);
        for n in 0..FRAMES {
            share[n] = if mass[n] < f32::MIN_POSITIVE {
                0.0
            } else {
                1.0 / mass[n]
            };
            edge[n] = ROLLOFF * mass[n];
            moment[n] *= share[n];
        }
        // The sum so far never falls, so the bins before the edge are as many as are below it.
        let (mut so_far, mut below, mut spread) = ([0.0; FRAMES], [0_u32; FRAMES], [0.0; FRAMES]);
        for (bin, magnitudes) in tile.iter().enumerate() {
            let hz = (bin as f64 * bin_hz) as f32;
            for n in 0..FRAMES {
                so_far[n] += magnitudes[n];
                below[n] += u32::from(so_far[n] < edge[n]);
                let off = hz - moment[n];
                spread[n] += off * off * magnitudes[n];
            }
        }
        Self {
            centroid_hz: moment,
            bandwidth_hz: std::array::from_fn(|n| (spread[n] * share[n]).sqrt()),
            rolloff_hz: below.map(|bin| (f64::from(bin) * bin_hz) as f32),
            flatness: flatness(tile),
        }
    }
}

/// The logarithms' sum is that of the exponents, and the logarithm of the mantissas' product.
#[inline(always)]
fn flatness(tile: &[Lanes]) -> Lanes {
    let (mut sum, mut exponents) = ([0.0; FRAMES], [0_i32; FRAMES]);
    let mut product = [1.0_f32; FRAMES];
    for chunk in tile.chunks(MULTIPLIED) {
        // Summed by chunks, which rounds less.
        let mut chunk_sum = [0.0; FRAMES];
        for magnitudes in chunk {
            for n in 0..FRAMES {
                let power = magnitudes[n] * magnitudes[n];
                let power = if power > FAINTEST { power } else { FAINTEST };
                chunk_sum[n] += power;
                let (exponent, mantissa) = parted(power);
                exponents[n] += exponent;
                product[n] *= mantissa;
            }
        }
        for n in 0..FRAMES {
            let (exponent, mantissa) = parted(product[n]);
            exponents[n] += exponent;
            product[n] = mantissa;
            sum[n] += chunk_sum[n];
        }
    }
    let count = tile.len() as f64;
    std::array::from_fn(|n| {
        let log2 = f64::from(exponents[n]) + f64::from(product[n]).log2();
        ((log2 / count).exp2() / (f64::from(sum[n]) / count)) as f32
    })
}

/// x = 2^exponent · mantissa, 1 ≤ mantissa < 2; for normal positive numbers.
#[inline(always)]
fn parted(x: f32) -> (i32, f32) {
    let bits = x.to_bits();
    (
        (bits >> 23) as i32 - 127,
        f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::noise;

    fn close(name: &str, heard: f32, exact: f64) {
        assert!(
            (f64::from(heard) - exact).abs() <= 2e-6 * exact.abs(),
            "{name}: {heard} {exact}"
        );
    }

    /// Each definition, in double precision.
    #[test]
    fn equals_the_definitions() {
        for bins in [33, 64, 65, 501] {
            let loud = noise(3, 100.0, bins * FRAMES);
            let tile: Vec<Lanes> = (0..bins)
                .map(|bin| {
                    std::array::from_fn(|n| {
                        loud[bin * FRAMES + n].abs() * 10_f32.powi(n as i32 - 10)
                    })
                })
                .collect();
            let shape = Shape::of(&tile, 10.0);
            for n in 0..FRAMES {
                let x: Vec<f64> = tile.iter().map(|lanes| f64::from(lanes[n])).collect();
                let mass: f64 = x.iter().sum();
                let moment = |power: i32, from: f64| -> f64 {
                    let term = |(bin, x): (usize, &f64)| (bin as f64 * 10.0 - from).powi(power) * x;
                    x.iter().enumerate().map(term).sum::<f64>() / mass
                };
                let centroid = moment(1, 0.0);
                close("centroid", shape.centroid_hz[n], centroid);
                close(
                    "bandwidth",
                    shape.bandwidth_hz[n],
                    moment(2, centroid).sqrt(),
                );
                let sum_to = |bin: usize| x[..=bin].iter().sum::<f64>();
                let rolloff = (0..bins).find(|bin| sum_to(*bin) >= 0.85 * mass);
                assert_eq!(
                    Some(shape.rolloff_hz[n]),
                    rolloff.map(|bin| bin as f32 * 10.0)
                );
                let powers: Vec<f64> = x.iter().map(|x| (x * x).max(1e-10)).collect();
                let mean = |values: &dyn Fn(&f64) -> f64| {
                    powers.iter().map(values).sum::<f64>() / bins as f64
                };
                close(
                    "flatness",
                    shape.flatness[n],
                    mean(&|p| p.ln()).exp() / mean(&|p| *p),
                );
            }
        }
    }

    #[test]
    fn silence_has_no_shape() {
        let shape = Shape::of(&[[0.0; FRAMES]; 33], 10.0);
        assert_eq!(shape.centroid_hz, [0.0; FRAMES]);
        assert_eq!(shape.bandwidth_hz, [0.0; FRAMES]);
        assert_eq!(shape.rolloff_hz, [0.0; FRAMES]);
        assert!(
            shape
                .flatness
                .iter()
                .all(|flatness| (flatness - 1.0).abs() < 1e-6)
        );
    }
}
