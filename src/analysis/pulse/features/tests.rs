use super::*;

/// What `training/sounds.py` makes of the sound below: frame, number, value.
const GOLDEN: [(usize, usize, f32); 12] = [
    (0, 3, 3.07707),
    (0, 35, 3.07707),
    (1, 5, 0.566915),
    (1, 37, 0.0),
    (10, 4, 0.5589),
    (25, 4, 2.38315),
    (25, 36, 2.30716),
    (26, 20, 0.0419665),
    (26, 52, 0.0),
    (50, 31, 0.0455492),
    (99, 0, 1.05593),
    (99, 20, 1.6694e-07),
];

/// A tone that is struck twice a second.
fn sound() -> Vec<f32> {
    let sample = |n: usize| {
        let secs = n as f64 / f64::from(SAMPLE_RATE);
        let struck = (-6.0 * secs.rem_euclid(0.5)).exp();
        let tones = (TAU * 110.0 * secs).sin() + 0.3 * (TAU * 3000.0 * secs).sin();
        (0.4 * struck * tones) as f32
    };
    (0..96_000).map(sample).collect()
}

#[test]
fn sees_what_the_network_was_taught_with() {
    let (sound, mut features) = (sound(), Features::new());
    let (mut rest, mut frames) = (&sound[..], Vec::new());
    while let Some(frame) = features.next(&mut rest) {
        frames.push(frame.clone());
    }
    assert_eq!(frames.len(), 100);
    for (frame, number, expected) in GOLDEN {
        let got = frames[frame].values[number];
        assert!(
            (got - expected).abs() < 2e-3,
            "frame {frame}, {number}: {got} {expected}"
        );
    }
    assert!(frames.iter().all(|frame| !frame.is_pause));
}

#[test]
fn tells_pauses() {
    for (loud, is_pause) in [(0.0, true), (1e-5, true), (0.1, false)] {
        let (sound, mut features) = (sound(), Features::new());
        let sound: Vec<f32> = sound.iter().map(|sample| sample * loud).collect();
        let mut rest = &sound[..];
        while let Some(frame) = features.next(&mut rest) {
            assert_eq!(frame.is_pause, is_pause, "{loud}");
        }
    }
}
