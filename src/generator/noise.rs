//! Seeded noise, and a slow drift through it that keeps its strength.

use std::f32::consts::FRAC_PI_2;
use std::f64::consts::TAU;

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// Noise maps, one per layer, for every whole number; between two whole numbers they are blended so that
/// the variance stays 1.
pub(crate) struct Noise {
    sizes: Vec<[usize; 2]>, // height and width of each layer's map
    trained: Option<Vec<Vec<f32>>>,
    known: Vec<Maps>,
    blended: Vec<Vec<f32>>,
    blended_at: Option<(u64, f32)>,
}

struct Maps {
    seed: u64,
    index: i64,
    layers: Vec<Vec<f32>>,
}

impl Noise {
    /// Maps of these heights and widths.
    pub(crate) fn new(sizes: Vec<[usize; 2]>) -> Self {
        let blended = sizes
            .iter()
            .map(|[height, width]| vec![0.0; height * width])
            .collect();
        Self {
            sizes,
            trained: None,
            known: Vec::new(),
            blended,
            blended_at: None,
        }
    }

    /// As [`new`](Self::new), but a drift of 0 gives the maps that a network was trained with.
    pub(crate) fn around(sizes: Vec<[usize; 2]>, trained: Vec<Vec<f32>>) -> Self {
        Self {
            trained: Some(trained),
            ..Self::new(sizes)
        }
    }

    /// One map per layer, rows from the top, N(0, 1). The same seed and drift give the same maps.
    pub(crate) fn at(&mut self, seed: u64, drift: f32) -> &[Vec<f32>] {
        if self.blended_at != Some((seed, drift)) {
            self.blend(seed, drift);
            self.blended_at = Some((seed, drift));
        }
        &self.blended
    }

    fn blend(&mut self, seed: u64, drift: f32) {
        let index = drift.floor();
        let (from_share, to_share) = match (drift - index) * FRAC_PI_2 {
            0.0 => (1.0, 0.0),
            angle => (angle.cos(), angle.sin()),
        };
        let index = index as i64;
        let wanted = [index, index.saturating_add(1)];
        self.known
            .retain(|maps| maps.seed == seed && wanted.contains(&maps.index));
        for index in wanted {
            if !self.known.iter().any(|maps| maps.index == index) {
                let layers = self.draw(seed, index);
                self.known.push(Maps {
                    seed,
                    index,
                    layers,
                });
            }
        }
        self.known.sort_by_key(|maps| maps.index);
        let (Some(from), Some(to)) = (self.known.first(), self.known.last()) else {
            return;
        };
        for ((blended, from), to) in self.blended.iter_mut().zip(&from.layers).zip(&to.layers) {
            for ((blended, from), to) in blended.iter_mut().zip(from).zip(to) {
                *blended = from_share * from + to_share * to;
            }
        }
    }

    fn draw(&self, seed: u64, index: i64) -> Vec<Vec<f32>> {
        if let (0, Some(trained)) = (index, &self.trained) {
            return trained.clone();
        }
        let draw_layer = |(layer, [height, width]): (usize, &[usize; 2])| {
            let mut map = vec![0.0; height * width];
            // A stream of its own for each row, so that rows can be drawn at the same time.
            let seed = seed ^ (layer as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            map.par_chunks_mut(*width)
                .enumerate()
                .for_each(|(row, line)| {
                    normals(seed, (index as u64) << 16 | row as u64, line);
                });
            map
        };
        self.sizes.iter().enumerate().map(draw_layer).collect()
    }
}

/// Fills a slice from N(0, 1), by Box and Muller's method in double precision: what differs in the last
/// bit between two mathematical libraries is gone after rounding.
pub(crate) fn normals(seed: u64, stream: u64, out: &mut [f32]) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    let mut uniform = || ((rng.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
    for pair in out.chunks_mut(2) {
        let radius = (-2.0 * uniform().ln()).sqrt();
        let (sin, cos) = (TAU * uniform()).sin_cos();
        pair[0] = (radius * cos) as f32;
        if let Some(second) = pair.get_mut(1) {
            *second = (radius * sin) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[f32]) -> (f32, f32) {
        let mean = values.iter().sum::<f32>() / values.len() as f32;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / values.len() as f32;
        (mean, variance)
    }

    #[test]
    fn drift_keeps_the_variance() {
        let mut noise = Noise::new(vec![[64, 96]]);
        for drift in [0.0, 0.25, 0.5, 0.9, 1.0, 7.3, -2.6] {
            let (mean, variance) = spread(&noise.at(3, drift)[0]);
            assert!(mean.abs() < 0.06, "{drift}: {mean}");
            assert!((variance - 1.0).abs() < 0.1, "{drift}: {variance}");
        }
    }

    #[test]
    fn drift_is_smooth_and_repeats() {
        let mut noise = Noise::new(vec![[8, 8], [16, 16]]);
        let before = noise.at(1, 0.999_99).to_vec();
        let after = noise.at(1, 1.000_01).to_vec();
        for (before, after) in before.iter().flatten().zip(after.iter().flatten()) {
            assert!((before - after).abs() < 1e-3);
        }
        assert_eq!(noise.at(1, 0.999_99), before);
        assert_ne!(noise.at(2, 0.999_99), before);
        assert_ne!(before[0][..8], before[1][..8]);
    }

    #[test]
    fn no_drift_is_as_trained() {
        let trained = vec![vec![0.5; 16]];
        let mut noise = Noise::around(vec![[4, 4]], trained.clone());
        assert_eq!(noise.at(9, 0.0), trained);
        assert_ne!(noise.at(9, 0.5), trained);
    }
}
