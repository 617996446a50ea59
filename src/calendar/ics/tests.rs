#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Rules against dateutil's, times against the standard's, and files that are damaged or mean harm.

use jiff::Timestamp;
use jiff::civil::Date;
use welkin_installation::Problem;

use super::lines::{LONGEST_LINE, lines};
use super::moment::{Lasting, lasting};
use super::rule::Rule;
use super::*;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::interval::Interval;

fn berlin() -> Clock {
    Clock::named("Europe/Berlin").unwrap()
}

#[test]
fn rules_are_dateutils() {
    let mut compared = 0;
    for line in include_str!("fixtures/rules.txt").lines() {
        let mut words = line.split(' ');
        let first: Date = words.next().unwrap().parse().unwrap();
        let rule = Rule::parse(words.next().unwrap()).unwrap();
        let expected: Vec<Date> = words.map(|word| word.parse().unwrap()).collect();
        let last = jiff::civil::date(2059, 12, 31);
        let found = || rule.dates(first, first, last).filter(|date| *date != first);
        assert_eq!(found().take(12).collect::<Vec<_>>(), expected, "{line}");
        // From the middle on it is the same as from the beginning.
        if let Some(middle) = expected.get(expected.len() / 2) {
            let later = rule
                .dates(first, *middle, last)
                .take(expected.len() - expected.len() / 2);
            assert_eq!(
                later.collect::<Vec<_>>(),
                expected[expected.len() / 2..],
                "{line}"
            );
        }
        compared += expected.len();
    }
    assert!(compared > 3000, "{compared}");
}

