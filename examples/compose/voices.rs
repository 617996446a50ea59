//! Pitched instruments. Each gives the samples of one note at full level.

use std::f32::consts::TAU;

use crate::filter::Filter;
use crate::tone::{Noise, Phase, hz, smooth, strike, swell, times};

/// A bell: frequency modulation that dies before the tone does, and a few partials of metal.
pub(crate) fn bell(pitch: f32, secs: f32) -> Vec<f32> {
    let f = hz(pitch);
    let fall = (secs / 5.0) * (440.0 / f).powf(0.3);
    let partials = [
        (2.0, 0.22, 0.6),
        (2.76, 0.16, 0.35),
        (5.40, 0.10, 0.16),
        (8.93, 0.05, 0.07),
    ];
    let sound = |t: f32| {
        let index = 1.5 * (-t / 0.35).exp();
        let modulator = (TAU * 3.5 * f * t).sin() * index * (-t / 0.2).exp();
        let ground = (TAU * f * t + modulator).sin() * strike(t, secs, 0.002, fall);
        let metal = |(ratio, level, short): (f32, f32, f32)| {
            let is_heard = ratio * f < 16_000.0;
            let level = if is_heard { level } else { 0.0 };
            level * (TAU * ratio * 1.001 * f * t).sin() * strike(t, secs, 0.001, fall * short)
        };
        0.6 * ground + partials.map(metal).iter().sum::<f32>()
    };
    times(secs).map(sound).collect()
}

/// A pad: three sawtooths a few cents apart under a filter that opens and closes with the note.
/// `bright` is 0 to 1.
pub(crate) fn pad(pitch: f32, secs: f32, bright: f32, attack: f32) -> Vec<f32> {
    let f = hz(pitch);
    let cents = [-7.0_f32, 0.0, 6.0];
    let mut phases = [Phase(0.1 + pitch * 0.37 % 0.3), Phase(0.45), Phase(0.8)];
    let mut drift = Phase(pitch * 0.173 % 1.0);
    let mut filter = Filter::default();
    let sound = |t: f32| {
        let sway = 1.0 + 0.0011 * drift.sine(0.23);
        let saws: f32 = phases
            .iter_mut()
            .zip(cents)
            .map(|(p, c)| p.saw(f * sway * (c / 1200.0).exp2()))
            .sum();
        let open = swell(t, secs, 0.45 * secs, 0.5 * secs);
        let cutoff_hz =
            260.0 + f * 0.8 + (500.0 + 2600.0 * bright) * bright.max(0.15) * (0.4 + 0.6 * open);
        filter.pass(0.33 * saws, cutoff_hz, 0.75).low
            * swell(t, secs, attack, 0.9_f32.min(0.5 * secs))
    };
    times(secs).map(sound).collect()
}

/// A plucked string of the arpeggios: bright at first, then round.
pub(crate) fn pluck(pitch: f32, bright: f32) -> Vec<f32> {
    let f = hz(pitch);
    let (mut one, mut two) = (Phase(0.0), Phase(0.3));
    let mut filter = Filter::default();
    let sound = |t: f32| {
        let saws = 0.5 * (one.saw(f) + two.saw(f * 1.0029));
        let cutoff_hz = f * 1.2 + (700.0 + 3800.0 * bright) * (-t / 0.07).exp();
        filter.pass(saws, cutoff_hz, 1.1).low * strike(t, 0.7, 0.002, 0.16)
    };
    times(0.7).map(sound).collect()
}

/// A bass: a sine below, a filtered sawtooth that speaks, an end without a click.
pub(crate) fn bass(pitch: f32, secs: f32, bite: f32) -> Vec<f32> {
    let f = hz(pitch);
    let (mut sub, mut saw) = (Phase(0.0), Phase(0.0));
    let mut filter = Filter::default();
    let sound = |t: f32| {
        let cutoff_hz = 110.0 + 2.0 * f + bite * 1300.0 * (-t / 0.11).exp();
        let edge = filter.pass(saw.saw(f), cutoff_hz, 1.2).low;
        let body = 0.75 * sub.sine(f) + 0.45 * edge;
        let level = 0.55 + 0.45 * (-t / 0.4).exp();
        (1.3 * body).tanh() * level * swell(t, secs, 0.006, 0.06_f32.min(0.5 * secs))
    };
    times(secs).map(sound).collect()
}

