//! One resolution: convolutions, then what they add to the picture.

use std::f32::consts::FRAC_1_SQRT_2;

use welkin_compute::{After, Engine, Filter, KernelShape, Lost, Scale};

use super::conv::Conv;
use super::filter::doubling;
use super::light::Light;
use super::weights::BlockWeights;
use crate::canvas::Canvas;
use crate::dense::Dense;

/// What blocks hand on.
pub(super) struct Painted<S> {
    /// [channels, h, w]
    pub(super) x: S,
    /// [3, h, w], once there is one.
    pub(super) picture: Option<S>,
}

pub(super) struct Block<E: Engine> {
    convs: Vec<Conv<E>>,
    light: Option<Light<E>>,
    /// 1 × 1: what is added of the block's input, enlarged.
    skip: Option<E::Kernel>,
    filter: Filter,
}

impl<E: Engine> Block<E> {
    /// `first_layer` and `first_noise` say how many layers and noise maps the blocks before it have.
    pub(super) fn new(
        engine: &mut E,
        weights: BlockWeights,
        first_layer: usize,
        first_noise: usize,
    ) -> Self {
        let last = weights.convs.len() - 1;
        let has_skip = weights.skip.is_some();
        let skip = weights.skip.map(|mut skip| {
            let shape = KernelShape::same(skip.shape[0], skip.shape[1], 1);
            let gain = FRAC_1_SQRT_2 / (shape.inputs as f32).sqrt();
            skip.values.iter_mut().for_each(|weight| *weight *= gain);
            engine.kernel(shape, &skip.values)
        });
        let mut noise = first_noise;
        let mut convs = Vec::with_capacity(weights.convs.len());
        for (i, weights) in weights.convs.into_iter().enumerate() {
            let adds_skip = has_skip && i == last;
            let gain = if adds_skip { FRAC_1_SQRT_2 } else { 1.0 };
            let conv = Conv::new(engine, weights, gain, [first_layer + i, noise]);
            noise += usize::from(conv.takes_noise());
            convs.push(conv);
        }
        let style = first_layer + convs.len();
        Self {
            light: (weights.light).map(|weights| Light::new(engine, weights, style)),
            convs,
            skip,
            filter: weights.filter,
        }
    }

    /// How many convolutions it has.
    pub(super) fn layers(&self) -> usize {
        self.convs.len()
    }

    /// How many of them take noise.
    pub(super) fn noises(&self) -> usize {
        self.convs.iter().filter(|conv| conv.takes_noise()).count()
    }

    /// Whether it adds to the picture.
    pub(super) fn paints(&self) -> bool {
        self.light.is_some()
    }

    /// The noise maps that came with the checkpoint.
    pub(super) fn kept_noise(&self) -> impl Iterator<Item = &E::Sheet> {
        self.convs.iter().filter_map(Conv::kept_noise)
    }

    /// From w to the styles of its convolutions.
    pub(super) fn affines(&self) -> impl Iterator<Item = &Dense> {
        self.convs.iter().map(Conv::affine)
    }

    /// Twice as large, but for the first block.
    pub(super) fn forward(
        &mut self,
        canvas: &mut Canvas<'_, E>,
        Painted { x, picture }: Painted<E::Sheet>,
    ) -> Result<Painted<E::Sheet>, Lost> {
        let skip = self.skip.as_ref().map(|kernel| {
            let edges = canvas.edges;
            let x = (canvas.engine).conv(&x, kernel, edges, Scale::One, After::default());
            enlarged(canvas, &x, &self.filter)
        });
        let last = self.convs.len() - 1;
        let mut y = x;
        for (i, conv) in self.convs.iter_mut().enumerate() {
            let add = skip.as_ref().filter(|_| i == last);
            y = conv.forward(canvas, &y, add)?;
        }
        let picture = picture.map(|picture| enlarged(canvas, &picture, &self.filter));
        let picture = match &self.light {
            Some(light) => Some(light.forward(canvas, &y, picture.as_ref())),
            None => picture,
        };
        Ok(Painted { x: y, picture })
    }
}

/// [c, h, w] -> [c, 2h, 2w]
fn enlarged<E: Engine>(canvas: &mut Canvas<'_, E>, x: &E::Sheet, filter: &Filter) -> E::Sheet {
    let resample = doubling(filter);
    (canvas.engine).filter(x, filter, resample, canvas.edges, After::default())
}