fn event(lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

fn said(text: &str) -> (Vec<Event>, Vec<String>) {
    let (events, problems) = parse("a.ics", text.as_bytes(), &berlin());
    (events, problems.iter().map(Problem::to_string).collect())
}

/// The starts and ends of all times in a few years, in UTC.
fn times(text: &str) -> Vec<String> {
    let (events, problems) = said(text);
    assert_eq!(problems, [""; 0]);
    let stretch = Interval {
        start: "2025-01-01T00:00:00Z".parse().unwrap(),
        end: "2029-01-01T00:00:00Z".parse().unwrap(),
    };
    let all = events
        .iter()
        .flat_map(|event| event.in_stretch(stretch, &berlin()));
    all.map(|one| format!("{} {}", one.interval.start, one.interval.end))
        .collect()
}

#[test]
fn times_are_those_of_the_standard() {
    let one = |lines: &str| times(&event(lines)).join(", ");
    assert_eq!(
        one("DTSTART:20260105T120000Z\r\nDTEND:20260105T123000Z"),
        "2026-01-05T12:00:00Z 2026-01-05T12:30:00Z"
    );
    assert_eq!(
        one("DTSTART;TZID=America/New_York:20260105T120000\r\nDURATION:PT1H30M"),
        "2026-01-05T17:00:00Z 2026-01-05T18:30:00Z"
    );
    assert_eq!(
        one(
            "DTSTART;TZID=/mozilla.org/20071231_1/America/New_York:20260105T120000\r\nDURATION:PT1S"
        ),
        "2026-01-05T17:00:00Z 2026-01-05T17:00:01Z"
    );
    assert_eq!(
        one("DTSTART;TZID=\"Eastern Standard Time\":20260105T120000\r\nDURATION:PT1S"),
        "2026-01-05T17:00:00Z 2026-01-05T17:00:01Z"
    );
    // Floating: the house's.
    assert_eq!(
        one("DTSTART:20260105T120000\r\nDURATION:P1DT1H"),
        "2026-01-05T11:00:00Z 2026-01-06T12:00:00Z"
    );
    // Days: one where nothing is said; the day of the change has 23 hours.
    assert_eq!(
        one("DTSTART;VALUE=DATE:20260329"),
        "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z"
    );
    assert_eq!(
        one("DTSTART;VALUE=DATE:20261024\r\nDTEND;VALUE=DATE:20261027"),
        "2026-10-23T22:00:00Z 2026-10-26T23:00:00Z"
    );
    // A time that is skipped has the offset before it; one that comes twice is the first.
    assert_eq!(
        one("DTSTART;TZID=Europe/Berlin:20260329T023000\r\nDURATION:PT1H"),
        "2026-03-29T01:30:00Z 2026-03-29T02:30:00Z"
    );
    assert_eq!(
        one("DTSTART;TZID=Europe/Berlin:20261025T023000\r\nDURATION:PT1H"),
        "2026-10-25T00:30:00Z 2026-10-25T01:30:00Z"
    );
    // A day by the wall, and 24 hours by the second.
    assert_eq!(
        one("DTSTART;TZID=Europe/Berlin:20260328T120000\r\nDURATION:P1D"),
        "2026-03-28T11:00:00Z 2026-03-29T10:00:00Z"
    );
    assert_eq!(
        one("DTSTART;TZID=Europe/Berlin:20260328T120000\r\nDURATION:PT24H"),
        "2026-03-28T11:00:00Z 2026-03-29T11:00:00Z"
    );
    assert_eq!(lasting("P1W"), Some(Lasting { days: 7, secs: 0 }));
    for wrong in [
        "",
        "P",
        "PT",
        "-P1D",
        "P1Y",
        "PT1D",
        "P1M",
        "1D",
        "PT1H1H",
        "P99999999999D",
    ] {
        assert_eq!(lasting(wrong), None, "{wrong}");
    }
}

#[test]
fn what_comes_again() {
    let starts = |lines: &str| -> Vec<String> {
        let all = times(&event(&format!(
            "DTSTART;TZID=Europe/Berlin:20260302T120000\r\nDURATION:PT1H\r\n{lines}"
        )));
        all.iter().map(|one| one[5..16].to_owned()).collect()
    };
    assert_eq!(
        starts("RRULE:FREQ=DAILY;COUNT=3"),
        ["03-02T11:00", "03-03T11:00", "03-04T11:00"]
    );
    // At noon by the wall on both sides of the change.
    assert_eq!(
        starts("RRULE:FREQ=WEEKLY;INTERVAL=4;UNTIL=20260330T100000Z"),
        ["03-02T11:00", "03-30T10:00"]
    );
    assert_eq!(
        starts("RRULE:FREQ=WEEKLY;INTERVAL=4;UNTIL=20260330T095959Z"),
        ["03-02T11:00"]
    );
    assert_eq!(
        starts("RRULE:FREQ=WEEKLY;UNTIL=20260309"),
        ["03-02T11:00", "03-09T11:00"]
    );
    // The first time counts, even where it does not follow the rule.
    assert_eq!(
        starts("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"),
        ["03-02T11:00", "03-03T11:00"]
    );
    assert_eq!(
        starts("RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;TZID=Europe/Berlin:20260303T120000"),
        ["03-02T11:00", "03-04T11:00"]
    );
    assert_eq!(
        starts(
            "RRULE:FREQ=DAILY;COUNT=4\r\nEXDATE:20260303T110000Z,20260302T110000Z\r\nEXDATE;VALUE=DATE:20260305"
        ),
        ["03-04T11:00"]
    );
    // One time that was moved, one that was cancelled.
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:x\nDTSTART:20260302T120000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:a\nSUMMARY:x\nRECURRENCE-ID:20260303T120000Z\nDTSTART:20260303T180000Z\nDURATION:PT1H\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:a\nSTATUS:CANCELLED\nRECURRENCE-ID:20260304T120000Z\nDTSTART:20260304T120000Z\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n";
    let starts: Vec<String> = times(text)
        .iter()
        .map(|one| one[5..13].to_owned())
        .collect();
    assert_eq!(starts, ["03-02T12", "03-05T12", "03-03T18"]);
}

#[test]
fn lines_fold_and_texts_are_escaped() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=de;X=\"a:b;c\":first\r\n -li\r\n\tght\r\nDTSTART:2026\r\n 0105T120000Z\r\nDTEND:20260105T130000Z\r\nEND:VEVENT\r\nEND:VCALENDAR";
    assert_eq!(said(text).0[0].summary, "first-light");
    let words = "a, b; c\\ d\ne: \"ü\" 日本".to_owned() + &"long ".repeat(40);
    let interval = Interval {
        start: "2026-01-05T12:00:00Z".parse().unwrap(),
        end: "2026-01-05T13:00:00Z".parse().unwrap(),
    };
    let entry = Entry {
        summary: words.clone(),
        description: String::new(),
        interval,
    };
    let text = write("t", &berlin(), interval.start, &[entry]);
    assert!(
        text.split("\r\n").all(|line| line.len() <= 75) && !text.replace("\r\n", "").contains('\n')
    );
    let (events, problems) = said(&text);
    assert_eq!(
        (events[0].summary.as_str(), problems.len()),
        (words.chars().take(200).collect::<String>().trim(), 0)
    );
}

