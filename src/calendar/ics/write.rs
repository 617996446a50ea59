//! Text out: events with UTC times, folded and escaped (RFC 5545, 3.1 and 3.3.11).

use jiff::Timestamp;

use crate::clock::Clock;
use crate::interval::Interval;

/// One event to write.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) interval: Interval,
}

/// An iCalendar file; `stamp` is when it was made.
pub(crate) fn write(title: &str, clock: &Clock, stamp: Timestamp, entries: &[Entry]) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| fold(&mut text, name, value);
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Welkin//Calendar//EN");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(title));
    line("X-WR-TIMEZONE", &escaped(clock.name()));
    for entry in entries {
        let [start, end] = [entry.interval.start, entry.interval.end].map(utc);
        line("BEGIN", "VEVENT");
        let uid = format!("{start}-{end}-{}@welkin", plain(&entry.summary));
        line("UID", &uid);
        line("DTSTAMP", &utc(stamp));
        line("DTSTART", &start);
        line("DTEND", &end);
        line("SUMMARY", &escaped(&entry.summary));
        if !entry.description.is_empty() {
            line("DESCRIPTION", &escaped(&entry.description));
        }
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    text
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter))
        .take(60)
        .collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            control if control.is_control() => {}
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// A line of at most 75 bytes, and the rest on lines that begin with a space; never within a letter.
fn fold(text: &mut String, name: &str, value: &str) {
    let mut room = 75;
    for letter in name.chars().chain([':']).chain(value.chars()) {
        if letter.len_utf8() > room {
            text.push_str("\r\n ");
            room = 74;
        }
        text.push(letter);
        room -= letter.len_utf8();
    }
    text.push_str("\r\n");
}
