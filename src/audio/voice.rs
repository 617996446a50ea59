//! One source of a deck as a kira sound: takes what belongs to now from its feed, taps it dry and hands it to the room.
//!
//! A voice never waits. What has not come in time is silent, and what comes late is thrown away, so that sources
//! never slip against each other: each piece says where it stands, and one transport says where the show is.
//! To kira a voice is silent: kira steps it, the room places it.

mod live;

#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use kira::Frame;
use kira::info::Info;
use kira::sound::{Sound, SoundData};

use crate::feed::Intake;
use crate::room::{CHUNK, Hand, Said};
use crate::tap::TapIn;
use crate::transport::Transport;
pub use live::LiveSource;
pub(crate) use live::LiveVoice;
#[cfg(test)]
pub(crate) use live::Pull;

/// The sound of one source.
pub(crate) struct Voice {
    intake: Intake,
    tap: TapIn,
    hand: Hand,
    transport: Arc<Transport>,
    /// Channel after channel of a chunk.
    planes: Vec<f32>,
    /// Which track sounded last, and where in it the show would be at sample 0.
    track: usize,
    track_began: i64,
}

impl Voice {
    pub(crate) fn new(intake: Intake, tap: TapIn, hand: Hand, transport: Arc<Transport>) -> Self {
        Self {
            planes: vec![0.0; intake.channels() * CHUNK],
            intake,
            tap,
            hand,
            transport,
            track: 0,
            track_began: 0,
        }
    }

    /// Puts the frames of the chunk at `from` that are there into the planes. Returns how many were there.
    fn take(&mut self, from: i64) -> usize {
        let until = from + CHUNK as i64;
        let mut there = 0;
        while let Some(piece) = self.intake.front() {
            if piece.at >= until {
                break;
            }
            if let Some(into_track) = piece.into_track {
                self.track = piece.track;
                self.track_began = piece.at - into_track;
            }
            // What came late.
            let late = (from - piece.at).clamp(0, piece.len as i64) as usize;
            self.intake.skip(late);
            let Some(piece) = self.intake.front().filter(|_| late < piece.len) else {
                continue;
            };
            let count = piece.len.min((until - piece.at) as usize);
            let index = (piece.at - from) as usize;
            self.intake.take(count, index, &mut self.planes);
            there += count;
        }
        there
    }

    /// The mean of both sides of a stem, the first channel (what all around sums to) of a bed.
    fn tap_dry(&mut self, at: i64, before: usize) {
        let mut dry = [0.0; CHUNK];
        let (first, others) = self.planes.split_at(CHUNK);
        dry.copy_from_slice(first);
        if others.len() == CHUNK {
            for (dry, right) in dry.iter_mut().zip(others) {
                *dry = 0.5 * (*dry + right);
            }
        }
        self.tap.push(at, &dry[before..]);
    }
}

/// Applies the deck's fades to a chunk's planes.
fn fade(transport: &Transport, planes: &mut [f32]) {
    let gain = |index: usize| transport.gain_after(index as i64);
    if gain(0) == 1.0 && gain(CHUNK) == 1.0 {
        return;
    }
    let gains: [f32; CHUNK] = std::array::from_fn(gain);
    for plane in planes.chunks_exact_mut(CHUNK) {
        for (sample, gain) in plane.iter_mut().zip(gains) {
            *sample *= gain;
        }
    }
}

impl Sound for Voice {
    fn process(&mut self, out: &mut [Frame], _dt: f64, _info: &Info) {
        out.fill(Frame::ZERO);
        let Some(position) = self.transport.position() else {
            return;
        };
        let count = CHUNK as i64;
        let first = self.transport.first();
        if position + count <= first {
            return;
        }
        self.planes.fill(0.0);
        let there = self.take(position);
        let before = usize::try_from(first - position).unwrap_or(0);
        let ends_at = self.intake.ends_at();
        let due = (ends_at.min(position + count) - position.max(first)).max(0) as u64;
        let missed = due.saturating_sub(there as u64);
        if missed > 0 {
            self.transport.missed.fetch_add(missed, Ordering::Relaxed);
        }
        self.tap_dry(position.max(first), before);
        let said = Said {
            track: self.track,
            into_track: position + count - self.track_began,
        };
        fade(&self.transport, &mut self.planes);
        self.hand.give(&self.planes, said);
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