#[test]
fn what_is_not_understood_is_said() {
    let one = |lines: &str| said(&event(lines)).1.join("\n");
    let time = "DTSTART:20260105T120000Z\r\nDTEND:20260105T130000Z\r\n";
    for (lines, expected) in [
        (
            "RDATE:20260106T120000Z",
            "a.ics:6:1: `RDATE` is not understood and has no effect; check that nothing depends on it",
        ),
        (
            "RRULE:FREQ=HOURLY",
            "a.ics:6:1: the rule's part `FREQ=HOURLY` is not understood; only the event's first time is taken",
        ),
        (
            "RRULE:FREQ=DAILY;BYHOUR=3",
            "a.ics:6:1: the rule's part `BYHOUR=3` is not understood; only the event's first time is taken",
        ),
        (
            "RRULE:FREQ=DAILY;COUNT=99999",
            "a.ics:6:1: the rule counts more times than are kept; later ones are left out; write UNTIL instead",
        ),
        (
            "no colon",
            "a.ics:6:1: a line that is no NAME:VALUE, or too long; it is left out, and all like it",
        ),
        (
            "EXDATE:2026",
            "a.ics:6:1: EXDATE is `2026`, which is no time; it is left out",
        ),
        (
            "X-OTHER:1\r\nDESCRIPTION:2\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM",
            "",
        ),
    ] {
        assert_eq!(one(&format!("{time}{lines}")), expected, "{lines}");
        assert_eq!(said(&event(&format!("{time}{lines}"))).0.len(), 1);
    }
    for (lines, expected) in [
        (
            "DTSTART:20260105T120000Z\r\nDTEND:20260105T110000Z",
            "a.ics:5:1: an event ends before it begins; it is left out",
        ),
        (
            "DTSTART:20260105T120000Z",
            "a.ics:2:1: an event takes no time; it is left out; give it an end",
        ),
        (
            "DTSTART:20260105T250000Z",
            "a.ics:4:1: DTSTART is `20260105T250000Z`, which is no time; the event is left out",
        ),
        (
            "DTEND:20260105T110000Z",
            "a.ics:2:1: an event has no DTSTART; it is left out",
        ),
        (
            "DTSTART;TZID=Mars:20260105T120000\r\nDURATION:PT1H",
            "a.ics:4:1: the time zone `Mars` is not known; its times are read as Europe/Berlin's",
        ),
        (
            "DTSTART:20260105T120000Z\r\nDURATION:P9999D",
            "a.ics:2:1: an event lasts more than 400 days; it is taken to end after that",
        ),
    ] {
        assert_eq!(one(lines), expected, "{lines}");
    }
    assert_eq!(
        said("hello").1.join(""),
        "a.ics:1:1: a line that is no NAME:VALUE, or too long; it is left out, and all like ita.ics:1:1: this is no iCalendar file; save it from a calendar program as .ics"
    );
    assert_eq!(said("BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\n").1.len(), 2);
}

