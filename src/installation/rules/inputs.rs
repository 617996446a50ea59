//! Inputs have names of their own, and as many channels as a point or a bed takes.

use crate::document::{Findings, Node};

use super::names::check_unique;

/// Finds what is wrong with where live sound comes in.
pub(crate) fn check_inputs(venue: Node<'_>, findings: &mut Findings<'_>) {
    check_unique(venue.get("input").items(), "id", "inputs", findings);
    for input in venue.get("input").items() {
        check_channels(input.get("channels"), findings);
    }
}

fn check_channels(channels: Node<'_>, findings: &mut Findings<'_>) {
    let written: Vec<Node<'_>> = channels.items().collect();
    let count = written.len();
    if !(1..=64).contains(&count) {
        // The schema says so; what follows compares each with each.
        return;
    }
    for (index, channel) in written.iter().enumerate() {
        let Some(number) = channel.number() else {
            continue;
        };
        let is_same = |other: &Node<'_>| other.number() == Some(number);
        if written[..index].iter().any(is_same) {
            let message = format!("the channel {number} stands twice in one input");
            findings.wrong(*channel, message, "write each channel once");
        }
    }
    let fits = (0..=7).any(|order| count == (order + 1) * (order + 1));
    if !fits {
        findings.wrong(
            channels,
            format!("`channels` has {count} entries"),
            "write 1 for a point, or 4, 9, 16, 25, 36, 49 or 64 for a bed of the order 1 to 7",
        );
    }
}
