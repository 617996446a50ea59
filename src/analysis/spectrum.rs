//! One window of sound in, its complex spectrum out.

use std::f64::consts::TAU;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};
use welkin_values::SAMPLE_RATE;

use crate::frames::WINDOW_SAMPLES;

/// Bins of a spectrum, from 0 Hz to half the sample rate.
pub(crate) const BINS: usize = WINDOW_SAMPLES / 2 + 1;

/// Hertz from one bin to the next.
pub(crate) const BIN_HZ: f32 = SAMPLE_RATE as f32 / WINDOW_SAMPLES as f32;

/// Transforms windows: X[k] = Σ w[n]·x[n]·exp(−2πikn/N) with a periodic Hann window, unscaled.
pub(crate) struct Spectrum {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    windowed: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Spectrum {
    pub(crate) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW_SAMPLES);
        Self {
            hann: (0..WINDOW_SAMPLES).map(|n| hann(n) as f32).collect(),
            windowed: fft.make_input_vec(),
            bins: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
        }
    }

    /// The spectrum of a window of [`WINDOW_SAMPLES`].
    pub(crate) fn transform(&mut self, window: &[f32]) -> &mut [Complex<f32>] {
        for ((windowed, sample), weight) in self.windowed.iter_mut().zip(window).zip(&self.hann) {
            *windowed = sample * weight;
        }
        self.fft
            .process_with_scratch(&mut self.windowed, &mut self.bins, &mut self.scratch)
            .expect("the buffers were made by this transform and have its sizes");
        &mut self.bins
    }
}

/// Takes a constant offset out of a spectrum. Under a Hann window it lies in bins 0 and 1 only, in the
/// ratio of −2 to 1.
pub(crate) fn remove_offset(bins: &mut [Complex<f32>]) {
    bins[1] += bins[0] * 0.5;
    bins[0] = Complex::default();
}

/// Mean square of the sound in each bin: they sum to the mean square of the window, weighted by Hann².
pub(crate) fn mean_squares(bins: &[Complex<f32>], out: &mut [f32]) {
    // Σ hann² = 3N/8; twice, because a real sound has the other half of its energy in the mirrored bins.
    let scale = 2.0 / (0.375 * (WINDOW_SAMPLES * WINDOW_SAMPLES) as f32);
    for (square, bin) in out.iter_mut().zip(bins) {
        *square = bin.norm_sqr() * scale;
    }
    out[0] *= 0.5;
    out[BINS - 1] *= 0.5;
}

/// The spectrum's centre of gravity by magnitude, hertz; 0 in silence.
pub(crate) fn centroid_hz(magnitudes: &[f32]) -> f32 {
    let (mut moment, mut mass) = (0.0, 0.0);
    for (bin, magnitude) in magnitudes.iter().enumerate() {
        moment += bin as f32 * magnitude;
        mass += magnitude;
    }
    if mass > 0.0 {
        moment / mass * BIN_HZ
    } else {
        0.0
    }
}

fn hann(n: usize) -> f64 {
    0.5 * (1.0 - (TAU * n as f64 / WINDOW_SAMPLES as f64).cos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{noise, sine};

    /// The definition, term by term.
    fn naive(window: &[f32], bin: usize) -> Complex<f64> {
        let turn = |n: usize| -TAU * ((bin * n) % WINDOW_SAMPLES) as f64 / WINDOW_SAMPLES as f64;
        let term = |(n, x): (usize, &f32)| Complex::from_polar(f64::from(*x) * hann(n), turn(n));
        window.iter().enumerate().map(term).sum()
    }

    #[test]
    fn equals_the_definition() {
        let window = noise(7, 0.5, WINDOW_SAMPLES);
        let mut spectrum = Spectrum::new();
        let bins = spectrum.transform(&window);
        for bin in (0..BINS).step_by(31).chain([1, BINS - 1]) {
            let exact = naive(&window, bin);
            let error =
                (f64::from(bins[bin].re) - exact.re).hypot(f64::from(bins[bin].im) - exact.im);
            assert!(error < 1e-3, "bin {bin}: off by {error}");
        }
    }

    #[test]
    fn squares_sum_to_the_mean_square() {
        let window = sine(997.0, 0.5, WINDOW_SAMPLES);
        let mut squares = vec![0.0; BINS];
        mean_squares(Spectrum::new().transform(&window), &mut squares);
        let rms = squares.iter().sum::<f32>().sqrt();
        assert!((rms - 0.35355).abs() < 1e-3, "{rms}");
    }

    #[test]
    fn an_offset_leaves_nothing() {
        let mut spectrum = Spectrum::new();
        let bins = spectrum.transform(&[0.7; WINDOW_SAMPLES]);
        remove_offset(bins);
        assert!(bins.iter().all(|bin| bin.norm() < 1e-3));
    }

    #[test]
    fn the_centroid_of_a_sine_is_its_frequency() {
        let mut spectrum = Spectrum::new();
        for hz in [440.0, 3000.0, 12_000.0] {
            let bins = spectrum.transform(&sine(hz, 0.5, WINDOW_SAMPLES));
            let magnitudes: Vec<f32> = bins.iter().map(|bin| bin.norm()).collect();
            let heard = centroid_hz(&magnitudes);
            assert!((heard - hz).abs() < 0.02 * hz, "{hz}: {heard}");
        }
        assert_eq!(centroid_hz(&[0.0; BINS]), 0.0);
    }
}
