//! The text of `calendar.toml` in; a checked calendar out, or every problem at once.

mod when_values;
mod hours_values;
mod programme_values;
mod import_values;

use welkin_installation::{
    Document, Findings, Node, Problem, Problems, check_shape, nearest, quote,
};

use crate::calendar::{Calendar, Outside, Projectors, Quiet};
use crate::clock::{Clock, nearest_zone};
use crate::file::{CALENDAR_SCHEMA, four, half_an_hour, quarter_of_an_hour};

use hours_values::{exceptions, hours};
use import_values::imports;
use programme_values::{playlists, shows};
use when_values::{check_clashes, when};

/// The name of a calendar's file, beside the installations.
pub const CALENDAR_FILE: &str = "calendar.toml";

/// What a calendar's text does not say, and its reader has to bring.
pub struct Beside<'b> {
    /// The IANA name of the zone to go by where the file names none: the machine's.
    pub time_zone: &'b str,
    /// The folder names of the installations that there are; none where nobody knows, and then no name is doubted.
    pub installations: Option<&'b [String]>,
    /// The bytes of a file beside the calendar, by its name; none where there is none.
    pub file: &'b dyn Fn(&str) -> Option<Vec<u8>>,
}

/// What reading gave: the calendar if nothing is wrong, and in any case what there is to say.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedCalendar {
    /// The calendar; none exactly where there are problems.
    pub calendar: Option<Calendar>,
    /// Problems and warnings, also of imported files; warnings may come with a calendar.
    pub problems: Problems,
}

impl Calendar {
    /// Reads a calendar.
    ///
    /// # Errors
    /// Everything that is wrong with the text, each with its line, its column and what to write instead.
    pub fn read(text: &str, beside: &Beside<'_>) -> Result<Self, Problems> {
        let checked = Self::check(text, beside);
        checked.calendar.ok_or(checked.problems)
    }

    /// Reads a calendar, and says also what is allowed but probably not meant.
    pub fn check(text: &str, beside: &Beside<'_>) -> CheckedCalendar {
        let document = match Document::parse(CALENDAR_FILE, text) {
            Ok(document) => document,
            Err(problem) => {
                let problems = problem.into();
                return CheckedCalendar {
                    calendar: None,
                    problems,
                };
            }
        };
        let mut findings = Findings::new(&document);
        check_shape(&CALENDAR_SCHEMA, &mut findings);
        let mut reading = Reading {
            findings,
            beside,
            warnings: Vec::new(),
        };
        let calendar = reading.calendar(document.root());
        let mut problems = reading.findings.into_problems();
        problems.warnings.extend(reading.warnings);
        let is_right = problems.problems.is_empty();
        CheckedCalendar {
            calendar: calendar.filter(|_| is_right),
            problems,
        }
    }
}

struct Reading<'r, 'd> {
    findings: Findings<'d>,
    beside: &'r Beside<'r>,
    /// What there is to say about other files.
    warnings: Vec<Problem>,
}

impl Reading<'_, '_> {
    fn calendar(&mut self, root: Node<'_>) -> Option<Calendar> {
        let clock = self.clock(root.get("time_zone"));
        let fade_secs = root.get("fade_secs").number().unwrap_or(four()) as f32;
        let hours = hours(root, &mut self.findings);
        let exceptions = exceptions(root, &mut self.findings);
        let shows = shows(root, fade_secs, &hours, &mut self.findings);
        let playlists = playlists(root, fade_secs, &mut self.findings);
        let quiet = quiet(root, &mut self.findings);
        self.check_installations(root);
        let clock = clock?;
        let known = self.beside.installations;
        let (imports, warnings) = imports(
            root,
            fade_secs,
            &clock,
            self.beside.file,
            known,
            &mut self.findings,
        );
        self.warnings = warnings;
        if root.get("hours").items().next().is_none() {
            let closes = root.get("outside");
            let opens = |import: &crate::calendar::Import| {
                import
                    .events
                    .iter()
                    .any(|(_, deed)| *deed == crate::calendar::Deed::Open)
            };
            let is_never_closed = exceptions.is_empty() && imports.is_empty();
            if closes.is_there() && is_never_closed && !imports.iter().any(opens) {
                let message =
                    "the house is never closed, so nothing is ever seen outside its hours".into();
                self.findings.unwise(closes, message, "add [[hours]]");
            }
        }
        Some(Calendar {
            clock,
            fade_secs,
            hours,
            exceptions,
            shows,
            playlists,
            quiet,
            projectors: projectors(root.get("projectors")),
            outside: outside(root.get("outside")),
            imports,
        })
    }

