//! Claps against everything that might be taken for them.

use super::*;
use crate::frames::{HOP_SAMPLES, WINDOW_SAMPLES};
use crate::signals::{add, beats, chord, clapping, click, hat, kick, noise, snare, speech, struck};
use crate::spectrum::{Spectrum, mean_squares};

const SECS: f64 = 5.0;

/// How surely each second of a sound is applause, from the third on.
fn heard(sound: &[f32]) -> Vec<f32> {
    let (mut spectrum, mut applause) = (Spectrum::new(), Applause::new());
    let (mut power, mut all) = ([0.0; BINS], Vec::new());
    for window in sound.windows(WINDOW_SAMPLES).step_by(HOP_SAMPLES) {
        mean_squares(spectrum.transform(window), &mut power);
        let newest = &window[WINDOW_SAMPLES - HOP_SAMPLES..];
        all.push(applause.hear(newest, &power, true));
    }
    all.chunks_exact(94)
        .skip(2)
        .map(|second| second.iter().sum::<f32>() / 94.0)
        .collect()
}

#[test]
fn claps_are_applause() {
    for per_sec in [20.0, 40.0, 80.0, 150.0, 300.0] {
        let sure = heard(&clapping(per_sec, SECS));
        assert!(
            sure.iter().all(|sure| *sure > 0.5),
            "{per_sec} a second: {sure:?}"
        );
    }
}

#[test]
fn nothing_else_is() {
    let struck_at = |sound: &[f32], bpm: f64| struck(sound, &beats(bpm, 0.1, SECS), SECS);
    let count = (SECS * 48_000.0) as usize;
    let mut drums = struck_at(&kick(), 120.0);
    add(&mut drums, 0, &struck_at(&snare(), 60.0));
    add(&mut drums, 0, &struck_at(&hat(), 480.0));
    let mut music = drums.clone();
    add(&mut music, 0, &chord(count));
    for (name, sound) in [
        ("noise", noise(1, 0.2, count)),
        ("drums", drums),
        ("music", music),
        ("snares", struck_at(&snare(), 480.0)),
        ("hats", struck_at(&hat(), 960.0)),
        ("clicks", struck_at(&click(), 300.0)),
        ("chord", chord(count)),
        ("a low voice", speech(100.0, SECS)),
        ("a high voice", speech(220.0, SECS)),
    ] {
        let sure = heard(&sound);
        assert!(sure.iter().all(|sure| *sure < 0.2), "{name}: {sure:?}");
    }
}
