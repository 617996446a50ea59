//! Positions and places of an OBJ become nodes.

use std::collections::HashMap;

use glam::Vec2;

use super::Listed;
use crate::budget::Budget;
use crate::error::Fault;
use crate::mesh::{Cells, Mesh, Node};

/// Positions and places joined: in the file's order where each position has the place of the same number, else
/// in the order in which faces use them.
pub(super) fn mesh(listed: &Listed, gamma: f32, budget: &mut Budget) -> Result<Mesh, Fault> {
    let node = |[position, place]: [u32; 2], at: usize| {
        let position = listed.positions.get(position as usize);
        let place = listed.places.get(place as usize);
        let (Some(position), Some(place)) = (position, place) else {
            let reason = "a corner names a place that is not in the file; each needs v and vt";
            return Err(Fault::line(at, reason));
        };
        Ok(Node {
            output: Vec2::from_array(*position),
            picture: Vec2::from_array(*place),
            intensity: 1.0,
        })
    };
    let pairs = || listed.triangles.iter().flat_map(|(corners, _)| corners);
    let is_joined = listed.positions.len() == listed.places.len() && pairs().all(|[a, b]| a == b);
    let (mut nodes, mut triangles) = (Vec::new(), Vec::new());
    if is_joined {
        for at in 0..listed.positions.len() {
            budget.pay(1, 3 * size_of::<Node>(), "nodes")?;
            nodes.push(node([at as u32; 2], 0)?);
        }
        for (corners, at) in &listed.triangles {
            node(corners[0], *at)
                .and(node(corners[1], *at))
                .and(node(corners[2], *at))?;
            triangles.push(corners.map(|[position, _]| position));
        }
    } else {
        let mut known = HashMap::new();
        for (corners, at) in &listed.triangles {
            let mut triangle = [0; 3];
            for (corner, index) in corners.iter().zip(&mut triangle) {
                *index = match known.get(corner) {
                    Some(index) => *index,
                    None => {
                        budget.pay(1, 3 * size_of::<Node>() + 64, "nodes")?;
                        nodes.push(node(*corner, *at)?);
                        known.insert(*corner, nodes.len() as u32 - 1);
                        nodes.len() as u32 - 1
                    }
                };
            }
            triangles.push(triangle);
        }
    }
    let cells = Cells::Triangles(triangles);
    Ok(Mesh {
        nodes,
        cells,
        gamma,
    })
}
