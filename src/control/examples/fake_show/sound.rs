//! Sound that nobody made, as if it were heard.

use welkin_values::{BANDS, Features, MELS, Moment};

/// Sound of the kind with this number, as if it were heard.
pub(super) fn hear(secs: f64, kind: usize) -> Features {
    let tempo_bpm = 112.0;
    let beats = secs * tempo_bpm / 60.0 / [1.0, 2.0, 4.0, 2.0, 1.0][kind];
    let since = beats.fract() as f32;
    let level = (-since * [5.0, 2.0, 0.4, 1.5, 2.0][kind]).exp();
    let time = secs as f32;
    let colour = [0.5, 0.12, 0.4, 0.65, 0.45][kind];
    let width = [0.6, 0.15, 0.2, 0.12, 0.6][kind];
    let wave = |at: f32| 0.75 + 0.25 * (at * 37.0 + time * 2.0).sin() * (at * 11.0 - time).cos();
    let energy = |at: f32| level * (-((at - colour) / width).powi(2)).exp() * wave(at);
    let root = [0, 9, 5, 2, 9][kind] + (beats / 4.0) as usize * 5;
    let chroma = std::array::from_fn(|pitch| match (pitch + 120 - root % 12) % 12 {
        0 => 1.0,
        7 => 0.7,
        4 => 0.5,
        other => 0.08 + 0.04 * (other as f32 + time).sin(),
    });
    Features {
        level_db: 20.0 * (level * 0.3).max(1e-6).log10(),
        level,
        bands: std::array::from_fn(|band| energy(band as f32 / (BANDS - 1) as f32)),
        mel: std::array::from_fn(|mel| energy(mel as f32 / (MELS - 1) as f32)),
        onset: (1.0 - since * 6.0).max(0.0),
        is_onset: since < 0.06,
        harmonic: level * [0.1, 0.8, 0.9, 0.8, 0.6][kind],
        percussive: level * [0.95, 0.3, 0.05, 0.15, 0.7][kind],
        chroma,
        centroid_hz: 80.0 * 100f32.powf(colour) * (0.9 + 0.1 * level),
        tempo_bpm: if kind == 2 { 0.0 } else { tempo_bpm as f32 },
        beat_phase: (secs * tempo_bpm / 60.0).fract() as f32,
        beat_confidence: [0.95, 0.6, 0.0, 0.4, 0.85][kind],
        ..Features::silent(Moment::from_secs(secs))
    }
}
