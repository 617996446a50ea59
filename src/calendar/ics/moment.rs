//! Dates, times and durations of iCalendar (RFC 5545, 3.3.4 to 3.3.6).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::clock::{Clock, FIRST_DATE, LAST_DATE, days_on};

/// Seconds of a day of 24 hours.
const DAY_SECS: i64 = 86_400;

/// A date, or a time on a date by some clock.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written {
    Date(Date),
    /// By the clock of a zone.
    Wall(DateTime, Clock),
    Utc(Timestamp, DateTime),
}

impl Written {
    /// What a calendar on the wall shows at it, by its own clock.
    pub(crate) fn wall(&self) -> DateTime {
        match self {
            Self::Date(date) => date.at(0, 0, 0, 0),
            Self::Wall(wall, _) | Self::Utc(_, wall) => *wall,
        }
    }

    /// The same time on another date, by the same clock.
    pub(crate) fn on(&self, date: Date) -> Self {
        match self {
            Self::Date(_) => Self::Date(date),
            Self::Wall(wall, clock) => Self::Wall(date.to_datetime(wall.time()), clock.clone()),
            Self::Utc(_, wall) => {
                let wall = date.to_datetime(wall.time());
                Self::Utc(utc(wall), wall)
            }
        }
    }

    /// The instant; a date begins when the house's clock reaches it.
    pub(crate) fn instant(&self, house: &Clock) -> Timestamp {
        match self {
            Self::Date(date) => house.reached(*date, 0),
            Self::Wall(wall, clock) => clock.as_in_ics(*wall).unwrap_or(Timestamp::MAX),
            Self::Utc(instant, _) => *instant,
        }
    }
}

fn utc(wall: DateTime) -> Timestamp {
    jiff::tz::Offset::UTC
        .to_timestamp(wall)
        .unwrap_or(Timestamp::MAX)
}

/// `20261224`, `20261224T100000` by a clock, or `20261224T100000Z`.
pub(crate) fn written(text: &str, clock: &Clock) -> Option<Written> {
    let text = text.trim();
    let date = date(text.get(..8)?)?;
    let rest = &text[8..];
    if rest.is_empty() {
        return Some(Written::Date(date));
    }
    let (time, is_utc) = match rest.strip_prefix(['T', 't'])? {
        time if time.ends_with(['Z', 'z']) => (&time[..time.len() - 1], true),
        time => (time, false),
    };
    let [hour, minute, second] = pairs(time)?;
    // A leap second is the second before it.
    let wall = DateTime::new(
        date.year(),
        date.month(),
        date.day(),
        hour,
        minute,
        second.min(59),
        0,
    );
    let wall = wall.ok()?;
    Some(if is_utc {
        Written::Utc(utc(wall), wall)
    } else {
        Written::Wall(wall, clock.clone())
    })
}

fn date(text: &str) -> Option<Date> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = text.get(..4)?.parse().ok()?;
    let [month, day] = [text.get(4..6)?, text.get(6..8)?].map(|pair| pair.parse().ok());
    let date = Date::new(year, month?, day?).ok()?;
    (FIRST_DATE..=LAST_DATE).contains(&date).then_some(date)
}

fn pairs(time: &str) -> Option<[i8; 3]> {
    let is_time = time.len() == 6 && time.bytes().all(|byte| byte.is_ascii_digit());
    if !is_time {
        return None;
    }
    let pair = |at: usize| time[at..at + 2].parse().ok();
    Some([pair(0)?, pair(2)?, pair(4)?])
}

/// How long something lasts: days by the wall, then seconds by the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lasting {
    pub(crate) days: i64,
    pub(crate) secs: i64,
}

impl Lasting {
    /// When something ends that begins then and lasts so long.
    pub(crate) fn end(self, start: &Written, house: &Clock) -> Timestamp {
        let start = match self.days {
            0 => start.instant(house),
            days => start.on(days_on(start.wall().date(), days)).instant(house),
        };
        start
            .checked_add(jiff::SignedDuration::from_secs(self.secs))
            .unwrap_or(Timestamp::MAX)
    }

    /// About how many days, rounded up.
    pub(crate) fn whole_days(self) -> i64 {
        self.days + self.secs.div_euclid(DAY_SECS) + i64::from(self.secs.rem_euclid(DAY_SECS) > 0)
    }
}

/// `P1W`, `P2DT3H30M`; negative ones and years are none.
pub(crate) fn lasting(text: &str) -> Option<Lasting> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
    let (days, time) = text.split_once('T').unwrap_or((text, ""));
    if text.ends_with('T') || text.is_empty() {
        return None;
    }
    let days = amounts(days, &[('W', 7), ('D', 1)])?;
    let secs = amounts(time, &[('H', 3600), ('M', 60), ('S', 1)])?;
    Some(Lasting { days, secs })
}

/// Digits with a unit, again and again, in units' order.
fn amounts(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut sum = 0_i64;
    for &(unit, size) in units {
        if let Some((digits, rest)) = text.split_once(unit) {
            let is_number =
                (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            if !is_number {
                return None;
            }
            sum += digits.parse::<i64>().ok()? * size;
            text = rest;
        }
    }
    text.is_empty().then_some(sum)
}
