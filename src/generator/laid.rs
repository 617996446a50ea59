//! A network on an engine, whatever both are.

use welkin_compute::{Engine, Lost};
use welkin_networks::{Ask, Direction, Network, Size, Truncation, directions_of_weights};

use crate::develop::Develop;
use crate::error::PaintError;
use crate::slide::Slide;

/// What a network painted: planes of red, green and blue, rows from the top, about −1 to 1 and unclamped.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// [3, height, width]
    pub values: Vec<f32>,
}

/// A network laid out for an engine.
pub(crate) trait LaidNetwork: Send {
    /// What it takes and gives.
    fn size(&self) -> Size;

    /// z and how much of each class -> a style for each layer.
    fn styles(&self, z: &[f32], classes: &[f32], truncation: &Truncation) -> Vec<Vec<f32>>;

    /// The directions in which its weights answer most, `ws` some latents of it; none in networks without styles.
    fn directions_of_weights(&self, ws: &[Vec<f32>], count: usize) -> Vec<Direction>;

    /// Rows and columns of the noise maps that it takes for the square it was trained on, in its order.
    fn noise_sizes(&self) -> Vec<[usize; 2]>;

    /// The noise maps that came with the checkpoint, in its order.
    ///
    /// # Errors
    /// If the device does not answer.
    fn kept_noise(&mut self) -> Result<Vec<Vec<f32>>, PaintError>;

    /// Whether its field can be moved.
    fn has_view(&self) -> bool;

    /// Paints.
    ///
    /// # Errors
    /// If the device does not answer.
    fn image(&mut self, ask: &Ask) -> Result<Image, PaintError>;

    /// Paints what is to be shown.
    ///
    /// # Errors
    /// If the device does not answer.
    fn slide(&mut self, ask: &Ask) -> Result<Slide, PaintError>;
}

fn lost(lost: Lost) -> PaintError {
    PaintError::Device {
        reason: lost.reason,
    }
}

/// The network and what computes it.
pub(crate) struct Laid<E: Engine> {
    pub(crate) engine: E,
    pub(crate) network: Box<dyn Network<E>>,
}

impl<E: Develop + Send> LaidNetwork for Laid<E> {
    fn size(&self) -> Size {
        self.network.size()
    }

    fn styles(&self, z: &[f32], classes: &[f32], truncation: &Truncation) -> Vec<Vec<f32>> {
        self.network.styles(z, classes, truncation)
    }

    fn directions_of_weights(&self, ws: &[Vec<f32>], count: usize) -> Vec<Direction> {
        directions_of_weights(&self.network.style_layers(), ws, count)
    }

    fn noise_sizes(&self) -> Vec<[usize; 2]> {
        self.network.noise_sizes()
    }

    fn kept_noise(&mut self) -> Result<Vec<Vec<f32>>, PaintError> {
        self.network.kept_noise(&mut self.engine).map_err(lost)
    }

    fn has_view(&self) -> bool {
        self.network.has_view()
    }

    fn slide(&mut self, ask: &Ask) -> Result<Slide, PaintError> {
        let sheet = self.network.paint(&mut self.engine, ask).map_err(lost)?;
        self.engine.develop(&sheet).map_err(lost)
    }

    fn image(&mut self, ask: &Ask) -> Result<Image, PaintError> {
        // On one of the threads that share the work: an operation then begins without waking another.
        let painted = rayon::scope(|_| {
            let sheet = self.network.paint(&mut self.engine, ask)?;
            let shape = self.engine.shape(&sheet);
            Ok((shape, self.engine.numbers(&sheet)?))
        });
        let (shape, values) = painted.map_err(lost)?;
        Ok(Image {
            width: shape.width,
            height: shape.height,
            values,
        })
    }
}

#[cfg(test)]
mod tests;
