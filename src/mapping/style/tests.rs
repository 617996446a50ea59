//! Laws of the styles.

use welkin_values::{Coverage, Moment};

use super::*;
use crate::chance::seeded_z;

const STYLES: [Style; 3] = [Style::NeuralSynesthesia, Style::DeepMusic, Style::Lucid];

fn shape(classes: usize) -> LatentShape {
    LatentShape {
        global: 64,
        classes,
        local_channels: 12,
        local_height: 6,
        local_width: 6,
    }
}

fn moved(style: &RunningStyle, shape: LatentShape) -> Latent {
    let mut latent = Latent {
        global: seeded_z(1, shape.global),
        classes: vec![0.0; shape.classes],
        local: welkin_values::Grid::zeros(12, 6, 6),
        ..Latent::default()
    };
    let places = Places::new(shape, Coverage::Dome { fov: 3.0 }, &[]);
    style.apply(&mut latent, &places);
    sphere::scale_to(&mut latent.global, 1.0);
    latent
}

/// Music of a sort at a tick: chords of two seconds, beats at 120 a minute.
fn music(tick: u64) -> Features {
    let beat_phase = (tick % 60) as f32 / 60.0;
    let struck = (1.0 - beat_phase).powi(6);
    let mut chroma = [0.2; 12];
    let chord = (tick / 240) as usize * 5;
    for note in [0, 4, 7] {
        chroma[(chord + note) % 12] = 1.0;
    }
    Features {
        level: 0.4 + 0.5 * struck,
        bands: [struck, 0.5 * struck, 0.4, 0.5, 0.4, 0.3, 0.2, 0.5 * struck],
        onset: struck,
        harmonic: 0.6,
        percussive: struck,
        chroma,
        tempo_bpm: 120.0,
        beat_phase,
        beat_confidence: 0.9,
        ..Features::silent(Moment::ZERO)
    }
}

fn distance(a: &[f32], b: &[f32]) -> f32 {
    sphere::rms(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>())
}

#[test]
fn silence_moves_nothing() {
    for kind in STYLES {
        let mut style = RunningStyle::new(kind, [1, 2], shape(0));
        let start = moved(&style, shape(0));
        let silent = Features::silent(Moment::ZERO);
        (0..1000).for_each(|_| style.advance(&silent));
        assert_eq!(moved(&style, shape(0)), start, "{kind:?}");
        // Also after music: what still swings comes to rest.
        (0..1000).for_each(|tick| style.advance(&music(tick)));
        (0..2000).for_each(|_| style.advance(&silent));
        let rest = moved(&style, shape(0));
        (0..1000).for_each(|_| style.advance(&silent));
        assert_eq!(moved(&style, shape(0)), rest, "{kind:?}");
    }
}

#[test]
fn music_moves_visibly_and_does_not_flicker() {
    for kind in STYLES {
        let mut style = RunningStyle::new(kind, [1, 2], shape(0));
        let mut at_frames = Vec::new();
        for tick in 0..120 * 20 {
            style.advance(&music(tick));
            if tick % 4 == 3 {
                at_frames.push(moved(&style, shape(0)).global);
            }
        }
        let fastest = at_frames
            .windows(2)
            .map(|pair| distance(&pair[0], &pair[1]))
            .fold(0.0, f32::max);
        let in_a_second: f32 = at_frames
            .windows(31)
            .map(|pair| distance(&pair[0], &pair[30]))
            .sum::<f32>()
            / (at_frames.len() - 30) as f32;
        eprintln!("{kind:?}: {fastest:.3} a frame, {in_a_second:.3} a second");
        // Of a latent's typical length: at most 15 % in a thirtieth of a second, at least 15 % in one.
        assert!(fastest < 0.15, "{kind:?} {fastest}");
        assert!(in_a_second > 0.15, "{kind:?} {in_a_second}");
    }
}

#[test]
fn chroma_mixes_classes() {
    for kind in STYLES {
        for classes in [1, 5, 12, 1000] {
            let mut style = RunningStyle::new(kind, [1, 2], shape(classes));
            (0..1200).for_each(|tick| style.advance(&music(tick)));
            let mixed = moved(&style, shape(classes)).classes;
            assert_eq!(mixed.len(), classes);
            assert!(
                mixed.iter().any(|class| *class > 0.3),
                "{kind:?} {classes} {mixed:?}"
            );
            assert!(mixed.iter().all(|class| (0.0..=12.0).contains(class)));
        }
    }
}

#[test]
fn what_is_no_number_does_no_harm() {
    let mut broken = music(0);
    broken.level = f32::NAN;
    broken.bands = [f32::INFINITY; 8];
    broken.chroma = [f32::NAN; 12];
    broken.harmonic = f32::NEG_INFINITY;
    broken.percussive = f32::NAN;
    broken.tempo_bpm = f32::NAN;
    broken.beat_phase = f32::NAN;
    for kind in STYLES {
        let mut style = RunningStyle::new(kind, [1, 2], shape(0));
        (0..100).for_each(|_| style.advance(&broken));
        assert!(
            moved(&style, shape(0)).global.iter().all(|x| x.is_finite()),
            "{kind:?}"
        );
    }
}

#[test]
fn three_quarters_a_frame_is_the_same_in_ticks() {
    let after_a_second = remains_per_tick(0.75).powi(120);
    let in_frames = 0.75f32.powf(22_050.0 / 512.0);
    assert!(
        (after_a_second / in_frames - 1.0).abs() < 1e-3,
        "{after_a_second} {in_frames}"
    );
}
