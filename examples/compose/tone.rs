//! Waves, noise and the shapes of loudness.

use std::f32::consts::TAU;

use crate::RATE;

/// The frequency of a pitch in semitones, A4 being 69.
pub(crate) fn hz(pitch: f32) -> f32 {
    440.0 * ((pitch - 69.0) / 12.0).exp2()
}

/// Samples in a time.
pub(crate) fn samples(secs: f32) -> usize {
    (secs * RATE).round() as usize
}

/// The times of the samples of a sound, in seconds.
pub(crate) fn times(secs: f32) -> impl Iterator<Item = f32> {
    (0..samples(secs)).map(|sample| sample as f32 / RATE)
}

/// From 0 to 1 without a corner at either end.
pub(crate) fn smooth(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// Rises over `attack`, holds, falls over the last `release` to exactly nothing: no clicks.
pub(crate) fn swell(t: f32, length: f32, attack: f32, release: f32) -> f32 {
    smooth(t / attack) * smooth((length - t) / release)
}

/// A strike: up in `attack`, then down to a third every `fall`; ends at nothing at `length`.
pub(crate) fn strike(t: f32, length: f32, attack: f32, fall: f32) -> f32 {
    smooth(t / attack) * (-t / fall).exp() * smooth((length - t) / 0.02)
}

/// An oscillator: a phase in turns.
pub(crate) struct Phase(pub(crate) f32);

impl Phase {
    /// Goes on by one sample; gives the phase before.
    fn step(&mut self, hz: f32) -> f32 {
        let phase = self.0;
        self.0 = (self.0 + hz / RATE).fract();
        phase
    }

    pub(crate) fn sine(&mut self, hz: f32) -> f32 {
        (TAU * self.step(hz)).sin()
    }

    /// A sawtooth whose jump is rounded (polynomial band-limited step), so that high notes do not
    /// alias.
    pub(crate) fn saw(&mut self, hz: f32) -> f32 {
        let step = hz / RATE;
        let phase = self.step(hz);
        2.0 * phase - 1.0 - rounding(phase, step)
    }
}

fn rounding(phase: f32, step: f32) -> f32 {
    if phase < step {
        let x = phase / step;
        2.0 * x - x * x - 1.0
    } else if phase > 1.0 - step {
        let x = (phase - 1.0) / step;
        x * x + 2.0 * x + 1.0
    } else {
        0.0
    }
}

/// White noise, the same for the same seed.
pub(crate) struct Noise(u32);

impl Noise {
    pub(crate) fn seeded(seed: u32) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9) | 1)
    }

    /// The next value, -1 to 1 (xorshift).
    pub(crate) fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as f32 / u32::MAX as f32 * 2.0 - 1.0
    }
}
