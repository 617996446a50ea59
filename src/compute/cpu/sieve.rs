//! A filter laid over a sheet: which taps meet numbers, and their sums down and across. Only taps that meet a number are
//! multiplied.
#![allow(
    clippy::needless_range_loop,
    reason = "arrays that must stay in registers are indexed by constants once the loops are unrolled"
)]

use super::after::{load, vector};
use super::lanes::{LANES, Simd};
use crate::edges::Edges;
use crate::filter::{Filter, Resample};

/// A filter, and how it is laid over a sheet.
#[derive(Clone, Copy)]
pub(super) struct Sieve<'a> {
    pub(super) filter: &'a Filter,
    pub(super) resample: Resample,
    pub(super) edges: Edges,
}

/// Which taps meet numbers for one place: the first tap, and the number that it meets.
#[derive(Clone, Copy)]
pub(super) struct Meeting {
    pub(super) tap: usize,
    pub(super) place: isize,
}

impl Sieve<'_> {
    pub(super) fn side(&self) -> usize {
        self.filter.side()
    }

    /// For a place of what comes out.
    #[inline(always)]
    pub(super) fn meeting(&self, at: usize) -> Meeting {
        let up = self.resample.up as isize;
        let from = (at * self.resample.down) as isize - self.resample.before;
        let tap = (-from).rem_euclid(up);
        Meeting {
            tap: tap as usize,
            place: (from + tap) / up,
        }
    }

    /// How many places more than `width` a line needs on the left and on the right, for `out` places.
    pub(super) fn beyond(&self, width: usize, out: usize) -> [usize; 2] {
        let Some(last) = out.checked_sub(1) else {
            return [0; 2];
        };
        let first = self.meeting(0).place;
        let last = self.meeting(last).place + (self.side() / self.resample.up) as isize + 1;
        [
            (-first).max(0) as usize,
            (last + 1 - width as isize).max(0) as usize,
        ]
    }

    /// The taps down for row `y` of what comes out, applied to rows of vectors, into `line`.
    #[inline(always)]
    pub(super) fn down<'r, S: Simd>(
        &self,
        simd: S,
        y: usize,
        height: usize,
        taps: &[f32],
        row: impl Fn(usize) -> &'r [f32],
        line: &mut [f32],
    ) {
        let Meeting { tap, place } = self.meeting(y);
        let mut rows = [(&[][..], 0.0); MOST];
        let mut count = 0;
        let mut first = true;
        for (i, tap) in taps.iter().skip(tap).step_by(self.resample.up).enumerate() {
            let Some(y) = self.edges.down.index(place + i as isize, height) else {
                continue;
            };
            rows[count] = (row(y), *tap);
            count += 1;
            if count == MOST {
                weighted(simd, &rows[..count], first, line);
                (count, first) = (0, false);
            }
        }
        if count > 0 {
            weighted(simd, &rows[..count], first, line);
        } else if first {
            line.fill(0.0);
        }
    }

    /// The taps across: adds to `out` [places][16] (or sets it, if `first`) what they make of `line`, whose place 0
    /// stands after `left` others.
    #[inline(always)]
    pub(super) fn across<S: Simd>(
        &self,
        simd: S,
        taps: &[f32],
        line: &[f32],
        left: usize,
        first: bool,
        out: &mut [f32],
    ) {
        let (up, down) = (self.resample.up, self.resample.down);
        // Places so far apart meet the same taps.
        let period = up / gcd(up, down);
        let advance = period * down / up;
        let places = out.len() / LANES;
        for phase in 0..period.min(places) {
            let Meeting { tap, place } = self.meeting(phase);
            let from = (place + left as isize) as usize;
            let count = (places - phase).div_ceil(period);
            let mut at = 0;
            while at + 4 <= count {
                let line = &line[(from + at * advance) * LANES..];
                let mut sums = [simd.splat(0.0); 4];
                for (i, tap) in (tap..taps.len()).step_by(up).enumerate() {
                    let tap = simd.splat(taps[tap]);
                    for n in 0..4 {
                        let x = simd.load(vector(line, (i + n * advance) * LANES));
                        sums[n] = simd.fma(tap, x, sums[n]);
                    }
                }
                for n in 0..4 {
                    put(simd, sums[n], first, out, phase + (at + n) * period);
                }
                at += 4;
            }
            for at in at..count {
                let line = &line[(from + at * advance) * LANES..];
                let mut sum = simd.splat(0.0);
                for (i, tap) in (tap..taps.len()).step_by(up).enumerate() {
                    let x = simd.load(vector(line, i * LANES));
                    sum = simd.fma(simd.splat(taps[tap]), x, sum);
                }
                put(simd, sum, first, out, phase + at * period);
            }
        }
    }

    /// As [`Self::across`], of few channels: where neighbours of what comes out (of those that meet the same taps) come
    /// from neighbours, a vector is several places.
    #[inline(always)]
    pub(super) fn narrow_across<S: Simd>(
        &self,
        simd: S,
        taps: &[f32],
        (line, lanes): (&[f32], usize),
        left: usize,
        out: &mut [f32],
    ) {
        let (up, places, at_once) = (self.resample.up, out.len() / lanes, LANES / lanes);
        for phase in 0..up.min(places) {
            let Meeting { tap, place } = self.meeting(phase);
            let from = (place + left as isize) as usize;
            for at in (0..(places - phase).div_ceil(up)).step_by(at_once) {
                let line = &line[(from + at) * lanes..];
                let mut sum = simd.splat(0.0);
                for (i, tap) in (tap..taps.len()).step_by(up).enumerate() {
                    sum = simd.fma(simd.splat(taps[tap]), load(simd, line, i * lanes), sum);
                }
                let mut sums = [0.0; LANES];
                simd.store(sum, &mut sums);
                let to = out[(phase + at * up) * lanes..].chunks_mut(lanes * up);
                for (out, sum) in to.zip(sums.chunks_exact(lanes)) {
                    out[..lanes].copy_from_slice(sum);
                }
            }
        }
    }

    /// Fills the places beyond the ends of a line.
    #[inline(always)]
    pub(super) fn close(
        &self,
        line: &mut [f32],
        [left, right]: [usize; 2],
        width: usize,
        lanes: usize,
    ) {
        let edge = self.edges.across;
        for i in (0..left).chain(left + width..left + width + right) {
            match edge.index(i as isize - left as isize, width) {
                Some(x) => line.copy_within((left + x) * lanes..(left + x + 1) * lanes, i * lanes),
                None => line[i * lanes..(i + 1) * lanes].fill(0.0),
            }
        }
    }
}

