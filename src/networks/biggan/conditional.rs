//! What follows from z and the classes: a linear layer that remembers the classes' part, and the normalisations whose
//! scales and offsets it gives.

use super::stored::Stored;
use crate::ask::Rows;
use crate::dense::Dense;
use crate::memory::Memory;
use crate::source::{Numbers, Reader};
use crate::spectral::spectral;

/// A linear layer of [z | embedding]. Classes change seldom: their share is computed when they do.
pub(super) struct Conditioned {
    by_z: Dense,
    by_class: Dense, // has the bias
    memory: Memory,
}

impl Conditioned {
    /// From a weight [outputs, z + embedding] and a bias.
    pub(super) fn new(weight: &Numbers, bias: Vec<f32>, z: usize) -> Self {
        let inputs = weight.shape[1];
        let part = |from: usize, to: usize| {
            let rows = weight.values.chunks_exact(inputs.max(1));
            Numbers {
                shape: vec![weight.shape[0], to - from],
                values: rows.flat_map(|row| &row[from..to]).copied().collect(),
            }
        };
        Self {
            by_z: Dense::new(part(0, z), vec![0.0; bias.len()]),
            by_class: Dense::new(part(z, inputs), bias),
            memory: Memory::default(),
        }
    }

    /// [z | embedding] -> [outputs]
    pub(super) fn forward(&mut self, place: usize, style: &[f32]) -> Vec<f32> {
        let (z, class) = style.split_at(self.by_z.inputs());
        let of_class = self
            .memory
            .of(place, class, |class| self.by_class.forward(class));
        let of_z = self.by_z.forward(z);
        of_z.iter()
            .zip(of_class)
            .map(|(z, class)| z + class)
            .collect()
    }
}

/// (x + b − μ) / √(σ² + ε) · (1 + S · style) + O · style, b being the bias of the convolution before.
pub(super) struct Conditional {
    stored: Stored,
    linear: Conditioned, // [1 + S; O]
    bias: Vec<f32>,
}

impl Conditional {
    pub(super) fn read(
        reader: &mut Reader<'_>,
        name: &str,
        bias: Vec<f32>,
        [z, embedded]: [usize; 2],
        epsilon: f32,
    ) -> Self {
        let channels = bias.len();
        let mut weight = spectral(
            reader,
            &format!("{name}.scale"),
            &[channels, z + embedded],
            0,
        );
        let offset = spectral(
            reader,
            &format!("{name}.offset"),
            &[channels, z + embedded],
            0,
        );
        weight.values.extend(offset.values);
        weight.shape[0] *= 2;
        let constant = [vec![1.0; channels], vec![0.0; channels]].concat();
        Self {
            stored: Stored::read(reader, name, channels, epsilon),
            linear: Conditioned::new(&weight, constant, z),
            bias,
        }
    }

    /// As one product and one sum: the factor and what is added.
    pub(super) fn affine(
        &mut self,
        place: usize,
        style: &[f32],
        psi: f32,
        rows: Rows,
    ) -> (Vec<f32>, Vec<f32>) {
        let both = self.linear.forward(place, style);
        let (gain, offset) = both.split_at(self.bias.len());
        let (scale, mut added) = self.stored.affine(psi, rows, gain, offset);
        for ((added, bias), scale) in added.iter_mut().zip(&self.bias).zip(&scale) {
            *added += bias * scale;
        }
        (scale, added)
    }
}
