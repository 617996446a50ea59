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
    /// For windows of [`WINDOW_SAMPLES`].
    pub(crate) fn new() -> Self {
        Self::of(WINDOW_SAMPLES)
    }

    /// For windows of so many samples, an even number.
    pub(crate) fn of(window_samples: usize) -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(window_samples);
        let hann = |n| hann(n, window_samples) as f32;
        Self {
            hann: (0..window_samples).map(hann).collect(),
            windowed: fft.make_input_vec(),
            bins: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
        }
    }

    /// The spectrum of a window.
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

/// Mean square of the sound in each bin of any window: they sum to the mean square of the window, weighted by Hann².
pub(crate) fn mean_squares(bins: &[Complex<f32>], out: &mut [f32]) {
    // Σ hann² = 3N/8; twice, because a real sound has the other half of its energy in the mirrored bins.
    let window_samples = 2 * (bins.len() - 1);
    let scale = 2.0 / (0.375 * (window_samples * window_samples) as f32);
    for (square, bin) in out.iter_mut().zip(bins) {
        *square = bin.norm_sqr() * scale;
    }
    out[0] *= 0.5;
    out[bins.len() - 1] *= 0.5;
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

/// How much like noise a power spectrum is: its geometric against its arithmetic mean (Wiener entropy), 0 for a tone
/// and 1 for white noise; 0 in silence.
pub(crate) fn flatness(power: &[f32]) -> f32 {
    /// What white noise has in a single frame: exp(−γ), Euler's constant.
    const OF_NOISE: f32 = 0.561_459_5;
    let mean = power.iter().sum::<f32>() / power.len() as f32;
    if mean < f32::MIN_POSITIVE {
        return 0.0;
    }
    let least = 1e-10 * mean;
    // The logarithm of eight at a time: a product of shares of the mean stays far from the ends of what f32 holds.
    let logarithm = |some: &[f32]| {
        let product: f64 = some
            .iter()
            .map(|power| f64::from(power.max(least) / mean))
            .product();
        product.ln()
    };
    let sum: f64 = power.chunks(8).map(logarithm).sum();
    let geometric = (sum / power.len() as f64).exp() as f32;
    (geometric / OF_NOISE).clamp(0.0, 1.0)
}

fn hann(n: usize, window_samples: usize) -> f64 {
    0.5 * (1.0 - (TAU * n as f64 / window_samples as f64).cos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{noise, sine};

    /// The definition, term by term.
    fn naive(window: &[f32], bin: usize) -> Complex<f64> {
        let turn = |n: usize| -TAU * ((bin * n) % WINDOW_SAMPLES) as f64 / WINDOW_SAMPLES as f64;
        let term = |(n, x): (usize, &f32)| {
            Complex::from_polar(f64::from(*x) * hann(n, WINDOW_SAMPLES), turn(n))
        };
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
        for window_samples in [1024, WINDOW_SAMPLES, 8192] {
            let window = sine(997.0, 0.5, window_samples);
            let mut squares = vec![0.0; window_samples / 2 + 1];
            mean_squares(
                Spectrum::of(window_samples).transform(&window),
                &mut squares,
            );
            let rms = squares.iter().sum::<f32>().sqrt();
            assert!((rms - 0.35355).abs() < 1e-3, "{rms}");
        }
    }

    #[test]
    fn an_offset_leaves_nothing() {
        let mut spectrum = Spectrum::new();
        let bins = spectrum.transform(&[0.7; WINDOW_SAMPLES]);
        remove_offset(bins);
        assert!(bins.iter().all(|bin| bin.norm() < 1e-3));
    }

    #[test]
    fn noise_is_flat_and_a_tone_is_not() {
        let of = |sound: &[f32]| {
            let mut squares = vec![0.0; BINS];
            mean_squares(Spectrum::new().transform(sound), &mut squares);
            flatness(&squares)
        };
        for seed in 1..20 {
            let heard = of(&noise(seed, 0.1, WINDOW_SAMPLES));
            assert!((0.9..=1.0).contains(&heard), "{heard}");
        }
        assert!(of(&sine(440.0, 0.5, WINDOW_SAMPLES)) < 0.001);
        assert_eq!(flatness(&[0.0; BINS]), 0.0);
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
