//! Outputs have proportions that suit their view, projectors stand where they can light, points are enough, and
//! files are there.

use crate::document::{Findings, Node, quote};
use crate::folder::Folder;

use super::colours::check_colours;
use super::paths::check_file;
use super::surfaces::check_ending;

/// Fewer points than this do not say where a projector stands.
const FEWEST_POINTS: usize = 6;

/// Pixels of all outputs together whose places are kept: eight of 3840 × 2160, or one of 8192 × 8192. Each takes
/// twenty bytes, and as many again while it is worked out.
const MOST_KEPT_PIXELS: f64 = (64 << 20) as f64;

/// All that is worked out pixel by pixel fits into memory.
pub(crate) fn check_kept_pixels(venue: Node<'_>, findings: &mut Findings<'_>) {
    let mut sum = 0.0;
    for output in venue.get("output").items() {
        let kind = output.get("view").get("kind");
        let Some("projector" | "spherical-mirror" | "cube-map" | "warp") = kind.text() else {
            continue;
        };
        let size = output.get("size");
        let sides: Vec<f64> = size.items().filter_map(Node::number).collect();
        let &[width, height] = sides.as_slice() else {
            continue;
        };
        sum += width * height;
        if sum > MOST_KEPT_PIXELS {
            let message = format!(
                "with this output, projectors, mirrors, cube maps and warps have {:.0} megapixels, of which each keeps \
                 where it looks; at most 67 fit",
                sum / 1e6
            );
            let hint = "make outputs smaller, or give some to another machine";
            return findings.wrong(size, message, hint);
        }
    }
}

/// Finds what is wrong with one output.
pub(crate) fn check_output(
    output: Node<'_>,
    surface: Node<'_>,
    folder: &dyn Folder,
    findings: &mut Findings<'_>,
) {
    let view = output.get("view");
    let lut = output.get("colour").get("lut");
    check_ending(lut, &[".cube"], "a table of colours", findings);
    check_file(lut, folder, findings);
    check_ending(output.get("mask"), &[".png"], "a mask", findings);
    check_file(output.get("mask"), folder, findings);
    check_file(view.get("file"), folder, findings);
    check_colours(output.get("colour"), findings);
    check_proportions(output, findings);
    check_projector(view, surface, findings);
    check_points(output, findings);
    check_nudge(output.get("nudge"), findings);
}

/// Each node of a nudge has its offset.
fn check_nudge(nudge: Node<'_>, findings: &mut Findings<'_>) {
    // Left out, there are nodes at the corners only.
    let side = |key: &str| nudge.get(key).number().unwrap_or(2.0);
    let offsets = nudge.get("offsets");
    let (columns, rows) = (side("columns"), side("rows"));
    let (nodes, given) = (columns * rows, offsets.items().count());
    let is_allowed = [columns, rows]
        .iter()
        .all(|side| (2.0..=9.0).contains(side));
    if is_allowed && offsets.is_there() && nodes != given as f64 {
        let message = format!("{columns} columns and {rows} rows have {nodes} nodes, not {given}");
        let hint = "write one [right, down] for each node, row by row from the top";
        findings.wrong(offsets, message, hint);
    }
}

/// A fisheye is square, a panorama twice as wide as high, a cube's sides are square.
fn check_proportions(output: Node<'_>, findings: &mut Findings<'_>) {
    let size = output.get("size");
    let sides: Vec<f64> = size.items().filter_map(Node::number).collect();
    let &[width, height] = sides.as_slice() else {
        return;
    };
    let view = output.get("view");
    match view.get("kind").text() {
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
        Some("cube-map") => {
            let (across, down) = match view.get("layout").text() {
                None | Some("cross") => (4.0, 3.0),
                Some("row") => (6.0, 1.0),
                Some("3x2") => (3.0, 2.0),
                Some(_) => return,
            };
            let side = (width / across).min(height / down).floor().max(1.0);
            if width != side * across || height != side * down {
                let message =
                    "a cube's sides are square; the rest of the output stays black".into();
                let hint = format!("write [{}, {}]", side * across, side * down);
                findings.unwise(size, message, hint);
            }
        }
        _ => {}
    }
}

/// A projector lights something in the room, and looks somewhere.
fn check_projector(view: Node<'_>, surface: Node<'_>, findings: &mut Findings<'_>) {
    let kind = view.get("kind");
    let Some("projector" | "spherical-mirror") = kind.text() else {
        return;
    };
    if let Some(nowhere @ ("mirrored" | "cube")) = surface.get("kind").text() {
        let message = format!(
            "a projector needs a surface in metres, and {} is none",
            quote(nowhere)
        );
        let hint = "choose a dome, sphere, wall, cylinder, box or mesh as `surface`";
        findings.wrong(kind, message, hint);
    }
    let metres = |key: &str| {
        let numbers: Vec<f64> = view.get(key).items().filter_map(Node::number).collect();
        <[f64; 3]>::try_from(numbers).ok()
    };
    let Some(position) = metres("position_m") else {
        return;
    };
    let distance_to = |place: [f64; 3]| {
        let squares = position.iter().zip(place).map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f64>().sqrt()
    };
    let look_at = view.get("look_at_m");
    if look_at.is_there() {
        for key in ["yaw_deg", "pitch_deg"] {
            let said = view.get(key);
            if said.is_there() {
                let message =
                    format!("`look_at_m` says already where the projector looks, so does `{key}`");
                findings.wrong(said, message, "leave one of them out");
            }
        }
        if metres("look_at_m").is_some_and(|at| distance_to(at) < 1e-3) {
            let message = "the projector looks at its own place".into();
            findings.wrong(look_at, message, "name a point on the surface");
        }
    }
    let radius = view.get("mirror_radius_m").number();
    if let (Some(mirror), Some(radius)) = (metres("mirror_m"), radius)
        && distance_to(mirror) <= radius
    {
        let message = "the projector stands inside the mirror's ball".into();
        let hint = "move the projector or the mirror, or make the ball smaller";
        findings.wrong(view.get("position_m"), message, hint);
    }
}

/// Points are enough, on the output, and each says what is seen there once.
fn check_points(output: Node<'_>, findings: &mut Findings<'_>) {
    let (points, place) = (output.get("points"), output.get("place"));
    let count = points.items().count();
    let is_solved = place.text() == Some("points");
    let kind = output.get("view").get("kind");
    if (count > 0 || is_solved) && kind.text().is_some_and(|kind| kind != "projector") {
        let node = if count > 0 { points } else { place };
        let message = "only a projector's place is solved from points".into();
        findings.wrong(
            node,
            message,
            "leave them out, or let the view be a projector",
        );
        return;
    }
    if count < FEWEST_POINTS && (count > 0 || is_solved) {
        let node = if points.is_there() { points } else { place };
        let message = format!("{count} points do not say where a projector stands");
        findings.wrong(
            node,
            message,
            "give at least 6, spread over the image and the surface",
        );
    }
    for point in points.items() {
        match (point.get("at").is_there(), point.get("at_m").is_there()) {
            (false, false) => {
                let hint =
                    "add at = [azimuth, elevation] in degrees, or at_m = [x, y, z] in metres";
                findings.wrong(
                    point,
                    "nothing says what is seen at this pixel".into(),
                    hint,
                );
            }
            (true, true) => {
                let message = "`at` and `at_m` both say what is seen at this pixel".into();
                findings.wrong(point.get("at_m"), message, "leave one of them out");
            }
            _ => {}
        }
    }
}
