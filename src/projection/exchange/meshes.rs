//! Outputs as meshes, for formats that know nothing else: nodes, and what is lost between them.

use glam::Vec3;
use welkin_values::Coverage;
use welkin_warp::{Cells, Geometry, Mesh, Node, Seen, Warp, WarpError};

use super::ExportOptions;
use crate::map::OutputMap;

/// Pixels from node to node where nothing is said.
const STEP_PX: u32 = 16;
/// Neighbouring pixels that are so far from each other in the picture lie on both sides of its seam.
const SEAM: f32 = 0.5;
/// Straight on goes by so many pixels.
const SPAN: usize = 8;
/// And not farther than so many.
const FURTHEST: usize = 32;
/// Nodes along a side of SimCAD's grid.
const SIMCAD: u32 = 33;

/// The only region of a warp as a mesh that is drawn everywhere. Where nothing is mapped, nodes show what is nearest.
pub(super) fn mesh(
    warp: &Warp,
    map: &OutputMap,
    options: &ExportOptions,
) -> Result<Warp, WarpError> {
    let mut warp = warp.clone();
    for region in &mut warp.regions {
        if let Geometry::Field(field) = &mut region.geometry {
            refuse_seam(&field.values, map.size)?;
            fill(&mut field.values, map.size[0] as usize);
        }
    }
    let [columns, rows] = nodes(map, options);
    warp.to_meshes(columns, rows)
}

/// The only region of a warp as nodes that stand evenly in the picture and are moved on the output.
pub(super) fn moved_nodes(
    warp: &Warp,
    map: &OutputMap,
    options: &ExportOptions,
) -> Result<Warp, WarpError> {
    let whole = || {
        WarpError::CannotHold {
        format: "SimCAD",
        reason: "it moves the corners of the whole picture, and this output shows only a part; write MPCDI".into(),
    }
    };
    // Cells that the picture's edge runs through are lost, so they are small.
    let [columns, rows] = map.size.map(|side| (side / 2).clamp(2, 2048));
    let field = warp.regions.first().map(|region| &region.geometry);
    if let Some(Geometry::Field(field)) = field {
        refuse_seam(&field.values, map.size)?;
    }
    let forth = exchanged(warp.to_meshes(columns, rows)?);
    let side = options.nodes.map_or(SIMCAD, |nodes| nodes[0]);
    let mut drawn = forth.to_fields(map.size)?;
    drawn.regions.iter_mut().for_each(|it| it.alpha = None);
    let mut back = drawn.to_meshes(side, side)?;
    for region in &mut back.regions {
        if let Geometry::Mesh(mesh) = &mut region.geometry {
            let all = mesh_to_edges(mesh, side as usize);
            all.ok_or_else(whole)?;
        }
    }
    Ok(exchanged(back))
}

/// What is lost between nodes, in words.
pub(super) fn between_nodes(
    warp: &Warp,
    map: &OutputMap,
    coverage: Coverage,
    id: &str,
) -> Result<String, WarpError> {
    let sampler = warp.sampler(0, map.size)?;
    let has_blend = warp.regions.iter().any(|region| {
        matches!(&region.geometry, Geometry::Mesh(mesh) if mesh.nodes.iter().any(|node| node.intensity != 1.0))
    });
    let (mut sum, mut worst, mut blend) = (0.0, 0.0_f64, 0.0_f64);
    let (mut count, mut dark) = (0, 0);
    for y in 0..map.size[1] {
        for x in 0..map.size[0] {
            let Some(expected) = map.direction(x, y) else {
                continue;
            };
            let found = sampler.at(glam::Vec2::new(x as f32 + 0.5, y as f32 + 0.5));
            let seen = found.and_then(|found| match found.seen {
                Seen::Picture(place) => Some((coverage.direction(place)?, found.weight[0])),
                _ => None,
            });
            let Some((direction, weight)) = seen else {
                dark += 1;
                continue;
            };
            let degrees = angle(direction.vector(), expected).to_degrees();
            (sum, worst, count) = (sum + degrees, worst.max(degrees), count + 1);
            blend += f64::from((weight - map.weight(x, y)).abs());
        }
    }
    let (mean, blend) = (
        sum / f64::from(count.max(1)),
        blend / f64::from(count.max(1)),
    );
    let mut words = format!(
        "{id}: between the nodes the picture is {mean:.3}° off on average, {worst:.3}° at most"
    );
    if has_blend {
        words += &format!(", the blend {:.2} % of white on average", 100.0 * blend);
    }
    if dark > 0 {
        words += &format!("; {dark} lit pixels are dark");
    }
    Ok(words)
}

fn nodes(map: &OutputMap, options: &ExportOptions) -> [u32; 2] {
    let usual = || map.size.map(|side| side.div_ceil(STEP_PX) + 1);
    options
        .nodes
        .unwrap_or_else(usual)
        .map(|count| count.max(2))
}

