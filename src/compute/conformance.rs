//! Every operation of an engine beside the plain one: what tests of engines call.

mod convolutions;
mod filters;
mod after;
mod pictures;

use crate::edges::{Edge, Edges};
use crate::engine::Engine;
use crate::plain::Plain;
use crate::shape::Shape;

/// How many operations differ by more than `tolerance` of what they give at most, each in words: none if the
/// engine is right. Sizes are odd and small, edges of all kinds.
pub fn differences<E: Engine>(engine: &mut E, tolerance: f32) -> Vec<String> {
    let mut trial = Trial {
        engine,
        plain: Plain,
        tolerance,
        found: Vec::new(),
    };
    trial.convolutions();
    trial.filters();
    trial.what_follows();
    trial.pictures();
    trial.found
}

struct Trial<'a, E: Engine> {
    engine: &'a mut E,
    plain: Plain,
    tolerance: f32,
    found: Vec<String>,
}

type Pair<E> = (<E as Engine>::Sheet, <Plain as Engine>::Sheet);

const SIDES: [Edges; 3] = [
    Edges::ZERO,
    Edges::PANORAMA,
    Edges {
        down: Edge::Wrap,
        across: Edge::Wrap,
    },
];

fn numbers(count: usize, seed: usize) -> Vec<f32> {
    let number = |i: usize| {
        let mixed = (i * 2_654_435_761 + seed * 40_503).wrapping_mul(0x9e37_79b9) >> 7;
        (mixed % 2003) as f32 / 1001.0 - 1.0
    };
    (0..count).map(number).collect()
}

impl<E: Engine> Trial<'_, E> {
    fn sheet(&mut self, shape: Shape, seed: usize) -> Pair<E> {
        let values = numbers(shape.len(), seed);
        (
            self.engine.sheet(shape, &values),
            self.plain.sheet(shape, &values),
        )
    }

    fn compare(&mut self, what: &str, ours: &E::Sheet, plain: &<Plain as Engine>::Sheet) {
        let (shape, expected) = (self.engine.shape(ours), self.plain.shape(plain));
        if shape != expected {
            self.found
                .push(format!("{what}: {shape:?} instead of {expected:?}"));
            return;
        }
        let Ok(plain) = self.plain.numbers(plain) else {
            return;
        };
        match self.engine.numbers(ours) {
            Err(lost) => self.found.push(format!("{what}: {lost}")),
            Ok(ours) => {
                let largest = plain
                    .iter()
                    .fold(1e-3f32, |largest, value| largest.max(value.abs()));
                let away = |(at, (ours, plain)): (usize, (&f32, &f32))| {
                    (at, (ours - plain).abs() / largest)
                };
                let pairs = ours.iter().zip(&plain).enumerate().map(away);
                let worst = pairs.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0));
                if worst.1.is_nan() || worst.1 > self.tolerance {
                    let (at, away) = worst;
                    self.found.push(format!(
                        "{what}: number {at} is {} instead of {} ({away:e})",
                        ours[at], plain[at]
                    ));
                }
            }
        }
    }
}
