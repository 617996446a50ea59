//! Keyframes that are written as blocks of lines: `[[scene.keyframe]]` and what is below it.

use std::ops::Range;

use crate::document::Node;
use crate::edits::{Edit, deletion, indent_of, insertion, line_end, line_of, next_line};

use super::said::Said;

/// The lines from its header to its last value.
pub(super) fn own_lines(text: &str, block: Node<'_>) -> Range<usize> {
    line_of(text, block.place())..next_line(text, last_byte(block))
}

/// Its lines, and the comments right above them.
pub(super) fn lines_with_comments(text: &str, block: Node<'_>) -> Range<usize> {
    let own = own_lines(text, block);
    let mut start = own.start;
    while let Some(line) = line_before(text, start)
        && text[line..]
            .trim_start_matches([' ', '\t'])
            .starts_with('#')
    {
        start = line;
    }
    start..own.end
}

/// Takes lines away; not two empty lines stay where there was one on each side.
pub(super) fn cut(text: &str, lines: Range<usize>) -> Edit {
    let Range { mut start, mut end } = lines;
    let before = line_before(text, start).filter(|line| is_empty(text, *line));
    if let Some(before) = before {
        if end >= text.len() {
            start = before;
        } else if is_empty(text, end) {
            end = next_line(text, end);
        }
    }
    deletion(start, end)
}

/// A new block that becomes the one with this index among those of its scene.
pub(super) fn added(
    text: &str,
    scene: Node<'_>,
    blocks: &[Node<'_>],
    index: usize,
    said: &Said,
) -> Edit {
    let end = line_end(text);
    let (header, keys) = match blocks.first() {
        Some(first) => (
            indent_of(text, first.place()),
            indent_of(text, first.get("at").place()),
        ),
        None => {
            let indent = indent_of(text, last_byte(scene));
            (indent, indent)
        }
    };
    let entries = said.entries().into_iter();
    let entries: String = entries
        .map(|(key, value)| format!("{keys}{key} = {value}{end}"))
        .collect();
    let words = format!("{header}[[scene.keyframe]]{end}{entries}");
    if blocks.is_empty() {
        let at = next_line(text, last_byte(scene));
        return insertion(at, format!("{}{end}{words}", ending(text, at)));
    }
    inserted(text, blocks, index, words)
}

/// The lines of a block, put in before the block with this index, or behind the last.
pub(super) fn inserted(text: &str, blocks: &[Node<'_>], index: usize, words: String) -> Edit {
    let end = line_end(text);
    let words = match words.ends_with('\n') {
        true => words,
        false => words + end,
    };
    let starts = blocks
        .iter()
        .map(|block| lines_with_comments(text, *block).start);
    let is_airy = |start: usize| line_before(text, start).is_some_and(|line| is_empty(text, line));
    let air = match starts.skip(usize::from(blocks.len() > 1)).all(is_airy) {
        true => end,
        false => "",
    };
    match blocks.get(index) {
        Some(next) => insertion(
            lines_with_comments(text, *next).start,
            format!("{words}{air}"),
        ),
        None => {
            let at = blocks
                .last()
                .map_or(text.len(), |last| own_lines(text, *last).end);
            insertion(at, format!("{}{air}{words}", ending(text, at)))
        }
    }
}

/// What ends the last line of a text that does not end it itself.
fn ending(text: &str, at: usize) -> &'static str {
    match at == text.len() && !text.ends_with('\n') {
        true => line_end(text),
        false => "",
    }
}

/// The last byte of a value and all that is in it.
fn last_byte(node: Node<'_>) -> usize {
    let inside = node
        .entries()
        .map(|(key, _, value)| key.max(last_byte(value)));
    let listed = node.items().map(last_byte);
    let own = node.span().end.max(1) - 1;
    inside.chain(listed).fold(own, usize::max)
}

fn line_before(text: &str, line: usize) -> Option<usize> {
    line.checked_sub(1).map(|newline| line_of(text, newline))
}

fn is_empty(text: &str, line: usize) -> bool {
    line < text.len() && text[line..next_line(text, line)].trim().is_empty()
}
