//! Notices a channel of a bed that died: a cable pulled, a track muted.
//!
//! Silence alone is no sign: of a sound at the horizon all channels that tell above from below are silent. But the
//! mean squares of a degree sum to that of the first channel, whatever sounds from where.

use welkin_space::harmonics::degree;

use super::products::Products;
use crate::FRAMES_PER_SEC;
use crate::frames::HOP_SAMPLES;

/// A channel has sounded after this long, and is silent after this long.
const SOUNDED_HOPS: u32 = FRAMES_PER_SEC as u32;
const SILENT_HOPS: u32 = FRAMES_PER_SEC as u32 / 2;

/// A cable that hangs loose still hums: 70 dB below the loudest channel is silence. A bed whose loudest sample is
/// softer than −80 dB says nothing.
const SILENT_SHARE: f32 = 3e-4;
const LEAST_PEAK: f32 = 1e-4;

/// What one of a degree's channels has on average; when half of it is missing, one is.
const MISSING: f32 = 0.5;

pub(super) struct Alive {
    channels: Vec<Channel>,
    dead: Option<usize>,
}

#[derive(Clone, Copy, Default)]
struct Channel {
    sounded: u32,
    silent: u32,
}

impl Channel {
    /// It sounded, and does no more.
    fn is_suspect(&self) -> bool {
        self.sounded >= SOUNDED_HOPS && self.silent >= SILENT_HOPS
    }
}

impl Alive {
    pub(super) fn new(channels: usize) -> Self {
        Self {
            channels: vec![Channel::default(); channels],
            dead: None,
        }
    }

    /// The first channel that died.
    pub(super) fn dead(&self) -> Option<usize> {
        self.dead
    }

    /// Takes a hop of all channels and the averages after it. Never allocates.
    pub(super) fn look(&mut self, hop: &[f32], bands: &[Products]) {
        let loudest = peak(hop);
        if loudest < LEAST_PEAK {
            return;
        }
        for (channel, samples) in self.channels.iter_mut().zip(hop.chunks_exact(HOP_SAMPLES)) {
            if peak(samples) > SILENT_SHARE * loudest {
                channel.sounded = channel.sounded.saturating_add(1);
                channel.silent = 0;
            } else {
                channel.silent = channel.silent.saturating_add(1);
            }
        }
        let suspect = |k: &usize| self.channels[*k].is_suspect();
        let known = |k: &usize| self.dead == Some(*k) || is_missed(*k, bands);
        self.dead = (0..self.channels.len()).filter(suspect).find(known);
    }
}

fn peak(samples: &[f32]) -> f32 {
    samples
        .iter()
        .fold(0.0, |peak, sample| peak.max(sample.abs()))
}

/// Whether a channel's degree has less power than the first channel says.
fn is_missed(channel: usize, bands: &[Products]) -> bool {
    let square = |k: usize| bands.iter().map(|band| band.square(k)).sum::<f32>();
    let n = degree(channel);
    if n == 0 {
        return true;
    }
    let there: f32 = (n * n..(n + 1) * (n + 1)).map(square).sum();
    there < square(0) * (1.0 - MISSING / (2 * n + 1) as f32)
}
