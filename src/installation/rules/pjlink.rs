//! Projectors on the network: names of their own, outputs that are there, passwords that PJLink can take.

use crate::document::{Findings, Node, quote};

use super::names::{check_known, check_unique, names};

/// Finds what is wrong with the projectors that are watched.
pub(crate) fn check_pjlink(venue: Node<'_>, findings: &mut Findings<'_>) {
    let projectors: Vec<Node<'_>> = venue.get("pjlink").items().collect();
    check_unique(projectors.iter().copied(), "id", "projectors", findings);
    let outputs = names(venue.get("output"), "id");
    for (index, projector) in projectors.iter().enumerate() {
        for output in projector.get("output").items() {
            check_known(output, "output", &outputs, findings);
        }
        let password = projector.get("password");
        let is_plain = |text: &str| text.chars().all(|letter| letter.is_ascii_graphic());
        if password.text().is_some_and(|text| !is_plain(text)) {
            let message = "PJLink's passwords are plain letters and digits".to_owned();
            findings.wrong(
                password,
                message,
                "set such a one on the projector and write it here",
            );
        }
        let host = projector.get("host");
        let Some(name) = host.text() else { continue };
        let is_named = |letter: char| letter.is_ascii_alphanumeric() || "-._:%[]".contains(letter);
        if !name.chars().all(is_named) {
            let message = format!("{} is neither an address nor a name", quote(name));
            findings.wrong(host, message, "write one such as \"10.0.0.21\"");
        }
        let place = |node: Node<'_>| node.get("port").number().unwrap_or(4352.0);
        let is_same = |other: &&Node<'_>| {
            other.get("host").text() == Some(name) && place(**other) == place(*projector)
        };
        if let Some(other) = projectors[..index].iter().find(is_same) {
            let other = other.get("id").text().unwrap_or_default();
            let message = format!("{} is the projector {} already", quote(name), quote(other));
            findings.wrong(host, message, "write its own address, or leave it out");
        }
    }
}
