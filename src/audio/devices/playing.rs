//! A stream that runs until it is dropped, and ends so that nobody is hurt and nobody waits for long.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use cpal::Stream;
use cpal::traits::StreamTrait;

/// JACK's library ends a client's thread by force, wherever it is. In the middle of our code that would end the
/// program, so a stream of JACK is paused first, and this is how long it may take until a period comes that sees it:
/// so many periods, and at least so long.
const PAUSE: (f64, Duration) = (4.0, Duration::from_millis(60));

/// A library that does not come back from closing a stream within this time is left to itself: JACK's was seen to hang
/// when its server had died.
const PATIENCE: Duration = Duration::from_millis(1500);

/// A stream.
pub(super) struct Playing {
    stream: Option<Stream>,
    is_jack: bool,
    period_secs: f64,
}

impl Playing {
    /// A stream of a device, with its period as far as it is known.
    pub(super) fn new(stream: Stream, is_jack: bool, period_secs: f64) -> Self {
        Self {
            stream: Some(stream),
            is_jack,
            period_secs,
        }
    }
}

impl Drop for Playing {
    fn drop(&mut self) {
        let Some(stream) = self.stream.take() else {
            return;
        };
        let periods = (self.period_secs * PAUSE.0).clamp(0.0, 1.0);
        let pause = PAUSE.1.max(Duration::from_secs_f64(periods));
        let is_jack = self.is_jack;
        let has_ended = ends_within(pause + PATIENCE, move || {
            if is_jack && stream.pause().is_ok() {
                std::thread::sleep(pause);
            }
            drop(stream);
        });
        if !has_ended {
            tracing::warn!("the sound system does not let go of its card; it is left alone");
        }
    }
}

/// Does something on a thread of its own, and waits for its end for so long at most. Says whether it came.
fn ends_within(most: Duration, work: impl FnOnce() + Send + 'static) -> bool {
    // Nothing is ever sent: the end is seen by the sender's.
    let (done, ended) = sync_channel::<()>(1);
    let work = move || {
        work();
        drop(done);
    };
    let thread = std::thread::Builder::new().name("sound-close".into());
    match thread.spawn(work) {
        Ok(_) => ended.recv_timeout(most) != Err(RecvTimeoutError::Timeout),
        // Without a thread there was nothing done but to drop the work, and with it the stream.
        Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_hangs_is_left_alone() {
        let (let_go, hangs) = sync_channel::<()>(1);
        let hang = move || {
            hangs.recv().ok();
        };
        assert!(!ends_within(Duration::from_millis(20), hang));
        drop(let_go);
        assert!(ends_within(Duration::from_secs(60), || ()));
    }
}
