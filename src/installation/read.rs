//! Files in; a checked show or venue out, or every problem at once.

mod track_values;
mod model_values;
mod scene_values;
mod show_values;
mod sound_values;
mod output_values;
mod osc_values;
mod rack_values;
mod midi_values;
mod page_values;
mod venue_values;

use serde_json::Value;

use crate::document::{Document, Findings, check_shape};
use crate::file::{SHOW_SCHEMA, VENUE_SCHEMA};
use crate::folder::{Folder, FolderError, MemoryFolder};
use crate::problem::{Checked, Problem, Problems};
use crate::rules::{check_show_rules, check_together_rules, check_venue_rules};
use crate::show::Show;
use crate::venue::Venue;

use show_values::show_values;
use venue_values::venue_values;

/// The name of a show's file in its folder.
pub const SHOW_FILE: &str = "show.toml";

/// The name of the venue's file in an installation's folder, where it has one of its own.
pub const VENUE_FILE: &str = "venue.toml";

/// Reads the show in a folder.
///
/// # Errors
/// Everything that is wrong with `show.toml`.
pub fn read_show(folder: &dyn Folder) -> Result<Show, Problems> {
    check_show(folder).into_result()
}

/// Reads a venue from its text, which lies in no folder; `file_name` is what problems call it.
///
/// # Errors
/// Everything that is wrong with the text.
pub fn read_venue(file_name: &str, text: &str) -> Result<Venue, Problems> {
    check_venue(file_name, text).into_result()
}

/// Reads a venue from a folder.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn read_venue_in(folder: &dyn Folder, path_in_folder: &str) -> Result<Venue, Problems> {
    check_venue_in(folder, path_in_folder, &text_of(folder, path_in_folder)?).into_result()
}

/// Reads the show in a folder, and says also what is allowed but probably not meant.
pub fn check_show(folder: &dyn Folder) -> Checked<Show> {
    let text = match text_of(folder, SHOW_FILE) {
        Ok(text) => text,
        Err(problems) => return Checked::refused(problems),
    };
    let rules = |findings: &mut Findings<'_>| check_show_rules(folder, findings);
    check(SHOW_FILE, &text, &SHOW_SCHEMA, rules, |document| {
        show_values(document.values()?, folder)
            .map_err(|error| document.problem(0, error.to_string(), Some(error.hint().into())))
    })
}

/// Reads a venue from its text, which lies in no folder, and says also what is allowed but probably not meant.
pub fn check_venue(file_name: &str, text: &str) -> Checked<Venue> {
    check_venue_in(&MemoryFolder::new(), file_name, text)
}

/// Reads a venue from its text, whose files lie in a folder, and says also what is allowed but probably not meant.
pub fn check_venue_in(folder: &dyn Folder, file_name: &str, text: &str) -> Checked<Venue> {
    let rules = |findings: &mut Findings<'_>| check_venue_rules(folder, findings);
    check(file_name, text, &VENUE_SCHEMA, rules, |document| {
        venue_values(document.values()?, folder)
            .map_err(|error| document.problem(0, error.to_string(), Some(error.hint().into())))
    })
}

/// What there is to say about a show in this venue, besides what is said about each alone: live sound that
/// comes in nowhere. Only warnings, as any show plays in any venue; none where the show cannot be read.
pub fn check_together(folder: &dyn Folder, venue: &Venue) -> Vec<Problem> {
    let Ok(text) = text_of(folder, SHOW_FILE) else {
        return Vec::new();
    };
    let Ok(document) = Document::parse(SHOW_FILE, &text) else {
        return Vec::new();
    };
    let mut findings = Findings::new(&document);
    check_together_rules(venue, &mut findings);
    findings.into_problems().warnings
}

fn check<T>(
    file: &str,
    text: &str,
    schema: &Value,
    rules: impl Fn(&mut Findings<'_>),
    values: impl Fn(&Document<'_>) -> Result<T, Problem>,
) -> Checked<T> {
    let document = match Document::parse(file, text) {
        Ok(document) => document,
        Err(problem) => return Checked::refused(problem),
    };
    let mut findings = Findings::new(&document);
    check_shape(schema, &mut findings);
    rules(&mut findings);
    let mut problems = findings.into_problems();
    if !problems.problems.is_empty() {
        return Checked::refused(problems);
    }
    match values(&document) {
        Ok(value) => Checked {
            value: Some(value),
            problems,
        },
        Err(problem) => {
            problems.problems.push(problem);
            Checked::refused(problems)
        }
    }
}

/// A file's text, or the one problem that it has none.
fn text_of(folder: &dyn Folder, path: &str) -> Result<String, Problems> {
    let at_start = |message: String, hint: &str| Problem {
        file: path.into(),
        line: 1,
        column: 1,
        message,
        hint: Some(hint.into()),
    };
    let bytes = folder.read(path).map_err(|error| {
        let hint = match &error {
            FolderError::Missing(_) => "`welkin new NAME` makes a folder with everything in it",
            other => other.hint(),
        };
        at_start(error.to_string(), hint)
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..good];
        let line_start = before
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        let mut problem = at_start("the file is not UTF-8 text".into(), "save it as UTF-8");
        problem.line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        problem.column = String::from_utf8_lossy(&before[line_start..])
            .chars()
            .count()
            + 1;
        problem.into()
    })
}

#[cfg(test)]
mod tests;
