//! StyleGAN3 (Karras et al. 2021), T and R: from waves, whose place can be moved, layer by layer without aliasing, so that
//! what is painted moves with them.

mod layout;
mod weights;
mod waves;
mod input;
mod layer;

use std::ops::Range;

use welkin_compute::{Engine, Lost};

use crate::ask::{Ask, Network, Size, Truncation};
use crate::canvas::Canvas;
use crate::dense::Dense;
use crate::mapping::Mapping;
use crate::places::Places;
use crate::poles::Poles;
use crate::source::{Misfits, Source};
use input::Input;
use layer::Layer;
use weights::Weights;

/// A StyleGAN3 generator, its weights and filters under the names of the official code (those of `G_ema`).
///
/// Sizes, rates, filters, classes and kind (T or R) are found from the tensors. Settings beside them: `conv_clamp` (256
/// if not said), `output_scale` (0.25), `first_cutoff` (2), `margin_size` (10), `lrelu_upsampling` (2), `lr_multiplier`
/// (of the mapping network, 0.01).
///
/// Layer 0 is the input, layer i + 1 the original's `L{i}`; the last one, which gives the colours, cannot be bent.
pub struct StyleGan3<E: Engine> {
    mapping: Mapping,
    input: Input<E>,
    layers: Vec<Layer<E>>,
    places: Places<E>,
    poles: Poles<E>,
    size: Size,
}

impl<E: Engine> StyleGan3<E> {
    /// Lays a checkpoint out for an engine.
    ///
    /// # Errors
    /// If tensors are missing, misshapen or not finite: all of them are listed.
    pub fn load(source: &dyn Source, engine: &mut E) -> Result<Self, Misfits> {
        let weights = Weights::read(source)?;
        let mapping = Mapping::new(weights.mapping);
        let turn: f32 = (weights.layers.iter())
            .map(|layer| layer.layout.turn())
            .sum();
        let input = Input::new(engine, weights.input, -turn);
        let mut turned = -turn;
        let mut layers = Vec::with_capacity(weights.layers.len());
        for (index, weights) in weights.layers.into_iter().enumerate() {
            let turn = weights.layout.turn();
            layers.push(Layer::new(engine, weights, index, turned));
            turned += turn;
        }
        let side = layers.last().map_or(0, Layer::side);
        let size = Size {
            z: mapping.z(),
            classes: mapping.classes(),
            styles: layers.len() + 1,
            w: mapping.mean().len(),
            layers: layers.len(),
            height: side,
            width: side,
        };
        Ok(Self {
            mapping,
            input,
            layers,
            places: Places::new(),
            poles: Poles::new(),
            size,
        })
    }

    /// The mean of w, [w].
    pub fn mean(&self) -> &[f32] {
        self.mapping.mean()
    }

    /// z [z] and how much of each class [classes] -> w [w], as far as the network can go.
    pub fn w(&self, z: &[f32], classes: &[f32]) -> Vec<f32> {
        self.mapping.w(z, classes)
    }

    /// The layers from w to the styles in a range of layers (the input is none of them): what directions are found in.
    pub fn affines(&self, layers: Range<usize>) -> Vec<&Dense> {
        let styled = &self.layers[..self.layers.len() - 1];
        (1..)
            .zip(styled)
            .filter(|(layer, _)| layers.contains(layer))
            .map(|(_, layer)| layer.affine())
            .collect()
    }
}

impl<E: Engine> Network<E> for StyleGan3<E> {
    fn size(&self) -> Size {
        self.size
    }

    fn styles(&self, z: &[f32], classes: &[f32], truncation: &Truncation) -> Vec<Vec<f32>> {
        self.mapping
            .styles(z, classes, truncation, self.size.styles)
    }

    fn style_layers(&self) -> Vec<&Dense> {
        self.affines(0..usize::MAX)
    }

    fn has_view(&self) -> bool {
        true
    }

    fn paint(&mut self, engine: &mut E, ask: &Ask) -> Result<E::Sheet, Lost> {
        let mut canvas = Canvas::new(engine, ask, &mut self.places, self.mapping.mean());
        let mut x = self.input.forward(&mut canvas);
        for layer in &self.layers {
            x = layer.forward(&mut canvas, x);
        }
        Ok(self.poles.closed(engine, x, ask.surface))
    }
}

#[cfg(test)]
mod tests;
