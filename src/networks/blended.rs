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
    /// L1, …; the last one goes on.
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

/// Which layer a tensor belongs to, if to any.
fn layer(name: &str) -> Option<usize> {
    let name = name.strip_prefix("synthesis.")?;
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
