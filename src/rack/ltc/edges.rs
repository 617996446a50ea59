//! Samples in, the moments at which the level flips out: whatever the level, its offset, and some noise.

/// Fainter than this (−80 dB) is silence.
const FAINTEST: f64 = 1e-4;
/// The level must go so far from the middle to the other side, as a share of the way to the peak.
const HYSTERESIS: f64 = 0.3;
/// Within this time the peaks that were seen are forgotten (to 1/e), seconds.
const FORGET_SECS: f64 = 0.015;
/// The most samples that are averaged.
const LONGEST: usize = 256;

/// Finds where the level flips.
#[derive(Debug)]
pub(super) struct Edges {
    keep: f64,
    /// The last samples, of which `length` are averaged.
    ring: [f64; LONGEST],
    length: usize,
    sum: f64,
    count: u64,
    high: f64,
    low: f64,
    before: f64,
    /// Where the middle was passed last, in samples.
    passed: f64,
    is_up: bool,
}

impl Edges {
    pub(super) fn new(rate_hz: f64) -> Self {
        Self {
            keep: (-1.0 / (FORGET_SECS * rate_hz)).exp(),
            ring: [0.0; LONGEST],
            length: 1,
            sum: 0.0,
            count: 0,
            high: 0.0,
            low: 0.0,
            before: 0.0,
            passed: 0.0,
            is_up: false,
        }
    }

    /// Averages over so many samples from now on: against noise, up to about a third of a cell.
    pub(super) fn average(&mut self, samples: usize) {
        let length = samples.clamp(1, LONGEST);
        if length == self.length {
            return;
        }
        self.length = length;
        self.sum = (1..=length as u64)
            .map(|back| self.ring[(self.count.wrapping_sub(back) % LONGEST as u64) as usize])
            .sum();
        self.before = self.sum / length as f64;
    }

    /// The next sample; where the level has flipped, when it did, in samples since the beginning.
    pub(super) fn hear(&mut self, sample: f32) -> Option<f64> {
        let sample = if sample.is_finite() {
            f64::from(sample.clamp(-8.0, 8.0))
        } else {
            0.0
        };
        let place = |back: u64| (back % LONGEST as u64) as usize;
        let leaving = self.count.wrapping_sub(self.length as u64);
        let left = self.ring[place(leaving)];
        self.ring[place(self.count)] = sample;
        self.sum += sample - left;
        self.count += 1;
        if self.count.is_multiple_of(LONGEST as u64) {
            // Rounding must not pile up over months.
            self.sum = (1..=self.length as u64)
                .map(|back| self.ring[place(self.count - back)])
                .sum();
        }
        let level = self.sum / self.length as f64;
        // An average belongs to the middle of what it is of.
        let at = self.count as f64 - 1.0 - (self.length as f64 - 1.0) / 2.0;
        let middle = (self.high + self.low) / 2.0;
        self.high = level.max(middle + (self.high - middle) * self.keep);
        self.low = level.min(middle + (self.low - middle) * self.keep);
        let middle = (self.high + self.low) / 2.0;
        let (before, now) = (self.before - middle, level - middle);
        self.before = level;
        if (before < 0.0) != (now < 0.0) {
            self.passed = at - now / (now - before);
        }
        let reach = (self.high - self.low) / 2.0;
        let is_far = if self.is_up {
            now < -HYSTERESIS * reach
        } else {
            now > HYSTERESIS * reach
        };
        if reach < FAINTEST || !is_far {
            return None;
        }
        self.is_up = !self.is_up;
        Some(self.passed)
    }
}
