//! Buffers and their regions: where each output lies, and where it looks.

use roxmltree::Node;

use crate::error::Fault;
use crate::numbers::{extent, finite, short, side};
use crate::view::{Frame, Frustum, Turn};
use crate::warp::{Buffer, Geometry, Region, Share};
use crate::xml;

/// More outputs than any venue has.
const MOST_REGIONS: usize = 256;
/// How far a region may reach over its buffer's edge: writers round.
const OVER: f64 = 1e-5;

/// Every region of every buffer, with its element.
pub(super) fn regions<'a, 'b>(root: Node<'a, 'b>) -> Result<Vec<(Region, Node<'a, 'b>)>, Fault> {
    let missing = || Fault::at(xml::place(root), "<display> is missing");
    let display = xml::child(root, "display").ok_or_else(missing)?;
    let mut regions: Vec<(Region, Node<'a, 'b>)> = Vec::new();
    for buffer in xml::children(display, "buffer") {
        let told = Buffer {
            id: xml::attribute(buffer, "id").unwrap_or_default().into(),
            size: size(buffer).map_err(|reason| Fault::at(xml::place(buffer), reason))?,
        };
        for node in xml::children(buffer, "region") {
            let wrong = |reason| Fault::at(xml::place(node), reason);
            let region = region(node, &told)?;
            if regions.iter().any(|(other, _)| other.id == region.id) {
                let reason = format!("region {:?} is there twice", short(&region.id));
                return Err(wrong(reason));
            }
            if regions.len() == MOST_REGIONS {
                return Err(Fault::TooMuch(format!("more than {MOST_REGIONS} regions")));
            }
            regions.push((region, node));
        }
    }
    if regions.is_empty() {
        return Err(Fault::at(xml::place(display), "there is no <region>"));
    }
    Ok(regions)
}

fn region(node: Node<'_, '_>, buffer: &Buffer) -> Result<Region, Fault> {
    let wrong = |reason: String| Fault::at(xml::place(node), reason);
    let id = xml::attribute(node, "id").filter(|id| !id.is_empty() && id.len() <= 256);
    let id = id.ok_or_else(|| wrong("a region needs an id of 1 to 256 letters".into()))?;
    let mut region = Region::new(id, Geometry::Straight);
    region.buffer = buffer.clone();
    region.size = size(node).map_err(wrong)?.or(buffer.size);
    if region.size.is_none() {
        return Err(wrong("xResolution and yResolution are missing".into()));
    }
    let share = |name: &str, otherwise: f64| {
        let text = xml::attribute(node, name);
        text.map_or(Ok(otherwise), finite)
            .map_err(|reason| wrong(format!("{name}: {reason}")))
    };
    let place = Share {
        x: share("x", 0.0)?,
        y: share("y", 0.0)?,
        width: share("xsize", 1.0)?,
        height: share("ysize", 1.0)?,
    };
    let inside = |at: f64, size: f64| at >= -OVER && size > 0.0 && at + size <= 1.0 + OVER;
    if !inside(place.x, place.width) || !inside(place.y, place.height) {
        return Err(wrong(format!(
            "region {:?} lies outside its buffer: x {} and xsize {}, y {} and ysize {} are shares, 0 to 1",
            short(id),
            place.x,
            place.width,
            place.y,
            place.height
        )));
    }
    region.place = place;
    region.frustum = xml::child(node, "frustum").map(frustum).transpose()?;
    region.frame = xml::child(node, "coordinateFrame").map(frame).transpose()?;
    Ok(region)
}

/// Pixels, where both sides are said.
fn size(node: Node<'_, '_>) -> Result<Option<[u32; 2]>, String> {
    let told = |name| xml::attribute(node, name).map(side).transpose();
    match (told("xResolution")?, told("yResolution")?) {
        (Some(width), Some(height)) => {
            let size = [width, height];
            extent(size).map(|()| Some(size))
        }
        (None, None) => Ok(None),
        _ => Err("one of xResolution and yResolution is missing".into()),
    }
}

fn frustum(node: Node<'_, '_>) -> Result<Frustum, Fault> {
    let frustum = Frustum {
        turn: Turn::Angles {
            yaw_deg: value(node, "yaw")?,
            pitch_deg: value(node, "pitch")?,
            roll_deg: value(node, "roll")?,
        },
        left_deg: value(node, "leftAngle")?,
        right_deg: value(node, "rightAngle")?,
        up_deg: value(node, "upAngle")?,
        down_deg: value(node, "downAngle")?,
        eye: [0.0; 3],
    };
    match frustum.misfit() {
        Some(reason) => Err(Fault::at(xml::place(node), reason)),
        None => Ok(frustum),
    }
}

fn frame(node: Node<'_, '_>) -> Result<Frame, Fault> {
    let three = |x, y, z| Ok([value(node, x)?, value(node, y)?, value(node, z)?]);
    let frame = Frame {
        position: three("posx", "posy", "posz")?,
        yaw: three("yawx", "yawy", "yawz")?,
        pitch: three("pitchx", "pitchy", "pitchz")?,
        roll: three("rollx", "rolly", "rollz")?,
    };
    match frame.misfit() {
        Some(reason) => Err(Fault::at(xml::place(node), reason)),
        None => Ok(frame),
    }
}

fn value(node: Node<'_, '_>, name: &str) -> Result<f64, Fault> {
    let wrong = |reason: String| Fault::at(xml::place(node), reason);
    let text = xml::text_of(node, name).ok_or_else(|| wrong(format!("<{name}> is missing")))?;
    finite(text).map_err(|reason| wrong(format!("<{name}>: {reason}")))
}
