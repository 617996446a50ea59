//! Whether the pulse is gone: how long the program has not answered, as somebody saw who asked all the while.

use std::time::Duration;

use crate::policy::Patience;

/// A keeper that was held up itself has not asked meanwhile; of the time since it last asked, no more than this counts.
const MOST_BETWEEN: Duration = Duration::from_secs(2);

/// The silence of one process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pulse {
    last_asked: Duration,
    silence: Duration,
    was_heard: bool,
}

impl Pulse {
    /// Of a process that begins now.
    pub(crate) fn new(now: Duration) -> Self {
        Self {
            last_asked: now,
            silence: Duration::ZERO,
            was_heard: false,
        }
    }

    /// Of a process that has been there for so long already.
    pub(crate) fn of_age(age: Duration, now: Duration, patience: &Patience) -> Self {
        Self {
            was_heard: age >= patience.starting,
            ..Self::new(now)
        }
    }

    /// Notes an answer, or none.
    pub(crate) fn hear(&mut self, now: Duration, answered: bool) {
        let since = now.saturating_sub(self.last_asked).min(MOST_BETWEEN);
        self.last_asked = now;
        self.silence = if answered {
            Duration::ZERO
        } else {
            self.silence + since
        };
        self.was_heard |= answered;
    }

    /// Whether it ever answered.
    pub(crate) fn was_heard(&self) -> bool {
        self.was_heard
    }

    /// How long it has been silent, if that is too long.
    pub(crate) fn gone(&self, patience: &Patience) -> Option<Duration> {
        let most = if self.was_heard {
            patience.pulse_gone
        } else {
            patience.starting
        };
        (self.silence >= most).then_some(self.silence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When, in seconds, a program that answers as written would be ended.
    fn ended_at(answers: &[(u64, bool)]) -> Option<u64> {
        let mut pulse = Pulse::new(Duration::ZERO);
        for &(secs, answered) in answers {
            pulse.hear(Duration::from_secs(secs), answered);
            if pulse.gone(&Patience::default()).is_some() {
                return Some(secs);
            }
        }
        None
    }

    fn every_second(from: u64, to: u64, answered: bool) -> Vec<(u64, bool)> {
        (from..to).map(|secs| (secs, answered)).collect()
    }

    #[test]
    fn starting_may_take_a_minute() {
        assert_eq!(ended_at(&every_second(1, 60, false)), None);
        assert_eq!(ended_at(&every_second(1, 100, false)), Some(60));
    }

    #[test]
    fn a_pulse_that_is_gone_is_missed_after_eight_seconds() {
        let silent = [every_second(1, 50, true), every_second(50, 70, false)].concat();
        assert_eq!(ended_at(&silent), Some(57));
        let lapses = [every_second(50, 57, false), every_second(57, 58, true)].concat();
        let alive = [
            every_second(1, 50, true),
            lapses.clone(),
            every_second(58, 65, false),
        ];
        assert_eq!(ended_at(&alive.concat()), None);
    }

    #[test]
    fn a_keeper_that_slept_asks_before_it_judges() {
        let slept = [every_second(1, 50, true), vec![(900, false), (901, true)]].concat();
        assert_eq!(ended_at(&slept), None);
    }
}
