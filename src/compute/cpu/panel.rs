//! Weights in the order in which they are needed, as numbers or as halves of numbers.

use bytemuck::{Pod, Zeroable};

use super::lanes::{LANES, Simd};
use super::lines::{Line, lines};

/// How exactly weights are kept. Sums are always of whole numbers (32 bits).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// As they came.
    #[default]
    F32,
    /// IEEE half precision: half the memory to read, 11 bits exact; what is larger than 65504 is not kept.
    F16,
    /// The upper halves of numbers: half the memory to read, 8 bits exact.
    Bf16,
}

/// A weight as it lies in memory.
pub(super) trait Weight: Pod + Send + Sync {
    /// Sixteen, as numbers.
    fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::V;
}

impl Weight for f32 {
    #[inline(always)]
    fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::V {
        simd.load(from)
    }
}

/// IEEE half precision.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(transparent)]
pub(super) struct F16(u16);

impl Weight for F16 {
    #[inline(always)]
    fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::V {
        simd.load_f16(bytemuck::cast_ref(from))
    }
}

/// The upper half of a number.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(transparent)]
pub(super) struct Bf16(u16);

impl Weight for Bf16 {
    #[inline(always)]
    fn load<S: Simd>(simd: S, from: &[Self; LANES]) -> S::V {
        simd.load_bf16(bytemuck::cast_ref(from))
    }
}

/// Weights in some order.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    precision: Precision,
    lines: Vec<Line>,
}

/// Weights of one kind.
#[derive(Clone, Copy)]
pub(super) enum Weights<'a> {
    F32(&'a [f32]),
    F16(&'a [F16]),
    Bf16(&'a [Bf16]),
}

impl Weights<'_> {
    /// One weight.
    pub(super) fn get(self, i: usize) -> f32 {
        match self {
            Self::F32(w) => w[i],
            Self::F16(w) => half::f16::from_bits(w[i].0).to_f32(),
            Self::Bf16(w) => half::bf16::from_bits(w[i].0).to_f32(),
        }
    }
}

impl Panel {
    pub(super) fn new(weights: &[f32], precision: Precision) -> Self {
        let bytes = match precision {
            Precision::F32 => 4,
            Precision::F16 | Precision::Bf16 => 2,
        };
        let mut lines = lines((weights.len() * bytes).div_ceil(size_of::<Line>()));
        match precision {
            Precision::F32 => {
                bytemuck::cast_slice_mut(&mut lines)[..weights.len()].copy_from_slice(weights);
            }
            Precision::F16 => {
                let halves: &mut [u16] = bytemuck::cast_slice_mut(&mut lines);
                for (half, weight) in halves.iter_mut().zip(weights) {
                    *half = half::f16::from_f32(*weight).to_bits();
                }
            }
            Precision::Bf16 => {
                let halves: &mut [u16] = bytemuck::cast_slice_mut(&mut lines);
                for (half, weight) in halves.iter_mut().zip(weights) {
                    *half = half::bf16::from_f32(*weight).to_bits();
                }
            }
        }
        Self { precision, lines }
    }

    /// `len` weights from the one at `from` on.
    pub(super) fn part(&self, from: usize, len: usize) -> Weights<'_> {
        let range = from..from + len;
        match self.precision {
            Precision::F32 => Weights::F32(&bytemuck::cast_slice(&self.lines)[range]),
            Precision::F16 => Weights::F16(&bytemuck::cast_slice(&self.lines)[range]),
            Precision::Bf16 => Weights::Bf16(&bytemuck::cast_slice(&self.lines)[range]),
        }
    }
}
