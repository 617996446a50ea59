#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! What the tests share.

use crate::calendar::Calendar;
use crate::read::Beside;
use crate::{CheckedCalendar, jiff};

/// The text's calendar with everything said about it, with files beside it.
pub(crate) fn checked(text: &str, files: &[(&str, &str)]) -> CheckedCalendar {
    let known: Vec<String> = ["first-light", "undertow", "calm"].map(String::from).into();
    let file = |name: &str| {
        let mut all = files.iter();
        all.find(|(known, _)| *known == name)
            .map(|(_, text)| text.as_bytes().to_vec())
    };
    Calendar::check(
        text,
        &Beside {
            time_zone: "Europe/Berlin",
            installations: Some(&known),
            file: &file,
        },
    )
}

/// A calendar that is right and leaves nothing to say.
pub(crate) fn calendar(text: &str, files: &[(&str, &str)]) -> Calendar {
    let checked = checked(text, files);
    assert_eq!(checked.problems.to_string(), "");
    assert_eq!(checked.problems.warnings, []);
    checked.calendar.unwrap()
}

/// An instant such as `2026-11-22 10:00` by the calendar's clock.
pub(crate) fn instant(calendar: &Calendar, text: &str) -> jiff::Timestamp {
    let wall: jiff::civil::DateTime = text.replace(' ', "T").parse().unwrap();
    calendar.clock.as_in_ics(wall).unwrap()
}
