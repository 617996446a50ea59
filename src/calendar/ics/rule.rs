//! Recurrence rules (RFC 5545, 3.3.10): a rule and its first date in, further dates out.
//!
//! A rule goes from period to period (days, weeks, months or years). Each period's dates are worked out on
//! their own, so that a date far away is found without walking there.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use crate::clock::{LAST_DATE, days_on};

/// What a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// Where a rule ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    Never,
    /// After so many dates.
    Count(u32),
    /// As it is written; only its reader knows which clock is meant.
    Written(String),
}

/// A rule, without the date on which it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    every: Every,
    interval: i64,
    pub(crate) until: Until,
    /// Weekdays, each with its place in the month or year: 0 is every one, 1 the first, −1 the last.
    days: Vec<(i8, Weekday)>,
    months: Vec<i8>,
    month_days: Vec<i8>,
    positions: Vec<i16>,
    week_start: Weekday,
}

impl Rule {
    /// Reads a rule.
    ///
    /// # Errors
    /// The part that is not understood.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut rule = Self {
            every: Every::Day,
            interval: 1,
            until: Until::Never,
            days: Vec::new(),
            months: Vec::new(),
            month_days: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Monday,
        };
        let mut has_frequency = false;
        for part in text
            .trim()
            .split(';')
            .filter(|part| !part.is_empty())
            .take(32)
        {
            has_frequency |= part.to_ascii_uppercase().starts_with("FREQ=");
            rule.take(part).ok_or_else(|| part.to_owned())?;
        }
        if !has_frequency {
            return Err("no FREQ".into());
        }
        let takes_places = matches!(rule.every, Every::Month | Every::Year);
        if !takes_places && rule.days.iter().any(|(place, _)| *place != 0) {
            return Err("a weekday with a number, without months or years".into());
        }
        Ok(rule)
    }

    fn take(&mut self, part: &str) -> Option<()> {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().to_ascii_uppercase();
        match name.trim().to_ascii_uppercase().as_str() {
            "FREQ" => {
                self.every = match value.as_str() {
                    "DAILY" => Every::Day,
                    "WEEKLY" => Every::Week,
                    "MONTHLY" => Every::Month,
                    "YEARLY" => Every::Year,
                    _ => return None,
                }
            }
            "INTERVAL" => self.interval = number(&value, 1, 10_000)?,
            "COUNT" => self.until = Until::Count(number(&value, 1, u32::MAX.into())? as u32),
            "UNTIL" => self.until = Until::Written(value),
            "BYDAY" => self.days = list(&value, placed_weekday)?,
            "BYMONTH" => self.months = list(&value, |text| Some(number(text, 1, 12)? as i8))?,
            "BYMONTHDAY" => self.month_days = list(&value, |text| Some(signed(text, 31)? as i8))?,
            "BYSETPOS" => self.positions = list(&value, |text| signed(text, 366))?,
            "WKST" => self.week_start = weekday(&value)?,
            _ => return None,
        }
        Some(())
    }

    /// The dates from one until another, both included, in order; the rule's `until` is not asked. The first date
    /// itself is only among them if it follows the rule. Ends early after so many periods without a date that
    /// none will ever come.
    pub(crate) fn dates(&self, first: Date, from: Date, to: Date) -> impl Iterator<Item = Date> {
        // The longest pause that any rule makes is that of 29 February around a century: eight years, times the interval.
        const MOST_EMPTY: u32 = 4000;
        let (from, to) = (from.max(first), to.min(LAST_DATE));
        let mut period = self.period_of(first, from).max(0);
        let mut ready: std::vec::IntoIter<Date> = Vec::new().into_iter();
        let mut empty = 0;
        std::iter::from_fn(move || {
            loop {
                if let Some(date) = ready.next() {
                    return (date <= to).then_some(date);
                }
                let begins = self.period_start(first, period)?;
                if begins > to || empty > MOST_EMPTY {
                    return None;
                }
                let dates = self.dates_from(first, begins);
                empty = if dates.is_empty() { empty + 1 } else { 0 };
                let dates: Vec<Date> = dates.into_iter().filter(|date| *date >= from).collect();
                ready = dates.into_iter();
                period += 1;
            }
        })
    }

    /// The number of the period in which a date lies, or of the last one before.
    fn period_of(&self, first: Date, date: Date) -> i64 {
        let days = |from: Date, to: Date| i64::from((to - from).get_days());
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let periods = match self.every {
            Every::Day => days(first, date),
            Every::Week => days(self.week_of(first), date).div_euclid(7),
            Every::Month => months(date) - months(first),
            Every::Year => i64::from(date.year() - first.year()),
        };
        periods.div_euclid(self.interval)
    }

    /// The first day of a period.
    fn period_start(&self, first: Date, number: i64) -> Option<Date> {
        let periods = number.checked_mul(self.interval)?;
        let start = match self.every {
            Every::Day => days_on(first, periods),
            Every::Week => days_on(self.week_of(first), periods.checked_mul(7)?),
            Every::Month => {
                let months = i64::from(first.month()) - 1 + periods;
                let year = i64::from(first.year()) + months.div_euclid(12);
                let month = months.rem_euclid(12) as i8 + 1;
                Date::new(i16::try_from(year).ok()?, month, 1).ok()?
            }
            Every::Year => {
                let year = i64::from(first.year()) + periods;
                Date::new(i16::try_from(year).ok()?, 1, 1).ok()?
            }
        };
        Some(start)
    }

    fn week_of(&self, date: Date) -> Date {
        let since = self.week_start.until(date.weekday());
        days_on(date, -i64::from(since))
    }

    /// The dates of the period that begins on a date, in order.
    fn dates_from(&self, first: Date, begins: Date) -> Vec<Date> {
        let dates = match self.every {
            Every::Day => vec![begins],
            Every::Week => (0..7).map(|day| days_on(begins, day)).collect(),
            Every::Month => month(begins),
            Every::Year => (0..i64::from(begins.days_in_year()))
                .map(|day| days_on(begins, day))
                .collect(),
        };
        let dates: Vec<Date> = dates
            .into_iter()
            .filter(|date| self.follows(first, *date))
            .collect();
        self.at_positions(dates)
    }

    /// Whether a date within one of the rule's periods follows the rule.
    fn follows(&self, first: Date, date: Date) -> bool {
        let month_fits = match (self.every, self.months.as_slice()) {
            (Every::Year, []) if self.days.is_empty() && self.month_days.is_empty() => {
                date.month() == first.month()
            }
            (_, []) => true,
            (_, months) => months.contains(&date.month()),
        };
        let from_end = date.day() - date.days_in_month() - 1;
        let month_day_fits = self.month_days.is_empty()
            || self.month_days.contains(&date.day())
            || self.month_days.contains(&from_end);
        let says_day = !self.days.is_empty() || !self.month_days.is_empty();
        let day_fits = match self.every {
            _ if !self.days.is_empty() => self.days.iter().any(|day| self.is_placed(*day, date)),
            Every::Day => true,
            Every::Week => says_day || date.weekday() == first.weekday(),
            Every::Month | Every::Year => says_day || date.day() == first.day(),
        };
        month_fits && month_day_fits && day_fits
    }

    /// Whether a date is, say, the second Tuesday of its month or year.
    fn is_placed(&self, (place, weekday): (i8, Weekday), date: Date) -> bool {
        if date.weekday() != weekday {
            return false;
        }
        let in_year = self.every == Every::Year && self.months.is_empty();
        let (day, count) = if in_year {
            (date.day_of_year(), date.days_in_year())
        } else {
            (date.day().into(), date.days_in_month().into())
        };
        let place = i16::from(place);
        place == 0 || place == (day - 1) / 7 + 1 || place == -((count - day) / 7 + 1)
    }

    fn at_positions(&self, dates: Vec<Date>) -> Vec<Date> {
        if self.positions.is_empty() {
            return dates;
        }
        let count = dates.len() as i16;
        let index = |&position: &i16| {
            if position > 0 {
                position - 1
            } else {
                count + position
            }
        };
        let chosen: BTreeSet<i16> = self.positions.iter().map(index).collect();
        let chosen = chosen
            .into_iter()
            .filter(|index| (0..count).contains(index));
        chosen.map(|index| dates[index as usize]).collect()
    }
}

