//! SGCT's `.sgc` (SCISS): `SGC`, a version, whether the picture is one view or the dome, how the view is turned,
//! where the eye is, four angles, nodes of six floats (x, y from the upper left; u, v upwards) and indices. The
//! smallest byte comes first.

mod write;

use glam::Vec2;

pub use write::write_sgc;

use crate::budget::Budget;
use crate::error::{Fault, WarpError};
use crate::mesh::{Cells, Mesh, Node};
use crate::numbers::{as_it_is, in_range, place};
use crate::options::ReadOptions;
use crate::view::{Frustum, Turn};
use crate::warp::{Geometry, Kind, Region, Warp};

/// Primitives of the second version, by their numbers in OpenGL.
const TRIANGLES: u32 = 4;
const STRIP: u32 = 5;

/// Reads a mesh of version 1 (a grid) or 2 (triangles or a strip).
///
/// # Errors
/// It is cut short, counts are wrong, or a value is infinite.
pub fn read_sgc(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Warp, WarpError> {
    parse(bytes, options).map_err(|fault| fault.named(name))
}

fn parse(bytes: &[u8], options: &ReadOptions) -> Result<Warp, Fault> {
    let rest = bytes
        .strip_prefix(b"SGC")
        .ok_or_else(|| Fault::Unknown("it does not begin with SGC".into()))?;
    let (version, rest) = rest.split_first().ok_or_else(cut)?;
    let is_list = match version {
        1 | b'1' => false,
        2 | b'2' => true,
        other => {
            let reason = format!("{other} is no version that is known; 1 and 2 are");
            return Err(Fault::at("its version", reason));
        }
    };
    let mut words = Words(rest);
    let kind = match words.count()? {
        0 => Kind::View,
        1 => Kind::Picture,
        other => {
            let reason = format!("{other} is no mapping that is known; 0 is a view, 1 the dome");
            return Err(Fault::at("its mapping", reason));
        }
    };
    let frustum = frustum(&mut words, kind)?;
    let (first, second) = (words.count()?, words.count()?);
    let (nodes, mut notes) = nodes(&mut words, is_list, first, second, options)?;
    let count = words.count()? as usize;
    if words.0.len() != count.saturating_mul(4) {
        return Err(cut());
    }
    let mut indices = Vec::with_capacity(count);
    for at in 0..count {
        let index = words.count()?;
        if index as usize >= nodes.len() {
            let reason = format!(
                "it names node {index} of {}; nodes count from 0",
                nodes.len()
            );
            return Err(Fault::at(format!("index {at}"), reason));
        }
        indices.push(index);
    }
    let cells = cells(is_list, first, second, &indices)?;
    if matches!(&cells, Cells::Triangles(triangles) if triangles.is_empty()) {
        notes.push("it has no triangles; nothing is shown".into());
    }
    let gamma = options.intensity_gamma;
    let mut region = Region::new(
        "",
        Geometry::Mesh(Mesh {
            nodes,
            cells,
            gamma,
        }),
    );
    let is_told = kind == Kind::View || frustum != NO_VIEW;
    region.frustum = is_told.then_some(frustum);
    let mut warp = Warp::of_one(kind, region);
    warp.notes = notes;
    Ok(warp)
}

/// What stands in a file of the dome that says nothing of a view.
const NO_VIEW: Frustum = Frustum {
    turn: Turn::Quaternion([0.0, 0.0, 0.0, 1.0]),
    left_deg: 0.0,
    right_deg: 0.0,
    up_deg: 0.0,
    down_deg: 0.0,
    eye: [0.0; 3],
};

fn frustum(words: &mut Words<'_>, kind: Kind) -> Result<Frustum, Fault> {
    let mut parts = [0.0f32; 11];
    for part in &mut parts {
        *part = words.float()?;
    }
    if parts.iter().any(|part| !part.is_finite()) {
        return Err(Fault::at(
            "its view",
            "a turn, eye or angle is no number; export it again",
        ));
    }
    let [x, y, z, w, eye_x, eye_y, eye_z, up, down, left, right] = parts;
    let frustum = Frustum {
        turn: Turn::Quaternion([x, y, z, w]),
        left_deg: left.into(),
        right_deg: right.into(),
        up_deg: up.into(),
        down_deg: down.into(),
        eye: [eye_x, eye_y, eye_z],
    };
    match frustum.misfit().filter(|_| kind == Kind::View) {
        Some(reason) => Err(Fault::at("its view", reason)),
        None => Ok(frustum),
    }
}

fn nodes(
    words: &mut Words<'_>,
    is_list: bool,
    first: u32,
    second: u32,
    options: &ReadOptions,
) -> Result<(Vec<Node>, Vec<String>), Fault> {
    let wrong = |reason| Fault::at("its counts", reason);
    let count = if is_list {
        second as usize
    } else {
        let [columns, rows] = [first, second].map(|count| in_range(count.into()));
        columns.map_err(wrong)? as usize * rows.map_err(wrong)? as usize
    };
    if count > words.0.len() / 24 {
        return Err(cut());
    }
    Budget::new(words.0.len(), options.spare_bytes).pay(count, 20, "nodes")?;
    let mut nodes = Vec::with_capacity(count);
    let mut is_deep = false;
    for at in 0..count {
        let mut parts = [0.0f32; 6];
        for part in &mut parts {
            *part = words.float()?;
        }
        let [x, y, z, u, v, w] = parts;
        is_deep |= z != 0.0 || w != 0.0;
        if parts.iter().any(|part| part.is_infinite()) {
            let reason = "an infinite value; where nothing is mapped write NaN";
            return Err(Fault::at(format!("node {at}"), reason));
        }
        let v = f64::from(v);
        let node = || {
            Ok(Node {
                output: Vec2::new(as_it_is(x.into())?, as_it_is(y.into())?),
                picture: Vec2::new(
                    as_it_is(u.into())?,
                    place(if options.flip_v { v } else { 1.0 - v })?,
                ),
                intensity: 1.0,
            })
        };
        nodes.push(node().map_err(|reason: String| Fault::at(format!("node {at}"), reason))?);
    }
    let note = "nodes have a depth, which is passed over: a warp is flat";
    Ok((nodes, is_deep.then(|| note.into()).into_iter().collect()))
}

fn cells(is_list: bool, first: u32, second: u32, indices: &[u32]) -> Result<Cells, Fault> {
    if !is_list {
        return Ok(Cells::Grid {
            columns: first,
            rows: second,
            wraps: false,
        });
    }
    let is_triangle = |[a, b, c]: &[u32; 3]| a != b && b != c && a != c;
    let threes = |three: &[u32]| [three[0], three[1], three[2]];
    let triangles: Vec<[u32; 3]> = match first {
        TRIANGLES => indices
            .chunks_exact(3)
            .map(threes)
            .filter(is_triangle)
            .collect(),
        STRIP => indices.windows(3).map(threes).filter(is_triangle).collect(),
        other => {
            let reason =
                format!("{other} is no primitive that is known; 4 are triangles, 5 a strip");
            return Err(Fault::at("its counts", reason));
        }
    };
    Ok(Cells::Triangles(triangles))
}

/// Words of four bytes, the smallest first.
struct Words<'a>(&'a [u8]);

impl Words<'_> {
    fn next(&mut self) -> Result<[u8; 4], Fault> {
        let (word, rest) = self.0.split_first_chunk().ok_or_else(cut)?;
        self.0 = rest;
        Ok(*word)
    }

    fn count(&mut self) -> Result<u32, Fault> {
        Ok(u32::from_le_bytes(self.next()?))
    }

    fn float(&mut self) -> Result<f32, Fault> {
        Ok(f32::from_le_bytes(self.next()?))
    }
}

fn cut() -> Fault {
    Fault::at(
        "its length",
        "it is cut short, or says wrong counts; export it again",
    )
}
