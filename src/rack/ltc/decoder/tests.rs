#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Every rate, speed, level and way round; noise, offsets, gaps, and what is no code at all.

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use welkin_installation::{FrameRate, Timecode};

use super::*;
use crate::ltc::LtcEncoder;

#[global_allocator]
static GUARD: AllocDisabler = AllocDisabler;

const FIRST: u32 = 107_880;

fn frames(rate: FrameRate, count: u32) -> Vec<LtcFrame> {
    let frame = |index: u32| LtcFrame {
        label: Timecode::of_frame(FIRST + index, rate),
        drops: rate.drops(),
        user: index.wrapping_mul(0x9E37_79B9),
    };
    (0..count).map(frame).collect()
}

fn sound(rate_hz: f64, rate: FrameRate, speed: f64, count: u32) -> (Vec<LtcFrame>, Vec<f32>) {
    let frames = frames(rate, count);
    let mut encoder = LtcEncoder::new(rate_hz, rate.per_sec() * speed, rate.count(), 0.5);
    let mut sound = Vec::new();
    for frame in &frames {
        encoder.make(*frame, &mut sound);
    }
    // The edge that ends the last one.
    encoder.make(*frames.last().unwrap(), &mut sound);
    (frames, sound)
}

fn heard(rate_hz: f64, sound: &[f32]) -> Vec<LtcHeard> {
    let mut decoder = LtcDecoder::new(rate_hz);
    assert_no_alloc(|| {
        sound
            .iter()
            .filter_map(|sample| decoder.hear(*sample))
            .count()
    });
    let mut decoder = LtcDecoder::new(rate_hz);
    sound
        .iter()
        .filter_map(|sample| decoder.hear(*sample))
        .collect()
}

/// Of so many frames, all but the first few are heard, in order, where and as fast as they were.
fn check(rate_hz: f64, rate: FrameRate, speed: f64, change: impl Fn(f64, f32) -> f32) {
    for backwards in [false, true] {
        let (mut frames, mut sound) = sound(rate_hz, rate, speed, 12);
        let samples = rate_hz / (rate.per_sec() * speed);
        let mut ends: Vec<f64> = (1..=12).map(|end| f64::from(end) * samples).collect();
        if backwards {
            frames.reverse();
            sound.reverse();
            ends = (0..12)
                .rev()
                .map(|begin| sound.len() as f64 - f64::from(begin) * samples)
                .collect();
            sound.extend(vec![sound[sound.len() - 1] * -1.0; 20]);
        }
        let changed = sound.iter().enumerate();
        let changed: Vec<f32> = changed
            .map(|(at, it)| change(at as f64 / rate_hz, *it))
            .collect();
        let heard = heard(rate_hz, &changed);
        let what = format!("{rate_hz} Hz {rate:?} {speed} {backwards}");
        assert!(
            (10..=13).contains(&heard.len()),
            "{what}: {} frames",
            heard.len()
        );
        for heard in heard {
            let Some(index) = frames.iter().position(|frame| *frame == heard.frame) else {
                panic!("{what}: {heard:?}");
            };
            assert_eq!(heard.is_backwards, backwards, "{what}");
            if ends.iter().all(|end| (end - heard.ended_at).abs() > 2.0) {
                panic!(
                    "{what}: {index} ended at {}, not {}",
                    heard.ended_at, ends[index]
                );
            }
            let off = heard.frames_per_sec / (rate.per_sec() * speed) - 1.0;
            assert!(off.abs() < 0.01, "{what}: {}", heard.frames_per_sec);
        }
    }
}

#[test]
fn every_rate_at_every_speed() {
    for rate in FrameRate::ALL {
        for speed in [0.5, 0.73, 1.0, 1.37, 2.0] {
            check(48_000.0, rate, speed, |_, sample| sample);
        }
        for rate_hz in [22_050.0, 44_100.0, 96_000.0, 192_000.0] {
            check(rate_hz, rate, 1.0, |_, sample| sample);
        }
    }
}

