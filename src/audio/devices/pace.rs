//! Tells a sound card from something that only swallows sound: a card takes a second of it in a second.

/// More than this ahead of time is no buffer any more, seconds.
const MOST_AHEAD_SECS: f64 = 2.5;

/// What a card is ahead is forgotten with this time constant, so that its clock may differ from ours for days.
const FORGET_SECS: f64 = 30.0;

/// How far something that takes sound is ahead of time.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    last_secs: Option<f64>,
    ahead_secs: f64,
}

impl Pace {
    /// Counts that so many seconds of sound were taken at a time. Returns whether this can be a sound card.
    pub(super) fn took(&mut self, sound_secs: f64, now_secs: f64) -> bool {
        let passed = self
            .last_secs
            .map_or(0.0, |last| (now_secs - last).max(0.0));
        self.last_secs = Some(now_secs);
        self.ahead_secs -= passed + self.ahead_secs * (passed / FORGET_SECS).min(1.0);
        self.ahead_secs = self.ahead_secs.max(0.0) + sound_secs;
        self.ahead_secs <= MOST_AHEAD_SECS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether something passes that takes sound at `speed` for ten minutes after filling a buffer.
    fn passes(speed: f64, buffer_secs: f64) -> bool {
        let mut pace = Pace::default();
        let step = 0.01;
        let filled = pace.took(buffer_secs, 0.0);
        filled && (1..60_000).all(|n| pace.took(step, n as f64 * step / speed))
    }

    #[test]
    fn cards_pass() {
        assert!(passes(1.0, 0.5) && passes(1.001, 1.0) && passes(0.999, 0.02));
    }

    #[test]
    fn what_swallows_sound_does_not() {
        assert!(!passes(1000.0, 0.0) && !passes(1.5, 0.0));
    }
}
