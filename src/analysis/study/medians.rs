//! Medians of 31 neighbours for a whole tile of frames, along time and along frequency.
//!
//! Sixteen medians next to each other are made together. Sixteen of their neighbours are common to all; these are
//! sorted once. Then they are halved: eight medians have eight more in common, four have four more, and so on. After
//! each step only those values are kept that can still be the median: half of them. All is done by exchanging pairs
//! without asking which is greater, on whole vectors: 30 operations per median and vector, against about 200 for
//! exchanging one value in a sorted window.

use pulp::{Arch, Simd, WithSimd};

use super::tile::{FRAMES, Lanes};

/// Neighbours of which the median is taken.
pub(super) const WIDTH: usize = 31;

/// Neighbours on each side.
pub(super) const HALF: usize = WIDTH / 2;

/// Rows that sixteen medians look at.
pub(super) const LOOKED_AT: usize = FRAMES + WIDTH - 1;

/// Where a place outside of `count` is mirrored to (`c b a | a b c | c b a`), as often as it takes.
pub(super) fn mirrored(place: isize, count: usize) -> usize {
    let place = place.rem_euclid(2 * count as isize) as usize;
    place.min(2 * count - 1 - place)
}

/// Medians along time: for every bin the sixteen medians whose neighbours are the same bin of 46 rows. Rows and `out`
/// (16 rows) are `stride` long, a multiple of sixteen.
pub(super) fn along_time(arch: Arch, rows: &[&[f32]; LOOKED_AT], stride: usize, out: &mut [f32]) {
    arch.dispatch(AlongTime { rows, stride, out });
}

/// Medians along frequency, for sixteen frames at once; mirrored at both ends. At least [`HALF`] bins.
pub(super) fn along_frequency(arch: Arch, tile: &[Lanes], out: &mut [Lanes]) {
    arch.dispatch(AlongFrequency { tile, out });
}

struct AlongTime<'a> {
    rows: &'a [&'a [f32]; LOOKED_AT],
    stride: usize,
    out: &'a mut [f32],
}

impl WithSimd for AlongTime<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let rows = self.rows.map(|row| S::as_simd_f32s(&row[..self.stride]).0);
        let (out, _) = S::as_mut_simd_f32s(self.out);
        let vectors = self.stride / S::F32_LANES;
        for vector in 0..vectors {
            sixteen(
                simd,
                #[inline(always)]
                |row| rows[row][vector],
                #[inline(always)]
                |frame, median| out[frame * vectors + vector] = median,
            );
        }
    }
}

struct AlongFrequency<'a> {
    tile: &'a [Lanes],
    out: &'a mut [Lanes],
}

impl WithSimd for AlongFrequency<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let bins = self.tile.len();
        let (tile, _) = S::as_simd_f32s(self.tile.as_flattened());
        let (out, _) = S::as_mut_simd_f32s(self.out.as_flattened_mut());
        let vectors = FRAMES / S::F32_LANES;
        for first in (0..bins).step_by(FRAMES) {
            let mut places = [0; LOOKED_AT];
            for (place, bin) in places.iter_mut().zip(first as isize - HALF as isize..) {
                *place = mirrored(bin, bins) * vectors;
            }
            for vector in 0..vectors {
                sixteen(
                    simd,
                    #[inline(always)]
                    |row| tile[places[row] + vector],
                    #[inline(always)]
                    |bin, median| {
                        if let Some(out) = out.get_mut((first + bin) * vectors + vector) {
                            *out = median;
                        }
                    },
                );
            }
        }
    }
}

/// The medians `n` of rows `n..n + 31`, for `n` below sixteen.
///
/// All that is called here and below is inlined by force: a function of its own would be compiled without the vectors
/// of `simd`, which made this several times slower.
#[inline(always)]
fn sixteen<S: Simd>(simd: S, row: impl Fn(usize) -> S::f32s, mut put: impl FnMut(usize, S::f32s)) {
    let common = merge_8_8(simd, eight(simd, &row, 15), eight(simd, &row, 23));
    // `n` is the first of the medians that have these in common; more are added before or after them.
    for (n, more) in [(0, 7), (8, 31)] {
        let common = middle_of_16_and_8(simd, common, eight(simd, &row, more));
        for (n, more) in [(n, n + 3), (n + 4, n + 31)] {
            let common = middle_of_8_and_4(simd, common, four(simd, &row, more));
            for (n, more) in [(n, n + 1), (n + 2, n + 31)] {
                let [low, high] = middle_of_4_and_2(simd, common, two(simd, &row, more));
                for (n, more) in [(n, n), (n + 1, n + 31)] {
                    put(n, simd.max_f32s(low, simd.min_f32s(high, row(more))));
                }
            }
        }
    }
}

// Rows from `n` on, rising.

#[inline(always)]
fn two<S: Simd>(simd: S, row: &impl Fn(usize) -> S::f32s, n: usize) -> [S::f32s; 2] {
    exchange(simd, row(n), row(n + 1))
}

#[inline(always)]
fn four<S: Simd>(simd: S, row: &impl Fn(usize) -> S::f32s, n: usize) -> [S::f32s; 4] {
    merge_2_2(simd, two(simd, row, n), two(simd, row, n + 2))
}

#[inline(always)]
fn eight<S: Simd>(simd: S, row: &impl Fn(usize) -> S::f32s, n: usize) -> [S::f32s; 8] {
    merge_4_4(simd, four(simd, row, n), four(simd, row, n + 4))
}

