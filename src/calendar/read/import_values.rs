//! iCalendar files beside the calendar.

use std::collections::BTreeSet;

use welkin_installation::{Findings, Node, Problem, quote};

use crate::calendar::{Deed, Import};
use crate::clock::Clock;
use crate::ics::{Event, parse};

use super::hint_for;

/// More warnings about events' names than this help nobody.
const MOST_NAMES: usize = 20;

/// Every imported file, and what there is to say about what stands in them.
pub(super) fn imports(
    root: Node<'_>,
    fade_secs: f32,
    clock: &Clock,
    file: &dyn Fn(&str) -> Option<Vec<u8>>,
    known: Option<&[String]>,
    findings: &mut Findings<'_>,
) -> (Vec<Import>, Vec<Problem>) {
    let mut imports = Vec::new();
    let mut warnings = Vec::new();
    let mut names = BTreeSet::new();
    for node in root.get("import").items().take(16) {
        let place = node.get("file");
        let Some(name) = place.text() else { continue };
        let is_beside = !name.contains(['/', '\\', ':', '\0']) && name != ".." && name != ".";
        if !is_beside {
            let message = format!("{} is no name of a file beside the calendar", quote(name));
            findings.wrong(
                place,
                message,
                "copy the file beside calendar.toml and write its name alone",
            );
            continue;
        }
        if !names.insert(name) {
            let message = format!("{} is imported twice", quote(name));
            findings.wrong(place, message, "leave one of them out");
            continue;
        }
        let Some(bytes) = file(name) else {
            let message = format!("there is no file {}", quote(name));
            findings.wrong(place, message, "put it beside calendar.toml");
            continue;
        };
        let (events, said) = parse(name, &bytes, clock);
        warnings.extend(said);
        let all_close = node.get("each").text() == Some("closed");
        let events = events.into_iter().map(|event| {
            let deed = deed(&event, all_close);
            (event, deed)
        });
        let (events, said) = known_ones(name, events, known);
        warnings.extend(said);
        imports.push(Import {
            file: name.to_owned(),
            fade_secs: node
                .get("fade_secs")
                .number()
                .map_or(fade_secs, |secs| secs as f32),
            opens: node.get("opens").is_true(),
            events,
        });
    }
    (imports, warnings)
}

fn deed(event: &Event, all_close: bool) -> Deed {
    let name = event.summary.to_lowercase();
    match name.as_str() {
        _ if all_close => Deed::Close,
        "closed" => Deed::Close,
        "open" => Deed::Open,
        _ => Deed::Show(event.summary.clone()),
    }
}

/// The events without those that name nothing that is there.
fn known_ones(
    file: &str,
    events: impl Iterator<Item = (Event, Deed)>,
    known: Option<&[String]>,
) -> (Vec<(Event, Deed)>, Vec<Problem>) {
    let mut told = BTreeSet::new();
    let mut warnings = Vec::new();
    let kept = events.filter(|(event, deed)| {
        let Deed::Show(name) = deed else { return true };
        let is_there = !name.is_empty() && known.is_none_or(|known| known.contains(name));
        if !is_there && told.len() < MOST_NAMES && told.insert(name.clone()) {
            warnings.push(Problem {
                file: file.into(),
                line: event.line,
                column: 1,
                message: format!(
                    "no installation is called {}, so this event has no effect",
                    quote(name)
                ),
                hint: Some(hint_for(name, known.unwrap_or_default())),
            });
        }
        is_there
    });
    let kept = kept.collect();
    (kept, warnings)
}
