//! Batch normalisation by stored statistics: one product and one sum for each channel.

use crate::source::Reader;

/// What PyTorch adds to a variance.
pub(crate) const EPSILON: f32 = 1e-5;

/// (x − μ) / √(σ² + ε) · γ + β as a factor and what is added, of the batch normalisation `name`.
pub(crate) fn stored(reader: &mut Reader<'_>, name: &str, channels: usize) -> (Vec<f32>, Vec<f32>) {
    let mut part = |part: &str| reader.tensor(&format!("{name}.{part}"), &[channels]).values;
    let (gain, offset) = (part("weight"), part("bias"));
    let (mean, variance) = (part("running_mean"), part("running_var"));
    let scale: Vec<f32> = gain
        .iter()
        .zip(&variance)
        .map(|(gain, variance)| gain / (variance.max(0.0) + EPSILON).sqrt())
        .collect();
    let bias = offset.iter().zip(&mean).zip(&scale);
    let bias = bias.map(|((offset, mean), scale)| offset - mean * scale);
    let bias = bias.collect();
    (scale, bias)
}
