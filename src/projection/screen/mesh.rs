//! Triangles of a file, in a tree that finds quickly which of them a ray meets.

use std::ops::Range;

use glam::{DVec2, DVec3, Vec2, Vec3};

use super::Hit;
use crate::projector::ExactRay;

/// More triangles than this are not a projection surface.
pub const MOST_TRIANGLES: usize = 1 << 21;

/// So many triangles are looked through one by one.
const LEAF: usize = 4;

/// Triangles in room space: metres, y up, −z to the front.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    vertices: Vec<Vec3>,
    /// As many as vertices, or none: u to the right, v down.
    places: Vec<Vec2>,
    triangles: Vec<[u32; 3]>,
}

/// Why a file is no mesh.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeshError {
    /// A line of an OBJ file cannot be understood.
    #[error("line {0}: {1}")]
    Line(usize, String),
    /// The file is not what it should be; why.
    #[error("{0}")]
    Form(String),
    /// There is no triangle in it.
    #[error("there are no triangles in it")]
    Empty,
    /// There are more than [`MOST_TRIANGLES`].
    #[error("it has more than 2 million triangles; a projection surface needs a few thousand")]
    TooMany,
    /// A number is not finite, or farther than a hundred kilometres away.
    #[error("vertex {0} is not a place in a room")]
    Nowhere(usize),
}

impl Mesh {
    /// Triangles by the numbers of their vertices. `places` has an entry for each vertex, or is empty; u to the right,
    /// v down.
    ///
    /// Triangles without area are left out.
    ///
    /// # Errors
    /// There is none, there are too many, or one is nowhere.
    pub fn new(
        vertices: Vec<Vec3>,
        places: Vec<Vec2>,
        mut triangles: Vec<[u32; 3]>,
    ) -> Result<Self, MeshError> {
        if triangles.len() > MOST_TRIANGLES {
            return Err(MeshError::TooMany);
        }
        let is_somewhere = |vertex: &Vec3| vertex.is_finite() && vertex.abs().max_element() < 1e5;
        if let Some(lost) = vertices.iter().position(|vertex| !is_somewhere(vertex)) {
            return Err(MeshError::Nowhere(lost));
        }
        let has_places = places.len() == vertices.len() && places.iter().all(|at| at.is_finite());
        let places = if has_places { places } else { Vec::new() };
        let count = vertices.len();
        if triangles
            .iter()
            .flatten()
            .any(|&vertex| vertex as usize >= count)
        {
            let message = format!("a triangle names a vertex beyond the {count} there are");
            return Err(MeshError::Form(message));
        }
        triangles.retain(|corners| {
            let [a, b, c] = corners.map(|corner| vertices[corner as usize].as_dvec3());
            (b - a).cross(c - a).length_squared() > 0.0
        });
        if triangles.is_empty() {
            return Err(MeshError::Empty);
        }
        Ok(Self {
            vertices,
            places,
            triangles,
        })
    }

    /// Corners in metres.
    pub fn vertices(&self) -> &[Vec3] {
        &self.vertices
    }

    /// Each triangle's vertices.
    pub fn triangles(&self) -> &[[u32; 3]] {
        &self.triangles
    }

    /// Whether vertices have places on a picture.
    pub fn has_places(&self) -> bool {
        !self.places.is_empty()
    }

    fn corners(&self, triangle: u32) -> [DVec3; 3] {
        self.triangles[triangle as usize].map(|corner| self.vertices[corner as usize].as_dvec3())
    }
}

/// A mesh and a tree of boxes around its triangles.
#[derive(Clone, Debug)]
pub struct Tree {
    mesh: Mesh,
    /// Triangles in the order of the leaves.
    order: Vec<u32>,
    boxes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    low: Vec3,
    high: Vec3,
    /// The leaf's part of the order; of others empty.
    leaf: Range<u32>,
    /// The second child; the first one follows its parent.
    second: u32,
}

impl Tree {
    /// Sorts the triangles of a mesh.
    pub fn new(mesh: Mesh) -> Self {
        let mut order: Vec<u32> = (0..mesh.triangles.len() as u32).collect();
        let mut boxes = Vec::with_capacity(mesh.triangles.len());
        split(&mesh, &mut order, 0, &mut boxes);
        Self { mesh, order, boxes }
    }

