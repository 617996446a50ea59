//! One source of a deck as a kira sound: takes what belongs to now from its feed, taps it dry, places and fades it.
//!
//! A voice never waits. What has not come in time is silent, and what comes late is thrown away, so that sources
//! never slip against each other: each piece says where it stands, and one transport says where the show is.

#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use kira::Frame;
use kira::info::Info;
use kira::sound::{Sound, SoundData};

use crate::engine::CHUNK;
use crate::feed::Intake;
use crate::tap::TapIn;
use crate::transport::Transport;

/// The sound of one source.
pub(crate) struct Voice {
    intake: Intake,
    tap: TapIn,
    transport: Arc<Transport>,
}

impl Voice {
    pub(crate) fn new(intake: Intake, tap: TapIn, transport: Arc<Transport>) -> Self {
        Self {
            intake,
            tap,
            transport,
        }
    }

    /// Puts the frames of `from..` that are there into `out` (placed) and `dry`. Returns how many were there.
    fn take(&mut self, from: i64, out: &mut [Frame], dry: &mut [f32]) -> usize {
        let until = from + out.len() as i64;
        let mut there = 0;
        while let Ok(piece) = self.intake.ring.peek() {
            let end = piece.at + piece.len as i64;
            if piece.at >= until {
                break;
            }
            for sample in piece.at.max(from)..end.min(until) {
                let frame = piece.frames[(sample - piece.at) as usize];
                let index = (sample - from) as usize;
                let [left, right] = piece.placement.place(frame);
                out[index] = Frame::new(left, right);
                dry[index] = 0.5 * (frame[0] + frame[1]);
                there += 1;
            }
            if end > until {
                break;
            }
            // The piece is used up, or came late. A piece owns no memory of its own.
            drop(self.intake.ring.pop());
        }
        there
    }
}

impl Sound for Voice {
    fn process(&mut self, out: &mut [Frame], _dt: f64, _info: &Info) {
        out.fill(Frame::ZERO);
        let Some(position) = self.transport.position() else {
            return;
        };
        let count = out.len().min(CHUNK);
        if position + count as i64 <= 0 {
            return;
        }
        let mut dry = [0.0; CHUNK];
        let there = self.take(position, &mut out[..count], &mut dry[..count]);
        let before = usize::try_from(-position).unwrap_or(0);
        let ends_at = self.intake.ends_at.load(Ordering::Acquire);
        let due = (ends_at.min(position + count as i64) - position.max(0)).max(0) as u64;
        let missed = due.saturating_sub(there as u64);
        if missed > 0 {
            self.transport.missed.fetch_add(missed, Ordering::Relaxed);
        }
        self.tap.push(position.max(0), &dry[before..count]);

        let (first, last) = (
            self.transport.gain_after(0),
            self.transport.gain_after(count as i64),
        );
        if first == 1.0 && last == 1.0 {
            return;
        }
        let slope = (last - first) / count as f32;
        for (index, frame) in out.iter_mut().enumerate() {
            *frame *= first + slope * index as f32;
        }
    }

    fn finished(&self) -> bool {
        self.transport.is_silent()
    }
}

impl SoundData for Voice {
    type Error = Infallible;
    type Handle = ();

    fn into_sound(self) -> Result<(Box<dyn Sound>, ()), Infallible> {
        Ok((Box::new(self), ()))
    }
}
