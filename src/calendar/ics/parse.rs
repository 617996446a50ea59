//! A whole file in, its events and everything that was not understood out.

use std::collections::{BTreeMap, BTreeSet};

use welkin_installation::{Problem, quote};

use crate::clock::Clock;

use super::event::{Comes, Event, Last, comes};
use super::lines::{Line, lines, unescaped};
use super::moment::{Lasting, Written, lasting, written};
use super::rule::{Rule, Until};

/// The largest file, in bytes.
const MOST_BYTES: usize = 4 << 20;
/// The most events of a file.
const MOST_EVENTS: usize = 2000;
/// The most dates of counted rules, and of dates left out or added, in a whole file.
const MOST_DATES: usize = 20_000;
/// The longest event in days, and the longest of one that comes again.
const LONGEST_DAYS: [i64; 2] = [400, 31];
/// More warnings than this help nobody.
const MOST_WARNINGS: usize = 100;

/// What is known and has no meaning here: for people, for programs that send calendars, for alarms.
const KNOWN: [&str; 31] = [
    "ACTION",
    "ATTACH",
    "ATTENDEE",
    "BEGIN",
    "CALSCALE",
    "CATEGORIES",
    "CLASS",
    "COLOR",
    "COMMENT",
    "CONTACT",
    "CREATED",
    "DESCRIPTION",
    "DTSTAMP",
    "END",
    "GEO",
    "IMAGE",
    "LAST-MODIFIED",
    "LOCATION",
    "METHOD",
    "NAME",
    "ORGANIZER",
    "PRIORITY",
    "PRODID",
    "REFRESH-INTERVAL",
    "RELATED-TO",
    "REQUEST-STATUS",
    "RESOURCES",
    "SEQUENCE",
    "TRANSP",
    "URL",
    "VERSION",
];

