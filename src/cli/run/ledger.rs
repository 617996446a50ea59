//! The books as the page asks for them: read from the records and the calendar, each time anew.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use welkin_calendar::{CALENDAR_FILE, Calendar, week_svg};
use welkin_control::Books;
use welkin_rack::Panel;
use welkin_records::{
    Extra, Language, Machine, Reader, Table, Time, metrics, report, report_html, today,
};

use super::hub::Hub;
use crate::cli::calendar::{machines_zone, read};

/// The programme that calendars of others are given, days.
const PROGRAMME_DAYS: u32 = 28;

/// Reads records and calendar.
pub(super) struct Ledger {
    hub: Arc<Hub>,
    calendar: Option<PathBuf>,
    began: Instant,
}

impl Ledger {
    /// Of a hub's records, and of the calendar in a library.
    pub(super) fn new(hub: Arc<Hub>, library: Option<PathBuf>) -> Self {
        Self {
            hub,
            calendar: library.map(|library| library.join(CALENDAR_FILE)),
            began: Instant::now(),
        }
    }

    fn reader(&self) -> Option<Reader> {
        Reader::open(self.hub.recorder()?.path()).ok()
    }

    fn calendar(&self) -> Option<Calendar> {
        let file = self.calendar.as_ref()?;
        let text = std::fs::read_to_string(file).ok()?;
        read(file, &text).calendar
    }
}

/// The machine's own time zone.
fn zone() -> TimeZone {
    TimeZone::get(&machines_zone()).unwrap_or(TimeZone::UTC)
}

fn day_of(day: Option<&str>, today: Date) -> Option<Date> {
    match day {
        Some(day) => day.parse().ok(),
        None => Some(today),
    }
}

impl Books for Ledger {
    fn report(&self, day: Option<&str>, language: &str) -> Option<String> {
        let zone = zone();
        let day = day_of(day, today(&zone))?;
        let report = report(&self.reader()?, day, &zone).ok()?;
        Some(report_html(&report, Language::of(language)))
    }

    fn csv(&self, table: &str) -> Option<Vec<u8>> {
        let table = Table::named(table)?;
        let mut bytes = Vec::new();
        let all = (Time(i64::MIN), Time(i64::MAX));
        self.reader()?.csv(table, all.0, all.1, &mut bytes).ok()?;
        Some(bytes)
    }

    fn metrics(&self) -> Option<String> {
        let status = self.hub.status()?;
        let extra = Extra {
            machine: Machine::look(),
            records: self
                .hub
                .recorder()
                .map(|recorder| recorder.counts())
                .unwrap_or_default(),
            uptime_secs: self.began.elapsed().as_secs_f64(),
            version: env!("CARGO_PKG_VERSION").into(),
            ..Extra::default()
        };
        Some(metrics(&status, &extra))
    }

    fn week(&self, day: Option<&str>) -> Option<String> {
        let calendar = self.calendar()?;
        let day = day_of(day, calendar.date(Timestamp::now()))?;
        Some(week_svg(&calendar, day))
    }

    fn programme(&self) -> Option<String> {
        let calendar = self.calendar()?;
        Some(calendar.to_ics("Welkin", Timestamp::now(), PROGRAMME_DAYS))
    }
}
