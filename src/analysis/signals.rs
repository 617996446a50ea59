//! Sounds made by arithmetic, for tests, and what is heard in them.

use std::f32::consts::TAU;

use welkin_values::{Features, SAMPLE_RATE};

use crate::Listener;

/// A steady sine.
pub(crate) fn sine(hz: f32, amplitude: f32, samples: usize) -> Vec<f32> {
    let turn = |n: usize| (f64::from(hz) * n as f64 / f64::from(SAMPLE_RATE)).fract() as f32;
    (0..samples)
        .map(|n| amplitude * (TAU * turn(n)).sin())
        .collect()
}

/// White noise, the same for the same seed (xorshift).
pub(crate) fn noise(seed: u64, amplitude: f32, samples: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        amplitude * ((state >> 40) as f32 / (1 << 23) as f32 - 1.0)
    };
    (0..samples).map(|_| next()).collect()
}

/// A short burst of noise: a stick on wood.
pub(crate) fn click() -> Vec<f32> {
    let fade = |(n, x): (usize, f32)| x * (-(n as f32) / 96.0).exp();
    noise(3, 0.8, 480)
        .into_iter()
        .enumerate()
        .map(fade)
        .collect()
}

/// A drum: a sine that falls in pitch and fades, with a click in front.
pub(crate) fn kick() -> Vec<f32> {
    let mut turn = 0.0;
    let mut sound: Vec<f32> = (0..12_000)
        .map(|n| {
            let secs = n as f32 / SAMPLE_RATE as f32;
            turn += (50.0 + 120.0 * (-secs * 40.0).exp()) / SAMPLE_RATE as f32;
            0.8 * (TAU * turn).sin() * (-secs * 14.0).exp()
        })
        .collect();
    add(&mut sound, 0, &noise(5, 0.1, 96));
    sound
}

/// A snare: noise over a short tone.
pub(crate) fn snare() -> Vec<f32> {
    let fade = |(n, x): (usize, f32)| x * (-(n as f32) / 2400.0).exp();
    let mut sound: Vec<f32> = noise(9, 0.4, 9600)
        .into_iter()
        .enumerate()
        .map(fade)
        .collect();
    let tone: Vec<f32> = sine(190.0, 0.3, 4800)
        .into_iter()
        .enumerate()
        .map(fade)
        .collect();
    add(&mut sound, 0, &tone);
    sound
}

/// A closed hi-hat: the upper half of short noise.
pub(crate) fn hat() -> Vec<f32> {
    let rough = noise(11, 0.25, 2400);
    let fade = |n: usize| (rough[n] - rough[n - 1]) * (-(n as f32) / 700.0).exp();
    (1..2400).map(fade).collect()
}

/// A held major triad with soft edges.
pub(crate) fn chord(samples: usize) -> Vec<f32> {
    let mut sound = vec![0.0; samples];
    for hz in [220.0, 277.18, 329.63] {
        for overtone in 1..=5 {
            add(
                &mut sound,
                0,
                &sine(hz * overtone as f32, 0.12 / overtone as f32, samples),
            );
        }
    }
    let edge = 2400.0_f32;
    for (n, sample) in sound.iter_mut().enumerate() {
        *sample *= (n as f32 / edge).min((samples - n) as f32 / edge).min(1.0);
    }
    sound
}

/// Many people clapping: short noises around 1 to 2 kHz at random times.
pub(crate) fn clapping(per_sec: f64, secs: f64) -> Vec<f32> {
    let count = (per_sec * secs) as usize;
    let mut sound = vec![0.0; (secs * f64::from(SAMPLE_RATE)) as usize];
    // Evenly spread random times are those of a Poisson process.
    let times = noise(21, 0.5, count);
    for (clap, time) in times.iter().enumerate() {
        let tau = 150.0 + 60.0 * (clap % 7) as f32;
        let rough = noise(100 + clap as u64, 0.2 + 0.05 * (clap % 11) as f32, 2400);
        let (mut low, mut lower) = (0.0, 0.0);
        let banded: Vec<f32> = (0..2400)
            .map(|n| {
                low += 0.3 * (rough[n] * (-(n as f32) / tau).exp() - low);
                lower += 0.1 * (low - lower);
                low - lower
            })
            .collect();
        let from = (f64::from(time + 0.5) * sound.len() as f64) as usize;
        add(&mut sound, from, &banded);
    }
    sound
}

