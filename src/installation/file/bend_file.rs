//! `[[scene.bend]]` in `show.toml`: what is done to a layer's channels; and a scene's second world.

use schemars::JsonSchema;
use serde::Deserialize;

/// Something done to a share of the channels of one layer, as far as a control goes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BendFile {
    /// Which layer, counted from 0, the coarsest; one beyond the last does nothing.
    #[schemars(range(min = 0, max = 1000))]
    pub(crate) layer: usize,
    /// Which share of its channels, 0 to 1; left out, half of them.
    #[serde(default = "share")]
    #[schemars(range(min = 0, max = 1))]
    pub(crate) share: f64,
    /// Which channels these are.
    #[serde(default)]
    #[schemars(range(min = 0, max = 4_294_967_295_i64))]
    pub(crate) seed: u32,
    /// What is done to them.
    pub(crate) deed: DeedWord,
    /// For `move`: to the right, in picture widths.
    #[schemars(range(min = -2, max = 2))]
    pub(crate) right: Option<f64>,
    /// For `move`: down, in picture heights.
    #[schemars(range(min = -2, max = 2))]
    pub(crate) down: Option<f64>,
    /// For `zoom`: how many times as large; for `times`: what they are multiplied by.
    #[schemars(range(min = -20, max = 20))]
    pub(crate) times: Option<f64>,
    /// For `turn`: clockwise.
    #[schemars(range(min = -360, max = 360))]
    pub(crate) degrees: Option<f64>,
    /// For `threshold`: what is above becomes 1, what is below 0.
    #[schemars(range(min = -100, max = 100))]
    pub(crate) at: Option<f64>,
}

/// What is done to channels.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DeedWord {
    /// They are moved.
    Move,
    /// They are made larger, around the middle.
    Zoom,
    /// They are turned, around the middle.
    Turn,
    /// They are multiplied.
    Times,
    /// What is above a number becomes 1, what is below 0.
    Threshold,
    /// What is positive becomes negative.
    Invert,
    /// They are left out.
    Ablate,
}

/// A scene's second world.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondFile {
    /// Which walk; another than the scene's own.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub(crate) seed: u64,
    /// From which layer on it takes the first world's place, as a share of all layers: 0 is in all, 0.5 in the finer half.
    #[serde(default = "from")]
    #[schemars(range(min = 0, max = 1))]
    pub(crate) from: f64,
}

fn share() -> f64 {
    0.5
}

fn from() -> f64 {
    0.5
}
