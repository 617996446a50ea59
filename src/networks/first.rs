//! The first map of networks that grow a picture out of it: 4 × 4, or laid around a horizon.

use welkin_compute::{Engine, Shape};

use crate::masks::Masks;
use crate::surface::Surface;

/// Rows and columns of the first map.
pub(crate) const SIDE: usize = 4;

/// Lays out maps [places][channels · 4 · 4], each as much as its place is there. A panorama repeats them mirrored, so
/// that they meet.
pub(crate) fn first_map<E: Engine>(
    engine: &mut E,
    masks: &Masks<'_, E::Sheet>,
    surface: Surface,
    maps: &[Vec<f32>],
) -> E::Sheet {
    let width = SIDE * surface.times();
    let channels = maps.first().map_or(0, Vec::len) / (SIDE * SIDE);
    let shape = Shape::new(channels, SIDE, width);
    let column = |x: usize| {
        let (tile, x) = (x / SIDE, x % SIDE);
        if tile % 2 == 1 { SIDE - 1 - x } else { x }
    };
    let shares = if maps.len() > 1 {
        masks.at(SIDE, width)
    } else {
        vec![vec![1.0; SIDE * width]]
    };
    let mut values = vec![0.0; shape.len()];
    for (map, share) in maps.iter().zip(&shares) {
        let rows = map
            .chunks_exact(SIDE)
            .zip(share.chunks_exact(width).cycle());
        for (line, (row, share)) in values.chunks_exact_mut(width).zip(rows) {
            for (x, (value, share)) in line.iter_mut().zip(share).enumerate() {
                *value += share * row[column(x)];
            }
        }
    }
    engine.sheet(shape, &values)
}
