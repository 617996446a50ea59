//! `[sound]` and `[[input]]` in `venue.toml`: how sound is made for the speakers, and the sound cards.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::venue::{DecoderKind, Points, SoundHost};

/// How sound is made for the speakers, and where it goes.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SoundFile {
    /// The sound card's name or a part of it, as `welkin devices` lists it; left out, the system's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200))]
    pub(crate) device: Option<String>,
    /// Through which system the sound card is reached; left out, the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) host: Option<SoundHost>,
    /// Frames the sound card asks for at a time; fewer are sooner heard, more are safer.
    #[schemars(range(min = 64, max = 8192))]
    pub(crate) period_frames: u32,
    /// Ambisonic order in which beds, and points where `points` says so, reach the speakers.
    #[schemars(range(min = 1, max = 7))]
    pub(crate) order: usize,
    /// How beds reach the speakers.
    pub(crate) decoder: DecoderKind,
    /// How points reach the speakers.
    pub(crate) points: Points,
    /// No sample leaves louder than this, in decibels relative to full scale.
    #[schemars(range(min = -60, max = 0))]
    pub(crate) ceiling_db: f64,
    /// How much later than sent the light is seen, in milliseconds: what projectors and screens take.
    #[schemars(range(min = 0, max = 2000))]
    pub(crate) light_latency_ms: f64,
    /// Metres from the speakers to the people: sound takes 2.9 ms a metre.
    #[schemars(range(min = 0, max = 100))]
    pub(crate) air_m: f64,
}

impl Default for SoundFile {
    fn default() -> Self {
        Self {
            device: None,
            host: None,
            period_frames: 1024,
            order: 3,
            decoder: DecoderKind::default(),
            points: Points::default(),
            ceiling_db: -1.0,
            light_latency_ms: 0.0,
            air_m: 0.0,
        }
    }
}

/// Where live sound comes in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InputFile {
    /// Its name in this venue, which shows ask for.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// The sound card's name or a part of it, as `welkin devices` lists it; left out, the system's default.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) device: Option<String>,
    /// Through which system the sound card is reached; left out, the usual one.
    pub(crate) host: Option<SoundHost>,
    /// The sound card's channels, counted from 1, in order: one for a point, 4, 9, 16, … for a bed.
    #[serde(default = "channels")]
    #[schemars(length(min = 1, max = 64), inner(range(min = 1, max = 64)))]
    pub(crate) channels: Vec<usize>,
    /// Louder or softer, in decibels.
    #[serde(default)]
    #[schemars(range(min = -60, max = 40))]
    pub(crate) gain_db: f64,
}

fn channels() -> Vec<usize> {
    vec![1]
}
