#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Every kind of mistake has its line, its column and its hint; and all are told at once.

use std::path::Path;

use super::*;
use crate::chance::Chance;
use crate::testing::{calendar, checked};

fn check(text: &str, expected: &str) {
    assert_eq!(checked(text, &[]).problems.to_string(), expected, "{text}");
}

fn check_warning(text: &str, expected: &str) {
    let checked = checked(text, &[]);
    assert_eq!(checked.problems.to_string(), "");
    let warnings: Vec<String> = checked
        .problems
        .warnings
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(warnings, [expected], "{text}");
}

#[test]
fn the_example_is_right_and_so_are_its_comments() {
    calendar(&Calendar::example("Asia/Shanghai"), &[]);
    assert_eq!(
        calendar(&Calendar::example("Asia/Shanghai"), &[]).time_zone(),
        "Asia/Shanghai"
    );
    calendar(&Calendar::example("\"\n[["), &[]);
    let bare = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with([' ', ':']) => rest.to_owned(),
        _ => line.to_owned(),
    };
    let text: Vec<String> = Calendar::example("Europe/Berlin")
        .lines()
        .map(bare)
        .collect();
    let ics = "BEGIN:VCALENDAR\nEND:VCALENDAR\n";
    let calendar = calendar(&text.join("\n"), &[("holidays.ics", ics)]);
    assert_eq!((calendar.shows.len(), calendar.imports.len()), (2, 1));
}

#[test]
fn ends_before_starts() {
    check(
        "[[hours]]\nfrom = \"18:00\"\nuntil = \"10:00\"",
        "calendar.toml:3:9: the end 10:00 is not after the start 18:00; if it ends at 10:00 on the day after, add overnight = true",
    );
    check(
        "[[hours]]\nfrom = \"10:00\"\nuntil = \"18:00\"\novernight = true",
        "calendar.toml:4:13: from 10:00 until 18:00 on the day after is more than a day; leave `overnight` out",
    );
    check(
        "[[hours]]\nfrom = \"00:00\"\nuntil = \"00:00\"",
        "calendar.toml:3:9: the end 00:00 is not after the start 00:00; for a whole day write \"00:00\" and \"24:00\"",
    );
    check(
        "[[exception]]\non = \"2026-12-26\"\nuntil = \"2026-12-24\"\nclosed = true",
        "calendar.toml:3:9: the end 2026-12-24 is before the start 2026-12-26; exchange them",
    );
    check(
        "[[hours]]\nfrom = \"10:00\"\nuntil = \"18:00\"\nfirst_day = \"2026-06-01\"\nlast_day = \"2026-05-01\"",
        "calendar.toml:5:12: the last day 2026-05-01 is before the first day 2026-06-01; exchange them",
    );
}

