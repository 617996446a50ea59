//! Samples in, frames out.

use super::bits::{Bits, Cell};
use super::edges::Edges;
use super::frame::{FRAME_BITS, LtcFrame};

/// The slowest and the fastest that is understood: under half of 24 and over twice 30 frames a second.
const FRAMES_PER_SEC: [f64; 2] = [11.0, 64.0];
/// Averages over this share of a cell: more blurs the halves into each other, less lets noise through.
const AVERAGE_SHARE: f64 = 0.36;

/// A frame that was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LtcHeard {
    /// What it says.
    pub frame: LtcFrame,
    /// Whether the tape runs backwards: then the frame ends where it begins when played forwards.
    pub is_backwards: bool,
    /// When its last bit ended, in samples since the decoder's beginning.
    pub ended_at: f64,
    /// How many frames would pass in a second at this speed.
    pub frames_per_sec: f64,
}

/// Hears frames in sound. Never allocates.
#[derive(Debug)]
pub struct LtcDecoder {
    rate_hz: f64,
    edges: Edges,
    bits: Bits,
    /// The last eighty bits, the oldest one lowest.
    last: u128,
    /// How many of them came without a loss.
    whole: u32,
    /// Edges since the last frame.
    since_frame: u32,
    /// When the last cells ended, by which speed is measured.
    ends: [f64; FRAME_BITS as usize],
    next_end: usize,
}

impl LtcDecoder {
    /// For sound of this rate, which is taken for at least 8000 and at most 768 000 samples a second. Below about 24 000,
    /// twice the speed is not understood.
    pub fn new(rate_hz: f64) -> Self {
        let rate_hz = if rate_hz.is_finite() {
            rate_hz.clamp(8000.0, 768_000.0)
        } else {
            48_000.0
        };
        let cell = |frames_per_sec: f64| rate_hz / (frames_per_sec * f64::from(FRAME_BITS));
        let [slowest, fastest] = FRAMES_PER_SEC;
        let mut edges = Edges::new(rate_hz);
        edges.average(average_of(cell(fastest)));
        Self {
            rate_hz,
            edges,
            bits: Bits::new(cell(fastest), cell(slowest)),
            last: 0,
            whole: 0,
            since_frame: 0,
            ends: [0.0; FRAME_BITS as usize],
            next_end: 0,
        }
    }

    /// The next sample, −1 to 1; a frame where it ends one. Whatever is no number is silence.
    pub fn hear(&mut self, sample: f32) -> Option<LtcHeard> {
        let edge = self.edges.hear(sample)?;
        self.since_frame = self.since_frame.saturating_add(1);
        if self.since_frame == 400 {
            // Nothing was understood for two frames and more: perhaps because it is faster now than what is averaged over.
            let fastest = self.rate_hz / (FRAMES_PER_SEC[1] * f64::from(FRAME_BITS));
            self.edges.average(average_of(fastest));
        }
        let mut heard = None;
        for cell in self.bits.hear(edge).into_iter().flatten() {
            heard = heard.or(self.take(cell, edge));
        }
        heard
    }

    fn take(&mut self, cell: Cell, edge: f64) -> Option<LtcHeard> {
        let Cell::Bit(bit) = cell else {
            self.whole = 0;
            return None;
        };
        self.last = self.last >> 1 | u128::from(bit) << (FRAME_BITS - 1);
        let began = std::mem::replace(&mut self.ends[self.next_end], edge);
        self.next_end = (self.next_end + 1) % FRAME_BITS as usize;
        self.whole = (self.whole + 1).min(FRAME_BITS + 1);
        if self.whole < FRAME_BITS {
            return None;
        }
        let backwards = self.last.reverse_bits() >> (128 - FRAME_BITS);
        let forwards = LtcFrame::from_bits(self.last).map(|frame| (frame, false));
        let (frame, is_backwards) = match forwards {
            Some(found) => found,
            None => (LtcFrame::from_bits(backwards)?, true),
        };
        // The first frame after a gap has only seventy-nine whole cells behind it that were timed.
        let samples = match self.whole > FRAME_BITS {
            true => edge - began,
            false => self.bits.cell() * f64::from(FRAME_BITS),
        };
        self.bits.prove();
        self.since_frame = 0;
        self.edges.average(average_of(self.bits.cell()));
        Some(LtcHeard {
            frame,
            is_backwards,
            ended_at: edge,
            frames_per_sec: self.rate_hz / samples.max(1.0),
        })
    }
}

fn average_of(cell: f64) -> usize {
    (cell * AVERAGE_SHARE) as usize
}

#[cfg(test)]
mod tests;
