#![allow(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what it is for"
)]

use assert_no_alloc::{AllocDisabler, assert_no_alloc};

use super::*;
use crate::signals::{
    add, beats, chord, click, during, hat, heard, kick, noise, sine, snare, struck,
};

/// Counts what is allocated where nothing should be.
#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

fn scaled(sound: &[f32], by: f32) -> Vec<f32> {
    sound.iter().map(|x| x * by).collect()
}

fn mean(features: &[Features], [from, to]: [f64; 2], of: impl Fn(&Features) -> f32) -> f32 {
    let values: Vec<f32> = during(features, from, to).map(of).collect();
    values.iter().sum::<f32>() / values.len() as f32
}

/// A bar of drums over chords, again and again.
fn band(secs: f64) -> Vec<f32> {
    let beat = |from: f64, every: f64| beats(60.0 / every, from, secs);
    let mut sound = struck(&kick(), &beat(0.5, 1.0), secs);
    add(&mut sound, 0, &struck(&snare(), &beat(1.0, 1.0), secs));
    add(&mut sound, 0, &struck(&hat(), &beat(0.75, 0.5), secs));
    add(
        &mut sound,
        0,
        &struck(&chord(90_000), &beat(2.0, 2.0), secs),
    );
    sound
}

#[test]
fn there_is_one_frame_per_hop() {
    for samples in [1, 511, 512, 513, 10_000, 300_000] {
        let features = heard(&vec![0.1; samples]);
        assert_eq!(
            features.len(),
            1 + samples / HOP_SAMPLES,
            "{samples} samples"
        );
        let on_time = |(n, f): (usize, &Features)| f.moment.samples == (n * HOP_SAMPLES) as i64;
        assert!(features.iter().enumerate().all(on_time));
    }
    assert_eq!(heard(&[]), []);
}

#[test]
fn nothing_depends_on_how_sound_is_cut() {
    let sound = band(7.0);
    let whole = heard(&sound);
    for cut in [1, 37, 512, 4096, 100_001] {
        let (mut listener, mut out) = (Listener::new(), Vec::new());
        sound
            .chunks(cut)
            .for_each(|chunk| listener.hear(chunk, &mut out));
        listener.finish(&mut out);
        assert!(out == whole, "{cut} samples at a time");
    }
}

#[test]
fn finishing_begins_anew() {
    let sound = band(5.0);
    let (mut listener, mut twice) = (Listener::new(), Vec::new());
    for _ in 0..2 {
        listener.hear(&sound, &mut twice);
        listener.finish(&mut twice);
    }
    let (first, second) = twice.split_at(twice.len() / 2);
    assert!(first == second);
}

#[test]
fn looks_no_further_ahead_than_it_says() {
    let sound = noise(1, 0.2, 400_000);
    let (mut listener, mut out) = (Listener::new(), Vec::new());
    let mut taken = 0;
    for chunk in sound.chunks(100) {
        listener.hear(chunk, &mut out);
        taken += chunk.len() as i64;
        let known = Moment::from_samples(taken) - Listener::LOOK_AHEAD;
        let newest = out.last().map_or(i64::MIN, |f: &Features| f.moment.samples);
        assert!(
            known.samples < 0 || newest > known.samples,
            "{taken} samples"
        );
    }
    assert!(Listener::LOOK_AHEAD.secs() < 5.0);
}

#[test]
fn hearing_allocates_nothing() {
    let sound = band(6.0);
    let (mut listener, mut out) = (Listener::new(), Vec::with_capacity(2000));
    listener.hear(&sound[..2048], &mut out);
    assert_no_alloc(|| listener.hear(&sound[2048..], &mut out));
    assert!(out.len() > 100);
}

#[test]
fn silence_is_nothing() {
    let features = heard(&[0.0; 300_000]);
    assert!(features.iter().all(|f| *f == Features::silent(f.moment)));
}

#[test]
fn a_noise_floor_does_not_flicker() {
    // −64 dB: a good recorder left on.
    let features = heard(&noise(2, 1.1e-3, 480_000));
    let calm = |f: &&Features| {
        Features {
            level_db: -120.0,
            momentary_lufs: -120.0,
            short_term_lufs: -120.0,
            ..**f
        } == Features::silent(f.moment)
    };
    assert!(
        features.iter().all(|f| calm(&f)),
        "{:?}",
        features.iter().find(|f| !calm(f))
    );
    assert!((mean(&features, [1.0, 9.0], |f| f.level_db) + 64.0).abs() < 1.0);
}

#[test]
fn a_sine_is_heard_as_it_is() {
    let features = heard(&sine(440.0, 0.5, 480_000));
    for f in during(&features, 1.0, 9.0) {
        assert!((f.level_db + 9.03).abs() < 0.05, "{} dB", f.level_db);
        assert!((f.centroid_hz - 440.0).abs() < 5.0, "{} Hz", f.centroid_hz);
        assert!(
            f.level > 0.99 && f.bands[3] > 0.99 && f.harmonic > 0.95,
            "{f:?}"
        );
        assert!(
            f.chroma[9] == 1.0 && f.chroma[8] < 0.3 && f.chroma[10] < 0.3,
            "{:?}",
            f.chroma
        );
        assert!(f.percussive < 0.1 && f.onset < 0.1 && !f.is_onset, "{f:?}");
    }
    let loudest = |f: &Features| (0..MELS).max_by(|a, b| f.mel[*a].total_cmp(&f.mel[*b]));
    assert!(during(&features, 1.0, 9.0).all(|f| loudest(f) == Some(4)));
}

