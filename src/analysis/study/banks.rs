//! Weighted sums over bins: a tile of magnitudes in, the power of 128 mel bands or 12 pitch classes out.
//!
//! Mel bands are Slaney's; classes are bells of a semitone (D. Ellis, 2007) as librosa has them by default.

use pulp::Simd;

use super::settings::StudySettings;
use super::tile::{FRAMES, Lanes};
use crate::mel::Mel;

/// Mel bands, from 0 Hz to half the sample rate.
pub(super) const MEL_BANDS: usize = 128;

/// Pitch classes, from C to B.
pub(super) const CLASSES: usize = 12;

/// The power of all mel bands.
#[inline(always)]
pub(super) fn mel_power(mel: &Mel, tile: &[Lanes], out: &mut [Lanes; MEL_BANDS]) {
    for (sum, (first, weights)) in out.iter_mut().zip(mel.filters()) {
        let mut power = [0.0; FRAMES];
        for (magnitudes, weight) in tile[first..].iter().zip(weights) {
            for n in 0..FRAMES {
                power[n] += weight * (magnitudes[n] * magnitudes[n]);
            }
        }
        *sum = power;
    }
}

/// How much each bin belongs to each class.
pub(super) struct Classes {
    weights: Vec<[f32; CLASSES]>,
}

impl Classes {
    /// Tuned this many semitones above A = 440 Hz.
    pub(super) fn new(settings: &StudySettings, tuning: f64) -> Self {
        let a0_hz = 440.0 / 16.0 * (tuning / 12.0).exp2();
        let semitones = |bin: usize| 12.0 * (bin as f64 * settings.bin_hz() / a0_hz).log2();
        let weights = |bin: usize| {
            // 0 Hz has no pitch: it is put an octave and a half below the first bin, and is as broad.
            let (pitch, breadth) = match bin {
                0 => (semitones(1) - 18.0, 18.0),
                _ => (
                    semitones(bin),
                    (semitones(bin + 1) - semitones(bin)).max(1.0),
                ),
            };
            let bells: [f64; CLASSES] = std::array::from_fn(|class| bell(pitch, breadth, class));
            let norm = bells.iter().map(|bell| bell * bell).sum::<f64>().sqrt();
            let octaves_off = (pitch / 12.0 - 5.0) / 2.0;
            let weight = (-0.5 * octaves_off * octaves_off).exp();
            bells.map(|bell| (bell / norm * weight) as f32)
        };
        Self {
            weights: (0..settings.bins()).map(weights).collect(),
        }
    }

    /// Power per class; the strongest of each frame is 1, all are 0 in silence.
    #[inline(always)]
    pub(super) fn chroma<S: Simd>(&self, simd: S, tile: &[Lanes]) -> [Lanes; CLASSES] {
        let mut chroma = [[0.0; FRAMES]; CLASSES];
        let vectors = FRAMES / S::F32_LANES;
        let (magnitudes, _) = S::as_simd_f32s(tile.as_flattened());
        for vector in 0..vectors {
            // Twelve sums in registers; as plain loops over frames they were added up one by one.
            let mut sums = [simd.splat_f32s(0.0); CLASSES];
            let bins = magnitudes.iter().skip(vector).step_by(vectors);
            for (magnitude, weights) in bins.zip(&self.weights) {
                let power = simd.mul_f32s(*magnitude, *magnitude);
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = simd.add_f32s(*sum, simd.mul_f32s(simd.splat_f32s(*weight), power));
                }
            }
            for (class, sum) in chroma.iter_mut().zip(sums) {
                S::as_mut_simd_f32s(class).0[vector] = sum;
            }
        }
        let mut strongest = [0.0_f32; FRAMES];
        for class in &chroma {
            for n in 0..FRAMES {
                strongest[n] = strongest[n].max(class[n]);
            }
        }
        for class in &mut chroma {
            for n in 0..FRAMES {
                class[n] /= if strongest[n] < f32::MIN_POSITIVE {
                    1.0
                } else {
                    strongest[n]
                };
            }
        }
        chroma
    }
}

/// How much a pitch, in semitones above A, belongs to a class; class 0 is C, three semitones above A.
fn bell(pitch: f64, breadth: f64, class: usize) -> f64 {
    let off = (pitch - (class as f64 + 3.0) + 6.0).rem_euclid(12.0) - 6.0;
    (-0.5 * (2.0 * off / breadth).powi(2)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The filter bank of librosa 0.11 for 22 050 Hz and 2048 samples.
    #[test]
    fn classes_equal_librosa() {
        let settings = StudySettings::new(22_050, 2048, 512).unwrap();
        let classes = Classes::new(&settings, 0.0);
        let sum: f64 = classes
            .weights
            .iter()
            .flatten()
            .map(|weight| f64::from(*weight))
            .sum();
        assert!((sum - 666.291_226).abs() < 1e-3, "{sum}");
        let golden = [0.000_185, 0.093_627, 0.866_206, 0.146_778, 0.000_456];
        for (weight, golden) in classes.weights[41][7..].iter().zip(golden) {
            assert!((weight - golden).abs() < 1e-5, "{weight} {golden}");
        }
    }

    #[test]
    fn mel_power_is_a_weighted_sum() {
        let mel = Mel::new(22_050, 2048, MEL_BANDS, 0.0, 11_025.0);
        let tile: Vec<Lanes> = (0..1025)
            .map(|bin| std::array::from_fn(|n| ((bin * 7 + n) % 13) as f32))
            .collect();
        let mut out = [[0.0; FRAMES]; MEL_BANDS];
        mel_power(&mel, &tile, &mut out);
        for n in 0..FRAMES {
            let power: Vec<f32> = tile.iter().map(|lanes| lanes[n] * lanes[n]).collect();
            let mut plain = [0.0; MEL_BANDS];
            mel.weigh(&power, &mut plain);
            for (power, plain) in out.iter().zip(plain) {
                assert!((power[n] - plain).abs() <= 1e-6 * plain);
            }
        }
    }
}
