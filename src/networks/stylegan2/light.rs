//! A modulated 1 × 1 convolution to red, green and blue, without demodulation or noise.

use welkin_compute::{Activation, After, Engine, KernelShape};

use super::weights::LightWeights;
use crate::canvas::Canvas;
use crate::colours::three;
use crate::dense::Dense;
use crate::modulation::Modulation;
use crate::places::Grid;

pub(super) struct Light<E: Engine> {
    modulation: Modulation,
    kernel: E::Kernel,
    bias: Vec<f32>, // [3]
    activation: Activation,
    /// Which style it takes.
    style: usize,
}

impl<E: Engine> Light<E> {
    pub(super) fn new(engine: &mut E, weights: LightWeights, style: usize) -> Self {
        let (weight, bias) = weights.affine;
        let affine = Dense::equalised(weight, bias, 1.0);
        let mut mix = three(weights.weight);
        let inputs = mix.shape[1];
        let gain = (inputs as f32).sqrt().recip();
        mix.values.iter_mut().for_each(|weight| *weight *= gain);
        Self {
            modulation: Modulation::without_demodulation(affine),
            kernel: engine.kernel(KernelShape::same(3, inputs, 1), &mix.values),
            bias: three(weights.bias).values,
            activation: Activation {
                limit: weights.clamp,
                ..Activation::NONE
            },
            style,
        }
    }

    /// x [inputs, h, w], and the picture so far [3, h, w] -> the picture [3, h, w]
    pub(super) fn forward(
        &self,
        canvas: &mut Canvas<'_, E>,
        x: &E::Sheet,
        picture: Option<&E::Sheet>,
    ) -> E::Sheet {
        let shape = canvas.engine.shape(x);
        let vectors = (self.modulation).vectors(&canvas.ws(self.style, shape.height));
        let grid = Grid::whole(shape);
        let style = (self.modulation).style(canvas.engine, &vectors, canvas.places, grid);
        let after = After {
            bias: Some(&self.bias),
            activation: self.activation,
            add: picture,
            ..After::default()
        };
        (canvas.engine).conv(x, &self.kernel, canvas.edges, style.scale(), after)
    }
}
