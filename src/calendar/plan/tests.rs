#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Whole years minute by minute, against a house-keeper who only watches the clock on the wall.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, date};

use super::*;
use crate::clock::Clock;
use crate::testing::{calendar, instant};
use crate::when::{Times, When};

/// Hours, shows and quiet hours whose ends lie in the hours that are skipped or come twice, in every zone.
const BUSY: &str = r#"
time_zone = "ZONE"
outside = { kind = "installation", installation = "calm" }
[[hours]]
days = ["weekdays"]
from = "10:00"
until = "18:00"
[[hours]]
days = ["friday", "saturday", "sunday"]
from = "22:00"
until = "02:30"
overnight = true
[[hours]]
days = ["sunday"]
from = "02:30"
until = "02:45"
[[hours]]
days = ["sunday"]
from = "02:50"
until = "11:00"
first_day = "2026-03-01"
last_day = "2026-11-15"
[[exception]]
on = "12-24"
until = "01-02"
closed = true
[[exception]]
on = "2026-12-30"
hours = [{ from = "09:00", until = "09:45" }, { from = "23:30", until = "00:00", overnight = true }]
[[exception]]
on = "2026-02-14"
until = "2026-02-15"
hours = [{ from = "00:00", until = "24:00" }]
[[playlist]]
id = "all"
entry = [{ installation = "first-light", minutes = 50 }, { installation = "undertow", minutes = 35 }]
[[show]]
installation = "calm"
days = ["saturday", "sunday"]
from = "02:10"
until = "02:40"
[[show]]
installation = "calm"
dates = ["2026-04-05", "2026-10-25"]
from = "01:45"
until = "03:15"
[[quiet]]
from = "01:30"
until = "02:15"
volume = 0.25
[projectors]
on_before_minutes = 20
off_after_minutes = 10
shortest_off_minutes = 60
"#;

/// What the plain routine says of one minute.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Plain {
    open: bool,
    installation: &'static str,
    quiet: bool,
}

/// Whether something that begins on a date is on when the highest time the wall has shown is this.
fn is_on(date: Date, times: Times, highest: DateTime) -> bool {
    let wall = |minutes: u16| date.at(0, 0, 0, 0) + jiff::Span::new().minutes(i64::from(minutes));
    wall(times.from) <= highest && highest < wall(times.until)
}

fn any(all: &[&When], highest: DateTime) -> bool {
    (0..3).any(|back| {
        let date = days_on(highest.date(), -back);
        all.iter()
            .any(|when| when.is_on(date) && is_on(date, when.daily(), highest))
    })
}

/// What is on at a minute; every span's turns are counted from its own beginning.
fn plain(
    calendar: &Calendar,
    highest: DateTime,
    minute: i64,
    began: &mut BTreeMap<(Date, u16), i64>,
) -> Plain {
    let mut now = None;
    for back in 0..3 {
        let date = days_on(highest.date(), -back);
        let spans: Vec<Times> = match calendar.exception(date) {
            Some(exception) => exception.hours.clone(),
            None => calendar
                .hours
                .iter()
                .filter(|hours| hours.is_on(date))
                .map(When::daily)
                .collect(),
        };
        for times in spans {
            if is_on(date, times, highest) {
                // The span of the earlier day counts where two meet.
                now = Some(*began.entry((date, times.from)).or_insert(minute));
            }
        }
    }
    let elapsed = now.map_or(0, |began| minute - began);
    let dated: Vec<&When> = calendar
        .shows
        .iter()
        .map(|show| &show.when)
        .filter(|when| !when.dates.is_empty())
        .collect();
    let weekly: Vec<&When> = calendar
        .shows
        .iter()
        .map(|show| &show.when)
        .filter(|when| when.dates.is_empty())
        .collect();
    let quiet: Vec<&When> = calendar.quiet.iter().map(|quiet| &quiet.when).collect();
    let installation = if now.is_none() || any(&dated, highest) || any(&weekly, highest) {
        "calm"
    } else if elapsed % 85 < 50 {
        "first-light"
    } else {
        "undertow"
    };
    Plain {
        open: now.is_some(),
        installation,
        quiet: any(&quiet, highest),
    }
}

