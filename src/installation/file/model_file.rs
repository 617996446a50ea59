//! `[[model]]` in `show.toml`: a generator, its weights, and how it is run.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::show::{Directions, ModelKind, Precision};

/// A generator.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModelFile {
    /// The model's name in this show.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// Which network it is.
    pub(crate) kind: ModelKind,
    /// "shipped", or a checkpoint in the installation's folder: .pkl, .pt, .pth, .safetensors, .mpk or .bpk.
    #[schemars(length(min = 1, max = 1024))]
    pub(crate) weights: Option<String>,
    /// Pixels along the picture's side, a multiple of 32.
    #[serde(default = "model_size")]
    #[schemars(range(min = 64, max = 2048), extend("multipleOf" = 32))]
    pub(crate) size: usize,
    /// Gives each direction of the surface its own style: a base walk plus what is heard there.
    #[serde(default)]
    pub(crate) by_direction: bool,
    /// Another checkpoint of the same architecture that rules in the finer layers.
    pub(crate) blend: Option<BlendFile>,
    /// How the directions are found that `along1` to `along8` go along.
    #[serde(default)]
    pub(crate) directions: Directions,
    /// How many centres of its latents the control `centre` chooses from; they are found when the model is opened.
    #[serde(default)]
    #[schemars(range(min = 0, max = 16))]
    pub(crate) centres: usize,
    /// How exactly it is computed.
    #[serde(default)]
    pub(crate) precision: Precision,
    /// For pix2pix: a .png picture in the installation's folder to begin with.
    #[schemars(length(min = 1, max = 1024))]
    pub(crate) given: Option<String>,
}

/// Another checkpoint of the same architecture.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BlendFile {
    /// A checkpoint in the installation's folder.
    #[schemars(length(min = 1, max = 1024))]
    pub(crate) weights: String,
    /// From which layer on its weights rule, as a share of all layers: 0 is in all, 0.5 in the finer half.
    #[serde(default = "from")]
    #[schemars(range(min = 0, max = 1))]
    pub(crate) from: f64,
}

fn model_size() -> usize {
    320
}

fn from() -> f64 {
    0.5
}
