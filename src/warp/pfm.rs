//! PFM: `PF`, width, height, a scale whose sign tells the order of bytes, then three floats per pixel. Rows
//! go from the bottom up.

use crate::budget::Budget;
use crate::error::{Fault, WarpError};
use crate::field::{Field, Unit};
use crate::numbers::{finite, side};
use crate::options::{ReadOptions, WriteOptions};
use crate::warp::{Geometry, Kind, Region, Share, Warp};

const PIXEL_BYTES: usize = 12;

/// Reads a PFM that stands alone: places in a picture, or points if the options say so.
///
/// # Errors
/// It is cut short, has a size out of range, or holds infinite values.
pub fn read_pfm(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Warp, WarpError> {
    let mut budget = Budget::new(bytes.len(), options.spare_bytes);
    let unit = options.points.unwrap_or(Unit::Picture);
    let field = decode(bytes, unit, options, &mut budget).map_err(|fault| fault.named(name))?;
    let mut region = Region::new("", Geometry::Field(field));
    region.size = match &region.geometry {
        Geometry::Field(field) => Some(field.size),
        _ => None,
    };
    let kind = if unit.is_points() {
        Kind::Points
    } else {
        Kind::Picture
    };
    Ok(Warp::of_one(kind, region))
}

/// Writes the field of a warp's only region.
///
/// # Errors
/// There are several regions, a mesh, or more than a field.
pub fn write_pfm(warp: &Warp, options: &WriteOptions) -> Result<Vec<u8>, WarpError> {
    if !matches!(warp.kind, Kind::Picture | Kind::Points) {
        let reason = "it has a frustum; write MPCDI";
        return Err(WarpError::cannot("PFM", reason));
    }
    let region = only(warp, "PFM")?;
    match &region.geometry {
        Geometry::Field(field) => Ok(encode(field, options)),
        _ => Err(WarpError::cannot(
            "PFM",
            "it has no value for every pixel; draw its mesh first",
        )),
    }
}

/// The only region of a warp, for a format that holds a geometry and nothing else.
pub(crate) fn only<'a>(warp: &'a Warp, format: &'static str) -> Result<&'a Region, WarpError> {
    let cannot = |reason: String| Err(WarpError::cannot(format, reason));
    let [region] = warp.regions.as_slice() else {
        let count = warp.regions.len();
        return cannot(format!("it has {count} outputs; write one file for each"));
    };
    let has_maps = region.alpha.is_some() || region.beta.is_some() || !region.luts.is_empty();
    if has_maps || region.distortion.is_some() {
        return cannot(
            "it has blend, black level, lens or colour maps; write MPCDI, or leave them out".into(),
        );
    }
    if region.place != Share::WHOLE && !region.whole_picture {
        return cannot(
            "it shows a part of a picture; make a mesh of it first, or write MPCDI".into(),
        );
    }
    Ok(region)
}

/// The same for a format whose places are in a picture.
pub(crate) fn only_flat<'a>(warp: &'a Warp, format: &'static str) -> Result<&'a Region, WarpError> {
    if warp.kind != Kind::Picture {
        let reason = "its places are no places in a picture; write MPCDI";
        return Err(WarpError::cannot(format, reason));
    }
    only(warp, format)
}

/// A PFM's bytes as a field.
pub(crate) fn decode(
    bytes: &[u8],
    unit: Unit,
    options: &ReadOptions,
    budget: &mut Budget,
) -> Result<Field, Fault> {
    let (size, is_big, data) = header(bytes)?;
    let [columns, rows] = size.map(|side| side as usize);
    let expected = columns * rows * PIXEL_BYTES;
    // A header of lines that end in \r\n has one byte more than was taken off.
    let data = match data {
        [b'\n', rest @ ..] if rest.len() == expected => rest,
        _ => data,
    };
    if data.len() != expected {
        let reason = format!(
            "{columns} × {rows} pixels are {expected} bytes, not {}; export the file again",
            data.len()
        );
        return Err(Fault::at("its length", reason));
    }
    budget.pay(columns * rows, PIXEL_BYTES, "pixels")?;
    let mut values = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        let in_file = if options.flip_rows {
            row
        } else {
            rows - 1 - row
        };
        let start = in_file * columns * PIXEL_BYTES;
        for pixel in data[start..start + columns * PIXEL_BYTES].chunks_exact(PIXEL_BYTES) {
            let value: [f32; 3] = std::array::from_fn(|part| {
                let four = [0, 1, 2, 3].map(|byte| pixel[part * 4 + byte]);
                if is_big {
                    f32::from_be_bytes(four)
                } else {
                    f32::from_le_bytes(four)
                }
            });
            if value.iter().any(|part| part.is_infinite()) {
                let column = values.len() % columns;
                let place = format!("column {column}, row {row} from the top");
                let reason = "an infinite value; where nothing is mapped write NaN";
                return Err(Fault::at(place, reason));
            }
            values.push(flipped(value, unit, options.flip_v));
        }
    }
    let mut field = Field::of_places(size, values);
    field.unit = unit;
    Ok(field)
}

