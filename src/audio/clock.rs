//! The one clock: how many samples have been rendered, and which of them is at the ear now.

mod smooth;
mod driver;
mod timing;
mod simulate;

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Instant;

use welkin_values::SAMPLE_RATE;

pub(crate) use driver::Driver;
pub use simulate::{ClockErrors, SimulatedCard, simulate_clock};
pub(crate) use smooth::{Beat, Smooth};
pub use timing::Timing;

/// Seconds per sample.
pub(crate) const SAMPLE_SECS: f64 = 1.0 / SAMPLE_RATE as f64;

/// Written by whoever renders, read by everybody; nobody waits for anybody.
pub(crate) struct Clock {
    born: Instant,
    /// Samples rendered since the clock was made: where the next chunk stands.
    rendered: AtomicI64,
    /// Odd while the three below are being written.
    version: AtomicU64,
    sample_bits: AtomicU64,
    secs_bits: AtomicU64,
    sample_secs_bits: AtomicU64,
}

/// A straight line from time to samples: `sample` is at the ear at `secs`, and each lasts `sample_secs`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    /// A sample, counted as [`Clock::rendered`].
    pub(crate) sample: f64,
    /// Seconds since the clock was made.
    pub(crate) secs: f64,
    /// Seconds per sample.
    pub(crate) sample_secs: f64,
}

impl Line {
    /// The sample at the ear at a time.
    pub(crate) fn at(self, secs: f64) -> f64 {
        self.sample + (secs - self.secs) / self.sample_secs
    }
}

impl Clock {
    pub(crate) fn new() -> Self {
        let clock = Self {
            born: Instant::now(),
            rendered: AtomicI64::new(0),
            version: AtomicU64::new(0),
            sample_bits: AtomicU64::new(0),
            secs_bits: AtomicU64::new(0),
            sample_secs_bits: AtomicU64::new(0),
        };
        clock.publish(Line {
            sample: 0.0,
            secs: 0.0,
            sample_secs: SAMPLE_SECS,
        });
        clock
    }

    /// Seconds since the clock was made.
    pub(crate) fn secs(&self) -> f64 {
        self.born.elapsed().as_secs_f64()
    }

    /// Where the chunk stands that is rendered now or next.
    pub(crate) fn rendered(&self) -> i64 {
        self.rendered.load(Ordering::Acquire)
    }

    /// Counts rendered samples. Called only by whoever holds the renderer.
    pub(crate) fn advance(&self, samples: usize) {
        self.rendered.fetch_add(samples as i64, Ordering::AcqRel);
    }

    /// Leaves samples out: time that passed without anybody to render it. Never goes back.
    pub(crate) fn leap_to(&self, sample: i64) {
        self.rendered.fetch_max(sample, Ordering::AcqRel);
    }

    /// Says which sample is at the ear when. Called only by whoever holds the renderer.
    pub(crate) fn publish(&self, line: Line) {
        // All stores are sequentially consistent: a reader that sees one version twice saw its three numbers.
        self.version.fetch_add(1, Ordering::SeqCst);
        self.sample_bits
            .store(line.sample.to_bits(), Ordering::SeqCst);
        self.secs_bits.store(line.secs.to_bits(), Ordering::SeqCst);
        self.sample_secs_bits
            .store(line.sample_secs.to_bits(), Ordering::SeqCst);
        self.version.fetch_add(1, Ordering::SeqCst);
    }

    /// What was published last.
    pub(crate) fn line(&self) -> Line {
        loop {
            let before = self.version.load(Ordering::SeqCst);
            let line = Line {
                sample: f64::from_bits(self.sample_bits.load(Ordering::SeqCst)),
                secs: f64::from_bits(self.secs_bits.load(Ordering::SeqCst)),
                sample_secs: f64::from_bits(self.sample_secs_bits.load(Ordering::SeqCst)),
            };
            if before.is_multiple_of(2) && self.version.load(Ordering::SeqCst) == before {
                return line;
            }
            std::hint::spin_loop();
        }
    }

    /// The sample at the ear now.
    pub(crate) fn at_ear(&self) -> f64 {
        self.line().at(self.secs())
    }
}