#[inline(always)]
fn put<S: Simd>(simd: S, sum: S::V, first: bool, out: &mut [f32], place: usize) {
    let out: &mut [f32; LANES] = out[place * LANES..].first_chunk_mut().expect("a place");
    let sum = if first {
        sum
    } else {
        simd.add(sum, simd.load(out))
    };
    simd.store(sum, out);
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// How many rows are summed at once.
const MOST: usize = 16;

/// The sum of some rows times a tap each, or what it adds to `line`.
#[inline(always)]
fn weighted<S: Simd>(simd: S, rows: &[(&[f32], f32)], first: bool, line: &mut [f32]) {
    const AT_ONCE: usize = 4;
    let (fours, rest) = line.as_chunks_mut::<{ AT_ONCE * LANES }>();
    let whole = fours.len();
    for (x, out) in fours.iter_mut().enumerate() {
        let mut sums = [simd.splat(0.0); AT_ONCE];
        if !first {
            for n in 0..AT_ONCE {
                sums[n] = simd.load(vector(out, n * LANES));
            }
        }
        for (row, tap) in rows {
            let row: &[f32; AT_ONCE * LANES] = row[x * AT_ONCE * LANES..]
                .first_chunk()
                .expect("rows are as long as the line");
            let tap = simd.splat(*tap);
            for n in 0..AT_ONCE {
                sums[n] = simd.fma(tap, simd.load(vector(row, n * LANES)), sums[n]);
            }
        }
        for n in 0..AT_ONCE {
            let out = &mut out[n * LANES..];
            simd.store(sums[n], out.first_chunk_mut().expect("a vector"));
        }
    }
    for (x, out) in rest.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let mut sum = simd.splat(0.0);
        if !first {
            sum = simd.load(out);
        }
        for (row, tap) in rows {
            let x = simd.load(vector(row, (whole * AT_ONCE + x) * LANES));
            sum = simd.fma(simd.splat(*tap), x, sum);
        }
        simd.store(sum, out);
    }
    // A row of few channels may end anywhere.
    let whole = line.len() / LANES * LANES;
    for (x, out) in line.iter_mut().enumerate().skip(whole) {
        let sum: f32 = rows.iter().map(|(row, tap)| tap * row[x]).sum();
        *out = if first { sum } else { *out + sum };
    }
}
