//! Whether sound repeats within a few milliseconds, as all that has a pitch does: a power spectrum in, the greatest
//! autocorrelation of late out.
//!
//! The spectrum is first made even (divided by its mean over neighbouring bins), so that a resonance is no pitch.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner};

use super::{MEASURED_SECS, WEIGHT};
use crate::FRAMES_PER_SEC;
use crate::spectrum::{BIN_HZ, BINS};

/// Bins that are correlated, to 6 kHz, and the lags that come of them, 83 µs each.
const HEARD: usize = 257;
const LAGS: usize = 2 * (HEARD - 1);
const LAGS_PER_SEC: f32 = LAGS as f32 * BIN_HZ;

/// What is looked at, and for how long a pitch takes to repeat: 62 to 400 Hz.
const FROM_HZ: f32 = 310.0;
const TO_HZ: f32 = 5000.0;
const FROM_SECS: f32 = 0.0025;
const TO_SECS: f32 = 0.016;

/// Neighbours on each side over which the spectrum is made even.
const EVEN: usize = 12;

/// Remembers the last second.
pub(super) struct Repeats {
    inverse: Arc<dyn ComplexToReal<f32>>,
    even: Vec<Complex<f32>>,
    lags: Vec<f32>,
    scratch: Vec<Complex<f32>>,
    /// What the Hann window leaves of a repetition.
    left: Vec<f32>,
    weighted: f32,
    weights: f32,
}

impl Repeats {
    pub(super) fn new() -> Self {
        let inverse = RealFftPlanner::new().plan_fft_inverse(LAGS);
        Self {
            even: inverse.make_input_vec(),
            lags: inverse.make_output_vec(),
            scratch: inverse.make_scratch_vec(),
            left: (0..LAGS).map(left).collect(),
            inverse,
            weighted: 0.0,
            weights: 0.0,
        }
    }

    pub(super) fn hear(&mut self, power: &[f32; BINS]) {
        let bins = (FROM_HZ / BIN_HZ) as usize..(TO_HZ / BIN_HZ) as usize;
        let loudness = power[bins.clone()].iter().sum::<f32>().powf(WEIGHT);
        let mut around: f32 = power[bins.start - EVEN - 1..bins.start + EVEN].iter().sum();
        self.even.fill(Complex::default());
        for bin in bins {
            around += power[bin + EVEN] - power[bin - EVEN - 1];
            self.even[bin].re = power[bin] / (around.max(power[bin]) + 1e-12);
        }
        self.inverse
            .process_with_scratch(&mut self.even, &mut self.lags, &mut self.scratch)
            .expect("the buffers were made by this transform, and a power spectrum is real");
        let [from, to] = [FROM_SECS, TO_SECS].map(|secs| (secs * LAGS_PER_SEC) as usize);
        let lags = self.lags[from..to].iter().zip(&self.left[from..to]);
        let greatest = lags.map(|(lag, left)| lag / left).fold(0.0, f32::max);
        let repeats = greatest / (self.lags[0] + 1e-9);
        let new = 1.0 / (MEASURED_SECS * FRAMES_PER_SEC);
        self.weighted += new * (loudness * repeats - self.weighted);
        self.weights += new * (loudness - self.weights);
    }

    /// The greatest autocorrelation at a pitch's lag, 0 to about 1, louder frames counting more.
    pub(super) fn of_late(&self) -> f32 {
        self.weighted / (self.weights + 1e-9)
    }
}

/// Autocorrelation of a Hann window, 1 at lag 0.
fn left(lag: usize) -> f32 {
    let turns = lag as f64 / LAGS as f64;
    let angle = std::f64::consts::TAU * turns;
    let correlation = (1.0 - turns) * (2.0 / 3.0 + angle.cos() / 3.0)
        + angle.sin() / (2.0 * std::f64::consts::PI);
    (correlation as f32).max(0.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::{HOP_SAMPLES, WINDOW_SAMPLES};
    use crate::signals::{chord, click, noise, struck};
    use crate::spectrum::{Spectrum, mean_squares};

    fn heard(sound: &[f32]) -> f32 {
        let (mut spectrum, mut repeats) = (Spectrum::new(), Repeats::new());
        let mut power = [0.0; BINS];
        for window in sound.windows(WINDOW_SAMPLES).step_by(HOP_SAMPLES) {
            mean_squares(spectrum.transform(window), &mut power);
            repeats.hear(&power);
        }
        repeats.of_late()
    }

    #[test]
    fn pitch_repeats_and_noise_does_not() {
        let pulses: Vec<f64> = (0..400).map(|n| f64::from(n) / 110.0).collect();
        assert!(heard(&struck(&click(), &pulses, 3.0)) > 0.8);
        assert!(heard(&chord(144_000)) > 0.4);
        let noise = heard(&noise(1, 0.1, 144_000));
        assert!((0.1..0.24).contains(&noise), "{noise}");
        assert_eq!(heard(&[0.0; 20_000]), 0.0);
    }
}
