//! Times, dates and days as people write and read them.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use crate::clock::{Clock, DAY_MINUTES, FIRST_DATE, LAST_DATE};

/// The days of the week from Monday, as files write them.
pub(crate) const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// `"10:00"` as minutes after midnight; `"24:00"` is the day's end.
pub(crate) fn minutes_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let minutes = digits(hour, 1..=2)? * 60 + digits(minute, 2..=2)?;
    let is_time = digits(minute, 2..=2)? < 60 && minutes <= u32::from(DAY_MINUTES);
    is_time.then_some(minutes as u16)
}

/// `"2026-12-24"`.
pub(crate) fn date_of(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = month_and_day(rest)?;
    let date = Date::new(digits(year, 4..=4)? as i16, month, day).ok()?;
    (FIRST_DATE..=LAST_DATE).contains(&date).then_some(date)
}

/// `"12-24"`, of any year.
pub(crate) fn day_of_year(text: &str) -> Option<(i8, i8)> {
    let (month, day) = month_and_day(text)?;
    // A leap year has all days.
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    Some((digits(month, 2..=2)? as i8, digits(day, 2..=2)? as i8))
}

fn digits(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_number = count.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// `10:00` of so many minutes after midnight.
pub(crate) fn time_of_day(minutes: u16) -> String {
    let shown = if minutes > DAY_MINUTES {
        minutes - DAY_MINUTES
    } else {
        minutes
    };
    format!("{:02}:{:02}", shown / 60, shown % 60)
}

/// What the clock on the wall shows, to the minute.
pub(crate) fn wall_time(clock: &Clock, at: Timestamp) -> String {
    let wall = clock.wall(at);
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

/// A day of the week as files write it.
pub(crate) fn weekday(day: Weekday) -> &'static str {
    WEEKDAYS[day.to_monday_zero_offset() as usize]
}

/// A name with its first letter large.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_dates_as_people_write_them() {
        for (text, minutes) in [("0:00", 0), ("09:05", 545), ("9:05", 545), ("24:00", 1440)] {
            assert_eq!(minutes_of(text), Some(minutes), "{text}");
        }
        for text in [
            "", "9", "9:5", "24:01", "12:60", "-1:00", "+1:00", "111:00", "1:000", "٣:٠٠",
            "12:00:00",
        ] {
            assert_eq!(minutes_of(text), None, "{text}");
        }
        assert_eq!(date_of("2026-12-24"), Some(jiff::civil::date(2026, 12, 24)));
        for text in [
            "2026-02-29",
            "1969-12-31",
            "2200-01-01",
            "26-12-24",
            "2026-1-1",
            "12-24",
            "2026/12/24",
        ] {
            assert_eq!(date_of(text), None, "{text}");
        }
        assert_eq!(day_of_year("02-29"), Some((2, 29)));
        assert_eq!(day_of_year("02-30"), None);
        assert_eq!(time_of_day(1560), "02:00");
        assert_eq!(time_of_day(1440), "24:00");
    }
}
