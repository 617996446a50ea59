//! Laws of live ears.

use assert_no_alloc::assert_no_alloc;
use welkin_values::{Key, RANGES};

use super::*;
use crate::signals::{
    add, beats, chord, clapping, click, during, hat, kick, noise, sine, snare, struck,
};

fn heard(sound: &[f32]) -> Vec<Features> {
    let (mut listener, mut out) = (CausalListener::new(), Vec::new());
    listener.hear(sound, &mut out);
    out
}

fn scaled(sound: &[f32], by: f32) -> Vec<f32> {
    sound.iter().map(|x| x * by).collect()
}

fn decibels_of(level_db: f32) -> f32 {
    10.0_f32.powf(level_db / 20.0)
}

/// White noise of a level (root mean square).
fn noise_at(seed: u64, level_db: f32, secs: f64) -> Vec<f32> {
    // Evenly spread numbers have a root mean square of 1/√3.
    noise(
        seed,
        decibels_of(level_db) * 3.0_f32.sqrt(),
        (secs * 48_000.0) as usize,
    )
}

fn mean(features: &[Features], [from, to]: [f64; 2], of: impl Fn(&Features) -> f32) -> f32 {
    let values: Vec<f32> = during(features, from, to).map(of).collect();
    values.iter().sum::<f32>() / values.len() as f32
}

/// Drums over chords.
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

/// When a frame's features are out: a window's half after its middle.
fn out_at(features: &Features) -> f64 {
    features.moment.secs() + WINDOW_SAMPLES as f64 / 2.0 / f64::from(SAMPLE_RATE)
}

#[test]
fn each_frame_is_out_as_soon_as_its_window_is_heard() {
    let sound = noise(1, 0.2, 50_000);
    let (mut listener, mut out) = (CausalListener::new(), Vec::new());
    for (n, sample) in sound.chunks(1).enumerate() {
        listener.hear(sample, &mut out);
        let due = (n + 1 + HOP_SAMPLES).saturating_sub(WINDOW_SAMPLES / 2) / HOP_SAMPLES;
        assert_eq!(out.len(), due, "after {} samples", n + 1);
    }
    for (n, features) in out.iter().enumerate() {
        assert_eq!(features.moment.samples, (n * HOP_SAMPLES) as i64);
    }
}

#[test]
fn it_is_no_later_than_it_says() {
    let sound = noise(1, 0.2, 40_000);
    let (mut listener, mut out) = (CausalListener::new(), Vec::new());
    let mut taken = 0;
    for chunk in sound.chunks(100) {
        listener.hear(chunk, &mut out);
        taken += chunk.len() as i64;
        let known = Moment::from_samples(taken) - CausalListener::LATE;
        let newest = out.last().map_or(i64::MIN, |f: &Features| f.moment.samples);
        assert!(
            known.samples < 0 || newest > known.samples,
            "{taken} samples"
        );
    }
}

#[test]
fn nothing_depends_on_how_sound_is_cut() {
    let sound = band(5.0);
    let whole = heard(&sound);
    for cut in [1, 37, 512, 4096, 100_001] {
        let (mut listener, mut out) = (CausalListener::new(), Vec::new());
        sound
            .chunks(cut)
            .for_each(|chunk| listener.hear(chunk, &mut out));
        assert!(out == whole, "{cut} samples at a time");
    }
}

#[test]
fn nothing_is_known_of_what_comes() {
    let sound = band(6.0);
    let whole = heard(&sound);
    let (before, _) = sound.split_at(3 * 48_000);
    let cut = heard(before);
    assert!(cut[..] == whole[..cut.len()]);
}

#[test]
fn hearing_allocates_nothing() {
    let sound = band(6.0);
    let (mut listener, mut out) = (CausalListener::new(), Vec::with_capacity(2000));
    listener.hear(&sound[..2048], &mut out);
    assert_no_alloc(|| listener.hear(&sound[2048..], &mut out));
    assert!(out.len() > 100);
}

#[test]
fn silence_is_nothing() {
    let features = heard(&[0.0; 300_000]);
    assert!(features.iter().all(|f| *f == Features::silent(f.moment)));
}

