//! Stretches of time, and what is left of one where others are taken away.

use jiff::Timestamp;

/// From an instant until just before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Interval {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
}

impl Interval {
    /// Whether an instant is in it.
    pub(crate) fn holds(self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether both have an instant in common.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// Whether it is not longer than the longest day, of 25 hours.
    pub(crate) fn is_within_a_day(self) -> bool {
        self.end.as_second() - self.start.as_second() <= 25 * 3600
    }

    /// What is left where others are taken away, in order.
    pub(crate) fn without(self, others: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut left = vec![self];
        for other in others {
            if left.iter().any(|one| one.meets(other)) {
                left = left.into_iter().flat_map(|one| one.around(other)).collect();
            }
        }
        left.retain(|one| one.start < one.end);
        left
    }

    fn around(self, other: Self) -> [Self; 2] {
        if !self.meets(other) {
            let nothing = Self {
                start: self.end,
                end: self.end,
            };
            return [self, nothing];
        }
        [
            Self {
                start: self.start,
                end: self.end.min(other.start),
            },
            Self {
                start: self.start.max(other.end),
                end: self.end,
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: i64, end: i64) -> Interval {
        let [start, end] = [start, end].map(|secs| Timestamp::constant(secs, 0));
        Interval { start, end }
    }

    /// Every set of two takings from ten seconds, against counting seconds.
    #[test]
    fn what_is_left_is_what_no_other_holds() {
        let whole = interval(2, 8);
        let mut others = Vec::new();
        for start in 0..10 {
            others.extend((start..10).map(|end| interval(start, end)));
        }
        for a in &others {
            for b in &others {
                let left = whole.without([*a, *b]);
                for secs in 0..10 {
                    let at = Timestamp::constant(secs, 0);
                    let is_left = left.iter().any(|one| one.holds(at));
                    assert_eq!(is_left, whole.holds(at) && !a.holds(at) && !b.holds(at));
                }
            }
        }
    }
}
