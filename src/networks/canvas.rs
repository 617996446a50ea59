//! What the layers of a style-based network share while one picture is made.

use welkin_compute::{Edge, Edges, Engine};

use crate::ask::Ask;
use crate::bend::bent;
use crate::places::Places;

/// A layer with fewer rows is too coarse for styles by direction (four rows of a sphere are 45° each, and a layer looks
/// one further): what is changed in one direction would be seen all around. It has the first place's style.
const MIN_ROWS: usize = 8;

/// One picture in the making.
pub(crate) struct Canvas<'a, E: Engine> {
    /// What computes.
    pub(crate) engine: &'a mut E,
    /// What is asked.
    pub(crate) ask: &'a Ask,
    /// What lies beyond the edges.
    pub(crate) edges: Edges,
    /// Where which style is.
    pub(crate) places: &'a mut Places<E>,
    /// The style where none is said.
    mean: &'a [f32],
}

impl<'a, E: Engine> Canvas<'a, E> {
    /// With masks as they are asked.
    pub(crate) fn new(
        engine: &'a mut E,
        ask: &'a Ask,
        places: &'a mut Places<E>,
        mean: &'a [f32],
    ) -> Self {
        places.update(ask);
        Self {
            engine,
            ask,
            edges: ask.surface.edges(Edge::Zero),
            places,
            mean,
        }
    }

    /// The w of each place at a style, [places][w], for a layer of so many rows; only one if they are all the same.
    /// Where fewer styles are said, the last one goes on; the mean stands for one of another length.
    pub(crate) fn ws(&self, style: usize, rows: usize) -> Vec<&'a [f32]> {
        let mut ws: Vec<&[f32]> = (self.ask.places.iter())
            .map(|place| {
                let w = place.styles.get(style).or(place.styles.last());
                w.filter(|w| w.len() == self.mean.len())
                    .map_or(self.mean, Vec::as_slice)
            })
            .collect();
        if ws.is_empty() {
            ws.push(self.mean);
        }
        if rows < MIN_ROWS || ws.iter().all(|w| *w == ws[0]) {
            ws.truncate(1);
        }
        ws
    }

    /// What a layer gave, bent as is asked.
    pub(crate) fn bent(&mut self, x: E::Sheet, layer: usize) -> E::Sheet {
        let x = bent(self.engine, x, &self.ask.bends, layer, self.edges);
        self.engine.breathe();
        x
    }
}