fn lit(open: &[bool]) -> Vec<bool> {
    let is_open = |minute: i64| {
        usize::try_from(minute)
            .ok()
            .and_then(|minute| open.get(minute))
            .is_some_and(|open| *open)
    };
    let mut lit: Vec<bool> = (0..open.len() as i64)
        .map(|minute| (minute - 10..=minute + 20).any(is_open))
        .collect();
    let mut off = None;
    for minute in 0..lit.len() {
        match (lit[minute], off) {
            (false, None) => off = Some(minute),
            (true, Some(start)) => {
                if minute - start <= 60 {
                    lit[start..minute].fill(true);
                }
                off = None;
            }
            _ => {}
        }
    }
    lit
}

fn walk(zone: &str, year: i16) {
    let calendar = calendar(&BUSY.replace("ZONE", zone), &[]);
    let clock = Clock::named(zone).unwrap();
    // Some days of margin on both sides, so that what begins before and comes after is seen.
    let first = clock.reached(days_on(date(year, 1, 1), -5), 0);
    let minutes = 375 * 1440;
    let at = |minute: i64| Timestamp::from_second(first.as_second() + minute * 60).unwrap();
    let mut highest = DateTime::MIN;
    let mut began = BTreeMap::new();
    let plain: Vec<Plain> = (0..minutes)
        .map(|minute| {
            highest = highest.max(clock.wall(at(minute)));
            plain(&calendar, highest, minute, &mut began)
        })
        .collect();
    let open: Vec<bool> = plain.iter().map(|plain| plain.open).collect();
    let lit = lit(&open);
    let from = 4 * 1440;
    let changes = calendar.changes(at(from), at(minutes - 1440));
    assert!(changes.len() > 3000 && changes.windows(2).all(|pair| pair[0].0 < pair[1].0));
    let mut index = 0;
    for minute in from..minutes - 1440 {
        let now = at(minute);
        if changes.get(index + 1).is_some_and(|(next, _)| *next <= now) {
            index += 1;
        }
        let plan = &changes[index].1;
        let is = Plain {
            open: plan.open,
            installation: ["calm", "first-light", "undertow"]
                .into_iter()
                .find(|name| Some(*name) == plan.installation.as_deref())
                .unwrap(),
            quiet: plan.volume_limit.is_some(),
        };
        let words = || format!("{zone} {} {plan:?}", clock.wall(now));
        assert_eq!(is, plain[minute as usize], "{}", words());
        assert_eq!(
            plan.projectors_on,
            Some(lit[minute as usize]),
            "{}",
            words()
        );
        assert!(!plan.dark && !plan.house_lights);
        if minute % 997 == 0 {
            assert!(
                calendar.at(now).is_same(plan),
                "{} {:?}",
                words(),
                calendar.at(now)
            );
            let next = changes.get(index + 1).map(|(next, _)| *next);
            assert!(
                next.is_none() || calendar.next_change(now) == next,
                "{}",
                words()
            );
        }
    }
}

#[test]
fn a_year_in_berlin() {
    walk("Europe/Berlin", 2026);
}

#[test]
fn a_year_in_new_york() {
    walk("America/New_York", 2026);
}

#[test]
fn a_year_in_shanghai() {
    walk("Asia/Shanghai", 2026);
}

/// Half an hour of daylight saving.
#[test]
fn a_year_on_lord_howe() {
    walk("Australia/Lord_Howe", 2026);
}

/// The clock goes back for Ramadan and forwards after it.
#[test]
fn a_year_in_casablanca() {
    walk("Africa/Casablanca", 2026);
}

fn due(calendar: &Calendar, wall: &str) -> Plan {
    calendar.at(instant(calendar, wall))
}

#[test]
fn what_is_due_has_its_reasons() {
    let calendar = calendar(&Calendar::example("Europe/Berlin"), &[]);
    let tuesday = due(&calendar, "2026-11-24 12:10");
    assert_eq!(tuesday.installation.as_deref(), Some("first-light"));
    assert_eq!(
        tuesday.why,
        "Open until 18:00. first-light is set from 12:00 to 12:30."
    );
    assert_eq!(tuesday.since, Some(instant(&calendar, "2026-11-24 12:00")));
    assert_eq!(tuesday.cross_fade_secs, 6.0);
    let night = due(&calendar, "2026-11-29 01:00");
    assert_eq!(
        night.why,
        "Open until 02:00. Playlist evening: undertow until 02:00."
    );
    assert_eq!(
        (night.cross_fade_secs, night.since),
        (20.0, Some(instant(&calendar, "2026-11-28 20:00")))
    );
    let morning = due(&calendar, "2026-11-29 11:30");
    assert_eq!(morning.volume_limit, Some(0.4));
    assert!(
        morning
            .why
            .ends_with("Quiet until 13:00: volume at most 40 %."),
        "{}",
        morning.why
    );
    let monday = due(&calendar, "2026-11-23 12:00");
    assert_eq!(monday.why, "Closed. It is dark.");
    assert!(monday.dark && monday.projectors_on == Some(false));
    assert_eq!(monday.since, Some(instant(&calendar, "2026-11-22 18:00")));
    assert_eq!(
        due(&calendar, "2026-12-25 12:00").why,
        "Closed (Christmas). It is dark."
    );
    assert_eq!(
        due(&calendar, "2026-08-29 19:00").why.split(". ").next(),
        Some("Open until 02:00 (Long night)")
    );
}

