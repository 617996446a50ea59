//! `show.toml`: models, tracks, live sound, scenes and cues.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::Time;

use super::model_file::ModelFile;
use super::scene_file::SceneFile;
use super::track_file::{LiveFile, TrackFile};

/// A show: what sounds, what is painted, and how one steers the other.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A Welkin show")]
pub(crate) struct ShowFile {
    /// The show's name, for people.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) name: String,
    /// All chance in the show comes from this number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub(crate) seed: u64,
    /// Whether the show begins again at its end.
    #[serde(default = "yes", rename = "loop")]
    pub(crate) looped: bool,
    /// How long the show is, such as "2:05"; left out, as long as its tracks.
    pub(crate) length: Option<Time>,
    /// How far the sources reach over the surface, in degrees, where a stem does not say.
    #[serde(default = "reach_deg")]
    #[schemars(range(min = 1, max = 180))]
    pub(crate) reach_deg: f64,
    /// The generators that scenes may use, at least one.
    #[schemars(length(min = 1, max = 32))]
    pub(crate) model: Vec<ModelFile>,
    /// The tracks, played one after another; without any, the show is silent.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    pub(crate) track: Vec<TrackFile>,
    /// What comes in live, through the venue's inputs.
    #[serde(default)]
    #[schemars(length(max = 64))]
    pub(crate) live: Vec<LiveFile>,
    /// The looks, at least one.
    #[schemars(length(min = 1, max = 250))]
    pub(crate) scene: Vec<SceneFile>,
    /// When which scene begins, in order, the first at "0:00"; left out, the first scene stays.
    #[schemars(length(min = 1, max = 10_000))]
    pub(crate) cue: Option<Vec<CueFile>>,
}

/// When a scene begins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CueFile {
    /// When, from the show's beginning, such as "0:30".
    pub(crate) at: Time,
    /// The id of the scene that begins.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) scene: String,
    /// How the scene before makes way.
    #[serde(default)]
    pub(crate) transition: TransitionWord,
    /// Seconds from the one scene alone to the other alone; left out, 4.
    #[schemars(range(min = 0.05, max = 600))]
    pub(crate) fade_secs: Option<f64>,
}

/// How one scene makes way for the next.
#[derive(Clone, Copy, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TransitionWord {
    /// The pictures cross-fade in linear light.
    #[default]
    Fade,
    /// At once.
    Cut,
}

fn yes() -> bool {
    true
}

fn reach_deg() -> f64 {
    60.0
}
