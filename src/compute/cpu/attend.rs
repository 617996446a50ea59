//! Attention: two products of sheets, some places of the query at a time, so that their weights stay in a cache.

use std::sync::Arc;

use rayon::prelude::*;

use super::direct::Packing;
use super::lanes::{Job, LANES, Machine, Simd, exp};
use super::pack::Pack;
use super::panel::Weights;
use super::plan::input_lanes;
use super::pool::Pool;
use super::sheet::CpuSheet;
use super::tile::{POINT, SLACK, Target, Walk, multiply};
use crate::edges::Edges;
use crate::engine::Scale;

/// How many places of the query go together.
const PLACES: usize = 48;

/// For each place of `query`, what it sees of `values`, into `out`.
pub(super) fn run(
    machine: Machine,
    pool: &Arc<Pool>,
    [query, keys, values]: [&CpuSheet; 3],
    out: &mut CpuSheet,
) {
    let (places, others) = (query.shape().plane(), keys.shape().plane());
    let other_blocks = others.div_ceil(LANES);
    let lanes = input_lanes(query.shape().channels);
    let depth = query.blocks() * lanes;
    if places == 0 || others == 0 {
        out.values_mut().fill(0.0);
        return;
    }
    // The query as a convolution reads it, [block][place][lane].
    let pack = Pack {
        sheet: query,
        style: Scale::One,
        edges: Edges::ZERO,
        corner: [0; 2],
        step: 1,
        size: [query.shape().height, query.shape().width],
        lanes,
    };
    let mut packed = pool.take(depth * places + SLACK * lanes);
    let (blocks, slack) = packed.numbers_mut().split_at_mut(depth * places);
    slack.fill(0.0);
    for (block, out) in blocks.chunks_mut(pack.block_len()).enumerate() {
        machine.run(Packing { pack, block, out });
    }
    // The keys as its weights, [block of others][channel][other].
    let mut key_panel = pool.take(other_blocks * depth * LANES);
    for (block, panel) in key_panel
        .numbers_mut()
        .chunks_mut(depth * LANES)
        .enumerate()
    {
        for (channel, panel) in panel.chunks_mut(LANES).enumerate() {
            for (i, weight) in panel.iter_mut().enumerate() {
                let other = block * LANES + i;
                let here = other < others && channel < keys.shape().channels;
                *weight = if here {
                    keys.values()[keys.index(channel, 0, 0) + other * keys.lanes()]
                } else {
                    0.0
                };
            }
        }
    }
    // The values as weights too, [block of channels][other][channel].
    let out_blocks = values.shape().channels.div_ceil(LANES);
    let mut value_panel = pool.take(out_blocks * other_blocks * LANES * LANES);
    for (block, panel) in value_panel
        .numbers_mut()
        .chunks_mut(other_blocks * LANES * LANES)
        .enumerate()
    {
        let from = &values.values()[block * others * values.lanes()..];
        let from = from.chunks_exact(values.lanes()).take(others);
        panel.fill(0.0);
        for (panel, from) in panel.chunks_mut(LANES).zip(from) {
            panel[..from.len()].copy_from_slice(from);
        }
    }
    let (packed, key_panel, value_panel) =
        (packed.numbers(), key_panel.numbers(), value_panel.numbers());
    // [place][channels]: brought into the sheet's order after.
    let mut seen = pool.take(places * out_blocks * LANES);
    seen.numbers_mut()
        .par_chunks_mut(PLACES * out_blocks * LANES)
        .with_max_len(1)
        .enumerate()
        .for_each(|(task, seen)| {
            let row = (PLACES + SLACK) * LANES;
            let mut scores = pool.take((other_blocks + 1) * row);
            machine.run(Places {
                packed: &packed[task * PLACES * lanes..],
                depth: (query.blocks(), places * lanes),
                lanes,
                others,
                key_panel,
                value_panel,
                count: seen.len() / (out_blocks * LANES),
                scores: scores.numbers_mut(),
                seen,
            });
        });
    let seen = seen.numbers();
    let out_lanes = out.lanes();
    for (block, out) in out.values_mut().chunks_mut(places * out_lanes).enumerate() {
        for (place, out) in out.chunks_mut(out_lanes).enumerate() {
            let from = &seen[(place * out_blocks + block) * LANES..];
            out.copy_from_slice(&from[..out_lanes]);
        }
    }
}

