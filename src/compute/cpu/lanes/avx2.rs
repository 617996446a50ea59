//! Sixteen numbers in two registers of AVX2.
#![allow(
    unsafe_code,
    reason = "vector instructions; a value of `Avx2` is the proof that the CPU has them"
)]

use std::arch::x86_64::*;

use super::{Job, LANES, Simd};

/// A CPU with AVX2, FMA and F16C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Avx2(());

impl Avx2 {
    pub(super) fn new() -> Option<Self> {
        let here = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("f16c");
        here.then_some(Self(()))
    }

    #[inline]
    pub(super) fn run(self, job: impl Job) {
        #[target_feature(enable = "avx2,fma,f16c")]
        fn inner(simd: Avx2, job: impl Job) {
            job.run(simd);
        }
        // SAFETY: `self` was made after the features were found.
        unsafe { inner(self, job) }
    }
}

/// Registers in memory, wherever they lie: see AVX-512's.
#[repr(C, packed)]
struct Anywhere([__m256; 2]);

/// An instruction, or several.
macro_rules! avx2 {
    ($e:expr) => {
        // SAFETY: `self` was made after the features were found, and what is read or written lies within sixteen
        // numbers that a reference points at.
        unsafe { $e }
    };
}

/// The same on both halves.
macro_rules! both {
    ($f:ident $(, $v:ident)*) => {
        [avx2!($f($($v[0]),*)), avx2!($f($($v[1]),*))]
    };
}

impl Simd for Avx2 {
    type V = [__m256; 2];
    const PIXELS: usize = 6;
    const BLOCKS: usize = 1;

    #[inline(always)]
    fn splat(self, x: f32) -> Self::V {
        [avx2!(_mm256_set1_ps(x)); 2]
    }
    #[inline(always)]
    fn load(self, from: &[f32; LANES]) -> Self::V {
        avx2!((*from.as_ptr().cast::<Anywhere>()).0)
    }
    #[inline(always)]
    fn store(self, v: Self::V, to: &mut [f32; LANES]) {
        avx2!((*to.as_mut_ptr().cast::<Anywhere>()).0 = v);
    }
    #[inline(always)]
    fn load_bf16(self, from: &[u16; LANES]) -> Self::V {
        let at = from.as_ptr();
        avx2!({
            let a = _mm256_cvtepu16_epi32(_mm_loadu_si128(at.cast()));
            let b = _mm256_cvtepu16_epi32(_mm_loadu_si128(at.add(8).cast()));
            [
                _mm256_castsi256_ps(_mm256_slli_epi32::<16>(a)),
                _mm256_castsi256_ps(_mm256_slli_epi32::<16>(b)),
            ]
        })
    }
    #[inline(always)]
    fn load_f16(self, from: &[u16; LANES]) -> Self::V {
        let at = from.as_ptr();
        avx2!([
            _mm256_cvtph_ps(_mm_loadu_si128(at.cast())),
            _mm256_cvtph_ps(_mm_loadu_si128(at.add(8).cast())),
        ])
    }
    #[inline(always)]
    fn add(self, a: Self::V, b: Self::V) -> Self::V {
        both!(_mm256_add_ps, a, b)
    }
    #[inline(always)]
    fn sub(self, a: Self::V, b: Self::V) -> Self::V {
        both!(_mm256_sub_ps, a, b)
    }
    #[inline(always)]
    fn mul(self, a: Self::V, b: Self::V) -> Self::V {
        both!(_mm256_mul_ps, a, b)
    }
    #[inline(always)]
    fn div(self, a: Self::V, b: Self::V) -> Self::V {
        both!(_mm256_div_ps, a, b)
    }
    #[inline(always)]
    fn sqrt(self, a: Self::V) -> Self::V {
        both!(_mm256_sqrt_ps, a)
    }
    #[inline(always)]
    fn min(self, a: Self::V, b: Self::V) -> Self::V {
        both!(_mm256_min_ps, a, b)
    }
    #[inline(always)]
    fn max(self, a: Self::V, b: Self::V) -> Self::V {
        both!(_mm256_max_ps, a, b)
    }
    #[inline(always)]
    fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
        both!(_mm256_fmadd_ps, a, b, c)
    }
    #[inline(always)]
    fn round(self, a: Self::V) -> Self::V {
        const NEAREST: i32 = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
        avx2!([
            _mm256_round_ps::<NEAREST>(a[0]),
            _mm256_round_ps::<NEAREST>(a[1])
        ])
    }
    #[inline(always)]
    fn exp2_whole(self, n: Self::V) -> Self::V {
        avx2!({
            let bias = _mm256_set1_epi32(127);
            let a = _mm256_add_epi32(_mm256_cvtps_epi32(n[0]), bias);
            let b = _mm256_add_epi32(_mm256_cvtps_epi32(n[1]), bias);
            [
                _mm256_castsi256_ps(_mm256_slli_epi32::<23>(a)),
                _mm256_castsi256_ps(_mm256_slli_epi32::<23>(b)),
            ]
        })
    }
}