/// A room: noise, hum, and someone who coughs every 7 seconds.
fn room(level_db: f32, secs: f64) -> Vec<f32> {
    let mut sound = noise_at(1, level_db, secs);
    let count = sound.len();
    add(&mut sound, 0, &sine(50.0, decibels_of(level_db), count));
    add(
        &mut sound,
        0,
        &sine(150.0, decibels_of(level_db - 10.0), count),
    );
    let fade = |(n, x): (usize, &f32)| x * (-(n as f32) / 4000.0).exp();
    let cough: Vec<f32> = noise_at(2, level_db + 20.0, 0.5)
        .iter()
        .enumerate()
        .map(fade)
        .collect();
    add(
        &mut sound,
        0,
        &struck(&cough, &beats(60.0 / 7.0, 5.0, secs), secs),
    );
    sound
}

#[test]
fn a_quiet_room_does_not_flicker() {
    for level_db in [-80.0, -60.0, -55.0, -50.0] {
        let features = heard(&room(level_db, 40.0));
        let calm = |f: &&Features| {
            Features {
                level_db: -120.0,
                momentary_lufs: -120.0,
                short_term_lufs: -120.0,
                ..**f
            } == Features::silent(f.moment)
        };
        let flicker = features.iter().find(|f| !calm(f));
        assert!(flicker.is_none(), "{level_db} dB: {flicker:?}");
    }
}

#[test]
fn what_is_played_in_a_room_is_heard_at_once_and_ends() {
    let mut sound = room(-52.0, 30.0);
    add(&mut sound, 12 * 48_000, &band(5.0));
    let features = heard(&sound);
    let onsets: Vec<f64> = features.iter().filter(|f| f.is_onset).map(out_at).collect();
    assert!(
        onsets[0] - 12.5 < 0.0534,
        "first heard at {:.4} s",
        onsets[0]
    );
    assert!(mean(&features, [12.8, 17.0], |f| f.presence) > 0.9);
    let after = during(&features, 24.0, 30.0).find(|f| f.presence > 0.0 || f.level > 0.0);
    assert_eq!(after, None);
}

#[test]
fn a_click_is_told_within_a_window_and_a_hop() {
    let late_at_most = (WINDOW_SAMPLES + HOP_SAMPLES) as f64 / f64::from(SAMPLE_RATE);
    let mut truth: Vec<f64> = beats(113.0, 0.4, 12.0);
    truth.extend(beats(113.0, 0.4 + 0.75 * 60.0 / 113.0, 12.0));
    truth.sort_by(f64::total_cmp);
    for (name, sound) in [
        ("click", click()),
        ("kick", kick()),
        ("snare", snare()),
        ("hat", hat()),
    ] {
        let features = heard(&struck(&sound, &truth, 12.5));
        let told: Vec<f64> = features.iter().filter(|f| f.is_onset).map(out_at).collect();
        assert_eq!(told.len(), truth.len(), "{name}: {told:?}");
        let mut late: Vec<f64> = told
            .iter()
            .zip(&truth)
            .map(|(told, time)| told - time)
            .collect();
        late.sort_by(f64::total_cmp);
        assert!(
            late[0] > 0.0 && late[late.len() - 1] <= late_at_most,
            "{name}: {late:?}"
        );
        // Half of the most it may be, in the mean.
        assert!(late[late.len() / 2] < 0.015, "{name}: {late:?}");
    }
}

#[test]
fn strokes_are_told_in_their_range() {
    let truth = beats(100.0, 0.5, 12.0);
    for (name, sound, range) in [("kick", kick(), 0), ("hat", hat(), 2)] {
        let features = heard(&struck(&sound, &truth, 12.5));
        let count = |range: usize| features.iter().filter(|f| f.is_onset_ranges[range]).count();
        assert_eq!(count(range), truth.len(), "{name}");
        let strongest: [f32; RANGES] = std::array::from_fn(|range| {
            features
                .iter()
                .map(|f| f.onset_ranges[range])
                .fold(0.0, f32::max)
        });
        assert!(strongest[range] > 0.7, "{name}: {strongest:?}");
    }
}

#[test]
fn steady_sound_has_no_onsets() {
    for (name, sound) in [
        ("noise", noise_at(3, -20.0, 20.0)),
        ("sine", sine(440.0, 0.3, 960_000)),
        ("chord", chord(960_000)),
    ] {
        let features = heard(&sound);
        let picked = |f: &&Features| f.is_onset || f.is_onset_ranges.contains(&true);
        let count = during(&features, 1.0, 19.0).filter(picked).count();
        assert!(count <= 1, "{name}: {count}");
    }
}

