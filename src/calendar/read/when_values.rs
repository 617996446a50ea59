//! Days, dates and times of day, wherever a table has them; and what is due at one time with something else.

use jiff::civil::Date;
use welkin_installation::{Findings, Node, quote};

use crate::clock::DAY_MINUTES;
use crate::when::{EVERY_DAY, Times, When};
use crate::words::{WEEKDAYS, capital, date_of, minutes_of, time_of_day, weekday};

/// More of one kind than this are not compared; the schema says that there are too many.
const MOST: usize = 100;

/// Reads days, dates and times; none where they are wrong.
pub(super) fn when(node: Node<'_>, findings: &mut Findings<'_>) -> Option<When> {
    let [first_day, last_day] = ["first_day", "last_day"].map(|key| date(node.get(key), findings));
    let weekdays = days(node.get("days"));
    let mut dates: Vec<Date> = Vec::new();
    let mut are_right = true;
    for item in node.get("dates").items().take(MOST) {
        match date(item, findings) {
            Ok(Some(date)) if dates.contains(&date) => {
                let message = format!("{date} stands here twice");
                findings.unwise(item, message, "leave one of them out");
            }
            Ok(date) => dates.extend(date),
            Err(()) => are_right = false,
        }
    }
    if node.get("dates").is_there() {
        for key in ["days", "first_day", "last_day"] {
            let other = node.get(key);
            if other.is_there() {
                let message = format!("both `dates` and `{key}` say when");
                findings.wrong(other, message, "leave one of them out");
                are_right = false;
            }
        }
    }
    let times = if node.get("from").is_there() || node.get("until").is_there() {
        Some(times(node, findings)?)
    } else {
        let overnight = node.get("overnight");
        if overnight.is_true() {
            let message = "`overnight` without `from` and `until` has no meaning".into();
            findings.wrong(
                overnight,
                message,
                "add from = \"20:00\" and until = \"02:00\", or leave it out",
            );
        }
        None
    };
    let (Ok(first_day), Ok(last_day), true) = (first_day, last_day, are_right) else {
        return None;
    };
    if let (Some(first), Some(last)) = (first_day, last_day)
        && last < first
    {
        let message = format!("the last day {last} is before the first day {first}");
        findings.wrong(node.get("last_day"), message, "exchange them");
        return None;
    }
    dates.sort();
    Some(When {
        weekdays,
        dates,
        first_day,
        last_day,
        times,
    })
}

/// Reads `from`, `until` and `overnight`; none where they are wrong.
pub(super) fn times(node: Node<'_>, findings: &mut Findings<'_>) -> Option<Times> {
    let from = time(node, "from", findings);
    let until = time(node, "until", findings);
    let (from, until) = (from?, until?);
    let said = [from, until].map(time_of_day);
    if !node.get("overnight").is_true() {
        if from < until {
            return Some(Times { from, until });
        }
        let message = format!("the end {} is not after the start {}", said[1], said[0]);
        let hint = if from == until {
            "for a whole day write \"00:00\" and \"24:00\"".into()
        } else {
            format!(
                "if it ends at {} on the day after, add overnight = true",
                said[1]
            )
        };
        findings.wrong(node.get("until"), message, hint);
        return None;
    }
    if until <= from && from < DAY_MINUTES {
        return Some(Times {
            from,
            until: until + DAY_MINUTES,
        });
    }
    let message = format!(
        "from {} until {} on the day after is more than a day",
        said[0], said[1]
    );
    findings.wrong(node.get("overnight"), message, "leave `overnight` out");
    None
}

/// A time of day; none where it is wrong or missing.
fn time(node: Node<'_>, key: &str, findings: &mut Findings<'_>) -> Option<u16> {
    let value = node.get(key);
    if !value.is_there() {
        // The schema says so, where there has to be one.
        let other = if key == "from" { "until" } else { "from" };
        findings.wrong(
            node.get(other),
            format!("`{other}` needs `{key}`"),
            format!("add {key} = \"10:00\""),
        );
        return None;
    }
    let text = value.text()?;
    let minutes = minutes_of(text);
    if minutes.is_none() {
        let message = format!("`{key}` cannot be {}", quote(text));
        findings.wrong(
            value,
            message,
            "write a time of day from \"00:00\" to \"24:00\"",
        );
    }
    minutes
}

/// A date, where there is one.
///
/// # Errors
/// There is one, and it is wrong.
fn date(node: Node<'_>, findings: &mut Findings<'_>) -> Result<Option<Date>, ()> {
    if !node.is_there() {
        return Ok(None);
    }
    // What is no text, the schema says.
    let text = node.text().ok_or(())?;
    date_of(text).map(Some).ok_or_else(|| {
        let message = format!("{} is no date", quote(text));
        findings.wrong(
            node,
            message,
            "write a date that there is, such as \"2026-12-24\"",
        );
    })
}

/// Days of the week as bits, Monday first; words that are none are the schema's to tell.
fn days(node: Node<'_>) -> u8 {
    if !node.is_there() {
        return EVERY_DAY;
    }
    let bits = node.items().filter_map(|item| match item.text()? {
        "weekdays" => Some(0b001_1111),
        "weekend" => Some(0b110_0000),
        "every-day" => Some(EVERY_DAY),
        word => WEEKDAYS
            .iter()
            .position(|day| *day == word)
            .map(|day| 1 << day),
    });
    bits.fold(0, |all, one| all | one)
}

/// Nothing of one kind is due at one time with another of the same rank.
pub(super) fn check_clashes<'w, 'd>(
    many: &str,
    all: impl Iterator<Item = (&'w When, Node<'d>)>,
    findings: &mut Findings<'_>,
) {
    let all: Vec<(&When, Node<'_>)> = all.take(MOST).collect();
    for (index, (when, node)) in all.iter().enumerate() {
        for (earlier, other) in &all[..index] {
            if findings.is_full() {
                return;
            }
            if earlier.rank() != when.rank() {
                continue;
            }
            if let Some(date) = earlier.clash(when) {
                let line = findings.line_of(*other);
                let message = format!(
                    "these {many} and those in line {line} are due at one time, {}",
                    example(date)
                );
                let hint =
                    format!("change the times or days of one of them, here or in line {line}");
                findings.wrong(*node, message, hint);
                // One is enough for each.
                break;
            }
        }
    }
}

/// A date for which something is so.
pub(super) fn example(date: Date) -> String {
    format!("such as on {}, {date}", capital(weekday(date.weekday())))
}
