//! The picture to begin with.

use welkin_compute::{Edges, Engine, Shape};

use crate::ask::Ask;

/// The picture that is asked for as a sheet of `channels`; black of `side` rows if there is none that could be one. A
/// channel that is missing is its last one again.
pub(super) fn given<E: Engine>(
    engine: &mut E,
    ask: &Ask,
    channels: usize,
    side: usize,
) -> E::Sheet {
    let whole = ask.given.as_ref().filter(|given| {
        let shape = given.shape;
        !shape.is_empty() && shape.len() == given.values.len()
    });
    let Some(given) = whole else {
        let shape = Shape::new(channels, side, side * ask.surface.times());
        return engine.sheet(shape, &vec![0.0; shape.len()]);
    };
    let shape = given.shape.with_channels(channels);
    if shape == given.shape {
        return engine.sheet(shape, &given.values);
    }
    let last = given.shape.channels - 1;
    let plane = given.shape.plane();
    let planes = (0..channels).flat_map(|at| &given.values[at.min(last) * plane..][..plane]);
    let values: Vec<f32> = planes.copied().collect();
    engine.sheet(shape, &values)
}

/// As large as the next multiple of `step`, what is new being as `edges` say.
pub(super) fn widened<E: Engine>(
    engine: &mut E,
    x: E::Sheet,
    step: usize,
    edges: Edges,
) -> E::Sheet {
    let shape = engine.shape(&x);
    let [height, width] = [shape.height, shape.width].map(|len| len.next_multiple_of(step));
    if (height, width) == (shape.height, shape.width) {
        return x;
    }
    engine.window(&x, (0, 0), (height, width), edges)
}
