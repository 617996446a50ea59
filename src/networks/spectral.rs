//! Weights under a spectral norm, as they are once training is over.
//!
//! Miyato and others, 2018: W = W₀ / σ with σ = uᵀ · M · v, where M [outputs, …] is W₀ as a matrix and u, v are what
//! training left of its largest singular vectors.

use crate::source::{Found, Numbers, Reader};

/// The weight of the layer `name`, of `shape` (0: any length): `name.weight_orig` divided by its norm, or `name.weight`
/// of a checkpoint whose norms are in its weights already. `outputs` says which axis counts outputs: 0, or 1 if
/// transposed.
pub(crate) fn spectral(
    reader: &mut Reader<'_>,
    name: &str,
    shape: &[usize],
    outputs: usize,
) -> Numbers {
    let plain = format!("{name}.weight");
    if reader.source().shape(&plain).is_some() {
        return reader.tensor(&plain, shape);
    }
    let original = format!("{name}.weight_orig");
    let mut weight = reader.tensor(&original, shape);
    let rows = weight.shape[outputs];
    let columns = weight.values.len() / rows.max(1);
    let u = reader.tensor(&format!("{name}.weight_u"), &[rows]).values;
    let v = reader
        .tensor(&format!("{name}.weight_v"), &[columns])
        .values;
    let norm = norm(&weight, outputs, &u, &v);
    let factor = norm.recip() as f32;
    if !factor.is_finite() && reader.fits() {
        reader.refuse(&original, shape, Found::NotFinite);
    }
    weight.values.iter_mut().for_each(|value| *value *= factor);
    weight
}

/// The shape of a weight that may or may not have its norm beside it.
pub(crate) fn spectral_shape(reader: &Reader<'_>, name: &str) -> Option<Vec<usize>> {
    let shape = |end: &str| reader.source().shape(&format!("{name}.{end}"));
    shape("weight").or_else(|| shape("weight_orig"))
}

fn norm(weight: &Numbers, outputs: usize, u: &[f32], v: &[f32]) -> f64 {
    let inner: usize = weight.shape[outputs + 1..].iter().product();
    let rows = weight.shape[outputs];
    let mut sum = 0.0;
    for (at, run) in weight.values.chunks_exact(inner.max(1)).enumerate() {
        let (outer, row) = (at / rows, at % rows);
        let products = run.iter().zip(&v[outer * inner..]);
        let products: f64 = products
            .map(|(weight, v)| f64::from(*weight) * f64::from(*v))
            .sum();
        sum += f64::from(u[row]) * products;
    }
    sum
}
