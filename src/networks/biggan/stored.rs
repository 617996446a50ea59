//! A normalisation's statistics, stored for truncations from 0 to 1.

use crate::ask::Rows;
use crate::source::{Numbers, Reader};

/// Means and variances [rows, channels].
pub(super) struct Stored {
    means: Numbers,
    variances: Numbers,
    epsilon: f32,
}

impl Stored {
    pub(super) fn read(reader: &mut Reader<'_>, name: &str, channels: usize, epsilon: f32) -> Self {
        let means = reader.tensor(&format!("{name}.running_means"), &[0, channels]);
        let variances = reader.tensor(&format!("{name}.running_vars"), &[means.shape[0], channels]);
        Self {
            means,
            variances,
            epsilon,
        }
    }

    /// (x − μ) / √(σ² + ε) · gain + offset as one product and one sum: the factor and what is added.
    pub(super) fn affine(
        &self,
        psi: f32,
        rows: Rows,
        gain: &[f32],
        offset: &[f32],
    ) -> (Vec<f32>, Vec<f32>) {
        let found = rows.find(psi, self.means.shape[0]);
        let (means, variances) = (mixed(&self.means, found), mixed(&self.variances, found));
        let scale: Vec<f32> = variances
            .zip(gain)
            .map(|(variance, gain)| gain / (variance + self.epsilon).sqrt())
            .collect();
        let bias = means.zip(offset).zip(&scale);
        let bias = bias
            .map(|((mean, offset), scale)| offset - mean * scale)
            .collect();
        (scale, bias)
    }
}

/// The sum of two rows' shares.
fn mixed(rows: &Numbers, shares: [(usize, f32); 2]) -> impl Iterator<Item = f32> {
    let channels = rows.shape[1];
    let [a, b] = shares.map(|(row, share)| (&rows.values[row * channels..][..channels], share));
    a.0.iter().zip(b.0).map(move |(x, y)| x * a.1 + y * b.1)
}

impl Rows {
    /// Two rows and their shares, for `count` rows at even distances from ψ = 0 to 1.
    fn find(self, psi: f32, count: usize) -> [(usize, f32); 2] {
        let last = count.saturating_sub(1);
        // The number as people write it: 0.4 is 0.4, and not the nearest one of 32 bits.
        let written: f64 = psi.to_string().parse().unwrap_or(1.0);
        let written = if written.is_nan() {
            1.0
        } else {
            written.clamp(0.0, 1.0)
        };
        let at = match self {
            Self::Original => written / (1.0 / last as f64),
            Self::Mended => (written * last as f64 * 1e6).round() / 1e6,
        };
        let row = (at as usize).min(last);
        let beyond = (at - at.floor()) as f32;
        let shares = match self {
            _ if beyond == 0.0 => [1.0, 0.0],
            Self::Original => [beyond, 1.0 - beyond],
            Self::Mended => [1.0 - beyond, beyond],
        };
        [(row, shares[0]), ((row + 1).min(last), shares[1])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The row that counts, of 51.
    fn row(rows: Rows, psi: f32) -> usize {
        let [a, b] = rows.find(psi, 51);
        if a.1 >= b.1 { a.0 } else { b.0 }
    }

    #[test]
    fn five_truncations_read_a_row_that_is_not_theirs() {
        let others: Vec<(u16, usize)> = (1..=50)
            .map(|index| (2 * index, row(Rows::Original, f32::from(2 * index) / 100.0)))
            .filter(|(percent, row)| usize::from(percent / 2) != *row)
            .collect();
        assert_eq!(others, [(14, 8), (28, 15), (56, 29), (58, 28), (94, 46)]);
        for index in 0..=50u16 {
            let [a, _] = Rows::Mended.find(f32::from(2 * index) / 100.0, 51);
            assert_eq!(a, (usize::from(index), 1.0));
        }
    }

    #[test]
    fn between_two_rows_the_original_swaps_their_shares() {
        let near = |found: [(usize, f32); 2], wanted: [(usize, f32); 2]| {
            found
                .iter()
                .zip(&wanted)
                .all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-6)
        };
        assert!(near(
            Rows::Original.find(0.405, 51),
            [(20, 0.25), (21, 0.75)]
        ));
        assert!(near(Rows::Mended.find(0.405, 51), [(20, 0.75), (21, 0.25)]));
    }

    #[test]
    fn any_truncation_has_rows() {
        for rows in [Rows::Original, Rows::Mended] {
            for psi in [f32::NAN, f32::INFINITY, -3.0, 0.0, 1e-30, 1.0, 7.0] {
                for count in [1, 2, 51] {
                    let [a, b] = rows.find(psi, count);
                    assert!(a.0 < count && b.0 < count && (a.1 + b.1 - 1.0).abs() < 1e-6);
                }
            }
        }
    }
}
