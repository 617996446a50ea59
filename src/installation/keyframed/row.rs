//! Keyframes that are written in a row: `keyframe = [{ at = "0:00", seed = 1 }, …]`, in one line or with a line for each.

use crate::document::Node;
use crate::edits::{Edit, deletion, indent_of, insertion, line_end, line_of, next_line};

/// Whether the keyframes are written so.
pub(super) fn is_in_row(text: &str, keyframes: &[Node<'_>]) -> bool {
    let first = keyframes.first();
    first.is_some_and(|first| text[first.place()..].starts_with('{'))
}

/// A keyframe that becomes the one with this index.
pub(super) fn added(
    text: &str,
    row: Node<'_>,
    keyframes: &[Node<'_>],
    index: usize,
    words: &str,
) -> Vec<Edit> {
    let end = line_end(text);
    if let Some(next) = keyframes.get(index) {
        let at = next.place();
        let between = match begins_line(text, at) {
            true => format!(",{end}{}", indent_of(text, at)),
            false => ", ".into(),
        };
        return vec![insertion(at, format!("{words}{between}"))];
    }
    let Some(last) = keyframes.last() else {
        return vec![insertion(row.place() + 1, words.into())];
    };
    let rest = &text[last.span().end..next_line(text, last.span().end)];
    let (has_comma, behind) = match rest.trim_start().strip_prefix(',') {
        Some(behind) => (true, behind.trim()),
        None => (false, rest.trim()),
    };
    let ends_line = behind.is_empty() || behind.starts_with('#');
    if !(ends_line && begins_line(text, last.place())) {
        return vec![insertion(last.span().end, format!(", {words}"))];
    }
    // A comment behind the last one stays behind it.
    let indent = indent_of(text, last.place());
    let below = next_line(text, last.span().end);
    let mut edits = vec![insertion(below, format!("{indent}{words},{end}"))];
    if !has_comma {
        edits.push(insertion(last.span().end, ",".into()));
    }
    edits
}

/// Takes a keyframe away, with the comma behind it; its line with it, where it has one to itself.
pub(super) fn cut(text: &str, keyframe: Node<'_>) -> Edit {
    let span = keyframe.span();
    let behind = &text[span.end..];
    let after_comma = match behind.trim_start().strip_prefix(',') {
        Some(rest) => text.len() - rest.len(),
        None => span.end,
    };
    let rest = text[after_comma..next_line(text, after_comma)].trim();
    if begins_line(text, span.start) && (rest.is_empty() || rest.starts_with('#')) {
        return deletion(line_of(text, span.start), next_line(text, after_comma));
    }
    let spaces = text[after_comma..].trim_start_matches(' ');
    deletion(span.start, text.len() - spaces.len())
}

fn begins_line(text: &str, byte: usize) -> bool {
    text[line_of(text, byte)..byte].trim().is_empty()
}
