//! Scenes name models and sources that exist; keyframes are in order and set something; a route's limits
//! leave it room; and only what has a place is moved.

use crate::document::{Findings, Node, list, nearest, quote};
use crate::file::route_limits;

use super::bends::check_bend;
use super::cues::check_order;
use super::inside::check_inside;
use super::names::{check_known, names};
use super::sources::{Sources, sources};

/// Finds what is wrong with the scenes.
pub(crate) fn check_scenes(show: Node<'_>, findings: &mut Findings<'_>) {
    let models = names(show.get("model"), "id");
    let sources = sources(show);
    let scenes: Vec<Node<'_>> = show.get("scene").items().collect();
    for scene in &scenes {
        check_known(scene.get("model"), "model", &models, findings);
        check_order(scene.get("keyframe"), "keyframe", findings);
        for keyframe in scene.get("keyframe").items() {
            check_sets(keyframe, findings);
        }
        for bend in scene.get("bend").items() {
            check_bend(bend, findings);
        }
        check_inside(show, *scene, findings);
        for route in scene.get("route").items() {
            check_heard(route.get("source"), &sources, findings);
            check_moved(route, &sources, findings);
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

/// A keyframe sets a latent, or controls.
fn check_sets(keyframe: Node<'_>, findings: &mut Findings<'_>) {
    let sets_controls = keyframe.get("controls").entries().next().is_some();
    if !keyframe.get("seed").is_there() && !sets_controls {
        let message = "this keyframe sets nothing".into();
        let hint = "add a `seed`, or controls = { truncation = 0.7 }";
        findings.wrong(keyframe, message, hint);
    }
}

fn check_heard(used: Node<'_>, sources: &Sources<'_>, findings: &mut Findings<'_>) {
    let otherwise = if sources.names().is_empty() {
        "the show has no track; add one with this stem, or leave `source` out".into()
    } else {
        format!(
            "the {} are {}; leave `source` out to hear all of them",
            if sources.are_stems() {
                "stems"
            } else {
                "sources"
            },
            list(sources.names().iter().copied())
        )
    };
    check_source(used, sources, otherwise, findings);
}

/// Which source a route moves: one that is there, that has a place, and only where the control moves one.
fn check_moved(route: Node<'_>, sources: &Sources<'_>, findings: &mut Findings<'_>) {
    let (heard, control, moves) = (
        route.get("source"),
        route.get("control"),
        route.get("moves"),
    );
    let otherwise = if sources.names().is_empty() {
        "the show has no track; add one with this stem".into()
    } else {
        format!("write {}", list(sources.names().iter().copied()))
    };
    check_source(moves, sources, otherwise, findings);
    match control.text() {
        Some("source-azimuth" | "source-elevation") => {}
        Some(other) if moves.is_there() => {
            let message = format!(
                "`moves` goes with the controls `source-azimuth` and `source-elevation`, not with {}",
                quote(other)
            );
            return findings.wrong(moves, message, "leave `moves` out");
        }
        _ => return,
    }
    let moved = if moves.is_there() { moves } else { heard };
    match moved.text() {
        Some(name) if sources.is_bed(name) => {
            let message = format!("the bed {} is all around and cannot be moved", quote(name));
            findings.wrong(
                moved,
                message,
                "write `moves` with the source of a stem, or of live sound with a place",
            );
        }
        None if !moved.is_there() => {
            let message = "a route that hears everything does not say which source it moves".into();
            findings.wrong(control, message, "add `moves` with the name of a source");
        }
        _ => {}
    }
}

/// A source that a route names is one of the show's.
fn check_source(
    used: Node<'_>,
    sources: &Sources<'_>,
    otherwise: String,
    findings: &mut Findings<'_>,
) {
    let known = sources.names();
    let is_unknown = |name: &&str| known.binary_search(name).is_err();
    let Some(name) = used.text().filter(is_unknown) else {
        return;
    };
    if findings.is_full() {
        return findings.wrong(used, String::new(), "");
    }
    let hint = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None => otherwise,
    };
    let message = if sources.are_stems() {
        format!("no track has a stem with the source {}", quote(name))
    } else {
        format!("no stem, bed or live sound has the source {}", quote(name))
    };
    findings.wrong(used, message, hint);
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
