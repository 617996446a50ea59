//! A device's primaries are a triangle with its white inside, and its white is brighter than its black.

use crate::document::{Findings, Node};
use crate::venue::{Chromaticity, D50, D65, Primaries};

/// Colours with less y than this would need thousands of times as much energy as they give light.
const LEAST_Y: f64 = 1e-3;
/// Twice the least area of a triangle: a hundredth of sRGB's.
const LEAST_AREA: f64 = 0.002;
/// How far inside the triangle white is at least: the share that each primary has of it.
const LEAST_SHARE: f64 = 0.005;

/// Finds what is wrong with what is said about a device's colours.
pub(crate) fn check_colours(colour: Node<'_>, findings: &mut Findings<'_>) {
    check_nits(colour, findings);
    let (primaries, white) = (colour.get("primaries"), colour.get("white"));
    let are_light = [primaries, white].map(|said| are_colours(said, findings));
    let (Some(three), Some(inner)) = (three_of(primaries), white_of(white)) else {
        return;
    };
    if are_light != [true, true] {
        return;
    }
    let area = twice_the_area(three);
    if area.abs() < LEAST_AREA {
        let message = "the three primaries lie on a line or close together, so that they mix to hardly any colour";
        let hint = "give red, green and blue as measured, such as [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]]";
        return findings.wrong(primaries, message.into(), hint);
    }
    if area < 0.0 {
        let message = "the primaries go round the other way; two of them seem to be exchanged";
        findings.unwise(
            primaries,
            message.into(),
            "write them in the order red, green, blue",
        );
    }
    let [red, green, blue] = three;
    let shares = [
        [inner, green, blue],
        [red, inner, blue],
        [red, green, inner],
    ];
    if shares
        .iter()
        .any(|part| twice_the_area(*part) / area < LEAST_SHARE)
    {
        let [x, y] = inner;
        let message = format!("the white [{x}, {y}] lies outside the triangle of the primaries");
        let (node, hint) = if white.is_there() {
            (
                white,
                "measure both again: the device cannot mix this white",
            )
        } else {
            (primaries, "add the device's own `white`, as measured")
        };
        findings.wrong(node, message, hint);
    }
}

fn check_nits(colour: Node<'_>, findings: &mut Findings<'_>) {
    let (peak, black) = (colour.get("peak_nits"), colour.get("black_nits"));
    if let (Some(bright), Some(dark)) = (peak.number(), black.number())
        && dark >= bright
    {
        let message = format!("black is {dark} nits and white {bright}");
        findings.wrong(black, message, "let `black_nits` be less than `peak_nits`");
    }
}

/// Whether all chromaticities in a value are of light that there can be.
fn are_colours(said: Node<'_>, findings: &mut Findings<'_>) -> bool {
    let points: Vec<(Node<'_>, Chromaticity)> = match point_of(said) {
        Some(point) => vec![(said, point)],
        None => said
            .items()
            .filter_map(|item| Some((item, point_of(item)?)))
            .collect(),
    };
    let mut all = true;
    for (node, [x, y]) in points {
        if y < LEAST_Y {
            let message = format!("a colour with y = {y} gives no light");
            findings.wrong(node, message, "write [x, y] of 1931, y above 0.001");
            all = false;
        } else if x + y > 1.0 {
            let message = format!("no light has x = {x} and y = {y}");
            findings.wrong(
                node,
                message,
                "write [x, y] of 1931; together they are at most 1",
            );
            all = false;
        }
    }
    all
}

fn point_of(said: Node<'_>) -> Option<Chromaticity> {
    let numbers: Option<Vec<f64>> = said.items().map(Node::number).collect();
    let point = <[f64; 2]>::try_from(numbers?).ok()?;
    let is_allowed = |part: &f64| (0.0..=1.0).contains(part);
    point.iter().all(is_allowed).then_some(point)
}

/// The primaries; pictures' where nothing is said.
fn three_of(said: Node<'_>) -> Option<[Chromaticity; 3]> {
    let named = match said.text() {
        None if said.is_there() => {
            let points: Option<Vec<Chromaticity>> = said.items().map(point_of).collect();
            return points?.try_into().ok();
        }
        None | Some("srgb") => Primaries::Srgb,
        Some("display-p3") => Primaries::DisplayP3,
        Some("rec2020") => Primaries::Rec2020,
        Some(_) => return None,
    };
    Some(named.chromaticities())
}

/// The white; pictures' where nothing is said.
fn white_of(said: Node<'_>) -> Option<Chromaticity> {
    match said.text() {
        None if said.is_there() => point_of(said),
        None | Some("d65") => Some(D65),
        Some("d50") => Some(D50),
        Some(_) => None,
    }
}

/// Twice the area, positive where the three go round as red, green and blue do.
fn twice_the_area([first, second, third]: [Chromaticity; 3]) -> f64 {
    let from_first = |to: Chromaticity| [to[0] - first[0], to[1] - first[1]];
    let (a, b) = (from_first(second), from_first(third));
    a[0] * b[1] - a[1] * b[0]
}
