//! What is heard in one source at one moment.

use serde::Serialize;

use crate::Moment;

/// Frequency bands from low to high in [`Features::bands`], about an octave and a quarter each.
pub const BANDS: usize = 8;

/// Mel bands in [`Features::mel`], for pictures of the sound.
pub const MELS: usize = 40;

/// Ranges in which onsets are told apart: low (drums' skins, basses), middle, high (cymbals).
pub const RANGES: usize = 3;

/// A key: its tonic and mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Key {
    /// The tonic's pitch class, 0 (C) to 11 (B).
    pub tonic: u8,
    /// Minor, or major.
    pub is_minor: bool,
}

/// What is heard in one source at one moment. Shares are 0 to 1 and follow a slow automatic gain, so
/// that a quiet stem moves its light as much as a loud one; silence is 0 everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Features {
    /// The middle of the window that was heard.
    pub moment: Moment,
    /// Root mean square of the window, decibels relative to full scale, at least −120.
    pub level_db: f32,
    /// Loudness as a share of the loudest of late.
    pub level: f32,
    /// Energy per band from low to high, as a share of the loudest band of late.
    pub bands: [f32; BANDS],
    /// Mel spectrum, 0 (80 dB below the loudest of late) to 1.
    #[serde(serialize_with = "as_list")]
    pub mel: [f32; MELS],
    /// How strongly something begins now, as a share of the strongest of late.
    pub onset: f32,
    /// Whether an onset was picked in this frame.
    pub is_onset: bool,
    /// How strongly something begins now in the low, middle and high range, as a share of the strongest of late.
    pub onset_ranges: [f32; RANGES],
    /// Whether an onset was picked in the low, middle and high range in this frame.
    pub is_onset_ranges: [bool; RANGES],
    /// Loudness of what is sustained, as a share of the loudest of late.
    pub harmonic: f32,
    /// Loudness of what is struck, as a share of the loudest of late.
    pub percussive: f32,
    /// Energy per pitch class from C to B; the strongest is 1, all are 0 in silence.
    pub chroma: [f32; 12],
    /// The key of late; none until one is clear.
    pub key: Option<Key>,
    /// The spectrum's centre of gravity in hertz; 0 in silence.
    pub centroid_hz: f32,
    /// How much like noise it is, 0 (a tone) to 1 (white noise); 0 in silence.
    pub flatness: f32,
    /// Loudness over 0.4 s after EBU R 128, LUFS, at least −120.
    pub momentary_lufs: f32,
    /// Loudness over 3 s after EBU R 128, LUFS, at least −120.
    pub short_term_lufs: f32,
    /// 1 while something sounds, 0 in a quiet room; slow, so that it does not flicker.
    pub presence: f32,
    /// How surely this is applause, 0 to 1.
    pub applause: f32,
    /// Beats per minute; 0 until a beat is found.
    pub tempo_bpm: f32,
    /// Share of the way from the last beat to the next, 0 (on the beat) to 1.
    pub beat_phase: f32,
    /// How sure the beat is, 0 to 1.
    pub beat_confidence: f32,
    /// Share of the way through the bar, 0 (on its first beat) to 1; 0 until a bar is found.
    pub bar_phase: f32,
}

impl Features {
    /// Silence.
    pub fn silent(moment: Moment) -> Self {
        Self {
            moment,
            level_db: -120.0,
            level: 0.0,
            bands: [0.0; BANDS],
            mel: [0.0; MELS],
            onset: 0.0,
            is_onset: false,
            onset_ranges: [0.0; RANGES],
            is_onset_ranges: [false; RANGES],
            harmonic: 0.0,
            percussive: 0.0,
            chroma: [0.0; 12],
            key: None,
            centroid_hz: 0.0,
            flatness: 0.0,
            momentary_lufs: -120.0,
            short_term_lufs: -120.0,
            presence: 0.0,
            applause: 0.0,
            tempo_bpm: 0.0,
            beat_phase: 0.0,
            beat_confidence: 0.0,
            bar_phase: 0.0,
        }
    }
}

fn as_list<S: serde::Serializer>(values: &[f32; MELS], out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(values)
}
