//! A small correction of where an output's light falls: so many pixels at the nodes of a small grid.

use serde::{Deserialize, Serialize};

/// Offsets at the nodes of a grid that spans an output from edge to edge. What a pixel showed is seen that far to the
/// right and down; between nodes offsets run smoothly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nudge {
    /// Nodes across, 2 to 9.
    pub columns: usize,
    /// Nodes down, 2 to 9.
    pub rows: usize,
    /// Pixels to the right and down for each node, row by row from the top, each −200 to 200.
    pub offsets: Vec<[f32; 2]>,
}

impl Default for Nudge {
    /// The four corners, unmoved.
    fn default() -> Self {
        Self::still(Self::FEWEST, Self::FEWEST)
    }
}

impl Nudge {
    /// Fewest nodes across or down.
    pub const FEWEST: usize = 2;

    /// Most nodes across or down.
    pub const MOST: usize = 9;

    /// No node goes farther to any side, pixels.
    pub const FARTHEST_PX: f32 = 200.0;

    /// A grid that moves nothing; a side beyond 2 to 9 nodes becomes the nearest that is allowed.
    pub fn still(columns: usize, rows: usize) -> Self {
        let [columns, rows] = [columns, rows].map(|side| side.clamp(Self::FEWEST, Self::MOST));
        Self {
            columns,
            rows,
            offsets: vec![[0.0; 2]; columns * rows],
        }
    }

    /// Whether it moves nothing.
    pub fn is_still(&self) -> bool {
        self.offsets.iter().flatten().all(|pixels| *pixels == 0.0)
    }

    /// Whether the sides are 2 to 9 nodes, each node has its offset, and none is too far or not a number.
    pub fn is_sane(&self) -> bool {
        let sides = Self::FEWEST..=Self::MOST;
        let near = -Self::FARTHEST_PX..=Self::FARTHEST_PX;
        sides.contains(&self.columns)
            && sides.contains(&self.rows)
            && self.offsets.len() == self.columns * self.rows
            && self.offsets.iter().flatten().all(|px| near.contains(px))
    }

    /// Where a node is, as shares of the output's width and height; none for a node that is not there.
    pub fn place(&self, node: usize) -> Option<[f32; 2]> {
        let is_there = node < self.offsets.len() && self.columns > 1 && self.rows > 1;
        is_there.then(|| {
            let [column, row] = [node % self.columns, node / self.columns];
            let share = |at: usize, side: usize| at as f32 / (side - 1) as f32;
            [share(column, self.columns), share(row, self.rows)]
        })
    }

    /// The node nearest to a place, given as shares of the output's width and height; beyond the edges the nearest too.
    pub fn nearest(&self, [across, down]: [f32; 2]) -> usize {
        // What is not a number counts as 0, and so does a side without nodes.
        let nearest = |share: f32, side: usize| {
            let last = side.saturating_sub(1);
            ((share * last as f32).round() as usize).min(last)
        };
        nearest(down, self.rows) * self.columns + nearest(across, self.columns)
    }

    /// Moves a node by pixels to the right and down, as far as it may go. Returns whether it moved: not where there is
    /// no such node, it is at its end, or `by` is not a number.
    pub fn push(&mut self, node: usize, by: [f32; 2]) -> bool {
        let Some(offset) = self.offsets.get_mut(node) else {
            return false;
        };
        let before = *offset;
        for (pixels, by) in offset.iter_mut().zip(by) {
            let pushed = *pixels + by;
            if pushed.is_finite() {
                *pixels = pushed.clamp(-Self::FARTHEST_PX, Self::FARTHEST_PX);
            }
        }
        *offset != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_count_row_by_row() {
        let nudge = Nudge::still(3, 2);
        let places: Vec<_> = (0..7).map(|node| nudge.place(node)).collect();
        let expected = [
            Some([0.0, 0.0]),
            Some([0.5, 0.0]),
            Some([1.0, 0.0]),
            Some([0.0, 1.0]),
            Some([0.5, 1.0]),
            Some([1.0, 1.0]),
            None,
        ];
        assert_eq!(places, expected);
        for node in 0..6 {
            assert_eq!(nudge.place(node).map(|at| nudge.nearest(at)), Some(node));
        }
        assert_eq!(nudge.nearest([9.0, -9.0]), 2);
        assert_eq!(nudge.nearest([f32::NAN, f32::INFINITY]), 3);
    }

    #[test]
    fn a_node_goes_so_far_and_no_farther() {
        let mut nudge = Nudge::default();
        assert!(nudge.is_still() && nudge.is_sane());
        assert!(nudge.push(1, [3.0, -0.5]) && nudge.push(1, [1.0, 0.0]));
        assert_eq!(nudge.offsets[1], [4.0, -0.5]);
        assert!(nudge.push(1, [1e30, -1e30]) && !nudge.push(1, [1.0, -1.0]));
        assert_eq!(nudge.offsets[1], [200.0, -200.0]);
        for by in [[f32::NAN, 0.0], [f32::INFINITY, f32::NAN], [0.0, 0.0]] {
            assert!(!nudge.push(1, by), "{by:?}");
        }
        assert!(!nudge.push(4, [1.0, 1.0]));
        assert!(!nudge.is_still() && nudge.is_sane());
    }

    #[test]
    fn what_is_wrong_is_known() {
        let still = Nudge::still(0, 100);
        assert_eq!((still.columns, still.rows), (2, 9));
        assert!(still.is_sane());
        let wrong = |columns, rows, offsets: &[[f32; 2]]| {
            let nudge = Nudge {
                columns,
                rows,
                offsets: offsets.to_vec(),
            };
            assert!(!nudge.is_sane(), "{nudge:?}");
            // Nothing that is asked of it panics.
            assert!(nudge.place(usize::MAX).is_none());
            assert!(nudge.nearest([0.5, 0.5]) < 100);
        };
        wrong(2, 2, &[[0.0; 2]; 3]);
        wrong(0, 0, &[]);
        wrong(0, 2, &[[0.0; 2]; 3]);
        wrong(1, 4, &[[0.0; 2]; 4]);
        wrong(10, 2, &[[0.0; 2]; 20]);
        wrong(2, 2, &[[0.0, f32::NAN]; 4]);
        wrong(2, 2, &[[0.0, 201.0]; 4]);
    }
}
