//! Networks with random weights, at the scale of fresh ones, of any depth.

use super::fixture::Fixture;
use crate::seeds::Randn;
use crate::source::Numbers;

/// Tensors under names.
pub(crate) struct Random {
    randn: Randn,
    made: Fixture,
}

impl Random {
    pub(crate) fn new(seed: u32) -> Self {
        Self {
            randn: Randn::new(seed),
            made: Fixture::default(),
        }
    }

    /// Normal numbers around `mean`.
    pub(crate) fn tensor(&mut self, name: &str, shape: &[usize], mean: f32, spread: f32) {
        let mut values = self.randn.normals(shape.iter().product());
        values
            .iter_mut()
            .for_each(|value| *value = mean + spread * *value);
        let shape = shape.to_vec();
        self.made
            .tensors
            .insert(name.into(), Numbers { shape, values });
    }

    /// A mapping network of two layers, and its mean.
    pub(crate) fn mapping(&mut self, z: usize, w: usize) {
        for (layer, inputs) in [(0, z), (1, w)] {
            self.tensor(
                &format!("mapping.fc{layer}.weight"),
                &[w, inputs],
                0.0,
                100.0,
            );
            self.tensor(&format!("mapping.fc{layer}.bias"), &[w], 0.0, 20.0);
        }
        self.tensor("mapping.w_avg", &[w], 0.0, 0.5);
    }

    /// A layer from w to the style of so many channels.
    pub(crate) fn affine(&mut self, layer: &str, channels: usize, w: usize) {
        self.tensor(&format!("{layer}.affine.weight"), &[channels, w], 0.0, 1.0);
        self.tensor(&format!("{layer}.affine.bias"), &[channels], 1.0, 0.3);
    }

    pub(crate) fn made(self) -> Fixture {
        self.made
    }
}

/// A StyleGAN2 with so many channels at 4, 8, 16, …
pub(crate) fn stylegan2(channels: &[usize], w: usize, seed: u32) -> Fixture {
    let mut random = Random::new(seed);
    random.mapping(w, w);
    random.tensor("synthesis.b4.const", &[channels[0], 4, 4], 0.0, 1.0);
    let mut inputs = channels[0];
    for (block, &outputs) in channels.iter().enumerate() {
        let side = 4 << block;
        let name = format!("synthesis.b{side}");
        let convs: &[&str] = if block == 0 {
            &["conv1"]
        } else {
            &["conv0", "conv1"]
        };
        for conv in convs {
            let layer = format!("{name}.{conv}");
            random.tensor(
                &format!("{layer}.weight"),
                &[outputs, inputs, 3, 3],
                0.0,
                1.0,
            );
            random.tensor(&format!("{layer}.bias"), &[outputs], 0.0, 0.2);
            random.tensor(&format!("{layer}.noise_const"), &[side, side], 0.0, 1.0);
            random.tensor(&format!("{layer}.noise_strength"), &[], 0.1, 0.05);
            random.affine(&layer, inputs, w);
            inputs = outputs;
        }
        let light = format!("{name}.torgb");
        random.tensor(&format!("{light}.weight"), &[3, outputs, 1, 1], 0.0, 0.3);
        random.tensor(&format!("{light}.bias"), &[3], 0.0, 0.1);
        random.affine(&light, outputs, w);
    }
    random.made()
}