#[test]
fn an_offset_is_not_heard() {
    let with_offset: Vec<f32> = sine(440.0, 0.1, 240_000).iter().map(|x| x + 0.3).collect();
    let features = heard(&with_offset);
    assert!(
        during(&features, 1.0, 4.0).all(|f| (f.level_db + 23.0).abs() < 0.1 && f.bands[0] < 0.05)
    );
}

#[test]
fn onsets_are_picked_within_a_hop() {
    let mut truth: Vec<f64> = beats(113.0, 0.4, 12.0);
    truth.extend(beats(113.0, 0.4 + 0.75 * 60.0 / 113.0, 12.0));
    truth.sort_by(f64::total_cmp);
    let hop = HOP_SAMPLES as f64 / f64::from(SAMPLE_RATE);
    for (name, sound) in [
        ("click", click()),
        ("kick", kick()),
        ("snare", snare()),
        ("hat", hat()),
    ] {
        let features = heard(&struck(&sound, &truth, 12.5));
        let picked: Vec<f64> = features
            .iter()
            .filter(|f| f.is_onset)
            .map(|f| f.moment.secs())
            .collect();
        assert_eq!(picked.len(), truth.len(), "{name}: {picked:?}");
        for (pick, time) in picked.iter().zip(&truth) {
            assert!(
                (pick - time).abs() <= hop,
                "{name} at {time:.4} s picked at {pick:.4} s"
            );
        }
    }
}

#[test]
fn onsets_of_a_pattern_are_all_picked() {
    let features = heard(&band(12.0));
    let picked: Vec<f64> = features
        .iter()
        .filter(|f| f.is_onset)
        .map(|f| f.moment.secs())
        .collect();
    let truth = beats(240.0, 0.5, 12.0);
    let near = |a: &f64, all: &[f64], within: f64| all.iter().any(|b| (a - b).abs() < within);
    assert!(
        truth.iter().all(|time| near(time, &picked, 0.012)),
        "{picked:?}"
    );
    assert!(
        picked.iter().all(|pick| near(pick, &truth, 0.012)),
        "{picked:?}"
    );
}

#[test]
fn what_is_held_is_harmonic_and_what_is_struck_percussive() {
    let mut held = chord(240_000);
    add(&mut held, 0, &noise(6, 1e-3, 240_000));
    let held = heard(&held);
    let ratio = |f: &Features| f.harmonic / f.percussive.max(1e-6);
    assert!(during(&held, 0.5, 4.5).all(|f| ratio(f) > 3.0), "held");
    let struck = heard(&struck(&click(), &beats(120.0, 0.5, 5.0), 5.0));
    for hit in struck.iter().filter(|f| f.is_onset) {
        assert!(ratio(hit) < 0.25, "struck: {hit:?}");
    }
}

#[test]
fn a_quiet_source_moves_as_much_as_a_loud_one() {
    let sound = band(10.0);
    let loud = heard(&sound);
    let quiet = heard(&scaled(&sound, 0.05));
    let shares: [fn(&Features) -> f32; 5] = [
        |f| f.level,
        |f| f.percussive,
        |f| f.onset,
        |f| f.bands[1],
        |f| f.mel[10],
    ];
    for of in shares {
        let (loud, quiet) = (mean(&loud, [2.0, 9.0], of), mean(&quiet, [2.0, 9.0], of));
        assert!((quiet / loud - 1.0).abs() < 0.25, "{quiet} against {loud}");
    }
}

#[test]
fn the_gain_comes_back_after_something_loud() {
    let mut sound = noise(7, 0.02, 40 * 48_000);
    add(&mut sound, 5 * 48_000, &noise(8, 0.9, 24_000));
    let features = heard(&sound);
    let level = |from: f64| mean(&features, [from, from + 1.0], |f| f.level);
    assert!(level(3.0) > 0.9 && level(7.0) < 0.2);
    assert!(level(7.0) < level(15.0) && level(15.0) < level(25.0) && level(25.0) < level(38.0));
    assert!(level(38.0) > 0.4, "{}", level(38.0));
}

#[test]
fn hostile_samples_do_no_harm() {
    let awful = [
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        1e30,
        -1e30,
        1e-40,
        f32::MIN_POSITIVE,
        1.0,
        -1.0,
    ];
    let rough = noise(12, 1.0, 96_000);
    let mixed: Vec<f32> = (0..96_000)
        .map(|n| {
            if n % 3 == 0 {
                awful[n / 3 % awful.len()]
            } else {
                rough[n]
            }
        })
        .collect();
    let after = sine(440.0, 0.5, 96_000);
    for value in awful {
        check_sane(&[vec![value; 96_000], after.clone()].concat());
    }
    check_sane(&[mixed, after].concat());
}

fn check_sane(sound: &[f32]) {
    for f in heard(sound) {
        let shares = [
            f.level,
            f.onset,
            f.harmonic,
            f.percussive,
            f.beat_phase,
            f.beat_confidence,
        ];
        let all = shares.iter().chain(&f.bands).chain(&f.mel).chain(&f.chroma);
        assert!(
            all.clone().all(|share| (0.0..=1.0).contains(share)),
            "{f:?}"
        );
        assert!((-120.0..40.0).contains(&f.level_db), "{f:?}");
        assert!(
            (0.0..=24_000.0).contains(&f.centroid_hz) && (0.0..=210.0).contains(&f.tempo_bpm),
            "{f:?}"
        );
    }
}

#[test]
fn a_quiet_part_has_its_onsets_too() {
    let mut sound = band(8.0);
    sound.extend(scaled(&band(8.0), 0.05));
    let truth = beats(240.0, 12.0, 15.9);
    let features = heard(&sound);
    for time in truth {
        let is_picked = during(&features, time - 0.012, time + 0.012).any(|f| f.is_onset);
        assert!(is_picked, "nothing at {time:.3} s");
    }
}
