//! Axes of a symmetric matrix.

/// Sweeps after which it is as good as it gets; ten are usual.
const MAX_SWEEPS: usize = 40;
/// Rows whose cosine is smaller than this are at right angles.
const COSINE: f64 = 1e-11;

/// The `count` largest eigenvalues of a symmetric matrix [n, n] without negative ones, and their vectors of length 1, in
/// order. Each vector's largest number is positive, so that the same matrix always has the same ones.
///
/// Hestenes' method (1958), Jacobi's rotations from one side: rows are turned pair by pair until all stand at right angles
/// to each other. What is left of row i is then λᵢ · vᵢ.
pub(crate) fn axes(mut matrix: Vec<f64>, n: usize, count: usize) -> Vec<(f64, Vec<f64>)> {
    assert_eq!(matrix.len(), n * n, "a square matrix");
    let mut is_settled = n < 2;
    for _ in 0..MAX_SWEEPS {
        if is_settled {
            break;
        }
        is_settled = true;
        let largest = matrix
            .chunks(n)
            .map(|row| dot(row, row))
            .fold(0.0, f64::max);
        for first in 0..n - 1 {
            for second in first + 1..n {
                let (above, below) = matrix.split_at_mut(second * n);
                let (a, b) = (&mut above[first * n..][..n], &mut below[..n]);
                is_settled &= !turn_apart(a, b, largest);
            }
        }
    }
    let mut axes: Vec<(f64, Vec<f64>)> = (matrix.chunks(n.max(1))).map(axis).collect();
    axes.sort_by(|a, b| b.0.total_cmp(&a.0));
    axes.truncate(count);
    axes
}

/// Turns two rows to right angles; whether they were not. Rows that are nothing beside the largest are left.
fn turn_apart(a: &mut [f64], b: &mut [f64], largest: f64) -> bool {
    let (aa, bb, ab) = (dot(a, a), dot(b, b), dot(a, b));
    let is_nothing = aa.min(bb) <= 1e-24 * largest;
    if is_nothing || ab.abs() <= COSINE * (aa * bb).sqrt() {
        return false;
    }
    let zeta = (bb - aa) / (2.0 * ab);
    let tangent = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
    let cos = (1.0 + tangent * tangent).sqrt().recip();
    let sin = cos * tangent;
    for (a, b) in a.iter_mut().zip(b) {
        (*a, *b) = (cos * *a - sin * *b, sin * *a + cos * *b);
    }
    true
}

fn axis(row: &[f64]) -> (f64, Vec<f64>) {
    let length = dot(row, row).sqrt();
    let largest = row
        .iter()
        .copied()
        .fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
    let scale = if length > 0.0 {
        largest.signum() / length
    } else {
        0.0
    };
    (length, row.iter().map(|value| value * scale).collect())
}

/// Σ a · b, in eight sums side by side.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    for (a, b) in a.iter().zip(b) {
        for i in 0..8 {
            sums[i] += a[i] * b[i];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}
