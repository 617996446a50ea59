//! Texts and numbers as they stand in a venue's file.

/// A text between quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            _ if letter.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(letter))),
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// A number with at most so many digits behind the point, and no more than it needs. What is no number is 0.
pub(crate) fn number(value: f64, digits: usize) -> String {
    let value = if value.is_finite() { value } else { 0.0 };
    let text = format!("{value:.digits$}");
    let short = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => &text,
    };
    match short {
        "-0" | "" => "0".into(),
        short => short.into(),
    }
}

/// Numbers between brackets.
pub(crate) fn numbers(values: &[f64], digits: usize) -> String {
    let values: Vec<String> = values.iter().map(|value| number(*value, digits)).collect();
    format!("[{}]", values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_they_need() {
        assert_eq!(numbers(&[1.0, -0.00001, 2.50004], 4), "[1, 0, 2.5]");
        assert_eq!(number(100.0, 0), "100");
        assert_eq!(number(f64::NAN, 3), "0");
    }

    #[test]
    fn texts_are_read_as_they_were() {
        assert_eq!(quoted("a\"b\\c\n\u{7f}ü"), "\"a\\\"b\\\\c\\u000A\\u007Fü\"");
    }
}
