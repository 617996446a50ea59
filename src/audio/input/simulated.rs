//! A card made of numbers: it hears what it is given, at the times it is told. Nothing waits, and no device is needed.
//! Steps the same code as a real card, so that what becomes of live sound can be measured to the sample.

use std::sync::Arc;

use super::desk::{Desk, NOBODY};
use super::take::Taker;
use crate::devices::{Format, Signs};

/// The card that the inputs of `Inputs::simulated` are on.
pub struct SimulatedMicrophone {
    taker: Taker,
    format: Format,
}

impl SimulatedMicrophone {
    pub(super) fn new(desk: &Arc<Desk>, rate_hz: u32) -> Self {
        let who = NOBODY + 1;
        desk.pass_to(who);
        let format = Format {
            rate_hz,
            channels: desk.channels,
        };
        Self {
            taker: Taker::new(who, desk, &Arc::new(Signs::default()), format),
            format,
        }
    }

    /// Channels of the card: as many as the inputs ask for.
    pub fn channels(&self) -> usize {
        self.format.channels
    }

    /// The card gives interleaved frames `now_secs` after the beginning, when the last of them has just been at the
    /// microphone; in one call as a card does in one period. They follow on those before.
    pub fn hear(&mut self, now_secs: f64, frames: &[f32]) {
        let count = frames.len() / self.format.channels;
        let age_secs = count as f64 / f64::from(self.format.rate_hz);
        self.taker.take_at(now_secs, frames, age_secs);
    }
}
