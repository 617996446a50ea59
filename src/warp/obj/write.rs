//! Writes OBJ.

use crate::error::WarpError;
use crate::numbers::{place, shortest};
use crate::options::WriteOptions;
use crate::pfm::only_flat;
use crate::warp::Warp;

/// Writes the mesh of a warp's only region. Cells with nodes that are not drawn are left out.
///
/// # Errors
/// There are several regions, no mesh, intensities between dark and full, or maps.
pub fn write_obj(warp: &Warp, options: &WriteOptions) -> Result<Vec<u8>, WarpError> {
    let region = only_flat(warp, "OBJ")?;
    let mesh = region.mesh("OBJ")?;
    if mesh
        .nodes
        .iter()
        .any(|node| node.is_drawn() && node.intensity != 1.0)
    {
        let reason = "its nodes have intensities; write a Paul Bourke mesh, or make them all 1";
        return Err(WarpError::cannot("OBJ", reason));
    }
    let mut text = String::from("# x and y: output; vt: picture; both upwards\n");
    for node in &mesh.nodes {
        let [output, _] = [node.output, node.picture].map(|it| it.as_dvec2());
        let x = shortest(2.0 * output.x - 1.0, |x| {
            place((x + 1.0) / 2.0) == Ok(node.output.x)
        });
        let y = shortest(1.0 - 2.0 * output.y, |y| {
            place((1.0 - y) / 2.0) == Ok(node.output.y)
        });
        text.push_str(&format!("v {x} {y} 0\n"));
    }
    for node in &mesh.nodes {
        let v = f64::from(node.picture.y);
        let v = if options.flip_v { v } else { 1.0 - v };
        let v = shortest(v, |v| {
            place(if options.flip_v { v } else { 1.0 - v }) == Ok(node.picture.y)
        });
        let u = shortest(node.picture.x.into(), |u| place(u) == Ok(node.picture.x));
        text.push_str(&format!("vt {u} {v}\n"));
    }
    for [a, b, c] in mesh.drawn_triangles() {
        let [a, b, c] = [a + 1, b + 1, c + 1];
        text.push_str(&format!("f {a}/{a} {b}/{b} {c}/{c}\n"));
    }
    Ok(text.into_bytes())
}