    /// The nearest triangle that a ray meets, from either side; its normal is on a side of its own.
    pub fn meet(&self, ray: &ExactRay) -> Option<Hit> {
        let inverse = ray.direction.recip();
        let mut nearest: Option<Hit> = None;
        // Halving 2 million triangles is 21 boxes deep.
        let mut waiting = [0_u32; 64];
        let mut count = 1;
        while count > 0 {
            count -= 1;
            let index = waiting[count];
            let node = &self.boxes[index as usize];
            let limit = nearest.map_or(f64::INFINITY, |hit| hit.distance);
            if !meets_box(node, ray.origin, inverse, limit) {
                continue;
            }
            if node.leaf.is_empty() {
                waiting[count] = node.second;
                waiting[count + 1] = index + 1;
                count += 2;
                continue;
            }
            for &triangle in &self.order[node.leaf.start as usize..node.leaf.end as usize] {
                let limit = nearest.map_or(f64::INFINITY, |hit| hit.distance);
                nearest = self.meet_triangle(triangle, ray, limit).or(nearest);
            }
        }
        nearest
    }

    /// Möller's and Trumbore's way: the ray in the triangle's own coordinates.
    fn meet_triangle(&self, triangle: u32, ray: &ExactRay, limit: f64) -> Option<Hit> {
        let [a, b, c] = self.mesh.corners(triangle);
        let (to_b, to_c) = (b - a, c - a);
        let across = ray.direction.cross(to_c);
        let scale = to_b.dot(across);
        if scale == 0.0 {
            return None;
        }
        let from_a = ray.origin - a;
        let u = from_a.dot(across) / scale;
        let other = from_a.cross(to_b);
        let v = ray.direction.dot(other) / scale;
        let distance = to_c.dot(other) / scale;
        // What lies on an edge belongs to both, so that no light falls between neighbours.
        const EDGE: f64 = -1e-9;
        let is_met = u >= EDGE && v >= EDGE && u + v <= 1.0 - EDGE;
        if !(is_met && distance > 1e-6 && distance < limit) {
            return None;
        }
        let uv = self.mesh.has_places().then(|| {
            let [a, b, c] = self.mesh.triangles[triangle as usize]
                .map(|corner| self.mesh.places[corner as usize].as_dvec2());
            a * (1.0 - u - v) + b * u + c * v
        });
        Some(Hit {
            distance,
            point: ray.at(distance),
            normal: to_b.cross(to_c).normalize_or_zero(),
            uv: uv.map(|uv: DVec2| uv),
        })
    }
}

/// Adds the box around a part of the order, and those within it. Returns nothing: a child follows its parent.
fn split(mesh: &Mesh, order: &mut [u32], start: u32, boxes: &mut Vec<Node>) {
    let (mut low, mut high) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
    for &triangle in order.iter() {
        for corner in mesh.triangles[triangle as usize] {
            low = low.min(mesh.vertices[corner as usize]);
            high = high.max(mesh.vertices[corner as usize]);
        }
    }
    let index = boxes.len();
    boxes.push(Node {
        low,
        high,
        leaf: start..start,
        second: 0,
    });
    if order.len() <= LEAF {
        boxes[index].leaf = start..start + order.len() as u32;
        return;
    }
    let extent = high - low;
    let axis = if extent.x >= extent.y && extent.x >= extent.z {
        0
    } else if extent.y >= extent.z {
        1
    } else {
        2
    };
    let middle = |triangle: u32| {
        let [a, b, c] = mesh.triangles[triangle as usize];
        [a, b, c]
            .map(|corner| mesh.vertices[corner as usize][axis])
            .iter()
            .sum::<f32>()
    };
    let half = order.len() / 2;
    order.select_nth_unstable_by(half, |a, b| middle(*a).total_cmp(&middle(*b)));
    let (first, second) = order.split_at_mut(half);
    split(mesh, first, start, boxes);
    boxes[index].second = boxes.len() as u32;
    split(mesh, second, start + half as u32, boxes);
}

fn meets_box(node: &Node, origin: DVec3, inverse: DVec3, limit: f64) -> bool {
    // A little larger, so that what rounding moved is still inside.
    let (low, high) = (node.low.as_dvec3() - 1e-6, node.high.as_dvec3() + 1e-6);
    let (a, b) = ((low - origin) * inverse, (high - origin) * inverse);
    let enter = a.min(b).max_element();
    let leave = a.max(b).min_element();
    leave >= enter.max(0.0) && enter <= limit
}
