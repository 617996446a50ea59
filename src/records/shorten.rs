//! Words of others, cut to a length that a row can bear.

/// How many bytes of others' words are kept.
const MOST_BYTES: usize = 600;

/// At most 600 bytes of the text, cut between letters; a cut is marked with `…`. Zero bytes, which end a text early
/// for some readers, become spaces.
pub(crate) fn shorten(mut text: String) -> String {
    if text.len() > MOST_BYTES {
        let mut end = MOST_BYTES;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    if text.contains('\0') {
        text = text.replace('\0', " ");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_between_letters() {
        assert_eq!(shorten("calm".into()), "calm");
        assert_eq!(shorten("a\0b".into()), "a b");
        let cut = shorten("光".repeat(1000));
        assert_eq!(cut.chars().filter(|letter| *letter == '光').count(), 200);
        assert!(cut.ends_with('…'));
        assert!(shorten(format!("x{}", "光".repeat(1000))).len() <= MOST_BYTES + '…'.len_utf8());
    }
}
