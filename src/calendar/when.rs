//! On which days, and from when until when: the part that shows, playlists, hours and quiet hours share.

use jiff::civil::Date;

use crate::clock::{Clock, DAY_MINUTES, days_on};
use crate::interval::Interval;

/// From a time of day until another, in minutes after midnight of the day on which it begins. Always less than
/// a day; an end beyond 1440 is on the day after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) from: u16,
    pub(crate) until: u16,
}

impl Times {
    /// The whole day.
    pub(crate) const DAY: Self = Self {
        from: 0,
        until: DAY_MINUTES,
    };

    /// Its instants where it begins on a date.
    pub(crate) fn on(self, date: Date, clock: &Clock) -> Interval {
        Interval {
            start: clock.reached(date, self.from),
            end: clock.reached(date, self.until),
        }
    }

    /// Whether both have a minute in common, the other one `days` later.
    pub(crate) fn meets(self, other: Self, days: i64) -> bool {
        let later = days * i64::from(DAY_MINUTES);
        let [from, until] = [other.from, other.until].map(|minutes| i64::from(minutes) + later);
        i64::from(self.from) < until && from < i64::from(self.until)
    }
}

/// On which days, and from when until when.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct When {
    /// Monday is bit 0.
    pub(crate) weekdays: u8,
    /// Only these, in order; where there are none, weekdays within the range count.
    pub(crate) dates: Vec<Date>,
    pub(crate) first_day: Option<Date>,
    pub(crate) last_day: Option<Date>,
    /// None: the whole day.
    pub(crate) times: Option<Times>,
}

/// Every day of the week.
pub(crate) const EVERY_DAY: u8 = 0b111_1111;

impl When {
    /// Whether it begins on a date.
    pub(crate) fn is_on(&self, date: Date) -> bool {
        if !self.dates.is_empty() {
            return self.dates.binary_search(&date).is_ok();
        }
        let in_range = self.first_day.is_none_or(|first| first <= date)
            && self.last_day.is_none_or(|last| date <= last);
        in_range && self.weekdays & (1 << date.weekday().to_monday_zero_offset()) != 0
    }

    /// What beats what where both are due: dates beat days, days beat nothing said at all.
    pub(crate) fn rank(&self) -> u8 {
        let says_days = self.weekdays != EVERY_DAY
            || self.first_day.is_some()
            || self.last_day.is_some()
            || self.times.is_some();
        match (self.dates.is_empty(), says_days) {
            (false, _) => 2,
            (true, true) => 1,
            (true, false) => 0,
        }
    }

    /// Its times of day.
    pub(crate) fn daily(&self) -> Times {
        self.times.unwrap_or(Times::DAY)
    }

    /// A date on which this one and another are due at the same time of day, if there is any.
    pub(crate) fn clash(&self, other: &Self) -> Option<Date> {
        let days = [0, 1, -1].into_iter();
        days.filter(|&days| self.daily().meets(other.daily(), days))
            .find_map(|days| {
                let is_clash = |date: &Date| self.is_on(*date) && other.is_on(days_on(*date, days));
                self.candidates(other, days).into_iter().find(is_clash)
            })
    }

    /// Dates among which is one on which both are due, the other one `days` later, if there is any.
    fn candidates(&self, other: &Self, days: i64) -> Vec<Date> {
        if !self.dates.is_empty() {
            return self.dates.clone();
        }
        let earlier = |date: Date| days_on(date, -days);
        if !other.dates.is_empty() {
            return other.dates.iter().copied().map(earlier).collect();
        }
        // Weekdays come again after seven days, so seven days within both ranges are enough.
        let first = self.first_day.max(other.first_day.map(earlier));
        let lasts = [self.last_day, other.last_day.map(earlier)];
        let last = lasts.into_iter().flatten().min();
        let start = match (first, last) {
            (Some(first), _) => first,
            (None, Some(last)) => days_on(last, -6),
            (None, None) => jiff::civil::date(2024, 1, 1),
        };
        (0..7).map(|day| days_on(start, day)).collect()
    }
}

#[cfg(test)]
mod tests;
