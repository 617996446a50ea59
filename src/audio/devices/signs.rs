//! What a card's thread tells whoever watches over it. Nothing here allocates, locks, logs or waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use cpal::ErrorKind;

use super::pace::Pace;

/// A new card is watched for this long before it counts as one.
const TRIAL_SECS: f64 = 0.3;

/// What has happened since the program's beginning, over all cards of one kind.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Times a card ran dry, or over.
    pub(crate) xruns: AtomicU64,
    /// Other errors that cards reported and went on.
    pub(crate) errors: AtomicU64,
}

/// What a card's thread tells.
#[derive(Debug, Default)]
pub(crate) struct Signs {
    /// Times the card called.
    pub(super) calls: AtomicU64,
    /// Errors since it last called.
    pub(super) errors_in_a_row: AtomicU64,
    /// It has behaved like a card for long enough.
    pub(super) is_proven: AtomicBool,
    /// It takes or gives sound faster than time goes.
    pub(super) runs_away: AtomicBool,
    /// It is gone or needs to be opened anew.
    pub(super) is_lost: AtomicBool,
    counts: Arc<Counts>,
}

impl Signs {
    pub(crate) fn new(counts: &Arc<Counts>) -> Self {
        Self {
            counts: Arc::clone(counts),
            ..Self::default()
        }
    }

    /// Notes an error of the card. Runs on the card's thread.
    pub(crate) fn note(&self, kind: ErrorKind) {
        match kind {
            ErrorKind::Xrun => {
                self.counts.xruns.fetch_add(1, Ordering::Relaxed);
            }
            ErrorKind::DeviceNotAvailable
            | ErrorKind::StreamInvalidated
            | ErrorKind::HostUnavailable
            | ErrorKind::PermissionDenied => self.is_lost.store(true, Ordering::Release),
            // The card plays on.
            ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
            // It may play on; a vanished sound server reports the same error without end.
            _ => {
                if self.errors_in_a_row.fetch_add(1, Ordering::Relaxed) == 0 {
                    self.counts.errors.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
}

/// Watches a card from its own thread.
pub(crate) struct Watch {
    signs: Arc<Signs>,
    pace: Pace,
    rate_hz: u32,
    began_secs: Option<f64>,
}

impl Watch {
    pub(crate) fn new(signs: &Arc<Signs>, rate_hz: u32) -> Self {
        Self {
            signs: Arc::clone(signs),
            pace: Pace::default(),
            rate_hz: rate_hz.max(1),
            began_secs: None,
        }
    }

    /// The card called for, or with, so many frames at a time.
    pub(crate) fn called(&mut self, frames: usize, now_secs: f64) {
        self.signs.calls.fetch_add(1, Ordering::Relaxed);
        self.signs.errors_in_a_row.store(0, Ordering::Relaxed);
        let began = *self.began_secs.get_or_insert(now_secs);
        let sound_secs = frames as f64 / f64::from(self.rate_hz);
        if !self.pace.took(sound_secs, now_secs) {
            self.signs.runs_away.store(true, Ordering::Release);
        } else if now_secs - began >= TRIAL_SECS {
            self.signs.is_proven.store(true, Ordering::Release);
        }
    }
}