#[test]
fn a_sine_is_heard_as_it_is() {
    let features = heard(&sine(440.0, 0.5, 480_000));
    for f in during(&features, 1.0, 9.0) {
        assert!((f.level_db + 9.03).abs() < 0.05, "{} dB", f.level_db);
        assert!(
            (f.centroid_hz - 440.0).abs() < 5.0 && f.flatness < 0.01,
            "{f:?}"
        );
        assert!(
            (f.level - 0.908).abs() < 0.01 && f.bands[3] > 0.9 && f.harmonic > 0.85,
            "{f:?}"
        );
        assert!(
            f.chroma[9] == 1.0 && f.chroma[8] < 0.3 && f.chroma[10] < 0.3,
            "{:?}",
            f.chroma
        );
        assert!(f.percussive < 0.1 && f.onset < 0.1 && !f.is_onset, "{f:?}");
        assert!((f.momentary_lufs + 9.0).abs() < 0.8, "{}", f.momentary_lufs);
        assert!(f.presence > 0.99);
    }
}

#[test]
fn what_is_held_is_harmonic_and_what_is_struck_percussive() {
    let ratio = |f: &Features| f.harmonic / f.percussive.max(1e-6);
    let held = heard(&chord(240_000));
    assert!(during(&held, 0.5, 4.5).all(|f| ratio(f) > 2.5), "held");
    let truth = beats(120.0, 0.5, 5.0);
    let struck = heard(&struck(&click(), &truth, 5.0));
    let strongest = |time: f64| {
        let near = during(&struck, time - 0.02, time + 0.02);
        near.map(|f| (f.percussive, f.harmonic))
            .fold((0.0, 0.0), |a: (f32, f32), b| (a.0.max(b.0), a.1.max(b.1)))
    };
    for time in truth {
        let (percussive, harmonic) = strongest(time);
        assert!(
            harmonic < 0.25 * percussive,
            "struck: {percussive}, {harmonic}"
        );
    }
}

#[test]
fn the_key_of_a_cadence_is_known_and_kept() {
    let triad = |tonic: f32, is_minor: bool| {
        let third = if is_minor { 1.189_2 } else { 1.259_9 };
        let mut sound = vec![0.0; 48_000];
        for ratio in [1.0, third, 1.498_3] {
            for overtone in 1..=4 {
                let hz = tonic * ratio * overtone as f32;
                add(&mut sound, 0, &sine(hz, 0.1 / overtone as f32, 48_000));
            }
        }
        sound
    };
    // C, F, G, C; then E, A, B, E.
    let cadence = |tonic: f32| {
        let steps = [1.0, 1.334_8, 1.498_3, 1.0];
        steps.map(|step| triad(tonic * step, false)).concat()
    };
    let mut sound = cadence(130.81).repeat(4);
    sound.extend(cadence(164.81).repeat(4));
    let features = heard(&sound);
    let key = |tonic| {
        Some(Key {
            tonic,
            is_minor: false,
        })
    };
    assert!(during(&features, 6.0, 16.0).all(|f| f.key == key(0)));
    assert!(during(&features, 22.5, 31.9).all(|f| f.key == key(4)));
    let changes = features
        .windows(2)
        .filter(|pair| pair[0].key != pair[1].key)
        .count();
    // None, C, perhaps A on the way, E.
    assert!(changes <= 3, "{changes}");
}

#[test]
fn bursts_do_not_pump() {
    let secs = 40.0;
    let mut sound = sine(440.0, 0.03, (secs * 48_000.0) as usize);
    let bursts = beats(30.0, 20.0, 38.0);
    add(
        &mut sound,
        0,
        &struck(&noise_at(4, -13.0, 0.1), &bursts, secs),
    );
    let features = heard(&sound);
    let before = mean(&features, [18.0, 20.0], |f| f.level);
    for burst in bursts {
        let after = mean(&features, [burst + 0.2, burst + 1.9], |f| f.level);
        assert!(after > 0.93 * before, "{after} of {before} after {burst} s");
    }
}

#[test]
fn a_quiet_part_after_a_loud_one_comes_back() {
    let sound = [scaled(&band(10.0), 1.0), scaled(&band(30.0), 0.1)].concat();
    let features = heard(&sound);
    let level = |from: f64| mean(&features, [from, from + 4.0], |f| f.level);
    assert!(level(11.0) < 0.5 * level(5.0));
    // 20 dB down, at a decibel a second.
    assert!(
        level(32.0) > 0.85 * level(5.0),
        "{} of {}",
        level(32.0),
        level(5.0)
    );
}

