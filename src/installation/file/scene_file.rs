//! `[[scene]]` in `show.toml`: a model, how its latents move, and what the sound does to them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::show::{Control, Curve, Ease, Style};
use crate::time::Time;

use super::FeatureWord;
use super::bend_file::{BendFile, SecondFile};
use super::rest_file::RestFile;

/// A look.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SceneFile {
    /// The scene's name in this show.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// The id of the model that paints it.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) model: String,
    /// What the sound does by itself, besides the routes.
    #[serde(default)]
    pub(crate) style: Style,
    /// How the latents wander.
    #[serde(default)]
    pub(crate) walk: WalkFile,
    /// Another walk, which the control `second` mixes in.
    pub(crate) second: Option<SecondFile>,
    /// The model's classes that the control `class` goes through, by their numbers from 0; left out, the walk takes some
    /// by chance.
    #[serde(default)]
    #[schemars(length(max = 64), inner(range(min = 0, max = 99_999)))]
    pub(crate) classes: Vec<usize>,
    /// What is done to layers' channels, as far as the controls `bend1` to `bend4` go.
    #[serde(default)]
    #[schemars(length(max = 4))]
    pub(crate) bend: Vec<BendFile>,
    /// Fixed points in time, in order; where any have a `seed`, those replace the walk of the global latent.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub(crate) keyframe: Vec<KeyframeFile>,
    /// From what is heard to what moves.
    #[serde(default)]
    #[schemars(length(max = 250))]
    pub(crate) route: Vec<RouteFile>,
    /// Where each control rests when nothing moves it.
    #[serde(default)]
    pub(crate) rest: RestFile,
}

/// A walk through latent space.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WalkFile {
    /// Which walk; the same seed walks the same way.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub(crate) seed: u64,
    /// Ways per minute from one seeded point to the next.
    #[schemars(range(min = 0, max = 600))]
    pub(crate) points_per_min: f64,
    /// The walk meets its beginning exactly after this many points; left out, it never returns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2, max = 10_000))]
    pub(crate) loop_points: Option<u32>,
    /// How far the walk goes from its centre; 1 is as trained.
    #[schemars(range(min = 0, max = 4))]
    pub(crate) radius: f64,
    /// How fast the local latents drift, in grid cells a second.
    #[schemars(range(min = 0, max = 10))]
    pub(crate) drift: f64,
}

impl Default for WalkFile {
    fn default() -> Self {
        Self {
            seed: 0,
            points_per_min: 4.0,
            loop_points: None,
            radius: 1.0,
            drift: 0.1,
        }
    }
}

/// A fixed point in time of what a scene shows.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyframeFile {
    /// When, from the show's beginning, such as "0:30".
    pub(crate) at: Time,
    /// Which latent; left out, the keyframe only sets controls.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub(crate) seed: Option<u64>,
    /// Where controls rest at this time; between two keyframes that name a control it goes from one to the other.
    #[serde(default)]
    pub(crate) controls: RestFile,
    /// How the way to the next keyframe is gone.
    #[serde(default)]
    pub(crate) ease: Ease,
}

/// From a feature of a source to a control.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteFile {
    /// The source that is heard; left out, all sources together.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) source: Option<String>,
    /// What is heard in it.
    pub(crate) feature: FeatureWord,
    /// What it moves.
    pub(crate) control: Control,
    /// The source that is moved, for the controls that move one; left out, the one that is heard.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) moves: Option<String>,
    /// How much the control changes when the feature is at its strongest; may be negative.
    #[schemars(range(min = -20, max = 20))]
    pub(crate) amount: f64,
    /// The shape of the answer.
    #[serde(default)]
    pub(crate) curve: Curve,
    /// Seconds for the control to rise most of the way.
    #[serde(default = "attack_secs")]
    #[schemars(range(min = 0, max = 60))]
    pub(crate) attack_secs: f64,
    /// Seconds for the control to fall most of the way back.
    #[serde(default = "release_secs")]
    #[schemars(range(min = 0, max = 60))]
    pub(crate) release_secs: f64,
    /// The route's own contribution is never below this; left out, the lesser of 0 and `amount`.
    #[schemars(range(min = -20, max = 20))]
    pub(crate) min: Option<f64>,
    /// The route's own contribution is never above this; left out, the greater of 0 and `amount`.
    #[schemars(range(min = -20, max = 20))]
    pub(crate) max: Option<f64>,
}

fn attack_secs() -> f64 {
    0.02
}

fn release_secs() -> f64 {
    0.3
}

/// The limits that a route has with this amount and what was written as `min` and `max`.
pub(crate) fn route_limits(amount: f64, min: Option<f64>, max: Option<f64>) -> (f64, f64) {
    let least = min.unwrap_or_else(|| amount.min(0.0).min(max.unwrap_or(0.0)));
    let most = max.unwrap_or_else(|| amount.max(0.0).max(least));
    (least, most)
}
