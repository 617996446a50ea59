//! A picture against the one that the original made. Of large ones the fixtures keep only a part.

use welkin_compute::{Engine, Plain};

use super::fixture::{Fixture, differences};

/// How far a number may be off, in standard deviations of the whole picture: a tenth of what is allowed.
const ALLOWED: f32 = 1e-4;

/// The picture `index` of a run's batch is what was painted.
pub(crate) fn assert_painted(
    run: &Fixture,
    index: usize,
    painted: &<Plain as Engine>::Sheet,
    what: &str,
) {
    assert_painted_within(ALLOWED, run, index, painted, what);
}

/// As [`assert_painted`], off by so many standard deviations at most.
pub(crate) fn assert_painted_within(
    allowed: f32,
    run: &Fixture,
    index: usize,
    painted: &<Plain as Engine>::Sheet,
    what: &str,
) {
    let shape = Plain.shape(painted);
    let numbers = Plain.numbers(painted).expect("memory answers");
    let part = |rows: usize, stride: usize| {
        let mut seen = Vec::new();
        for plane in numbers.chunks(shape.plane()) {
            for row in plane.chunks(shape.width).step_by(stride).take(rows) {
                seen.extend(row.iter().copied().step_by(stride).take(rows));
            }
        }
        seen
    };
    let spread = run.tensors.get("image.std").map_or_else(
        || spread(&run.numbers("image").values),
        |spread| spread.values[0],
    );
    let parts = [
        ("image", part(usize::MAX, 1)),
        ("image.every7", part(usize::MAX, 7)),
        ("image.every15", part(usize::MAX, 15)),
        ("image.corner", part(12, 1)),
    ];
    let kept: Vec<_> = parts
        .iter()
        .filter(|(name, _)| run.tensors.contains_key(*name))
        .collect();
    assert!(!kept.is_empty(), "{what}: nothing to compare with");
    let worst = kept.iter().map(|(name, seen)| {
        let [largest, _] = differences(seen, run.row(name, index));
        largest as f32 * self::spread(run.row(name, index)) / spread
    });
    let worst = worst.fold(0.0, f32::max);
    assert!(
        worst <= allowed && numbers.iter().all(|number| number.is_finite()),
        "{what} is off by {worst:.2e} of its spread"
    );
}

fn spread(values: &[f32]) -> f32 {
    let count = values.len() as f32;
    let mean = values.iter().sum::<f32>() / count;
    let squares = values.iter().map(|value| (value - mean).powi(2));
    (squares.sum::<f32>() / count).sqrt()
}