#[test]
fn every_level_and_either_way_up() {
    for rate in [FrameRate::Fps24, FrameRate::Fps30] {
        for gain in [0.02, 2.0, -0.02, -1.0, 100.0] {
            // 0.01 to full scale, and far over it.
            check(48_000.0, rate, 1.0, |_, sample| {
                (sample * gain).clamp(-1.0, 1.0)
            });
        }
        for offset in [-0.3, 0.2, 0.45] {
            check(48_000.0, rate, 1.0, |_, sample| sample * 0.1 + offset);
        }
        // Hum of 50 Hz, half as loud.
        check(48_000.0, rate, 1.0, |secs, sample| {
            sample + 0.25 * (secs as f32 * 50.0 * std::f32::consts::TAU).sin()
        });
    }
}

/// White noise over the whole band of 48 kHz: how many of 200 frames are heard, and that none is made up.
fn share_in_noise(snr_db: f64, rate: FrameRate) -> f64 {
    let (frames, mut sound) = sound(48_000.0, rate, 1.0, 200);
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let deviation = 0.5 * 10_f64.powf(-snr_db / 20.0);
    for sample in &mut sound {
        let uniform = (0..12).map(|_| chance.random::<f64>()).sum::<f64>() - 6.0;
        *sample += (uniform * deviation) as f32;
    }
    let heard = heard(48_000.0, &sound);
    for heard in &heard {
        assert!(frames.contains(&heard.frame), "made up: {heard:?}");
    }
    heard.len() as f64 / 200.0
}

/// At 6 dB all are heard (199 of 200, as the first begins with no edge before it), at 3 dB two thirds and more.
#[test]
fn noise() {
    for rate in [FrameRate::Fps24, FrameRate::Fps25, FrameRate::Fps30] {
        for (snr_db, least) in [(6.0, 0.97), (3.0, 0.5)] {
            let share = share_in_noise(snr_db, rate);
            assert!(share >= least, "{rate:?}, {snr_db} dB: {share}");
        }
    }
}

#[test]
fn it_goes_on_behind_gaps_and_through_changes_of_speed() {
    let (_, code) = sound(48_000.0, FrameRate::Fps25, 1.0, 20);
    let mut whole = Vec::new();
    for _ in 0..3 {
        whole.extend(&code);
        whole.extend(vec![0.0; 30_000]);
        whole.extend((0..5000).map(|at| (at as f32 * 0.9).sin() * 0.7));
    }
    let count = heard(48_000.0, &whole).len();
    assert!((3 * 18..=3 * 21).contains(&count), "{count}");
    // From half the speed to twice, in two seconds, and down again.
    let mut encoder = LtcEncoder::new(48_000.0, 1.0, 25, 0.5);
    let mut sound = Vec::new();
    let mut frames = 0;
    for (index, frame) in frames_for(100).into_iter().enumerate() {
        let speed = 2.0 - 1.5 * (index as f64 / 50.0 - 1.0).abs();
        encoder.speed(48_000.0, 25.0 * speed);
        encoder.make(frame, &mut sound);
        frames += 1;
    }
    let count = heard(48_000.0, &sound).len();
    assert!(count + 4 >= frames, "{count} of {frames}");
}

fn frames_for(count: u32) -> Vec<LtcFrame> {
    frames(FrameRate::Fps25, count)
}

#[test]
fn what_is_no_code_gives_nothing() {
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    let odd = [
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        1e30,
        1e-40,
        -0.0,
    ];
    let mut sound: Vec<f32> = (0..400_000)
        .map(|_| chance.random_range(-1.0..1.0))
        .collect();
    sound.extend((0..100_000).map(|_| odd[chance.random_range(0..odd.len())]));
    sound.extend((0..100_000).map(|at| if at / 12 % 2 == 0 { 0.5 } else { -0.5 }));
    for rate_hz in [f64::NAN, -1.0, 48_000.0, 1e12] {
        assert_eq!(heard(rate_hz, &sound), []);
    }
    // And behind all of it, code is understood again.
    sound.extend(&super::tests::sound(48_000.0, FrameRate::Fps25, 1.0, 20).1);
    assert!(heard(48_000.0, &sound).len() >= 18);
}
