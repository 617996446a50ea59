//! Paul Bourke's meshes: a line with the type (1 polar, 2 rectangular), a line with columns and rows, then
//! `x y u v intensity` for each node. x goes from −aspect to aspect and y from −1 to 1, upwards; u and v from
//! 0 to 1, v upwards. A node of negative intensity is not drawn.

use glam::Vec2;

use crate::budget::Budget;
use crate::error::{Fault, WarpError};
use crate::mesh::{Cells, Mesh, Node};
use crate::numbers::{as_it_is, lines, number, place, short, shortest, side};
use crate::options::{ReadOptions, WriteOptions};
use crate::pfm::only_flat;
use crate::warp::{Geometry, Kind, Region, Warp};

/// Reads a mesh of either type.
///
/// # Errors
/// A line is missing or has no numbers, or a value is infinite.
pub fn read_bourke(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Warp, WarpError> {
    parse(bytes, options).map_err(|fault| fault.named(name))
}

fn parse(bytes: &[u8], options: &ReadOptions) -> Result<Warp, Fault> {
    let mut lines =
        lines(bytes).filter(|(_, line)| line.as_ref().map_or(true, |it| !it.trim().is_empty()));
    let mut header = |what: &str| {
        let missing = || Fault::at("its end", format!("there is no {what}"));
        let (at, line) = lines.next().ok_or_else(missing)?;
        Ok::<_, Fault>((at, line?))
    };
    let (at, kind) = header("line with the type of the mesh")?;
    let wraps = match kind.trim() {
        "1" => true,
        "2" => false,
        _ => {
            let reason = format!(
                "{:?} is no type of mesh; 1 is polar, 2 rectangular",
                short(kind)
            );
            return Err(Fault::line(at, reason));
        }
    };
    let (at, counts) = header("line with columns and rows")?;
    let mut counts = counts.split_whitespace().map(side);
    let (Some(Ok(columns)), Some(Ok(rows)), None) = (counts.next(), counts.next(), counts.next())
    else {
        let reason = "write columns and rows, such as 100 60; each 2 to 32768";
        return Err(Fault::line(at, reason));
    };
    if columns < 2 || rows < 2 {
        return Err(Fault::line(at, "a mesh has at least 2 columns and 2 rows"));
    }
    let count = columns as usize * rows as usize;
    // A line has at least ten characters.
    if count > bytes.len() / 10 {
        let reason = format!("{columns} × {rows} nodes are more than the file has lines for");
        return Err(Fault::line(at, reason));
    }
    let mut budget = Budget::new(bytes.len(), options.spare_bytes);
    budget.pay(count, 72, "nodes")?;
    let mut read = Vec::with_capacity(count);
    for (at, line) in lines {
        if read.len() == count {
            let reason = format!("{columns} × {rows} nodes were read already; nothing may follow");
            return Err(Fault::line(at, reason));
        }
        read.push((at, values(line?).map_err(|reason| Fault::line(at, reason))?));
    }
    if read.len() < count {
        let reason = format!(
            "{} nodes of {columns} × {rows} are missing",
            count - read.len()
        );
        return Err(Fault::at("its end", reason));
    }
    let widest = read
        .iter()
        .map(|(_, node)| node[0].abs())
        .fold(0.0, f64::max);
    let widest = if widest > 0.0 { widest } else { 1.0 };
    let aspect = options
        .aspect
        .filter(|it| *it > 0.0 && it.is_finite())
        .unwrap_or(widest);
    let as_node = |(at, read): &(usize, [f64; 5])| {
        node(*read, aspect, options.flip_v).map_err(|reason| Fault::line(*at, reason))
    };
    let nodes = read.iter().map(as_node).collect::<Result<_, _>>()?;
    let cells = Cells::Grid {
        columns,
        rows,
        wraps,
    };
    let gamma = options.intensity_gamma;
    let mut region = Region::new(
        "",
        Geometry::Mesh(Mesh {
            nodes,
            cells,
            gamma,
        }),
    );
    region.aspect = Some(aspect);
    Ok(Warp::of_one(Kind::Picture, region))
}

/// Writes the mesh of a warp's only region; it has to be a grid.
///
/// # Errors
/// There are several regions, no mesh, triangles, or maps.
pub fn write_bourke(warp: &Warp, options: &WriteOptions) -> Result<Vec<u8>, WarpError> {
    let region = only_flat(warp, "a Paul Bourke mesh")?;
    let mesh = region.mesh("a Paul Bourke mesh")?;
    let Cells::Grid {
        columns,
        rows,
        wraps,
    } = mesh.cells
    else {
        let reason = "its triangles are no grid; draw it at a size, then make a mesh of that";
        return Err(WarpError::cannot("a Paul Bourke mesh", reason));
    };
    let of_size = |[width, height]: [u32; 2]| f64::from(width) / f64::from(height);
    let aspect = options
        .aspect
        .or(region.aspect)
        .or(region.size.map(of_size))
        .unwrap_or(1.0);
    let mut text = format!("{}\n{columns} {rows}\n", if wraps { 1 } else { 2 });
    for node in &mesh.nodes {
        let [x, y, u, v, intensity] = unnode(node, aspect, options.flip_v);
        let same = |part: usize, text: f64| {
            let mut again = unnode(node, aspect, options.flip_v);
            again[part] = text;
            self::node(again, aspect, options.flip_v).is_ok_and(|again| again == *node)
        };
        // The largest x tells the aspect: it comes out as it is, and others stay below.
        let keeps_aspect = |text: f64| {
            if x.abs() < aspect {
                text.abs() < aspect
            } else {
                text == x
            }
        };
        let x = shortest(x, |text| same(0, text) && keeps_aspect(text));
        let y = shortest(y, |text| same(1, text));
        let u = shortest(u, |text| same(2, text));
        let v = shortest(v, |text| same(3, text));
        text.push_str(&format!("{x} {y} {u} {v} {}\n", intensity as f32));
    }
    Ok(text.into_bytes())
}

fn values(line: &str) -> Result<[f64; 5], String> {
    let mut words = line.split_whitespace();
    let mut values = [0.0; 5];
    for value in &mut values {
        let word = words
            .next()
            .ok_or("a node has five numbers: x y u v intensity")?;
        *value = number(word)?;
    }
    match words.next() {
        Some(_) => Err("a node has five numbers: x y u v intensity".into()),
        None => Ok(values),
    }
}

fn node([x, y, u, v, intensity]: [f64; 5], aspect: f64, flip_v: bool) -> Result<Node, String> {
    let v = if flip_v { v } else { 1.0 - v };
    Ok(Node {
        output: Vec2::new(place((x / aspect + 1.0) / 2.0)?, place((1.0 - y) / 2.0)?),
        picture: Vec2::new(place(u)?, place(v)?),
        intensity: as_it_is(intensity)?,
    })
}

fn unnode(node: &Node, aspect: f64, flip_v: bool) -> [f64; 5] {
    let [output, picture] = [node.output.as_dvec2(), node.picture.as_dvec2()];
    let v = if flip_v { picture.y } else { 1.0 - picture.y };
    [
        (2.0 * output.x - 1.0) * aspect,
        1.0 - 2.0 * output.y,
        picture.x,
        v,
        f64::from(node.intensity),
    ]
}
