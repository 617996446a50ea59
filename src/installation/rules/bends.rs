//! A bend's deed has the numbers that it takes, and no others.

use crate::document::{Findings, Node, list, quote};

/// The numbers that some deed takes.
const NUMBERS: [&str; 5] = ["right", "down", "times", "degrees", "at"];

/// The least that a picture can be zoomed to.
const LEAST_ZOOM: f64 = 0.05;

/// Finds what is wrong with one bend.
pub(crate) fn check_bend(bend: Node<'_>, findings: &mut Findings<'_>) {
    let Some(deed) = bend.get("deed").text() else {
        return;
    };
    let takes: &[&str] = match deed {
        "move" => &["right", "down"],
        "zoom" | "times" => &["times"],
        "turn" => &["degrees"],
        "threshold" => &["at"],
        "invert" | "ablate" => &[],
        // The schema says what is no deed.
        _ => return,
    };
    let is_written = |key: &&str| bend.get(key).is_there();
    let foreign = |key: &&str| !takes.contains(key);
    for key in NUMBERS.into_iter().filter(is_written).filter(foreign) {
        let message = format!("`{key}` does not go with the deed {}", quote(deed));
        let hint = match takes {
            [] => "leave it out; this deed takes no number".into(),
            [only] => format!("leave it out; this deed takes `{only}`"),
            several => format!(
                "leave it out; this deed takes {}",
                list(several.iter().copied())
            ),
        };
        findings.wrong(bend.get(key), message, hint);
    }
    if !takes.is_empty() && !takes.iter().any(is_written) {
        let wanted = list(takes.iter().copied());
        let message = format!(
            "{wanted} is missing from a bend with the deed {}",
            quote(deed)
        );
        findings.wrong(bend, message, format!("add {wanted}"));
    }
    let times = bend.get("times");
    if deed == "zoom"
        && let Some(number) = times.number().filter(|number| *number < LEAST_ZOOM)
    {
        let message = format!("nothing can be made {number} times as large");
        let hint = format!("write a number from {LEAST_ZOOM} to 20; 0.5 is half as large");
        findings.wrong(times, message, hint);
    }
}
