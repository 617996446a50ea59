//! Spectral normalisation done once and for all: W = W_orig / (uᵀ W_orig v), with the u and v that were stored
//! (Miyato et al. 2018, as PyTorch keeps it).

use std::collections::BTreeMap;

use crate::tensor::Tensor;

/// How a repository of PyTorch calls the three: what is made, and what it is made of.
const NAMES: [[&str; 3]; 2] = [
    ["weight_orig", "weight_u", "weight_v"],
    [
        "parametrizations.weight.original",
        "parametrizations.weight.0._u",
        "parametrizations.weight.0._v",
    ],
];

/// All weights with their normalisation done, under the name `….weight`; what belonged to it is left out.
pub(super) fn baked(tensors: BTreeMap<String, Tensor>) -> BTreeMap<String, Tensor> {
    let mut baked = BTreeMap::new();
    for (name, tensor) in &tensors {
        let Some((layer, [_, u, v])) = layer_of(name, 0) else {
            let belongs = [1, 2].iter().any(|&part| {
                layer_of(name, part).is_some_and(|(layer, [orig, ..])| {
                    tensors.contains_key(&format!("{layer}{orig}"))
                })
            });
            if !belongs {
                baked.insert(name.clone(), tensor.clone());
            }
            continue;
        };
        let u = tensors.get(&format!("{layer}{u}"));
        let v = tensors.get(&format!("{layer}{v}"));
        let norm = u.and_then(|u| norm(layer, tensor, u, v));
        let (name, tensor) = match norm {
            Some(norm) => (
                format!("{layer}weight"),
                tensor.scaled((1.0 / norm) as f32, 0.0),
            ),
            None => (name.clone(), tensor.clone()),
        };
        baked.insert(name, tensor);
    }
    baked
}

/// The layer of a name that is one of the three, with its point, and the three.
fn layer_of(name: &str, part: usize) -> Option<(&str, [&'static str; 3])> {
    NAMES.iter().find_map(|names| {
        let layer = name.strip_suffix(names[part])?;
        (layer.is_empty() || layer.ends_with('.')).then_some((layer, *names))
    })
}

/// uᵀ W v, where W's rows are the outputs: axis 0, or axis 1 of a transposed convolution.
fn norm(layer: &str, weight: &Tensor, u: &Tensor, v: Option<&Tensor>) -> Option<f64> {
    let shape = weight.shape();
    let (&first, rest) = shape.split_first()?;
    // FastGAN begins with a transposed convolution; where the lengths do not tell, its name does.
    let may_turn = rest.first() == Some(&u.len());
    let is_turned = may_turn && (first != u.len() || layer.ends_with("init.init.0."));
    if !is_turned && first != u.len() {
        return None;
    }
    let weight = if is_turned {
        let mut order: Vec<usize> = (0..shape.len()).collect();
        order.swap(0, 1);
        weight.turned(&order)
    } else {
        weight.clone()
    };
    let columns = weight.len().checked_div(u.len())?;
    let u = u.values();
    let v = match v {
        Some(v) if v.len() == columns => v.values(),
        Some(_) => return None,
        // The oldest files keep only u: v is Wᵀu, normalised.
        None => unit(&weight, &u, columns),
    };
    let (mut row, mut column) = (0, 0);
    let mut norm = 0.0;
    weight.each(|value| {
        norm += f64::from(u[row]) * f64::from(value) * f64::from(v[column]);
        column += 1;
        if column == columns {
            (row, column) = (row + 1, 0);
        }
    });
    (norm.is_finite() && norm != 0.0).then_some(norm)
}

fn unit(weight: &Tensor, u: &[f32], columns: usize) -> Vec<f32> {
    let mut v = vec![0.0_f64; columns];
    let (mut row, mut column) = (0, 0);
    weight.each(|value| {
        v[column] += f64::from(u[row]) * f64::from(value);
        column += 1;
        if column == columns {
            (row, column) = (row + 1, 0);
        }
    });
    let length = v
        .iter()
        .map(|value| value * value)
        .sum::<f64>()
        .sqrt()
        .max(1e-12);
    v.iter().map(|value| (value / length) as f32).collect()
}
