//! The hours and the programme of the next days as an iCalendar file.

use jiff::{SignedDuration, Timestamp};

use crate::calendar::Calendar;
use crate::clock::within;
use crate::ics::{Entry, write};
use crate::interval::Interval;
use crate::plan::Plan;

/// The longest programme, days.
const MOST_DAYS: u32 = 400;
/// The most events.
const MOST_EVENTS: usize = 20_000;

impl Calendar {
    /// The opening hours (events called "Open") and what is shown while the house is open, from an instant on for
    /// so many times 24 hours, at most 400; an iCalendar file. Another calendar can import it.
    pub fn to_ics(&self, title: &str, from: Timestamp, days: u32) -> String {
        let from = within(from);
        let length = SignedDuration::from_hours(24 * i64::from(days.min(MOST_DAYS)));
        let to = from.checked_add(length).map_or(from, within);
        let changes = self.changes(from, to);
        let open = stretches(&changes, to, |plan| plan.open.then(String::new));
        let shown = stretches(&changes, to, |plan| {
            plan.installation.clone().filter(|_| plan.open)
        });
        let opens = open.into_iter().map(|(interval, why, _)| Entry {
            summary: "Open".into(),
            description: why,
            interval,
        });
        let shows = shown.into_iter().map(|(interval, why, name)| Entry {
            summary: name,
            description: why,
            interval,
        });
        let mut entries: Vec<Entry> = opens.chain(shows).collect();
        entries.sort_by_key(|entry| entry.interval.start);
        entries.truncate(MOST_EVENTS);
        write(title, &self.clock, from, &entries)
    }
}

/// The stretches through which something stays the same, with why it began.
fn stretches(
    changes: &[(Timestamp, Plan)],
    to: Timestamp,
    what: impl Fn(&Plan) -> Option<String>,
) -> Vec<(Interval, String, String)> {
    let mut all: Vec<(Interval, String, String)> = Vec::new();
    for (index, (start, plan)) in changes.iter().enumerate() {
        let end = changes.get(index + 1).map_or(to, |(next, _)| *next);
        let Some(what) = what(plan) else { continue };
        match all.last_mut() {
            Some((last, _, same)) if last.end == *start && *same == what => last.end = end,
            _ => all.push((Interval { start: *start, end }, plan.why.clone(), what)),
        }
    }
    all
}

#[cfg(test)]
mod tests;
