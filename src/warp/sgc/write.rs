//! Writes `.sgc`: open grids as version 1, triangles as a strip of version 2.

use super::{NO_VIEW, STRIP};
use crate::error::WarpError;
use crate::mesh::{Cells, Mesh};
use crate::options::WriteOptions;
use crate::pfm::only;
use crate::view::Turn;
use crate::warp::{Kind, Warp};

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
