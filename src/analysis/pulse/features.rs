//! What the network sees: sound in, 50 times a second 32 bands, each as level and as rise.
//!
//! `training/sounds.py` computes the same; what the network learnt there holds here.

use std::f64::consts::TAU;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};
use welkin_values::SAMPLE_RATE;

/// Samples in the window that one frame hears: 43 ms.
const WINDOW: usize = 2048;

/// Samples from one frame to the next: 20 ms.
pub(super) const HOP: usize = 960;

/// Bands, evenly spaced in ln(1 + f / [`WARP_HZ`]) from [`LOW_HZ`] to [`HIGH_HZ`].
const BANDS: usize = 32;
const WARP_HZ: f64 = 200.0;
const LOW_HZ: f64 = 30.0;
const HIGH_HZ: f64 = 11_000.0;

/// Numbers in a frame: the levels, then the rises.
pub(super) const SIZE: usize = 2 * BANDS;

/// Powers count in relation to the loudest lately, which falls by 3 dB a second and never below −80 dB.
const RELEASE: f64 = 0.3 / 50.0;
const FAINTEST: f32 = 1e-8;

/// Compression: ln(1 + `LIFT`·power) · `SCALE`.
const LIFT: f32 = 1e5;
const SCALE: f32 = 0.25;

/// Sound this far below the loudest lately, or below −80 dB, is a pause (power, −50 dB).
const PAUSE: f32 = 1e-5;

/// Nothing louder than this is believed: 18 dB over full scale.
const LOUDEST: f32 = 8.0;

/// Hears frames.
pub(super) struct Features {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    window: Vec<f32>,
    filled: usize,
    windowed: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    /// First bin and weights of every band.
    bands: Vec<(usize, Vec<f32>)>,
    level: f32,
    release: f32,
    frame: Frame,
}

/// What one frame tells.
#[derive(Clone)]
pub(super) struct Frame {
    /// Levels, then rises.
    pub(super) values: [f32; SIZE],
    /// Nothing sounds.
    pub(super) is_pause: bool,
}

impl Features {
    /// Silence before the first sample.
    pub(super) fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        let hann = |n: usize| 0.5 - 0.5 * (TAU * n as f64 / WINDOW as f64).cos();
        Self {
            hann: (0..WINDOW).map(|n| hann(n) as f32).collect(),
            window: vec![0.0; WINDOW],
            filled: WINDOW - HOP,
            windowed: fft.make_input_vec(),
            bins: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
            bands: bands(),
            level: FAINTEST,
            release: 10_f64.powf(-RELEASE) as f32,
            frame: Frame {
                values: [0.0; SIZE],
                is_pause: true,
            },
        }
    }

    /// Takes samples off the front of `samples` until a hop is full and returns its frame; `None` when they
    /// are used up first. Never allocates.
    pub(super) fn next(&mut self, samples: &mut &[f32]) -> Option<&Frame> {
        if self.filled == WINDOW {
            self.window.copy_within(HOP.., 0);
            self.filled -= HOP;
        }
        let taken = samples.len().min(WINDOW - self.filled);
        let (now, later) = samples.split_at(taken);
        let room = &mut self.window[self.filled..self.filled + taken];
        for (place, sample) in room.iter_mut().zip(now) {
            *place = believable(*sample);
        }
        *samples = later;
        self.filled += taken;
        (self.filled == WINDOW).then(|| self.look())
    }

    fn look(&mut self) -> &Frame {
        for ((windowed, sample), weight) in
            self.windowed.iter_mut().zip(&self.window).zip(&self.hann)
        {
            *windowed = sample * weight;
        }
        self.fft
            .process_with_scratch(&mut self.windowed, &mut self.bins, &mut self.scratch)
            .expect("the buffers were made by this transform and have its sizes");
        let full_scale = 1.0 / (WINDOW as f32 / 2.0).powi(2);
        let mut powers = [0.0; BANDS];
        for (power, (first, weights)) in powers.iter_mut().zip(&self.bands) {
            let bins = &self.bins[*first..first + weights.len()];
            let sum: f32 = bins
                .iter()
                .zip(weights)
                .map(|(b, w)| b.norm_sqr() * w)
                .sum();
            *power = sum * full_scale;
        }
        let mean = powers.iter().sum::<f32>() / BANDS as f32;
        self.level = (self.level * self.release).max(mean).max(FAINTEST);
        self.frame.is_pause = mean < (self.level * PAUSE).max(FAINTEST);
        let (levels, rises) = self.frame.values.split_at_mut(BANDS);
        for ((level, rise), power) in levels.iter_mut().zip(rises).zip(powers) {
            let now = (LIFT * power / self.level).ln_1p() * SCALE;
            *rise = (now - *level).max(0.0);
            *level = now;
        }
        &self.frame
    }
}

/// Triangles with the sum 1.
fn bands() -> Vec<(usize, Vec<f32>)> {
    let warped = |hz: f64| (hz / WARP_HZ).ln_1p();
    let (low, high) = (warped(LOW_HZ), warped(HIGH_HZ));
    let step = (high - low) / (BANDS + 1) as f64;
    let bin = |bin: usize| warped(bin as f64 * f64::from(SAMPLE_RATE) / WINDOW as f64);
    let band = |n: usize| {
        let middle = low + step * (n + 1) as f64;
        let weight = |z: f64| 1.0 - (z - middle).abs() / step;
        let bins = WINDOW / 2 + 1;
        let first = (0..bins).find(|b| weight(bin(*b)) > 0.0).unwrap_or(0);
        let weights: Vec<f64> = (first..bins)
            .map(|b| weight(bin(b)))
            .take_while(|weight| *weight > 0.0)
            .collect();
        let sum: f64 = weights.iter().sum();
        (first, weights.iter().map(|w| (w / sum) as f32).collect())
    };
    (0..BANDS).map(band).collect()
}

/// The sample, or the nearest number that sound can be.
fn believable(sample: f32) -> f32 {
    if sample.is_finite() {
        sample.clamp(-LOUDEST, LOUDEST)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
