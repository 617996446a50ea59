//! A mesh drawn into a field, once, so that every pixel can be asked.

use crate::error::Fault;
use crate::field::Field;
use crate::mesh::{Mesh, Node};
use crate::numbers::extent;

/// How often a mesh may cover the whole output.
const MOST_LAYERS: u64 = 64;
/// Pixels whose middle lies this near to an edge belong to both sides, so that no seam opens.
const EDGE: f64 = 1e-9;
/// Triangles of less are lines, twice their area in pixels.
const SMALLEST: f64 = 1e-9;

/// What a mesh shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawn {
    /// Places in the picture for every pixel's middle.
    pub(crate) field: Field,
    /// Intensities as the mesh has them; 0 where nothing is.
    pub(crate) intensities: Vec<f32>,
}

/// Draws a mesh at a size in pixels. Where it folds over itself, the last triangle is seen.
pub(crate) fn draw(mesh: &Mesh, size: [u32; 2]) -> Result<Drawn, Fault> {
    extent(size).map_err(|reason| Fault::at("its size", reason))?;
    let pixels = size[0] as usize * size[1] as usize;
    let mut drawn = Drawn {
        field: Field::of_places(size, vec![[f32::NAN; 3]; pixels]),
        intensities: vec![0.0; pixels],
    };
    let triangles = mesh.triangle_count() as u64;
    let mut left = MOST_LAYERS * (pixels as u64 + u64::from(size[1])) + 8 * triangles;
    for triangle in mesh.triangles() {
        let work = triangle_into(&mut drawn, triangle);
        left = left.checked_sub(work).ok_or_else(|| {
            Fault::TooMuch(format!("a mesh that covers its output {MOST_LAYERS} times"))
        })?;
    }
    Ok(drawn)
}

/// Draws one triangle; says how many rows and pixels that took.
fn triangle_into(drawn: &mut Drawn, triangle: [Node; 3]) -> u64 {
    let [columns, rows] = drawn.field.size.map(f64::from);
    let corner = triangle.map(|node| {
        let place = node.output.as_dvec2();
        [place.x * columns, place.y * rows]
    });
    let twice_area = cross(corner[0], corner[1], corner[2]);
    if twice_area.abs() < SMALLEST {
        return 0;
    }
    let low = corner.iter().fold(f64::INFINITY, |low, at| low.min(at[1]));
    let high = corner
        .iter()
        .fold(f64::NEG_INFINITY, |high, at| high.max(at[1]));
    let first = (low - 0.5).ceil().max(0.0);
    let last = (high - 0.5).floor().min(rows - 1.0);
    let mut work = 1;
    let mut row = first;
    while row <= last {
        work += 1 + row_into(drawn, triangle, corner, twice_area, row as u32);
        row += 1.0;
    }
    work
}

/// Draws one row of a triangle; says how many pixels that were.
fn row_into(
    drawn: &mut Drawn,
    triangle: [Node; 3],
    corner: [[f64; 2]; 3],
    twice_area: f64,
    row: u32,
) -> u64 {
    let columns = drawn.field.size[0];
    // A corner's share of a pixel is straight in x: where it starts, and what a pixel adds.
    let share = |of: usize, x: f64| {
        let at = [x, f64::from(row) + 0.5];
        cross(at, corner[(of + 1) % 3], corner[(of + 2) % 3]) / twice_area
    };
    let (mut from, mut to) = (0.0f64, f64::from(columns) - 1.0);
    for of in 0..3 {
        let start = share(of, 0.5) + EDGE;
        let step = (corner[(of + 1) % 3][1] - corner[(of + 2) % 3][1]) / twice_area;
        if step > 0.0 {
            from = from.max((-start / step).ceil());
        } else if step < 0.0 {
            to = to.min((start / -step).floor());
        } else if start < 0.0 {
            return 0;
        }
    }
    if from > to {
        return 0;
    }
    for column in from as u32..=to as u32 {
        let shares: [f64; 3] = std::array::from_fn(|of| share(of, f64::from(column) + 0.5));
        let mix = |of_node: fn(&Node) -> f32| {
            let parts = triangle.iter().zip(shares);
            parts
                .map(|(node, share)| share * f64::from(of_node(node)))
                .sum::<f64>() as f32
        };
        let at = row as usize * columns as usize + column as usize;
        drawn.field.values[at] = [mix(|node| node.picture.x), mix(|node| node.picture.y), 0.0];
        drawn.intensities[at] = mix(|node| node.intensity).max(0.0);
    }
    (to - from) as u64 + 1
}

fn cross(at: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - at[0]) * (b[1] - at[1]) - (a[1] - at[1]) * (b[0] - at[0])
}