#[test]
fn the_first_note_is_sane() {
    for (amplitude, shares) in [(0.9, 0.9..1.0), (0.1, 0.4..1.0)] {
        let mut sound = vec![0.0; 48_000];
        sound.extend(scaled(&chord(48_000), amplitude / 0.5));
        let features = heard(&sound);
        let level = mean(&features, [1.06, 1.16], |f| f.level);
        assert!(shares.contains(&level), "{amplitude}: {level}");
        assert!(during(&features, 0.0, 0.95).all(|f| *f == Features::silent(f.moment)));
    }
}

#[test]
fn nobody_claps_in_time_and_music_comes_back() {
    let sound = [band(4.0), clapping(100.0, 8.0), band(8.0)].concat();
    let features = heard(&sound);
    assert!(mean(&features, [8.5, 11.9], |f| f.applause) > 0.8);
    let calm = |f: &Features| !f.is_onset && f.onset < 0.3 && f.presence > 0.9;
    assert!(during(&features, 8.5, 11.9).all(calm));
    assert!(during(&features, 15.5, 19.9).all(|f| f.applause < 0.1));
    let hits = during(&features, 15.5, 19.5).filter(|f| f.is_onset).count();
    assert!((14..=18).contains(&hits), "{hits} of 16");
}

#[test]
fn a_channel_that_dies_goes_dark_and_comes_back() {
    let mut sound = band(8.0);
    sound.extend([0.0; 6 * 48_000]);
    sound.extend(band(4.0));
    let features = heard(&sound);
    // Shares at once, presence within 2 s of hold and a fade.
    let dark =
        |f: &Features| f.level == 0.0 && f.harmonic == 0.0 && f.percussive == 0.0 && !f.is_onset;
    assert!(during(&features, 8.1, 14.3).all(dark));
    let mut after = during(&features, 14.0, 14.4);
    assert!(after.all(|f| Features { key: None, ..*f } == Features::silent(f.moment)));
    assert!(mean(&features, [14.9, 18.0], |f| f.presence) > 0.9);
    assert!(during(&features, 14.47, 14.54).any(|f| f.is_onset));
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
    let rough = noise(12, 1.0, 48_000);
    let mixed: Vec<f32> = (0..48_000)
        .map(|n| {
            if n % 3 == 0 {
                awful[n / 3 % awful.len()]
            } else {
                rough[n]
            }
        })
        .collect();
    let clipped: Vec<f32> = band(2.0)
        .iter()
        .map(|x| (x * 20.0).clamp(-1.0, 1.0))
        .collect();
    let offset: Vec<f32> = band(2.0).iter().map(|x| x + 0.4).collect();
    let mut hostile: Vec<Vec<f32>> = awful.iter().map(|value| vec![*value; 48_000]).collect();
    hostile.extend([mixed, clipped, offset]);
    for sound in hostile {
        let after = sine(440.0, 0.3, 16 * 48_000);
        let features = heard(&[sound.clone(), after].concat());
        features.iter().for_each(check_sane);
        // Whatever it was, the ears are themselves again within 15 s.
        let last = features[features.len() - 100];
        assert!(
            last.level > 0.8 && last.chroma[9] == 1.0 && last.presence > 0.99,
            "{sound:?}: {last:?}"
        );
    }
}

fn check_sane(f: &Features) {
    let shares = [
        f.level,
        f.onset,
        f.harmonic,
        f.percussive,
        f.flatness,
        f.presence,
        f.applause,
        f.beat_phase,
        f.beat_confidence,
        f.bar_phase,
    ];
    let all = shares
        .iter()
        .chain(&f.bands)
        .chain(&f.mel)
        .chain(&f.chroma)
        .chain(&f.onset_ranges);
    assert!(
        all.clone().all(|share| (0.0..=1.0).contains(share)),
        "{f:?}"
    );
    for level in [f.level_db, f.momentary_lufs, f.short_term_lufs] {
        assert!((-120.0..40.0).contains(&level), "{f:?}");
    }
    assert!((0.0..=24_000.0).contains(&f.centroid_hz), "{f:?}");
    assert!((0.0..=250.0).contains(&f.tempo_bpm), "{f:?}");
}