/// What Windows calls zones in which there are galleries (Unicode CLDR, windowsZones).
const WINDOWS: [(&str, &str); 24] = [
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Argentina Standard Time", "America/Argentina/Buenos_Aires"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Central Standard Time", "America/Chicago"),
    ("China Standard Time", "Asia/Shanghai"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("FLE Standard Time", "Europe/Kyiv"),
    ("GMT Standard Time", "Europe/London"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Morocco Standard Time", "Africa/Casablanca"),
    ("Mountain Standard Time", "America/Denver"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Taipei Standard Time", "Asia/Taipei"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("W. Europe Standard Time", "Europe/Berlin"),
];

/// The events of a file, in its order, and what was not understood. Times without a zone are the house's.
pub(crate) fn parse(file: &str, bytes: &[u8], house: &Clock) -> (Vec<Event>, Vec<Problem>) {
    let mut reading = Reading {
        file,
        house,
        events: Vec::new(),
        moved: Vec::new(),
        warnings: Vec::new(),
        told: BTreeSet::new(),
        dates_left: MOST_DATES,
    };
    let kept = &bytes[..bytes.len().min(MOST_BYTES)];
    if kept.len() < bytes.len() {
        let hint = "only its beginning is read; take old events out of it";
        reading.warn(1, "the file has more than 4 MiB".into(), hint);
    }
    reading.read(&String::from_utf8_lossy(kept));
    reading.finish()
}

struct Reading<'r> {
    file: &'r str,
    house: &'r Clock,
    events: Vec<(String, Event)>,
    /// Times of other events that were moved: which event, and which of its times.
    moved: Vec<(String, Written)>,
    warnings: Vec<Problem>,
    told: BTreeSet<String>,
    dates_left: usize,
}

/// The lines of one event.
#[derive(Default)]
struct Draft {
    line: usize,
    lines: BTreeMap<String, Line>,
    without: Vec<Line>,
}

impl Reading<'_> {
    fn warn(&mut self, line: usize, message: String, hint: &str) {
        if self.warnings.len() < MOST_WARNINGS {
            self.warnings.push(Problem {
                file: self.file.into(),
                line,
                column: 1,
                message,
                hint: Some(hint.into()),
            });
        }
    }

    /// Warns of a kind of thing where it is first met.
    fn warn_once(&mut self, thing: &str, line: usize, message: String, hint: &str) {
        if self.told.len() < 2 * MOST_WARNINGS && self.told.insert(thing.to_owned()) {
            self.warn(line, message, hint);
        }
    }

    fn read(&mut self, text: &str) {
        let mut open: Vec<String> = Vec::new();
        let mut draft: Option<Draft> = None;
        let mut has_calendar = false;
        for found in lines(text.trim_start_matches('\u{feff}')) {
            let line = match found {
                Ok(line) => line,
                Err(number) => {
                    let message = "a line that is no NAME:VALUE, or too long".into();
                    self.warn_once("line", number, message, "it is left out, and all like it");
                    continue;
                }
            };
            let part = line.value.trim().to_ascii_uppercase();
            match line.name.as_str() {
                "BEGIN" if open.len() < 16 => {
                    has_calendar |= part == "VCALENDAR";
                    if part == "VEVENT" && draft.is_none() {
                        draft = Some(Draft {
                            line: line.number,
                            ..Draft::default()
                        });
                    }
                    self.begin(&part, line.number);
                    open.push(part);
                }
                "END" => {
                    let is_last = open.last() == Some(&part);
                    if !is_last {
                        let message = format!("END:{} ends nothing that began", quote(&part));
                        self.warn_once("end", line.number, message, "the file may be damaged");
                    } else if open.pop().as_deref() == Some("VEVENT")
                        && let Some(draft) = draft.take()
                    {
                        self.event(draft);
                    }
                }
                _ => match (&mut draft, open.last().map(String::as_str)) {
                    (Some(draft), Some("VEVENT")) => self.property(draft, line),
                    (_, Some("VCALENDAR")) => self.check_known(&line),
                    _ => {}
                },
            }
        }
        if !has_calendar {
            let hint = "save it from a calendar program as .ics";
            self.warn(1, "this is no iCalendar file".into(), hint);
        } else if !open.is_empty() {
            let message = format!("{} does not end", quote(&open[open.len() - 1]));
            self.warn(
                1,
                message,
                "the file may be cut off; what ended before is read",
            );
        }
    }

    fn begin(&mut self, part: &str, line: usize) {
        let is_known = [
            "VCALENDAR",
            "VEVENT",
            "VALARM",
            "VTIMEZONE",
            "STANDARD",
            "DAYLIGHT",
        ];
        if !is_known.contains(&part) && !part.starts_with("X-") {
            let message = format!("{} is not read", quote(part));
            self.warn_once(
                part,
                line,
                message,
                "only events (VEVENT) have a meaning here",
            );
        }
    }

    fn check_known(&mut self, line: &Line) {
        let name = line.name.as_str();
        if !name.starts_with("X-") && !KNOWN.contains(&name) {
            let message = format!("{} is not understood and has no effect", quote(name));
            self.warn_once(
                name,
                line.number,
                message,
                "check that nothing depends on it",
            );
        }
    }

    fn property(&mut self, draft: &mut Draft, line: Line) {
        match line.name.as_str() {
            "EXDATE" if draft.without.len() < 1000 => draft.without.push(line),
            "SUMMARY" | "UID" | "DTSTART" | "DTEND" | "DURATION" | "RRULE" | "RECURRENCE-ID"
            | "STATUS" => {
                if draft.lines.contains_key(&line.name) {
                    let message = format!("an event has two {}", line.name);
                    self.warn(line.number, message, "the first one counts");
                } else {
                    draft.lines.insert(line.name.clone(), line);
                }
            }
            _ => self.check_known(&line),
        }
    }

    fn event(&mut self, draft: Draft) {
        if self.events.len() >= MOST_EVENTS {
            let message = format!("the file has more than {MOST_EVENTS} events");
            let hint = "the rest is left out; take old events out of it";
            return self.warn_once("events", draft.line, message, hint);
        }
        let value = |name: &str| draft.lines.get(name).map(|line| line.value.trim());
        let uid = value("UID").unwrap_or_default().to_owned();
        if let Some(line) = draft.lines.get("RECURRENCE-ID") {
            if line.parameter("RANGE").is_some() {
                let message =
                    "a change of this time and all after it (RANGE) is not understood".into();
                self.warn(line.number, message, "only the one time is changed");
            }
            if let Some(time) = self.time(line) {
                self.moved.push((uid.clone(), time));
            }
        }
        if value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
            return;
        }
        let Some(start) = draft.lines.get("DTSTART") else {
            let message = "an event has no DTSTART".into();
            return self.warn(draft.line, message, "it is left out");
        };
        let Some(start) = self.time(start) else {
            return;
        };
        let Some(lasts) = self.lasting(&draft, &start) else {
            return;
        };
        let (comes, lasts) = self.recurrence(&draft, &start, lasts);
        let mut without = Vec::new();
        for line in &draft.without {
            without.extend(self.times(line));
        }
        let summary = draft.lines.get("SUMMARY");
        let summary = summary.map_or(String::new(), |line| unescaped(&line.value));
        let summary: String = summary.trim().chars().take(200).collect();
        let summary = summary.trim_end().to_owned();
        self.events.push((
            uid,
            Event {
                line: draft.line,
                summary,
                start,
                lasts,
                comes,
                without,
            },
        ));
    }

    /// How long an event lasts, if it lasts at all.
    fn lasting(&mut self, draft: &Draft, start: &Written) -> Option<Lasting> {
        let is_day = matches!(start, Written::Date(_));
        let lasts = if let Some(line) = draft.lines.get("DTEND") {
            let end = self.time(line)?;
            match (start, &end) {
                (Written::Date(first), Written::Date(last)) => Lasting {
                    days: i64::from((*last - *first).get_days()),
                    secs: 0,
                },
                _ => Lasting {
                    days: 0,
                    secs: end.instant(self.house).as_second()
                        - start.instant(self.house).as_second(),
                },
            }
        } else if let Some(line) = draft.lines.get("DURATION") {
            let Some(lasts) = lasting(&line.value) else {
                let message = format!("{} is no duration", quote(&line.value));
                self.warn(line.number, message, "the event is left out");
                return None;
            };
            lasts
        } else {
            Lasting {
                days: i64::from(is_day),
                secs: 0,
            }
        };
        if lasts.days < 0 || lasts.secs < 0 {
            let line = draft
                .lines
                .get("DTEND")
                .map_or(draft.line, |line| line.number);
            self.warn(
                line,
                "an event ends before it begins".into(),
                "it is left out",
            );
            return None;
        }
        if lasts == Lasting::default() {
            self.warn(
                draft.line,
                "an event takes no time".into(),
                "it is left out; give it an end",
            );
            return None;
        }
        Some(lasts)
    }

    fn recurrence(&mut self, draft: &Draft, start: &Written, lasts: Lasting) -> (Comes, Lasting) {
        let once = || Comes::On(vec![start.wall().date()]);
        let Some(line) = draft.lines.get("RRULE") else {
            return (
                once(),
                self.not_too_long(lasts, LONGEST_DAYS[0], draft.line),
            );
        };
        let lasts = self.not_too_long(lasts, LONGEST_DAYS[1], draft.line);
        let rule = match Rule::parse(&line.value) {
            Ok(rule) => rule,
            Err(part) => {
                let message = format!("the rule's part {} is not understood", quote(&part));
                self.warn(line.number, message, "only the event's first time is taken");
                return (once(), lasts);
            }
        };
        let last = match &rule.until {
            Until::Written(text) => {
                let clock = match start {
                    Written::Wall(_, clock) => clock,
                    _ => self.house,
                };
                match written(text, clock) {
                    Some(Written::Date(date)) => Last::Date(date),
                    Some(Written::Utc(instant, _)) if !matches!(start, Written::Date(_)) => {
                        Last::At(instant)
                    }
                    Some(Written::Utc(_, wall)) => Last::Date(wall.date()),
                    Some(wall) if matches!(start, Written::Date(_)) => {
                        Last::Date(wall.wall().date())
                    }
                    Some(wall) => Last::At(wall.instant(self.house)),
                    None => {
                        let message = format!("UNTIL is {}, which is no time", quote(text));
                        self.warn(line.number, message, "only the event's first time is taken");
                        return (once(), lasts);
                    }
                }
            }
            _ => Last::Never,
        };
        let (comes, is_cut) = comes(rule, start, last, self.dates_left.clamp(1, MOST_DATES / 2));
        if let Comes::On(dates) = &comes {
            self.dates_left = self.dates_left.saturating_sub(dates.len());
        }
        if is_cut {
            let message = "the rule counts more times than are kept".into();
            self.warn(
                line.number,
                message,
                "later ones are left out; write UNTIL instead",
            );
        }
        (comes, lasts)
    }

    fn not_too_long(&mut self, mut lasts: Lasting, most: i64, line: usize) -> Lasting {
        if lasts.whole_days() > most {
            let message = format!("an event lasts more than {most} days");
            self.warn(line, message, "it is taken to end after that");
            lasts = Lasting {
                days: most,
                secs: 0,
            };
        }
        lasts
    }

    /// The one time of a line.
    fn time(&mut self, line: &Line) -> Option<Written> {
        let clock = self.clock(line);
        let time = written(&line.value, &clock);
        if time.is_none() {
            let message = format!("{} is {}, which is no time", line.name, quote(&line.value));
            self.warn(line.number, message, "the event is left out");
        }
        time
    }

    /// The times of a line with several.
    fn times(&mut self, line: &Line) -> Vec<Written> {
        let clock = self.clock(line);
        let mut times = Vec::new();
        for text in line.value.split(',') {
            match written(text, &clock) {
                Some(time) if self.dates_left > 0 => {
                    self.dates_left -= 1;
                    times.push(time);
                }
                Some(_) => {
                    let message = "more dates are left out than are kept".into();
                    self.warn_once("dates", line.number, message, "later ones have no effect");
                    break;
                }
                None => {
                    let message = format!("{} is {}, which is no time", line.name, quote(text));
                    self.warn(line.number, message, "it is left out");
                }
            }
        }
        times
    }

    /// The clock of a line's zone.
    fn clock(&mut self, line: &Line) -> Clock {
        let Some(zone) = line.parameter("TZID") else {
            return self.house.clone();
        };
        // Some programs write a path before the name.
        let tails = zone.char_indices().filter(|(_, letter)| *letter == '/');
        let tails = tails.map(|(at, _)| &zone[at + 1..]).take(8);
        let windows = WINDOWS.iter().find(|(name, _)| *name == zone);
        let names = std::iter::once(zone)
            .chain(windows.map(|(_, name)| *name))
            .chain(tails);
        let found = names.filter(|name| !name.is_empty()).find_map(Clock::named);
        found.unwrap_or_else(|| {
            let message = format!("the time zone {} is not known", quote(zone));
            let hint = format!("its times are read as {}'s", self.house.name());
            self.warn_once(&format!("TZID {zone}"), line.number, message, &hint);
            self.house.clone()
        })
    }

    fn finish(mut self) -> (Vec<Event>, Vec<Problem>) {
        let mut by_uid: BTreeMap<&str, Vec<&Written>> = BTreeMap::new();
        for (uid, time) in &self.moved {
            by_uid.entry(uid).or_default().push(time);
        }
        let mut all = Vec::with_capacity(self.events.len());
        for (uid, mut event) in self.events {
            let is_rule = !matches!(&event.comes, Comes::On(dates) if dates.len() == 1);
            if let Some(times) = by_uid.get(uid.as_str()).filter(|_| is_rule) {
                event
                    .without
                    .extend(times.iter().map(|time| (*time).clone()));
            }
            all.push(event);
        }
        self.warnings.sort();
        (all, self.warnings)
    }
}