/// Meshes have no way to go around the back of a panorama.
fn refuse_seam(values: &[[f32; 3]], size: [u32; 2]) -> Result<(), WarpError> {
    let width = size[0] as usize;
    let jumps = |a: &[f32; 3], b: &[f32; 3]| {
        let far = |at: usize| (a[at] - b[at]).abs();
        far(0) > SEAM || far(1) > SEAM
    };
    let mut rows = values.chunks_exact(width);
    let across = |row: &[[f32; 3]]| row.windows(2).any(|pair| jumps(&pair[0], &pair[1]));
    let down = values
        .iter()
        .zip(values.iter().skip(width))
        .any(|(a, b)| jumps(a, b));
    if down || rows.any(across) {
        return Err(WarpError::CannotHold {
            format: "a mesh",
            reason: "the seam of the picture runs through this output; write MPCDI or PFM".into(),
        });
    }
    Ok(())
}

/// Gives places where none is mapped: straight on from the nearest in the row, and for rows without any from the nearest
/// rows.
fn fill(values: &mut [[f32; 3]], width: usize) {
    let rows = values.len() / width.max(1);
    let mut full = Vec::new();
    for (at, row) in values.chunks_exact_mut(width).enumerate() {
        let mapped: Vec<usize> = (0..width).filter(|at| !row[*at][0].is_nan()).collect();
        if mapped.is_empty() {
            continue;
        }
        full.push(at);
        let known = row.to_vec();
        for column in 0..width {
            if known[column][0].is_nan() {
                let inner = |at: usize| known[at];
                row[column] = straight_on(&mapped, column, inner);
            }
        }
    }
    let known = values.to_vec();
    for row in (0..rows).filter(|row| full.binary_search(row).is_err()) {
        for column in 0..width {
            let inner = |at: usize| known[at * width + column];
            values[row * width + column] = straight_on(&full, row, inner);
        }
    }
}

/// The value at a place, straight on from the nearest of those that are known (in order, at least one) and one some
/// way inside of it.
fn straight_on(known: &[usize], at: usize, value: impl Fn(usize) -> [f32; 3]) -> [f32; 3] {
    let after = known.partition_point(|known| *known < at);
    let is_after = match (after.checked_sub(1), known.get(after)) {
        (Some(before), Some(next)) => next - at < at - known[before],
        (None, _) => true,
        (_, None) => false,
    };
    let nearest = if is_after { after } else { after - 1 };
    let inside = if is_after {
        (nearest + SPAN).min(known.len() - 1)
    } else {
        nearest.saturating_sub(SPAN)
    };
    let (edge, inner) = (known[nearest], known[inside]);
    // Beyond a hole, or where there is only one, nothing tells how it goes on.
    if edge.abs_diff(inner) != SPAN {
        return value(edge);
    }
    let steps = edge.abs_diff(at).min(FURTHEST) as f32 / SPAN as f32;
    let (edge, inner) = (value(edge), value(inner));
    std::array::from_fn(|part| edge[part] + (edge[part] - inner[part]) * steps)
}

/// Places on the output and in the picture change sides.
fn exchanged(mut warp: Warp) -> Warp {
    for region in &mut warp.regions {
        if let Geometry::Mesh(mesh) = &mut region.geometry {
            for node in &mut mesh.nodes {
                if node.intensity >= 0.0 {
                    std::mem::swap(&mut node.output, &mut node.picture);
                }
            }
        }
    }
    warp
}

/// Draws the outermost nodes of a grid straight on from those inside, where they are not drawn; none if others are not.
fn mesh_to_edges(mesh: &mut Mesh, side: usize) -> Option<()> {
    let Cells::Grid { .. } = mesh.cells else {
        return None;
    };
    let last = side - 1;
    let rings = [1, 0].map(|ring| (ring, last.saturating_sub(ring)));
    for (low, high) in rings {
        for at in 0..mesh.nodes.len() {
            let (column, row) = (at % side, at / side);
            let inward = |place: usize| match place {
                _ if place == low => 1_isize,
                _ if place == high => -1,
                _ => 0,
            };
            let (right, down) = (inward(column), inward(row));
            let is_drawn = mesh.nodes[at].is_drawn();
            if is_drawn || (right == 0 && down == 0) {
                continue;
            }
            let inside = |steps: isize| -> Option<Node> {
                let column = column.checked_add_signed(steps * right)?;
                let row = row.checked_add_signed(steps * down)?;
                let node = mesh.nodes.get(row * side + column)?;
                node.is_drawn().then_some(*node)
            };
            if let (Some(near), Some(far)) = (inside(1), inside(2)) {
                mesh.nodes[at].picture = near.picture * 2.0 - far.picture;
                mesh.nodes[at].intensity = 1.0;
            }
        }
    }
    mesh.nodes.iter().all(Node::is_drawn).then_some(())
}

/// Radians, exact where it is small.
fn angle(a: Vec3, b: Vec3) -> f64 {
    let (a, b) = (a.as_dvec3(), b.as_dvec3());
    a.cross(b).length().atan2(a.dot(b))
}
