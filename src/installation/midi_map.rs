//! A venue's text and a learned map in, the text that says so out. Comments, order, spaces and line ends stay as their
//! author wrote them.

use toml::{Table, Value};

use crate::document::{Document, Node};
use crate::problem::Problem;
use crate::venue::MidiMap;

/// Why a map cannot be written into a venue.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MidiMapError {
    /// The text is not TOML.
    #[error("{0}")]
    NotToml(Problem),
    /// What stands there is written so that nothing can be put in its place.
    #[error(
        "the maps of [midi] are written in a way that cannot be changed here; write each as\n{0}"
    )]
    Oddly(String),
}

/// Every key that a map may have.
const KEYS: [&str; 10] = [
    "note", "cc", "program", "fine", "control", "range", "curve", "toggle", "scene", "show",
];

/// The text of a venue with one more map, or with that of the same trigger changed. Where the text says so already, it
/// stays the same.
///
/// # Errors
/// The text is not TOML, or its maps stand in one line.
pub fn with_midi_map(text: &str, map: &MidiMap) -> Result<String, MidiMapError> {
    let oddly = || MidiMapError::Oddly(map.to_toml());
    let document = Document::parse("venue.toml", text).map_err(MidiMapError::NotToml)?;
    let midi = document.root().get("midi");
    let (key, number) = map.when.key();
    let is_it = |node: &Node<'_>| node.get(key).number() == Some(f64::from(number));
    let found = midi.get("map").items().find(is_it);
    let changed = match found {
        Some(found) => changed(text, found, map).ok_or_else(oddly)?,
        None => added(text, midi, map).ok_or_else(oddly)?,
    };
    // Whatever was thought above: what is saved says just this, and all else as before.
    let wanted = text.parse().ok().map(|before| expected(before, map));
    match changed.parse::<Table>().ok() == wanted {
        true => Ok(changed),
        false => Err(oddly()),
    }
}

/// The map behind the last one, or behind what `[midi]` says, or at the end.
fn added(text: &str, midi: Node<'_>, map: &MidiMap) -> Option<String> {
    let end = line_end(text);
    let words = map.to_toml().replace('\n', end);
    let last = midi.get("map").items().last();
    let behind = last.or(midi.is_there().then_some(midi));
    let at = match behind {
        Some(table) => {
            let at = last_byte(table);
            text[at..]
                .find('\n')
                .map_or(text.len(), |line| at + line + 1)
        }
        None => text.len(),
    };
    let (before, after) = text.split_at_checked(at)?;
    let is_line = before.is_empty() || before.ends_with('\n');
    let break_line = if is_line { "" } else { end };
    let space = if before.is_empty() { "" } else { end };
    Some(format!("{before}{break_line}{space}{words}{after}"))
}

/// The last byte that a table and what is in it take.
fn last_byte(table: Node<'_>) -> usize {
    let inside = table.entries().map(|(_, _, node)| last_byte(node));
    let listed = table.items().map(last_byte);
    inside.chain(listed).fold(table.span().end, usize::max)
}

/// The text with one map's values put in place of what stands there.
fn changed(text: &str, found: Node<'_>, map: &MidiMap) -> Option<String> {
    let is_inline = text.get(found.place()..)?.starts_with('{');
    let wanted = map.lines();
    let (first_key, _) = wanted[0];
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for (place, key, value) in found.entries() {
        let span = value.span();
        match wanted.iter().find(|(wanted, _)| *wanted == key) {
            Some((_, words)) if value_of(text.get(span.clone())?) == value_of(words) => {}
            Some((_, words)) => edits.push((span.start, span.end, words.clone())),
            None if is_inline || !(KEYS.contains(&key) || key == "action") => return None,
            // The whole line, but not what is remarked on it.
            None => {
                let rest = &text[span.end..];
                let line = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
                let is_alone = rest[..line].trim().is_empty();
                let from = if is_alone {
                    line_of(text, place)
                } else {
                    place
                };
                let to = if is_alone { span.end + line } else { span.end };
                edits.push((from, to, String::new()));
            }
        }
    }
    let trigger = found.get(first_key).span().end;
    let place = |(place, key, _): (usize, &str, Node<'_>)| (key == first_key).then_some(place);
    let key_place = found.entries().find_map(place)?;
    let missing = wanted.iter().filter(|(key, _)| !found.get(key).is_there());
    let end = line_end(text);
    let mut words = String::new();
    for (key, value) in missing {
        let indent = text.get(line_of(text, key_place)..key_place)?;
        words += &match is_inline {
            true => format!(", {key} = {value}"),
            false => format!("{indent}{key} = {value}{end}"),
        };
    }
    if !words.is_empty() {
        let line = text[trigger..].find('\n');
        let (at, words) = match (is_inline, line) {
            (true, _) => (trigger, words),
            (false, Some(newline)) => (trigger + newline + 1, words),
            (false, None) => (text.len(), format!("{end}{}", words.trim_end())),
        };
        edits.push((at, at, words));
    }
    edits.sort_by_key(|(from, to, _)| (*from, *to));
    let mut changed = String::with_capacity(text.len() + 256);
    let mut done = 0;
    for (from, to, words) in edits {
        changed.push_str(text.get(done..from)?);
        changed.push_str(&words);
        done = to;
    }
    changed.push_str(text.get(done..)?);
    Some(changed)
}

fn value_of(words: &str) -> Option<Value> {
    let mut table: Table = format!("it = {words}").parse().ok()?;
    table.remove("it")
}

/// The tables of the text with the map in its place.
fn expected(mut before: Table, map: &MidiMap) -> Table {
    let said: Table = map
        .lines()
        .into_iter()
        .filter_map(|(key, words)| Some((key.into(), value_of(&words)?)))
        .collect();
    let (key, number) = map.when.key();
    let midi = before
        .entry("midi")
        .or_insert_with(|| Value::Table(Table::new()));
    if let Some(midi) = midi.as_table_mut() {
        let maps = midi
            .entry("map")
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Some(maps) = maps.as_array_mut() {
            let is_it = |other: &&mut Value| {
                other.get(key).and_then(Value::as_integer) == Some(i64::from(number))
            };
            match maps.iter_mut().find(is_it) {
                Some(map) => *map = Value::Table(said),
                None => maps.push(Value::Table(said)),
            }
        }
    }
    before
}

/// Where the line begins that a byte stands in.
fn line_of(text: &str, byte: usize) -> usize {
    text[..byte].rfind('\n').map_or(0, |newline| newline + 1)
}

/// How this text's lines end.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests;
