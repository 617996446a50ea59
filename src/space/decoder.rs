//! From a bed to loudspeakers: a matrix with one row per loudspeaker, one column per ambisonic channel (SN3D).
//!
//! Both kinds weigh the degrees by max-rE and are scaled so that a sound from where the layout reaches has, on
//! average over those directions, the energy 1 on all loudspeakers together.

use welkin_values::Direction;

use crate::designs::Quadrature;
use crate::eigen::eigen;
use crate::harmonics::{channels, degree, exact, n3d_from_sn3d};
use crate::vbap::Vbap;
use crate::weights::max_re;

/// Virtual loudspeakers of AllRAD: exact to this degree, 2556 of them.
const VIRTUAL_DEGREE: usize = 70;
/// A direction counts as reached from this share on.
const REACHED: f32 = 0.9;
/// By how much of its energy AllRAD lowers what only imagined loudspeakers would play: the real ones that take over
/// play it all in phase, which makes it louder.
const IMAGINED: f32 = 0.6;
/// EPAD plays degrees as long as there are not more channels than this times the loudspeakers.
const EPAD_FEW: f64 = 1.2;
/// EPAD lets go of patterns that the layout plays this much weaker than its strongest.
const WEAKEST: f64 = 0.05;

/// Turns the channels of a bed into those of loudspeakers.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoder {
    order: usize,
    speakers: usize,
    matrix: Vec<f32>,
}

impl Decoder {
    /// All-round decoding, for any layout: to a dense even layout that is only imagined, from there by [`Vbap`] to
    /// the real one. F. Zotter and M. Frank, J. Audio Eng. Soc. 60 (2012). Takes some milliseconds.
    ///
    /// # Panics
    /// If the order is above [`MAX_ORDER`](crate::harmonics::MAX_ORDER), as below.
    pub fn allrad(order: usize, speakers: &[Direction]) -> Self {
        let vbap = Vbap::new(speakers);
        let count = channels(order);
        let mut exactly = vec![0.0; speakers.len() * count];
        let mut gains = vec![0.0; speakers.len()];
        let quadrature = Quadrature::new(VIRTUAL_DEGREE);
        for (direction, weight) in quadrature.directions.iter().zip(&quadrature.weights) {
            vbap.gains(*direction, &mut gains);
            let here = f64::from(1.0 - IMAGINED * (1.0 - vbap.coverage(*direction)));
            let weight = weight * here.sqrt();
            let harmonics = n3d(order, *direction);
            for (row, gain) in exactly.chunks_exact_mut(count).zip(&gains) {
                for (sum, y) in row.iter_mut().zip(&harmonics) {
                    *sum += weight * f64::from(*gain) * y;
                }
            }
        }
        Self::finished(order, speakers, &vbap, exactly)
    }

    /// Energy-preserving decoding, for layouts that are even all around: the matrix nearest to plain sampling that
    /// keeps the energy of every sound. F. Zotter, H. Pomberger and M. Noisternig, Acta Acustica united with
    /// Acustica 98 (2012). Patterns that a layout hardly plays, such as what comes from below a dome, fall away;
    /// degrees for which there are too few loudspeakers are not played, as they would make some sounds vanish.
    pub fn epad(order: usize, speakers: &[Direction]) -> Self {
        let enough = |n: usize| channels(n) as f64 <= EPAD_FEW * speakers.len() as f64;
        let played = (1..=order)
            .rev()
            .find(|n| enough(*n))
            .unwrap_or(order.min(1));
        let (count, rows) = (channels(played), speakers.len());
        let harmonics: Vec<f64> = speakers.iter().flat_map(|s| n3d(played, *s)).collect();
        // On the smaller side: Y·(YᵀY)^−½ is (Y·Yᵀ)^−½·Y.
        let is_tall = rows >= count;
        let side = rows.min(count);
        let pick = |a: usize, k: usize| {
            harmonics[if is_tall {
                k * count + a
            } else {
                a * count + k
            }]
        };
        let inner = rows.max(count);
        let mut gram = vec![0.0; side * side];
        for a in 0..side {
            for b in 0..side {
                gram[a * side + b] = (0..inner).map(|k| pick(a, k) * pick(b, k)).sum();
            }
        }
        let root = inverse_root(gram, side);
        let mut exactly = vec![0.0; rows * count];
        for a in 0..side {
            for k in 0..inner {
                let value = (0..side).map(|b| root[a * side + b] * pick(b, k)).sum();
                exactly[if is_tall {
                    k * count + a
                } else {
                    a * count + k
                }] = value;
            }
        }
        Self::finished(played, speakers, &Vbap::new(speakers), exactly).widened(order)
    }

