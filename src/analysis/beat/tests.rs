//! Beats of whole sounds, through the whole listener.

use crate::signals::{
    add, beats, beats_in, chord, click, during, hat, heard, kick, noise, snare, struck,
};
use welkin_values::Features;

/// The beats heard within a stretch.
fn beats_during(features: &[Features], from_secs: f64, to_secs: f64) -> Vec<f64> {
    let mut beats = beats_in(features);
    beats.retain(|beat| (from_secs..to_secs).contains(beat));
    beats
}

/// Asserts that beats and truth are the same within a tolerance, one for one, within a stretch.
fn check(
    name: &str,
    features: &[Features],
    truth: &[f64],
    [from, to]: [f64; 2],
    tolerance_secs: f64,
) {
    let found = beats_during(features, from, to);
    for beat in &found {
        let off = truth
            .iter()
            .map(|time| beat - time)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()));
        let off = off.unwrap_or(f64::MAX);
        assert!(
            off.abs() <= tolerance_secs,
            "{name}: beat at {beat:.3} s is off by {:.1} ms",
            off * 1e3
        );
    }
    for time in truth
        .iter()
        .filter(|time| (from + 0.02..to - 0.02).contains(*time))
    {
        let is_found = found
            .iter()
            .any(|beat| (beat - time).abs() <= tolerance_secs);
        assert!(is_found, "{name}: no beat at {time:.3} s");
    }
}

fn check_tempo(name: &str, features: &[Features], bpm: f64, [from, to]: [f64; 2]) {
    for f in during(features, from, to) {
        let off = f64::from(f.tempo_bpm) / bpm - 1.0;
        assert!(
            off.abs() < 0.01,
            "{name}: {} BPM at {:.2} s",
            f.tempo_bpm,
            f.moment.secs()
        );
    }
}

#[test]
fn clicks_are_met_within_ten_milliseconds() {
    for bpm in [
        60.0, 66.0, 75.0, 90.0, 97.0, 110.0, 120.0, 128.0, 140.0, 150.0, 174.0,
    ] {
        let name = format!("{bpm} BPM");
        let truth = beats(bpm, 0.4, 16.0);
        let features = heard(&struck(&click(), &truth, 16.0));
        check(&name, &features, &truth, [0.3, 15.5], 0.010);
        check_tempo(&name, &features, bpm, [3.0, 13.0]);
        let sure = during(&features, 3.0, 13.0).all(|f| f.beat_confidence > 0.9);
        assert!(sure, "{name}: unsure");
    }
}

#[test]
fn a_step_in_tempo_is_followed_within_four_seconds() {
    let (slow, fast) = (beats(120.0, 0.5, 12.0), beats(150.0, 12.0, 26.0));
    let truth: Vec<f64> = slow.into_iter().chain(fast).collect();
    let features = heard(&struck(&click(), &truth, 26.0));
    check("before the step", &features, &truth, [0.3, 9.0], 0.010);
    check("after the step", &features, &truth, [16.0, 25.5], 0.010);
    check_tempo("after the step", &features, 150.0, [16.0, 23.0]);
}

#[test]
fn the_beat_walks_on_through_a_break() {
    let truth = beats(120.0, 0.5, 20.0);
    let heard_beats: Vec<f64> = truth
        .iter()
        .copied()
        .filter(|t| !(8.2..10.2).contains(t))
        .collect();
    let features = heard(&struck(&click(), &heard_beats, 20.0));
    check("around the break", &features, &truth, [0.3, 19.5], 0.015);
}

#[test]
fn a_band_has_one_beat() {
    let truth = beats(112.0, 0.3, 20.0);
    let every = |n: usize, first: usize| {
        truth
            .iter()
            .copied()
            .skip(first)
            .step_by(n)
            .collect::<Vec<f64>>()
    };
    let mut sound = struck(&kick(), &every(2, 0), 20.0);
    add(&mut sound, 0, &struck(&snare(), &every(2, 1), 20.0));
    add(
        &mut sound,
        0,
        &struck(&hat(), &beats(224.0, 0.3, 20.0), 20.0),
    );
    add(&mut sound, 0, &struck(&chord(96_000), &every(4, 0), 20.0));
    let features = heard(&sound);
    check("drums and chords", &features, &truth, [0.2, 19.5], 0.012);
    check_tempo("drums and chords", &features, 112.0, [3.0, 16.0]);
}

#[test]
fn uneven_playing_still_has_its_beat() {
    let even = beats(100.0, 0.5, 20.0);
    let jitter = noise(21, 0.015, even.len());
    let truth: Vec<f64> = even
        .iter()
        .zip(&jitter)
        .map(|(t, j)| t + f64::from(*j))
        .collect();
    let features = heard(&struck(&click(), &truth, 20.0));
    check("15 ms early or late", &features, &truth, [0.3, 19.3], 0.025);
}

#[test]
fn the_phase_rises_all_the_way() {
    let features = heard(&struck(&click(), &beats(130.0, 1.0, 12.0), 12.0));
    for pair in features.windows(2) {
        let (a, b) = (pair[0].beat_phase, pair[1].beat_phase);
        assert!(
            (0.0..=1.0).contains(&a) && (b - a).rem_euclid(1.0) < 0.05,
            "{a} to {b}"
        );
    }
}

#[test]
fn silence_has_no_beat_and_noise_hardly_one() {
    let silent = heard(&[0.0; 480_000]);
    assert!(
        silent
            .iter()
            .all(|f| (f.tempo_bpm, f.beat_phase, f.beat_confidence) == (0.0, 0.0, 0.0))
    );
    let rough = heard(&noise(8, 0.3, 720_000));
    let confidence = during(&rough, 2.0, 13.0)
        .map(|f| f.beat_confidence)
        .fold(0.0, f32::max);
    assert!(confidence < 0.4, "{confidence}");
}

#[test]
fn confidence_ends_with_the_music() {
    let features = heard(&struck(&click(), &beats(120.0, 0.5, 8.0), 20.0));
    assert!(during(&features, 2.0, 7.0).all(|f| f.beat_confidence > 0.9));
    assert!(during(&features, 14.0, 20.0).all(|f| f.beat_confidence == 0.0));
}

#[test]
fn a_held_chord_does_not_shake_the_tempo() {
    let mut sound = struck(&click(), &beats(132.0, 0.5, 9.0), 18.0);
    add(&mut sound, 9 * 48_000, &chord(9 * 48_000));
    check_tempo(
        "while the chord is held",
        &heard(&sound),
        132.0,
        [3.0, 18.0],
    );
}
