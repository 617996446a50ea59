//! What follows an operation, row by row, while the row is still in a cache.
#![allow(
    unsafe_code,
    reason = "rows of one sheet are written by several threads"
)]

use super::lanes::{LANES, Simd, exp};
use super::shared::Shared;
use super::sheet::CpuSheet;
use crate::activation::{Activation, Curve};
use crate::engine::{After, Scale};
use crate::shape::Shape;

/// What is done with each row of a result, and where it goes.
pub(super) struct Finish<'a> {
    scale: Scale<'a, CpuSheet>,
    noise: Option<(&'a CpuSheet, f32)>,
    bias: Option<&'a [f32]>,
    activation: Activation,
    add: Option<&'a CpuSheet>,
    out: Shared<'a>,
    shape: Shape,
    lanes: usize,
}

impl<'a> Finish<'a> {
    /// Checks the sizes of all that belongs to it.
    pub(super) fn new(after: After<'a, CpuSheet>, out: &'a mut CpuSheet) -> Self {
        let (shape, lanes) = (out.shape(), out.lanes());
        check(after.scale, shape);
        if let Some((noise, _)) = after.noise {
            assert_eq!(
                noise.shape(),
                shape.with_channels(1),
                "noise for each place"
            );
        }
        if let Some(bias) = after.bias {
            assert_eq!(bias.len(), shape.channels, "a bias for each channel");
        }
        if let Some(add) = after.add {
            assert_eq!(add.shape(), shape, "what is added");
        }
        Self {
            scale: after.scale,
            noise: after.noise,
            bias: after.bias,
            activation: after.activation,
            add: after.add,
            out: Shared::new(out.values_mut()),
            shape,
            lanes,
        }
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// Vectors of sixteen channels.
    pub(super) fn blocks(&self) -> usize {
        self.shape.channels.div_ceil(LANES)
    }

    /// Finishes places of one row of a block of channels, from `x` on: `from` is [places, lanes], with as many lanes as
    /// what comes out, or sixteen.
    ///
    /// # Safety
    /// Each row of each block is finished by one thread at a time.
    #[inline(always)]
    pub(super) unsafe fn row<S: Simd>(
        &self,
        simd: S,
        block: usize,
        y: usize,
        x: usize,
        (from, from_lanes): (&[f32], usize),
    ) {
        let lanes = self.lanes;
        let at = ((block * self.shape.height + y) * self.shape.width + x) * lanes;
        let len = from.len() / from_lanes * lanes;
        // SAFETY: rows are disjoint, and the caller takes each once at a time.
        let out = unsafe { self.out.piece(at, len) };
        let (scale, map) = match self.scale {
            Scale::One => (None, None),
            Scale::Channels(scale) => (Some(repeated(scale, block, lanes)), None),
            Scale::Map(map) => (None, Some(&map.row(block, y)[x * lanes..])),
        };
        let scale = scale.map(|scale| simd.load(&scale));
        let bias = self.bias.map(|bias| repeated(bias, block, lanes));
        let bias = simd.load(&bias.unwrap_or([0.0; LANES]));
        let noise = self
            .noise
            .map(|(noise, strength)| (&noise.row(0, y)[x..], strength));
        let add = self.add.map(|add| &add.row(block, y)[x * lanes..]);
        let pixels = LANES / lanes;
        for (i, out) in out.chunks_mut(LANES).enumerate() {
            let mut v = if from_lanes == lanes {
                load(simd, from, i * LANES)
            } else {
                simd.load(&gathered(&from[i * pixels * LANES..], lanes))
            };
            if let Some(scale) = scale {
                v = simd.mul(v, scale);
            }
            if let Some(map) = map {
                v = simd.mul(v, load(simd, map, i * LANES));
            }
            if let Some((noise, strength)) = noise {
                let noise = if lanes == LANES {
                    simd.splat(noise[i])
                } else {
                    simd.load(&spread(&noise[i * pixels..], lanes))
                };
                v = simd.fma(noise, simd.splat(strength), v);
            }
            v = activate(simd, self.activation, simd.add(v, bias));
            if let Some(add) = add {
                v = simd.add(v, load(simd, add, i * LANES));
            }
            if let Some(out) = out.first_chunk_mut() {
                simd.store(v, out);
            } else {
                let mut last = [0.0; LANES];
                simd.store(v, &mut last);
                out.copy_from_slice(&last[..out.len()]);
            }
        }
    }
}

/// That a scale fits.
pub(super) fn check(scale: Scale<CpuSheet>, shape: Shape) {
    match scale {
        Scale::One => {}
        Scale::Channels(scale) => {
            assert_eq!(scale.len(), shape.channels, "a scale for each channel");
        }
        Scale::Map(map) => assert_eq!(map.shape(), shape, "a scale for each number"),
    }
}

/// The sixteen numbers from `at` on.
#[inline(always)]
pub(super) fn vector(from: &[f32], at: usize) -> &[f32; LANES] {
    from[at..].first_chunk().expect("whole vectors")
}

/// The numbers from `at` on, up to sixteen.
#[inline(always)]
pub(super) fn load<S: Simd>(simd: S, from: &[f32], at: usize) -> S::V {
    let from = &from[at..];
    if let Some(from) = from.first_chunk() {
        return simd.load(from);
    }
    let mut last = [0.0; LANES];
    last[..from.len()].copy_from_slice(from);
    simd.load(&last)
}

/// What belongs to the channels of a block, as often as they stand in a vector; zeros where there is no channel.
#[inline(always)]
pub(super) fn repeated(of_channels: &[f32], block: usize, lanes: usize) -> [f32; LANES] {
    let mut vector = [0.0; LANES];
    let here = &of_channels[(block * lanes).min(of_channels.len())..];
    let here = &here[..here.len().min(lanes)];
    for vector in vector.chunks_mut(lanes) {
        vector[..here.len()].copy_from_slice(here);
    }
    vector
}

/// The first lanes of each vector, side by side.
#[inline(always)]
fn gathered(from: &[f32], lanes: usize) -> [f32; LANES] {
    let mut vector = [0.0; LANES];
    for (vector, from) in vector.chunks_mut(lanes).zip(from.chunks(LANES)) {
        vector.copy_from_slice(&from[..lanes]);
    }
    vector
}

/// Each number as many times as there are lanes.
#[inline(always)]
fn spread(from: &[f32], lanes: usize) -> [f32; LANES] {
    let mut vector = [0.0; LANES];
    for (vector, from) in vector.chunks_mut(lanes).zip(from) {
        vector.fill(*from);
    }
    vector
}

/// Curve, gain and limit.
#[inline(always)]
pub(super) fn activate<S: Simd>(simd: S, activation: Activation, x: S::V) -> S::V {
    let (zero, one) = (simd.splat(0.0), simd.splat(1.0));
    let y = match activation.curve {
        Curve::Linear => x,
        Curve::Leaky(slope) => {
            let below = simd.mul(simd.min(zero, x), simd.splat(slope));
            simd.add(simd.max(zero, x), below)
        }
        Curve::Relu => simd.max(x, zero),
        Curve::Tanh => {
            // 1 − 2 / (e²ˣ + 1), and near zero, where that is coarse, its series.
            let squared = simd.add(exp(simd, simd.add(x, x)), one);
            let far = simd.sub(one, simd.div(simd.splat(2.0), squared));
            let near = simd.min(simd.splat(0.15), simd.max(simd.splat(-0.15), x));
            let square = simd.mul(near, near);
            let series = simd.fma(square, simd.splat(-17.0 / 315.0), simd.splat(2.0 / 15.0));
            let series = simd.fma(square, series, simd.splat(-1.0 / 3.0));
            let series = simd.fma(simd.mul(square, near), series, near);
            let steep = simd.sub(x, near);
            // Where x is not near zero, `far` less what it is at the border; both meet there.
            select_zero(simd, steep, series, far)
        }
        Curve::Sigmoid => sigmoid(simd, x),
        Curve::Swish => simd.mul(x, sigmoid(simd, x)),
        Curve::InverseRoot => simd.div(one, simd.sqrt(simd.add(x, simd.splat(1e-8)))),
    };
    let (gain, limit) = (activation.gain, activation.limit);
    let y = simd.mul(y, simd.splat(gain));
    simd.min(simd.splat(limit), simd.max(simd.splat(-limit), y))
}

/// 1 / (1 + e⁻ˣ).
#[inline(always)]
pub(super) fn sigmoid<S: Simd>(simd: S, x: S::V) -> S::V {
    let one = simd.splat(1.0);
    let e = exp(simd, simd.sub(simd.splat(0.0), x));
    simd.div(one, simd.add(one, e))
}

/// `a` where `x` is zero, `b` elsewhere.
#[inline(always)]
fn select_zero<S: Simd>(simd: S, x: S::V, a: S::V, b: S::V) -> S::V {
    // One where x is not zero: its square times the largest number, cut at one.
    let far = simd.mul(simd.mul(x, simd.splat(1e19)), simd.mul(x, simd.splat(1e19)));
    let far = simd.min(simd.splat(1.0), far);
    simd.fma(far, simd.sub(b, a), a)
}
