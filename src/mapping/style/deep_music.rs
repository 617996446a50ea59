//! Deep music, after deep-music-visualizer: chroma mixes classes, loudness and its change move the
//! noise vector.
//!
//! - Each number of the noise vector moves at `tempo · (power + rise)`, up or down, half of them slower
//!   (jitter 0.5, drawn anew every 200 frames), smoothed by `u = (u + 3u')/4` per frame, and turns
//!   around at ±2. Power is the level squared; the rise is the power's growth as a share of the
//!   steepest of late, where the original knows the whole song's.
//! - Chroma goes through a leaky integrator, `α = 1/(P + 1)` per frame with P = 80 (1.9 s), and mixes
//!   twelve classes, or worlds in a model without classes.

use welkin_values::{Features, Latent, LatentShape};

use super::bounce::Bounce;
use super::pitches::Pitches;
use super::share;
use crate::chance::{Purpose, seed_for};
use crate::sphere;
use crate::tick::TICK_SECS;

const FRAMES_PER_SEC: f64 = 22_050.0 / 512.0;

/// Standard deviations a second at full power: a tempo sensitivity of 0.04 (the original recommends
/// 0.05 to 0.8, and hears power that is nearly always small).
const TEMPO_PER_SEC: f32 = 1.7;

const REDRAW_SECS: f64 = 200.0 / FRAMES_PER_SEC;
const CHROMA_SECS: f64 = 81.0 / FRAMES_PER_SEC;
const CHROMA_DEPTH: f32 = 1.0;
const STEEPEST_SECS: f64 = 10.0;

/// See above.
#[derive(Clone, Debug)]
pub(crate) struct DeepMusic {
    noise: Bounce,
    pitches: Pitches,
    power: f32,
    steepest: f32,
}

impl DeepMusic {
    pub(super) fn new(seeds: [u64; 2], shape: LatentShape) -> Self {
        Self {
            noise: Bounce::new(seed_for(Purpose::Bounce, &seeds), shape.global, REDRAW_SECS),
            pitches: Pitches::new(seeds, shape, CHROMA_SECS, CHROMA_DEPTH),
            power: 0.0,
            steepest: 0.0,
        }
    }

    pub(super) fn advance(&mut self, mix: &Features) {
        let power = share(mix.level).powi(2);
        let rise = (power - self.power).max(0.0);
        self.power = power;
        self.steepest = (self.steepest * sphere::remains(TICK_SECS, STEEPEST_SECS))
            .max(rise)
            .max(0.01);
        self.noise
            .advance(TEMPO_PER_SEC * (power + rise / self.steepest));
        self.pitches.advance(mix);
    }

    pub(super) fn apply(&self, latent: &mut Latent) {
        sphere::add(&mut latent.global, 1.0, self.noise.offset());
        self.pitches.apply(latent);
    }
}
