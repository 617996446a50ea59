//! Notices where the machine's clock jumps: somebody set it, the network's time arrived, or the machine slept.

use std::time::Duration;

use crate::time::Time;

/// Below this a difference is a clock being steered, or a thread that was late.
const JUMP_SECS: f64 = 2.0;

/// Compares the clock with time that only ever goes on.
#[derive(Debug, Default)]
pub(crate) struct ClockWatch {
    last: Option<(Time, Duration)>,
}

impl ClockWatch {
    /// What the clock would have said and how far it jumped, if it did since it was looked at last. `uptime` is time
    /// that only goes on.
    pub(crate) fn look(&mut self, now: Time, uptime: Duration) -> Option<(Time, f64)> {
        let (then, then_up) = self.last.replace((now, uptime))?;
        let expected = then.plus_secs(uptime.saturating_sub(then_up).as_secs_f64());
        let by_secs = now.secs_since(expected);
        (by_secs.abs() > JUMP_SECS).then_some((expected, by_secs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jumps_are_noticed_once_and_drift_is_not() {
        let mut watch = ClockWatch::default();
        let mut look = |clock_secs: f64, up_secs: f64| {
            let now = Time(0).plus_secs(clock_secs);
            let jump = watch.look(now, Duration::from_secs_f64(up_secs));
            jump.map(|(_, by)| by)
        };
        assert_eq!(look(1000.0, 1.0), None);
        assert_eq!(look(1010.9, 11.0), None);
        assert_eq!(look(4611.9, 12.0), Some(3600.0));
        assert_eq!(look(4612.9, 13.0), None);
        assert_eq!(look(1013.9, 14.0), Some(-3600.0));
        assert_eq!(look(1014.9, 15.0), None);
    }
}
