//! The keys of a keyframe that is there already: values that differ are put in their place, the others stay.

use crate::document::Node;
use crate::edits::{Edit, deletion, insertion, line_end, line_of, next_line};

use super::said::{Said, ease_text, tidy};

/// What differs; none where it is written so that it cannot be changed.
pub(super) fn rewritten(
    text: &str,
    keyframe: Node<'_>,
    before: &Said,
    after: &Said,
) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    if before.seed != after.seed {
        let seed = after.seed.map(|seed| seed.to_string());
        edits.push(set(text, keyframe, "seed", seed)?);
    }
    if before.controls != after.controls {
        let controls = keyframe.get("controls");
        let is_whole = !controls.is_there() || text[controls.place()..].starts_with('{');
        if is_whole {
            edits.push(set(text, keyframe, "controls", after.controls_text())?);
        } else {
            edits.extend(controls_apart(text, controls, before, after)?);
        }
    }
    if before.ease != after.ease {
        edits.push(set(text, keyframe, "ease", ease_text(after.ease))?);
    }
    Some(edits)
}

/// Controls that have a line each, under a header of theirs or with `controls.` before them.
fn controls_apart(
    text: &str,
    controls: Node<'_>,
    before: &Said,
    after: &Said,
) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for (key, name, value) in controls.entries() {
        match after.controls.get(name) {
            None => edits.push(line_of_key(text, key, value)),
            Some(now) if before.controls.get(name) != Some(now) => {
                edits.push(replaced(value, tidy(*now).to_string()));
            }
            Some(_) => {}
        }
    }
    let (key, _, value) = controls.entries().next()?;
    let (before_key, end) = (&text[line_of(text, key)..key], line_end(text));
    let new = after.controls.iter();
    let new = new.filter(|(name, _)| !before.controls.contains_key(*name));
    let new: String = new
        .map(|(name, value)| format!("{before_key}{name} = {}{end}", tidy(*value)))
        .collect();
    edits.push(below(text, value, new));
    Some(edits)
}

/// A key with another value, a new one behind the time, or none.
fn set(text: &str, table: Node<'_>, key: &str, value: Option<String>) -> Option<Edit> {
    let find = |wanted: &str| table.entries().find(|(_, name, _)| *name == wanted);
    let is_in_row = text[table.place()..].starts_with('{');
    let Some(value) = value else {
        let (start, _, gone) = find(key)?;
        if !is_in_row {
            return Some(line_of_key(text, start, gone));
        }
        // It is never the first but for hands that write the time last; then the comma goes that is behind it.
        let comma = text[..start].trim_end().strip_suffix(',').map(str::len);
        let end = gone.span().end;
        return Some(match comma {
            Some(comma) => deletion(comma, end),
            None => {
                let rest = text[end..].trim_start().strip_prefix(',')?.trim_start();
                deletion(start, text.len() - rest.len())
            }
        });
    };
    if let Some((_, _, there)) = find(key) {
        return Some(replaced(there, value));
    }
    let (start, _, time) = find("at")?;
    Some(if is_in_row {
        insertion(time.span().end, format!(", {key} = {value}"))
    } else {
        let before_key = &text[line_of(text, start)..start];
        below(
            text,
            time,
            format!("{before_key}{key} = {value}{}", line_end(text)),
        )
    })
}

fn replaced(value: Node<'_>, words: String) -> Edit {
    let span = value.span();
    Edit {
        from: span.start,
        to: span.end,
        words,
    }
}

/// A key's line is taken away.
fn line_of_key(text: &str, key: usize, value: Node<'_>) -> Edit {
    deletion(line_of(text, key), next_line(text, value.span().end))
}

/// Lines below the one that a value ends in.
fn below(text: &str, value: Node<'_>, words: String) -> Edit {
    let at = next_line(text, value.span().end);
    match at == text.len() && !text.ends_with('\n') && !words.is_empty() {
        true => insertion(at, format!("{}{words}", line_end(text))),
        false => insertion(at, words),
    }
}
