//! A week as the page shows it, and as it is drawn.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::calendar::Calendar;
use crate::clock::{FIRST_DATE, LAST_DATE, days_on};
use crate::plan::Plan;
use crate::words::{capital, wall_time, weekday};

/// Seven days from a Monday on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Week {
    /// The IANA name of the zone whose clock is meant.
    pub time_zone: String,
    /// Its Monday, such as 2026-11-23.
    pub monday: String,
    /// From Monday to Sunday.
    pub days: Vec<Day>,
}

/// A day, from midnight to midnight by the clock on the wall.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Day {
    /// Such as 2026-11-23.
    pub date: String,
    /// Such as Monday.
    pub weekday: String,
    /// The name of the exception that holds.
    pub name: Option<String>,
    /// When it begins.
    pub from: Timestamp,
    /// How long it is, hours: 23 or 25 where the clock changes.
    pub length_hours: f64,
    /// What is due from midnight on and at every change, in order; the first is at 0 hours.
    pub stretches: Vec<Stretch>,
    /// When the clock on the wall is changed: hours since the day began, and by how many minutes.
    pub clock_change: Option<(f64, i32)>,
}

/// Through which the same is due.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stretch {
    /// Hours since the day began.
    pub from_hours: f64,
    /// Hours since the day began.
    pub until_hours: f64,
    /// When it begins by the clock on the wall, such as 10:00.
    pub from: String,
    /// When it ends by the clock on the wall.
    pub until: String,
    /// What is due.
    pub plan: Plan,
}

impl Calendar {
    /// The week in which a date lies.
    pub fn week(&self, date: Date) -> Week {
        let date = date.clamp(days_on(FIRST_DATE, 7), days_on(LAST_DATE, -14));
        let monday = days_on(date, -i64::from(date.weekday().to_monday_zero_offset()));
        let days = (0..7).map(|day| self.day(days_on(monday, day))).collect();
        Week {
            time_zone: self.time_zone().to_owned(),
            monday: monday.to_string(),
            days,
        }
    }

    fn day(&self, date: Date) -> Day {
        let start = self.clock.reached(date, 0);
        let end = self.clock.reached(days_on(date, 1), 0);
        let hours = |at: Timestamp| at.duration_since(start).as_secs_f64() / 3600.0;
        let changes = if start < end {
            self.changes(start, end)
        } else {
            Vec::new()
        };
        let ends = changes.iter().skip(1).map(|(at, _)| *at).chain([end]);
        let stretches = changes
            .iter()
            .zip(ends)
            .map(|((from, plan), until)| Stretch {
                from_hours: hours(*from),
                until_hours: hours(until),
                from: wall_time(&self.clock, *from),
                until: if until == end {
                    "24:00".into()
                } else {
                    wall_time(&self.clock, until)
                },
                plan: plan.clone(),
            });
        Day {
            date: date.to_string(),
            weekday: capital(weekday(date.weekday())),
            name: self
                .exception(date)
                .and_then(|exception| exception.name.clone()),
            from: start,
            length_hours: hours(end),
            stretches: stretches.collect(),
            clock_change: self
                .clock
                .change(start, end)
                .map(|(at, minutes)| (hours(at), minutes)),
        }
    }

    /// The date on the wall at an instant.
    pub fn date(&self, at: Timestamp) -> Date {
        self.clock.wall(crate::clock::within(at)).date()
    }
}

#[cfg(test)]
mod tests;
