//! `welkin calendar`: what a calendar means, as text, as a picture of a week, as iCalendar; and one to begin with.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use welkin_calendar::{Beside, CALENDAR_FILE, Calendar, CheckedCalendar, week_svg};

use super::check::print;
use super::exit::wrong_input;

/// Larger files beside a calendar are not read.
const LARGEST_FILE_BYTES: u64 = 16 << 20;

/// Arguments of `welkin calendar`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Say what happens when, from today on.
    Show {
        /// The folder of the installations, or the calendar itself.
        #[arg(default_value = ".")]
        library: PathBuf,
        /// The first day: 2026-03-29; without it, today.
        #[arg(long, value_name = "DATE")]
        from: Option<Date>,
        /// How many days.
        #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=366))]
        days: u32,
        /// Draw the week of the first day into this file (SVG).
        #[arg(long, value_name = "FILE")]
        picture: Option<PathBuf>,
        /// Write hours and programme into this file (iCalendar).
        #[arg(long, value_name = "FILE")]
        ics: Option<PathBuf>,
    },
    /// Write a calendar to begin with, where there is none.
    New {
        /// The folder of the installations.
        #[arg(default_value = ".")]
        library: PathBuf,
    },
}

/// Does what is asked.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Show {
            library,
            from,
            days,
            picture,
            ics,
        } => show(&library, from, days, [picture, ics]),
        Command::New { library } => begin(&library),
    }
}

fn show(
    library: &Path,
    from: Option<Date>,
    days: u32,
    [picture, ics]: [Option<PathBuf>; 2],
) -> Result<()> {
    let file = file_in(library);
    let text = std::fs::read_to_string(&file)
        .map_err(|error| wrong_input(format!("{}: {error}", file.display())))?;
    let checked = read(&file, &text);
    for warning in &checked.problems.warnings {
        eprintln!("{warning} (a warning)");
    }
    let Some(calendar) = checked.calendar else {
        return Err(wrong_input(checked.problems.to_string()));
    };
    let date = from.unwrap_or_else(|| calendar.date(Timestamp::now()));
    let week = calendar.week(date);
    let day = week.days.iter().find(|day| day.date == date.to_string());
    let begins = day.map_or_else(Timestamp::now, |day| day.from);
    let ends = begins + SignedDuration::from_hours(24 * i64::from(days));
    for (at, plan) in calendar.changes(begins, ends) {
        let zone = jiff::tz::TimeZone::get(calendar.time_zone());
        let at = zone.map_or_else(
            |_| at.to_string(),
            |zone| {
                at.to_zoned(zone)
                    .strftime("%a %Y-%m-%d %H:%M %Z")
                    .to_string()
            },
        );
        print(&format!("{at}  {}", plan.why));
    }
    let title = file.parent().and_then(Path::file_name);
    let title = title.map_or("The house".into(), |name| name.to_string_lossy());
    for (file, text) in [
        (picture, week_svg(&calendar, date)),
        (ics, calendar.to_ics(&title, begins, days)),
    ] {
        if let Some(file) = file {
            std::fs::write(&file, text)
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
    }
    Ok(())
}

fn begin(library: &Path) -> Result<()> {
    let file = file_in(library);
    let text = Calendar::example(&machines_zone());
    let mut new = std::fs::File::create_new(&file).map_err(|error| {
        wrong_input(format!(
            "{}: {error}; a calendar that is there is left alone",
            file.display()
        ))
    })?;
    std::io::Write::write_all(&mut new, text.as_bytes())?;
    print(&format!(
        "{} is written; change it to your hours",
        file.display()
    ));
    Ok(())
}

fn file_in(library: &Path) -> PathBuf {
    match library.is_dir() {
        true => library.join(CALENDAR_FILE),
        false => library.to_path_buf(),
    }
}

/// Reads a calendar with what lies beside it.
pub(crate) fn read(file: &Path, text: &str) -> CheckedCalendar {
    let folder = file.parent().unwrap_or(Path::new("."));
    let installations: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let is_one = entry.path().join("show.toml").is_file();
            is_one.then(|| entry.file_name().to_string_lossy().into_owned())
        })
        .collect();
    let beside = |name: &str| {
        let is_plain = Path::new(name)
            .file_name()
            .is_some_and(|plain| plain == name);
        let path = folder.join(name);
        let is_small = std::fs::metadata(&path).is_ok_and(|it| it.len() <= LARGEST_FILE_BYTES);
        (is_plain && is_small)
            .then(|| std::fs::read(&path).ok())
            .flatten()
    };
    Calendar::check(
        text,
        &Beside {
            time_zone: &machines_zone(),
            installations: Some(&installations),
            file: &beside,
        },
    )
}

/// The machine's time zone as the system keeps it; UTC where it says nothing that is known.
pub(crate) fn machines_zone() -> String {
    let by_link = || {
        let link = std::fs::canonicalize("/etc/localtime").ok()?;
        let text = link.to_str()?.to_owned();
        let (_, name) = text.split_once("zoneinfo/")?;
        Some(name.to_owned())
    };
    let by_file = || {
        Some(
            std::fs::read_to_string("/etc/timezone")
                .ok()?
                .trim()
                .to_owned(),
        )
    };
    let by_variable = || Some(std::env::var("TZ").ok()?.trim_start_matches(':').to_owned());
    let said = [by_variable(), by_link(), by_file()];
    let known = |name: &String| jiff::tz::TimeZone::get(name).is_ok();
    said.into_iter()
        .flatten()
        .find(known)
        .unwrap_or_else(|| "UTC".into())
}
