//! SimCAD: XML with a square grid (33 × 33 as a rule) of how far each point of the output is moved, to the right and
//! down, as shares of `range`. Row by row from the top; all zeros move nothing.

use glam::Vec2;

use crate::budget::Budget;
use crate::domeprojection::plain_grid;
use crate::error::{Fault, WarpError};
use crate::mesh::{Cells, Mesh, Node};
use crate::numbers::{finite, number, place, shortest};
use crate::options::{ReadOptions, WriteOptions};
use crate::pfm::only_flat;
use crate::warp::{Geometry, Kind, Region, Warp};
use crate::xml;

/// Reads a grid.
///
/// # Errors
/// The XML is damaged, values are no numbers, or their count is no square.
pub fn read_simcad(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Warp, WarpError> {
    parse(bytes, options).map_err(|fault| fault.named(name))
}

fn parse(bytes: &[u8], options: &ReadOptions) -> Result<Warp, Fault> {
    let text = xml::text(bytes)?;
    let mut budget = Budget::new(bytes.len(), options.spare_bytes);
    let document = xml::parse(text, &mut budget)?;
    let root = document.root_element();
    if !xml::is(root, "GeometryFile") {
        return Err(Fault::Unknown(format!(
            "it is other XML: {}",
            xml::place(root)
        )));
    }
    let definition = xml::child(root, "GeometryDefinition");
    let definition =
        definition.ok_or_else(|| Fault::at(xml::place(root), "<GeometryDefinition> is missing"))?;
    let right = moves(definition, "X-FlatParameters", &mut budget)?;
    let down = moves(definition, "Y-FlatParameters", &mut budget)?;
    let side = right.len().isqrt();
    if right.len() != down.len() || side * side != right.len() || side < 2 {
        let reason = format!(
            "{} values to the right and {} down are no square grid; 33 × 33 = 1089 of each are usual",
            right.len(),
            down.len()
        );
        return Err(Fault::at(xml::place(definition), reason));
    }
    budget.pay(right.len(), 20, "nodes")?;
    let mut nodes = Vec::with_capacity(right.len());
    for (at, (right, down)) in right.iter().zip(&down).enumerate() {
        let node = node(at, side, *right, *down, options.flip_v);
        let wrong = |reason| Fault::at(format!("value {at} of the grid"), reason);
        nodes.push(node.map_err(wrong)?);
    }
    let cells = Cells::Grid {
        columns: side as u32,
        rows: side as u32,
        wraps: false,
    };
    let gamma = options.intensity_gamma;
    let region = Region::new(
        "",
        Geometry::Mesh(Mesh {
            nodes,
            cells,
            gamma,
        }),
    );
    Ok(Warp::of_one(Kind::Picture, region))
}

/// Writes the mesh of a warp's only region: a square grid of nodes that stand evenly in the picture.
///
/// # Errors
/// There are several regions, no such mesh, or maps.
pub fn write_simcad(warp: &Warp, options: &WriteOptions) -> Result<Vec<u8>, WarpError> {
    let format = "SimCAD";
    let mesh = only_flat(warp, format)?.mesh(format)?;
    let (columns, rows) = plain_grid(mesh, format)?;
    if columns != rows {
        let reason = "its grid is not square; make a mesh of 33 × 33 nodes";
        return Err(WarpError::cannot(format, reason));
    }
    let side = columns as usize;
    let (mut right, mut down) = (Vec::new(), Vec::new());
    for (at, node) in mesh.nodes.iter().enumerate() {
        let rest = even(at, side);
        let is_even = self::node(at, side, 0.0, 0.0, options.flip_v)
            .is_ok_and(|there| there.picture == node.picture);
        if !is_even {
            let reason = "its nodes do not stand evenly in the picture; SimCAD moves only their places on the output";
            return Err(WarpError::cannot(format, reason));
        }
        let output = node.output.as_dvec2();
        right.push(shortest(output.x - rest[0], |by| {
            place(rest[0] + by) == Ok(node.output.x)
        }));
        down.push(shortest(output.y - rest[1], |by| {
            place(rest[1] + by) == Ok(node.output.y)
        }));
    }
    let (right, down) = (right.join(" "), down.join(" "));
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<GeometryFile>\n  <GeometryDefinition>\n    \
         <X-FlatParameters range=\"1\">{right}</X-FlatParameters>\n    \
         <Y-FlatParameters range=\"1\">{down}</Y-FlatParameters>\n  </GeometryDefinition>\n</GeometryFile>\n"
    )
    .into_bytes())
}

/// The values of one direction, shares of the output.
fn moves(
    definition: roxmltree::Node<'_, '_>,
    name: &'static str,
    budget: &mut Budget,
) -> Result<Vec<f64>, Fault> {
    let missing = || Fault::at(xml::place(definition), format!("<{name}> is missing"));
    let element = xml::child(definition, name).ok_or_else(missing)?;
    let wrong = |reason| Fault::at(xml::place(element), reason);
    let range = finite(xml::attribute(element, "range").unwrap_or("1")).map_err(wrong)?;
    if range <= 0.0 {
        return Err(wrong("its range is to be above 0".into()));
    }
    let mut values = Vec::new();
    for word in element.text().unwrap_or_default().split_ascii_whitespace() {
        budget.pay(1, 32, "values")?;
        values.push(number(word).map_err(wrong)? / range);
    }
    Ok(values)
}

/// Where a node stands before it is moved.
fn even(at: usize, side: usize) -> [f64; 2] {
    let last = (side - 1) as f64;
    [(at % side) as f64 / last, (at / side) as f64 / last]
}

fn node(at: usize, side: usize, right: f64, down: f64, flip_v: bool) -> Result<Node, String> {
    let [x, y] = even(at, side);
    Ok(Node {
        output: Vec2::new(place(x + right)?, place(y + down)?),
        picture: Vec2::new(place(x)?, place(if flip_v { 1.0 - y } else { y })?),
        intensity: 1.0,
    })
}
