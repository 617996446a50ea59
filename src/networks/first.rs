//! The first map of networks that grow a picture out of it: 4 × 4, or laid around a horizon.

use welkin_compute::{Engine, Shape};

use crate::ask::Ask;
use crate::places::{Grid, Places};
use crate::surface::Surface;

/// Rows and columns of the first map.
pub(crate) const SIDE: usize = 4;

/// Lays out maps [channels · 4 · 4] and sums them, each times its share [4 · 4 · times]; without shares there is only one.
/// A panorama repeats them mirrored, so that they meet.
pub(crate) fn first_map<E: Engine>(
    engine: &mut E,
    surface: Surface,
    maps: &[&[f32]],
    shares: &[Vec<f32>],
) -> E::Sheet {
    let width = SIDE * surface.times();
    let channels = maps.first().map_or(0, |map| map.len()) / (SIDE * SIDE);
    let shape = Shape::new(channels, SIDE, width);
    let column = |x: usize| {
        let (tile, x) = (x / SIDE, x % SIDE);
        if tile % 2 == 1 { SIDE - 1 - x } else { x }
    };
    let whole = [vec![1.0; SIDE * width]];
    let shares = if shares.is_empty() { &whole } else { shares };
    let mut values = vec![0.0; shape.len()];
    for (map, share) in maps.iter().zip(shares) {
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

/// How much of each place is where in a first map; nothing if there is only one.
pub(crate) fn first_shares<E: Engine>(places: &Places<E>, ask: &Ask) -> Vec<Vec<f32>> {
    if ask.places.len() < 2 {
        return Vec::new();
    }
    places.resampled(Grid::whole(Shape::new(0, SIDE, SIDE * ask.surface.times())))
}
