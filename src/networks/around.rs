//! What a network was trained with one square of (its beginning, its noise), laid around the horizon.

use welkin_compute::{Engine, Lost, Shape};

use crate::surface::Surface;

/// Numbers [channels, height, width] that can be laid around.
pub(crate) struct Around<E: Engine> {
    once: E::Sheet,
    wide: Option<(usize, E::Sheet)>,
}

impl<E: Engine> Around<E> {
    /// From the square.
    pub(crate) fn new(engine: &mut E, shape: Shape, values: &[f32]) -> Self {
        Self {
            once: engine.sheet(shape, values),
            wide: None,
        }
    }

    /// The square.
    pub(crate) fn square(&self) -> &E::Sheet {
        &self.once
    }

    /// As wide as the surface.
    ///
    /// # Errors
    /// If the engine's device does not answer, the first time after the surface changed.
    pub(crate) fn on(&mut self, engine: &mut E, surface: Surface) -> Result<E::Sheet, Lost> {
        let Surface::Panorama { times } = surface else {
            return Ok(self.once.clone());
        };
        let times = times.max(1);
        if let Some((made, wide)) = &self.wide
            && *made == times
        {
            return Ok(wide.clone());
        }
        let values = engine.numbers(&self.once)?;
        let shape = engine.shape(&self.once);
        let wide_shape = Shape {
            width: shape.width * times,
            ..shape
        };
        let wide = engine.sheet(wide_shape, &laid_around(&values, shape.width, times));
        self.wide = Some((times, wide.clone()));
        Ok(wide)
    }
}

/// Rows of `width` numbers, `times` as wide: every second square is mirrored, so that neighbours meet. Of an odd number,
/// the last one is half a square and its mirror, so that it meets the first.
pub(crate) fn laid_around(values: &[f32], width: usize, times: usize) -> Vec<f32> {
    let place = |column: usize| {
        let (square, at) = (column / width, column % width);
        let turns_back = times % 2 == 1 && square + 1 == times;
        let is_mirrored = if turns_back {
            at >= width.div_ceil(2)
        } else {
            square % 2 == 1
        };
        if is_mirrored { width - 1 - at } else { at }
    };
    values
        .chunks(width)
        .flat_map(|row| (0..width * times).map(move |column| row[place(column)]))
        .collect()
}