/// Something like a voice: pulses of a throat through two resonances, in syllables of a quarter of a second, with a
/// hiss between some of them.
pub(crate) fn speech(throat_hz: f64, secs: f64) -> Vec<f32> {
    let count = (secs * f64::from(SAMPLE_RATE)) as usize;
    let hiss = noise(31, 0.05, count);
    let mut turn = 0.0;
    let mut sound = vec![0.0; count];
    let mut held = [[0.0_f32; 2]; 2];
    for (n, sample) in sound.iter_mut().enumerate() {
        let time = n as f64 / f64::from(SAMPLE_RATE);
        turn += throat_hz * (1.0 + 0.1 * (4.0 * time).sin()) / f64::from(SAMPLE_RATE);
        let is_pulse = turn >= 1.0;
        turn = turn.fract();
        let syllable = (time / 0.25) as usize;
        let within = (time / 0.25).fract();
        let is_hiss = syllable % 4 == 3;
        let loud = (std::f64::consts::PI * within).sin() as f32;
        let source = if is_pulse { 1.0 } else { 0.0 };
        let formants_hz = [
            350.0 + 120.0 * (syllable % 3) as f32,
            1000.0 + 350.0 * (syllable % 4) as f32,
        ];
        let mut voice = 0.0;
        for (held, hz) in held.iter_mut().zip(formants_hz) {
            let radius = 0.99_f32;
            let y = source + 2.0 * radius * (TAU * hz / SAMPLE_RATE as f32).cos() * held[0]
                - radius * radius * held[1];
            *held = [y, held[0]];
            voice += 0.03 * y;
        }
        *sample = loud * if is_hiss { hiss[n] } else { voice };
    }
    sound
}

/// Adds one sound to another from a sample on; what reaches beyond its end is left out.
pub(crate) fn add(sum: &mut [f32], from: usize, sound: &[f32]) {
    for (sum, sample) in sum.iter_mut().skip(from).zip(sound) {
        *sum += sample;
    }
}

/// A sound struck at each of the given times.
pub(crate) fn struck(sound: &[f32], at_secs: &[f64], total_secs: f64) -> Vec<f32> {
    let sample = |secs: f64| (secs * f64::from(SAMPLE_RATE)).round() as usize;
    let mut sum = vec![0.0; sample(total_secs)];
    for secs in at_secs {
        add(&mut sum, sample(*secs), sound);
    }
    sum
}

/// Times of beats at a tempo, from `from_secs` until before `to_secs`.
pub(crate) fn beats(tempo_bpm: f64, from_secs: f64, to_secs: f64) -> Vec<f64> {
    let beat = 60.0 / tempo_bpm;
    let count = ((to_secs - from_secs) / beat).ceil() as usize;
    (0..count).map(|n| from_secs + n as f64 * beat).collect()
}

/// All that is heard in a sound.
pub(crate) fn heard(sound: &[f32]) -> Vec<Features> {
    let (mut listener, mut out) = (Listener::new(), Vec::new());
    listener.hear(sound, &mut out);
    listener.finish(&mut out);
    out
}

/// The features heard from one time until before another.
pub(crate) fn during(
    features: &[Features],
    from_secs: f64,
    to_secs: f64,
) -> impl Iterator<Item = &Features> {
    features
        .iter()
        .filter(move |f| (from_secs..to_secs).contains(&f.moment.secs()))
}

/// The times at which the phase comes back to 0, between frames.
pub(crate) fn beats_in(features: &[Features]) -> Vec<f64> {
    let wraps = features
        .windows(2)
        .filter(|pair| pair[1].beat_phase < pair[0].beat_phase - 0.5);
    let time = |pair: &[Features]| {
        let (left, right) = (
            1.0 - f64::from(pair[0].beat_phase),
            f64::from(pair[1].beat_phase),
        );
        let hop = pair[1].moment.secs() - pair[0].moment.secs();
        pair[0].moment.secs() + hop * left / (left + right).max(1e-9)
    };
    wraps.map(time).collect()
}
