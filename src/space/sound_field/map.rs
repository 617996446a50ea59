//! The energies of a field over many directions: a picture, a grid, the sectors. Made once, drawn often.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use welkin_values::Direction;

use super::{FIELD_BANDS, SoundField};
use crate::harmonics::{MAX_ORDER, channels, exact};

/// Directions worked on together.
const LANES: usize = 8;

/// A set of directions with their harmonics at hand.
#[derive(Clone, Debug)]
pub struct FieldMap {
    order: usize,
    directions: Vec<Option<Direction>>,
    /// Eight directions side by side, their channels one after another.
    harmonics: Vec<[f32; LANES]>,
}

impl FieldMap {
    /// Of any directions, for fields up to an order (of higher ones what is beyond does not count). `None` has no
    /// energy.
    ///
    /// # Panics
    /// If the order is above [`MAX_ORDER`].
    pub fn new(order: usize, directions: Vec<Option<Direction>>) -> Self {
        assert!(order <= MAX_ORDER, "order {order} is above {MAX_ORDER}");
        let mut harmonics = Vec::with_capacity(directions.len().div_ceil(LANES) * channels(order));
        for group in directions.chunks(LANES) {
            let mut block = vec![[0.0; LANES]; channels(order)];
            for (lane, direction) in group.iter().enumerate() {
                let Some(direction) = direction else {
                    continue;
                };
                for (row, y) in block.iter_mut().zip(exact(order, *direction)) {
                    row[lane] = y as f32;
                }
            }
            harmonics.extend(block);
        }
        Self {
            order,
            directions,
            harmonics,
        }
    }

    /// The whole sphere, `height` rows of `width`: the zenith on top, the front in the middle, the left at the left.
    pub fn equirect(order: usize, width: usize, height: usize) -> Self {
        let pixels = (0..height).flat_map(|row| (0..width).map(move |column| (row, column)));
        let directions = pixels.map(|(row, column)| {
            Some(Direction {
                azimuth: PI - TAU * (column as f32 + 0.5) / width as f32,
                elevation: FRAC_PI_2 - PI * (row as f32 + 0.5) / height as f32,
            })
        });
        Self::new(order, directions.collect())
    }

    /// The upper half as a domemaster, `side` rows of `side`: the zenith in the middle, the front at the bottom, the
    /// left at the left; no energy beyond the circle.
    pub fn domemaster(order: usize, side: usize) -> Self {
        let pixels = (0..side).flat_map(|row| (0..side).map(move |column| (row, column)));
        let from_middle = |k: usize| 2.0 * (k as f32 + 0.5) / side as f32 - 1.0;
        let directions = pixels.map(|(row, column)| {
            let (right, down) = (from_middle(column), from_middle(row));
            let radius = right.hypot(down);
            (radius <= 1.0).then(|| Direction {
                azimuth: (-right).atan2(down),
                elevation: FRAC_PI_2 * (1.0 - radius),
            })
        });
        Self::new(order, directions.collect())
    }

    /// The directions, in order.
    pub fn directions(&self) -> &[Option<Direction>] {
        &self.directions
    }

    /// The energies of a band in all directions, in order, to the first of `out`; see [`SoundField::energy`].
    /// 426 directions at order 3 take about 20 µs. Never allocates.
    ///
    /// # Panics
    /// If there is no such band or `out` is shorter than there are directions.
    pub fn energies(&self, field: &SoundField, band: usize, out: &mut [f32]) {
        assert!(band < FIELD_BANDS, "band {band} of {FIELD_BANDS}");
        let known = channels(self.order.min(field.order));
        let map = field.map(band);
        let blocks = self.harmonics.chunks_exact(channels(self.order));
        let out = &mut out[..self.directions.len()];
        for (out, harmonics) in out.chunks_mut(LANES).zip(blocks) {
            let energies = quadratic(map, &harmonics[..known]);
            for (to, energy) in out.iter_mut().zip(energies) {
                *to = energy.max(0.0);
            }
        }
    }
}

/// yᵀ·M·y of eight directions at once, M as its lower triangle.
fn quadratic(map: &[f32], harmonics: &[[f32; LANES]]) -> [f32; LANES] {
    let mut energies = [0.0; LANES];
    let mut rest = map;
    for (a, y) in harmonics.iter().enumerate() {
        let (row, later) = rest.split_at(a + 1);
        let mut sides = [0.0; LANES];
        for (m, other) in row[..a].iter().zip(harmonics) {
            for (side, other) in sides.iter_mut().zip(other) {
                *side += m * other;
            }
        }
        for ((energy, y), side) in energies.iter_mut().zip(y).zip(sides) {
            *energy += y * (2.0 * side + row[a] * y);
        }
        rest = later;
    }
    energies
}
