//! How often one place went up and down.

use super::memory::Tape;

/// Changes within a second that are three flashes at most: an odd one begins no fourth.
const MOST_CHANGES: usize = 2 * super::FLASHES_PER_SEC + 1;
/// Changes remembered: one more than is allowed.
const KEPT: usize = MOST_CHANGES + 1;
/// The next fall comes no sooner than this, seconds.
pub(super) const SOONEST: f64 = 1.0 / 240.0;

/// A rise within one to two slices of this length is sudden, seconds.
const SLICE_SECS: f64 = 0.1;

/// What a place shows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Level {
    pub(super) value: f32,
    /// A change counts only if one of its sides does.
    pub(super) counts: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Rise,
    Fall,
}

/// One place's turning points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Swing {
    last: Last,
    /// Lowest since the last fall began, highest since the last rise began.
    low: Option<Level>,
    high: Level,
    /// When it last changed, oldest first.
    times: [f64; KEPT],
    /// The lowest in this slice of time and in the one before, and which slice this is.
    lately: [f32; 2],
    slice: f64,
    /// When it last rose suddenly.
    pub(super) jumped: f64,
}

impl Swing {
    pub(super) fn new() -> Self {
        Self {
            last: Last::Nothing,
            low: None,
            high: Level::default(),
            times: [f64::NEG_INFINITY; KEPT],
            lately: [f32::INFINITY; 2],
            slice: f64::NEG_INFINITY,
            jumped: f64::NEG_INFINITY,
        }
    }

    pub(super) fn pass_by(&mut self, tape: &mut impl Tape) {
        let mut last = f64::from(self.last as u8);
        tape.number(&mut last);
        self.last = match last {
            1.0 => Last::Rise,
            2.0 => Last::Fall,
            _ => Last::Nothing,
        };
        let (mut is_known, mut low) = (self.low.is_some(), self.low.unwrap_or_default());
        tape.flag(&mut is_known);
        for level in [&mut low, &mut self.high] {
            tape.narrow(&mut level.value);
            tape.flag(&mut level.counts);
        }
        self.low = is_known.then_some(low);
        self.times.iter_mut().for_each(|time| tape.number(time));
        self.lately.iter_mut().for_each(|low| tape.narrow(low));
        tape.number(&mut self.slice);
        tape.number(&mut self.jumped);
    }

    /// The level from which it would rise, if it would rise to `level`.
    pub(super) fn rises_from(&self, level: Level, step: f32) -> Option<Level> {
        let low = self.low.filter(|_| self.last != Last::Rise)?;
        let counts = low.counts || level.counts;
        (counts && level.value - low.value >= step).then_some(low)
    }

    /// Sees the next level; whether it rose.
    pub(super) fn see(&mut self, level: Level, step: f32, now: f64) -> bool {
        let Some(low) = self.low else {
            (self.low, self.high) = (Some(level), level);
            self.remember(level, now);
            return false;
        };
        let rises = self.rises_from(level, step).is_some();
        let counts = self.high.counts || level.counts;
        let falls = self.last != Last::Fall && counts && self.high.value - level.value >= step;
        if rises || falls {
            self.last = if rises { Last::Rise } else { Last::Fall };
            (self.low, self.high) = (Some(level), level);
            self.times.rotate_left(1);
            self.times[KEPT - 1] = now;
            if rises && self.is_sudden(level, step, now) {
                self.jumped = now;
            }
            self.remember(level, now);
            return rises;
        }
        if level.value < low.value {
            self.low = Some(level);
        }
        self.remember(level, now);
        if level.value > self.high.value {
            self.high = level;
        }
        false
    }

    /// Whether a rise to `level` is no drift: it was a step lower a moment ago.
    pub(super) fn is_sudden(&self, level: Level, step: f32, now: f64) -> bool {
        let slices = (now / SLICE_SECS).floor() - self.slice;
        let lately = match slices {
            0.0 => self.lately[0].min(self.lately[1]),
            1.0 => self.lately[0],
            _ => f32::INFINITY,
        };
        level.value - lately >= step
    }

    fn remember(&mut self, level: Level, now: f64) {
        let slice = (now / SLICE_SECS).floor();
        if slice != self.slice {
            let before = if slice - self.slice == 1.0 {
                self.lately[0]
            } else {
                f32::INFINITY
            };
            self.lately = [f32::INFINITY, before];
            self.slice = slice;
        }
        self.lately[0] = self.lately[0].min(level.value);
    }

    /// Whether it flashes too often, with the fall that follows a rise.
    pub(super) fn is_over(&self, now: f64) -> bool {
        self.would_be_over(now, usize::from(self.last == Last::Rise))
    }

    /// Whether one more flash would be too many.
    pub(super) fn is_spent(&self, now: f64) -> bool {
        self.would_be_over(now, 2)
    }

    fn would_be_over(&self, now: f64, coming: usize) -> bool {
        // So many remembered changes within the second would be too many.
        let critical = self.times[KEPT - 1 - (MOST_CHANGES - coming)];
        critical > now + SOONEST - 1.0
    }

    /// Flashes a second, from its last four changes.
    pub(super) fn rate(&self) -> f32 {
        let span = self.times[KEPT - 1] - self.times[KEPT - 4];
        if span > 0.0 && span.is_finite() {
            (1.5 / span) as f32
        } else {
            0.0
        }
    }
}
