//! Scenes name models and sources that exist; keyframes are in order; a route's limits leave it room.

use crate::document::{Findings, Node, list, nearest, quote};
use crate::file::route_limits;

use super::cues::check_order;
use super::names::{check_known, names};
use super::tracks::sources;

/// Finds what is wrong with the scenes.
pub(crate) fn check_scenes(show: Node<'_>, findings: &mut Findings<'_>) {
    let models = names(show.get("model"), "id");
    let sources = sources(show);
    let scenes: Vec<Node<'_>> = show.get("scene").items().collect();
    for scene in &scenes {
        check_known(scene.get("model"), "model", &models, findings);
        check_order(scene.get("keyframe"), "keyframe", findings);
        for route in scene.get("route").items() {
            check_source(route.get("source"), &sources, findings);
            check_limits(route, findings);
        }
    }
    for model in show.get("model").items() {
        let id = model.get("id");
        let is_used = scenes
            .iter()
            .any(|scene| scene.get("model").text() == id.text());
        if id.text().is_some() && !is_used {
            let message = format!(
                "no scene uses the model {}",
                quote(id.text().unwrap_or_default())
            );
            findings.unwise(
                id,
                message,
                "it is loaded for nothing; leave it out, or use it",
            );
        }
    }
}

/// `sources` in order, each once.
fn check_source(used: Node<'_>, sources: &[&str], findings: &mut Findings<'_>) {
    let Some(name) = used
        .text()
        .filter(|name| sources.binary_search(name).is_err())
    else {
        return;
    };
    if findings.is_full() {
        return findings.wrong(used, String::new(), "");
    }
    let hint = match nearest(name, sources.iter().copied()) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None if sources.is_empty() => {
            "the show has no track; add one with this stem, or leave `source` out".into()
        }
        None => format!(
            "the stems are {}; leave `source` out to hear all of them",
            list(sources.iter().copied())
        ),
    };
    findings.wrong(
        used,
        format!("no track has a stem with the source {}", quote(name)),
        hint,
    );
}

fn check_limits(route: Node<'_>, findings: &mut Findings<'_>) {
    let Some(amount) = route.get("amount").number() else {
        return;
    };
    let (min, max) = (route.get("min"), route.get("max"));
    let (least, most) = route_limits(amount, min.number(), max.number());
    if least > most {
        let at = if min.is_there() { min } else { max };
        let message = format!("`min` {least} is above `max` {most}");
        findings.wrong(at, message, "exchange them");
    } else if amount == 0.0 {
        findings.unwise(
            route.get("amount"),
            "a route with the amount 0 does nothing".into(),
            "leave the route out",
        );
    }
}
