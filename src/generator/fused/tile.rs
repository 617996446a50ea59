//! The inner loop: a few output channels by a few vectors of pixels, held in registers while all input
//! channels and the nine taps pass by.

use pulp::Simd;

/// Output channels whose weights lie side by side.
pub(super) const BLOCK: usize = 8;

/// Three rows of all input channels, each line with one pixel more on both sides.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    /// Above, at and below the row that is computed: `[channel * line_len + 1 + x]`.
    pub(super) lines: [&'a [f32]; 3],
    pub(super) line_len: usize,
}

/// Σ over inputs and taps, for `OUT` outputs from `first` within a block, and `V` vectors of pixels from
/// `x`. `taps` is `[(input * 9 + tap)][output in block]`.
#[inline(always)]
pub(super) fn tile<S: Simd, const OUT: usize, const V: usize>(
    simd: S,
    rows: Rows<'_>,
    taps: &[[f32; BLOCK]],
    first: usize,
    x: usize,
) -> [[S::f32s; V]; OUT] {
    let mut sums = [[simd.splat_f32s(0.0); V]; OUT];
    let reach = V * S::F32_LANES + 2;
    for (input, taps) in taps.chunks_exact(9).enumerate() {
        let start = input * rows.line_len + x;
        for (line, taps) in rows.lines.iter().zip(taps.chunks_exact(3)) {
            let pixels = &line[start..start + reach];
            for (shift, taps) in taps.iter().enumerate() {
                // `array::from_fn` is a call here, which spills all sums: three times slower.
                let mut seen = [simd.splat_f32s(0.0); V];
                for (seen, v) in seen.iter_mut().zip(0..V) {
                    *seen = load::<S>(&pixels[shift + v * S::F32_LANES..][..S::F32_LANES]);
                }
                let taps = &taps[first..first + OUT];
                for (sums, tap) in sums.iter_mut().zip(taps) {
                    let tap = simd.splat_f32s(*tap);
                    for (sum, seen) in sums.iter_mut().zip(seen) {
                        *sum = simd.mul_add_e_f32s(tap, seen, *sum);
                    }
                }
            }
        }
    }
    sums
}

/// A vector from anywhere.
#[inline(always)]
pub(super) fn load<S: Simd>(pixels: &[f32]) -> S::f32s {
    bytemuck::pod_read_unaligned(bytemuck::cast_slice(pixels))
}

/// A vector to anywhere.
#[inline(always)]
pub(super) fn store<S: Simd>(vector: S::f32s, pixels: &mut [f32]) {
    bytemuck::cast_slice_mut::<f32, u8>(pixels).copy_from_slice(bytemuck::bytes_of(&vector));
}
