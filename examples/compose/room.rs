//! The space around the sound: a room, echoes, and a slow chorus.

use crate::RATE;
use crate::filter::Filter;
use crate::stem::Stem;
use crate::tone::{Phase, samples};

/// Lengths of the room's eight delays in samples: primes, so that their echoes do not coincide.
const DELAYS: [usize; 8] = [1423, 1777, 2137, 2521, 2879, 3323, 3761, 4211];

/// The sound of a room alone: a feedback delay network whose sound falls by 60 dB in `decay_secs`,
/// the high end sooner.
pub(crate) fn room(dry: &Stem, decay_secs: f32, bright_hz: f32) -> Stem {
    let mut lines: Vec<Vec<f32>> = DELAYS.iter().map(|length| vec![0.0; *length]).collect();
    let mut places = [0; 8];
    let mut damped = [0.0; 8];
    let damping = 1.0 - (-std::f32::consts::TAU * bright_hz / RATE).exp();
    let gains = DELAYS.map(|length| 10_f32.powf(-3.0 * length as f32 / RATE / decay_secs));
    let before = samples(0.018);
    let mut wet = Stem {
        samples: vec![0.0; dry.samples.len()],
    };
    for i in 0..dry.samples.len() {
        let input = if i < before {
            0.0
        } else {
            dry.samples[i - before]
        };
        let mut sum = 0.0;
        for line in 0..8 {
            let out = lines[line][places[line]];
            damped[line] += damping * (out - damped[line]);
            sum += damped[line];
        }
        let mut heard = 0.0;
        for line in 0..8 {
            // Householder's mirror: every delay feeds every other, and no energy is gained.
            let mirrored = damped[line] - sum / 4.0;
            let sign = if line % 2 == 0 { 1.0 } else { -1.0 };
            heard += sign * damped[line];
            lines[line][places[line]] = sign * input * 0.35 + gains[line] * mirrored;
            places[line] = (places[line] + 1) % DELAYS[line];
        }
        wet.samples[i] = heard * 0.5;
    }
    wet
}

/// Echoes alone, each `fall` of the one before and duller.
pub(crate) fn echoes(dry: &Stem, every_secs: f32, fall: f32) -> Stem {
    let delay = samples(every_secs);
    let mut filter = Filter::default();
    let mut wet = Stem {
        samples: vec![0.0; dry.samples.len()],
    };
    for i in delay..dry.samples.len() {
        let input = dry.samples[i - delay] + fall * wet.samples[i - delay];
        wet.samples[i] = filter.pass(input, 2600.0, 0.7).low;
    }
    wet
}

/// Three of the same, two of them a little late by an amount that moves slowly.
pub(crate) fn chorus(dry: &Stem) -> Stem {
    let mut phases = [Phase(0.0), Phase(0.37)];
    let rates_hz = [0.31, 0.47];
    let mut wet = Stem {
        samples: Vec::with_capacity(dry.samples.len()),
    };
    for i in 0..dry.samples.len() {
        let mut sum = 0.6 * dry.samples[i];
        for (phase, rate_hz) in phases.iter_mut().zip(rates_hz) {
            let late = RATE * (0.014 + 0.004 * phase.sine(rate_hz));
            let (whole, part) = (late as usize, late.fract());
            if i > whole {
                let (a, b) = (dry.samples[i - whole], dry.samples[i - whole - 1]);
                sum += 0.4 * (a + part * (b - a));
            }
        }
        wet.samples.push(sum);
    }
    wet
}
