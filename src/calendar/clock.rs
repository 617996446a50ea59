//! A place's clock on the wall: dates and times of day in, instants out, over every change of daylight saving.
//!
//! One rule says when a time of day is reached: when the clock on the wall first shows it or a later one. So a
//! time that is skipped in spring is reached as the clock jumps, a time that comes twice in autumn is reached
//! the first time, and whatever stands in order on the wall stands in order in time.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{Span, Timestamp};
use welkin_installation::nearest;

/// The zones that are in the program; the machine's own files are not asked.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The first date that a calendar knows. A clock that was never set stands in 1970.
pub(crate) const FIRST_DATE: Date = jiff::civil::date(1970, 1, 1);
/// The last date that a calendar knows.
pub(crate) const LAST_DATE: Date = jiff::civil::date(2199, 12, 31);

/// Minutes in a day of 24 hours.
pub(crate) const DAY_MINUTES: u16 = 1440;

/// The clock on the wall of one place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clock {
    zone: TimeZone,
    name: String,
}

impl Clock {
    /// The clock of an IANA zone, such as `Europe/Berlin`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let zone = ZONES.get(name).ok()?;
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Some(Self { zone, name })
    }

    /// The zone's IANA name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What the clock shows at an instant.
    pub(crate) fn wall(&self, at: Timestamp) -> DateTime {
        self.zone.to_datetime(at)
    }

    /// When the clock first shows so many minutes after a date's midnight, or later. Minutes beyond 1440 belong to the days after.
    pub(crate) fn reached(&self, date: Date, minutes: u16) -> Timestamp {
        let days = i64::from(minutes / DAY_MINUTES);
        let minute = minutes % DAY_MINUTES;
        let date = days_on(date, days);
        self.first(date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0))
    }

    /// When the clock first shows this, or later.
    fn first(&self, wall: DateTime) -> Timestamp {
        let instant = |offset: jiff::tz::Offset| offset.to_timestamp(wall);
        let found = match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => instant(offset),
            AmbiguousOffset::Fold { before, .. } => instant(before),
            AmbiguousOffset::Gap { before, .. } => instant(before).map(|after| self.jump(after)),
        };
        found.unwrap_or(Timestamp::MAX)
    }

    /// As iCalendar has it: a time that is skipped is read with the offset before the jump.
    pub(crate) fn as_in_ics(&self, wall: DateTime) -> Option<Timestamp> {
        self.zone.to_ambiguous_timestamp(wall).compatible().ok()
    }

    /// When the clock is changed between two instants, and by how many minutes.
    pub(crate) fn change(&self, from: Timestamp, until: Timestamp) -> Option<(Timestamp, i32)> {
        let offset = |at: Timestamp| self.zone.to_offset(at).seconds();
        let changes = self
            .zone
            .following(from)
            .take_while(|change| change.timestamp() < until);
        let mut moved = changes.map(|change| {
            let at = change.timestamp();
            let before = at.checked_sub(Span::new().seconds(1)).unwrap_or(at);
            (at, (offset(at) - offset(before)) / 60)
        });
        moved.find(|(_, minutes)| *minutes != 0)
    }

    /// The last change of the clock at or before an instant.
    fn jump(&self, after: Timestamp) -> Timestamp {
        let just_after = after.saturating_add(Span::new().seconds(1)).ok();
        let mut before = self.zone.preceding(just_after.unwrap_or(after));
        before.next().map_or(after, |change| change.timestamp())
    }
}

/// The zone that was probably meant.
pub(crate) fn nearest_zone(word: &str) -> Option<String> {
    let names: Vec<String> = ZONES.available().map(|name| name.to_string()).collect();
    let spaced = word.trim().replace(' ', "_");
    let names_of_places = || names.iter().map(String::as_str);
    let place = |name: &&str| {
        name.rsplit('/')
            .next()
            .is_some_and(|place| place.eq_ignore_ascii_case(&spaced))
    };
    let meant = names_of_places()
        .find(place)
        .or_else(|| nearest(&spaced, names_of_places()));
    meant.map(str::to_owned)
}

/// So many days later, or earlier; at the ends of what a calendar knows it stops.
pub(crate) fn days_on(date: Date, days: i64) -> Date {
    date.checked_add(Span::new().days(days.clamp(-200_000, 200_000)))
        .unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// The first instants of the dates that a calendar knows, with a margin for what is looked up around them.
pub(crate) fn within(at: Timestamp) -> Timestamp {
    let [first, last] = [FIRST_DATE, LAST_DATE]
        .map(|date| date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()));
    match (first, last) {
        (Ok(first), Ok(last)) => at.clamp(first, last),
        _ => at,
    }
}

#[cfg(test)]
mod tests;
