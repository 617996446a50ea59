//! A convolution's weights at every point.

use rayon::prelude::*;

use super::super::lanes::LANES;
use super::super::panel::{Panel, Precision};
use super::scheme::Kind;
use crate::kernel::KernelShape;

/// A convolution's weights at every point: [group of outputs][point][block of inputs][lane][output].
#[derive(Clone, Debug)]
pub(in super::super) struct Points {
    pub(super) kind: Kind,
    pub(super) shape: KernelShape,
    pub(super) panel: Panel,
    /// Vectors of outputs that belong together.
    pub(super) group: usize,
}

impl Points {
    pub(in super::super) fn new(
        kind: Kind,
        shape: KernelShape,
        weights: &[f32],
        group: usize,
        precision: Precision,
    ) -> Self {
        let matrix = kind.weights();
        let (n, taps) = (matrix.len(), kind.taps());
        let (in_blocks, out_blocks) = (shape.inputs.div_ceil(LANES), shape.outputs.div_ceil(LANES));
        let mut ordered = vec![0.0; n * n * in_blocks * out_blocks * LANES * LANES];
        // One group of outputs after the other.
        let vector = n * n * in_blocks * LANES * LANES;
        ordered
            .par_chunks_mut(group * vector)
            .enumerate()
            .for_each(|(g, ordered)| {
                let outputs = ordered.len() / vector * LANES;
                for o in 0..outputs.min(shape.outputs - g * group * LANES) {
                    for i in 0..shape.inputs {
                        let at = ((g * group * LANES + o) * shape.inputs + i) * taps * taps;
                        let kernel = &weights[at..][..taps * taps];
                        for (p, down) in matrix.iter().enumerate() {
                            for (q, across) in matrix.iter().enumerate() {
                                let mut sum = 0.0;
                                for (row, down) in kernel.chunks(taps).zip(down) {
                                    for (weight, across) in row.iter().zip(across) {
                                        sum += down * across * f64::from(*weight);
                                    }
                                }
                                let to = (p * n + q) * in_blocks * LANES + i;
                                ordered[to * outputs + o] = sum as f32;
                            }
                        }
                    }
                }
            });
        Self {
            kind,
            shape,
            panel: Panel::new(&ordered, precision),
            group,
        }
    }
}
