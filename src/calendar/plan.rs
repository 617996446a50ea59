//! What is due at an instant, and when that changes.

mod window;
mod deciding;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::calendar::Calendar;
use crate::clock::{days_on, within};
use crate::interval::Interval;

use window::Window;

/// How far ahead a change is looked for, and how far back a closing: 400 days.
const FAR_DAYS: i64 = 400;
/// The longest time for which changes are listed: about two years.
const LONGEST_DAYS: i64 = 800;
/// The most changes that are listed at once.
const MOST_CHANGES: usize = 100_000;
/// Changes are worked out for so many days at once.
const AT_ONCE_DAYS: i64 = 8;
const DAY_SECS: i64 = 86_400;

/// What is due at an instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Whether the house is open.
    pub open: bool,
    /// The folder name of the installation that is due; none where nothing is: what runs goes on.
    pub installation: Option<String>,
    /// Since when what is due is due: the beginning of this turn, show, or closing. None where that is more than
    /// 400 days ago, or the house has never been open.
    pub since: Option<Timestamp>,
    /// How long the cross-fade to it takes, seconds.
    pub cross_fade_secs: f32,
    /// What the master volume may be at most, 0 to 1; none for no limit.
    pub volume_limit: Option<f32>,
    /// Whether projectors are on; none where the calendar does not say.
    pub projectors_on: Option<bool>,
    /// Whether the house lights are on.
    pub house_lights: bool,
    /// Whether nothing is shown at all.
    pub dark: bool,
    /// Why, in words for people.
    pub why: String,
}

impl Plan {
    /// Whether two plans ask for the same, whatever their words are.
    pub fn is_same(&self, other: &Self) -> bool {
        let deeds = |plan: &Self| Self {
            why: String::new(),
            ..plan.clone()
        };
        deeds(self) == deeds(other)
    }
}

impl Calendar {
    /// What is due at an instant. It depends on the calendar and the instant alone, so that a machine that starts
    /// anew goes on with what was due. Instants before 1970 or after 2199 are those years' ends.
    pub fn at(&self, at: Timestamp) -> Plan {
        let at = within(at);
        let mut plan = Window::new(self, Interval { start: at, end: at }).plan(at);
        if !plan.open && plan.since.is_none() {
            plan.since = self.closed_since(at);
        }
        plan
    }

    /// When what is due changes next, within 400 days.
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let now = within(now);
        let mut plan = self.at(now);
        let mut start = now;
        let end = later(now, FAR_DAYS);
        // Most changes are soon.
        let mut days = 1;
        while start < end {
            let stretch = Interval {
                start,
                end: later(start, days).min(end),
            };
            if let Some((at, _)) = self.changes_in(stretch, &mut plan).into_iter().next() {
                return Some(at);
            }
            start = stretch.end;
            days = AT_ONCE_DAYS;
        }
        None
    }

    /// What is due at `from`, and every change after it until just before `to`, in order. At most 800 days and
    /// 100 000 changes are listed.
    pub fn changes(&self, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Plan)> {
        let from = within(from);
        let to = within(to).min(later(from, LONGEST_DAYS));
        let mut plan = self.at(from);
        let mut all = vec![(from, plan.clone())];
        let mut start = from;
        while start < to && all.len() < MOST_CHANGES {
            let stretch = Interval {
                start,
                end: later(start, AT_ONCE_DAYS).min(to),
            };
            all.extend(self.changes_in(stretch, &mut plan));
            start = stretch.end;
        }
        all.truncate(MOST_CHANGES);
        all.retain(|(at, _)| *at == from || *at < to);
        all
    }

    /// Every change after the stretch's beginning until its end, both ends' own included in the next stretch's sense:
    /// a change at the very end is told now.
    fn changes_in(&self, stretch: Interval, plan: &mut Plan) -> Vec<(Timestamp, Plan)> {
        let window = Window::new(self, stretch);
        let mut found = Vec::new();
        for at in window.boundaries() {
            let mut next = window.plan(at);
            if !next.open && next.since.is_none() {
                // Closed before the window and still: as it was.
                next.since = plan.since.filter(|_| !plan.open);
            }
            if !next.is_same(plan) {
                found.push((at, next.clone()));
            }
            *plan = next;
        }
        found
    }

    /// When the house closed last.
    fn closed_since(&self, at: Timestamp) -> Option<Timestamp> {
        let mut date = days_on(self.clock.wall(at).date(), 1);
        let last = days_on(date, -FAR_DAYS);
        while date > last {
            let first = days_on(date, -AT_ONCE_DAYS);
            let [start, end] =
                [days_on(first, -2), days_on(date, 2)].map(|date| self.clock.reached(date, 0));
            let imported = self.imported(Interval { start, end });
            let pieces = self.pieces(first, date, &imported);
            let ends = pieces.iter().map(|piece| piece.interval.end);
            if let Some(end) = ends.filter(|end| *end <= at).max() {
                return Some(end);
            }
            date = days_on(first, -1);
        }
        None
    }
}

fn later(at: Timestamp, days: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(days * DAY_SECS))
        .map_or(at, within)
}

#[cfg(test)]
mod tests;
