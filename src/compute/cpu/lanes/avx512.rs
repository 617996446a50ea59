//! Sixteen numbers in one register of AVX-512.
#![allow(
    unsafe_code,
    reason = "vector instructions; a value of `Avx512` is the proof that the CPU has them"
)]

use std::arch::x86_64::*;

use super::{Job, LANES, Simd};

/// A CPU with AVX-512.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Avx512(());

impl Avx512 {
    pub(super) fn new() -> Option<Self> {
        let here = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("f16c");
        here.then_some(Self(()))
    }

    #[inline]
    pub(super) fn run(self, job: impl Job) {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c")]
        fn inner(simd: Avx512, job: impl Job) {
            job.run(simd);
        }
        // SAFETY: `self` was made after the features were found.
        unsafe { inner(self, job) }
    }
}

/// A register in memory, wherever it lies. Read and written as it is: the intrinsics for it go through memory of their
/// own, which stays in the innermost loops.
#[repr(C, packed)]
struct Anywhere(__m512);

/// An instruction, or several.
macro_rules! avx512 {
    ($e:expr) => {
        // SAFETY: `self` was made after the features were found, and what is read or written is sixteen numbers that
        // a reference points at.
        unsafe { $e }
    };
}

impl Simd for Avx512 {
    type V = __m512;
    const PIXELS: usize = 12;
    const BLOCKS: usize = 2;

    #[inline(always)]
    fn splat(self, x: f32) -> __m512 {
        avx512!(_mm512_set1_ps(x))
    }
    #[inline(always)]
    fn load(self, from: &[f32; LANES]) -> __m512 {
        avx512!((*from.as_ptr().cast::<Anywhere>()).0)
    }
    #[inline(always)]
    fn store(self, v: __m512, to: &mut [f32; LANES]) {
        avx512!((*to.as_mut_ptr().cast::<Anywhere>()).0 = v);
    }
    #[inline(always)]
    fn load_bf16(self, from: &[u16; LANES]) -> __m512 {
        avx512!({
            let bits = _mm256_loadu_si256(from.as_ptr().cast());
            _mm512_castsi512_ps(_mm512_slli_epi32::<16>(_mm512_cvtepu16_epi32(bits)))
        })
    }
    #[inline(always)]
    fn load_f16(self, from: &[u16; LANES]) -> __m512 {
        avx512!(_mm512_cvtph_ps(_mm256_loadu_si256(from.as_ptr().cast())))
    }
    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        avx512!(_mm512_add_ps(a, b))
    }
    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        avx512!(_mm512_sub_ps(a, b))
    }
    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        avx512!(_mm512_mul_ps(a, b))
    }
    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        avx512!(_mm512_div_ps(a, b))
    }
    #[inline(always)]
    fn sqrt(self, a: __m512) -> __m512 {
        avx512!(_mm512_sqrt_ps(a))
    }
    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        avx512!(_mm512_min_ps(a, b))
    }
    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        avx512!(_mm512_max_ps(a, b))
    }
    #[inline(always)]
    fn fma(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        avx512!(_mm512_fmadd_ps(a, b, c))
    }
    #[inline(always)]
    fn round(self, a: __m512) -> __m512 {
        avx512!(_mm512_roundscale_ps::<
            { _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC },
        >(a))
    }
    #[inline(always)]
    fn exp2_whole(self, n: __m512) -> __m512 {
        avx512!(_mm512_scalef_ps(_mm512_set1_ps(1.0), n))
    }
}
