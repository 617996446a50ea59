//! `[speakers]` in `venue.toml`: how sound leaves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::venue::EqKind;

/// How sound leaves.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "kebab-case")]
pub(crate) enum SpeakersFile {
    /// Left and right.
    #[default]
    Stereo,
    /// Four speakers around people, at the height of their ears.
    Quad(PresetFile),
    /// Five speakers around people, and one for what is low.
    #[serde(rename = "5.1")]
    FiveOne(PresetFile),
    /// Seven speakers around people, four above them, and one for what is low.
    #[serde(rename = "7.1.4")]
    SevenOneFour(PresetFile),
    /// A dome of eight speakers.
    #[serde(rename = "dome-8")]
    Dome8(PresetFile),
    /// A dome of sixteen speakers.
    #[serde(rename = "dome-16")]
    Dome16(PresetFile),
    /// A dome of twenty-four speakers.
    #[serde(rename = "dome-24")]
    Dome24(PresetFile),
    /// Headphones: every place is heard through ears.
    Binaural {
        /// Whose ears: "shipped", or a .sofa file in this file's folder.
        #[serde(default = "shipped")]
        #[schemars(length(min = 1, max = 1024))]
        hrtf: String,
    },
    /// Speakers where you put them.
    Custom {
        /// The speakers, at least one that is no subwoofer.
        #[schemars(length(min = 1, max = 64))]
        speaker: Vec<SpeakerFile>,
    },
    /// No sound on purpose.
    Silent,
}

/// A known layout.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PresetFile {
    /// Metres from the middle of the room to the speakers.
    #[schemars(range(min = 0.1, max = 100))]
    pub(crate) radius_m: f64,
    /// The sound card's channel of the first speaker, counted from 1; the others follow.
    #[schemars(range(min = 1, max = 64))]
    pub(crate) first_channel: usize,
}

impl Default for PresetFile {
    fn default() -> Self {
        Self {
            radius_m: 3.0,
            first_channel: 1,
        }
    }
}

/// A speaker.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpeakerFile {
    /// Its name in this venue.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// Degrees to the left of the front; −90 is the right, 180 behind.
    #[schemars(range(min = -360, max = 360))]
    pub(crate) azimuth_deg: f64,
    /// Degrees above people's ears; 90 is the zenith.
    #[serde(default)]
    #[schemars(range(min = -90, max = 90))]
    pub(crate) elevation_deg: f64,
    /// Metres from the middle of the room.
    #[serde(default = "distance_m")]
    #[schemars(range(min = 0.1, max = 100))]
    pub(crate) distance_m: f64,
    /// The sound card's channel that it hangs on, counted from 1.
    #[schemars(range(min = 1, max = 64))]
    pub(crate) channel: usize,
    /// Louder or softer, in decibels.
    #[serde(default)]
    #[schemars(range(min = -60, max = 12))]
    pub(crate) gain_db: f64,
    /// Milliseconds that it waits; left out, so that all speakers are as late as the farthest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1000))]
    pub(crate) delay_ms: Option<f64>,
    /// Whether it is a subwoofer, which only gets what is low.
    #[serde(default)]
    pub(crate) sub: bool,
    /// Its equaliser.
    #[serde(default)]
    #[schemars(length(max = 16))]
    pub(crate) eq: Vec<EqFile>,
}

/// One band of a speaker's equaliser.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EqFile {
    /// Its shape.
    #[serde(default)]
    pub(crate) kind: EqKind,
    /// Its middle or corner, in hertz.
    #[schemars(range(min = 10, max = 22_000))]
    pub(crate) hz: f64,
    /// How far it lifts or lowers, in decibels; a cut has none.
    #[serde(default)]
    #[schemars(range(min = -24, max = 12))]
    pub(crate) gain_db: f64,
    /// How narrow it is; 0.707 is flat at the corner.
    #[serde(default = "q")]
    #[schemars(range(min = 0.1, max = 20))]
    pub(crate) q: f64,
}

fn shipped() -> String {
    "shipped".into()
}

fn distance_m() -> f64 {
    3.0
}

fn q() -> f64 {
    0.707
}