fn month(begins: Date) -> Vec<Date> {
    (0..i64::from(begins.days_in_month()))
        .map(|day| days_on(begins, day))
        .collect()
}

fn number(text: &str, least: i64, most: i64) -> Option<i64> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let is_number =
        (1..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| digits.parse().ok()).flatten()?;
    (least..=most).contains(&number).then_some(number)
}

/// 1 to `most`, or −1 to −`most`.
fn signed(text: &str, most: i64) -> Option<i16> {
    match text.strip_prefix('-') {
        Some(digits) => number(digits, 1, most).map(|number| -number as i16),
        None => number(text, 1, most).map(|number| number as i16),
    }
}

fn list<T>(text: &str, one: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let words: Vec<&str> = text.split(',').map(str::trim).take(400).collect();
    words.into_iter().map(one).collect()
}

fn placed_weekday(text: &str) -> Option<(i8, Weekday)> {
    let split = text.len().checked_sub(2)?;
    let day = weekday(text.get(split..)?)?;
    let place = match &text[..split] {
        "" => 0,
        place => signed(place, 53)? as i8,
    };
    Some((place, day))
}

fn weekday(text: &str) -> Option<Weekday> {
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let index = names.iter().position(|name| *name == text)?;
    Weekday::from_monday_zero_offset(index as i8).ok()
}
