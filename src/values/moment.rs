//! The one clock: a count of samples since the show began.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Samples per second of every sound inside Welkin; files and devices are resampled to it.
pub const SAMPLE_RATE: u32 = 48_000;

/// A point on the show's clock, in samples of [`SAMPLE_RATE`]. Differences are `Moment`s too.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Moment {
    /// Samples since the show began; negative before it.
    pub samples: i64,
}

impl Moment {
    /// The show's beginning.
    pub const ZERO: Self = Self { samples: 0 };

    /// A moment this many samples after the beginning.
    pub const fn from_samples(samples: i64) -> Self {
        Self { samples }
    }

    /// The nearest sample to a time in seconds.
    pub fn from_secs(secs: f64) -> Self {
        Self {
            samples: (secs * f64::from(SAMPLE_RATE)).round() as i64,
        }
    }

    /// The first sample of a film's frame, rounded to the nearest; exact for any length of film.
    pub fn of_frame(frame: u64, frames_per_sec: u32) -> Self {
        let rate = u128::from(frames_per_sec.max(1));
        let samples = (u128::from(frame) * u128::from(SAMPLE_RATE) + rate / 2) / rate;
        Self {
            samples: samples as i64,
        }
    }

    /// The time in seconds.
    pub fn secs(self) -> f64 {
        self.samples as f64 / f64::from(SAMPLE_RATE)
    }
}

impl Add for Moment {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            samples: self.samples + other.samples,
        }
    }
}

impl Sub for Moment {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            samples: self.samples - other.samples,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_back() {
        for samples in [-48_000, -1, 0, 1, 47_999, 48_000, 12 * 3600 * 48_000] {
            let moment = Moment::from_samples(samples);
            assert_eq!(Moment::from_secs(moment.secs()), moment);
        }
    }

    #[test]
    fn frames_never_drift() {
        for rate in [24, 25, 30, 50, 60] {
            let an_hour = Moment::of_frame(u64::from(rate) * 3600, rate);
            assert_eq!(an_hour.samples, 3600 * 48_000);
        }
        assert_eq!(Moment::of_frame(1, 60).samples, 800);
    }
}
