//! A source stays, circles, or goes from place to place; a bed does none of it.

use crate::document::{Findings, Node};

use super::cues::check_order;

/// The shortest time for once around, seconds.
const SHORTEST_PERIOD_SECS: f64 = 0.1;

/// The keys of one place.
const PLACE: [&str; 3] = ["azimuth_deg", "elevation_deg", "distance_m"];

/// Finds what is wrong with how the sources of a show move.
pub(crate) fn check_motions(show: Node<'_>, findings: &mut Findings<'_>) {
    let tracks = show.get("track");
    for stem in tracks.items().flat_map(|track| track.get("stem").items()) {
        check_motion(stem, findings);
    }
    for live in show.get("live").items() {
        if live.get("bed").is_there() {
            check_all_around(live, findings);
        } else {
            check_motion(live, findings);
        }
    }
}

fn check_motion(source: Node<'_>, findings: &mut Findings<'_>) {
    let (orbit, places) = (source.get("orbit"), source.get("place"));
    let period = orbit.get("period_secs");
    let is_too_short = |secs: &f64| secs.abs() < SHORTEST_PERIOD_SECS;
    if let Some(secs) = period.number().filter(is_too_short) {
        findings.wrong(
            period,
            format!("once around in {secs} s is faster than anything moves"),
            "write at least 0.1, or at most -0.1 to run the other way",
        );
    }
    check_order(places, "place", findings);
    if places.items().next().is_none() {
        return;
    }
    if orbit.is_there() {
        let message = "a source circles or goes from place to place, not both".into();
        findings.wrong(orbit, message, "leave `orbit` or `place` out");
    }
    for key in PLACE {
        let place = source.get(key);
        if place.is_there() {
            let message = format!("`{key}` is not used beside places at times");
            findings.unwise(place, message, "leave it out, or write it in a `place`");
        }
    }
}

fn check_all_around(live: Node<'_>, findings: &mut Findings<'_>) {
    for key in PLACE.into_iter().chain(["orbit", "place"]) {
        let written = live.get(key);
        if written.is_there() {
            let message = format!("a bed is all around and has no `{key}`");
            let at = written.items().next().unwrap_or(written);
            findings.wrong(at, message, format!("leave out `{key}` or `bed`"));
        }
    }
}
