//! How much of each place's style is where, at the size that a layer has.

use welkin_compute::{Edge, Engine, Shape};

use crate::ask::{Ask, Place};
use crate::surface::Surface;

/// Where the places of one axis of a layer lie, in shares of the picture: 0 is its one end and 1 the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    /// How many places.
    pub(crate) len: usize,
    /// Where the middle of the first one is.
    pub(crate) first: f32,
    /// How far apart they are.
    pub(crate) step: f32,
}

impl Axis {
    /// So many places over the whole picture.
    pub(crate) fn whole(len: usize) -> Self {
        let step = 1.0 / len as f32;
        Self {
            len,
            first: 0.5 * step,
            step,
        }
    }
}

/// Where the places of a layer lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grid {
    /// Down.
    pub(crate) rows: Axis,
    /// Across.
    pub(crate) columns: Axis,
}

impl Grid {
    /// A layer that is as large as the picture.
    pub(crate) fn whole(shape: Shape) -> Self {
        Self {
            rows: Axis::whole(shape.height),
            columns: Axis::whole(shape.width),
        }
    }
}

/// The masks, and what was made of them for each layer's size, kept while they stay the same.
pub(crate) struct Places<E: Engine> {
    given: Vec<Vec<f32>>,
    masks: Vec<Vec<f32>>,
    asked_size: (usize, usize),
    size: (usize, usize),
    surface: Surface,
    made: Vec<(Grid, Made<E>)>,
    changes: u64,
}

struct Made<E: Engine> {
    masks: E::Sheet,
    products: Option<E::Sheet>,
}

impl<E: Engine> Places<E> {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            given: Vec::new(),
            masks: Vec::new(),
            asked_size: (0, 0),
            size: (1, 1),
            surface: Surface::Square,
            made: Vec::new(),
            changes: 0,
        }
    }

    /// How often the masks have changed: what was made of them is still right while this is the same.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// Takes over what is asked.
    pub(crate) fn update(&mut self, ask: &Ask) {
        let is_same = self.asked_size == ask.mask_size
            && self.surface == ask.surface
            && self.given.len() == ask.places.len()
            && (self.given.iter().zip(&ask.places)).all(|(given, place)| *given == place.mask);
        if is_same {
            return;
        }
        self.given = ask.places.iter().map(|place| place.mask.clone()).collect();
        self.asked_size = ask.mask_size;
        self.size = (ask.mask_size.0.max(1), ask.mask_size.1.max(1));
        self.masks = shares(&ask.places, self.size);
        self.surface = ask.surface;
        self.made.clear();
        self.changes += 1;
    }

    /// The masks of all places, [places, rows, columns].
    pub(crate) fn masks(&mut self, engine: &mut E, grid: Grid) -> E::Sheet {
        let at = self.at(engine, grid);
        self.made[at].1.masks.clone()
    }

    /// The products of each two of them, [places · (places + 1) / 2, rows, columns]: of the first with itself, with the
    /// second, …, of the second with itself, …; those of two different ones twice, so that their sum is 1.
    pub(crate) fn products(&mut self, engine: &mut E, grid: Grid) -> E::Sheet {
        let at = self.at(engine, grid);
        if let Some(products) = &self.made[at].1.products {
            return products.clone();
        }
        let masks = self.resampled(grid);
        let mut values = Vec::new();
        for (k, a) in masks.iter().enumerate() {
            for (l, b) in masks.iter().enumerate().skip(k) {
                let times = if k == l { 1.0 } else { 2.0 };
                values.extend(a.iter().zip(b).map(|(a, b)| times * a * b));
            }
        }
        let channels = masks.len() * (masks.len() + 1) / 2;
        let products = engine.sheet(
            Shape::new(channels, grid.rows.len, grid.columns.len),
            &values,
        );
        self.made[at].1.products = Some(products.clone());
        products
    }

    fn at(&mut self, engine: &mut E, grid: Grid) -> usize {
        if let Some(at) = self.made.iter().position(|(made, _)| *made == grid) {
            return at;
        }
        let values = self.resampled(grid).concat();
        let shape = Shape::new(self.masks.len(), grid.rows.len, grid.columns.len);
        let masks = engine.sheet(shape, &values);
        let made = Made {
            masks,
            products: None,
        };
        self.made.push((grid, made));
        self.made.len() - 1
    }

    /// The masks of all places, [places][rows · columns].
    pub(crate) fn resampled(&self, grid: Grid) -> Vec<Vec<f32>> {
        let across = match self.surface {
            Surface::Square => Edge::Clamp,
            Surface::Panorama { .. } => Edge::Wrap,
        };
        let (rows, columns) = self.size;
        let down = taps(grid.rows, rows, Edge::Clamp);
        let across = taps(grid.columns, columns, across);
        let resampled = |mask: &Vec<f32>| {
            let wide: Vec<f32> = mask
                .chunks(columns)
                .flat_map(|row| across.iter().map(|taps| sum(taps, |at| row[at])))
                .collect();
            let len = grid.columns.len;
            (down.iter())
                .flat_map(|taps| (0..len).map(|column| sum(taps, |at| wide[at * len + column])))
                .collect()
        };
        self.masks.iter().map(resampled).collect()
    }
}

fn sum(taps: &[(usize, f32)], value: impl Fn(usize) -> f32) -> f32 {
    taps.iter().map(|(at, weight)| weight * value(*at)).sum()
}

/// For each place of the axis, which of `len` numbers over the whole picture it is made of: the two beside it, or, where
/// there are more of them than places, all under a triangle as wide as two places.
fn taps(axis: Axis, len: usize, edge: Edge) -> Vec<Vec<(usize, f32)>> {
    let reach = (axis.step * len as f32).max(1.0);
    let of_place = |place: usize| {
        let middle = (axis.first + axis.step * place as f32) * len as f32 - 0.5;
        let (from, to) = (
            (middle - reach).ceil() as isize,
            (middle + reach).floor() as isize,
        );
        let mut taps: Vec<(usize, f32)> = (from..=to)
            .filter_map(|at| {
                Some((
                    edge.index(at, len)?,
                    1.0 - (at as f32 - middle).abs() / reach,
                ))
            })
            .collect();
        let sum: f32 = taps.iter().map(|(_, weight)| weight).sum();
        taps.iter_mut().for_each(|(_, weight)| *weight /= sum);
        taps
    };
    (0..axis.len).map(of_place).collect()
}

/// Masks that sum to 1 everywhere. What is negative or no number counts as nothing; where there is nothing of any, there
/// is the first one. A mask of another size is nothing.
fn shares(places: &[Place], (rows, columns): (usize, usize)) -> Vec<Vec<f32>> {
    if places.is_empty() {
        return Vec::new();
    }
    let len = rows * columns;
    let clean = |value: &f32| {
        if value.is_finite() {
            value.max(0.0)
        } else {
            0.0
        }
    };
    let mut masks: Vec<Vec<f32>> = places
        .iter()
        .map(|place| match place.mask.len() == len {
            true => place.mask.iter().map(clean).collect(),
            false => vec![0.0; len],
        })
        .collect();
    for at in 0..len {
        let sum: f32 = masks.iter().map(|mask| mask[at]).sum();
        if sum < 1e-6 || !sum.is_finite() {
            masks.iter_mut().for_each(|mask| mask[at] = 0.0);
            masks[0][at] = 1.0;
            continue;
        }
        masks.iter_mut().for_each(|mask| mask[at] /= sum);
    }
    masks
}
