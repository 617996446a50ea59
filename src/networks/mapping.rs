//! StyleGAN's mapping network: from z, which is easy to draw, to w, in which a network thinks. On the CPU whatever the
//! engine, as it is small.

use std::f32::consts::SQRT_2;

use crate::ask::Truncation;
use crate::dense::Dense;
use crate::seeds::Randn;
use crate::source::{Numbers, Reader};

/// More fully connected layers than any mapping network has.
const MAX_LAYERS: usize = 64;
/// How many z the mean of w is taken of, where a checkpoint holds none: its error is a fiftieth of what w varies.
const MEAN_OF: u32 = 2048;
/// The learning rate of mapping networks was a hundredth of the others', if nothing else is said.
const RATE: f64 = 0.01;

/// The tensors of a mapping network.
pub(crate) struct MappingWeights {
    embed: Option<(Numbers, Numbers)>, // [embedded, classes], [embedded]
    layers: Vec<(Numbers, Numbers)>,   // [outputs, inputs], [outputs]
    mean: Option<Numbers>,             // [w]
    rate: f32,
}

impl MappingWeights {
    /// Reads `mapping.*`, for styles of `w` numbers.
    pub(crate) fn read(reader: &mut Reader<'_>, w: usize) -> Self {
        let pair = |reader: &mut Reader<'_>, name: &str, outputs: usize, inputs: usize| {
            let weight = reader.numbers(&format!("{name}.weight"), &[outputs, inputs]);
            (weight, reader.numbers(&format!("{name}.bias"), &[outputs]))
        };
        let embed = reader.has("mapping.embed.weight").then(|| {
            let [outputs, inputs] = [0, 1].map(|axis| reader.side("mapping.embed.weight", axis));
            pair(reader, "mapping.embed", outputs, inputs)
        });
        let count = (0..MAX_LAYERS)
            .take_while(|i| reader.has(&format!("mapping.fc{i}.weight")))
            .count()
            .max(1);
        let mut inputs = reader.side("mapping.fc0.weight", 1);
        let mut layers = Vec::with_capacity(count);
        for i in 0..count {
            let name = format!("mapping.fc{i}");
            let is_last = i + 1 == count;
            let outputs = if is_last {
                w
            } else {
                reader.side(&format!("{name}.weight"), 0)
            };
            layers.push(pair(reader, &name, outputs, inputs));
            inputs = outputs;
        }
        Self {
            embed,
            layers,
            mean: reader
                .has("mapping.w_avg")
                .then(|| reader.numbers("mapping.w_avg", &[w])),
            rate: reader.setting("lr_multiplier", Some(RATE)).unwrap_or(RATE) as f32,
        }
    }
}

/// A mapping network.
#[derive(Debug)]
pub(crate) struct Mapping {
    embed: Option<Dense>,
    layers: Vec<Dense>,
    mean: Vec<f32>,
    z: usize,
}

impl Mapping {
    /// From tensors that fit.
    pub(crate) fn new(weights: MappingWeights) -> Self {
        let MappingWeights {
            embed,
            layers,
            mean,
            rate,
        } = weights;
        let embed = embed.map(|(weight, bias)| Dense::equalised(weight, bias, 1.0));
        let layers: Vec<Dense> = layers
            .into_iter()
            .map(|(weight, bias)| Dense::equalised(weight, bias, rate))
            .collect();
        let embedded = embed.as_ref().map_or(0, Dense::outputs);
        let z = layers[0].inputs().saturating_sub(embedded);
        let mut mapping = Self {
            embed,
            layers,
            mean: Vec::new(),
            z,
        };
        mapping.mean = mean.map_or_else(|| mapping.mean_of_seeds(), |mean| mean.values);
        mapping
    }

    /// The mean of w where none was kept: rosinality's files are trained without one, and the original takes the
    /// mean of some thousand random z whenever it truncates. Takes three seconds for eight layers of 512.
    fn mean_of_seeds(&self) -> Vec<f32> {
        let mut randn = Randn::new(0);
        let mut sums = vec![0.0_f64; self.layers.last().map_or(0, Dense::outputs)];
        for _ in 0..MEAN_OF {
            let w = self.w(&randn.normals(self.z), &[]);
            sums.iter_mut()
                .zip(w)
                .for_each(|(sum, w)| *sum += f64::from(w));
        }
        sums.iter()
            .map(|sum| (sum / f64::from(MEAN_OF)) as f32)
            .collect()
    }

    /// Numbers of z.
    pub(crate) fn z(&self) -> usize {
        self.z
    }

    /// How many classes it knows.
    pub(crate) fn classes(&self) -> usize {
        self.embed.as_ref().map_or(0, Dense::inputs)
    }

    /// The mean of w, [w].
    pub(crate) fn mean(&self) -> &[f32] {
        &self.mean
    }

    /// z [z] and how much of each class [classes] -> w [w]. What is missing at the end is taken for zeros.
    pub(crate) fn w(&self, z: &[f32], classes: &[f32]) -> Vec<f32> {
        let mut x = normalised(&fitted(z, self.z));
        if let Some(embed) = &self.embed {
            let embedded = embed.forward(&fitted(classes, embed.inputs()));
            x.extend(normalised(&embedded));
            x.resize(self.layers[0].inputs(), 0.0);
        }
        self.layers
            .iter()
            .fold(x, |x, layer| leaky(layer.forward(&x)))
    }

    /// z [z] and how much of each class [classes] -> `count` styles [w], truncated.
    pub(crate) fn styles(
        &self,
        z: &[f32],
        classes: &[f32],
        truncation: &Truncation,
        count: usize,
    ) -> Vec<Vec<f32>> {
        let w = self.w(z, classes);
        let centre = truncation.centre_of(&w, &self.mean);
        (0..count)
            .map(|style| truncated(&w, &centre, truncation.psi_of(style)))
            .collect()
    }
}

impl Truncation {
    /// ψ of a style.
    fn psi_of(&self, style: usize) -> f32 {
        let own = self.by_style.get(style).copied().unwrap_or(1.0);
        let is_within = self.cutoff.is_none_or(|cutoff| style < cutoff);
        own * if is_within { self.psi } else { 1.0 }
    }
}

/// centre + ψ · (w − centre), rounded as the originals round it.
fn truncated(w: &[f32], centre: &[f32], psi: f32) -> Vec<f32> {
    if psi == 1.0 {
        return w.to_vec();
    }
    let between = |(w, centre): (&f32, &f32)| {
        if psi.abs() < 0.5 {
            centre + psi * (w - centre)
        } else {
            w - (w - centre) * (1.0 - psi)
        }
    };
    w.iter().zip(centre).map(between).collect()
}

fn fitted(x: &[f32], len: usize) -> Vec<f32> {
    let mut x = x[..x.len().min(len)].to_vec();
    x.resize(len, 0.0);
    x
}

/// With a mean square of 1.
fn normalised(x: &[f32]) -> Vec<f32> {
    let mean_square = x.iter().map(|x| x * x).sum::<f32>() / x.len().max(1) as f32;
    let gain = (mean_square + 1e-8).sqrt().recip();
    x.iter().map(|x| x * gain).collect()
}

fn leaky(mut x: Vec<f32>) -> Vec<f32> {
    x.iter_mut()
        .for_each(|x| *x *= if *x < 0.0 { 0.2 * SQRT_2 } else { SQRT_2 });
    x
}

#[cfg(test)]
mod tests;
