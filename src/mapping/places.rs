//! Where the cells of a grid of local latents lie, seen from the sources.

use glam::{Vec2, Vec3};
use welkin_values::{Coverage, Direction, LatentShape};

use crate::heard::Source;

/// A source that moved less than this (half a degree) is where it was.
const LEAST_STEP: f32 = 0.009;

/// What the grid's cells hear of each source.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// By source, then by cell, row by row: how much it acts there, 0 to 1.
    bumps: Vec<Vec<f32>>,
    /// Where each source was when its bump was made.
    directions: Vec<Direction>,
    /// Where each cell lies, where it has a direction.
    cells: Vec<Option<Vec3>>,
    width: usize,
    reaches: Vec<f32>,
    /// By cell: how high it lies between the lowest (0) and the highest (1).
    heights: Vec<f32>,
}

impl Places {
    /// A source acts most where it sounds from, and e⁻² of that at its reach: exp(κ(cos θ − 1)), a
    /// von Mises–Fisher bump with κ = 2 / (1 − cos reach). Cells without a direction hear nothing.
    pub(crate) fn new(shape: LatentShape, coverage: Coverage, sources: &[Source]) -> Self {
        let (height, width) = (shape.local_height, shape.local_width);
        let cells: Vec<Option<Vec3>> = (0..height * width)
            .map(|cell| {
                let (x, y) = ((cell % width) as f32 + 0.5, (cell / width) as f32 + 0.5);
                let centre = Vec2::new(x / width as f32, y / height as f32);
                coverage
                    .direction(centre)
                    .map(|direction| direction.vector())
            })
            .collect();
        let bumps = sources
            .iter()
            .map(|source| bump(source.direction, source.reach, &cells, width))
            .collect();
        Self {
            bumps,
            directions: sources.iter().map(|source| source.direction).collect(),
            reaches: sources.iter().map(|source| source.reach).collect(),
            heights: heights(&cells),
            cells,
            width,
        }
    }

    /// Follows a source to where it is now.
    pub(crate) fn follow(&mut self, source: usize, direction: Direction) {
        let Some(before) = self.directions.get_mut(source) else {
            return;
        };
        if before.angle_to(direction) < LEAST_STEP {
            return;
        }
        *before = direction;
        self.bumps[source] = bump(direction, self.reaches[source], &self.cells, self.width);
    }

    /// How much a source acts at each cell; none for what acts everywhere.
    pub(crate) fn bump(&self, source: usize) -> Option<&[f32]> {
        self.bumps.get(source).map(Vec::as_slice)
    }

    /// How high each cell lies, 0 to 1.
    pub(crate) fn heights(&self) -> &[f32] {
        &self.heights
    }
}

fn bump(direction: Direction, reach: f32, cells: &[Option<Vec3>], width: usize) -> Vec<f32> {
    let there = direction.vector();
    // Between coarse cells a small bump would be lost: it reaches at least to the next one.
    let nearest = (0..cells.len())
        .filter_map(|cell| Some((cell, cells[cell]?.dot(there))))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let spacing = nearest.and_then(|(cell, _)| {
        let beside = if cell % width > 0 { cell - 1 } else { cell + 1 };
        Some(cells[cell]?.angle_between((*cells.get(beside)?)?))
    });
    let reach = reach
        .max(spacing.unwrap_or(0.0))
        .clamp(0.01, std::f32::consts::PI);
    let sharpness = 2.0 / (1.0 - f64::from(reach).cos());
    let at = |cell: &Option<Vec3>| match cell {
        Some(cell) => (sharpness * (f64::from(cell.dot(there)) - 1.0)).exp() as f32,
        None => 0.0,
    };
    cells.iter().map(at).collect()
}

fn heights(cells: &[Option<Vec3>]) -> Vec<f32> {
    let elevations = || {
        cells
            .iter()
            .flatten()
            .map(|cell| cell.y.clamp(-1.0, 1.0).asin())
    };
    let (low, high) = elevations().fold((f32::MAX, f32::MIN), |(low, high), at| {
        (low.min(at), high.max(at))
    });
    let span = (high - low).max(1e-6);
    let height = |cell: &Option<Vec3>| {
        cell.map_or(0.0, |cell| (cell.y.clamp(-1.0, 1.0).asin() - low) / span)
    };
    cells.iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use std::f32::consts::PI;

    use super::*;

    const SHAPE: LatentShape = LatentShape {
        global: 0,
        classes: 0,
        local_channels: 12,
        local_height: 10,
        local_width: 10,
    };

    fn source(azimuth_deg: f32, elevation_deg: f32, reach: f32) -> Source {
        Source {
            name: "drums".into(),
            direction: Direction::from_degrees(azimuth_deg, elevation_deg),
            reach,
            part_of: None,
        }
    }

    #[test]
    fn a_bump_follows_its_source() {
        let dome = Coverage::Dome { fov: PI };
        let there = source(-90.0, 45.0, 0.8);
        let mut moved = Places::new(SHAPE, dome, &[source(90.0, 20.0, 0.8)]);
        moved.follow(0, there.direction);
        moved.follow(7, there.direction);
        let fresh = Places::new(SHAPE, dome, &[there]);
        assert_eq!(moved.bump(0), fresh.bump(0));
    }

    #[test]
    fn a_source_acts_within_its_reach() {
        let dome = Coverage::Dome { fov: PI };
        for (azimuth, elevation, reach) in [
            (90.0, 20.0, 0.6),
            (-90.0, 45.0, 0.8),
            (0.0, 90.0, 0.7),
            (180.0, 0.0, 0.5),
        ] {
            let drums = source(azimuth, elevation, reach);
            let places = Places::new(SHAPE, dome, std::slice::from_ref(&drums));
            let bump = places.bump(0).expect("there is one source");
            let (mut within, mut all) = (0.0, 0.0);
            for (cell, acts) in bump.iter().enumerate() {
                let (x, y) = (cell % 10, cell / 10);
                let centre = Vec2::new(x as f32 + 0.5, y as f32 + 0.5) / 10.0;
                all += acts;
                if dome
                    .direction(centre)
                    .is_some_and(|at| at.angle_to(drums.direction) <= reach)
                {
                    within += acts;
                }
            }
            assert!(within > 0.75 * all, "{drums:?}: {within} of {all}");
        }
    }

    #[test]
    fn a_tiny_reach_between_coarse_cells_is_still_seen() {
        let places = Places::new(
            SHAPE,
            Coverage::Dome { fov: PI },
            &[source(37.0, 41.0, 1e-6)],
        );
        let most = places
            .bump(0)
            .expect("there is one")
            .iter()
            .copied()
            .fold(0.0, f32::max);
        assert!(most > 0.3, "{most}");
    }

    #[test]
    fn what_is_behind_a_wall_hardly_moves_it() {
        let wall = Coverage::Flat {
            fov: 1.2,
            aspect: 1.0,
        };
        let places = Places::new(SHAPE, wall, &[source(180.0, 0.0, 0.5)]);
        assert!(
            places
                .bump(0)
                .expect("there is one")
                .iter()
                .all(|acts| *acts < 1e-4)
        );
    }

    #[test]
    fn a_model_without_places_has_none() {
        let shape = LatentShape {
            local_height: 0,
            local_width: 0,
            ..SHAPE
        };
        let places = Places::new(shape, Coverage::Mirrored, &[source(0.0, 0.0, 1.0)]);
        assert!(places.bump(0).expect("there is one").is_empty() && places.heights().is_empty());
    }
}
