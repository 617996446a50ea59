//! Networks of the published sizes with weights drawn from a seed: they paint nothing worth seeing and cost what the
//! trained ones cost. Benchmarks and tests are made of them.

mod stylegan;
mod others;

use std::collections::BTreeMap;

use crate::source::Source;

/// Tensors by name whose numbers are drawn when they are asked for.
#[derive(Clone, Debug, Default)]
pub struct Invented {
    tensors: BTreeMap<String, (Vec<usize>, Kind)>,
    settings: BTreeMap<String, String>,
}

/// What numbers a tensor has.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Around 0, this far.
    Around(f32),
    /// Around 1.
    AroundOne,
    /// All the same.
    Just(f32),
    /// The taps of a filter, which sum to 1.
    Taps,
}

impl Invented {
    /// StyleGAN2 of a resolution and channel base, without classes.
    pub fn stylegan2(resolution: usize, base: usize) -> Self {
        stylegan::stylegan2(resolution, base)
    }

    /// StyleGAN3 of a resolution and channel base; `turns` is the R variant (1×1 convolutions, twice the channels).
    pub fn stylegan3(resolution: usize, base: usize, turns: bool) -> Self {
        stylegan::stylegan3(resolution, base, turns)
    }

    /// BigGAN-deep of 128, 256 or 512 pixels.
    pub fn biggan_deep(resolution: usize) -> Self {
        others::biggan_deep(resolution)
    }

    /// FastGAN of 256, 512 or 1024 pixels.
    pub fn fastgan(resolution: usize) -> Self {
        others::fastgan(resolution)
    }

    /// pix2pix's U-Net for 256 pixels.
    pub fn unet() -> Self {
        others::unet()
    }

    /// pix2pix's generator of nine residual blocks.
    pub fn resnet() -> Self {
        others::resnet()
    }

    fn add(&mut self, name: impl Into<String>, shape: &[usize], kind: Kind) {
        self.tensors.insert(name.into(), (shape.to_vec(), kind));
    }

    /// A weight and, where there is one, a bias.
    fn layer(&mut self, name: &str, shape: &[usize], has_bias: bool) {
        self.add(format!("{name}.weight"), shape, Kind::Around(1.0));
        if has_bias {
            self.add(format!("{name}.bias"), &shape[..1], Kind::Around(0.1));
        }
    }

    /// With weights as large as layers without equalised learning rates have them.
    fn plain_layer(&mut self, name: &str, shape: &[usize], bias: Option<usize>) {
        let fan_in: usize = shape[1..].iter().product();
        self.add(
            format!("{name}.weight"),
            shape,
            Kind::Around((3.0 / fan_in as f32).sqrt()),
        );
        if let Some(outputs) = bias {
            self.add(format!("{name}.bias"), &[outputs], Kind::Around(0.1));
        }
    }

    /// Stored statistics, and what is done after them.
    fn norm(&mut self, name: &str, channels: usize) {
        self.add(format!("{name}.weight"), &[channels], Kind::AroundOne);
        self.add(format!("{name}.bias"), &[channels], Kind::Around(0.1));
        self.add(
            format!("{name}.running_mean"),
            &[channels],
            Kind::Around(0.1),
        );
        self.add(format!("{name}.running_var"), &[channels], Kind::AroundOne);
    }
}

impl Source for Invented {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.tensors.get(name).map(|(shape, _)| shape.clone())
    }

    fn values(&self, name: &str) -> Option<Vec<f32>> {
        let (shape, kind) = self.tensors.get(name)?;
        let count: usize = shape.iter().product();
        // Its own numbers for each name, evenly spread over ±1.
        let seed = name.bytes().fold(0x811c_9dc5u32, |seed, byte| {
            (seed ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        let even = move |at: usize| {
            let mut mixed = (at as u32).wrapping_mul(0x9e37_79b9) ^ seed;
            mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x85eb_ca6b);
            mixed = (mixed ^ (mixed >> 13)).wrapping_mul(0xc2b2_ae35);
            (mixed ^ (mixed >> 16)) as f32 / u32::MAX as f32 * 2.0 - 1.0
        };
        let value = |at: usize| match kind {
            Kind::Around(far) => even(at) * far,
            Kind::AroundOne => 1.0 + 0.2 * even(at),
            Kind::Just(value) => *value,
            Kind::Taps => 1.0 / count as f32,
        };
        Some((0..count).map(value).collect())
    }

    fn names(&self) -> Vec<String> {
        self.tensors.keys().cloned().collect()
    }

    fn setting(&self, name: &str) -> Option<String> {
        self.settings.get(name).cloned()
    }
}

#[cfg(test)]
mod tests;
