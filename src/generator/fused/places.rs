//! Where the pixels of one axis lie between the nodes of the local grid.
//!
//! Nodes are counted with one more before the first and one more after the last, so that every pixel
//! lies between two: cell 0 is left of the grid's first node.

use std::ops::Range;

/// Half-pixel centres: pixel p of an axis `times` as fine lies at (p + ½) / times − ½.
pub(crate) struct Places {
    cells: Vec<usize>,
    shares: Vec<f32>,
    runs: Vec<(usize, Range<usize>)>,
}

impl Places {
    pub(crate) fn new(nodes: usize, times: usize) -> Self {
        let (mut cells, mut shares) = (Vec::new(), Vec::new());
        let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
        for pixel in 0..nodes * times {
            let at = (pixel as f64 + 0.5) / times as f64 + 0.5;
            let cell = at.floor();
            cells.push(cell as usize);
            shares.push((at - cell) as f32);
            match runs.last_mut() {
                Some((last, run)) if *last == cell as usize => run.end = pixel + 1,
                _ => runs.push((cell as usize, pixel..pixel + 1)),
            }
        }
        Self {
            cells,
            shares,
            runs,
        }
    }

    /// How many pixels there are.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// A pixel's cell, and how far through it the pixel lies, 0 to 1.
    #[inline(always)]
    pub(super) fn at(&self, pixel: usize) -> (usize, f32) {
        (self.cells[pixel], self.shares[pixel])
    }

    /// Each cell with its pixels.
    #[inline(always)]
    pub(super) fn runs(&self) -> &[(usize, Range<usize>)] {
        &self.runs
    }

    /// How far through its cell each pixel lies.
    #[inline(always)]
    pub(super) fn shares(&self) -> &[f32] {
        &self.shares
    }
}
