//! What happens on an input card's own thread. Nothing here allocates, locks, logs or waits.

use std::sync::Arc;

use super::desk::Desk;
use super::follow::Follow;
use crate::clock::Smooth;
use crate::devices::{Format, Signs, Watch};

/// Frames taken at a time; more are taken in parts.
const PART: usize = 4096;

/// Takes what a card hears.
pub(super) struct Taker {
    who: u64,
    desk: Arc<Desk>,
    format: Format,
    watch: Watch,
    smooth: Smooth,
    follow: Follow,
    taken: u64,
    /// Frames with as many channels as the desk wants.
    picked: Vec<f32>,
}

impl Taker {
    pub(super) fn new(who: u64, desk: &Arc<Desk>, signs: &Arc<Signs>, format: Format) -> Self {
        Self {
            who,
            desk: Arc::clone(desk),
            format,
            watch: Watch::new(signs, format.rate_hz),
            smooth: Smooth::new(format.rate_hz),
            follow: Follow::new(format.rate_hz, desk.channels, PART),
            taken: 0,
            picked: vec![0.0; PART * desk.channels],
        }
    }

    /// Takes interleaved frames, the first of which was at the microphone `age_secs` ago.
    pub(super) fn take(&mut self, frames: &[f32], age_secs: f64) {
        self.take_at(self.desk.clock.secs(), frames, age_secs);
    }

    /// The same at a time of the clock.
    pub(super) fn take_at(&mut self, now: f64, frames: &[f32], age_secs: f64) {
        let channels = self.format.channels.max(1);
        let part_secs = PART as f64 / f64::from(self.format.rate_hz.max(1));
        let mut at_secs = now - age_secs;
        self.watch.called(frames.len() / channels, now);
        for part in frames.chunks(PART * channels) {
            self.take_part(part, at_secs);
            at_secs += part_secs;
        }
    }

    fn take_part(&mut self, frames: &[f32], at_secs: f64) {
        let (has, wants) = (self.format.channels.max(1), self.desk.channels);
        let count = frames.len() / has;
        let beat = self.smooth.follow(self.taken as f64, at_secs);
        self.taken += count as u64;
        let Some(mut inside) = self.desk.inside_for(self.who) else {
            self.follow.forget();
            return;
        };
        if beat.is_step {
            self.follow.forget();
        }
        let picked = &mut self.picked[..count * wants];
        for (to, from) in picked.chunks_exact_mut(wants).zip(frames.chunks_exact(has)) {
            let there = wants.min(has);
            to[..there].copy_from_slice(&from[..there]);
            to[there..].fill(0.0);
        }
        let mut next = inside.next;
        let line = self.desk.clock.line();
        self.follow.take(picked, beat, line, &mut next, |given| {
            inside.give(given.at, given.frames, wants, given.is_cut);
        });
        inside.next = next;
    }
}
