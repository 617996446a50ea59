//! A show's generators: which network, with which weights, and how it is run.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A generator.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Its name in the show.
    pub id: String,
    /// Which network.
    pub kind: ModelKind,
    /// Where its weights are.
    pub weights: Weights,
    /// Pixels along the picture's side (for a panorama: its height; it is twice as wide).
    pub size: usize,
    /// Each direction of the surface has its own style: a base walk plus what is heard there. Only where
    /// [`ModelKind::has_styles`].
    pub by_direction: bool,
    /// Another checkpoint that rules in the finer layers.
    pub blend: Option<Blend>,
    /// What the controls `along1` to `along8` go along.
    pub directions: Directions,
    /// How many centres the control `centre` chooses from; 0: only the mean of all latents. At most 16.
    pub centres: usize,
    /// How exactly it is computed.
    pub precision: Precision,
    /// A picture to begin with, for a network that makes pictures from pictures: a PNG file inside the
    /// installation's folder (absolute path, checked to exist).
    pub given: Option<PathBuf>,
}

impl Model {
    /// A model as trained: one style everywhere, nothing blended in, fully exact.
    pub fn new(id: impl Into<String>, kind: ModelKind, weights: Weights, size: usize) -> Self {
        Self {
            id: id.into(),
            kind,
            weights,
            size,
            by_direction: false,
            blend: None,
            directions: Directions::default(),
            centres: 0,
            precision: Precision::default(),
            given: None,
        }
    }

    /// Every file that the model is made of.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let own = match &self.weights {
            Weights::File(file) => Some(file),
            Weights::Shipped | Weights::None => None,
        };
        let blended = self.blend.as_ref().map(|blend| &blend.weights);
        own.into_iter().chain(blended).chain(&self.given)
    }
}

/// Another checkpoint of the same architecture whose weights take the place of the model's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Blend {
    /// Its file inside the installation's folder (absolute path, checked to exist).
    pub weights: PathBuf,
    /// From which layer on, as a share of all layers, 0 to 1: 0.5 is in the finer half.
    pub from: f32,
}

/// Families of generators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ModelKind {
    /// The Field GAN: a latent for the world, a grid of latents for its places.
    FieldGan,
    /// Whatever the file holds: the family is recognised.
    Checkpoint,
    /// StyleGAN2's generator.
    #[serde(rename = "stylegan2")]
    StyleGan2,
    /// StyleGAN3's generator, which moves and turns its picture without sticking to the pixels.
    #[serde(rename = "stylegan3")]
    StyleGan3,
    /// BigGAN-deep's generator: a thousand classes that mix.
    #[serde(rename = "biggan-deep")]
    BigGanDeep,
    /// FastGAN's generator: small, learnt from few pictures.
    #[serde(rename = "fastgan")]
    FastGan,
    /// pix2pix: a picture in, a picture out.
    #[serde(rename = "pix2pix")]
    Pix2Pix,
    /// No network: a test pattern whose light follows the controls.
    TestPattern,
}

impl ModelKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::FieldGan,
        Self::Checkpoint,
        Self::StyleGan2,
        Self::StyleGan3,
        Self::BigGanDeep,
        Self::FastGan,
        Self::Pix2Pix,
        Self::TestPattern,
    ];

    /// The word for it in a show's file.
    pub fn word(self) -> &'static str {
        match self {
            Self::FieldGan => "field-gan",
            Self::Checkpoint => "checkpoint",
            Self::StyleGan2 => "stylegan2",
            Self::StyleGan3 => "stylegan3",
            Self::BigGanDeep => "biggan-deep",
            Self::FastGan => "fastgan",
            Self::Pix2Pix => "pix2pix",
            Self::TestPattern => "test-pattern",
        }
    }

    /// Whether its layers may have styles, so that each direction can have its own.
    pub fn has_styles(self) -> bool {
        matches!(
            self,
            Self::Checkpoint | Self::StyleGan2 | Self::StyleGan3 | Self::BigGanDeep
        )
    }

    /// Whether it may be one that makes pictures from pictures.
    pub fn begins_with_a_picture(self) -> bool {
        matches!(self, Self::Checkpoint | Self::Pix2Pix)
    }
}

/// How directions are found in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Directions {
    /// Where its latents spread most (GANSpace).
    #[default]
    Latents,
    /// Where its weights answer most (SeFa).
    Weights,
}

/// How exactly a network is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// In 32 bits.
    #[default]
    Full,
    /// In 16 bits, where the machine can: faster, a little coarser.
    Half,
    /// In 16 bits with the range of 32 (bfloat16), where the machine can.
    Bf16,
}

/// Where a model's weights are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weights {
    /// In the program: the shipped Field GAN.
    Shipped,
    /// A file inside the installation's folder (absolute path, checked to exist).
    File(PathBuf),
    /// The kind needs none.
    None,
}
