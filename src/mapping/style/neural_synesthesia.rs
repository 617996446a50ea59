//! Neural synesthesia: spectrum, melody and beat together move the latent, each in its own way.
//!
//! - *Spectrum*: each of the eight bands pulls the global latent along a seeded direction of its own,
//!   by up to a fifth of a typical latent, rising in 50 ms and falling in 350 ms. Where there are
//!   local latents, the spectrum also lies over the surface: the lowest band moves the lowest cells,
//!   the highest band the highest ones.
//! - *Melody*: the chroma, weighted by how much is sustained, mixes twelve classes or worlds within
//!   about a second.
//! - *Beat*: each beat carries the latent an eighth further around a seeded circle, fastest on the beat
//!   and still before the next one. It never jumps back, so nothing flashes.

use std::f32::consts::TAU;

use welkin_values::{BANDS, Features, Latent, LatentShape};

use super::pitches::Pitches;
use super::share;
use crate::chance::{self, Purpose, seed_for};
use crate::places::Places;
use crate::route::Follower;
use crate::sphere::{self, smoothstep};
use crate::tick::TICK_SECS;

const BAND_STEP: f32 = 0.22;
const LOCAL_BAND_STEP: f32 = 0.8;
const BAND_ATTACK_SECS: f32 = 0.05;
const BAND_RELEASE_SECS: f32 = 0.35;
const MELODY_SECS: f64 = 0.8;
const MELODY_DEPTH: f32 = 0.8;
const BEAT_RADIUS: f32 = 0.45;
const BEATS_PER_CIRCLE: f32 = 8.0;

/// See above.
#[derive(Clone, Debug)]
pub(crate) struct NeuralSynesthesia {
    bands: [Follower; BANDS],
    global_directions: Vec<Vec<f32>>,
    local_directions: Vec<Vec<f32>>,
    pitches: Pitches,
    beat_angle: f32,
    beat_plane: [Vec<f32>; 2],
}

impl NeuralSynesthesia {
    pub(super) fn new(seeds: [u64; 2], shape: LatentShape) -> Self {
        let directions = |purpose, count: i64, len| {
            let seed = seed_for(purpose, &seeds);
            (0..count).map(move |i| chance::direction(seed, i, len))
        };
        let bands = BANDS as i64;
        let beat = seed_for(Purpose::Beat, &seeds);
        Self {
            bands: std::array::from_fn(|_| Follower::new(BAND_ATTACK_SECS, BAND_RELEASE_SECS)),
            global_directions: directions(Purpose::Spectrum, bands, shape.global).collect(),
            local_directions: directions(Purpose::LocalSpectrum, bands, shape.local_channels)
                .collect(),
            pitches: Pitches::new(seeds, shape, MELODY_SECS, MELODY_DEPTH),
            beat_angle: 0.0,
            beat_plane: [0, 1].map(|i| chance::direction(beat, i, shape.global)),
        }
    }

    pub(super) fn advance(&mut self, mix: &Features) {
        for (band, heard) in self.bands.iter_mut().zip(mix.bands) {
            band.advance(share(heard));
        }
        self.pitches.advance(mix);
        // Over one beat, the speed's integral is one step, whatever the tempo. A beat that goes on in
        // silence is only expected, not heard.
        let beats = share(mix.tempo_bpm / 600.0) * 10.0 * TICK_SECS as f32;
        let is_heard = smoothstep(share(mix.level) * 10.0);
        let speed = 2.0 * (1.0 - share(mix.beat_phase)) * share(mix.beat_confidence) * is_heard;
        self.beat_angle = (self.beat_angle + TAU / BEATS_PER_CIRCLE * beats * speed) % TAU;
    }

    pub(super) fn apply(&self, latent: &mut Latent, places: &Places) {
        self.pitches.apply(latent);
        for (band, direction) in self.bands.iter().zip(&self.global_directions) {
            sphere::add(&mut latent.global, BAND_STEP * band.value(), direction);
        }
        let (sin, cos) = self.beat_angle.sin_cos();
        sphere::add(
            &mut latent.global,
            BEAT_RADIUS * (cos - 1.0),
            &self.beat_plane[0],
        );
        sphere::add(&mut latent.global, BEAT_RADIUS * sin, &self.beat_plane[1]);
        self.lay_over_surface(latent, places.heights());
    }

    fn lay_over_surface(&self, latent: &mut Latent, heights: &[f32]) {
        for (i, (band, direction)) in self.bands.iter().zip(&self.local_directions).enumerate() {
            let amount = LOCAL_BAND_STEP * band.value();
            if amount == 0.0 || heights.is_empty() {
                continue;
            }
            let height_of_band = i as f32 / (BANDS - 1) as f32;
            let ring: Vec<f32> = heights
                .iter()
                .map(|height| (-((height - height_of_band) * 5.0).powi(2)).exp())
                .collect();
            for (channel, along) in latent.local.values.chunks_mut(ring.len()).zip(direction) {
                sphere::add(channel, amount * along, &ring);
            }
        }
    }
}
