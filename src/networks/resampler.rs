//! Filters as they stand in checkpoints, turned into what an engine takes.

use welkin_compute::Filter;

use crate::source::Numbers;

/// From taps [n] along each axis or [n, n], multiplied by `gain` along each axis, and turned round: the originals
/// convolve, engines correlate. A square that is only the product of the same taps down and across becomes these.
pub(crate) fn resampler(numbers: &Numbers, gain: f32) -> Filter {
    let mut taps: Vec<f32> = numbers.values.iter().rev().copied().collect();
    let side = numbers.shape[0];
    if numbers.shape.len() == 1 {
        taps.iter_mut().for_each(|tap| *tap *= gain);
        return Filter::Separable(taps);
    }
    let sum: f32 = taps.iter().sum();
    let root = sum.abs().sqrt();
    let across: Vec<f32> = (taps.chunks(side))
        .map(|row| row.iter().sum::<f32>() / root)
        .collect();
    let largest = taps.iter().fold(0.0f32, |a, b| a.max(b.abs()));
    let is_product = taps
        .iter()
        .enumerate()
        .all(|(at, tap)| (across[at / side] * across[at % side] - tap).abs() <= 1e-6 * largest);
    if is_product {
        return Filter::Separable(across.iter().map(|tap| tap * gain).collect());
    }
    taps.iter_mut().for_each(|tap| *tap *= gain * gain);
    Filter::Square { side, taps }
}
