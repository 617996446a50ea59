//! One event and the times at which it comes.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::{Clock, LAST_DATE, days_on};
use crate::interval::Interval;

use super::moment::{Lasting, Written};
use super::rule::{Rule, Until};

/// An event as often as it comes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    /// Where it begins in its file, counted from 1.
    pub(crate) line: usize,
    /// What it is called.
    pub(crate) summary: String,
    pub(super) start: Written,
    pub(super) lasts: Lasting,
    pub(super) comes: Comes,
    /// Starts that are left out.
    pub(super) without: Vec<Written>,
}

/// When an event comes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Comes {
    /// On these dates, in order; the first one is its start's.
    On(Vec<Date>),
    /// By a rule, until and with a date or an instant.
    By(Rule, Last),
}

/// The last time of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Last {
    Never,
    Date(Date),
    At(Timestamp),
}

/// An event at one of its times.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Occurrence {
    pub(crate) interval: Interval,
    /// The dates it covers from the first until before the last, where it is made of whole days.
    pub(crate) days: Option<(Date, Date)>,
}

impl Event {
    /// The times that have a part in the stretch, in order of their starts.
    pub(crate) fn in_stretch(&self, stretch: Interval, house: &Clock) -> Vec<Occurrence> {
        // A day more on both sides: its own clock may be a day away from the house's.
        let before = self.lasts.whole_days() + 2;
        let from = days_on(house.wall(stretch.start).date(), -before);
        let to = days_on(house.wall(stretch.end).date(), 2);
        let first = self.start.wall().date();
        let dates: Vec<Date> = match &self.comes {
            Comes::On(dates) => {
                let begin = dates.partition_point(|date| *date < from);
                let within = dates[begin..].iter().copied();
                within.take_while(|date| *date <= to).collect()
            }
            Comes::By(rule, last) => {
                let start = (from..=to).contains(&first).then_some(first);
                let further = rule.dates(first, from, to).filter(|date| *date != first);
                let all = start.into_iter().chain(further);
                all.filter(|date| self.is_before_end(*date, last, house))
                    .collect()
            }
        };
        let all = dates.into_iter().map(|date| self.on(date, house));
        all.filter(|one| one.interval.meets(stretch)).collect()
    }

    fn is_before_end(&self, date: Date, last: &Last, house: &Clock) -> bool {
        match last {
            Last::Never => true,
            Last::Date(last) => date <= *last,
            Last::At(last) => self.start.on(date).instant(house) <= *last,
        }
    }

    /// The time that begins on a date; one that is left out takes no time.
    fn on(&self, date: Date, house: &Clock) -> Occurrence {
        let start = self.start.on(date);
        let instant = start.instant(house);
        let is_out = self.without.iter().any(|out| match out {
            Written::Date(day) => *day == date,
            other => other.instant(house) == instant,
        });
        let end = if is_out {
            instant
        } else {
            self.lasts.end(&start, house)
        };
        let days = matches!(start, Written::Date(_));
        Occurrence {
            interval: Interval {
                start: instant,
                end,
            },
            days: days.then(|| (date, days_on(date, self.lasts.days))),
        }
    }
}

/// When an event comes that has a rule. A counted rule is worked out at once, at most `most` dates of it.
///
/// Returns also whether dates were left out.
pub(super) fn comes(rule: Rule, start: &Written, last: Last, most: usize) -> (Comes, bool) {
    let Until::Count(count) = rule.until else {
        return (Comes::By(rule, last), false);
    };
    let first = start.wall().date();
    let further = rule
        .dates(first, first, LAST_DATE)
        .filter(|date| *date != first);
    let count = count as usize;
    let dates: Vec<Date> = std::iter::once(first)
        .chain(further)
        .take(count.min(most))
        .collect();
    let is_cut = count > most && dates.len() == most;
    (Comes::On(dates), is_cut)
}
