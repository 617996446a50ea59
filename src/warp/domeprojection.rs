//! domeprojection.com's CSV: `x;y;u;v;col;row` for each node, all places from the upper left. Nodes come in any
//! order; a line of names may stand first.

use glam::Vec2;

use crate::budget::Budget;
use crate::error::{Fault, WarpError};
use crate::mesh::{Cells, Mesh, Node};
use crate::numbers::{LARGEST_SIDE, as_it_is, lines, number};
use crate::options::{ReadOptions, WriteOptions};
use crate::pfm::only_flat;
use crate::warp::{Geometry, Kind, Region, Warp};

/// Reads a mesh.
///
/// # Errors
/// A line has not six numbers, or a node is missing or there twice.
pub fn read_domeprojection(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<Warp, WarpError> {
    parse(bytes, options).map_err(|fault| fault.named(name))
}

fn parse(bytes: &[u8], options: &ReadOptions) -> Result<Warp, Fault> {
    let mut budget = Budget::new(bytes.len(), options.spare_bytes);
    let mut read = Vec::new();
    let (mut columns, mut rows) = (0, 0);
    for (at, line) in lines(bytes) {
        let line = line?.trim().trim_start_matches('\u{feff}');
        let is_names =
            read.is_empty() && line.starts_with(|first: char| first.is_ascii_alphabetic());
        let is_nan = line
            .get(..3)
            .is_some_and(|it| it.eq_ignore_ascii_case("nan"));
        if line.is_empty() || (is_names && !is_nan) {
            continue;
        }
        budget.pay(1, 176, "nodes")?;
        let (node, [column, row]) =
            node(line, options).map_err(|reason| Fault::line(at, reason))?;
        (columns, rows) = (columns.max(column + 1), rows.max(row + 1));
        read.push((node, [column, row], at));
    }
    if columns < 2 || rows < 2 {
        return Err(Fault::at(
            "its end",
            "a mesh has at least 2 columns and 2 rows",
        ));
    }
    let count = columns as usize * rows as usize;
    if count != read.len() {
        let reason = format!(
            "{columns} columns and {rows} rows are {count} nodes, not {}; each is needed once",
            read.len()
        );
        return Err(Fault::at("its end", reason));
    }
    let mut nodes = vec![None; count];
    for (node, [column, row], at) in read {
        let place = &mut nodes[row as usize * columns as usize + column as usize];
        if place.replace(node).is_some() {
            let reason = format!("the node of column {column} and row {row} is there twice");
            return Err(Fault::line(at, reason));
        }
    }
    let nodes: Vec<Node> = nodes.into_iter().flatten().collect();
    let cells = Cells::Grid {
        columns,
        rows,
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

/// Writes the mesh of a warp's only region; it has to be a grid of nodes that are all drawn at full intensity.
///
/// # Errors
/// There are several regions, no such mesh, or maps.
pub fn write_domeprojection(warp: &Warp, options: &WriteOptions) -> Result<Vec<u8>, WarpError> {
    let format = "domeprojection.com's CSV";
    let mesh = only_flat(warp, format)?.mesh(format)?;
    let (columns, _) = plain_grid(mesh, format)?;
    let mut text = String::from("x;y;u;v;col;row\n");
    for (at, node) in mesh.nodes.iter().enumerate() {
        let (column, row) = (at % columns as usize, at / columns as usize);
        let [output, picture] = [node.output, node.picture];
        let v = if options.flip_v {
            (1.0 - f64::from(picture.y)).to_string()
        } else {
            picture.y.to_string()
        };
        text.push_str(&format!(
            "{};{};{};{v};{column};{row}\n",
            output.x, output.y, picture.x
        ));
    }
    Ok(text.into_bytes())
}

/// Columns and rows of a mesh for formats without triangles, seams, intensities or holes.
pub(crate) fn plain_grid(mesh: &Mesh, format: &'static str) -> Result<(u32, u32), WarpError> {
    let Cells::Grid {
        columns,
        rows,
        wraps: false,
    } = mesh.cells
    else {
        let reason = "its nodes are no open grid; draw it at a size, then make a mesh of that";
        return Err(WarpError::cannot(format, reason));
    };
    if mesh.is_plain() {
        return Ok((columns, rows));
    }
    let reason = "some nodes are not drawn or not at full intensity; write a Paul Bourke mesh";
    Err(WarpError::cannot(format, reason))
}

fn node(line: &str, options: &ReadOptions) -> Result<(Node, [u32; 2]), String> {
    let mut words = line.split(';');
    let mut next = || {
        words
            .next()
            .ok_or("a line has six numbers: x;y;u;v;col;row")
    };
    // Some write numbers with a comma.
    let mut share = || as_it_is(number(&next()?.replace(',', "."))?);
    let [x, y, u, v] = [share()?, share()?, share()?, share()?];
    let mut index = || {
        let text = next()?;
        let value: Option<u32> = text.trim().parse().ok();
        let value = value.filter(|value| *value < LARGEST_SIDE);
        value.ok_or_else(|| format!("{text:.40?} is no column or row; they count from 0"))
    };
    let at = [index()?, index()?];
    if words.any(|word| !word.trim().is_empty()) {
        return Err("a line has six numbers: x;y;u;v;col;row".into());
    }
    let v = if options.flip_v {
        (1.0 - f64::from(v)) as f32
    } else {
        v
    };
    let node = Node {
        output: Vec2::new(x, y),
        picture: Vec2::new(u, v),
        intensity: 1.0,
    };
    Ok((node, at))
}
