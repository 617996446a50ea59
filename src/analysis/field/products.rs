//! The mean products of all pairs of channels of a bed in one band, averaged over the last tens of milliseconds.

use glam::Vec3;

use crate::FRAMES_PER_SEC;

/// Sums side by side, so that the processor adds several at once.
const LANES: usize = 8;

/// Channels that are multiplied by another one together.
const TILE: usize = 4;

/// Nothing softer stays: numbers that small are slow.
const SOFTEST: f32 = 1e-25;

/// The average ⟨x·xᵀ⟩, its lower triangle row by row.
pub(super) struct Products {
    channels: usize,
    triangle: Vec<f32>,
    kept: f32,
}

impl Products {
    pub(super) fn new(channels: usize, average_secs: f32) -> Self {
        Self {
            channels,
            triangle: vec![0.0; channels * (channels + 1) / 2],
            kept: (-1.0 / (average_secs * FRAMES_PER_SEC)).exp(),
        }
    }

    /// Takes a hop of all channels, one after another. Never allocates.
    pub(super) fn take(&mut self, hop: &[f32]) {
        let length = hop.len() / self.channels;
        let share = (1.0 - self.kept) / length as f32;
        let channel = |k: usize| &hop[k * length..][..length];
        let mut rest = self.triangle.as_mut_slice();
        for a in 0..self.channels {
            let (row, later) = rest.split_at_mut(a + 1);
            for (number, averages) in row.chunks_mut(TILE).enumerate() {
                let last = self.channels - 1;
                let others = [0, 1, 2, 3].map(|k| channel((number * TILE + k).min(last)));
                for (average, sum) in averages.iter_mut().zip(dots(channel(a), others)) {
                    let next = self.kept * *average + share * sum;
                    *average = if next.abs() < SOFTEST { 0.0 } else { next };
                }
            }
            rest = later;
        }
    }

    pub(super) fn triangle(&self) -> &[f32] {
        &self.triangle
    }

    /// The mean square of a channel.
    pub(super) fn square(&self, channel: usize) -> f32 {
        self.triangle[channel * (channel + 3) / 2]
    }

    /// The mean square of all sound: half the sum of those of degrees 0 and 1.
    pub(super) fn power(&self) -> f32 {
        0.5 * (0..4).map(|channel| self.square(channel)).sum::<f32>()
    }

    /// The flow of sound, in dome space, toward where it comes from; as long as the power if that is one direction.
    pub(super) fn intensity(&self) -> Vec3 {
        let [left, up, front] = [self.triangle[1], self.triangle[3], self.triangle[6]];
        Vec3::new(-left, up, -front)
    }
}

/// The sums of products of a channel with four others: each sample of it is read once for all four.
fn dots(channel: &[f32], others: [&[f32]; TILE]) -> [f32; TILE] {
    let (blocks, tail) = channel.as_chunks::<LANES>();
    let [a, b, c, d] = others.map(|other| other.as_chunks::<LANES>().0);
    let [mut to_a, mut to_b, mut to_c, mut to_d] = [[0.0; LANES]; TILE];
    for ((((x, a), b), c), d) in blocks.iter().zip(a).zip(b).zip(c).zip(d) {
        for lane in 0..LANES {
            to_a[lane] += x[lane] * a[lane];
            to_b[lane] += x[lane] * b[lane];
            to_c[lane] += x[lane] * c[lane];
            to_d[lane] += x[lane] * d[lane];
        }
    }
    let mut sums = [to_a, to_b, to_c, to_d].map(|lanes| lanes.iter().sum::<f32>());
    for (sum, other) in sums.iter_mut().zip(others) {
        *sum += tail
            .iter()
            .zip(&other[channel.len() - tail.len()..])
            .map(|(x, y)| x * y)
            .sum::<f32>();
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::noise;

    #[test]
    fn averages_are_those_of_the_definition() {
        let (channels, length) = (9, 37);
        let mut products = Products::new(channels, 0.05);
        let mut plain = vec![0.0f64; channels * channels];
        let kept = f64::from((-1.0 / (0.05 * FRAMES_PER_SEC)).exp());
        for hop in 0..20 {
            let sound = noise(hop, 0.5, channels * length);
            products.take(&sound);
            for a in 0..channels {
                for b in 0..channels {
                    let term = |n: usize| f64::from(sound[a * length + n] * sound[b * length + n]);
                    let mean = (0..length).map(term).sum::<f64>() / length as f64;
                    plain[a * channels + b] = kept * plain[a * channels + b] + (1.0 - kept) * mean;
                }
            }
        }
        for a in 0..channels {
            for b in 0..=a {
                let is = f64::from(products.triangle()[a * (a + 1) / 2 + b]);
                assert!((is - plain[a * channels + b]).abs() < 1e-7, "{a} {b}");
            }
            assert_eq!(products.square(a), products.triangle()[a * (a + 1) / 2 + a]);
        }
    }
}
