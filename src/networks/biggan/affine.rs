//! One product and one sum for each channel, or for each channel and place, then ReLU.

use welkin_compute::{Activation, After, Edges, Engine, Scale, Shape};

use super::conditional::Conditional;
use crate::ask::Ask;
use crate::places::{Grid, Places};

/// What is asked of one block.
pub(super) struct Look<'a, E: Engine> {
    ask: &'a Ask,
    pub(super) places: &'a mut Places<E>,
    pub(super) edges: Edges,
    /// Which style the layer takes.
    pub(super) style: usize,
    w: usize,
}

/// A normalisation: y = max(0, x · scale + offset).
pub(super) enum Affine<S> {
    Channels(Vec<f32>, Vec<f32>),
    Maps(S, S),
}

impl<'a, E: Engine> Look<'a, E> {
    pub(super) fn new(ask: &'a Ask, places: &'a mut Places<E>, w: usize, edges: Edges) -> Self {
        places.update(ask);
        Self {
            ask,
            places,
            edges,
            style: 0,
            w,
        }
    }

    /// What each place's style gives; nothing asked is a style of zeros.
    pub(super) fn of_each_place<T>(&self, mut of: impl FnMut(usize, &[f32]) -> T) -> Vec<T> {
        if self.ask.places.is_empty() {
            return vec![of(0, &vec![0.0; self.w])];
        }
        let places = self.ask.places.iter().enumerate();
        places
            .map(|(index, place)| of(index, &place.style(self.style, self.w)))
            .collect()
    }

    /// What a normalisation is of a sheet of so many rows and columns.
    pub(super) fn affine(
        &mut self,
        engine: &mut E,
        norm: &mut Conditional,
        (height, width): (usize, usize),
    ) -> Affine<E::Sheet> {
        let (psi, rows) = (self.ask.psi, self.ask.rows);
        let mut each = self.of_each_place(|place, style| norm.affine(place, style, psi, rows));
        if each.len() == 1 {
            let (scale, offset) = each.remove(0);
            return Affine::Channels(scale, offset);
        }
        let (scales, offsets): (Vec<_>, Vec<_>) = each.into_iter().unzip();
        let grid = Grid::whole(Shape::new(0, height, width));
        let masks = self.places.masks(engine, grid);
        Affine::Maps(
            engine.blend(&masks, &scales),
            engine.blend(&masks, &offsets),
        )
    }
}

impl<S: Clone + Send> Affine<S> {
    /// Of a sheet as it is.
    pub(super) fn apply<E: Engine<Sheet = S>>(&self, engine: &mut E, x: S) -> S {
        let x = engine.apply(x, self.after());
        self.finished(engine, x)
    }

    /// Of a convolution.
    pub(super) fn conv<E: Engine<Sheet = S>>(
        &self,
        engine: &mut E,
        x: &S,
        kernel: &E::Kernel,
        edges: Edges,
    ) -> S {
        let x = engine.conv(x, kernel, edges, Scale::One, self.after());
        self.finished(engine, x)
    }

    fn after(&self) -> After<'_, S> {
        match self {
            Self::Channels(scale, offset) => After {
                scale: Scale::Channels(scale),
                bias: Some(offset),
                activation: Activation::RELU,
                ..After::default()
            },
            Self::Maps(scale, offset) => After {
                scale: Scale::Map(scale),
                add: Some(offset),
                ..After::default()
            },
        }
    }

    /// What is added by place comes after an activation: theirs is still to be done.
    fn finished<E: Engine<Sheet = S>>(&self, engine: &mut E, x: S) -> S {
        let relu = After {
            activation: Activation::RELU,
            ..After::default()
        };
        match self {
            Self::Channels(..) => x,
            Self::Maps(..) => engine.apply(x, relu),
        }
    }
}
