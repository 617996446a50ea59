//! The chain of residual blocks: halved twice, changed block by block, doubled twice.

use welkin_compute::{Activation, Curve, Edge, Engine, KernelShape, Lost};

use super::conv::{Conv, Names};
use super::given::given;
use crate::ask::{Ask, Network, Size, Truncation};
use crate::bend::bent;
use crate::source::{Misfits, Reader, Source};

/// The generator `resnet_9blocks`, of any width and with any number of blocks.
pub struct Pix2PixResnet<E: Engine> {
    first: Conv<E>,
    downs: [Conv<E>; 2],
    blocks: Vec<[Conv<E>; 2]>,
    ups: [Conv<E>; 2],
    last: Conv<E>,
}

const WIDE: KernelShape = KernelShape::same(0, 0, 7);
const SAME: KernelShape = KernelShape::same(0, 0, 3);
const DOWN: KernelShape = KernelShape { stride: 2, ..SAME };
const UP: KernelShape = KernelShape {
    transposed: true,
    more: 1,
    ..DOWN
};
/// Rows that it was trained with.
const SIDE: usize = 256;

impl<E: Engine> Pix2PixResnet<E> {
    /// Reads and lays out all weights.
    ///
    /// # Errors
    /// With all that does not fit.
    pub fn load(source: &dyn Source, engine: &mut E) -> Result<Self, Misfits> {
        let mut reader = Reader::new(source);
        let mut channels = 0;
        let mut conv = |reader: &mut Reader<'_>, list: &str, at: usize, like, has_norm: bool| {
            let norm = format!("{list}.{}", at + 1);
            let names = Names {
                conv: &format!("{list}.{at}"),
                norm: has_norm.then_some(&norm),
            };
            let conv = Conv::load(reader, engine, names, channels, like);
            channels = conv.outputs();
            conv
        };
        let first = conv(&mut reader, "model", 1, WIDE, true);
        let downs = [4, 7].map(|at| conv(&mut reader, "model", at, DOWN, true));
        let mut at = 10;
        let mut blocks = Vec::new();
        let has = |name: &str| source.shape(&format!("{name}.weight")).is_some();
        while has(&format!("model.{at}.conv_block.1")) {
            let list = format!("model.{at}.conv_block");
            // With dropout between, the second one stands a place later; without, its normalisation may stand there.
            let second = if has(&format!("{list}.5")) { 5 } else { 6 };
            blocks.push([1, second].map(|at| conv(&mut reader, &list, at, SAME, true)));
            at += 1;
        }
        let ups = [at, at + 3].map(|at| conv(&mut reader, "model", at, UP, true));
        let last = conv(&mut reader, "model", at + 7, WIDE, false);
        reader.finish()?;
        Ok(Self {
            first,
            downs,
            blocks,
            ups,
            last,
        })
    }
}

impl<E: Engine> Network<E> for Pix2PixResnet<E> {
    fn size(&self) -> Size {
        Size {
            layers: 5 + self.blocks.len(),
            height: SIDE,
            width: SIDE,
            ..Size::default()
        }
    }

    /// None.
    fn styles(&self, _: &[f32], _: &[f32], _: &Truncation) -> Vec<Vec<f32>> {
        Vec::new()
    }

    /// As large as [`Ask::given`], each axis up to the next multiple of four.
    fn paint(&mut self, engine: &mut E, ask: &Ask) -> Result<E::Sheet, Lost> {
        let [zero, mirror] = [Edge::Zero, Edge::Reflect].map(|edge| ask.surface.edges(edge));
        let picture = given(engine, ask, self.first.inputs(), SIDE);
        let (statistics, relu) = (ask.statistics, Activation::RELU);
        let mut layers = 0;
        let mut bend = |engine: &mut E, x| {
            layers += 1;
            engine.breathe();
            bent(engine, x, &ask.bends, layers - 1, zero)
        };
        let mut x = self
            .first
            .paint(engine, &picture, mirror, statistics, relu, None)?;
        x = bend(engine, x);
        for down in &self.downs {
            x = down.paint(engine, &x, zero, statistics, relu, None)?;
            x = bend(engine, x);
        }
        for [one, two] in &self.blocks {
            let y = one.paint(engine, &x, mirror, statistics, relu, None)?;
            let sum = Some(&x);
            x = two.paint(engine, &y, mirror, statistics, Activation::NONE, sum)?;
            x = bend(engine, x);
        }
        for up in &self.ups {
            x = up.paint(engine, &x, zero, statistics, relu, None)?;
            x = bend(engine, x);
        }
        let tanh = Activation::of(Curve::Tanh);
        self.last.paint(engine, &x, mirror, statistics, tanh, None)
    }
}
