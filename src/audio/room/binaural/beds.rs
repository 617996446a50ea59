//! The responses of both ears to each channel of a bed.
//!
//! Virtual speakers stand all around, each heard through the nearest measured responses. Low sound, of which the ears
//! sum the pressure, is decoded as it is, to so many speakers that nothing of what the head does folds over. High
//! sound, of which they hear the energy, is decoded with max-rE weights to no more than the order needs, so that they
//! do not dull each other, and the speakers' energy is that of the source. Both meet where the head is as large as
//! the region in which the bed is exact: order times 620 Hz. M. A. Gerzon, "General Metatheory of Auditory
//! Localisation", AES 92nd Convention (1992).

use realfft::RealFftPlanner;
use welkin_space::designs::Quadrature;
use welkin_space::harmonics::{channels, degree, exact};
use welkin_space::weights::max_re;
use welkin_values::SAMPLE_RATE;

use crate::room::convolve::Bin;
use crate::room::hrtf::{Ears, LONGEST};

/// Long enough that what the weights smear does not come around.
const LENGTH: usize = 4 * LONGEST.next_power_of_two() / 2;

/// Where low becomes high, per order.
const MEETING_HZ: f32 = 620.0;

/// How many degrees more than the bed's own the speakers for low sound are exact for.
const HEAD_DEGREES: usize = 16;

/// A spectrum per ear.
type Pair = [Vec<Bin>; 2];

/// Left and right for every channel (SN3D), [`LONGEST`] samples each.
pub(super) fn responses(ears: &Ears, order: usize) -> Vec<[Vec<f32>; 2]> {
    let few = Quadrature::new(2 * order);
    let low = decoded(ears, order, &Quadrature::new(2 * order + HEAD_DEGREES));
    let high = decoded(ears, order, &few);
    let weights = high_weights(order, &few.weights);
    let inverse = RealFftPlanner::<f32>::new().plan_fft_inverse(LENGTH);
    let meet = |channel: usize, low: &[Bin], high: &[Bin]| {
        let weight = weights[degree(channel)];
        let mut spectrum = inverse.make_input_vec();
        for (index, bin) in spectrum.iter_mut().enumerate() {
            let hz = index as f32 * SAMPLE_RATE as f32 / LENGTH as f32;
            let octaves = (hz.max(1.0) / (MEETING_HZ * order as f32)).log2();
            let share = 1.0 / (1.0 + (-4.0 * octaves).exp());
            let met = low[index] * (1.0 - share) + high[index] * (weight * share);
            *bin = met / LENGTH as f32;
        }
        // A real signal's first and last number are real.
        spectrum[0].im = 0.0;
        spectrum[LENGTH / 2].im = 0.0;
        let mut time = inverse.make_output_vec();
        let done = inverse.process(&mut spectrum, &mut time);
        debug_assert!(done.is_ok(), "all lengths are those of the plan");
        time.truncate(LONGEST);
        time
    };
    low.iter()
        .zip(&high)
        .enumerate()
        .map(|(channel, (low, high))| [0, 1].map(|ear| meet(channel, &low[ear], &high[ear])))
        .collect()
}

/// What both ears hear of every channel through virtual speakers.
fn decoded(ears: &Ears, order: usize, speakers: &Quadrature) -> Vec<Pair> {
    let forward = RealFftPlanner::<f32>::new().plan_fft_forward(LENGTH);
    let mut sums = vec![[(); 2].map(|()| forward.make_output_vec()); channels(order)];
    for (speaker, weight) in speakers.directions.iter().zip(&speakers.weights) {
        let there = speaker.vector();
        let closeness = |index: &usize| ears.directions[*index].dot(there);
        let nearest = (0..ears.directions.len())
            .max_by(|a, b| closeness(a).total_cmp(&closeness(b)))
            .unwrap_or(0);
        let harmonics = exact(order, *speaker);
        for (ear, response) in ears.responses[nearest].iter().enumerate() {
            let mut time = response.clone();
            time.resize(LENGTH, 0.0);
            let mut spectrum = forward.make_output_vec();
            let done = forward.process(&mut time, &mut spectrum);
            debug_assert!(done.is_ok(), "all lengths are those of the plan");
            for (channel, sum) in sums.iter_mut().enumerate() {
                // From SN3D to N3D twice: of the signal and of the harmonic.
                let scale = (2 * degree(channel) + 1) as f64 * weight * harmonics[channel];
                for (sum, bin) in sum[ear].iter_mut().zip(&spectrum) {
                    *sum += bin * scale as f32;
                }
            }
        }
    }
    sums
}

/// What the degrees count for high sound: max-rE, scaled so that the energies of all speakers sum to 1.
fn high_weights(order: usize, speakers: &[f64]) -> Vec<f32> {
    let weights = max_re(order);
    let squares: f32 = (0..=order)
        .map(|n| (2 * n + 1) as f32 * weights[n] * weights[n])
        .sum();
    // On average over all directions; even speakers would have 1 / how many of them there are.
    let share: f64 = speakers.iter().map(|weight| weight * weight).sum();
    let scale = 1.0 / (squares * share as f32).sqrt();
    weights[..=order]
        .iter()
        .map(|weight| weight * scale)
        .collect()
}
