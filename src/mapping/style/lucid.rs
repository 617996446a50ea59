//! Lucid, after lucid-sonic-dreams: percussion pulses, harmony moves.
//!
//! - *Pulse*: what is struck adds the same number to all of the latent's, followed with three quarters
//!   remaining per frame (80 ms).
//! - *Motion*: what is sustained moves each number up or down, half of them slower (drawn anew every
//!   4 s), summed up, and turned around at ±2.
//! - *Classes*: chroma, smoothed over a second, mixes twelve classes, or worlds in a model without.
//!
//! The original's reactions are 0.5 of an envelope that is a power and nearly always small; ours hears
//! loudness, so they are smaller here.

use welkin_values::{Features, Latent, LatentShape};

use super::bounce::Bounce;
use super::pitches::Pitches;
use super::{remains_per_tick, share};
use crate::chance::{Purpose, seed_for};
use crate::sphere;

const PULSE: f32 = 0.3;
const LOCAL_PULSE: f32 = 0.3;
/// Standard deviations a second at full harmony.
const MOTION_PER_SEC: f32 = 1.2;
const REDRAW_SECS: f64 = 4.0;
const CLASS_SECS: f64 = 1.0;
const CLASS_DEPTH: f32 = 0.5;

/// See above.
#[derive(Clone, Debug)]
pub(crate) struct Lucid {
    pulse: f32,
    pulse_remains: f32,
    motion: Bounce,
    pitches: Pitches,
}

impl Lucid {
    pub(super) fn new(seeds: [u64; 2], shape: LatentShape) -> Self {
        Self {
            pulse: 0.0,
            pulse_remains: remains_per_tick(0.75),
            motion: Bounce::new(seed_for(Purpose::Bounce, &seeds), shape.global, REDRAW_SECS),
            pitches: Pitches::new(seeds, shape, CLASS_SECS, CLASS_DEPTH),
        }
    }

    pub(super) fn advance(&mut self, mix: &Features) {
        let struck = share(mix.percussive);
        self.pulse = struck + (self.pulse - struck) * self.pulse_remains;
        if self.pulse < 1e-6 {
            self.pulse = 0.0;
        }
        self.motion
            .advance(MOTION_PER_SEC * share(mix.harmonic).powi(2));
        self.pitches.advance(mix);
    }

    pub(super) fn apply(&self, latent: &mut Latent) {
        sphere::add(&mut latent.global, 1.0, self.motion.offset());
        self.pitches.apply(latent);
        latent
            .global
            .iter_mut()
            .for_each(|x| *x += PULSE * self.pulse);
        latent
            .local
            .values
            .iter_mut()
            .for_each(|x| *x += LOCAL_PULSE * self.pulse);
    }
}
