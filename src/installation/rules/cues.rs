//! Times are in order, and inside the show.

use welkin_values::Moment;

use crate::document::{Findings, Node, quote};

use super::names::{check_known, names};
use super::uses::uses;

/// Finds what is wrong with the cues.
pub(crate) fn check_cues(show: Node<'_>, findings: &mut Findings<'_>) {
    let scenes = names(show.get("scene"), "id");
    let cues: Vec<Node<'_>> = show.get("cue").items().collect();
    let length = show.get("length");
    if length.time() == Some(Moment::ZERO) {
        findings.wrong(
            length,
            "`length` is nothing".into(),
            "write how long the show is, such as \"2:05\"",
        );
    }
    if let Some(first) = cues.first().map(|cue| cue.get("at"))
        && first.time().is_some_and(|at| at > Moment::ZERO)
    {
        let message = "nothing is seen before the first cue".into();
        findings.wrong(first, message, "let the first cue be at \"0:00\"");
    }
    check_order(show.get("cue"), "cue", findings);
    for cue in &cues {
        let (scene, at) = (cue.get("scene"), cue.get("at"));
        check_known(scene, "scene", &scenes, findings);
        if let (Some(at_time), Some(end)) = (at.time(), length.time())
            && at_time >= end
            && end > Moment::ZERO
        {
            let message = format!(
                "the cue is at {}, but the show ends at {}",
                said(at_time),
                said(end)
            );
            findings.wrong(at, message, "move the cue, or change `length`");
        }
        let fade = cue.get("fade_secs");
        if cue.get("transition").text() == Some("cut") && fade.is_there() {
            findings.unwise(
                fade,
                "a cut has no `fade_secs`".into(),
                "leave it out, or write transition = \"fade\"",
            );
        }
    }
    for pair in cues.windows(2) {
        check_fade(pair[0], pair[1], findings);
    }
    check_shown(show, &cues, findings);
}

/// Each entry of a list comes after the one before.
pub(crate) fn check_order(entries: Node<'_>, one: &str, findings: &mut Findings<'_>) {
    let mut before: Option<Moment> = None;
    for at in entries.items().map(|entry| entry.get("at")) {
        let Some(time) = at.time() else { continue };
        if let Some(before) = before.filter(|&before| time <= before) {
            let message = format!(
                "the {one} at {} stands after the one at {}",
                said(time),
                said(before)
            );
            let hint = if time == before {
                "let one of them be later"
            } else {
                "put them in the order of their times"
            };
            findings.wrong(at, message, hint);
        }
        before = before.max(Some(time));
    }
}

/// A fade that the next cue would cut short.
fn check_fade(cue: Node<'_>, next: Node<'_>, findings: &mut Findings<'_>) {
    let (Some(at), Some(end)) = (cue.get("at").time(), next.get("at").time()) else {
        return;
    };
    let fade = cue.get("fade_secs");
    let is_fade = cue.get("transition").text() != Some("cut");
    if let Some(secs) = fade
        .number()
        .filter(|&secs| is_fade && end > at && secs > (end - at).secs())
    {
        let message = format!(
            "the fade takes {secs} s, but the next cue comes after {} s",
            (end - at).secs()
        );
        findings.unwise(fade, message, "shorten the fade");
    }
}

/// A scene that no cue shows, and that no scene before it mixes in.
fn check_shown(show: Node<'_>, cues: &[Node<'_>], findings: &mut Findings<'_>) {
    let mut mixed_in = false;
    for (index, scene) in show.get("scene").items().enumerate() {
        let id = scene.get("id");
        let is_cued = cues.iter().any(|cue| cue.get("scene").text() == id.text());
        let is_shown = is_cued || mixed_in || (cues.is_empty() && index == 0);
        if let Some(name) = id.text().filter(|_| !is_shown) {
            let message = format!("no cue shows the scene {}", quote(name));
            findings.unwise(id, message, "add a [[cue]] for it, or leave it out");
        }
        mixed_in = uses(scene, "scene-mix").next().is_some();
    }
}

fn said(time: Moment) -> String {
    let secs = time.secs();
    let minutes = (secs / 60.0).floor();
    let rest = secs - minutes * 60.0;
    if rest.fract() == 0.0 {
        format!("{minutes}:{rest:02}")
    } else {
        format!("{minutes}:{rest:06.3}")
    }
}
