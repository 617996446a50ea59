//! Batch normalisation: one product and one sum for each channel, by the statistics stored with it or by those of a
//! batch at hand.

use welkin_compute::{After, Scale};

use crate::source::Reader;

/// What PyTorch adds to a variance.
pub(crate) const EPSILON: f32 = 1e-5;

/// (x − μ) / √(σ² + ε) · γ + β.
#[derive(Debug)]
pub(crate) struct Normal {
    gain: Vec<f32>,               // γ
    offset: Vec<f32>,             // β
    stored: (Vec<f32>, Vec<f32>), // a factor, and what is added
    batch: Option<(Vec<f32>, Vec<f32>)>,
}

impl Normal {
    /// Reads the batch normalisation `name`.
    pub(crate) fn load(reader: &mut Reader<'_>, name: &str, channels: usize) -> Self {
        let mut part = |part: &str| reader.tensor(&format!("{name}.{part}"), &[channels]).values;
        let (gain, offset) = (part("weight"), part("bias"));
        let (mean, variance) = (part("running_mean"), part("running_var"));
        let statistics = mean
            .iter()
            .zip(variance)
            .map(|(mean, variance)| [*mean, variance]);
        Self {
            stored: factors(&gain, &offset, statistics),
            gain,
            offset,
            batch: None,
        }
    }

    /// Goes by the mean and the mean square distance from it of each channel; by what is stored again if there are none.
    pub(crate) fn go_by(&mut self, statistics: Option<Vec<[f32; 2]>>) {
        let (gain, offset) = (&self.gain, &self.offset);
        self.batch = statistics.map(|statistics| factors(gain, offset, statistics.into_iter()));
    }

    /// A factor for each channel, and what is added.
    pub(crate) fn factors(&self) -> (&[f32], &[f32]) {
        let (scale, bias) = self.batch.as_ref().unwrap_or(&self.stored);
        (scale, bias)
    }

    /// As what follows an operation.
    pub(crate) fn after<S>(&self) -> After<'_, S> {
        let (scale, bias) = self.factors();
        After {
            scale: Scale::Channels(scale),
            bias: Some(bias),
            ..After::default()
        }
    }
}

fn factors(
    gain: &[f32],
    offset: &[f32],
    statistics: impl Iterator<Item = [f32; 2]>,
) -> (Vec<f32>, Vec<f32>) {
    let channels = gain.iter().zip(offset).zip(statistics);
    let factors = channels.map(|((gain, offset), [mean, variance])| {
        let scale = gain / (variance.max(0.0) + EPSILON).sqrt();
        (scale, offset - mean * scale)
    });
    factors.unzip()
}

/// What several pictures of a size have together, out of each one's mean and mean square distance from it of each
/// channel.
pub(crate) fn pooled(pictures: &[Vec<[f32; 2]>]) -> Vec<[f32; 2]> {
    let channels = pictures.first().map_or(0, Vec::len);
    let of_channel = |channel: usize| {
        let each = || {
            pictures
                .iter()
                .map(|picture| picture[channel].map(f64::from))
        };
        let count = pictures.len() as f64;
        let mean = each().map(|[mean, _]| mean).sum::<f64>() / count;
        let away = each().map(|[own, square]| square + (own - mean).powi(2));
        [mean as f32, (away.sum::<f64>() / count) as f32]
    };
    (0..channels).map(of_channel).collect()
}

/// A batch normalisation by what is stored: a factor, and what is added.
pub(crate) fn stored(reader: &mut Reader<'_>, name: &str, channels: usize) -> (Vec<f32>, Vec<f32>) {
    Normal::load(reader, name, channels).stored
}
