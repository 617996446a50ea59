//! What happens on the sound card's own thread. Nothing here allocates, locks, logs or waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::convert::Converter;
use super::pace::Pace;
use super::rig::Rig;
use crate::clock::Smooth;

/// Frames made at a time; a longer wish is met in parts.
const PART: usize = 4096;

/// A new card is watched for this long before sound is given to it.
const TRIAL_SECS: f64 = 0.3;

/// What a card's thread tells the supervisor.
#[derive(Default)]
pub(super) struct Signs {
    /// Times the card asked for sound.
    pub(super) calls: AtomicU64,
    /// Errors since it last asked for sound.
    pub(super) errors_in_a_row: AtomicU64,
    /// It has behaved like a card for long enough.
    pub(super) is_proven: AtomicBool,
    /// It takes sound faster than time goes.
    pub(super) runs_away: AtomicBool,
    /// It is gone or needs to be opened anew.
    pub(super) is_lost: AtomicBool,
}

/// Answers a card's wishes.
pub(super) struct Callback {
    who: u64,
    rig: Arc<Rig>,
    signs: Arc<Signs>,
    rate_hz: u32,
    converter: Converter,
    pace: Pace,
    smooth: Smooth,
    began_secs: Option<f64>,
    has_rendered: bool,
    /// Interleaved.
    frames: Vec<f32>,
}

impl Callback {
    pub(super) fn new(who: u64, rig: Arc<Rig>, signs: Arc<Signs>, rate_hz: u32) -> Self {
        Self {
            who,
            signs,
            rate_hz,
            converter: Converter::new(rate_hz, rig.channels),
            pace: Pace::default(),
            smooth: Smooth::default(),
            began_secs: None,
            has_rendered: false,
            frames: vec![0.0; PART * rig.channels],
            rig,
        }
    }

    /// Gives `count` frames, the first of which reaches the ear in `delay_secs`, to `put` in parts:
    /// interleaved, of as many channels as the room has.
    pub(super) fn give(&mut self, count: usize, delay_secs: f64, mut put: impl FnMut(&[f32])) {
        let channels = self.rig.channels;
        self.watch(count);
        let mut done = 0;
        while done < count {
            let part = (count - done).min(PART);
            self.frames[..part * channels].fill(0.0);
            self.render(part, delay_secs + done as f64 / f64::from(self.rate_hz));
            put(&self.frames[..part * channels]);
            done += part;
        }
    }

    /// Whether this behaves like a sound card.
    fn watch(&mut self, count: usize) {
        self.signs.calls.fetch_add(1, Ordering::Relaxed);
        self.signs.errors_in_a_row.store(0, Ordering::Relaxed);
        let now = self.rig.clock.secs();
        let began = *self.began_secs.get_or_insert(now);
        if !self.pace.took(count as f64 / f64::from(self.rate_hz), now) {
            self.signs.runs_away.store(true, Ordering::Release);
        } else if now - began >= TRIAL_SECS {
            self.signs.is_proven.store(true, Ordering::Release);
        }
    }

    /// Renders when it is our turn; else silence stays.
    fn render(&mut self, part: usize, delay_secs: f64) {
        let Some(mut engine) = self.rig.engine_for(self.who) else {
            return;
        };
        let clock = &self.rig.clock;
        let ear_secs = clock.secs() + delay_secs;
        if !self.has_rendered {
            // Take over so that time goes on evenly: what is heard first belongs to the moment it is heard.
            let ahead = engine.latency_samples() as i64;
            clock.leap_to(clock.line().at(ear_secs).ceil() as i64 + ahead);
            self.has_rendered = true;
        }
        let behind = engine.latency_samples() as f64 + self.converter.waiting();
        let first = clock.rendered() as f64 - behind;
        clock.publish(self.smooth.follow(first, ear_secs));
        let wanted = part * self.rig.channels;
        self.converter.fill(&mut engine, &mut self.frames[..wanted]);
    }
}
