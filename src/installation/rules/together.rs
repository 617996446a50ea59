//! What only shows when a show meets a venue. Any show plays in any venue, so nothing here is wrong.

use crate::document::{Findings, Node, list, nearest, quote};
use crate::venue::{Input, Venue};

/// As many as a show may have; a show with more is refused.
const MOST_LIVE: usize = 64;

/// Finds live sound that comes in nowhere, or through too few or too many channels.
pub(crate) fn check_together_rules(venue: &Venue, findings: &mut Findings<'_>) {
    let live = findings.document().root().get("live");
    for live in live.items().take(MOST_LIVE) {
        let used = live.get("input");
        let Some(name) = used.text() else { continue };
        match venue.inputs.iter().find(|input| input.id == name) {
            Some(input) => check_count(live, input, findings),
            None => missing(used, name, venue, findings),
        }
    }
}

fn missing(used: Node<'_>, name: &str, venue: &Venue, findings: &mut Findings<'_>) {
    let inputs = || venue.inputs.iter().map(|input| input.id.as_str());
    let hint = match nearest(name, inputs()) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None if venue.inputs.is_empty() => "add an [[input]] with this id to the venue".into(),
        None => format!("its inputs are {}", list(inputs())),
    };
    let message = format!(
        "the venue {} has no input {}; the source is silent here",
        quote(&venue.name),
        quote(name)
    );
    findings.unwise(used, message, hint);
}

fn check_count(live: Node<'_>, input: &Input, findings: &mut Findings<'_>) {
    let (count, order) = (input.channels.len(), live.get("bed").get("order"));
    let (id, has) = (quote(&input.id), said(count));
    if !live.get("bed").is_there() {
        if count > 1 {
            findings.unwise(
                live.get("input"),
                format!("a point takes 1 channel, but the input {id} has {has}"),
                "add a `bed` with its order, or give the input one channel",
            );
        }
        return;
    }
    let Some(order) = order.number().filter(|order| (1.0..=7.0).contains(order)) else {
        return;
    };
    let takes = (order as usize + 1).pow(2);
    if takes != count {
        findings.unwise(
            live.get("bed").get("order"),
            format!(
                "a bed of the order {order} takes {takes} channels, but the input {id} has {has}"
            ),
            "write the order of the microphone, or all of its channels in the venue",
        );
    }
}

fn said(count: usize) -> String {
    match count {
        1 => "1 channel".into(),
        _ => format!("{count} channels"),
    }
}
