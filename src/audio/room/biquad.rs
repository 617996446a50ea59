//! The filters of an equaliser: two poles, two zeros.
//!
//! Formulas: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use welkin_installation::{EqBand, EqKind};
use welkin_values::SAMPLE_RATE;

/// What lingers below this is over: 600 dB down, far above what would slow a processor.
const OVER: f64 = 1e-30;

/// One filter and its memory.
#[derive(Clone, Debug)]
pub(super) struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    memory: [f64; 2],
}

impl Biquad {
    /// One band of an equaliser. What is no number or out of range is held within it.
    pub(super) fn of(band: &EqBand) -> Self {
        let hz = f64::from(band.hz).clamp(10.0, 22_000.0);
        let q = f64::from(band.q).clamp(0.1, 20.0);
        Self::new(band.kind, hz, f64::from(band.gain_db).clamp(-24.0, 12.0), q)
    }

    /// A low-pass that is flat up to its corner (Butterworth).
    pub(super) fn low_pass(hz: f64) -> Self {
        Self::new(EqKind::HighCut, hz, 0.0, FRAC_1_SQRT_2)
    }

    fn new(kind: EqKind, hz: f64, gain_db: f64, q: f64) -> Self {
        let (sin, cos) = (TAU * hz / f64::from(SAMPLE_RATE)).sin_cos();
        let alpha = sin / (2.0 * q);
        // The root of the gain; a shelf's slope takes its root again.
        let gain = 10_f64.powf(gain_db / 40.0);
        let (sum, less) = (gain + 1.0, gain - 1.0);
        let steep = 2.0 * gain.sqrt() * alpha;
        let (b, a) = match kind {
            EqKind::Bell => (
                [1.0 + alpha * gain, -2.0 * cos, 1.0 - alpha * gain],
                [1.0 + alpha / gain, -2.0 * cos, 1.0 - alpha / gain],
            ),
            EqKind::LowShelf => (
                [
                    gain * (sum - less * cos + steep),
                    2.0 * gain * (less - sum * cos),
                    gain * (sum - less * cos - steep),
                ],
                [
                    sum + less * cos + steep,
                    -2.0 * (less + sum * cos),
                    sum + less * cos - steep,
                ],
            ),
            EqKind::HighShelf => (
                [
                    gain * (sum + less * cos + steep),
                    -2.0 * gain * (less + sum * cos),
                    gain * (sum + less * cos - steep),
                ],
                [
                    sum - less * cos + steep,
                    2.0 * (less - sum * cos),
                    sum - less * cos - steep,
                ],
            ),
            EqKind::LowCut => (
                [(1.0 + cos) / 2.0, -(1.0 + cos), (1.0 + cos) / 2.0],
                [1.0 + alpha, -2.0 * cos, 1.0 - alpha],
            ),
            EqKind::HighCut => (
                [(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0],
                [1.0 + alpha, -2.0 * cos, 1.0 - alpha],
            ),
        };
        Self {
            b: b.map(|value| value / a[0]),
            a: [a[1] / a[0], a[2] / a[0]],
            memory: [0.0; 2],
        }
    }

    /// Filters in place (direct form II, transposed).
    pub(super) fn filter(&mut self, samples: &mut [f32]) {
        let ([b0, b1, b2], [a1, a2]) = (self.b, self.a);
        let [mut first, mut second] = self.memory;
        for sample in samples {
            let input = f64::from(*sample);
            let output = b0 * input + first;
            first = b1 * input - a1 * output + second;
            second = b2 * input - a2 * output;
            *sample = output as f32;
        }
        self.memory = [first, second].map(|value| if value.abs() < OVER { 0.0 } else { value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::tone;

    /// What a tone is amplified by, decibels.
    fn gain_db(filter: &mut Biquad, hz: f64) -> f64 {
        let mut sound = tone(48_000, hz, 0.5, 1.0);
        filter.filter(&mut sound);
        let energy = |part: &[f32]| -> f64 { part.iter().map(|s| f64::from(*s).powi(2)).sum() };
        let plain = tone(48_000, hz, 0.5, 1.0);
        10.0 * (energy(&sound[24_000..]) / energy(&plain[24_000..])).log10()
    }

    #[test]
    fn bands_do_what_they_say() {
        let band = |kind, hz, gain_db, q| EqBand {
            kind,
            hz,
            gain_db,
            q,
        };
        let flat = std::f32::consts::FRAC_1_SQRT_2;
        for (band, at) in [
            (
                band(EqKind::Bell, 1000.0, 6.0, 2.0),
                [(100.0, 0.0), (1000.0, 6.0), (10_000.0, 0.0)],
            ),
            (
                band(EqKind::Bell, 1000.0, -24.0, 2.0),
                [(20.0, 0.0), (1000.0, -24.0), (20_000.0, 0.0)],
            ),
            (
                band(EqKind::LowShelf, 500.0, 8.0, flat),
                [(20.0, 8.0), (500.0, 4.0), (10_000.0, 0.0)],
            ),
            (
                band(EqKind::HighShelf, 2000.0, -6.0, flat),
                [(50.0, 0.0), (2000.0, -3.0), (20_000.0, -6.0)],
            ),
            (
                band(EqKind::LowCut, 200.0, 0.0, flat),
                [(20.0, -40.0), (200.0, -3.0), (5000.0, 0.0)],
            ),
            (
                band(EqKind::HighCut, 1000.0, 0.0, flat),
                [(50.0, 0.0), (1000.0, -3.0), (5000.0, -28.6)],
            ),
        ] {
            for (hz, expected) in at {
                let is = gain_db(&mut Biquad::of(&band), hz);
                assert!(
                    (is - expected).abs() < 0.3,
                    "{band:?} at {hz} Hz: {is} instead of {expected} dB"
                );
            }
        }
    }

    #[test]
    fn silence_comes_back_and_hostile_bands_stay_finite() {
        let hostile = EqBand {
            kind: EqKind::Bell,
            hz: f32::INFINITY,
            gain_db: 1e9,
            q: 0.0,
        };
        let mut filter = Biquad::of(&hostile);
        let mut sound = vec![0.0; 96_000];
        sound[0] = 1000.0;
        for part in sound.chunks_mut(CHUNK_OF_TEST) {
            filter.filter(part);
        }
        assert!(sound.iter().all(|sample| sample.is_finite()));
        assert_eq!(filter.memory, [0.0; 2]);
    }

    const CHUNK_OF_TEST: usize = 128;
}
