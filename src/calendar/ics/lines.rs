//! Content lines: folded bytes in, names with parameters and values out (RFC 5545, 3.1).

/// The longest value of a line that is read, in bytes; what is longer is left out.
pub(crate) const LONGEST_LINE: usize = 65_536;

/// One unfolded line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Where it begins in the file, counted from 1.
    pub(crate) number: usize,
    /// In capitals.
    pub(crate) name: String,
    /// Names in capitals; values without quotes.
    pub(crate) parameters: Vec<(String, String)>,
    /// As it stands, still escaped.
    pub(crate) value: String,
}

impl Line {
    /// The value of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let mut all = self.parameters.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A line, or the number of one that cannot be read.
pub(crate) type Found = Result<Line, usize>;

/// All lines of a file that are not empty.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Found> {
    let mut physical = text.split('\n').enumerate().peekable();
    std::iter::from_fn(move || {
        loop {
            let (index, first) = physical.next()?;
            let mut whole = first.trim_end_matches('\r').to_owned();
            let mut too_long = false;
            while let Some((_, more)) = physical.next_if(|(_, line)| line.starts_with([' ', '\t']))
            {
                let more = more[1..].trim_end_matches('\r');
                too_long |= whole.len() + more.len() > LONGEST_LINE;
                if !too_long {
                    whole.push_str(more);
                }
            }
            too_long |= whole.len() > LONGEST_LINE;
            if whole.trim().is_empty() {
                continue;
            }
            let number = index + 1;
            let line = (!too_long).then(|| parts(number, &whole)).flatten();
            return Some(line.ok_or(number));
        }
    })
}

/// `NAME;PARAMETER=VALUE;…:VALUE`, where a parameter's value between quotes may hold any sign.
fn parts(number: usize, whole: &str) -> Option<Line> {
    let mut quoted = false;
    let colon = whole.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (letter == ':' && !quoted).then_some(at)
    })?;
    let mut head = split_outside_quotes(&whole[..colon], ';').into_iter();
    let name = head.next()?.trim().to_ascii_uppercase();
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !is_name(&name) {
        return None;
    }
    let parameters = head
        .filter_map(|parameter| parameter.split_once('='))
        .map(|(name, value)| {
            (
                name.trim().to_ascii_uppercase(),
                value.trim().replace('"', ""),
            )
        })
        .take(32)
        .collect();
    let value = whole[colon + 1..].to_owned();
    Some(Line {
        number,
        name,
        parameters,
        value,
    })
}

fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|letter| {
        quoted ^= letter == '"';
        letter == separator && !quoted
    })
    .collect()
}

/// A text as it was before it was escaped.
pub(crate) fn unescaped(value: &str) -> String {
    let mut letters = value.chars();
    let mut text = String::with_capacity(value.len());
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            plain => text.push(plain),
        }
    }
    text
}
