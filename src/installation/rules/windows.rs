//! Windows do not fight for a monitor, and outputs that share one do not cover each other.

use crate::document::{Findings, Node, quote};

use super::names::{check_known, check_unique, names};

/// Finds what is wrong with where outputs are drawn.
pub(crate) fn check_windows(venue: Node<'_>, findings: &mut Findings<'_>) {
    let windows: Vec<Node<'_>> = venue.get("window").items().collect();
    let outputs: Vec<Node<'_>> = venue.get("output").items().collect();
    check_unique(windows.iter().copied(), "id", "windows", findings);
    let known = names(venue.get("window"), "id");
    for output in &outputs {
        check_shared(*output, &known, findings);
    }
    for window in &windows {
        let Some(id) = window.get("id").text() else {
            continue;
        };
        let inside = outputs.iter().copied();
        let inside = inside.filter(|output| output.get("window").text() == Some(id));
        check_inside(*window, id, &inside.collect::<Vec<_>>(), findings);
    }
    check_visitor(venue.get("headset").get("window"), &outputs, findings);
    let alone = outputs.into_iter();
    let alone = alone.filter(|output| !output.get("window").is_there());
    check_monitors(
        &windows.into_iter().chain(alone).collect::<Vec<_>>(),
        findings,
    );
}

/// What a visitor sees is shown by an output that looks at the dome as an eye does.
fn check_visitor(window: Node<'_>, outputs: &[Node<'_>], findings: &mut Findings<'_>) {
    let Some(id) = window.text() else { return };
    let named = |output: &&Node<'_>| output.get("id").text() == Some(id);
    let kind = outputs
        .iter()
        .find(named)
        .map(|output| output.get("view").get("kind").text());
    match kind {
        Some(Some("perspective")) => {}
        Some(_) => findings.wrong(
            window,
            format!("the output {} is no perspective", quote(id)),
            "name an output whose view has kind = \"perspective\"",
        ),
        None => {
            let known: Vec<&str> = outputs
                .iter()
                .filter_map(|it| it.get("id").text())
                .collect();
            check_known(window, "output", &known, findings);
        }
    }
}

/// An output in a shared window leaves the monitor to that window.
fn check_shared(output: Node<'_>, known: &[&str], findings: &mut Findings<'_>) {
    let window = output.get("window");
    if !window.is_there() {
        if output.get("at").is_there() {
            let message = "`at` is a place in a shared window, but no window is named".into();
            findings.wrong(output.get("at"), message, "add `window`, or leave `at` out");
        }
        return;
    }
    check_known(window, "window", known, findings);
    for key in ["monitor", "fullscreen"] {
        let said = output.get(key);
        if said.is_there() {
            let message = format!("this output is drawn in a shared window, which has the `{key}`");
            let hint = format!("write `{key}` in its [[window]] and leave it out here");
            findings.wrong(said, message, hint);
        }
    }
}

/// Left, top, right, bottom in a shared window; none where it is written wrongly.
fn place_of(output: Node<'_>) -> Option<[f64; 4]> {
    let pair = |key: &str| {
        let numbers: Vec<f64> = output.get(key).items().filter_map(Node::number).collect();
        <[f64; 2]>::try_from(numbers).ok()
    };
    let [left, top] = if output.get("at").is_there() {
        pair("at")?
    } else {
        [0.0, 0.0]
    };
    let [width, height] = pair("size")?;
    Some([left, top, left + width, top + height])
}

fn check_inside(window: Node<'_>, id: &str, outputs: &[Node<'_>], findings: &mut Findings<'_>) {
    if outputs.is_empty() {
        let message = format!("no output is drawn in the window {}", quote(id));
        findings.unwise(window.get("id"), message, "leave it out, or use it");
    }
    let size: Vec<f64> = window
        .get("size")
        .items()
        .filter_map(Node::number)
        .collect();
    for (index, output) in outputs.iter().enumerate() {
        let Some(place) = place_of(*output) else {
            continue;
        };
        let node = if output.get("at").is_there() {
            output.get("at")
        } else {
            output.get("size")
        };
        if let &[width, height] = size.as_slice()
            && (place[2] > width || place[3] > height)
        {
            let message = format!(
                "this output reaches to {} × {}, beyond its window of {width} × {height}",
                place[2], place[3]
            );
            findings.wrong(node, message, "make the window larger, or move the output");
        }
        let covers = |other: &&Node<'_>| {
            place_of(**other).is_some_and(|other| {
                place[0] < other[2]
                    && other[0] < place[2]
                    && place[1] < other[3]
                    && other[1] < place[3]
            })
        };
        let covered = outputs[..index].iter().find(covers);
        if let Some(other) = covered.and_then(|other| other.get("id").text()) {
            let message = format!("this output covers {} in their window", quote(other));
            findings.wrong(node, message, "give each a place of its own with `at`");
        }
    }
}

/// No two windows fill the same monitor.
fn check_monitors(windows: &[Node<'_>], findings: &mut Findings<'_>) {
    let full: Vec<Node<'_>> = windows
        .iter()
        .copied()
        .filter(|window| window.get("fullscreen").is_true())
        .collect();
    for (index, window) in full.iter().enumerate() {
        let monitor = window.get("monitor").number();
        let rival = full[..index]
            .iter()
            .find(|other| other.get("monitor").number() == monitor);
        let Some(rival) = rival.and_then(|rival| rival.get("id").text()) else {
            continue;
        };
        let message = format!("this output and {} fill the same monitor", quote(rival));
        findings.wrong(
            window.get("fullscreen"),
            message,
            "give each a `monitor` of its own, counted from 0",
        );
    }
}
