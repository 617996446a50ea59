//! What is heard in one source at one moment.

use serde::Serialize;

use crate::Moment;

/// Frequency bands from low to high in [`Features::bands`], about an octave and a quarter each.
pub const BANDS: usize = 8;

/// Mel bands in [`Features::mel`], for pictures of the sound.
pub const MELS: usize = 40;

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
    /// Loudness of what is sustained, as a share of the loudest of late.
    pub harmonic: f32,
    /// Loudness of what is struck, as a share of the loudest of late.
    pub percussive: f32,
    /// Energy per pitch class from C to B; the strongest is 1, all are 0 in silence.
    pub chroma: [f32; 12],
    /// The spectrum's centre of gravity in hertz; 0 in silence.
    pub centroid_hz: f32,
    /// Beats per minute; 0 until a beat is found.
    pub tempo_bpm: f32,
    /// Share of the way from the last beat to the next, 0 (on the beat) to 1.
    pub beat_phase: f32,
    /// How sure the beat is, 0 to 1.
    pub beat_confidence: f32,
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
            harmonic: 0.0,
            percussive: 0.0,
            chroma: [0.0; 12],
            centroid_hz: 0.0,
            tempo_bpm: 0.0,
            beat_phase: 0.0,
            beat_confidence: 0.0,
        }
    }
}

fn as_list<S: serde::Serializer>(values: &[f32; MELS], out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(values)
}
