//! The local latents of a scene when nothing is heard: a grid of N(0, 1) that streams over the surface
//! and changes on its way, with a continuous speed and without ever growing or fading.

use std::f64::consts::TAU;

use welkin_installation::Walk;
use welkin_values::{Grid, LatentShape};

use crate::chance::{self, Purpose, seed_for};
use crate::sphere::{self, spline};
use crate::way::Place;

/// The pattern is another after it has streamed this many cells.
const CELLS_PER_PATTERN: f64 = 4.0;

/// Cells a second.
const FASTEST: f64 = 1000.0;

/// A scene's field, and the four patterns around where it is.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    shape: LatentShape,
    seed: u64,
    drift: f64,
    /// Radians in the picture, from the right.
    heading: f64,
    /// The pattern passed last, with the number of patterns on a circuit, when `patterns` are ready.
    ready: Option<(i64, i64)>,
    patterns: [Vec<f32>; 4],
    /// Share of the way to the next pattern.
    share: f32,
    /// Cells streamed to the right and down.
    streamed: (f64, f64),
}

impl Field {
    /// None for a model without local latents. Where the surface wraps, the field streams along it,
    /// elsewhere whereto chance will.
    pub(crate) fn new(
        show_seed: u64,
        walk: &Walk,
        shape: LatentShape,
        wraps: bool,
    ) -> Option<Self> {
        let numbers = shape.local_channels * shape.local_height * shape.local_width;
        if numbers == 0 {
            return None;
        }
        let seeds = [show_seed, walk.seed];
        let heading_seed = seed_for(Purpose::Heading, &seeds);
        let headings = if wraps { 2 } else { 360 };
        let heading = chance::choose(heading_seed, 0, headings) as f64 / headings as f64 * TAU;
        Some(Self {
            shape,
            seed: seed_for(Purpose::Field, &seeds),
            drift: f64::from(chance::finite(walk.drift)).clamp(-FASTEST, FASTEST),
            heading,
            ready: None,
            patterns: Default::default(),
            share: 0.0,
            streamed: (0.0, 0.0),
        })
    }

    /// Gets the patterns around a place ready. On a circuit the field streams around a circle, and as
    /// many patterns as fit follow each other; when fewer than four fit, one stays.
    pub(crate) fn prepare(&mut self, place: Place) {
        let (pattern, circuit) = match place.circuit {
            None => {
                let cells = self.drift * place.secs;
                self.streamed = (cells * self.heading.cos(), cells * self.heading.sin());
                (cells / CELLS_PER_PATTERN, 0)
            }
            Some((_, circuit_secs)) => {
                let cells = self.drift * circuit_secs;
                let (radius, share) = (cells / TAU, place.secs / circuit_secs);
                let turned = self.heading + share * TAU;
                self.streamed = (
                    radius * (turned.sin() - self.heading.sin()),
                    radius * (self.heading.cos() - turned.cos()),
                );
                let patterns = (cells / CELLS_PER_PATTERN).round().clamp(-1e9, 1e9);
                let patterns = if patterns.abs() < 4.0 { 0.0 } else { patterns };
                (share * patterns, (patterns.abs() as i64).max(1))
            }
        };
        self.share = (pattern - pattern.floor()) as f32;
        self.ready_patterns(pattern.floor() as i64, circuit);
    }

    /// The field at the place last made ready.
    pub(crate) fn local(&self) -> Grid {
        let LatentShape {
            local_channels,
            local_height,
            local_width,
            ..
        } = self.shape;
        let (height, width) = (local_height, local_width);
        let mut mixed = vec![0.0; local_channels * height * width];
        for (weight, pattern) in unit_power(spline(self.share))
            .into_iter()
            .zip(&self.patterns)
        {
            sphere::add(&mut mixed, weight, pattern);
        }
        let across = Taps::new(self.streamed.0, width);
        let down = Taps::new(self.streamed.1, height);
        let mut shifted = vec![0.0; mixed.len()];
        for (from, to) in mixed.chunks(width).zip(shifted.chunks_mut(width)) {
            for (x, to) in to.iter_mut().enumerate() {
                *to = across.iter(x).map(|(weight, x)| weight * from[x]).sum();
            }
        }
        let mut grid = Grid::zeros(local_channels, height, width);
        let channels = shifted
            .chunks(height * width)
            .zip(grid.values.chunks_mut(height * width));
        for (from, to) in channels {
            for (y, row) in to.chunks_mut(width).enumerate() {
                for (weight, y) in down.iter(y) {
                    sphere::add(row, weight, &from[y * width..(y + 1) * width]);
                }
            }
        }
        grid
    }

    fn ready_patterns(&mut self, passed: i64, circuit: i64) {
        match self.ready {
            Some(ready) if ready == (passed, circuit) => return,
            Some(ready) if ready == (passed - 1, circuit) => {
                self.patterns.rotate_left(1);
                self.patterns[3] = self.pattern(passed + 2, circuit);
            }
            _ => {
                self.patterns =
                    std::array::from_fn(|i| self.pattern(passed - 1 + i as i64, circuit));
            }
        }
        self.ready = Some((passed, circuit));
    }

    fn pattern(&self, index: i64, circuit: i64) -> Vec<f32> {
        let LatentShape {
            local_channels,
            local_height,
            local_width,
            ..
        } = self.shape;
        let mut pattern = vec![0.0; local_channels * local_height * local_width];
        let index = if circuit > 0 {
            index.rem_euclid(circuit)
        } else {
            index
        };
        chance::normals(self.seed, index, &mut pattern);
        pattern
    }
}

/// Which cells of a line of cells that closes on itself are seen at a cell, after streaming, and how
/// much of each; the weights' squares sum to 1, so that independent cells keep their variance.
struct Taps {
    first: i64,
    cells: usize,
    weights: [f32; 4],
}

impl Taps {
    fn new(streamed: f64, cells: usize) -> Self {
        let source = -streamed.rem_euclid(cells as f64);
        let passed = source.floor();
        let split = spline((source - passed) as f32);
        // On a short line a cell is met more than once.
        let mut weights = [0.0; 4];
        for (i, weight) in split.into_iter().enumerate() {
            weights[i % cells] += weight;
        }
        Self {
            first: passed as i64 - 1,
            cells,
            weights: unit_power(weights),
        }
    }

    fn iter(&self, at: usize) -> impl Iterator<Item = (f32, usize)> {
        let first = (self.first + at as i64).rem_euclid(self.cells as i64) as usize;
        (0..self.cells.min(4)).map(move |i| (self.weights[i], (first + i) % self.cells))
    }
}

/// Scales weights so that their squares sum to 1.
fn unit_power(weights: [f32; 4]) -> [f32; 4] {
    let power = weights.iter().map(|weight| weight * weight).sum::<f32>();
    weights.map(|weight| weight / power.sqrt())
}

#[cfg(test)]
mod tests;
