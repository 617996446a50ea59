//! Which network a checkpoint holds, told by the names of its tensors.

use std::collections::BTreeSet;
use std::fmt;

use crate::checkpoint::Checkpoint;

/// A family of networks that Welkin paints with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// StyleGAN2 and StyleGAN2-ADA.
    StyleGan2,
    /// StyleGAN3-T: 3×3 convolutions.
    StyleGan3T,
    /// StyleGAN3-R: 1×1 convolutions and round filters.
    StyleGan3R,
    /// BigGAN-deep, as Hugging Face published it for PyTorch.
    BigGanDeep,
    /// FastGAN.
    FastGan,
    /// The U-Net of pix2pix.
    UNet,
    /// The generator of residual blocks of pix2pix and CycleGAN.
    ResNet,
    /// The Field GAN.
    FieldGan,
}

/// Whose names the tensors have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The names of the family's own repository.
    Official,
    /// StyleGAN2 by rosinality.
    Rosinality,
    /// StyleGAN2 in TensorFlow.
    TensorFlow,
}

/// A network that was found in a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Its family.
    pub family: Family,
    /// Whose names its tensors have.
    pub naming: Naming,
    /// What stands before its tensors' names, as `G_ema.`; often nothing.
    pub prefix: String,
}

/// What a checkpoint looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// A network that Welkin paints with.
    Known(Guess),
    /// Another one that is known by its names, with an article: `a Stable Diffusion checkpoint`.
    Other(&'static str),
    /// Nothing that is known.
    Unknown,
}

/// Tells what a checkpoint holds. Of several generators, the averaged one is taken.
pub fn detect(checkpoint: &Checkpoint) -> Likeness {
    let prefixes = prefixes(checkpoint);
    let parts = prefixes.iter().map(|prefix| Part { checkpoint, prefix });
    for part in parts.clone() {
        if let Some((family, naming)) = part.family() {
            let prefix = part.prefix.to_string();
            return Likeness::Known(Guess {
                family,
                naming,
                prefix,
            });
        }
    }
    let other = parts.clone().find_map(|part| part.other());
    other.map_or(Likeness::Unknown, Likeness::Other)
}

impl Family {
    /// Its name in files: `stylegan2`.
    pub fn id(self) -> &'static str {
        match self {
            Self::StyleGan2 => "stylegan2",
            Self::StyleGan3T => "stylegan3-t",
            Self::StyleGan3R => "stylegan3-r",
            Self::BigGanDeep => "biggan-deep",
            Self::FastGan => "fastgan",
            Self::UNet => "pix2pix-unet",
            Self::ResNet => "pix2pix-resnet",
            Self::FieldGan => "field-gan",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StyleGan2 => "StyleGAN2",
            Self::StyleGan3T => "StyleGAN3-T",
            Self::StyleGan3R => "StyleGAN3-R",
            Self::BigGanDeep => "BigGAN-deep",
            Self::FastGan => "FastGAN",
            Self::UNet => "pix2pix U-Net",
            Self::ResNet => "pix2pix ResNet",
            Self::FieldGan => "Field GAN",
        })
    }
}

/// More parts than that are not looked at; the likeliest come first.
const MAX_PREFIXES: usize = 512;

/// The parts of a checkpoint that may be a network, the likeliest first: up to three names deep.
fn prefixes(checkpoint: &Checkpoint) -> Vec<&str> {
    let mut found = BTreeSet::from([""]);
    for name in checkpoint.names() {
        found.extend(name.match_indices('.').take(3).map(|(at, _)| &name[..=at]));
    }
    let mut prefixes: Vec<&str> = found.into_iter().collect();
    prefixes.sort_by_cached_key(|prefix| rank(prefix));
    prefixes.truncate(MAX_PREFIXES);
    prefixes
}

fn rank(prefix: &str) -> usize {
    let words = prefix.split('.').map(str::to_lowercase);
    let of = |word: String| match word.as_str() {
        "g_ema" | "gs" | "generator_ema" | "netg_ema" | "params_ema" | "ema" => 0,
        "" | "module" => 1,
        "g" | "generator" | "netg" | "model" | "state_dict" | "params" => 2,
        _ => 3,
    };
    // The best of its words counts; with nothing to choose, the shorter.
    if prefix.is_empty() {
        return 1;
    }
    words
        .filter(|word| !word.is_empty())
        .map(of)
        .min()
        .unwrap_or(3)
}

/// The tensors behind a prefix.
#[derive(Clone, Copy)]
struct Part<'a> {
    checkpoint: &'a Checkpoint,
    prefix: &'a str,
}

