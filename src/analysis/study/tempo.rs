//! How fast it goes: onset strength of the whole sound in, beats per minute out.
//!
//! The autocorrelation of 8 s around every frame (Grosche, Müller and Kurth 2010), averaged and weighed by how usual
//! a tempo is. A tempo is a whole number of frames, as librosa has it: 120 BPM is heard as 117.45.

use std::f64::consts::TAU;

use realfft::RealFftPlanner;

/// Around every frame that is looked at.
const LOOK_SECS: f64 = 8.0;

const USUAL_BPM: f64 = 120.0;

/// Faster than this is not a tempo.
const FASTEST_BPM: f64 = 320.0;

/// Longer looks are not needed for any tempo; bounds memory where hops are tiny.
const LONGEST_LOOK: usize = 1 << 22;

/// Beats per minute; 0 where there is no strength, or too few frames per second to tell a tempo.
pub(super) fn tempo_bpm(strength: &[f32], sample_rate_hz: u32, hop: usize) -> f64 {
    let look = ((LOOK_SECS * f64::from(sample_rate_hz)) as usize / hop).min(LONGEST_LOOK);
    if look < 2 || strength.iter().all(|x| *x == 0.0) {
        return 0.0;
    }
    let bpm = |lag: usize| 60.0 * f64::from(sample_rate_hz) / (hop as f64 * lag as f64);
    let correlation = mean_correlation(strength, look);
    let score = |lag: usize| {
        let unusual = bpm(lag).log2() - USUAL_BPM.log2();
        (1e6 * correlation[lag]).ln_1p() - 0.5 * unusual * unusual
    };
    let lags = (1..look).filter(|lag| bpm(*lag) < FASTEST_BPM);
    let best = lags
        .map(|lag| (lag, score(lag)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or(0.0, |(lag, _)| bpm(lag))
}

/// How well a look repeats after each lag below `look`, 1 for perfectly, averaged over looks around all frames.
fn mean_correlation(strength: &[f32], look: usize) -> Vec<f64> {
    let padded = ramped(strength, look / 2);
    // Long enough that no lag meets itself around the end.
    let length = (2 * look).next_power_of_two();
    let mut planner = RealFftPlanner::<f64>::new();
    let (forward, back) = (
        planner.plan_fft_forward(length),
        planner.plan_fft_inverse(length),
    );
    let hann: Vec<f64> = (0..look)
        .map(|n| 0.5 - 0.5 * (TAU * n as f64 / look as f64).cos())
        .collect();
    let mut windowed = forward.make_input_vec();
    let mut bins = forward.make_output_vec();
    let mut scratch = forward.make_scratch_vec();
    let mut sums = vec![0.0; bins.len()];
    for stretch in padded.windows(look).take(strength.len()) {
        windowed.fill(0.0);
        for ((windowed, x), weight) in windowed.iter_mut().zip(stretch).zip(&hann) {
            *windowed = x * weight;
        }
        // A look's correlation is greatest at lag 0, where it is its energy. As that is known before, all looks can be
        // summed as spectra and turned back once.
        let energy: f64 = windowed[..look].iter().map(|x| x * x).sum();
        if energy == 0.0 {
            continue;
        }
        let scale = if energy < f64::MIN_POSITIVE {
            1.0
        } else {
            1.0 / energy
        };
        forward
            .process_with_scratch(&mut windowed, &mut bins, &mut scratch)
            .expect("the buffers were made by this transform and have its sizes");
        for (sum, bin) in sums.iter_mut().zip(&bins) {
            *sum += bin.norm_sqr() * scale;
        }
    }
    for (bin, sum) in bins.iter_mut().zip(&sums) {
        *bin = realfft::num_complex::Complex::new(*sum, 0.0);
    }
    back.process_with_scratch(&mut bins, &mut windowed, &mut back.make_scratch_vec())
        .expect("the buffers have this transform's sizes and its ends are real");
    let scale = 1.0 / (length * strength.len()) as f64;
    windowed[..look]
        .iter()
        .map(|x| (x * scale).max(0.0))
        .collect()
}

/// With `ramp` values on both sides that rise from 0 to the first and fall from the last to 0.
fn ramped(strength: &[f32], ramp: usize) -> Vec<f64> {
    let (Some(first), Some(last)) = (strength.first(), strength.last()) else {
        return Vec::new();
    };
    let step = |n: usize, end: f32| f64::from(end) * n as f64 / ramp as f64;
    let rising = (0..ramp).map(|n| step(n, *first));
    let falling = (0..ramp).rev().map(|n| step(n, *last));
    rising
        .chain(strength.iter().map(|x| f64::from(*x)))
        .chain(falling)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::noise;

    /// Every look and every lag by itself.
    fn plain(strength: &[f32], look: usize) -> Vec<f64> {
        let padded = ramped(strength, look / 2);
        let mut sums = vec![0.0; look];
        for stretch in padded.windows(look).take(strength.len()) {
            let hann = |n: usize| 0.5 - 0.5 * (TAU * n as f64 / look as f64).cos();
            let x: Vec<f64> = stretch
                .iter()
                .enumerate()
                .map(|(n, x)| x * hann(n))
                .collect();
            let at = |lag: usize| x.iter().zip(&x[lag..]).map(|(a, b)| a * b).sum::<f64>();
            for (lag, sum) in sums.iter_mut().enumerate() {
                *sum += at(lag) / at(0) / strength.len() as f64;
            }
        }
        sums
    }

    #[test]
    fn equals_correlating_every_look() {
        for (frames, look) in [(1, 2), (5, 7), (40, 16), (50, 33), (20, 64)] {
            let strength: Vec<f32> = noise(3, 1.0, frames).iter().map(|x| x.abs()).collect();
            let (fast, plain) = (mean_correlation(&strength, look), plain(&strength, look));
            for (lag, (fast, plain)) in fast.iter().zip(&plain).enumerate() {
                assert!(
                    (fast - plain).abs() < 1e-12,
                    "{frames}/{look}, lag {lag}: {fast} {plain}"
                );
            }
        }
    }

    #[test]
    fn strokes_have_a_tempo_and_silence_has_none() {
        let strokes: Vec<f32> = (0..600)
            .map(|n| if n % 22 == 0 { 1.0 } else { 0.0 })
            .collect();
        assert!((tempo_bpm(&strokes, 22_050, 512) - 117.453_835).abs() < 1e-5);
        assert_eq!(tempo_bpm(&[0.0; 600], 22_050, 512), 0.0);
        assert_eq!(tempo_bpm(&[], 22_050, 512), 0.0);
        assert_eq!(tempo_bpm(&[1.0; 3], 1000, 65_536), 0.0);
    }
}