/// Some places of the query.
struct Places<'a> {
    packed: &'a [f32],
    /// Blocks of channels and numbers between them.
    depth: (usize, usize),
    lanes: usize,
    others: usize,
    key_panel: &'a [f32],
    value_panel: &'a [f32],
    count: usize,
    scores: &'a mut [f32],
    seen: &'a mut [f32],
}

impl Job for Places<'_> {
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let row = (PLACES + SLACK) * LANES;
        let other_blocks = self.others.div_ceil(LANES);
        let (scores, sums) = self.scores.split_at_mut(other_blocks * row);
        let walk = Walk::new(self.depth, (0, 0), &POINT);
        let key_len = self.depth.0 * self.lanes * LANES;
        for (keys, scores) in self
            .key_panel
            .chunks_exact(key_len)
            .zip(scores.chunks_exact_mut(row))
        {
            let mut target = Target {
                numbers: scores,
                step: 1,
                block_len: 0,
            };
            let weights = Weights::F32(keys);
            let shape = (self.lanes, 1);
            multiply(
                simd,
                self.packed,
                &walk,
                shape,
                weights,
                self.count,
                &mut target,
            );
        }
        // The last places may be fewer than a tile: what stands there is finite all the same.
        let mut shares = [0.0; PLACES];
        for (place, share) in shares.iter_mut().enumerate().take(self.count) {
            *share = 1.0 / softmax(simd, scores, row, place, self.others);
        }
        let walk = Walk::new((other_blocks, row), (0, 0), &POINT);
        let out_blocks = self.value_panel.len() / (other_blocks * LANES * LANES);
        for (block, values) in self
            .value_panel
            .chunks_exact(other_blocks * LANES * LANES)
            .enumerate()
        {
            let mut target = Target {
                numbers: &mut *sums,
                step: 1,
                block_len: 0,
            };
            let weights = Weights::F32(values);
            multiply(
                simd,
                scores,
                &walk,
                (LANES, 1),
                weights,
                self.count,
                &mut target,
            );
            for (place, share) in shares.iter().enumerate().take(self.count) {
                let sum = simd.load(super::after::vector(sums, place * LANES));
                let to = &mut self.seen[(place * out_blocks + block) * LANES..];
                let to = to.first_chunk_mut().expect("a place");
                simd.store(simd.mul(sum, simd.splat(*share)), to);
            }
        }
    }
}

/// Makes scores of a place into weights, and gives their sum.
#[inline(always)]
fn softmax<S: Simd>(simd: S, scores: &mut [f32], row: usize, place: usize, others: usize) -> f32 {
    let at = place * LANES;
    if !others.is_multiple_of(LANES) {
        let last = others / LANES * row + at;
        scores[last + others % LANES..last + LANES].fill(f32::NEG_INFINITY);
    }
    let mut largest = simd.splat(f32::NEG_INFINITY);
    for scores in scores.chunks_exact(row) {
        largest = simd.max(largest, simd.load(super::after::vector(scores, at)));
    }
    let mut lanes = [0.0; LANES];
    simd.store(largest, &mut lanes);
    let largest = lanes.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = simd.splat(0.0);
    for scores in scores.chunks_exact_mut(row) {
        let score = scores[at..].first_chunk_mut().expect("a place");
        let weight = exp(simd, simd.sub(simd.load(score), simd.splat(largest)));
        simd.store(weight, score);
        sum = simd.add(sum, weight);
    }
    if !others.is_multiple_of(LANES) {
        // e⁻⁸⁷ is not quite nothing.
        let last = others / LANES * row + at;
        let none = &mut scores[last + others % LANES..last + LANES];
        none.fill(0.0);
    }
    simd.store(sum, &mut lanes);
    lanes.iter().sum()
}
