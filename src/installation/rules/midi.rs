//! Each map hears one thing and does one thing; controls are those that there are; code comes from somewhere.

use std::collections::BTreeMap;

use crate::document::{Findings, Node, quote};
use crate::show::{Control, master_controls};
use crate::venue::Timecode;

use super::names::{check_known, names};

/// Finds what is wrong with what MIDI moves.
pub(crate) fn check_midi(midi: Node<'_>, findings: &mut Findings<'_>) {
    let masters = master_controls();
    let all = Control::ALL.map(Control::spec);
    let specs = || masters.iter().chain(&all);
    let known: Vec<&str> = specs().map(|spec| &*spec.name).collect();
    let mut heard = BTreeMap::new();
    for map in midi.get("map").items() {
        check_one_of(map, &["note", "cc", "program"], "hears", findings);
        check_one_of(
            map,
            &["control", "scene", "show", "action"],
            "does",
            findings,
        );
        for key in ["note", "cc", "program"] {
            let trigger = map.get(key);
            let Some(number) = trigger.number() else {
                continue;
            };
            if let Some(first) = heard.insert((key, number.to_bits()), trigger) {
                let line = findings.line_of(first);
                let message = format!("two maps hear {key} = {number}");
                let hint = format!("the first is in line {line}; take one of them away");
                findings.wrong(trigger, message, hint);
            }
        }
        check_fine(map, findings);
        check_words(map, findings);
        let control = map.get("control");
        check_known(control, "control", &known, findings);
        if let Some(spec) = specs().find(|spec| Some(&*spec.name) == control.text()) {
            check_range(map.get("range"), &spec.name, spec.range, findings);
        }
    }
    let mut heard = BTreeMap::new();
    for cue in midi.get("cue").items() {
        check_one_of(cue, &["scene", "show", "action"], "does", findings);
        for key in ["cue", "list"] {
            let number = cue.get(key);
            let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            if number.text().is_some_and(|text| !is_number(text)) {
                let message = format!("`{key}` takes digits and points, as desks send them");
                findings.wrong(number, message, "write it such as \"12\" or \"3.5\"");
            }
        }
        let Some(number) = cue.get("cue").text() else {
            continue;
        };
        if let Some(first) = heard.insert((number, cue.get("list").text()), cue) {
            let line = findings.line_of(first);
            let message = format!("the cue {} stands twice", quote(number));
            let hint = format!("the first is in line {line}; take one of them away");
            findings.wrong(cue.get("cue"), message, hint);
        }
    }
}

/// Just one of the keys is there.
fn check_one_of(table: Node<'_>, keys: &[&str], what: &str, findings: &mut Findings<'_>) {
    let mut there = keys.iter().filter(|key| table.get(key).is_there());
    let all = crate::document::list(keys.iter().copied());
    match (there.next(), there.next()) {
        (None, _) => findings.wrong(
            table,
            format!("nothing says what this {what}"),
            format!("write one of {all}"),
        ),
        (Some(first), Some(second)) => findings.wrong(
            table.get(second),
            format!("this {what} two things, `{first}` and `{second}`"),
            format!("write one of {all}; another map can have the other"),
        ),
        _ => {}
    }
}

fn check_fine(map: Node<'_>, findings: &mut Findings<'_>) {
    let fine = map.get("fine");
    if !fine.is_true() {
        return;
    }
    match map.get("cc").number() {
        Some(number) if number < 32.0 => {}
        Some(number) if number < 64.0 => findings.wrong(
            fine,
            format!("the controller {number} is the lower half of a pair"),
            format!("write cc = {}, the upper half", number - 32.0),
        ),
        _ => findings.wrong(
            fine,
            "only the controllers 0 to 31 come in pairs".into(),
            "write fine beside a cc from 0 to 31",
        ),
    }
}

/// `range`, `curve` and `toggle` are of use to controls alone.
fn check_words(map: Node<'_>, findings: &mut Findings<'_>) {
    if map.get("control").is_there() {
        return;
    }
    for key in ["range", "curve", "toggle"] {
        if map.get(key).is_there() {
            let message = format!("`{key}` is of use only beside `control`");
            findings.wrong(map.get(key), message, "take it away");
        }
    }
}

fn check_range(range: Node<'_>, name: &str, [low, high]: [f32; 2], findings: &mut Findings<'_>) {
    let ends: Vec<f64> = range.items().filter_map(Node::number).collect();
    let within = |end: &f64| (f64::from(low) - 1e-6..=f64::from(high) + 1e-6).contains(end);
    let hint = format!("{} goes from {low} to {high}", quote(name));
    if !ends.iter().all(within) {
        findings.wrong(
            range,
            "the range goes farther than the control".into(),
            hint,
        );
    } else if ends.len() == 2 && ends[0] == ends[1] {
        let message = "both ends of the range are the same";
        findings.wrong(range, message.into(), hint);
    }
}

/// Finds what is wrong with the code that a show follows.
pub(crate) fn check_timecode(venue: Node<'_>, findings: &mut Findings<'_>) {
    let timecode = venue.get("timecode");
    let offset = timecode.get("offset");
    if let Some(error) = offset
        .text()
        .and_then(|text| text.parse::<Timecode>().err())
    {
        findings.wrong(
            offset,
            "`offset` is no label of timecode".into(),
            error.to_string(),
        );
    }
    let input = timecode.get("input");
    check_known(input, "input", &names(venue.get("input"), "id"), findings);
    match timecode.get("from").text() {
        Some("ltc") if !input.is_there() => findings.wrong(
            timecode,
            "nothing says where the LTC comes in".into(),
            "write input = \"…\", the id of an [[input]]",
        ),
        Some("mtc") if input.is_there() => findings.wrong(
            input,
            "MTC comes in by MIDI, not through an input".into(),
            "take it away, or write from = \"ltc\"",
        ),
        Some("mtc") if !venue.get("midi").is_there() => findings.wrong(
            timecode,
            "MTC comes in by MIDI, and there is no [midi]".into(),
            "add [midi] with its port",
        ),
        _ => {}
    }
}
