//! Changes at single places of a text, all else of which stays as it is.

/// What is written from one byte on, up to another.
pub(crate) struct Edit {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) words: String,
}

/// The text with all of them; those at the same place one after the other.
pub(crate) fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.from, edit.to));
    let mut changed = String::with_capacity(text.len() + 256);
    let mut done = 0;
    for edit in edits {
        changed.push_str(text.get(done..edit.from).unwrap_or_default());
        changed.push_str(&edit.words);
        done = done.max(edit.to);
    }
    changed.push_str(text.get(done..).unwrap_or_default());
    changed
}

pub(crate) fn insertion(at: usize, words: String) -> Edit {
    Edit {
        from: at,
        to: at,
        words,
    }
}

pub(crate) fn deletion(from: usize, to: usize) -> Edit {
    Edit {
        from,
        to,
        words: String::new(),
    }
}

/// Where the line begins that a byte stands in.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    text[..byte].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line after the one begins that a byte stands in; the end of the text where there is none.
pub(crate) fn next_line(text: &str, byte: usize) -> usize {
    let newline = text[byte..].find('\n');
    newline.map_or(text.len(), |newline| byte + newline + 1)
}

/// The spaces that the line of a byte begins with.
pub(crate) fn indent_of(text: &str, byte: usize) -> &str {
    let line = &text[line_of(text, byte)..];
    let words = line.trim_start_matches([' ', '\t']);
    &line[..line.len() - words.len()]
}

/// How this text's lines end.
pub(crate) fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
