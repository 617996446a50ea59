//! Chroma mixes classes: each of the twelve pitch classes stands for a class of the model, or for a
//! world of its own in a model without classes.

use welkin_values::{Features, Latent, LatentShape};

use super::share;
use crate::chance::{self, Purpose, seed_for};
use crate::sphere;
use crate::tick::TICK_SECS;

/// How long the first notes take to be believed, seconds.
const PRESENCE_SECS: f64 = 2.0;

/// Follows the chroma and mixes what the pitches stand for.
#[derive(Clone, Debug)]
pub(super) struct Pitches {
    /// The share that a tick at full strength adds.
    pace: f32,
    /// Against the walk's own latent, which weighs 1.
    depth: f32,
    first: [f32; 12],
    second: [f32; 12],
    /// 0 until something was heard, then towards 1.
    presence: f32,
    stands_for: StandsFor,
}

#[derive(Clone, Debug)]
enum StandsFor {
    Classes([usize; 12]),
    Worlds(Vec<Vec<f32>>),
}

impl Pitches {
    /// Follows with two leaky integrators in a row of `follow_secs` each, α = 1 − exp(−dt/τ).
    pub(super) fn new(seeds: [u64; 2], shape: LatentShape, follow_secs: f64, depth: f32) -> Self {
        let seed = seed_for(Purpose::World, &seeds);
        let stands_for = match shape.classes {
            0 => StandsFor::Worlds(
                (0..12)
                    .map(|i| chance::direction(seed, i, shape.global))
                    .collect(),
            ),
            classes => StandsFor::Classes(twelve_of(classes, seed)),
        };
        Self {
            pace: 1.0 - sphere::remains(TICK_SECS, follow_secs),
            depth,
            first: [0.0; 12],
            second: [0.0; 12],
            presence: 0.0,
            stands_for,
        }
    }

    /// Hears one tick. What is sustained counts, so that drums, which sound on every pitch, do not
    /// stir the mixture; in silence it stays as it is.
    pub(super) fn advance(&mut self, mix: &Features) {
        let strength = share(mix.harmonic);
        let pace = self.pace * strength;
        for ((first, second), chroma) in self.first.iter_mut().zip(&mut self.second).zip(mix.chroma)
        {
            *first += (share(chroma) - *first) * pace;
            *second += (*first - *second) * pace;
        }
        let believed = 1.0 - sphere::remains(TICK_SECS, PRESENCE_SECS);
        self.presence += (1.0 - self.presence) * believed * strength;
    }

    /// How much each pitch class weighs: from 0 for the weakest to 1 for the strongest, squared. (In
    /// deep-music-visualizer the normalised mixture is fed back, which sharpens it; that depends on
    /// the frame rate, a square does not.)
    fn weights(&self) -> [f32; 12] {
        let weakest = self.second.iter().copied().fold(f32::MAX, f32::min);
        let strongest = self.second.iter().copied().fold(0.0, f32::max);
        let span = strongest - weakest;
        if span <= 1e-9 {
            return [0.0; 12];
        }
        self.second.map(|pitch| ((pitch - weakest) / span).powi(2))
    }

    /// Mixes classes, or worlds into the global latent.
    pub(super) fn apply(&self, latent: &mut Latent) {
        let weights = self.weights();
        match &self.stands_for {
            StandsFor::Classes(classes) => {
                latent
                    .classes
                    .iter_mut()
                    .for_each(|class| *class *= 1.0 - self.presence);
                for (class, weight) in classes.iter().zip(weights) {
                    latent.classes[*class] += weight * self.presence;
                }
            }
            StandsFor::Worlds(worlds) => {
                let mut mixture = vec![0.0; latent.global.len()];
                for (world, weight) in worlds.iter().zip(weights) {
                    sphere::add(&mut mixture, weight, world);
                }
                sphere::scale_to(&mut mixture, 1.0);
                sphere::add(&mut latent.global, self.depth * self.presence, &mixture);
            }
        }
    }
}

/// Twelve classes by chance, different ones as far as there are enough.
fn twelve_of(classes: usize, seed: u64) -> [usize; 12] {
    let mut chosen = Vec::with_capacity(12);
    let mut tries = 0;
    while chosen.len() < 12.min(classes) && tries < 1000 {
        let class = chance::choose(seed, tries, classes);
        if !chosen.contains(&class) {
            chosen.push(class);
        }
        tries += 1;
    }
    std::array::from_fn(|pitch| chosen[pitch % chosen.len()])
}