    fn clock(&mut self, node: Node<'_>) -> Option<Clock> {
        let Some(name) = node.text() else {
            // A machine whose zone is not known goes by UTC, and says so.
            return Clock::named(self.beside.time_zone).or_else(|| {
                let message = format!("the machine's time zone {} is not known", quote(self.beside.time_zone));
                let hint = "write time_zone = \"Europe/Berlin\", or wherever the house is; until then UTC counts";
                self.findings.unwise(node, message, hint);
                Clock::named("UTC")
            });
        };
        let clock = Clock::named(name);
        if clock.is_none() {
            let hint = match nearest_zone(name) {
                Some(meant) => format!("did you mean {}?", quote(&meant)),
                None => "write an IANA name, such as \"Europe/Berlin\"".into(),
            };
            self.findings
                .wrong(node, format!("there is no time zone {}", quote(name)), hint);
        }
        clock
    }

    /// Installations that nobody knows: the calendar stands, as one may come later.
    fn check_installations(&mut self, root: Node<'_>) {
        let Some(known) = self.beside.installations else {
            return;
        };
        let entries = root
            .get("playlist")
            .items()
            .flat_map(|list| list.get("entry").items());
        let named = entries
            .chain(root.get("show").items())
            .chain([root.get("outside")]);
        for node in named.map(|one| one.get("installation")) {
            let Some(name) = node.text() else { continue };
            if !known.iter().any(|one| one == name) {
                let hint = hint_for(name, known);
                let message = format!("there is no installation {}", quote(name));
                self.findings.unwise(node, message, hint);
            }
        }
    }
}

/// What was probably meant by the name of an installation that is not there.
fn hint_for(name: &str, known: &[String]) -> String {
    match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None => "until it is there, what runs then goes on".into(),
    }
}

fn outside(node: Node<'_>) -> Outside {
    match node.get("kind").text() {
        Some("house-lights") => Outside::HouseLights,
        Some("installation") => Outside::Installation(
            node.get("installation")
                .text()
                .unwrap_or_default()
                .to_owned(),
        ),
        _ => Outside::Dark,
    }
}

fn projectors(node: Node<'_>) -> Option<Projectors> {
    let secs =
        |key: &str, usual: f64| (node.get(key).number().unwrap_or(usual) * 60.0).round() as i64;
    node.is_there().then(|| Projectors {
        before_secs: secs("on_before_minutes", quarter_of_an_hour()),
        after_secs: secs("off_after_minutes", quarter_of_an_hour()),
        shortest_off_secs: secs("shortest_off_minutes", half_an_hour()),
    })
}

fn quiet(root: Node<'_>, findings: &mut Findings<'_>) -> Vec<Quiet> {
    let mut found = Vec::new();
    for node in root.get("quiet").items() {
        if let Some(when) = when(node, findings) {
            let limit = node.get("volume").number().unwrap_or(1.0) as f32;
            found.push((Quiet { when, limit }, node));
        }
    }
    check_clashes(
        "quiet hours",
        found.iter().map(|(quiet, node)| (&quiet.when, *node)),
        findings,
    );
    found.into_iter().map(|(quiet, _)| quiet).collect()
}

#[cfg(test)]
mod tests;
