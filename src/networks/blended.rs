//! Two checkpoints in one: coarse layers of the one with fine layers of the other, or anything between, layer by layer.

use crate::source::Source;

/// Two checkpoints of one family and size, blended. What only the first one has, or has in another shape, is its own.
#[derive(Clone, Copy)]
pub struct Blended<'a> {
    /// The first checkpoint; settings are its own.
    pub first: &'a dyn Source,
    /// The second one.
    pub second: &'a dyn Source,
    /// How much of the mapping network is the second one's, 0 to 1.
    pub mapping: f32,
    /// How much of each layer is the second one's, 0 to 1: StyleGAN2's resolutions 4, 8, 16, …, StyleGAN3's input, L0,
    /// L1, …, BigGAN's blocks, FastGAN's sides 4, 8, 16, …; the last one goes on.
    pub layers: &'a [f32],
}

impl Blended<'_> {
    fn share(&self, name: &str) -> f32 {
        if name.starts_with("mapping.") {
            return self.mapping;
        }
        let share = layer(name).and_then(|layer| self.layers.get(layer).or(self.layers.last()));
        share.copied().unwrap_or(0.0)
    }
}

/// For each layer of a checkpoint, how much of it is the second one's if that rules from a share of the layers on,
/// counted from the coarsest: 0 before, 1 behind, between in the one where it begins.
pub fn shares_from(source: &dyn Source, from: f32) -> Vec<f32> {
    let names = source.names();
    let numbered = names.iter().filter_map(|name| layer(name));
    let layers = numbered.filter(|layer| *layer < LAST);
    let count = layers.max().map_or(1, |last| last + 1);
    let first = from.clamp(0.0, 1.0) * count as f32;
    (0..count)
        .map(|layer| (layer as f32 + 1.0 - first).clamp(0.0, 1.0))
        .collect()
}

/// What comes after all numbered layers.
const LAST: usize = usize::MAX;

/// Which layer a tensor belongs to, if to any.
fn layer(name: &str) -> Option<usize> {
    let Some(name) = name.strip_prefix("synthesis.") else {
        return layer_of_others(name);
    };
    if name.starts_with("input.") {
        return Some(0);
    }
    let number = |text: &str, end: char| text.split(end).next()?.parse::<usize>().ok();
    if let Some(layer) = name.strip_prefix('L') {
        return number(layer, '_').map(|layer| layer.saturating_add(1));
    }
    let side = number(name.strip_prefix('b')?, '.')?;
    (side >= 4).then(|| side.ilog2() as usize - 2)
}

/// BigGAN's blocks and FastGAN's sides.
fn layer_of_others(name: &str) -> Option<usize> {
    let number = |text: &str| text.split('.').next()?.parse::<usize>().ok();
    let side = |text: &str| {
        number(text)
            .filter(|side| *side >= 4)
            .map(|side| side.ilog2() as usize - 2)
    };
    if let Some(name) = name.strip_prefix("generator.") {
        return match name.strip_prefix("layers.") {
            Some(layer) => number(layer),
            None if name.starts_with("gen_z") => Some(0),
            None => Some(LAST),
        };
    }
    let sided = name
        .strip_prefix("feat_")
        .or(name.strip_prefix("se_"))
        .and_then(side);
    sided
        .or(name.starts_with("init.").then_some(0))
        .or(name.starts_with("to_").then_some(LAST))
}

impl Source for Blended<'_> {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.first.shape(name)
    }

    fn values(&self, name: &str) -> Option<Vec<f32>> {
        let share = self.share(name);
        let mut values = self.first.values(name)?;
        if share == 0.0 || self.second.shape(name) != self.first.shape(name) {
            return Some(values);
        }
        let other = self.second.values(name)?;
        if share == 1.0 {
            return Some(other);
        }
        let pairs = values.iter_mut().zip(&other);
        pairs.for_each(|(value, other)| *value += share * (other - *value));
        Some(values)
    }

    fn names(&self) -> Vec<String> {
        self.first.names()
    }

    fn setting(&self, name: &str) -> Option<String> {
        self.first.setting(name)
    }
}
