//! Circles in the view, close enough that each part of it lies in the middle of one.

use glam::Vec3;

/// Half the width of a circle: a television at three picture heights.
pub(super) const HALF_WIDTH: f32 = 15.0 * std::f32::consts::PI / 180.0;
/// How far apart their middles are at most.
const APART: f32 = 5.0 * std::f32::consts::PI / 180.0;
/// How much of a circle may flash: less than the standards' quarter, for circles between ours.
const SHARE: f32 = 0.2;

/// Which places lie in which circle.
#[derive(Clone, Debug)]
pub(super) struct Cones {
    cells: Vec<u32>,
    /// Where each circle's places begin in `cells`; one more at the end.
    starts: Vec<usize>,
    /// So many places of a circle may flash.
    pub(super) allowed: usize,
}

impl Cones {
    pub(super) fn new(directions: &[Vec3]) -> Self {
        let mut middles: Vec<Vec3> = Vec::new();
        let (mut cells, mut starts) = (Vec::new(), vec![0]);
        for middle in directions {
            let is_near = |other: &Vec3| other.dot(*middle) > APART.cos();
            if middles.iter().any(is_near) {
                continue;
            }
            middles.push(*middle);
            let inside = |(_, cell): &(usize, &Vec3)| cell.dot(*middle) >= HALF_WIDTH.cos();
            let found = directions.iter().enumerate().filter(inside);
            cells.extend(found.map(|(index, _)| index as u32));
            starts.push(cells.len());
        }
        // At the view's edge a circle is partly dark; it still is as large as the others.
        let largest = starts.windows(2).map(|pair| pair[1] - pair[0]).max();
        let allowed = (largest.unwrap_or(0) as f32 * SHARE) as usize;
        Self {
            cells,
            starts,
            allowed,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The places of each circle.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let ends = self.starts.windows(2);
        ends.map(|pair| &self.cells[pair[0]..pair[1]])
    }
}