/// The lesser and the greater.
#[inline(always)]
fn exchange<S: Simd>(simd: S, a: S::f32s, b: S::f32s) -> [S::f32s; 2] {
    [simd.min_f32s(a, b), simd.max_f32s(a, b)]
}

// Rising rows to one rising row: those at even places, those at odd places, then neighbours (Batcher 1968).

#[inline(always)]
fn merge_2_2<S: Simd>(simd: S, a: [S::f32s; 2], b: [S::f32s; 2]) -> [S::f32s; 4] {
    let [first, even] = exchange(simd, a[0], b[0]);
    let [odd, last] = exchange(simd, a[1], b[1]);
    let [second, third] = exchange(simd, even, odd);
    [first, second, third, last]
}

#[inline(always)]
fn merge_4_4<S: Simd>(simd: S, a: [S::f32s; 4], b: [S::f32s; 4]) -> [S::f32s; 8] {
    let e = merge_2_2(simd, [a[0], a[2]], [b[0], b[2]]);
    let o = merge_2_2(simd, [a[1], a[3]], [b[1], b[3]]);
    let [x1, x2] = exchange(simd, e[1], o[0]);
    let [x3, x4] = exchange(simd, e[2], o[1]);
    let [x5, x6] = exchange(simd, e[3], o[2]);
    [e[0], x1, x2, x3, x4, x5, x6, o[3]]
}

#[inline(always)]
fn merge_8_8<S: Simd>(simd: S, a: [S::f32s; 8], b: [S::f32s; 8]) -> [S::f32s; 16] {
    let e = merge_4_4(simd, [a[0], a[2], a[4], a[6]], [b[0], b[2], b[4], b[6]]);
    let o = merge_4_4(simd, [a[1], a[3], a[5], a[7]], [b[1], b[3], b[5], b[7]]);
    let [x1, x2] = exchange(simd, e[1], o[0]);
    let [x3, x4] = exchange(simd, e[2], o[1]);
    let [x5, x6] = exchange(simd, e[3], o[2]);
    let [x7, x8] = exchange(simd, e[4], o[3]);
    let [x9, x10] = exchange(simd, e[5], o[4]);
    let [x11, x12] = exchange(simd, e[6], o[5]);
    let [x13, x14] = exchange(simd, e[7], o[6]);
    [
        e[0], x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, x13, x14, o[7],
    ]
}

// A rising row of 2m and one of m: the m values in the middle of them all, rising. The m greatest go first (each is
// the greater of a pair in which the rows run against each other), then the m least; what is left rises and falls
// only once, and halving it sorts it.

#[inline(always)]
fn middle<S: Simd>(simd: S, low: S::f32s, high: S::f32s, more: S::f32s) -> S::f32s {
    simd.max_f32s(low, simd.min_f32s(high, more))
}

#[inline(always)]
fn middle_of_4_and_2<S: Simd>(simd: S, a: [S::f32s; 4], b: [S::f32s; 2]) -> [S::f32s; 2] {
    let [x0, x1] = [
        middle(simd, a[0], a[2], b[1]),
        middle(simd, a[1], a[3], b[0]),
    ];
    exchange(simd, x0, x1)
}

#[inline(always)]
fn middle_of_8_and_4<S: Simd>(simd: S, a: [S::f32s; 8], b: [S::f32s; 4]) -> [S::f32s; 4] {
    halve_4(
        simd,
        [
            middle(simd, a[0], a[4], b[3]),
            middle(simd, a[1], a[5], b[2]),
            middle(simd, a[2], a[6], b[1]),
            middle(simd, a[3], a[7], b[0]),
        ],
    )
}

#[inline(always)]
fn middle_of_16_and_8<S: Simd>(simd: S, a: [S::f32s; 16], b: [S::f32s; 8]) -> [S::f32s; 8] {
    let [x0, x4] = exchange(
        simd,
        middle(simd, a[0], a[8], b[7]),
        middle(simd, a[4], a[12], b[3]),
    );
    let [x1, x5] = exchange(
        simd,
        middle(simd, a[1], a[9], b[6]),
        middle(simd, a[5], a[13], b[2]),
    );
    let [x2, x6] = exchange(
        simd,
        middle(simd, a[2], a[10], b[5]),
        middle(simd, a[6], a[14], b[1]),
    );
    let [x3, x7] = exchange(
        simd,
        middle(simd, a[3], a[11], b[4]),
        middle(simd, a[7], a[15], b[0]),
    );
    let [x0, x1, x2, x3] = halve_4(simd, [x0, x1, x2, x3]);
    let [x4, x5, x6, x7] = halve_4(simd, [x4, x5, x6, x7]);
    [x0, x1, x2, x3, x4, x5, x6, x7]
}

/// Sorts four that rise and fall only once.
#[inline(always)]
fn halve_4<S: Simd>(simd: S, x: [S::f32s; 4]) -> [S::f32s; 4] {
    let [x0, x2] = exchange(simd, x[0], x[2]);
    let [x1, x3] = exchange(simd, x[1], x[3]);
    let [x0, x1] = exchange(simd, x0, x1);
    let [x2, x3] = exchange(simd, x2, x3);
    [x0, x1, x2, x3]
}

#[cfg(test)]
mod tests;
