//! A fully connected layer, on the CPU whatever the engine: mapping networks and styles are small.

use crate::source::Numbers;

/// `y = W · x + b`.
#[derive(Clone, Debug)]
pub struct Dense {
    weight: Vec<f32>, // [outputs, inputs]
    bias: Vec<f32>,   // [outputs]
    inputs: usize,
}

impl Dense {
    /// From a weight [outputs, inputs] and a bias [outputs] with their gains already in them.
    pub fn new(weight: Numbers, bias: Vec<f32>) -> Self {
        let [outputs, inputs] = weight.shape[..] else {
            panic!("a fully connected layer's weight has two axes");
        };
        assert_eq!(outputs, bias.len(), "a bias for each output");
        Self {
            weight: weight.values,
            bias,
            inputs,
        }
    }

    /// With StyleGAN's equalised learning rate: weight times `rate` / √inputs, bias times `rate`.
    pub fn equalised(mut weight: Numbers, bias: Numbers, rate: f32) -> Self {
        let gain = rate / (weight.shape[1] as f32).sqrt();
        weight.values.iter_mut().for_each(|value| *value *= gain);
        Self::new(
            weight,
            bias.values.iter().map(|value| value * rate).collect(),
        )
    }

    /// How many numbers come out.
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// How many go in.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The weight [outputs, inputs], gains included: what directions are found in.
    pub fn weight(&self) -> &[f32] {
        &self.weight
    }

    /// x [inputs] -> [outputs]
    pub fn forward(&self, x: &[f32]) -> Vec<f32> {
        let rows = self.weight.chunks_exact(self.inputs);
        rows.zip(&self.bias)
            .map(|(row, bias)| dot(row, x) + bias)
            .collect()
    }
}

/// Σ a · b, in sixteen sums side by side.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 16];
    let (a, a_rest) = a.as_chunks::<16>();
    let (b, b_rest) = b.as_chunks::<16>();
    for (a, b) in a.iter().zip(b) {
        for i in 0..16 {
            sums[i] += a[i] * b[i];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}