/// The singing lead: two sawtooths under a filter, a vibrato that comes late.
pub(crate) fn singer(pitch: f32, secs: f32, bright: f32) -> Vec<f32> {
    let f = hz(pitch);
    let (mut one, mut two, mut sine) = (Phase(0.0), Phase(0.5), Phase(0.0));
    let mut vibrato = Phase(0.0);
    let mut filter = Filter::default();
    let sound = |t: f32| {
        let depth = 0.0045 * smooth((t - 0.25) / 0.5);
        let scoop = 1.0 - 0.012 * (-t / 0.03).exp();
        let now = f * scoop * (1.0 + depth * vibrato.sine(5.3));
        let saws = 0.35 * (one.saw(now) + two.saw(now * 1.0035));
        let cutoff_hz = f * 1.5 + 700.0 + 2400.0 * bright * (0.35 + 0.65 * (-t / 0.3).exp());
        let voice = filter.pass(saws, cutoff_hz, 0.9).low + 0.35 * sine.sine(now);
        voice * (0.8 + 0.2 * (-t / 0.12).exp()) * swell(t, secs, 0.018, 0.12_f32.min(0.4 * secs))
    };
    times(secs).map(sound).collect()
}

/// A drone: many near sawtooths of one pitch and its fifth, opening and closing slowly.
pub(crate) fn drone(pitch: f32, secs: f32, open_hz: f32) -> Vec<f32> {
    let f = hz(pitch);
    let ratios = [0.997, 1.0, 1.0041, 1.4985, 1.996, 0.5];
    let levels = [0.3, 0.35, 0.3, 0.14, 0.16, 0.45];
    let mut phases = ratios.map(|ratio| Phase(ratio * 7.3 % 1.0));
    let mut slow = [Phase(0.7), Phase(0.2)];
    let mut filter = Filter::default();
    let sound = |t: f32| {
        let mut sum = 0.0;
        for ((phase, ratio), level) in phases.iter_mut().zip(ratios).zip(levels) {
            sum += level * phase.saw(f * ratio);
        }
        let [wide, narrow] = &mut slow;
        let wave = 0.5 + 0.35 * wide.sine(0.071) + 0.15 * narrow.sine(0.19);
        let cutoff_hz = 70.0 + f + open_hz * wave * wave;
        filter.pass(sum, cutoff_hz, 1.6).low * swell(t, secs, 0.35 * secs, 0.45 * secs)
    };
    times(secs).map(sound).collect()
}

/// Vowels as the middle frequencies of three bands: a, o, u, and a narrow e.
const VOWELS: [[f32; 3]; 4] = [
    [730.0, 1090.0, 2440.0],
    [570.0, 840.0, 2410.0],
    [320.0, 800.0, 2240.0],
    [480.0, 1720.0, 2520.0],
];

/// A breathing voice that moves from one vowel to another. Vowels are 0 to 3: a, o, u, e.
pub(crate) fn breath(pitch: f32, secs: f32, from: usize, to: usize, seed: u32) -> Vec<f32> {
    let f = hz(pitch);
    let mut throat = [Phase(0.0), Phase(0.4)];
    let mut vibrato = Phase(0.0);
    let mut noise = Noise::seeded(seed);
    let mut bands = [Filter::default(), Filter::default(), Filter::default()];
    let mut hiss = Filter::default();
    let sound = |t: f32| {
        let x = smooth(t / secs);
        let now = f * (1.0 + 0.006 * smooth((t - 0.6) / 1.0) * vibrato.sine(4.6));
        let [one, two] = &mut throat;
        let chest = 0.5 * one.saw(now) + 0.4 * two.saw(now * 0.9965);
        let air = noise.next();
        let source = 0.55 * chest + 0.28 * air;
        let mut sum = 0.05 * hiss.pass(air, 4200.0, 0.8).band;
        for (i, band) in bands.iter_mut().enumerate() {
            let middle_hz = VOWELS[from][i] * (VOWELS[to][i] / VOWELS[from][i]).powf(x);
            sum += [1.0, 0.7, 0.3][i] * band.pass(source, middle_hz, 9.0).band;
        }
        sum * swell(t, secs, 0.3 * secs, 0.45 * secs)
    };
    times(secs).map(sound).collect()
}
