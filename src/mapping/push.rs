//! How sources push: each along a direction of its own in latent space, where it sounds.

use welkin_values::{Grid, LatentShape};

use crate::chance::{self, Purpose, seed_for, seed_of_name};
use crate::heard::Source;
use crate::places::Places;
use crate::sphere;

/// The directions of all sources, the last being for what comes from no source in particular. All are
/// as long as a typical latent (√n): a push of 1 goes as far as from the middle to any latent.
#[derive(Clone, Debug)]
pub(crate) struct Directions {
    global: Vec<Vec<f32>>,
    sway: Vec<Vec<f32>>,
    local: Vec<Vec<f32>>,
}

impl Directions {
    /// They follow from the show's seed and the sources' names, not their order.
    pub(crate) fn new(show_seed: u64, shape: LatentShape, sources: &[Source]) -> Self {
        let names = || {
            sources
                .iter()
                .map(|source| source.name.as_str())
                .chain([""])
        };
        let all = |purpose, len| {
            names()
                .map(|name| {
                    chance::direction(seed_for(purpose, &[show_seed, seed_of_name(name)]), 0, len)
                })
                .collect()
        };
        Self {
            global: all(Purpose::Push, shape.global),
            sway: all(Purpose::Sway, shape.global),
            local: all(Purpose::LocalPush, shape.local_channels),
        }
    }

    /// Sways the global latent, by source.
    pub(crate) fn sway(&self, global: &mut [f32], amounts: &[f32]) {
        add_all(global, amounts, &self.sway);
    }

    /// Pushes the global latent, by source: for a model without local ones.
    pub(crate) fn push_global(&self, global: &mut [f32], amounts: &[f32]) {
        add_all(global, amounts, &self.global);
    }

    /// Pushes the local latents, by source, where each sounds.
    pub(crate) fn push_local(&self, local: &mut Grid, amounts: &[f32], places: &Places) {
        let cells = local.height * local.width;
        for (source, (amount, direction)) in amounts.iter().zip(&self.local).enumerate() {
            if *amount == 0.0 {
                continue;
            }
            for (channel, along) in local.values.chunks_mut(cells.max(1)).zip(direction) {
                match places.bump(source) {
                    Some(bump) => sphere::add(channel, amount * along, bump),
                    None => channel.iter_mut().for_each(|x| *x += amount * along),
                }
            }
        }
    }
}

fn add_all(global: &mut [f32], amounts: &[f32], directions: &[Vec<f32>]) {
    for (amount, direction) in amounts.iter().zip(directions) {
        if *amount != 0.0 {
            sphere::add(global, *amount, direction);
        }
    }
}
