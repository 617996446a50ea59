//! A stream that runs until it is dropped, and ends so that nobody is hurt.

use std::time::Duration;

use cpal::Stream;
use cpal::traits::StreamTrait;

/// JACK's library ends a client's thread by force, wherever it is. In the middle of our code that would end the
/// program, so a stream of JACK is paused first, and this is how long it may take until a period comes that sees it:
/// so many periods, and at least so long.
const PAUSE: (f64, Duration) = (4.0, Duration::from_millis(60));

/// A stream.
pub(super) struct Playing {
    // Dropped after it is paused.
    stream: Stream,
    is_jack: bool,
    period_secs: f64,
}

impl Playing {
    /// A stream of a device, with its period as far as it is known.
    pub(super) fn new(stream: Stream, is_jack: bool, period_secs: f64) -> Self {
        Self {
            stream,
            is_jack,
            period_secs,
        }
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        if self.is_jack && self.stream.pause().is_ok() {
            let periods = (self.period_secs * PAUSE.0).clamp(0.0, 1.0);
            std::thread::sleep(PAUSE.1.max(Duration::from_secs_f64(periods)));
        }
    }
}