/// A field as the bytes of a PFM.
pub(crate) fn encode(field: &Field, options: &WriteOptions) -> Vec<u8> {
    let [columns, rows] = field.size;
    let scale = if options.big_endian { "1.0" } else { "-1.0" };
    let mut bytes = format!("PF\n{columns} {rows}\n{scale}\n").into_bytes();
    let per_row = columns.max(1) as usize;
    let mut lines: Vec<&[[f32; 3]]> = field.values.chunks(per_row).collect();
    if !options.flip_rows {
        lines.reverse();
    }
    for value in lines.into_iter().flatten() {
        for part in flipped(*value, field.unit, options.flip_v) {
            bytes.extend(if options.big_endian {
                part.to_be_bytes()
            } else {
                part.to_le_bytes()
            });
        }
    }
    bytes
}

fn flipped([x, y, z]: [f32; 3], unit: Unit, flip_v: bool) -> [f32; 3] {
    let flips = flip_v && !unit.is_points() && !y.is_nan();
    [x, if flips { 1.0 - y } else { y }, z]
}

/// Size, whether the largest byte comes first, and what follows the header.
fn header(bytes: &[u8]) -> Result<([u32; 2], bool, &[u8]), Fault> {
    let wrong = |what: &str, reason: String| Fault::at(format!("its {what}"), reason);
    let (kind, rest) = word(bytes).unwrap_or((bytes, &[]));
    match kind {
        b"PF" => {}
        b"Pf" => {
            let reason = "Pf holds one value per pixel; a warp needs PF with three".into();
            return Err(wrong("kind", reason));
        }
        _ => return Err(Fault::Unknown("it does not begin with PF".into())),
    }
    let mut rest = rest;
    let mut next = |what: &str| {
        let (text, after) =
            word(rest).ok_or_else(|| wrong(what, "missing; export the file again".into()))?;
        rest = after;
        std::str::from_utf8(text).map_err(|_| wrong(what, "this is no text".into()))
    };
    let columns = side(next("width")?).map_err(|reason| wrong("width", reason))?;
    let rows = side(next("height")?).map_err(|reason| wrong("height", reason))?;
    let scale = finite(next("scale")?).map_err(|reason| wrong("scale", reason))?;
    if scale == 0.0 {
        return Err(wrong(
            "scale",
            "0 tells no order of bytes; write -1.0".into(),
        ));
    }
    Ok(([columns, rows], scale > 0.0, rest))
}

/// The first word, and what follows the one white space after it.
fn word(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = bytes
        .iter()
        .take(64)
        .position(|byte| !byte.is_ascii_whitespace())?;
    let text = &bytes[start..];
    let end = text
        .iter()
        .take(64)
        .position(|byte| byte.is_ascii_whitespace())?;
    Some((&text[..end], &text[end + 1..]))
}
