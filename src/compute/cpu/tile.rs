//! The innermost loop of every convolution: a few pixels times one or two vectors of outputs, summed in registers.
#![allow(
    unsafe_code,
    reason = "the loop that all time is spent in reads without checks; they stand before it"
)]
#![allow(
    clippy::needless_range_loop,
    reason = "arrays that must stay in registers are indexed by constants once the loops are unrolled"
)]

use super::lanes::{LANES, Simd};
use super::panel::{Weight, Weights};

/// Some taps side by side of one row of a kernel, and where they begin to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Which of the planes that a stride makes.
    pub(super) plane: usize,
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) taps: usize,
}

/// One tap.
pub(super) const POINT: [Part; 1] = [Part {
    plane: 0,
    row: 0,
    column: 0,
    taps: 1,
}];

/// What a sum reads: for every block of channels, every part's taps times lanes.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    blocks: usize,
    /// Numbers from one block of channels to the next.
    block_len: usize,
    /// Pixels from one plane to the next.
    plane_len: usize,
    /// Pixels from one row to the next.
    row_len: usize,
    parts: &'a [Part],
    /// Pixels after the first that the last tap reads, without what blocks add.
    reach: usize,
    taps: usize,
}

impl<'a> Walk<'a> {
    /// Blocks and numbers between them, pixels of a plane and of a row.
    pub(super) fn new(
        (blocks, block_len): (usize, usize),
        (plane_len, row_len): (usize, usize),
        parts: &'a [Part],
    ) -> Self {
        let last =
            |part: &Part| part.plane * plane_len + part.row * row_len + part.column + part.taps;
        Self {
            blocks,
            block_len,
            plane_len,
            row_len,
            parts,
            reach: parts.iter().map(last).max().unwrap_or(0),
            taps: parts.iter().map(|part| part.taps).sum(),
        }
    }

    /// How many weights a sum needs for each output.
    fn depth(&self, lanes: usize) -> usize {
        self.blocks * self.taps * lanes
    }
}

/// Where sums go: `step` vectors from pixel to pixel, `block_len` numbers from block to block.
pub(super) struct Target<'a> {
    pub(super) numbers: &'a mut [f32],
    pub(super) step: usize,
    pub(super) block_len: usize,
}

/// Sums for `pixels` pixels (and up to a tile more, which must be there to read and to write), `blocks` vectors of outputs.
/// Pixels are `lanes` numbers each, from the beginning of `x` on.
#[inline(always)]
pub(super) fn multiply<S: Simd>(
    simd: S,
    x: &[f32],
    walk: &Walk<'_>,
    (lanes, blocks): (usize, usize),
    weights: Weights<'_>,
    pixels: usize,
    target: &mut Target<'_>,
) {
    match weights {
        Weights::F32(w) => match lanes {
            LANES => of_blocks::<S, f32, LANES>(simd, x, walk, blocks, w, pixels, target),
            _ => of_blocks::<S, f32, 4>(simd, x, walk, blocks, w, pixels, target),
        },
        // Few channels need few weights: these are always whole.
        Weights::F16(w) => {
            assert_eq!(lanes, LANES, "lanes of halved weights");
            of_blocks::<S, _, LANES>(simd, x, walk, blocks, w, pixels, target);
        }
        Weights::Bf16(w) => {
            assert_eq!(lanes, LANES, "lanes of halved weights");
            of_blocks::<S, _, LANES>(simd, x, walk, blocks, w, pixels, target);
        }
    }
}

#[inline(always)]
fn of_blocks<S: Simd, W: Weight, const L: usize>(
    simd: S,
    x: &[f32],
    walk: &Walk<'_>,
    blocks: usize,
    weights: &[W],
    pixels: usize,
    target: &mut Target<'_>,
) {
    match (blocks, S::PIXELS) {
        (2, 12) => of_pixels::<S, W, L, 12, 8, 4, 2>(simd, x, walk, weights, pixels, target),
        (1, 12) => of_pixels::<S, W, L, 12, 8, 4, 1>(simd, x, walk, weights, pixels, target),
        (1, 6) => of_pixels::<S, W, L, 6, 4, 2, 1>(simd, x, walk, weights, pixels, target),
        (1, _) => of_pixels::<S, W, L, 2, 1, 1, 1>(simd, x, walk, weights, pixels, target),
        _ => panic!("{blocks} blocks of {} pixels", S::PIXELS),
    }
}

