//! Words for messages: the nearest known word, a list of words, a quoted word.

/// The words that a message lists at most.
const MOST_LISTED: usize = 30;

/// The known word that was probably meant.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if word.is_empty() || word.len() > 64 {
        return None;
    }
    let word = word.to_lowercase().replace('_', "-");
    let mut best = (0.55, None);
    for candidate in known {
        let plain = candidate.to_lowercase().replace('_', "-");
        let is_start = plain.starts_with(&word) || word.starts_with(&plain);
        let is_likely = is_start && word.len().min(plain.len()) >= 3;
        let alike = strsim::normalized_damerau_levenshtein(&word, &plain);
        let alike = if is_likely { alike.max(0.8) } else { alike };
        if alike > best.0 {
            best = (alike, Some(candidate));
        }
    }
    best.1
}

/// `a, b or c`, each quoted.
pub fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().take(MOST_LISTED).map(quote).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
    }
}

/// The word between backticks, without line breaks and not longer than a message can bear.
pub fn quote(word: &str) -> String {
    let short: String = word.chars().take(60).flat_map(char::escape_debug).collect();
    let dots = if word.chars().nth(60).is_some() {
        "…"
    } else {
        ""
    };
    format!("`{short}{dots}`")
}
