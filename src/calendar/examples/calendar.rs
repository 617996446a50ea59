//! Tells what a calendar means: `calendar FILE [DATE] [DAYS]` prints the changes, and writes the week as `week.svg`
//! and the programme as `programme.ics` beside where it is run. `calendar example ZONE` prints a calendar to begin with.
#![allow(clippy::print_stdout, reason = "a program for people")]
#![allow(clippy::unwrap_used, reason = "an example may stop at once")]

use std::path::Path;

use welkin_calendar::jiff::{SignedDuration, civil::Date, tz::TimeZone};
use welkin_calendar::{Beside, Calendar, week_svg};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let file = words.first().map_or("calendar.toml", String::as_str);
    if file == "example" {
        let zone = words.get(1).map_or("Europe/Berlin", String::as_str);
        return print!("{}", Calendar::example(zone));
    }
    let folder = Path::new(file).parent().unwrap_or(Path::new("."));
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    let beside = Beside {
        time_zone: "UTC",
        installations: None,
        file: &read,
    };
    let checked = Calendar::check(&std::fs::read_to_string(file).unwrap(), &beside);
    for warning in &checked.problems.warnings {
        println!("warning: {warning}");
    }
    let Some(calendar) = checked.calendar else {
        return println!("{}", checked.problems);
    };
    let date: Date = words
        .get(1)
        .map_or("2026-11-23", String::as_str)
        .parse()
        .unwrap();
    let days: u32 = words.get(2).map_or(7, |days| days.parse().unwrap());
    let from = calendar
        .week(date)
        .days
        .iter()
        .find(|day| day.date == date.to_string())
        .map(|day| day.from);
    let from = from.unwrap_or(date.to_zoned(TimeZone::UTC).unwrap().timestamp());
    let to = from + SignedDuration::from_hours(24 * i64::from(days));
    for (at, plan) in calendar.changes(from, to) {
        println!("{at}  {}", plan.why);
    }
    std::fs::write("week.svg", week_svg(&calendar, date)).unwrap();
    std::fs::write("programme.ics", calendar.to_ics("The house", from, days)).unwrap();
}