/// How many pixels more than asked for may be read and written.
pub(super) use super::sheet::SLACK;

/// Tiles of `P` pixels, then of `M` and of `Q`, which are two thirds of it and one.
#[inline(always)]
fn of_pixels<
    S: Simd,
    W: Weight,
    const L: usize,
    const P: usize,
    const M: usize,
    const Q: usize,
    const B: usize,
>(
    simd: S,
    x: &[f32],
    walk: &Walk<'_>,
    weights: &[W],
    pixels: usize,
    target: &mut Target<'_>,
) {
    const { assert!(P <= SLACK) };
    let mut at = 0;
    while at < pixels {
        let left = pixels - at;
        let x = &x[at * L..];
        // Two middle tiles rather than a large and a small one, which waits for its numbers.
        let two_middle = left > P && left <= 2 * M;
        if left > M && !two_middle {
            store(
                simd,
                sums::<S, W, L, P, B>(simd, x, walk, weights),
                target,
                at,
            );
            at += P;
        } else if left > Q {
            store(
                simd,
                sums::<S, W, L, M, B>(simd, x, walk, weights),
                target,
                at,
            );
            at += M;
        } else {
            store(
                simd,
                sums::<S, W, L, Q, B>(simd, x, walk, weights),
                target,
                at,
            );
            at += Q;
        }
    }
}

#[inline(always)]
fn store<S: Simd, const P: usize, const B: usize>(
    simd: S,
    sums: [[S::V; B]; P],
    target: &mut Target<'_>,
    at: usize,
) {
    for p in 0..P {
        for b in 0..B {
            let to = b * target.block_len + (at + p) * target.step * LANES;
            let to = target.numbers[to..].first_chunk_mut().expect("slack");
            simd.store(sums[p][b], to);
        }
    }
}

#[inline(always)]
fn sums<S: Simd, W: Weight, const L: usize, const P: usize, const B: usize>(
    simd: S,
    x: &[f32],
    walk: &Walk<'_>,
    weights: &[W],
) -> [[S::V; B]; P] {
    let last = walk.blocks.saturating_sub(1) * walk.block_len + (walk.reach + P - 1) * L;
    assert!(last <= x.len(), "pixels of a tile");
    assert!(
        walk.depth(L) * B * LANES <= weights.len(),
        "weights of a tile"
    );
    let mut sums = [[simd.splat(0.0); B]; P];
    let mut weights = weights.as_ptr().cast::<[W; LANES]>();
    for block in 0..walk.blocks {
        for part in walk.parts {
            let from = part.plane * walk.plane_len + part.row * walk.row_len + part.column;
            // SAFETY: `from` and the part's taps lie within `reach`, so this and every pixel read from here on
            // lie before `last`.
            let mut x = unsafe { x.as_ptr().add(block * walk.block_len + from * L) };
            for _ in 0..part.taps * L {
                let mut w = [simd.splat(0.0); B];
                for b in 0..B {
                    // SAFETY: `depth` · B vectors of weights are there, and one is read for each step and b.
                    w[b] = W::load(simd, unsafe { &*weights.add(b) });
                }
                for p in 0..P {
                    // SAFETY: as for `x`.
                    let x = simd.splat(unsafe { *x.add(p * L) });
                    for b in 0..B {
                        sums[p][b] = simd.fma(x, w[b], sums[p][b]);
                    }
                }
                // SAFETY: at most one past the end.
                unsafe {
                    x = x.add(1);
                    weights = weights.add(B);
                }
            }
        }
    }
    sums
}
