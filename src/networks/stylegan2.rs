//! StyleGAN2 and StyleGAN2-ADA (Karras et al. 2020): from a learned 4 × 4 beginning, block by block twice as large, each
//! layer with a style and a map of noise.

mod filter;
mod weights;
mod conv;
mod light;
mod block;

use std::ops::Range;

use welkin_compute::{Engine, Lost, Shape};

use crate::around::Around;
use crate::ask::{Ask, Network, Size, Truncation};
use crate::canvas::Canvas;
use crate::dense::Dense;
use crate::mapping::Mapping;
use crate::places::Places;
use crate::poles::Poles;
use crate::source::{Misfits, Source};
use block::{Block, Painted};
use weights::Weights;

/// A StyleGAN2 generator, its weights under the names of the official PyTorch code (those of `G_ema`).
///
/// Resolution, channels, depth, classes, noise and architecture are found from the tensors. Settings beside them:
/// `conv_clamp` (none if not said), `lr_multiplier` (of the mapping network, 0.01).
pub struct StyleGan2<E: Engine> {
    mapping: Mapping,
    beginning: Around<E>,
    blocks: Vec<Block<E>>,
    places: Places<E>,
    poles: Poles<E>,
    size: Size,
}

impl<E: Engine> StyleGan2<E> {
    /// Lays a checkpoint out for an engine.
    ///
    /// # Errors
    /// If tensors are missing, misshapen or not finite: all of them are listed.
    pub fn load(source: &dyn Source, engine: &mut E) -> Result<Self, Misfits> {
        let weights = Weights::read(source)?;
        let mapping = Mapping::new(weights.mapping);
        let start = weights.start;
        let shape = Shape::new(start.shape[0], start.shape[1], start.shape[2]);
        let beginning = Around::new(engine, shape, &start.values);
        let mut first_layer = 0;
        let mut first_noise = 0;
        let mut blocks = Vec::with_capacity(weights.blocks.len());
        for weights in weights.blocks {
            let block = Block::new(engine, weights, first_layer, first_noise);
            first_layer += block.layers();
            first_noise += block.noises();
            blocks.push(block);
        }
        let side = shape.height << (blocks.len() - 1);
        let size = Size {
            z: mapping.z(),
            classes: mapping.classes(),
            styles: first_layer + 1,
            w: mapping.mean().len(),
            layers: first_layer,
            height: side,
            width: side,
        };
        Ok(Self {
            mapping,
            beginning,
            blocks,
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

    /// The layers from w to the styles in a range of layers: what directions are found in.
    pub fn affines(&self, layers: Range<usize>) -> Vec<&Dense> {
        let all = self.blocks.iter().flat_map(Block::affines);
        all.enumerate()
            .filter(|(layer, _)| layers.contains(layer))
            .map(|(_, affine)| affine)
            .collect()
    }
}

impl<E: Engine> Network<E> for StyleGan2<E> {
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

    fn noise_sizes(&self) -> Vec<[usize; 2]> {
        let sides = (2..).map(|doublings| 1 << doublings);
        (self.blocks.iter().zip(sides))
            .flat_map(|(block, side)| std::iter::repeat_n([side, side], block.noises()))
            .collect()
    }

    fn kept_noise(&self, engine: &mut E) -> Result<Vec<Vec<f32>>, Lost> {
        let maps = self.blocks.iter().flat_map(Block::kept_noise);
        maps.map(|map| engine.numbers(map)).collect()
    }

    /// Every block adds to the picture of the one before, so that the last ones can be left out; where only the last one
    /// paints, none can.
    fn coarsest(&self) -> usize {
        let before_last = self.blocks.iter().rev().skip(1);
        before_last.take_while(|block| block.paints()).count()
    }

    fn paint(&mut self, engine: &mut E, ask: &Ask) -> Result<E::Sheet, Lost> {
        let count = self.blocks.len() - ask.coarser.min(Network::<E>::coarsest(self));
        let x = self.beginning.on(engine, ask.surface)?;
        let mut canvas = Canvas::new(engine, ask, &mut self.places, self.mapping.mean());
        let mut painted = Painted { x, picture: None };
        for block in &mut self.blocks[..count] {
            painted = block.forward(&mut canvas, painted)?;
        }
        let picture = painted.picture.unwrap_or(painted.x);
        Ok(self.poles.closed(engine, picture, ask.surface))
    }
}

#[cfg(test)]
mod tests;
