//! Any frame of a whole sound in, the magnitudes of its spectrum out.

use std::borrow::Cow;
use std::f64::consts::TAU;
use std::sync::Arc;

use pulp::{Arch, Simd, WithSimd};
use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::settings::StudySettings;

/// Louder than this no sample counts, so that powers stay finite: 120 dB over full scale.
const LOUDEST: f32 = 1e6;

/// The samples with those that are no numbers, or beyond all reason, replaced.
pub(super) fn sane(samples: &[f32]) -> Cow<'_, [f32]> {
    if samples.iter().all(|sample| sample.abs() <= LOUDEST) {
        return Cow::Borrowed(samples);
    }
    let sane = |sample: &f32| {
        if sample.is_finite() {
            sample.clamp(-LOUDEST, LOUDEST)
        } else {
            0.0
        }
    };
    Cow::Owned(samples.iter().map(sane).collect())
}

/// Cuts out frames and transforms them: X[k] = Σ w[n]·x[n]·exp(−2πikn/N) with a periodic Hann window, unscaled, the
/// middle of frame t at sample t·hop, and silence around the sound.
///
/// In double precision, as librosa does it, because masks compare what lies 140 dB below the loudest bin: with
/// singles a pure tone's masks are made of rounding errors.
pub(super) struct Stft {
    fft: Arc<dyn RealToComplex<f64>>,
    hann: Vec<f64>,
    windowed: Vec<f64>,
    bins: Vec<Complex<f64>>,
    scratch: Vec<Complex<f64>>,
    hop: usize,
    arch: Arch,
}

impl Stft {
    pub(super) fn new(settings: &StudySettings) -> Self {
        let window = settings.window;
        let fft = RealFftPlanner::new().plan_fft_forward(window);
        let hann = |n: usize| 0.5 - 0.5 * (TAU * n as f64 / window as f64).cos();
        Self {
            hann: (0..window).map(hann).collect(),
            windowed: fft.make_input_vec(),
            bins: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            hop: settings.hop,
            arch: Arch::new(),
            fft,
        }
    }

    /// |X| of one frame for all bins of `out`.
    pub(super) fn magnitudes(&mut self, samples: &[f32], frame: usize, out: &mut [f32]) {
        let (before, inside) = self.within(samples.len(), frame);
        let end = before + inside.len();
        self.windowed[..before].fill(0.0);
        self.windowed[end..].fill(0.0);
        self.arch.dispatch(Weigh {
            samples: &samples[inside],
            weights: &self.hann[before..end],
            out: &mut self.windowed[before..end],
        });
        self.fft
            .process_with_scratch(&mut self.windowed, &mut self.bins, &mut self.scratch)
            .expect("the buffers were made by this transform and have its sizes");
        self.arch.dispatch(Magnitudes {
            bins: &self.bins,
            out,
        });
    }

    /// Root mean square of one frame's samples.
    pub(super) fn rms(&self, samples: &[f32], frame: usize) -> f32 {
        let (_, inside) = self.within(samples.len(), frame);
        let sum = self.arch.dispatch(SumOfSquares(&samples[inside]));
        (sum / self.hann.len() as f32).sqrt()
    }

    /// How many places of a frame lie before the sound, and which samples it holds.
    fn within(&self, samples: usize, frame: usize) -> (usize, std::ops::Range<usize>) {
        let (window, middle) = (self.hann.len(), frame * self.hop);
        let before = (window / 2).saturating_sub(middle);
        let start = (middle + before - window / 2).min(samples);
        let end = (middle + window / 2).clamp(start, samples);
        (before, start..end)
    }
}

// What runs on the widest vectors.

struct Weigh<'a> {
    samples: &'a [f32],
    weights: &'a [f64],
    out: &'a mut [f64],
}

impl WithSimd for Weigh<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for ((out, sample), weight) in self.out.iter_mut().zip(self.samples).zip(self.weights) {
            *out = f64::from(*sample) * weight;
        }
    }
}

struct Magnitudes<'a> {
    bins: &'a [Complex<f64>],
    out: &'a mut [f32],
}

impl WithSimd for Magnitudes<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (magnitude, bin) in self.out.iter_mut().zip(self.bins) {
            let (re, im) = (bin.re as f32, bin.im as f32);
            *magnitude = (re * re + im * im).sqrt();
        }
    }
}

struct SumOfSquares<'a>(&'a [f32]);

impl WithSimd for SumOfSquares<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f32 {
        // In sixteen sums, so that it is done many at a time.
        let mut sums = [0.0; 16];
        let (chunks, rest) = self.0.as_chunks::<16>();
        for chunk in chunks {
            for (sum, x) in sums.iter_mut().zip(chunk) {
                *sum += x * x;
            }
        }
        sums.iter().sum::<f32>() + rest.iter().map(|x| x * x).sum::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::noise;

    /// The definition, term by term.
    fn plain(samples: &[f32], window: usize, hop: usize, frame: usize) -> (Vec<f64>, f64) {
        let sample = |n: usize| {
            let place = (frame * hop + n).checked_sub(window / 2);
            place
                .and_then(|place| samples.get(place))
                .map_or(0.0, |x| f64::from(*x))
        };
        let magnitude = |bin: usize| {
            let term = |n: usize| {
                let hann = 0.5 * (1.0 - (TAU * n as f64 / window as f64).cos());
                Complex::from_polar(hann * sample(n), -TAU * (bin * n) as f64 / window as f64)
            };
            (0..window).map(term).sum::<Complex<f64>>().norm()
        };
        let squares: f64 = (0..window).map(|n| sample(n).powi(2)).sum();
        (
            (0..=window / 2).map(magnitude).collect(),
            (squares / window as f64).sqrt(),
        )
    }

    #[test]
    fn equals_the_definition() {
        for (window, hop, samples) in [
            (64, 16, 300),
            (64, 64, 100),
            (66, 1, 3),
            (100, 30, 500),
            (128, 32, 20),
            (64, 16, 0),
        ] {
            let settings = StudySettings::new(22_050, window, hop).unwrap();
            let sound = noise(7, 0.5, samples);
            let mut stft = Stft::new(&settings);
            let mut out = vec![0.0; settings.bins()];
            for frame in 0..settings.frames(samples) {
                stft.magnitudes(&sound, frame, &mut out);
                let (magnitudes, rms) = plain(&sound, window, hop, frame);
                for (bin, (heard, exact)) in out.iter().zip(&magnitudes).enumerate() {
                    let error = (f64::from(*heard) - exact).abs();
                    assert!(
                        error < 1e-5,
                        "{window}/{hop}: frame {frame}, bin {bin}: {error}"
                    );
                }
                let error = (f64::from(stft.rms(&sound, frame)) - rms).abs();
                assert!(error < 1e-6, "{window}/{hop}: frame {frame}: {error}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_silence() {
        let hostile = [0.5, f32::NAN, f32::INFINITY, -f32::INFINITY, 1e30, -1e30];
        assert_eq!(*sane(&hostile), [0.5, 0.0, 0.0, 0.0, 1e6, -1e6]);
        assert!(matches!(sane(&[0.5, -2.0]), Cow::Borrowed(_)));
    }
}
