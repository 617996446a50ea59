//! The eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's turns.

/// A symmetric matrix of n × n, row by row, in; its eigenvalues and, row by row, the eigenvectors of each out, in
/// no order.
pub(crate) fn eigen(mut matrix: Vec<f64>, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; n * n];
    for k in 0..n {
        vectors[k * n + k] = 1.0;
    }
    let whole: f64 = matrix.iter().map(|v| v * v).sum();
    for _ in 0..60 {
        let off: f64 = (0..n)
            .flat_map(|a| (0..a).map(move |b| (a, b)))
            .map(|(a, b)| matrix[a * n + b].powi(2))
            .sum();
        if off <= 1e-26 * whole {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                turn(&mut matrix, &mut vectors, n, p, q);
            }
        }
    }
    ((0..n).map(|k| matrix[k * n + k]).collect(), vectors)
}

/// Turns rows and columns p and q so that their common element becomes 0.
fn turn(matrix: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let common = matrix[p * n + q];
    if common.abs() < f64::MIN_POSITIVE {
        return;
    }
    let ratio = (matrix[q * n + q] - matrix[p * n + p]) / (2.0 * common);
    let tan = ratio.signum() / (ratio.abs() + ratio.hypot(1.0));
    let cos = tan.hypot(1.0).recip();
    let sin = tan * cos;
    let mix = |a: &mut f64, b: &mut f64| (*a, *b) = (cos * *a - sin * *b, sin * *a + cos * *b);
    for k in 0..n {
        let (mut a, mut b) = (matrix[k * n + p], matrix[k * n + q]);
        mix(&mut a, &mut b);
        (matrix[k * n + p], matrix[k * n + q]) = (a, b);
    }
    for numbers in [matrix, vectors] {
        for k in 0..n {
            let (mut a, mut b) = (numbers[p * n + k], numbers[q * n + k]);
            mix(&mut a, &mut b);
            (numbers[p * n + k], numbers[q * n + k]) = (a, b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_make_the_whole_again() {
        for n in [1, 2, 3, 5, 16, 40] {
            let mut matrix = vec![0.0; n * n];
            for a in 0..n {
                for b in 0..=a {
                    let value = ((a * 31 + b * 17) as f64).sin();
                    (matrix[a * n + b], matrix[b * n + a]) = (value, value);
                }
            }
            let (values, vectors) = eigen(matrix.clone(), n);
            for a in 0..n {
                for b in 0..n {
                    let is: f64 = (0..n)
                        .map(|k| values[k] * vectors[k * n + a] * vectors[k * n + b])
                        .sum();
                    assert!((is - matrix[a * n + b]).abs() < 1e-10, "{n}");
                    let dot: f64 = (0..n)
                        .map(|k| vectors[a * n + k] * vectors[b * n + k])
                        .sum();
                    assert!((dot - if a == b { 1.0 } else { 0.0 }).abs() < 1e-10);
                }
            }
        }
    }
}
