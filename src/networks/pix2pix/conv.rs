//! A convolution and the normalisation that follows it.

use welkin_compute::{Activation, After, Edges, Engine, KernelShape, Lost, Scale};

use crate::ask::Statistics;
use crate::normal::{EPSILON, stored};
use crate::source::Reader;

/// What follows a convolution.
enum Norm {
    /// A bias, if any.
    None(Option<Vec<f32>>),
    /// By the picture itself, without parameters. A bias before it would be taken away again.
    Instance,
    /// By the picture, or by stored statistics, which come as one factor and one sum.
    Batch {
        gain: Vec<f32>,
        offset: Vec<f32>,
        stored: (Vec<f32>, Vec<f32>),
    },
}

/// A convolution's place in a checkpoint.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) conv: &'a str,
    /// Where its normalisation would stand, if it may have one.
    pub(super) norm: Option<&'a str>,
}

/// The two.
pub(super) struct Conv<E: Engine> {
    kernel: E::Kernel,
    norm: Norm,
    outputs: usize,
    inputs: usize,
}

impl<E: Engine> Conv<E> {
    /// Of so many inputs (0: as many as the weights have), `side` taps along each axis and otherwise as `like`.
    ///
    /// Which normalisation it is shows in the tensors: a batch normalisation has weights, and the convolution before it
    /// no bias; an instance normalisation has nothing (old checkpoints have statistics that were never used), and the
    /// convolution before it has a bias.
    pub(super) fn load(
        reader: &mut Reader<'_>,
        engine: &mut E,
        names: Names<'_>,
        inputs: usize,
        like: KernelShape,
    ) -> Self {
        let side = like.height;
        let weight = format!("{}.weight", names.conv);
        let (expected, of_outputs) = if like.transposed {
            ([inputs, 0, side, side], 1)
        } else {
            ([0, inputs, side, side], 0)
        };
        let mut weight = reader.tensor(&weight, &expected);
        let (outputs, inputs) = (weight.shape[of_outputs], weight.shape[1 - of_outputs]);
        if like.transposed {
            weight.values = turned(&weight.values, inputs, outputs, side * side);
        }
        let shape = KernelShape {
            outputs,
            inputs,
            ..like
        };
        let bias = reader.optional(&format!("{}.bias", names.conv), &[outputs]);
        let bias = bias.map(|bias| bias.values);
        Self {
            kernel: engine.kernel(shape, &weight.values),
            norm: norm(reader, names.norm, bias, outputs),
            outputs,
            inputs,
        }
    }

    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    pub(super) fn inputs(&self) -> usize {
        self.inputs
    }

    pub(super) fn paint(
        &self,
        engine: &mut E,
        x: &E::Sheet,
        edges: Edges,
        statistics: Statistics,
        activation: Activation,
        add: Option<&E::Sheet>,
    ) -> Result<E::Sheet, Lost> {
        let after = |scale, bias| After {
            scale,
            bias,
            activation,
            add,
            ..After::default()
        };
        let (scale, bias) = match &self.norm {
            Norm::None(bias) => {
                let after = after(Scale::One, bias.as_deref());
                return Ok(engine.conv(x, &self.kernel, edges, Scale::One, after));
            }
            Norm::Batch { stored, .. } if statistics == Statistics::Stored => {
                let (scale, bias) = stored;
                let after = after(Scale::Channels(scale), Some(bias));
                return Ok(engine.conv(x, &self.kernel, edges, Scale::One, after));
            }
            Norm::Batch { gain, offset, .. } => (Scale::Channels(gain), Some(&offset[..])),
            Norm::Instance => (Scale::One, None),
        };
        let x = engine.conv(x, &self.kernel, edges, Scale::One, After::default());
        engine.normalised(x, EPSILON, after(scale, bias))
    }
}

fn norm(
    reader: &mut Reader<'_>,
    name: Option<&str>,
    bias: Option<Vec<f32>>,
    outputs: usize,
) -> Norm {
    let Some(name) = name else {
        return Norm::None(bias);
    };
    if reader.source().shape(&format!("{name}.weight")).is_none() {
        return match bias {
            Some(_) => Norm::Instance,
            None => Norm::None(None),
        };
    }
    let (scale, mut shift) = stored(reader, name, outputs);
    let mut part = |part: &str| reader.tensor(&format!("{name}.{part}"), &[outputs]).values;
    let (gain, offset) = (part("weight"), part("bias"));
    let bias = bias.unwrap_or_else(|| vec![0.0; outputs]);
    for ((shift, scale), bias) in shift.iter_mut().zip(&scale).zip(&bias) {
        *shift += scale * bias;
    }
    Norm::Batch {
        gain,
        offset,
        stored: (scale, shift),
    }
}

/// [inputs, outputs, taps] -> [outputs, inputs, taps]
fn turned(values: &[f32], inputs: usize, outputs: usize, taps: usize) -> Vec<f32> {
    let of = |output: usize| {
        let from = move |input: usize| (input * outputs + output) * taps;
        (0..inputs).flat_map(move |input| &values[from(input)..][..taps])
    };
    (0..outputs).flat_map(of).copied().collect()
}
