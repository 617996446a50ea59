//! What a voice holds of its feed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rtrb::Consumer;

use crate::room::CHUNK;

/// Frames with their place in the show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// The show's sample of the first frame.
    pub(crate) at: i64,
    /// Frames in it.
    pub(crate) len: usize,
    /// Which track it belongs to.
    pub(crate) track: usize,
    /// The first frame's place in its track; none between tracks.
    pub(crate) into_track: Option<i64>,
}

/// Pieces in the order of the show, and their samples.
pub(crate) struct Intake {
    pieces: Consumer<Piece>,
    samples: Consumer<f32>,
    channels: usize,
    ends_at: Arc<AtomicI64>,
    front: Option<Piece>,
}

impl Intake {
    /// From rings that are filled together; the samples are interleaved.
    pub(super) fn new(
        pieces: Consumer<Piece>,
        samples: Consumer<f32>,
        channels: usize,
        ends_at: Arc<AtomicI64>,
    ) -> Self {
        Self {
            pieces,
            samples,
            channels,
            ends_at,
            front: None,
        }
    }

    /// Channels of every frame.
    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    /// The sample at which the source ends for good; `i64::MAX` while that is unknown.
    pub(crate) fn ends_at(&self) -> i64 {
        self.ends_at.load(Ordering::Acquire)
    }

    /// What is left of the next piece, if it is there.
    pub(crate) fn front(&mut self) -> Option<Piece> {
        if self.front.is_none() {
            self.front = self.pieces.pop().ok();
        }
        self.front
    }

    /// Leaves out the next frames of the front piece.
    pub(crate) fn skip(&mut self, frames: usize) {
        if let Ok(chunk) = self.samples.read_chunk(frames * self.channels) {
            chunk.commit_all();
        }
        self.go_on(frames);
    }

    /// Moves the next frames of the front piece to a place in planes of a chunk each.
    pub(crate) fn take(&mut self, frames: usize, index: usize, planes: &mut [f32]) {
        if let Ok(chunk) = self.samples.read_chunk(frames * self.channels) {
            let (first, second) = chunk.as_slices();
            // Both hold whole frames: so do the ring and all that was put into it.
            let interleaved = first
                .chunks_exact(self.channels)
                .chain(second.chunks_exact(self.channels));
            for (offset, frame) in interleaved.enumerate() {
                for (plane, sample) in planes.chunks_exact_mut(CHUNK).zip(frame) {
                    plane[index + offset] = *sample;
                }
            }
            chunk.commit_all();
        }
        self.go_on(frames);
    }

    fn go_on(&mut self, frames: usize) {
        if let Some(front) = &mut self.front {
            front.at += frames as i64;
            front.len = front.len.saturating_sub(frames);
            if let Some(into_track) = &mut front.into_track {
                *into_track += frames as i64;
            }
        }
        self.front = self.front.filter(|front| front.len > 0);
    }
}
