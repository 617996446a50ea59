//! A venue's text and how an output was nudged in, the text that says so out. Nothing else of it changes by a byte:
//! comments, order, spaces and line ends stay as their author wrote them.

use toml::Table;
use welkin_values::Nudge;

use crate::document::{Document, Node, list};
use crate::edits::{Edit, applied, insertion, line_end, line_of};
use crate::problem::Problem;

/// Why a nudge cannot be written into a venue.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NudgeError {
    /// The text is not TOML.
    #[error("{0}")]
    NotToml(Problem),
    /// No output has this id.
    #[error("the venue has no output {output:?}; name {there}")]
    NoOutput {
        /// The id that was asked for.
        output: String,
        /// The ids that are there.
        there: String,
    },
    /// There is no output at all.
    #[error("the venue has no output {0:?}, nor any other")]
    NoOutputs(String),
    /// The nudge is too far, too large, or not a number.
    #[error("the nudge of output {0:?} is not one that a venue may have")]
    NotSane(String),
    /// The nudge that is there is written so that nothing can be put in its place.
    #[error(
        "the nudge of output {0:?} is written in a way that cannot be changed here; write nudge = {{ offsets = [[0, 0], [0, 0], [0, 0], [0, 0]] }}"
    )]
    Oddly(String),
}

/// The text of a venue with one output's nudge replaced or added, in hundredths of pixels. Where nothing is to be said
/// that was not said, the text is the same.
///
/// # Errors
/// There is no such output, or the text or the nudge is not right.
pub fn nudged(text: &str, output: &str, nudge: &Nudge) -> Result<String, NudgeError> {
    if !nudge.is_sane() {
        return Err(NudgeError::NotSane(output.into()));
    }
    let document = Document::parse("venue.toml", text).map_err(NudgeError::NotToml)?;
    let outputs = document.root().get("output");
    let Some(found) = outputs.items().find(|it| id_of(*it) == Some(output)) else {
        let there = list(outputs.items().filter_map(id_of));
        let output = output.into();
        return Err(match there.is_empty() {
            true => NudgeError::NoOutputs(output),
            false => NudgeError::NoOutput { output, there },
        });
    };
    let edits = if found.get("nudge").is_there() {
        replaced(text, found.get("nudge"), nudge).ok_or_else(|| NudgeError::Oddly(output.into()))?
    } else if nudge.is_still() {
        Vec::new()
    } else {
        vec![added(text, found, nudge)]
    };
    let changed = applied(text, edits);
    if says(&changed, output, nudge) && without(&changed, output) == without(text, output) {
        Ok(changed)
    } else {
        Err(NudgeError::Oddly(output.into()))
    }
}

fn id_of(output: Node<'_>) -> Option<&str> {
    output.get("id").text()
}

/// The values that differ, each in its place; none where there are no offsets to be replaced.
fn replaced(text: &str, before: Node<'_>, nudge: &Nudge) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let is_inline = text[before.place()..].starts_with('{');
    let (key, _, offsets) = before.entries().find(|(_, key, _)| *key == "offsets")?;
    for (name, nodes) in [("columns", nudge.columns), ("rows", nudge.rows)] {
        let side = before.get(name);
        let is_said = side.number().unwrap_or(Nudge::FEWEST as f64) == nodes as f64;
        if is_said {
            continue;
        }
        let edit = if side.is_there() {
            let span = side.span();
            Edit {
                from: span.start,
                to: span.end,
                words: nodes.to_string(),
            }
        } else if is_inline {
            insertion(key, format!("{name} = {nodes}, "))
        } else {
            // What stands before the key stands before its new neighbour too: spaces, or `nudge.`.
            let before_key = &text[line_of(text, key)..key];
            let end = line_end(text);
            insertion(key, format!("{name} = {nodes}{end}{before_key}"))
        };
        edits.push(edit);
    }
    if offsets_of(offsets).as_ref() != Some(&rounded(nudge)) {
        let span = offsets.span();
        edits.push(Edit {
            from: span.start,
            to: span.end,
            words: offsets_text(nudge, line_end(text)),
        });
    }
    Some(edits)
}

/// A new value behind the output's id.
fn added(text: &str, output: Node<'_>, nudge: &Nudge) -> Edit {
    let Nudge { columns, rows, .. } = nudge;
    let end = line_end(text);
    let offsets = offsets_text(nudge, end);
    let words = format!("nudge = {{ columns = {columns}, rows = {rows}, offsets = {offsets} }}");
    let id = output.get("id").span();
    if text[output.place()..].starts_with('{') {
        return insertion(id.end, format!(", {words}"));
    }
    let indent: String = text[line_of(text, id.start)..]
        .chars()
        .take_while(|letter| matches!(letter, ' ' | '\t'))
        .collect();
    match text[id.end..].find('\n') {
        Some(newline) => insertion(id.end + newline + 1, format!("{indent}{words}{end}")),
        None => insertion(text.len(), format!("{end}{indent}{words}")),
    }
}

/// The offsets as TOML: more than the four corners take a line for each row of nodes.
fn offsets_text(nudge: &Nudge, end: &str) -> String {
    let nodes: Vec<String> = rounded(nudge)
        .iter()
        .map(|[right, down]| format!("[{right}, {down}]"))
        .collect();
    if nodes.len() <= 4 {
        return format!("[{}]", nodes.join(", "));
    }
    let rows = nodes.chunks(nudge.columns);
    let rows: String = rows
        .map(|row| format!("  {},{end}", row.join(", ")))
        .collect();
    format!("[{end}{rows}]")
}

/// Offsets in hundredths of pixels, zero without a sign.
fn rounded(nudge: &Nudge) -> Vec<[f64; 2]> {
    let round = |pixels: f32| (f64::from(pixels) * 100.0).round() / 100.0 + 0.0;
    nudge.offsets.iter().map(|at| at.map(round)).collect()
}

/// The offsets that stand in a text; none where they are not pairs of numbers.
fn offsets_of(offsets: Node<'_>) -> Option<Vec<[f64; 2]>> {
    let pair = |node: Node<'_>| {
        let pair: Option<Vec<f64>> = node.items().map(Node::number).collect();
        <[f64; 2]>::try_from(pair?).ok()
    };
    offsets.items().map(pair).collect()
}

/// Whether the text says just this of an output.
fn says(text: &str, output: &str, nudge: &Nudge) -> bool {
    let Ok(document) = Document::parse("venue.toml", text) else {
        return false;
    };
    let outputs = document.root().get("output");
    let said = outputs.items().find(|it| id_of(*it) == Some(output));
    let Some(said) = said.map(|it| it.get("nudge")) else {
        return false;
    };
    if !said.is_there() {
        return nudge.is_still();
    }
    let side = |name: &str| said.get(name).number().unwrap_or(Nudge::FEWEST as f64);
    let sides = [side("columns"), side("rows")];
    sides == [nudge.columns as f64, nudge.rows as f64]
        && offsets_of(said.get("offsets")) == Some(rounded(nudge))
}

/// All that a text says but an output's nudge.
fn without(text: &str, output: &str) -> Option<Table> {
    let mut table: Table = text.parse().ok()?;
    let outputs = table.get_mut("output")?.as_array_mut()?;
    let is_it = |it: &&mut toml::Value| it.get("id").and_then(|id| id.as_str()) == Some(output);
    outputs
        .iter_mut()
        .find(is_it)?
        .as_table_mut()?
        .remove("nudge");
    Some(table)
}

#[cfg(test)]
mod tests;
