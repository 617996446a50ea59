//! SGCT's `.sgc` (SCISS): `SGC`, a version, whether the picture is one view or the dome, how the view is turned,
//! where the eye is, four angles, nodes of six floats (x, y from the upper left; u, v upwards) and indices. The
//! smallest byte comes first.

use glam::Vec2;

use crate::budget::Budget;
use crate::error::{Fault, WarpError};
use crate::mesh::{Cells, Mesh, Node};
use crate::numbers::{as_it_is, in_range, place};
use crate::options::{ReadOptions, WriteOptions};
use crate::pfm::only;
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

/// Writes the mesh of a warp's only region: an open grid as version 1, triangles as a strip of version 2.
///
/// # Errors
/// There are several regions, no mesh, nodes that are not drawn or not at full intensity, or maps.
pub fn write_sgc(warp: &Warp, options: &WriteOptions) -> Result<Vec<u8>, WarpError> {
    let format = ".sgc";
    let region = only(warp, format)?;
    let mesh = region.mesh(format)?;
    if !mesh.is_plain() {
        let reason = "some nodes are not drawn or not at full intensity; write a Paul Bourke mesh";
        return Err(WarpError::cannot(format, reason));
    }
    let mapping: u32 = match warp.kind {
        Kind::View => 0,
        Kind::Picture => 1,
        _ => {
            return Err(WarpError::cannot(
                format,
                "its values are points; write MPCDI",
            ));
        }
    };
    let frustum = match (&region.frustum, warp.kind) {
        (Some(frustum), _) => *frustum,
        (None, Kind::Picture) => NO_VIEW,
        _ => return Err(WarpError::cannot(format, "its view has no frustum")),
    };
    let (version, counts, indices) = listed(mesh)?;
    let mut bytes = [b"SGC".as_slice(), &[version], &mapping.to_le_bytes()].concat();
    let turn = match frustum.turn {
        Turn::Quaternion(parts) => parts,
        angles => angles.room_from_view().as_quat().to_array(),
    };
    let edges = [
        frustum.up_deg,
        frustum.down_deg,
        frustum.left_deg,
        frustum.right_deg,
    ];
    let view = [
        turn.as_slice(),
        &frustum.eye,
        &edges.map(|edge| edge as f32),
    ]
    .concat();
    view.iter()
        .for_each(|part| bytes.extend(part.to_le_bytes()));
    counts
        .iter()
        .for_each(|count| bytes.extend(count.to_le_bytes()));
    for node in &mesh.nodes {
        let v = f64::from(node.picture.y);
        let v = if options.flip_v { v } else { 1.0 - v };
        let [output, picture] = [node.output, node.picture];
        let parts = [output.x, output.y, 0.0, picture.x, v as f32, 0.0];
        parts
            .iter()
            .for_each(|part| bytes.extend(part.to_le_bytes()));
    }
    bytes.extend((indices.len() as u32).to_le_bytes());
    indices
        .iter()
        .for_each(|index| bytes.extend(index.to_le_bytes()));
    Ok(bytes)
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

/// Version, the two counts and the strip of a mesh.
fn listed(mesh: &Mesh) -> Result<(u8, [u32; 2], Vec<u32>), WarpError> {
    let mut strip = Vec::new();
    match &mesh.cells {
        Cells::Grid { wraps: true, .. } => {
            let reason =
                "its last column meets its first; draw it at a size, then make a mesh of that";
            Err(WarpError::cannot(".sgc", reason))
        }
        Cells::Grid { columns, rows, .. } => {
            for row in 1..*rows {
                let (above, below) = ((row - 1) * columns, row * columns);
                // The first and the last twice: a new row begins without a triangle in between.
                strip.push(above);
                strip.extend((0..*columns).flat_map(|at| [above + at, below + at]));
                strip.push(below + columns - 1);
            }
            Ok((1, [*columns, *rows], strip))
        }
        Cells::Triangles(triangles) => {
            // Ends twice, so that neighbours in the list make no triangle.
            strip.extend(triangles.iter().flat_map(|&[a, b, c]| [a, a, b, c, c]));
            Ok((2, [STRIP, mesh.nodes.len() as u32], strip))
        }
    }
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
