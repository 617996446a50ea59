//! The two passes over tiles: numbers to points, and products back to places.
#![allow(
    unsafe_code,
    reason = "tasks write to blocks and rows of their own of shared memory"
)]
#![allow(
    clippy::needless_range_loop,
    reason = "arrays that must stay in registers are indexed by constants once the loops are unrolled"
)]

use super::super::after::vector;
use super::super::lanes::{Job, LANES, Simd};
use super::super::pack::Pack;
use super::super::shared::Shared;
use super::super::tile::{POINT, Target, Walk, multiply};
use super::scheme::Scheme;
use super::{Tiles, Winograd, cut};

/// A job in one of the ways.
pub(super) struct By<J, C, const READS: usize, const POINTS: usize, const GIVES: usize>(
    pub(super) J,
    pub(super) C,
);

/// A block of channels to its points.
pub(super) struct Spread<'a> {
    pub(super) pack: Pack<'a>,
    pub(super) block: usize,
    pub(super) packed: &'a mut [f32],
    pub(super) tiles: &'a Tiles,
    /// Numbers from point to point.
    pub(super) point_len: usize,
    pub(super) from: usize,
    pub(super) to: &'a Shared<'a>,
    pub(super) step: usize,
}

impl<C: Scheme<R, P, G>, const R: usize, const P: usize, const G: usize> Job
    for By<Spread<'_>, C, R, P, G>
{
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let job = self.0;
        job.pack.block(simd, job.block, job.packed);
        let row_len = job.pack.size[1] * LANES;
        let columns = job.tiles.columns.len();
        for tile in 0..job.tiles.count() {
            let corner = tile / columns * job.step * row_len + tile % columns * job.step * LANES;
            let from = &job.packed[corner..];
            // Columns first.
            let mut half = [[simd.splat(0.0); R]; P];
            for x in 0..R {
                let mut line = [simd.splat(0.0); R];
                for y in 0..R {
                    line[y] = simd.load(vector(from, y * row_len + x * LANES));
                }
                let line = C::to_points(simd, line);
                for y in 0..P {
                    half[y][x] = line[y];
                }
            }
            for y in 0..P {
                let line = C::to_points(simd, half[y]);
                for x in 0..P {
                    let at = (y * P + x) * job.point_len + job.from + tile * LANES;
                    // SAFETY: each block's numbers are written by one task.
                    let to = unsafe { job.to.piece(at, LANES) };
                    simd.store(line[x], to.first_chunk_mut().expect("a vector"));
                }
            }
        }
    }
}

/// Products of a group of outputs, and what they give.
pub(super) struct Gather<'a> {
    pub(super) winograd: &'a Winograd<'a>,
    pub(super) tiles: &'a Tiles,
    pub(super) numbers: &'a [f32],
    pub(super) group: usize,
    pub(super) products: &'a mut [f32],
    pub(super) places: &'a mut [f32],
    pub(super) row_len: usize,
}

impl<C: Scheme<R, P, G>, const R: usize, const P: usize, const G: usize> Job
    for By<Gather<'_>, C, R, P, G>
{
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let job = self.0;
        let (points, finish) = (job.winograd.points, job.winograd.finish);
        let first = job.group * points.group;
        let blocks = (finish.blocks() - first).min(points.group);
        let block_len = Winograd::block_len(job.tiles);
        let in_blocks = job.winograd.blocks();
        let product_len = blocks * block_len;
        let walk = Walk::new((in_blocks, block_len), (0, 0), &POINT);
        let all = P * P;
        let weights_len = in_blocks * LANES * LANES;
        for point in 0..all {
            let mut target = Target {
                numbers: &mut job.products[point * product_len..][..product_len],
                step: 1,
                block_len,
            };
            let weights = points.panel.part(
                (first * all + point * blocks) * weights_len,
                blocks * weights_len,
            );
            let numbers = &job.numbers[point * in_blocks * block_len..];
            let shape = (LANES, blocks);
            let count = job.tiles.count();
            multiply(simd, numbers, &walk, shape, weights, count, &mut target);
        }
        for block in 0..blocks {
            let products = &job.products[block * block_len..];
            back::<S, C, R, P, G>(
                simd,
                job.tiles,
                products,
                product_len,
                job.places,
                job.row_len,
            );
            rows(
                simd,
                job.winograd,
                first + block,
                job.tiles,
                (G, job.places, job.row_len),
            );
        }
    }
}

/// Products of a block of outputs to their places.
#[inline(always)]
fn back<S: Simd, C: Scheme<R, P, G>, const R: usize, const P: usize, const G: usize>(
    simd: S,
    tiles: &Tiles,
    products: &[f32],
    product_len: usize,
    places: &mut [f32],
    row_len: usize,
) {
    let columns = tiles.columns.len();
    for tile in 0..tiles.count() {
        let products = &products[tile * LANES..];
        let mut half = [[simd.splat(0.0); P]; G];
        for x in 0..P {
            let mut line = [simd.splat(0.0); P];
            for y in 0..P {
                line[y] = simd.load(vector(products, (y * P + x) * product_len));
            }
            let line = C::to_places(simd, line);
            for y in 0..G {
                half[y][x] = line[y];
            }
        }
        let corner = tile / columns * G * row_len + tile % columns * G * LANES;
        for y in 0..G {
            let line = C::to_places(simd, half[y]);
            let out = &mut places[corner + y * row_len..][..G * LANES];
            for x in 0..G {
                let out = &mut out[x * LANES..];
                simd.store(line[x], out.first_chunk_mut().expect("a vector"));
            }
        }
    }
}

/// Finishes the rows of some tiles.
#[inline(always)]
fn rows<S: Simd>(
    simd: S,
    winograd: &Winograd<'_>,
    block: usize,
    tiles: &Tiles,
    (gives, places, row_len): (usize, &[f32], usize),
) {
    let finish = winograd.finish;
    let fringes = winograd.fringes().map(usize::from);
    let (height, all) = (
        finish.shape().height - fringes[0],
        finish.shape().width - fringes[1],
    );
    let cut = cut(winograd.points.kind, &winograd.points.shape);
    let (left, top) = (tiles.columns.start * gives, tiles.rows.start * gives);
    // What lies before the first place, or after the last, is left out.
    let skip = cut.saturating_sub(left);
    let x = (left + skip) - cut;
    let width = (row_len / LANES)
        .saturating_sub(skip)
        .min(all.saturating_sub(x));
    for (row, places) in places.chunks_exact(row_len).enumerate() {
        let Some(y) = (top + row).checked_sub(cut) else {
            continue;
        };
        if y >= height || width == 0 {
            continue;
        }
        let places = &places[skip * LANES..][..width * LANES];
        if row >= tiles.rows.len() * gives {
            break;
        }
        // SAFETY: a task's tiles and outputs are its own.
        unsafe { finish.row(simd, block, y, x, (places, LANES)) };
    }
}
