//! How much of each place is where, at any layer's size.

use welkin_compute::{Edge, Engine, Shape};

use crate::ask::Ask;
use crate::surface::Surface;

/// The masks of an [`Ask`], laid out for each size once.
pub(crate) struct Masks<'a, S> {
    ask: &'a Ask,
    laid: Vec<(usize, usize, S)>,
}

impl<'a, S: Clone> Masks<'a, S> {
    pub(crate) fn new(ask: &'a Ask) -> Self {
        Self {
            ask,
            laid: Vec::new(),
        }
    }

    /// The masks as a sheet [places, height, width].
    pub(crate) fn sheet<E: Engine<Sheet = S>>(
        &mut self,
        engine: &mut E,
        height: usize,
        width: usize,
    ) -> S {
        let same = |laid: &&(usize, usize, S)| (laid.0, laid.1) == (height, width);
        if let Some((.., sheet)) = self.laid.iter().find(same) {
            return sheet.clone();
        }
        let shape = Shape::new(self.ask.places.len(), height, width);
        let sheet = engine.sheet(shape, &self.at(height, width).concat());
        self.laid.push((height, width, sheet.clone()));
        sheet
    }

    /// The masks [places][height · width].
    pub(crate) fn at(&self, height: usize, width: usize) -> Vec<Vec<f32>> {
        let (rows, columns) = self.ask.mask_size;
        let closes = matches!(self.ask.surface, Surface::Panorama { .. });
        let across = taps(
            columns,
            width,
            if closes { Edge::Wrap } else { Edge::Clamp },
        );
        let down = taps(rows, height, Edge::Clamp);
        let even = 1.0 / self.ask.places.len().max(1) as f32;
        let place = |mask: &[f32]| {
            if mask.len() != rows * columns || mask.is_empty() {
                return vec![even; height * width];
            }
            let lines: Vec<Vec<f32>> = mask
                .chunks(columns)
                .map(|line| {
                    across
                        .iter()
                        .map(|taps| seen(taps, |at| line[at]))
                        .collect()
                })
                .collect();
            let value = |taps, x: usize| seen(taps, |at| lines[at][x]);
            down.iter()
                .flat_map(|taps| (0..width).map(move |x| value(taps, x)))
                .collect()
        };
        let masks = self.ask.places.iter().map(|place| &place.mask[..]);
        masks.map(place).collect()
    }
}

fn seen(taps: &[(usize, f32)], value: impl Fn(usize) -> f32) -> f32 {
    taps.iter().map(|(at, share)| share * value(*at)).sum()
}

/// Which of `len` places each of `to` sees, and how much of each: a tent, as wide as the larger of both spacings.
fn taps(len: usize, to: usize, edge: Edge) -> Vec<Vec<(usize, f32)>> {
    let ratio = len as f32 / to as f32;
    let reach = ratio.max(1.0);
    let of = |place: usize| {
        let middle = (place as f32 + 0.5) * ratio - 0.5;
        let first = (middle - reach).floor() as isize;
        let last = (middle + reach).ceil() as isize;
        let tent = (first..=last).filter_map(|at| {
            let share = 1.0 - (at as f32 - middle).abs() / reach;
            (share > 0.0)
                .then_some(())
                .and(edge.index(at, len))
                .map(|at| (at, share))
        });
        let tent: Vec<(usize, f32)> = tent.collect();
        let sum: f32 = tent.iter().map(|(_, share)| share).sum();
        tent.into_iter()
            .map(|(at, share)| (at, share / sum))
            .collect()
    };
    (0..to).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Place;

    #[test]
    fn masks_sum_to_one_at_every_size() {
        let mask = |i: usize| {
            let share = |at: usize| if (at % 8 < 4) == (i == 0) { 0.8 } else { 0.2 };
            Place {
                mask: (0..32).map(share).collect(),
                ..Place::default()
            }
        };
        for surface in [Surface::Square, Surface::Panorama { times: 2 }] {
            let ask = Ask {
                places: vec![mask(0), mask(1)],
                mask_size: (4, 8),
                surface,
                ..Ask::default()
            };
            let masks = Masks::<()>::new(&ask);
            for (height, width) in [(1, 1), (2, 3), (4, 8), (16, 32), (5, 64)] {
                let [a, b] = &masks.at(height, width)[..] else {
                    panic!("two masks");
                };
                assert!(a.iter().zip(b).all(|(a, b)| (a + b - 1.0).abs() < 1e-6));
            }
            assert!((masks.at(4, 8)[0][0] - 0.8).abs() < 1e-6);
            // A panorama's first column sees its last one.
            let first = masks.at(8, 16)[0][0];
            assert_eq!(first < 0.79, surface != Surface::Square, "{first}");
        }
    }

    #[test]
    fn masks_that_do_not_fit_are_even() {
        let place = Place {
            mask: vec![1.0; 3],
            ..Place::default()
        };
        let ask = Ask {
            places: vec![place.clone(), place],
            mask_size: (2, 2),
            ..Ask::default()
        };
        assert_eq!(Masks::<()>::new(&ask).at(1, 2), [[0.5, 0.5], [0.5, 0.5]]);
    }
}
