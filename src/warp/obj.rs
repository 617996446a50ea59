//! OBJ used as a warp mesh: positions are places on the output (x and y from −1 to 1, upwards, whatever its shape,
//! as SGCT takes them), `vt` are places in the picture (v upwards). All else in the file is passed over.

mod join;
mod write;

pub use write::write_obj;

use crate::budget::Budget;
use crate::error::{Fault, WarpError};
use crate::numbers::{lines, number, place, short};
use crate::options::ReadOptions;
use crate::warp::{Geometry, Kind, Region, Warp};

/// A face has no more corners.
const MOST_CORNERS: usize = 64;

/// What a file lists.
#[derive(Default)]
struct Listed {
    positions: Vec<[f32; 2]>,
    places: Vec<[f32; 2]>,
    /// Position and place of each corner, and the line that says so.
    triangles: Vec<([[u32; 2]; 3], usize)>,
    is_deep: bool,
}

/// Reads an OBJ; faces of more than three corners become fans of triangles.
///
/// # Errors
/// A value is no number or infinite, or a face names what is not there.
pub fn read_obj(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Warp, WarpError> {
    parse(bytes, options).map_err(|fault| fault.named(name))
}

fn parse(bytes: &[u8], options: &ReadOptions) -> Result<Warp, Fault> {
    let mut budget = Budget::new(bytes.len(), options.spare_bytes);
    let mut listed = Listed::default();
    for (at, line) in lines(bytes) {
        let mut words = line?.split_whitespace();
        let first = words.next().unwrap_or_default();
        let wrong = |reason: String| Fault::line(at, reason);
        match first {
            "v" => {
                budget.pay(1, 32, "places")?;
                let [x, y] = two(&mut words).map_err(wrong)?;
                let z = words.next().map_or(Ok(0.0), number).map_err(wrong)?;
                listed.is_deep |= z != 0.0;
                let place = || Ok([place((x + 1.0) / 2.0)?, place((1.0 - y) / 2.0)?]);
                listed.positions.push(place().map_err(wrong)?);
            }
            "vt" => {
                budget.pay(1, 32, "places")?;
                let [u, v] = two(&mut words).map_err(wrong)?;
                let v = if options.flip_v { v } else { 1.0 - v };
                let place = || Ok([place(u)?, place(v)?]);
                listed.places.push(place().map_err(wrong)?);
            }
            "f" => face(words, at, &mut listed, &mut budget)?,
            _ => {}
        }
    }
    if listed.triangles.is_empty() {
        return Err(Fault::at(
            "its faces",
            "there are none; a warp needs lines such as f 1/1 2/2 3/3",
        ));
    }
    let mut notes = Vec::new();
    if listed.is_deep {
        notes.push("positions have a depth, which is passed over: a warp is flat".into());
    }
    let mesh = join::mesh(&listed, options.intensity_gamma, &mut budget)?;
    let region = Region::new("", Geometry::Mesh(mesh));
    let mut warp = Warp::of_one(Kind::Picture, region);
    warp.notes = notes;
    Ok(warp)
}

fn two<'a>(words: &mut impl Iterator<Item = &'a str>) -> Result<[f64; 2], String> {
    let mut next = || number(words.next().ok_or("two numbers are needed")?);
    Ok([next()?, next()?])
}

/// Adds the triangles of a face.
fn face<'a>(
    words: impl Iterator<Item = &'a str>,
    at: usize,
    listed: &mut Listed,
    budget: &mut Budget,
) -> Result<(), Fault> {
    let corners: Result<Vec<[u32; 2]>, String> = words
        .take(MOST_CORNERS + 1)
        .map(|word| corner(word, listed.positions.len(), listed.places.len()))
        .collect();
    let corners = corners.map_err(|reason| Fault::line(at, reason))?;
    if !(3..=MOST_CORNERS).contains(&corners.len()) {
        let reason = format!("a face has 3 to {MOST_CORNERS} corners");
        return Err(Fault::line(at, reason));
    }
    for pair in corners[1..].windows(2) {
        budget.pay(1, 144, "triangles")?;
        listed.triangles.push(([corners[0], pair[0], pair[1]], at));
    }
    Ok(())
}

/// `5`, `5/7`, `5/7/2` or `5//2`, from 1, or negative from the last one.
fn corner(word: &str, positions: usize, places: usize) -> Result<[u32; 2], String> {
    let index = |text: &str, count: usize| {
        let value: i64 = text
            .parse()
            .map_err(|_| format!("{:?} is no corner; write one such as 5/5", short(word)))?;
        let from_end = if value < 0 { count as i64 + 1 } else { 0 };
        let value = value.saturating_add(from_end);
        // What comes later in the file is checked at its end.
        if value < 1 {
            return Err(format!("corner {:?} names what is not there", short(word)));
        }
        u32::try_from(value - 1).map_err(|_| format!("corner {:?} is out of range", short(word)))
    };
    let mut parts = word.split('/');
    let position = index(parts.next().unwrap_or_default(), positions)?;
    let place = match parts.next().filter(|text| !text.is_empty()) {
        Some(text) => index(text, places)?,
        None => position,
    };
    Ok([position, place])
}