#[test]
fn a_house_without_hours_is_always_open_and_one_without_days_never() {
    let always = calendar("", &[]);
    let plan = due(&always, "2026-11-24 03:00");
    assert!(plan.open && plan.installation.is_none() && plan.projectors_on.is_none());
    assert_eq!(plan.why, "Always open. Nothing is set: what runs goes on.");
    let never = calendar(
        "exception = [{ on = \"01-01\", until = \"12-31\", closed = true }]",
        &[],
    );
    let plan = due(&never, "2026-11-24 03:00");
    assert!(!plan.open && plan.dark && plan.since.is_none());
    assert_eq!(never.next_change(instant(&never, "2026-11-24 03:00")), None);
    let rare = calendar(
        "hours = [{ from = \"10:00\", until = \"11:00\", first_day = \"2026-03-01\", last_day = \"2026-03-01\" }]",
        &[],
    );
    assert_eq!(
        due(&rare, "2026-11-24 03:00").since,
        Some(instant(&rare, "2026-03-01 11:00"))
    );
    assert_eq!(
        rare.next_change(instant(&rare, "2025-06-01 00:00")),
        Some(instant(&rare, "2026-03-01 10:00"))
    );
    assert_eq!(rare.next_change(instant(&rare, "2026-03-02 00:00")), None);
}

/// The ends of what a clock can say, and a battery that is empty.
#[test]
fn any_instant_has_a_plan() {
    let calendar = calendar(&Calendar::example("Pacific/Apia"), &[]);
    for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        let plan = calendar.at(at);
        assert!(plan.is_same(&calendar.at(within(at))));
        assert!(calendar.next_change(at).is_some() || at == Timestamp::MAX);
        assert!(!calendar.changes(at, Timestamp::MAX).is_empty());
    }
    assert_eq!(calendar.changes(Timestamp::MAX, Timestamp::MIN).len(), 1);
}

#[test]
fn imported_holidays_close_and_imported_evenings_open() {
    let holidays = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261003\r\nSUMMARY:Unity\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let programme = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Europe/Berlin:20260105T120000\r\nDTEND;TZID=Europe/Berlin:20260105T123000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE\r\nEXDATE;TZID=Europe/Berlin:20260107T120000\r\nSUMMARY:undertow\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART:20260110T180000Z\r\nDURATION:PT8H\r\nSUMMARY:Open\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART:20260111T100000\r\nDURATION:PT1H\r\nSUMMARY:closed\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let text = "hours = [{ from = \"10:00\", until = \"18:00\" }]\n[[import]]\nfile = \"h.ics\"\neach = \"closed\"\n[[import]]\nfile = \"p.ics\"\n[[playlist]]\nid = \"a\"\nentry = [{ installation = \"first-light\" }]";
    let calendar = calendar(text, &[("h.ics", holidays), ("p.ics", programme)]);
    let shown = |wall: &str| due(&calendar, wall).installation.unwrap_or_default();
    assert!(!due(&calendar, "2027-10-03 12:00").open);
    assert!(due(&calendar, "2027-10-04 12:00").open);
    for (wall, name) in [
        ("2026-01-05 12:00", "undertow"),
        ("2026-01-07 12:00", "first-light"),
        ("2026-07-08 12:29", "undertow"),
        ("2026-07-08 12:30", "first-light"),
        ("2026-01-10 18:30", ""),
        ("2026-01-10 19:30", "first-light"),
        ("2026-01-11 02:59", "first-light"),
        ("2026-01-11 03:00", ""),
        ("2026-01-11 10:30", ""),
        ("2026-01-11 11:00", "first-light"),
    ] {
        assert_eq!(shown(wall), name, "{wall}");
    }
}
