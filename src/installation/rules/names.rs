//! Names are unique where they are given, and known where they are used.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Findings, Node, list, nearest, quote};

/// No two entries of a list have the same name.
pub(crate) fn check_unique<'d>(
    entries: impl Iterator<Item = Node<'d>>,
    key: &str,
    many: &str,
    findings: &mut Findings<'_>,
) {
    let mut seen = BTreeMap::new();
    for entry in entries {
        let named = entry.get(key);
        let Some(name) = named.text() else { continue };
        if name.trim() != name || name.contains(char::is_control) {
            let message = format!(
                "the name {} begins or ends with a space, or holds a control character",
                quote(name)
            );
            findings.wrong(named, message, format!("write {}", quote(&plain(name))));
        }
        if let Some(first) = seen.insert(name, named) {
            let line = findings.line_of(first);
            let message = format!("two {many} have the {key} {}", quote(name));
            findings.wrong(
                named,
                message,
                format!("the first is in line {line}; give this one another name"),
            );
        }
    }
}

fn plain(name: &str) -> String {
    let kept: String = name.chars().filter(|letter| !letter.is_control()).collect();
    kept.trim().to_owned()
}

/// The names in a list, in order.
pub(crate) fn names<'d>(entries: Node<'d>, key: &str) -> Vec<&'d str> {
    entries
        .items()
        .filter_map(|entry| entry.get(key).text())
        .collect()
}

/// A name that is used is one of those given.
pub(crate) fn check_known(used: Node<'_>, one: &str, known: &[&str], findings: &mut Findings<'_>) {
    let Some(name) = used.text().filter(|name| !known.contains(name)) else {
        return;
    };
    if findings.is_full() {
        return findings.wrong(used, String::new(), "");
    }
    let hint = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None if known.is_empty() => format!("add a [[{one}]] of that name"),
        None => format!("write {}", list(BTreeSet::from_iter(known.iter().copied()))),
    };
    findings.wrong(used, format!("there is no {one} {}", quote(name)), hint);
}