#[test]
fn overlaps() {
    check(
        "[[hours]]\ndays = [\"weekdays\"]\nfrom = \"10:00\"\nuntil = \"18:00\"\n[[hours]]\ndays = [\"friday\"]\nfrom = \"17:00\"\nuntil = \"22:00\"",
        "calendar.toml:5:1: these opening hours and those in line 1 are due at one time, such as on Friday, 2024-01-05; change the times or days of one of them, here or in line 1",
    );
    // Over midnight, into the day after.
    check(
        "[[hours]]\ndays = [\"saturday\"]\nfrom = \"20:00\"\nuntil = \"02:00\"\novernight = true\n[[hours]]\ndays = [\"sunday\"]\nfrom = \"01:00\"\nuntil = \"10:00\"",
        "calendar.toml:6:1: these opening hours and those in line 1 are due at one time, such as on Saturday, 2024-01-06; change the times or days of one of them, here or in line 1",
    );
    let show = |name: &str, rest: &str| format!("[[show]]\ninstallation = \"{name}\"\n{rest}\n");
    let noon = "from = \"12:00\"\nuntil = \"12:30\"";
    check(
        &(show("calm", noon) + &show("undertow", "from = \"12:15\"\nuntil = \"13:00\"")),
        "calendar.toml:5:1: these times of a show and those in line 1 are due at one time, such as on Monday, 2024-01-01; change the times or days of one of them, here or in line 1",
    );
    // A date beats a day, and so is no clash; two that are the same date are.
    let dated = format!("{noon}\ndates = [\"2026-12-24\"]");
    check(&(show("calm", noon) + &show("undertow", &dated)), "");
    check(
        &(show("calm", &dated) + &show("undertow", &dated)),
        "calendar.toml:6:1: these times of a show and those in line 1 are due at one time, such as on Thursday, 2026-12-24; change the times or days of one of them, here or in line 1",
    );
    let list = "[[playlist]]\nid = \"ID\"\nentry = [{ installation = \"calm\" }]\n";
    check(
        &(list.replace("ID", "a") + &list.replace("ID", "b")),
        "calendar.toml:4:1: these times of a playlist and those in line 1 are due at one time, such as on Monday, 2024-01-01; change the times or days of one of them, here or in line 1",
    );
    check(
        "[[exception]]\non = \"12-24\"\nuntil = \"01-06\"\nclosed = true\n[[exception]]\non = \"01-01\"\nclosed = true\n[[exception]]\non = \"2026-01-01\"\nhours = [{ from = \"12:00\", until = \"14:00\" }, { from = \"13:00\", until = \"15:00\" }]",
        "calendar.toml:5:1: this exception and the one in line 1 hold for one date, such as on Saturday, 2028-01-01; change the dates of one of them, here or in line 1\n\
         calendar.toml:10:47: these hours overlap with those from 12:00 until 14:00; change the times of one of them",
    );
}

#[test]
fn names_and_words() {
    check(
        "time_zone = \"Europe/Berlim\"",
        "calendar.toml:1:13: there is no time zone `Europe/Berlim`; did you mean `Europe/Berlin`?",
    );
    check(
        "[[hours]]\ndays = [\"tues\"]\nfrom = \"9\"\nuntil = \"25:00\"",
        "calendar.toml:2:9: `days` cannot be `tues`; did you mean `tuesday`?\n\
         calendar.toml:3:8: `from` cannot be `9`; write a time of day from \"00:00\" to \"24:00\"\n\
         calendar.toml:4:9: `until` cannot be `25:00`; write a time of day from \"00:00\" to \"24:00\"",
    );
    check(
        "[[quiet]]\nvolume = 0.2\nfrom = \"10:00\"",
        "calendar.toml:3:8: `from` needs `until`; add until = \"10:00\"",
    );
    check(
        "[[exception]]\non = \"2026-02-30\"\nclosed = true",
        "calendar.toml:2:6: `2026-02-30` is no date; write a date such as \"2026-12-24\", or \"12-24\" for every year",
    );
    check(
        "[[exception]]\non = \"12-24\"\nuntil = \"2026-12-26\"",
        "calendar.toml:1:1: the exception does not say what is different; add closed = true, or hours = [{ from = \"10:00\", until = \"14:00\" }]\n\
         calendar.toml:3:9: one end has a year and the other has none; write both with a year, or both without for every year",
    );
    check(
        "[[import]]\nfile = \"../secrets.ics\"\n[[import]]\nfile = \"gone.ics\"",
        "calendar.toml:2:8: `../secrets.ics` is no name of a file beside the calendar; copy the file beside calendar.toml and write its name alone\n\
         calendar.toml:4:8: there is no file `gone.ics`; put it beside calendar.toml",
    );
    check(
        "[[quiet]]\nvolume = 0.2\ndays = [\"monday\"]\ndates = [\"2026-01-01\", 2026-01-02]",
        "calendar.toml:3:8: both `dates` and `days` say when; leave one of them out\n\
         calendar.toml:4:24: `dates` must be a text in quotes, not a date or a time of day; put it between quotes",
    );
    check(
        "[[playlist]]\nid = \"a\"\norder = \"weighted\"\nentry = [{ installation = \"calm\", weight = 0 }]",
        "calendar.toml:4:9: no installation of this playlist has a weight above 0; give at least one of them a weight of 1",
    );
}

