//! When something happened: microseconds of UTC, and their words.

use std::fmt::{self, Display};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use serde::Serialize;

/// When something happened: microseconds of UTC since 1970, as this machine's clock said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Time(pub i64);

impl Time {
    /// What the machine's clock says now.
    pub fn now() -> Self {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_micros()).unwrap_or(i64::MAX),
        };
        Self(micros)
    }

    /// So many seconds later, or earlier.
    pub fn plus_secs(self, secs: f64) -> Self {
        Self(self.0.saturating_add((secs * 1e6) as i64))
    }

    /// Seconds from the other time to this one.
    pub fn secs_since(self, other: Self) -> f64 {
        self.0.saturating_sub(other.0) as f64 / 1e6
    }

    /// As jiff's; what lies beyond its years is the last instant it knows.
    pub(crate) fn timestamp(self) -> Timestamp {
        let beyond = if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        Timestamp::from_microsecond(self.0).unwrap_or(beyond)
    }
}

impl From<Timestamp> for Time {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

/// As RFC 3339 has it: `2026-11-22T09:59:59.25Z`.
impl Display for Time {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_by_people() {
        assert_eq!(Time(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(
            Time(1_795_341_599_250_000).to_string(),
            "2026-11-22T09:59:59.25Z"
        );
        for far in [i64::MIN, i64::MAX] {
            assert!(!Time(far).to_string().is_empty());
        }
    }

    #[test]
    fn seconds_go_there_and_back() {
        let later = Time(5).plus_secs(61.5);
        assert_eq!(later.secs_since(Time(5)), 61.5);
        assert_eq!(Time(i64::MAX).plus_secs(9.0), Time(i64::MAX));
    }
}
