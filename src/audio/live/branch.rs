//! A ring of frames that carry their place on the mixer's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use rtrb::{Consumer, Producer, RingBuffer};
use welkin_values::SAMPLE_RATE;

/// Frames a branch holds: a second.
const FRAMES: usize = SAMPLE_RATE as usize;

/// Stretches a branch holds; devices give at least 32 frames at a time.
const MARKS: usize = FRAMES / 32;

/// Where a stretch of frames stands.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: i64,
    frames: usize,
}

/// The end that the input's thread writes to.
pub(crate) struct BranchIn {
    marks: Producer<Mark>,
    samples: Producer<f32>,
    channels: usize,
    /// Where the newest frame ends.
    end: Arc<AtomicI64>,
    untaken: Arc<AtomicU64>,
}

/// The end that is read.
pub(crate) struct BranchOut {
    marks: Consumer<Mark>,
    samples: Consumer<f32>,
    channels: usize,
    end: Arc<AtomicI64>,
    front: Option<Mark>,
}

/// Both ends; frames that nobody takes are counted.
pub(crate) fn branch(channels: usize, untaken: &Arc<AtomicU64>) -> (BranchIn, BranchOut) {
    let (marks_in, marks) = RingBuffer::new(MARKS);
    let (samples_in, samples) = RingBuffer::new(FRAMES * channels);
    let end = Arc::new(AtomicI64::new(i64::MIN));
    let branch_in = BranchIn {
        marks: marks_in,
        samples: samples_in,
        channels,
        end: Arc::clone(&end),
        untaken: Arc::clone(untaken),
    };
    let branch_out = BranchOut {
        marks,
        samples,
        channels,
        end,
        front: None,
    };
    (branch_in, branch_out)
}

impl BranchIn {
    /// Adds interleaved frames. Never waits: where there is no room, they are dropped and counted.
    pub(crate) fn push(&mut self, at: i64, samples: &[f32]) {
        let frames = samples.len() / self.channels.max(1);
        if frames == 0 {
            return;
        }
        let has_room = !self.marks.is_full() && self.samples.slots() >= samples.len();
        let is_in = has_room && self.samples.push_entire_slice(samples).is_ok();
        // There is room: only this side fills the ring.
        if !is_in || self.marks.push(Mark { at, frames }).is_err() {
            self.untaken.fetch_add(frames as u64, Ordering::Relaxed);
            return;
        }
        self.end.store(at + frames as i64, Ordering::Release);
    }

    /// Nobody reads it any more.
    pub(crate) fn is_over(&self) -> bool {
        self.marks.is_abandoned()
    }
}

impl BranchOut {
    pub(super) fn channels(&self) -> usize {
        self.channels
    }

    /// The place of the next frame, and how many follow on it without a gap.
    pub(super) fn front(&mut self) -> Option<(i64, usize)> {
        if self.front.is_none() {
            self.front = self.marks.pop().ok();
        }
        self.front.map(|mark| (mark.at, mark.frames))
    }

    /// Where the newest frame that is there ends.
    pub(super) fn end(&self) -> i64 {
        self.end.load(Ordering::Acquire)
    }

    /// Gives the next frames, at most as many as [`Self::front`] says, in one or two slices.
    pub(super) fn take(&mut self, frames: usize, mut give: impl FnMut(&[f32])) {
        let Some(mark) = &mut self.front else {
            return;
        };
        let frames = frames.min(mark.frames);
        mark.at += frames as i64;
        mark.frames -= frames;
        if mark.frames == 0 {
            self.front = None;
        }
        // The samples are always there before their mark.
        if let Ok(chunk) = self.samples.read_chunk(frames * self.channels) {
            let (first, second) = chunk.as_slices();
            give(first);
            give(second);
            chunk.commit_all();
        }
    }
}