#[test]
fn what_is_probably_not_meant() {
    check_warning(
        "[[playlist]]\nid = \"a\"\nentry = [{ installation = \"undertov\" }]",
        "calendar.toml:3:27: there is no installation `undertov`; did you mean `undertow`?",
    );
    check_warning(
        "outside = { kind = \"house-lights\" }",
        "calendar.toml:1:11: the house is never closed, so nothing is ever seen outside its hours; add [[hours]]",
    );
    check_warning(
        "[[hours]]\nfrom = \"10:00\"\nuntil = \"18:00\"\n[[show]]\ninstallation = \"calm\"\nfrom = \"20:00\"\nuntil = \"21:00\"",
        "calendar.toml:4:1: the house is never open at the time of this show; add opens = true, which opens the house for it",
    );
    check_warning(
        "[[exception]]\non = \"06-10\"\nuntil = \"06-01\"\nclosed = true",
        "calendar.toml:3:9: these are 358 days of every year, over New Year; if that is not meant, exchange the ends",
    );
    check_warning(
        "fade_secs = 50\n[[playlist]]\nid = \"a\"\nentry = [{ installation = \"calm\", minutes = 1 }]",
        "calendar.toml:4:10: the cross-fade of 50 s takes more than half of this turn; make the turn longer, or `fade_secs` shorter",
    );
    let nowhere = Beside {
        time_zone: "Mars/Olympus",
        installations: None,
        file: &|_| None,
    };
    let checked = Calendar::check("", &nowhere);
    assert_eq!(checked.calendar.unwrap().time_zone(), "UTC");
    assert_eq!(checked.problems.warnings.len(), 1);
}

/// The example with lines and letters of it exchanged, left out and doubled: it is read or refused, and never more.
#[test]
fn no_text_makes_reading_panic() {
    let example = Calendar::example("Africa/Casablanca");
    let lines: Vec<&str> = example
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let mut chance = Chance::new(11, 0);
    let (mut right, mut wrong) = (0, 0);
    for _ in 0..3000 {
        let mut lines = lines.clone();
        for _ in 0..1 + chance.below(3) {
            let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
            match chance.below(3) {
                0 => lines.swap(one, other),
                1 => drop(lines.remove(one)),
                _ => lines.insert(one, lines[other]),
            }
        }
        let mut text = lines.join("\n");
        if chance.below(2) == 0 {
            let letters: Vec<char> = text.chars().collect();
            let at = text
                .char_indices()
                .nth(chance.below(letters.len()))
                .map_or(0, |(at, _)| at);
            text.insert(at, ['0', '9', '-', '"', ':', '\u{1}', 'é'][chance.below(7)]);
        }
        match checked(&text, &[]).calendar {
            Some(calendar) => {
                right += 1;
                let at =
                    jiff::Timestamp::from_second(chance.below(4_000_000) as i64 * 1000).unwrap();
                assert!(calendar.at(at).is_same(&calendar.at(at)));
            }
            None => wrong += 1,
        }
    }
    assert!(right > 100 && wrong > 100, "{right} {wrong}");
    assert!(
        checked(&"[[hours]]\n".repeat(50_000), &[])
            .problems
            .problems
            .len()
            <= 101
    );
}

/// A stale schema is written anew, and this test fails once.
#[test]
fn the_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../installations/schemas/calendar.schema.json");
    let text = welkin_installation::schema_text(&crate::calendar_schema());
    if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
        std::fs::write(&path, text).unwrap();
        panic!("the stale schema has been written anew, commit it");
    }
}
