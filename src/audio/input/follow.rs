//! Resamples a card to the mixer's clock, and follows both: a control loop on the distance between where the sound
//! is read and where it should be read.

use super::kernel::Kernel;
use crate::clock::{Beat, Line};

/// The distance is made up for in about this time, seconds; slow enough that nobody hears the pitch move.
const MADE_UP_SECS: f64 = 1.0;

/// How far the pitch may be moved for it.
const MOST_PITCH: f64 = 0.002;

/// What is further off than this is a gap, and not made up for, seconds.
const GAP_SECS: f64 = 0.015;

/// Frames given at a time.
pub(super) const GIVEN: usize = 512;

/// The memory of one card. Never allocates after it is made.
pub(super) struct Follow {
    kernel: Kernel,
    rate_hz: f64,
    channels: usize,
    /// Interleaved frames of the card that may still count.
    held: Vec<f32>,
    /// The number of the first of them.
    held_from: i64,
    /// Where the next sample is read, in frames of the card; none before the first.
    place: Option<f64>,
    out: Vec<f32>,
}

/// What was resampled: interleaved frames from a sample of the mixer's clock on.
pub(super) struct Given<'a> {
    pub(super) at: i64,
    pub(super) frames: &'a [f32],
    /// It does not follow on what was given before.
    pub(super) is_cut: bool,
}

impl Follow {
    /// For a card that gives at most so many frames at a time.
    pub(super) fn new(rate_hz: u32, channels: usize, most_frames: usize) -> Self {
        let rate = f64::from(rate_hz.max(1));
        let kernel = Kernel::new(rate / f64::from(welkin_values::SAMPLE_RATE));
        let room = (most_frames + 4 * kernel.reach()) * channels;
        Self {
            kernel,
            rate_hz: rate,
            channels,
            held: Vec::with_capacity(room),
            held_from: 0,
            place: None,
            out: vec![0.0; GIVEN * channels],
        }
    }

    /// Begins anew with the next frames.
    pub(super) fn forget(&mut self) {
        self.place = None;
        self.held.clear();
    }

    /// Takes frames of the card, the first of which has the number and time of `beat`; gives all samples of the
    /// mixer's clock that can be made of them, from `next` on.
    pub(super) fn take(
        &mut self,
        frames: &[f32],
        beat: Beat,
        line: Line,
        next: &mut i64,
        mut give: impl FnMut(Given<'_>),
    ) {
        self.hold(frames, beat);
        let reach = self.kernel.reach() as f64;
        let end = self.held_from as f64 + (self.held.len() / self.channels) as f64;
        let frame_of = |sample: f64| {
            let secs = line.secs + (sample - line.sample) * line.sample_secs;
            beat.frame + (secs - beat.secs) / beat.frame_secs
        };
        let nominal = line.sample_secs / beat.frame_secs;
        let off = self.place.map(|place| frame_of(*next as f64) - place);
        let is_gap = off.is_none_or(|off| off.abs() > GAP_SECS * self.rate_hz);
        let mut is_cut = is_gap;
        let mut place = match (self.place, off) {
            (Some(place), Some(_)) if !is_gap => place,
            _ => {
                // The first sample whose surroundings are here; never one that was given already.
                let sample_of = |frame: f64| {
                    let secs = beat.secs + (frame - beat.frame) * beat.frame_secs;
                    line.sample + (secs - line.secs) / line.sample_secs
                };
                let first = sample_of(self.held_from as f64 + reach).ceil() as i64;
                *next = first.max(*next);
                frame_of(*next as f64)
            }
        };
        let off = frame_of(*next as f64) - place;
        let pitch = (off / (self.rate_hz * MADE_UP_SECS)).clamp(-MOST_PITCH, MOST_PITCH);
        let step = nominal * (1.0 + pitch);
        while place + reach + 1.0 < end {
            let mut count = 0;
            while count < GIVEN && place + reach + 1.0 < end {
                self.read(place, count);
                place += step;
                count += 1;
            }
            give(Given {
                at: *next,
                frames: &self.out[..count * self.channels],
                is_cut,
            });
            *next += count as i64;
            is_cut = false;
        }
        self.place = Some(place);
    }

    /// Adds frames, and drops those that count no more.
    fn hold(&mut self, frames: &[f32], beat: Beat) {
        let held = (self.held.len() / self.channels) as i64;
        let follows = held > 0 && self.held_from + held == beat.frame as i64;
        if !follows {
            self.forget();
            self.held_from = beat.frame as i64;
        }
        if let Some(place) = self.place {
            let old = place as i64 - self.kernel.reach() as i64 - 1 - self.held_from;
            let old = old.clamp(0, held) as usize;
            self.held.copy_within(old * self.channels.., 0);
            self.held.truncate(self.held.len() - old * self.channels);
            self.held_from += old as i64;
        }
        // What does not fit was never promised: the card gives more at a time than it said.
        let room = self.held.capacity() - self.held.len();
        self.held
            .extend_from_slice(&frames[..frames.len().min(room)]);
    }

    /// One frame from between the card's own.
    fn read(&mut self, place: f64, index: usize) {
        let channels = self.channels;
        let out = &mut self.out[index * channels..(index + 1) * channels];
        out.fill(0.0);
        let reach = self.kernel.reach() as i64;
        let middle = place.floor() as i64;
        let first = (middle - reach - self.held_from).max(0) as usize;
        let until = (middle + reach + 2 - self.held_from).max(0) as usize;
        let held = self.held.chunks_exact(channels);
        for (n, frame) in held.enumerate().take(until).skip(first) {
            let weight = self
                .kernel
                .weight(place - (self.held_from + n as i64) as f64);
            for (sum, sample) in out.iter_mut().zip(frame) {
                *sum += weight * sample;
            }
        }
    }
}
