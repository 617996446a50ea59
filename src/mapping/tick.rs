//! The step that steering goes in.

use welkin_values::{Moment, SAMPLE_RATE};

/// 1/120 s: the frames of 24, 30 and 60 a second fall on it.
pub(crate) const TICK: Moment = Moment::from_samples(400);

/// The same in seconds.
pub(crate) const TICK_SECS: f64 = TICK.samples as f64 / SAMPLE_RATE as f64;
