//! The one transport of a deck: every source's sound asks it where the show is and how loud it is.

use std::f32::consts::FRAC_PI_2;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

use welkin_values::SAMPLE_RATE;

use crate::clock::Clock;

/// Never: the show has not begun, or no fade is under way.
const NEVER: i64 = i64::MAX;

/// How far ahead a start is set, so that all sounds see it before it comes: 50 ms.
const START_AHEAD: i64 = SAMPLE_RATE as i64 / 20;

/// A dropped deck ends within 10 ms rather than with a click.
const LAST_FADE: i64 = SAMPLE_RATE as i64 / 100;

/// Where a deck is in its show.
pub(crate) struct Transport {
    clock: Arc<Clock>,
    /// The show's sample that is to sound first.
    first: i64,
    started_at: AtomicI64,
    fade_in: i64,
    fade_out_at: AtomicI64,
    fade_out: AtomicI64,
    is_over: AtomicBool,
    /// Samples that came too late to sound.
    pub(crate) missed: AtomicU64,
    /// Samples of taps that nobody took in time.
    pub(crate) untaken: AtomicU64,
}

impl Transport {
    /// A transport that stands still until it is started, then with this sample of the show.
    pub(crate) fn new(clock: Arc<Clock>, first: i64, fade_in_secs: f32) -> Self {
        Self {
            clock,
            first,
            started_at: AtomicI64::new(NEVER),
            fade_in: samples(fade_in_secs),
            fade_out_at: AtomicI64::new(NEVER),
            fade_out: AtomicI64::new(0),
            is_over: AtomicBool::new(false),
            missed: AtomicU64::new(0),
            untaken: AtomicU64::new(0),
        }
    }

    /// Lets the show begin as soon as all its sounds can see it.
    pub(crate) fn start_soon(&self) {
        self.started_at.store(
            self.clock.rendered() + START_AHEAD - self.first,
            Ordering::Release,
        );
    }

    /// Lets the show begin so that `sample` of it is what is rendered next.
    pub(crate) fn start_from(&self, sample: i64) {
        self.started_at
            .store(self.clock.rendered() - sample, Ordering::Release);
    }

    /// The show's sample that sounds first.
    pub(crate) fn first(&self) -> i64 {
        self.first
    }

    /// Where the show's beginning stands on the mixer's clock; none before that is known.
    pub(crate) fn began(&self) -> Option<i64> {
        let started_at = self.started_at.load(Ordering::Acquire);
        (started_at != NEVER).then_some(started_at)
    }

    /// The sample of the mixer's clock that is rendered now.
    pub(crate) fn rendered(&self) -> i64 {
        self.clock.rendered()
    }

    /// The show's sample that is rendered now; none before its beginning is known.
    pub(crate) fn position(&self) -> Option<i64> {
        let started_at = self.started_at.load(Ordering::Acquire);
        (started_at != NEVER).then(|| self.clock.rendered() - started_at)
    }

    /// The show's sample that is at the ear now; none before its beginning is known.
    pub(crate) fn at_ear(&self) -> Option<i64> {
        let started_at = self.started_at.load(Ordering::Acquire);
        (started_at != NEVER).then(|| self.clock.at_ear().floor() as i64 - started_at)
    }

    /// Fades to silence from now on. A second fade while one is under way only shortens it.
    pub(crate) fn fade_out(&self, secs: f32) {
        let now = self.clock.rendered();
        let (at, length) = (self.fade_out_at.load(Ordering::Acquire), samples(secs));
        if at == NEVER {
            self.fade_out.store(length, Ordering::Release);
            self.fade_out_at.store(now, Ordering::Release);
        } else {
            self.fade_out.fetch_min(now - at + length, Ordering::AcqRel);
        }
    }

    /// Ends the deck.
    pub(crate) fn end(&self) {
        self.fade_out(LAST_FADE as f32 / SAMPLE_RATE as f32);
        self.is_over.store(true, Ordering::Release);
    }

    /// Whether the deck has been ended.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }

    /// Whether it has been ended and has faded.
    pub(crate) fn is_silent(&self) -> bool {
        self.is_over() && (self.position().is_none() || self.gain_after(0) == 0.0)
    }

    /// The gain so many samples after the one rendered now. Fades are sines, so that crossed ones keep the power.
    pub(crate) fn gain_after(&self, later: i64) -> f32 {
        let rise = match self.position() {
            Some(position) if position + later - self.first < self.fade_in => {
                share(position + later - self.first, self.fade_in)
            }
            _ => 1.0,
        };
        let fade_at = self.fade_out_at.load(Ordering::Acquire);
        if fade_at == NEVER {
            return rise;
        }
        let gone = self.clock.rendered() + later - fade_at;
        let length = self.fade_out.load(Ordering::Acquire);
        rise * share(length - gone, length)
    }
}

fn samples(secs: f32) -> i64 {
    (f64::from(secs.clamp(0.0, 3600.0)) * f64::from(SAMPLE_RATE)).round() as i64
}

/// Sine of the share of a quarter turn; nothing at and below 0, all at and above the whole.
fn share(gone: i64, whole: i64) -> f32 {
    if gone <= 0 {
        return 0.0;
    }
    if gone >= whole {
        return 1.0;
    }
    (gone as f32 / whole as f32 * FRAC_PI_2).sin()
}
