//! Opening hours and exceptions.

use jiff::civil::Date;
use welkin_installation::{Findings, Node, quote};

use crate::calendar::{Days, Exception};
use crate::clock::days_on;
use crate::when::{Times, When};
use crate::words::{date_of, day_of_year, time_of_day};

use super::when_values::{check_clashes, example, times, when};

/// A yearly exception longer than this probably has its ends exchanged.
const LONG_DAYS: usize = 120;

pub(super) fn hours(root: Node<'_>, findings: &mut Findings<'_>) -> Vec<When> {
    let mut found = Vec::new();
    for node in root.get("hours").items() {
        let before = when(node, findings);
        found.extend(
            before
                .filter(|when| when.times.is_some())
                .map(|when| (when, node)),
        );
    }
    // All hours have times, so all of them are of one rank.
    check_clashes(
        "opening hours",
        found.iter().map(|(when, node)| (when, *node)),
        findings,
    );
    found.into_iter().map(|(when, _)| when).collect()
}

pub(super) fn exceptions(root: Node<'_>, findings: &mut Findings<'_>) -> Vec<Exception> {
    let mut found: Vec<(Exception, Node<'_>)> = Vec::new();
    for node in root.get("exception").items().take(400) {
        if let Some(exception) = exception(node, findings) {
            let twice = found.iter().find_map(|(other, place)| {
                Some((common(other.on, exception.on)?, findings.line_of(*place)))
            });
            if let Some((date, line)) = twice {
                let message = format!(
                    "this exception and the one in line {line} hold for one date, {}",
                    example(date)
                );
                let hint = format!("change the dates of one of them, here or in line {line}");
                findings.wrong(node, message, hint);
            }
            found.push((exception, node));
        }
    }
    found.into_iter().map(|(exception, _)| exception).collect()
}

fn exception(node: Node<'_>, findings: &mut Findings<'_>) -> Option<Exception> {
    let hours = node.get("hours");
    let closed = node.get("closed");
    match (closed.is_true(), hours.is_there()) {
        (true, true) => findings.wrong(
            closed,
            "the house is closed and has hours".into(),
            "leave one of them out",
        ),
        (false, false) => {
            let message = "the exception does not say what is different".into();
            findings.wrong(
                node,
                message,
                "add closed = true, or hours = [{ from = \"10:00\", until = \"14:00\" }]",
            );
        }
        _ => {}
    }
    let spans = spans(hours, findings);
    let on = days(node, findings)?;
    let name = node.get("name").text().map(str::to_owned);
    Some(Exception {
        name,
        on,
        hours: spans,
    })
}

fn spans(node: Node<'_>, findings: &mut Findings<'_>) -> Vec<Times> {
    let mut found: Vec<(Times, Node<'_>)> = Vec::new();
    for item in node.items().take(20) {
        let Some(span) = times(item, findings) else {
            continue;
        };
        if let Some((other, _)) = found.iter().find(|(other, _)| other.meets(span, 0)) {
            let [from, until] = [other.from, other.until].map(time_of_day);
            let message = format!("these hours overlap with those from {from} until {until}");
            findings.wrong(item, message, "change the times of one of them");
        }
        found.push((span, item));
    }
    found.into_iter().map(|(span, _)| span).collect()
}

/// The dates of an exception; none where they are wrong.
fn days(node: Node<'_>, findings: &mut Findings<'_>) -> Option<Days> {
    let (on, until) = (node.get("on"), node.get("until"));
    let first_text = on.text()?;
    let last_text = if until.is_there() {
        until.text()?
    } else {
        first_text
    };
    let is_date = |text: &str| date_of(text).is_some() || day_of_year(text).is_some();
    for (node, text) in [(on, first_text), (until, last_text)] {
        if node.is_there() && !is_date(text) {
            let message = format!("{} is no date", quote(text));
            findings.wrong(
                node,
                message,
                "write a date such as \"2026-12-24\", or \"12-24\" for every year",
            );
        }
    }
    if !is_date(first_text) || !is_date(last_text) {
        return None;
    }
    if let (Some(first), Some(last)) = (date_of(first_text), date_of(last_text)) {
        if last < first {
            let message = format!("the end {last} is before the start {first}");
            findings.wrong(until, message, "exchange them");
            return None;
        }
        return Some(Days::Dates(first, last));
    }
    let (Some(first), Some(last)) = (day_of_year(first_text), day_of_year(last_text)) else {
        let message = "one end has a year and the other has none".into();
        findings.wrong(
            until,
            message,
            "write both with a year, or both without for every year",
        );
        return None;
    };
    let yearly = Days::Yearly(first, last);
    let count = leap_year().filter(|date| yearly.holds(*date)).count();
    if last < first && count > LONG_DAYS {
        let message = format!("these are {count} days of every year, over New Year");
        findings.unwise(until, message, "if that is not meant, exchange the ends");
    }
    Some(yearly)
}

/// A date for which both hold, where both are yearly or both are not.
fn common(one: Days, other: Days) -> Option<Date> {
    match (one, other) {
        (Days::Dates(first, last), Days::Dates(other_first, other_last)) => {
            let first = first.max(other_first);
            (first <= last.min(other_last)).then_some(first)
        }
        (Days::Yearly(..), Days::Yearly(..)) => {
            leap_year().find(|date| one.holds(*date) && other.holds(*date))
        }
        _ => None,
    }
}

fn leap_year() -> impl Iterator<Item = Date> {
    (0..366).map(|day| days_on(jiff::civil::date(2028, 1, 1), day))
}
