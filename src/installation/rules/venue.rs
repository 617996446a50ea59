//! Outputs have names of their own, and monitors that do not collide; sound has speakers and inputs that work.

use crate::document::{Findings, Node, quote};

use crate::folder::Folder;

use super::inputs::check_inputs;
use super::names::check_unique;
use super::speakers::check_speakers;

/// Finds what is wrong with a venue beyond its shape.
pub(crate) fn check_venue_rules(folder: &dyn Folder, findings: &mut Findings<'_>) {
    let venue = findings.document().root();
    check_speakers(venue.get("speakers"), folder, findings);
    check_inputs(venue, findings);
    check_unique(venue.get("output").items(), "id", "outputs", findings);
    let outputs: Vec<Node<'_>> = venue.get("output").items().collect();
    check_monitors(&outputs, findings);
    for output in outputs {
        check_proportions(output, findings);
    }
}

/// No two outputs fill the same monitor.
fn check_monitors(outputs: &[Node<'_>], findings: &mut Findings<'_>) {
    let full: Vec<Node<'_>> = outputs
        .iter()
        .copied()
        .filter(|output| output.get("fullscreen").is_true())
        .collect();
    for (index, output) in full.iter().enumerate() {
        let monitor = output.get("monitor").number();
        let rival = full[..index]
            .iter()
            .find(|other| other.get("monitor").number() == monitor);
        let Some(rival) = rival.and_then(|rival| rival.get("id").text()) else {
            continue;
        };
        let message = format!("this output and {} fill the same monitor", quote(rival));
        findings.wrong(
            output.get("fullscreen"),
            message,
            "give each a `monitor` of its own, counted from 0",
        );
    }
}

/// A fisheye is square, a panorama twice as wide as high.
fn check_proportions(output: Node<'_>, findings: &mut Findings<'_>) {
    let size = output.get("size");
    let sides: Vec<f64> = size.items().filter_map(Node::number).collect();
    let &[width, height] = sides.as_slice() else {
        return;
    };
    match output.get("view").get("kind").text() {
        Some("domemaster") if width != height => {
            let side = width.min(height);
            let message = "a domemaster is square; the rest of the output stays black".into();
            findings.unwise(size, message, format!("write [{side}, {side}]"));
        }
        Some("equirectangular") if width != 2.0 * height => {
            let message =
                "the whole sphere is twice as wide as high; this output distorts it".into();
            findings.unwise(
                size,
                message,
                format!("write [{width}, {}]", (width / 2.0).floor()),
            );
        }
        _ => {}
    }
}