impl<'a> Part<'a> {
    fn shape(self, name: &str) -> Option<&'a [usize]> {
        self.checkpoint.shape(&format!("{}{name}", self.prefix))
    }

    fn has(self, name: &str) -> bool {
        self.shape(name).is_some()
    }

    /// A tensor, or the one from which it is made by spectral normalisation.
    fn has_weight(self, layer: &str) -> bool {
        ["weight", "weight_orig", "parametrizations.weight.original"]
            .iter()
            .any(|weight| self.has(&format!("{layer}.{weight}")))
    }

    /// The names behind the prefix that begin so, the prefix left out.
    fn beginning(self, with: &str) -> impl Iterator<Item = &'a str> {
        let begin = format!("{}{with}", self.prefix);
        let prefix = self.prefix.len();
        let names = self.checkpoint.tensors.range(begin.clone()..);
        names
            .map(|(name, _)| name.as_str())
            .take_while(move |name| name.starts_with(&begin))
            .map(move |name| &name[prefix..])
    }

    fn any(self, begin: &str) -> bool {
        self.beginning(begin).next().is_some()
    }

    fn family(self) -> Option<(Family, Naming)> {
        use Naming::{Official, Rosinality, TensorFlow};
        let is_kernel = |name: &str, side: usize| {
            self.shape(name)
                .is_some_and(|shape| shape.len() == 4 && shape[2..] == [side, side])
        };
        if self.has("synthesis.b4.const") && self.has("synthesis.b4.conv1.affine.weight") {
            return Some((Family::StyleGan2, Official));
        }
        if self.has("input.input") && self.has("conv1.conv.weight") && self.has("style.1.weight") {
            return Some((Family::StyleGan2, Rosinality));
        }
        if self.has("synthesis/4x4/Const/const") && self.has("synthesis/4x4/Conv/mod_weight") {
            return Some((Family::StyleGan2, TensorFlow));
        }
        if self.has("synthesis.input.freqs") && !self.any("mapping.embed_proj") {
            let weight = |name: &&str| name.ends_with(".weight") && !name.contains("affine");
            let first = self.beginning("synthesis.L0_").find(weight);
            return first.map(|name| match is_kernel(name, 1) {
                true => (Family::StyleGan3R, Official),
                false => (Family::StyleGan3T, Official),
            });
        }
        let biggan =
            self.has_weight("generator.gen_z") && self.has("generator.layers.0.bn_0.running_means");
        let fastgan = self.has_weight("init.init.0") && self.any("feat_8.") && self.any("se_64.");
        let unet =
            is_kernel("model.model.0.weight", 4) && is_kernel("model.model.1.model.1.weight", 4);
        let resnet = is_kernel("model.1.weight", 7) && self.has("model.10.conv_block.1.weight");
        let field = self.has("map.0.w") && self.has("inp.weight") && self.has("c.0.aff.w");
        let told = [
            (biggan, Family::BigGanDeep),
            (fastgan, Family::FastGan),
            (unet, Family::UNet),
            (resnet, Family::ResNet),
            (field, Family::FieldGan),
        ];
        told.iter()
            .find(|(is, _)| *is)
            .map(|(_, family)| (*family, Official))
    }

    /// Networks that are known and not painted with.
    fn other(self) -> Option<&'static str> {
        let any = |begins: &[&str]| begins.iter().any(|begin| self.any(begin));
        let all = |begins: &[&str]| begins.iter().all(|begin| self.any(begin));
        let told = [
            (
                any(&["model.diffusion_model."]),
                "a Stable Diffusion checkpoint",
            ),
            (all(&["double_blocks.0.", "img_in."]), "a FLUX checkpoint"),
            (
                all(&["down_blocks.0.resnets.", "up_blocks.0."]),
                "a U-Net or VAE of diffusers",
            ),
            (all(&["encoder.down.0.", "quantize.embedding"]), "a VQGAN"),
            (
                all(&["encoder.down.0.", "decoder.up.0."]),
                "an autoencoder of a diffusion model",
            ),
            (
                any(&["RRDB_trunk.0.", "body.0.rdb1.", "model.1.sub.0.RDB1."]),
                "ESRGAN, which enlarges pictures",
            ),
            (any(&["mapping.embed_proj"]), "StyleGAN-XL"),
            (
                all(&["synthesis/4x4/Const/", "synthesis/4x4/"]),
                "StyleGAN 1 in TensorFlow",
            ),
            (
                any(&[
                    "g_synthesis.blocks.",
                    "generator.progression.0.conv1.",
                    "progression.0.conv1.",
                ]),
                "StyleGAN 1",
            ),
            (
                any(&["4x4/Dense/", "4x4/Conv/"]) && any(&["ToRGB_lod"]),
                "a Progressive GAN",
            ),
            (
                any(&["initial_block.blocks", "GAN.S.net.", "GAN.G.initial_block"]),
                "StyleGAN2 by lucidrains",
            ),
            (any(&["GAN.G.layers.", "GAN.GE."]), "a lightweight-gan"),
            (
                all(&["blocks.0.0.conv1.", "shared.weight"]),
                "a BigGAN as its author's PyTorch code writes it",
            ),
            (
                any(&["dense_motion_network.", "kp_detector."]),
                "a First Order Motion Model",
            ),
            (
                all(&["layer1.0.conv1.", "fc."]),
                "a ResNet that classifies pictures",
            ),
            (
                all(&["features.0.", "classifier."]),
                "a network that classifies pictures",
            ),
            (any(&["visual.transformer.", "text_model.encoder."]), "CLIP"),
            (
                any(&["model.layers.0.self_attn.", "transformer.h.0."]),
                "a language model",
            ),
            (
                any(&[
                    "b4.mbstd",
                    "b4.out.",
                    "final_linear.0.",
                    "4x4/Dense0/",
                    "rf_big.0.",
                ]),
                "a discriminator without its generator",
            ),
            (
                all(&["model.0.", "model.2.", "model.3.", "model.11."]),
                "a discriminator of pix2pix",
            ),
        ];
        told.iter().find(|(is, _)| *is).map(|(_, name)| *name)
    }
}

#[cfg(test)]
mod tests;