/// Much of anything stays bounded, in memory and in time.
#[test]
fn bombs() {
    let fold = format!(
        "BEGIN:VCALENDAR\nSUMMARY:x{}\nEND:VCALENDAR",
        "\n x".repeat(1_000_000)
    );
    let longest = lines(&fold)
        .map(|line| line.map_or(0, |line| line.value.len()))
        .max();
    assert!(longest <= Some(LONGEST_LINE));
    let days: Vec<String> = (1..=53).map(|place| format!("{place}MO")).collect();
    let busy = format!(
        "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:19700101T000000Z\nDURATION:P31D\nRRULE:FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2\nEND:VEVENT\n\
         BEGIN:VEVENT\nSUMMARY:x\nDTSTART:19700101T000000Z\nDURATION:P31D\nRRULE:FREQ=YEARLY;INTERVAL=9999;BYDAY={};COUNT=4000000000\nEND:VEVENT\n\
         BEGIN:VEVENT\nSUMMARY:x\nDTSTART:19700101T000000Z\nDURATION:P31D\nRRULE:FREQ=DAILY\nEND:VEVENT\n",
        days.join(",")
    );
    let many = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR", busy.repeat(5000));
    let (events, warnings) = said(&many);
    assert!(events.len() == 2000 && warnings.len() <= 100);
    let stretch = Interval {
        start: "2026-01-01T00:00:00Z".parse().unwrap(),
        end: "2026-01-08T00:00:00Z".parse().unwrap(),
    };
    let all: usize = events
        .iter()
        .map(|event| event.in_stretch(stretch, &berlin()).len())
        .sum();
    assert!(all <= 2000 * 41, "{all}");
    let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\n".repeat(100_000));
    assert!(said(&deep).1.len() <= 100);
}

/// Pieces of good files in any order, with bytes changed.
#[test]
fn no_bytes_make_reading_panic() {
    let pieces = [
        "BEGIN:VCALENDAR\r\n",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "END:VCALENDAR\r\n",
        "DTSTART:20260105T120000Z\r\n",
        "DTSTART;TZID=Europe/Berlin:21991231T235959\r\n",
        "DTSTART;VALUE=DATE:19700101\r\n",
        "DTEND:20260105T130000Z\r\n",
        "DURATION:P2DT3H\r\n",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n",
        "RRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU\r\n",
        "RRULE:FREQ=WEEKLY;WKST=SU;INTERVAL=10000;COUNT=9\r\n",
        "EXDATE:20260105T120000Z,20270105\r\n",
        "SUMMARY:a\r\n b\r\n",
        "UID:u\r\n",
        "RECURRENCE-ID:20260105T120000Z\r\n",
        "RRULE:FREQ=DAILY;UNTIL=20260105\r\n",
        "RRULE:FREQ=YEARLY;BYMONTHDAY=-31\r\n",
    ];
    let mut chance = Chance::new(5545, 0);
    let (house, mut occurrences) = (berlin(), 0);
    for case in 0..200_000 {
        let mut bytes: Vec<u8> = Vec::new();
        if case % 2 == 0 {
            bytes.extend(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n");
        }
        for _ in 0..chance.below(8) {
            bytes.extend(pieces[chance.below(pieces.len())].bytes());
        }
        bytes.extend(b"END:VEVENT\r\n");
        for _ in 0..chance.below(3) {
            let at = chance.below(bytes.len());
            bytes[at] = if chance.below(2) == 0 {
                chance.next() as u8
            } else {
                b"0123456789-:;=,TZ"[chance.below(17)]
            };
        }
        let (events, _) = parse("a.ics", &bytes, &house);
        let start = Timestamp::from_second(chance.below(4_000_000) as i64 * 1800).unwrap();
        let stretch = Interval {
            start,
            end: start + jiff::SignedDuration::from_hours(200),
        };
        occurrences += events
            .iter()
            .map(|event| event.in_stretch(stretch, &house).len())
            .sum::<usize>();
    }
    assert!(occurrences > 1000, "{occurrences}");
}
