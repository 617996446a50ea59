//! Named ways for sound to move a picture without routes, after three systems this field knows.
//!
//! They were made for films and looked at whole songs; these hear only what has been. Their steps are
//! given per frame at 43.07 frames a second and are turned into steps per tick. All three move a latent
//! *from* the scene's walk, which goes on below them; in silence they keep still. Speeds are gentler
//! than the originals' defaults: on a dome, what flickers hurts.

mod bounce;
mod pitches;

mod deep_music;
mod lucid;
mod neural_synesthesia;

use welkin_installation::Style;
use welkin_values::{Features, Latent, LatentShape};

use crate::places::Places;
use crate::sphere;
use crate::tick::TICK_SECS;
use deep_music::DeepMusic;
use lucid::Lucid;
use neural_synesthesia::NeuralSynesthesia;

/// A scene's style with its memory.
#[derive(Clone, Debug)]
pub(crate) enum RunningStyle {
    /// Nothing by itself.
    Routes,
    /// See [`neural_synesthesia`].
    NeuralSynesthesia(Box<NeuralSynesthesia>),
    /// See [`deep_music`].
    DeepMusic(Box<DeepMusic>),
    /// See [`lucid`].
    Lucid(Box<Lucid>),
}

impl RunningStyle {
    /// At rest. `seeds` are the show's and the walk's.
    pub(crate) fn new(style: Style, seeds: [u64; 2], shape: LatentShape) -> Self {
        match style {
            Style::Routes => Self::Routes,
            Style::NeuralSynesthesia => {
                Self::NeuralSynesthesia(Box::new(NeuralSynesthesia::new(seeds, shape)))
            }
            Style::DeepMusic => Self::DeepMusic(Box::new(DeepMusic::new(seeds, shape))),
            Style::Lucid => Self::Lucid(Box::new(Lucid::new(seeds, shape))),
        }
    }

    /// Hears one tick.
    pub(crate) fn advance(&mut self, mix: &Features) {
        match self {
            Self::Routes => {}
            Self::NeuralSynesthesia(style) => style.advance(mix),
            Self::DeepMusic(style) => style.advance(mix),
            Self::Lucid(style) => style.advance(mix),
        }
    }

    /// Moves a latent from where the walk is.
    pub(crate) fn apply(&self, latent: &mut Latent, places: &Places) {
        match self {
            Self::Routes => {}
            Self::NeuralSynesthesia(style) => style.apply(latent, places),
            Self::DeepMusic(style) => style.apply(latent),
            Self::Lucid(style) => style.apply(latent),
        }
    }
}

/// What remains after a tick of what is multiplied by `per_frame` in each frame of the originals.
fn remains_per_tick(per_frame: f64) -> f32 {
    const FRAMES_PER_SEC: f64 = 22_050.0 / 512.0;
    sphere::remains(TICK_SECS, -1.0 / (FRAMES_PER_SEC * per_frame.ln()))
}

/// A share that is heard, with what is no number taken for silence.
fn share(x: f32) -> f32 {
    if x.is_finite() {
        x.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
