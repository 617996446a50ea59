//! What happens on the sound card's own thread. Nothing here allocates, locks, logs or waits.

use std::sync::Arc;

use welkin_values::SAMPLE_RATE;

use super::convert::Converter;
use super::rig::Rig;
use crate::clock::Driver;
use crate::devices::{Format, Signs, Watch};
use crate::fade::Fade;

/// Frames rendered at a time; a longer wish is met in parts.
const PART: usize = 4096;

/// Answers a card's wishes.
pub(super) struct Callback {
    who: u64,
    rig: Arc<Rig>,
    format: Format,
    watch: Watch,
    driver: Driver,
    converter: Converter,
    fade: Fade,
    given: u64,
    sounded: bool,
    /// What is rendered, interleaved in the room's channels.
    frames: Vec<f32>,
}

impl Callback {
    pub(super) fn new(who: u64, rig: &Arc<Rig>, signs: &Arc<Signs>, format: Format) -> Self {
        Self {
            who,
            rig: Arc::clone(rig),
            format,
            watch: Watch::new(signs, format.rate_hz),
            driver: Driver::new(format.rate_hz),
            converter: Converter::new(format.rate_hz, rig.channels),
            fade: Fade::new(format.rate_hz, format.channels),
            given: 0,
            sounded: false,
            frames: vec![0.0; PART * rig.channels],
        }
    }

    /// Fills frames of the card, the first of which reaches the ear in `delay_secs`.
    pub(super) fn give(&mut self, out: &mut [f32], delay_secs: f64) {
        let count = out.len() / self.format.channels;
        let now = self.rig.clock.secs();
        self.watch.called(count, now);
        self.driver.hear(self.given as f64, now + delay_secs);
        self.given += count as u64;
        let mut done = 0;
        while done < count {
            let rest = &mut out[done * self.format.channels..];
            done += self.give_part(rest, done);
        }
    }

    /// Renders when it is our turn, else gives silence. Returns how many frames are done.
    fn give_part(&mut self, out: &mut [f32], offset: usize) -> usize {
        let channels = self.format.channels;
        let Some(mut engine) = self.rig.engine_for(self.who) else {
            if std::mem::take(&mut self.sounded) {
                self.driver.let_go();
                self.fade.cut(0);
            }
            self.fade.silence(out);
            return out.len() / channels;
        };
        self.sounded = true;
        let behind = engine.latency_samples() as f64 + self.converter.waiting();
        let turn = self.driver.turn(&self.rig.clock, offset, behind);
        if turn.is_cut {
            // What is on its way through the room and the resampler is from before the cut.
            let ratio = f64::from(self.format.rate_hz) / f64::from(SAMPLE_RATE);
            self.fade.cut((behind * ratio).ceil() as usize);
        }
        if turn.silence > 0 {
            let frames = turn.silence.min(out.len() / channels);
            self.driver.gave_silence(frames);
            self.fade.silence(&mut out[..frames * channels]);
            return frames;
        }
        let frames = PART.min(out.len() / channels);
        let rendered = &mut self.frames[..frames * self.rig.channels];
        self.converter.fill(&mut engine, rendered);
        let out = &mut out[..frames * channels];
        let rendered = rendered.chunks_exact(self.rig.channels);
        for (place, frame) in out.chunks_exact_mut(channels).zip(rendered) {
            put(place, frame);
        }
        self.fade.sound(out);
        frames
    }
}

/// Each channel of the room on the card's own of the same number; left and right together where the card has but
/// one; silence on what is left over.
fn put(place: &mut [f32], frame: &[f32]) {
    if let ([only], [left, right]) = (&mut *place, frame) {
        *only = 0.5 * (left + right);
        return;
    }
    let there = place.len().min(frame.len());
    place[..there].copy_from_slice(&frame[..there]);
    place[there..].fill(0.0);
}
