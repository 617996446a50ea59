//! Sixteen numbers at once, in whatever registers this CPU has.
//!
//! A kernel is written once over [`Simd`]; [`Machine::run`] compiles it for AVX-512, for AVX2 with FMA and for any CPU,
//! and takes the best that is here. A value of type [`Avx512`] or [`Avx2`] is only made where the CPU has it.

mod portable;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

#[cfg(target_arch = "x86_64")]
use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
use avx512::Avx512;
use portable::Portable;

/// How many numbers go together.
pub(super) const LANES: usize = 16;

/// Arithmetic on sixteen numbers.
pub(super) trait Simd: Copy + Send + Sync {
    /// Sixteen numbers.
    type V: Copy;
    /// How many pixels, times [`Self::BLOCKS`] vectors each, are summed in registers at once.
    const PIXELS: usize;
    /// How many vectors of outputs are summed at once, 1 or 2.
    const BLOCKS: usize;

    fn splat(self, x: f32) -> Self::V;
    fn load(self, from: &[f32; LANES]) -> Self::V;
    fn store(self, v: Self::V, to: &mut [f32; LANES]);
    /// From bfloat16: the upper halves of numbers.
    fn load_bf16(self, from: &[u16; LANES]) -> Self::V;
    /// From IEEE half precision.
    fn load_f16(self, from: &[u16; LANES]) -> Self::V;
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    fn sub(self, a: Self::V, b: Self::V) -> Self::V;
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    fn div(self, a: Self::V, b: Self::V) -> Self::V;
    fn sqrt(self, a: Self::V) -> Self::V;
    /// The second if one is not a number.
    fn min(self, a: Self::V, b: Self::V) -> Self::V;
    /// The second if one is not a number.
    fn max(self, a: Self::V, b: Self::V) -> Self::V;
    /// a · b + c.
    fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// To the nearest whole number.
    fn round(self, a: Self::V) -> Self::V;
    /// 2ⁿ for whole n from −126 to 127.
    fn exp2_whole(self, n: Self::V) -> Self::V;
}

/// A kernel.
pub(super) trait Job {
    /// Must be `#[inline(always)]`, and so must all it calls with `simd`, so that it is compiled for that CPU.
    fn run<S: Simd>(self, simd: S);
}

/// A kind of CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Machine {
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    Portable,
}

impl Machine {
    /// Each kind that this CPU is, best first.
    pub(super) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(Avx512::new().map(Self::Avx512));
            all.extend(Avx2::new().map(Self::Avx2));
        }
        all.push(Self::Portable);
        all
    }

    /// What this CPU does best.
    pub(super) fn best() -> Self {
        Self::all()[0]
    }

    /// How many vectors of outputs a convolution sums at once.
    pub(super) fn blocks(self) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => Avx512::BLOCKS,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => Avx2::BLOCKS,
            Self::Portable => Portable::BLOCKS,
        }
    }

    /// Does a job.
    #[inline]
    pub(super) fn run(self, job: impl Job) {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(simd) => simd.run(job),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(simd) => simd.run(job),
            Self::Portable => job.run(Portable),
        }
    }
}

/// eˣ, within 2e-7 of itself; what would be larger than 1e38 or smaller than 1e-38 stays there.
#[inline(always)]
pub(super) fn exp<S: Simd>(simd: S, x: S::V) -> S::V {
    let x = simd.max(simd.splat(-87.3), simd.min(simd.splat(88.0), x));
    let n = simd.round(simd.mul(x, simd.splat(std::f32::consts::LOG2_E)));
    // ln 2 in two parts, so that the rest is exact.
    let rest = simd.fma(n, simd.splat(-0.693_359_4), x);
    let rest = simd.fma(n, simd.splat(2.121_944_4e-4), rest);
    let mut sum = simd.splat(1.0 / 5040.0);
    for c in [
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ] {
        sum = simd.fma(sum, rest, simd.splat(c));
    }
    simd.mul(sum, simd.exp2_whole(n))
}
