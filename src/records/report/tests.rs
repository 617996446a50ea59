#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use jiff::civil::date;
use jiff::tz::TimeZone;
use welkin_values::State;

use super::plot::{escape, scale};
use super::{Report, report, report_html};
use crate::event::{Event, Minute, SwapResult};
use crate::reader::Reader;
use crate::recorder::Recorder;
use crate::recorder::tests::{Folder, SOON};
use crate::settings::Settings;
use crate::table::Table;
use crate::time::Time;
use crate::words::Language;

/// Rows of any age are kept.
fn forever() -> Settings {
    Table::ALL
        .into_iter()
        .fold(Settings::default(), |settings, table| {
            settings.keeping(table, u32::MAX)
        })
}

fn began(installation: &str) -> Event {
    Event::Began {
        installation: installation.into(),
        title: format!("<{installation}>"),
        scene: String::new(),
    }
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

/// The report of a day of which events are known, at hours of Berlin's day.
fn day(year: i16, month: i8, day: i8, events: &[(f64, Event)]) -> Report {
    let folder = Folder::new("report");
    let recorder = Recorder::open(folder.path(), forever());
    let day = date(year, month, day);
    let midnight = Time::from(day.to_zoned(berlin()).unwrap().timestamp());
    for (hour, event) in events {
        recorder.note_at(midnight.plus_secs(3600.0 * hour), event.clone());
    }
    assert!(recorder.flush(SOON));
    let reader = Reader::open(recorder.path()).unwrap();
    report(&reader, day, &berlin()).unwrap()
}

#[test]
fn what_played_is_cut_to_the_day_and_added_up() {
    let report = day(
        2026,
        3,
        3,
        &[
            (-2.0, began("night")),
            (10.0, began("dusk")),
            (12.0, began("dawn")),
            (13.0, began("dusk")),
            (23.0, began("night")),
            (26.0, Event::Stopped),
        ],
    );
    let totals: Vec<(&str, usize, f64)> = report
        .totals
        .iter()
        .map(|total| {
            (
                total.installation.as_str(),
                total.times,
                total.secs / 3600.0,
            )
        })
        .collect();
    let expected = [("dusk", 2, 12.0), ("night", 2, 11.0), ("dawn", 1, 1.0)];
    assert_eq!(totals, expected);
    assert_eq!(report.plays.len(), 5);
    let whole: f64 = totals.iter().map(|(_, _, hours)| hours).sum();
    assert_eq!(whole, 24.0);
}

#[test]
fn days_on_which_clocks_change_have_their_own_length() {
    for (month, of_month, hours) in [(3, 28, 24.0), (3, 29, 23.0), (10, 25, 25.0)] {
        let report = day(
            2026,
            month,
            of_month,
            &[(-1.0, began("dusk")), (30.0, Event::Stopped)],
        );
        assert_eq!(report.to.secs_since(report.from) / 3600.0, hours);
        assert_eq!(report.totals[0].secs / 3600.0, hours);
        assert_eq!(report.hours.len(), hours as usize + 1);
        let twos = report.hours.iter().filter(|(_, hour)| hour == "2").count();
        assert_eq!(twos as f64, hours - 23.0);
    }
}

#[test]
fn every_part_of_the_day_is_in_the_report() {
    let lamp = |hours| Event::Lamp {
        projector: "east".into(),
        hours: Some(hours),
        temperature_celsius: Some(44.0),
        errors: "fan".into(),
    };
    let swap = Event::Swapped {
        who: "Mei".into(),
        before: "dusk".into(),
        after: "bad".into(),
        result: SwapResult::Refused,
        warm_secs: Some(1.25),
        words: "show.toml:3: <b>no track</b>".into(),
    };
    let fault = |state| Event::Fault {
        part: "sound".into(),
        state,
        words: "no card".into(),
    };
    let headset = || "one".to_string();
    let report = day(
        2026,
        3,
        3,
        &[
            (9.0, lamp(100.0)),
            (10.0, Event::VisitBegan { headset: headset() }),
            (10.5, Event::VisitEnded { headset: headset() }),
            (11.0, swap),
            (12.0, fault(State::Failed)),
            (13.0, fault(State::Good)),
            (17.0, lamp(108.0)),
            (
                18.0,
                Event::Did {
                    who: "Mei".into(),
                    what: "logged in".into(),
                    detail: String::new(),
                },
            ),
        ],
    );
    assert_eq!(report.lamps[0].hours_of_day, Some(8.0));
    assert_eq!((report.visits.count, report.visits.secs), (1, 1800.0));
    assert_eq!(
        report.faults[0]
            .until
            .map(|until| until.secs_since(report.from)),
        Some(13.0 * 3600.0)
    );
    assert_eq!(report.changes, [("Mei".to_string(), 1)]);
    for language in [Language::English, Language::Chinese] {
        let page = report_html(&report, language);
        for words in [
            "Mei",
            "12:00:00",
            "no card",
            "&lt;b&gt;no track&lt;/b&gt;",
            "108 (+8.0)",
            "fan",
        ] {
            assert!(page.contains(words), "{words}");
        }
        for forbidden in ["<script", "<b>no", "http:", "https:", "url(", "NaN", "inf"] {
            let page = page.replace("color-scheme: dark", "");
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}

#[test]
fn a_day_of_nothing_and_a_day_of_nonsense_are_pages() {
    let nothing = report_html(&day(2026, 3, 3, &[]), Language::English);
    assert!(nothing.contains("nothing was recorded"));
    let mut report = day(2026, 3, 3, &[]);
    for (place, value) in [f64::NAN, f64::INFINITY, -1e300, 1e300, 5.0]
        .into_iter()
        .enumerate()
    {
        report.minutes.push(Minute {
            began: report.from.plus_secs(60.0 * place as f64),
            frame_p99_ms: value,
            temperature_celsius: Some(value),
            ..Minute::default()
        });
    }
    let page = report_html(&report, Language::Chinese);
    assert!(page.len() < 100_000);
}

#[test]
fn scales_are_round_and_hold_their_values() {
    for (least, most, expected) in [
        (0.0, 22.4, (0.0, 10.0, 30.0)),
        (61.0, 68.0, (60.0, 2.0, 68.0)),
        (5.0, 5.0, (5.0, 0.0, 5.0)),
    ] {
        let (low, step, high) = scale(least, most);
        assert!(
            low <= least && most <= high && low < high && step > 0.0,
            "{low} {step} {high}"
        );
        if expected.1 > 0.0 {
            assert_eq!((low, step, high), expected);
        }
    }
}

#[test]
fn text_stays_text() {
    assert_eq!(
        escape("a<b> & \"c\" 'd'\u{7}"),
        "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; "
    );
}
