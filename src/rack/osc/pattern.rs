//! Address patterns after OSC 1.0: which addresses does `/welkin/control/{hue,zoom}` mean?
//!
//! `?` is any character, `*` any number of them, `[a-c]` one of these, `[!a-c]` none of these, `{one,two}` one of these
//! words; none of them means a slash. The set of places that can be reached is carried along the pattern, so that no
//! pattern takes longer than its length times the address's.

#[cfg(test)]
mod tests;

/// The longest address that patterns are matched with, bytes: its places are the bits of a number.
const MOST_ADDRESS_BYTES: usize = 127;

/// A pattern, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// What every address must begin with.
    start: Vec<u8>,
    rest: Vec<Element>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Element {
    Byte(u8),
    One,
    Any,
    /// Bits of ASCII.
    Class(u128),
    Choice(Vec<Vec<u8>>),
}

/// Whether an address has to be read as a pattern.
pub(crate) fn is_pattern(address: &str) -> bool {
    address.bytes().any(|byte| b"*?[]{}".contains(&byte))
}

impl Pattern {
    /// Reads a pattern; none if brackets are not closed, or closed without having been opened.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut bytes = text.as_bytes();
        let mut start = Vec::new();
        let mut rest = Vec::new();
        while let Some((&first, after)) = bytes.split_first() {
            bytes = after;
            match first {
                b'?' => rest.push(Element::One),
                b'*' if rest.last() == Some(&Element::Any) => {}
                b'*' => rest.push(Element::Any),
                b'[' => {
                    let (inside, after) = up_to(b']', bytes)?;
                    rest.push(Element::Class(class(inside)?));
                    bytes = after;
                }
                b'{' => {
                    let (inside, after) = up_to(b'}', bytes)?;
                    let words = inside.split(|&byte| byte == b',').map(<[u8]>::to_vec);
                    rest.push(Element::Choice(words.collect()));
                    bytes = after;
                }
                b']' | b'}' => return None,
                byte if rest.is_empty() => start.push(byte),
                byte => rest.push(Element::Byte(byte)),
            }
        }
        Some(Self { start, rest })
    }

    /// What matching one address may cost, in steps.
    pub(crate) fn price(&self) -> usize {
        let price = |element: &Element| match element {
            Element::Choice(words) => words.len(),
            _ => 1,
        };
        1 + self.rest.iter().map(price).sum::<usize>()
    }

    /// Whether it means this address.
    pub(crate) fn matches(&self, address: &str) -> bool {
        let Some(text) = address.as_bytes().strip_prefix(self.start.as_slice()) else {
            return false;
        };
        if text.len() > MOST_ADDRESS_BYTES {
            return false;
        }
        // Bit n: the pattern so far can end before byte n.
        let mut places = 1_u128;
        for element in &self.rest {
            places = after(element, places, text);
            if places == 0 {
                return false;
            }
        }
        places >> text.len() & 1 == 1
    }
}

/// The places that can be reached from some, by one element.
fn after(element: &Element, from: u128, text: &[u8]) -> u128 {
    let mut to = 0;
    let mut left = from;
    while left != 0 {
        let place = left.trailing_zeros() as usize;
        left &= left - 1;
        let rest = &text[place..];
        let next = rest.first().copied();
        let steps = |is: bool| if is { 2_u128 << place } else { 0 };
        to |= match element {
            Element::Byte(byte) => steps(next == Some(*byte)),
            Element::One => steps(next.is_some_and(|byte| byte != b'/')),
            Element::Class(class) => steps(next.is_some_and(|byte| holds(*class, byte))),
            Element::Any => {
                let reach = rest.iter().take_while(|&&byte| byte != b'/').count();
                // The places of what follows are reached at once: none of them has to be looked at again.
                let reached = (u128::MAX >> (127 - reach)) << place;
                left &= !reached;
                reached
            }
            Element::Choice(words) => {
                let fits = words.iter().filter(|word| rest.starts_with(word));
                fits.fold(0, |to, word| to | 1 << (place + word.len()))
            }
        };
    }
    to
}

fn up_to(end: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let place = bytes.iter().position(|&byte| byte == end)?;
    let inside = &bytes[..place];
    let is_sane = !inside.iter().any(|byte| b"/[{".contains(byte));
    is_sane.then_some((inside, &bytes[place + 1..]))
}

fn class(inside: &[u8]) -> Option<u128> {
    let (is_other, mut bytes) = match inside.strip_prefix(b"!") {
        Some(rest) => (true, rest),
        None => (false, inside),
    };
    let mut class = 0_u128;
    while let Some((&first, rest)) = bytes.split_first() {
        let (last, rest) = match rest {
            [b'-', last, rest @ ..] => (*last, rest),
            _ => (first, rest),
        };
        for byte in first.min(last)..=first.max(last) {
            class |= 1_u128.checked_shl(byte.into())?;
        }
        bytes = rest;
    }
    Some(if is_other { !class } else { class })
}

fn holds(class: u128, byte: u8) -> bool {
    byte != b'/'
        && 1_u128
            .checked_shl(byte.into())
            .is_some_and(|bit| class & bit != 0)
}
