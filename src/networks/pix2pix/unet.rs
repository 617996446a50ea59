//! The U-Net: halved again and again down to one place, doubled as often, and at every size joined with what was there
//! on the way down.

use welkin_compute::{Activation, After, Curve, Edge, Engine, KernelShape, Lost};

use super::conv::{Conv, Names};
use super::given::{given, widened};
use crate::ask::{Ask, Network, Size, Truncation};
use crate::bend::bent;
use crate::source::{Misfits, Reader, Source};

/// The generator `unet_256`, of any width and depth.
pub struct Pix2PixUnet<E: Engine> {
    levels: Vec<Level<E>>, // the largest size first
}

struct Level<E: Engine> {
    down: Conv<E>,
    up: Conv<E>,
}

const DOWN: KernelShape = KernelShape {
    stride: 2,
    pad: 1,
    ..KernelShape::same(0, 0, 4)
};
const UP: KernelShape = KernelShape {
    transposed: true,
    ..DOWN
};
const LEAKY: Activation = Activation::of(Curve::Leaky(0.2));

impl<E: Engine> Pix2PixUnet<E> {
    /// Reads and lays out all weights.
    ///
    /// # Errors
    /// With all that does not fit.
    pub fn load(source: &dyn Source, engine: &mut E) -> Result<Self, Misfits> {
        let mut reader = Reader::new(source);
        let mut levels = Vec::new();
        let mut ups = Vec::new(); // each way up, its normalisation, and whether another level lies below
        let mut prefix = String::from("model.model");
        let mut channels = 0;
        loop {
            let (conv, norm, up, sub) = places(&reader, &prefix, levels.len());
            let [conv, norm, up, up_norm] =
                [conv, norm, up, up + 1].map(|at| format!("{prefix}.{at}"));
            // Neither the first way down nor the last one has a normalisation.
            let has_norm = !levels.is_empty() && sub.is_some();
            let names = Names {
                conv: &conv,
                norm: has_norm.then_some(&norm),
            };
            let down = Conv::load(&mut reader, engine, names, channels, DOWN);
            channels = down.outputs();
            levels.push(down);
            ups.push((up, up_norm, sub.is_some()));
            let Some(sub) = sub else { break };
            prefix = format!("{prefix}.{sub}.model");
        }
        let mut below = 0;
        let mut painted = Vec::new();
        let both = levels.into_iter().zip(ups).enumerate();
        for (level, (down, (up, norm, has_below))) in both.rev() {
            let names = Names {
                conv: &up,
                norm: (level > 0).then_some(&norm),
            };
            let joined = down.outputs() + if has_below { below } else { 0 };
            let up = Conv::load(&mut reader, engine, names, joined, UP);
            below = up.outputs();
            painted.push(Level { down, up });
        }
        painted.reverse();
        reader.finish()?;
        Ok(Self { levels: painted })
    }
}

/// Where a level's way down, its normalisation, its way up and the next level stand in its list; the innermost has no
/// next one.
fn places(reader: &Reader<'_>, prefix: &str, level: usize) -> (usize, usize, usize, Option<usize>) {
    let has = |at: usize| {
        reader
            .source()
            .shape(&format!("{prefix}.{at}.weight"))
            .is_some()
    };
    if level == 0 {
        (0, 0, 3, Some(1))
    } else if has(5) {
        (1, 2, 5, Some(3))
    } else {
        (1, 2, 3, None)
    }
}

impl<E: Engine> Network<E> for Pix2PixUnet<E> {
    fn size(&self) -> Size {
        let side = 1 << self.levels.len().min(20);
        Size {
            layers: 2 * self.levels.len() - 1,
            height: side,
            width: side,
            ..Size::default()
        }
    }

    /// None.
    fn styles(&self, _: &[f32], _: &[f32], _: &Truncation) -> Vec<Vec<f32>> {
        Vec::new()
    }

    /// As large as [`Ask::given`]. A size that cannot be halved as often as needed is mirrored at its end meanwhile.
    fn paint(&mut self, engine: &mut E, ask: &Ask) -> Result<E::Sheet, Lost> {
        let edges = ask.surface.edges(Edge::Zero);
        let side = Network::<E>::size(self).height;
        let picture = given(engine, ask, self.levels[0].down.inputs(), side);
        let asked = engine.shape(&picture);
        let mut x = widened(engine, picture, side, ask.surface.edges(Edge::Reflect));
        let last = self.levels.len() - 1;
        let mut found = Vec::new();
        for (level, Level { down, .. }) in self.levels.iter().enumerate() {
            // The innermost is halved no further: what follows is ReLU.
            let activation = if level == last {
                Activation::RELU
            } else {
                LEAKY
            };
            x = down.paint(engine, &x, edges, ask.statistics, activation, None)?;
            x = bent(engine, x, &ask.bends, level, edges);
            found.push(x.clone());
            engine.breathe();
        }
        found.pop();
        for (level, Level { up, .. }) in self.levels.iter().enumerate().rev() {
            if level == 0 {
                let tanh = Activation::of(Curve::Tanh);
                x = up.paint(engine, &x, edges, ask.statistics, tanh, None)?;
                break;
            }
            x = up.paint(engine, &x, edges, ask.statistics, Activation::NONE, None)?;
            x = bent(engine, x, &ask.bends, 2 * last + 1 - level, edges);
            let beside = found.pop().unwrap_or_else(|| x.clone());
            // The leaky one of the way down makes no difference to a ReLU.
            let relu = After {
                activation: Activation::RELU,
                ..After::default()
            };
            x = engine.join(&[&beside, &x]);
            x = engine.apply(x, relu);
            engine.breathe();
        }
        let made = engine.shape(&x);
        if (made.height, made.width) == (asked.height, asked.width) {
            return Ok(x);
        }
        Ok(engine.window(&x, (0, 0), (asked.height, asked.width), edges))
    }
}