    /// The ambisonic order.
    pub fn order(&self) -> usize {
        self.order
    }

    /// The number of loudspeakers.
    pub fn speakers(&self) -> usize {
        self.speakers
    }

    /// One row per loudspeaker of `channels(order)` gains, for signals in SN3D.
    pub fn matrix(&self) -> &[f32] {
        &self.matrix
    }

    /// One sample of all channels to one of all loudspeakers. Never allocates.
    ///
    /// # Panics
    /// If `frame` has fewer channels or `out` fewer places than needed.
    pub fn decode(&self, frame: &[f32], out: &mut [f32]) {
        let count = channels(self.order);
        let frame = &frame[..count];
        let rows = self.matrix.chunks_exact(count);
        for (to, row) in out[..self.speakers].iter_mut().zip(rows) {
            *to = row
                .iter()
                .zip(frame)
                .map(|(weight, sample)| weight * sample)
                .sum();
        }
    }

    /// From a matrix for signals in N3D and without weights.
    fn finished(order: usize, speakers: &[Direction], vbap: &Vbap, exactly: Vec<f64>) -> Self {
        let weights = max_re(order);
        let count = channels(order);
        let weigh = |(k, value): (usize, f64)| {
            let n = degree(k % count);
            (value * f64::from(weights[n] * n3d_from_sn3d(n))) as f32
        };
        let mut decoder = Self {
            order,
            speakers: speakers.len(),
            matrix: exactly.into_iter().enumerate().map(weigh).collect(),
        };
        let scale = decoder.mean_energy(vbap).sqrt().recip();
        if scale.is_finite() {
            decoder
                .matrix
                .iter_mut()
                .for_each(|gain| *gain *= scale as f32);
        }
        decoder
    }

    /// The same for beds of a higher order, of which it plays nothing.
    fn widened(self, order: usize) -> Self {
        let rows = self.matrix.chunks_exact(channels(self.order));
        let mut matrix = Vec::with_capacity(self.speakers * channels(order));
        for (k, row) in rows.enumerate() {
            matrix.extend(row);
            matrix.resize((k + 1) * channels(order), 0.0);
        }
        Self {
            order,
            matrix,
            ..self
        }
    }

    /// The mean energy of sounds from where the layout reaches; if that is nowhere, from anywhere.
    fn mean_energy(&self, vbap: &Vbap) -> f64 {
        let quadrature = Quadrature::new(2 * self.order + 20);
        let mut out = vec![0.0; self.speakers];
        let [mut reached, mut everywhere] = [(0.0, 0.0); 2];
        for (direction, weight) in quadrature.directions.iter().zip(&quadrature.weights) {
            let frame: Vec<f32> = exact(self.order, *direction)
                .into_iter()
                .map(|y| y as f32)
                .collect();
            self.decode(&frame, &mut out);
            let energy: f64 = out.iter().map(|gain| f64::from(gain * gain)).sum();
            everywhere = (everywhere.0 + weight * energy, everywhere.1 + weight);
            if vbap.coverage(*direction) > REACHED {
                reached = (reached.0 + weight * energy, reached.1 + weight);
            }
        }
        let (energy, weight) = if reached.1 > 0.0 { reached } else { everywhere };
        energy / weight
    }
}

/// Harmonics whose squares have the mean 1.
fn n3d(order: usize, direction: Direction) -> Vec<f64> {
    let sn3d = exact(order, direction).into_iter().enumerate();
    sn3d.map(|(k, y)| y * ((2 * degree(k) + 1) as f64).sqrt())
        .collect()
}

/// The inverse of a symmetric matrix's root, without what is too weak.
fn inverse_root(matrix: Vec<f64>, n: usize) -> Vec<f64> {
    let (values, vectors) = eigen(matrix, n);
    let strongest = values.iter().copied().fold(0.0, f64::max);
    let mut root = vec![0.0; n * n];
    for (value, vector) in values.iter().zip(vectors.chunks_exact(n.max(1))) {
        if *value <= WEAKEST * strongest {
            continue;
        }
        for a in 0..n {
            for b in 0..n {
                root[a * n + b] += vector[a] * vector[b] / value.sqrt();
            }
        }
    }
    root
}

#[cfg(test)]
mod tests;
