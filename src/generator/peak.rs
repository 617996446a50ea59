//! How fast the processor could multiply and add, if it did nothing else.

use std::time::Instant;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// Sums that depend on nothing but themselves: enough to keep all units busy.
const SUMS: usize = 12;
const ROUNDS: usize = 200_000;
const TRIES: usize = 5;

/// Multiply-accumulates of 32-bit numbers a second on all threads together, the best of a few tries.
pub(crate) fn multiplies_per_sec() -> f32 {
    let threads = rayon::current_num_threads();
    let mut best = 0.0f32;
    for _ in 0..TRIES {
        let begun = Instant::now();
        let done: usize = (0..threads)
            .into_par_iter()
            .map(|_| Arch::new().dispatch(Busy))
            .sum();
        best = best.max(done as f32 / begun.elapsed().as_secs_f32());
    }
    best
}

struct Busy;

impl WithSimd for Busy {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let factor = simd.splat_f32s(std::hint::black_box(0.999));
        let mut sums = [simd.splat_f32s(1.0); SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = simd.mul_add_f32s(*sum, factor, factor);
            }
        }
        std::hint::black_box(sums);
        ROUNDS * SUMS * S::F32_LANES
    }
}
