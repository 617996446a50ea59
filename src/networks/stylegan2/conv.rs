//! A modulated 3 × 3 convolution with noise, bias and activation; it may double the size.

use std::f32::consts::SQRT_2;

use welkin_compute::{
    Activation, After, Curve, Engine, Filter, KernelShape, Lost, Resample, Shape,
};

use super::filter::after_doubling;
use super::weights::ConvWeights;
use crate::around::{Around, laid_around};
use crate::ask::{Ask, Noise};
use crate::canvas::Canvas;
use crate::dense::Dense;
use crate::modulation::Modulation;
use crate::places::Grid;

pub(super) struct Conv<E: Engine> {
    modulation: Modulation,
    kernel: E::Kernel,
    bias: Vec<f32>, // [outputs]
    doubling: Option<(Filter, Resample)>,
    noise: Option<NoiseInput<E>>,
    activation: Activation,
    /// Which one it is of the network's layers: as many styles come before its own.
    layer: usize,
}

struct NoiseInput<E: Engine> {
    strength: f32,
    kept: Option<Around<E>>,
    /// The map asked for last, and its sheet.
    own: Option<(Vec<f32>, E::Sheet)>,
    /// Which one it is of the layers that take noise.
    index: usize,
}

impl<E: Engine> Conv<E> {
    /// `gain` is what the activation's result is multiplied by besides √2.
    pub(super) fn new(
        engine: &mut E,
        weights: ConvWeights,
        gain: f32,
        [layer, noise_index]: [usize; 2],
    ) -> Self {
        let (weight, bias) = weights.affine;
        let affine = Dense::equalised(weight, bias, 1.0);
        let shape = KernelShape::same(weights.weight.shape[0], weights.weight.shape[1], 3);
        let shape = match weights.filter {
            Some(_) => KernelShape {
                stride: 2,
                pad: 0,
                transposed: true,
                ..shape
            },
            None => shape,
        };
        let kept = weights.noise.map(|noise| {
            let shape = Shape::new(1, noise.shape[0], noise.shape[1]);
            Around::new(engine, shape, &noise.values)
        });
        Self {
            modulation: Modulation::new(affine, &weights.weight),
            kernel: engine.kernel(shape, &weights.weight.values),
            bias: weights.bias.values,
            doubling: weights.filter.map(|filter| {
                let resample = after_doubling(&filter);
                (filter, resample)
            }),
            noise: weights.noise_strength.map(|strength| NoiseInput {
                strength,
                kept,
                own: None,
                index: noise_index,
            }),
            activation: Activation {
                curve: Curve::Leaky(0.2),
                gain: SQRT_2 * gain,
                limit: weights.clamp * gain,
            },
            layer,
        }
    }

    pub(super) fn takes_noise(&self) -> bool {
        self.noise.is_some()
    }

    pub(super) fn kept_noise(&self) -> Option<&E::Sheet> {
        self.noise.as_ref()?.kept.as_ref().map(Around::square)
    }

    pub(super) fn affine(&self) -> &Dense {
        self.modulation.affine()
    }

    /// x [inputs, h, w], and what is added to the result -> [outputs, H, W]
    pub(super) fn forward(
        &mut self,
        canvas: &mut Canvas<'_, E>,
        x: &E::Sheet,
        add: Option<&E::Sheet>,
    ) -> Result<E::Sheet, Lost> {
        let input = canvas.engine.shape(x);
        let times = if self.doubling.is_some() { 2 } else { 1 };
        let output = Shape::new(self.bias.len(), input.height * times, input.width * times);
        let vectors = (self.modulation).vectors(&canvas.ws(self.layer, output.height));
        let Canvas {
            engine,
            ask,
            edges,
            places,
            ..
        } = canvas;
        let style = (self.modulation).style(*engine, &vectors, places, Grid::whole(input));
        let demodulation =
            (self.modulation).demodulation(*engine, &vectors, places, Grid::whole(output));
        let noise = match &mut self.noise {
            Some(noise) => noise.sheet(*engine, ask, output)?,
            None => None,
        };
        let after = After {
            scale: demodulation.scale(),
            noise: noise.as_ref().map(|(sheet, strength)| (sheet, *strength)),
            bias: Some(&self.bias),
            activation: self.activation,
            add,
        };
        let y = match &self.doubling {
            Some((filter, resample)) => {
                let filter = (filter, *resample);
                engine.conv_filter(x, &self.kernel, filter, *edges, style.scale(), after)
            }
            None => engine.conv(x, &self.kernel, *edges, style.scale(), after),
        };
        Ok(canvas.bent(y, self.layer))
    }
}

impl<E: Engine> NoiseInput<E> {
    /// The map for a layer of this size and how strong it is; none if it makes no difference. Maps of one's own are as
    /// large as the layer, or one square that is laid around; others are none.
    fn sheet(
        &mut self,
        engine: &mut E,
        ask: &Ask,
        output: Shape,
    ) -> Result<Option<(E::Sheet, f32)>, Lost> {
        let asked = ask.noise_strength.get(self.index).copied().unwrap_or(1.0);
        let strength = self.strength * asked;
        if strength == 0.0 {
            return Ok(None);
        }
        let sheet = match &ask.noise {
            Noise::None => None,
            Noise::Kept => match &mut self.kept {
                Some(kept) => Some(kept.on(engine, ask.surface)?),
                None => None,
            },
            Noise::Maps(maps) => maps
                .get(self.index)
                .and_then(|map| self.own(engine, map, ask.surface.times(), output)),
        };
        Ok(sheet.map(|sheet| (sheet, strength)))
    }

    fn own(
        &mut self,
        engine: &mut E,
        map: &[f32],
        times: usize,
        output: Shape,
    ) -> Option<E::Sheet> {
        let shape = output.with_channels(1);
        if let Some((made, sheet)) = &self.own
            && made == map
            && engine.shape(sheet) == shape
        {
            return Some(sheet.clone());
        }
        let sheet = if map.len() == shape.len() {
            engine.sheet(shape, map)
        } else if map.len() * times == shape.len() {
            engine.sheet(shape, &laid_around(map, shape.width / times, times))
        } else {
            return None;
        };
        self.own = Some((map.to_vec(), sheet.clone()));
        Some(sheet)
    }
}
