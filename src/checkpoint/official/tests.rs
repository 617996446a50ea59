#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use super::*;
use crate::{Likeness, detect, write_safetensors};

fn read(name: &str) -> Checkpoint {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name);
    Checkpoint::parse(name, std::fs::read(path).unwrap()).unwrap()
}

fn only_network(checkpoint: &Checkpoint) -> (Family, Checkpoint) {
    match detect(checkpoint) {
        Likeness::Known(guess) => (guess.family, official(checkpoint, &guess)),
        other => panic!("{}: {other:?}", checkpoint.name()),
    }
}

/// Names, shapes and numbers; `prefix` stands before those that are expected.
fn assert_same(found: &Checkpoint, expected: &Checkpoint, prefix: &str) {
    let expected: BTreeMap<&str, &Tensor> = expected
        .tensors()
        .map(|(name, tensor)| (name.strip_prefix(prefix).unwrap(), tensor))
        .collect();
    let names: Vec<&str> = found.names().collect();
    assert_eq!(
        names,
        expected.keys().copied().collect::<Vec<_>>(),
        "{}",
        found.name()
    );
    for (name, tensor) in expected {
        let found = found.tensor(name).unwrap();
        assert_eq!(found.shape(), tensor.shape(), "{name}");
        assert_eq!(found.values(), tensor.values(), "{name}");
    }
}

#[test]
fn every_naming_becomes_the_official_one() {
    for (name, expected, prefix) in [
        ("stylegan2.pkl", "stylegan2", "G_ema."),
        ("stylegan3.pkl", "stylegan3", "G_ema."),
        ("rosinality.pt", "rosinality", ""),
        ("tensorflow-2.pkl", "tensorflow-official", ""),
        ("tensorflow-4.pkl", "tensorflow-official", ""),
    ] {
        let (_, found) = only_network(&read(name));
        assert_same(
            &found,
            &read(&format!("{expected}.expected.safetensors")),
            prefix,
        );
    }
}

#[test]
fn settings_come_along_and_survive_writing() {
    let (family, found) = only_network(&read("tensorflow-4.pkl"));
    let setting = |found: &Checkpoint, name: &str| found.setting(name).map(ToString::to_string);
    assert_eq!(setting(&found, "img_resolution").as_deref(), Some("8"));
    assert_eq!(
        setting(&found, "synthesis_kwargs.channel_base").as_deref(),
        Some("16384")
    );
    for name in [
        "stylegan2.pkl",
        "stylegan3.pkl",
        "tensorflow-4.pkl",
        "rosinality.pt",
    ] {
        let (family, found) = only_network(&read(name));
        let mut bytes = Vec::new();
        write_safetensors(found.tensors(), &found.header(family), &mut bytes).unwrap();
        let again = Checkpoint::parse(name, bytes).unwrap();
        assert_same(&again, &found, "");
        assert_eq!(setting(&again, "family").as_deref(), Some(family.id()));
        for (name, value) in found.settings() {
            assert_eq!(again.setting(name), Some(value), "{name}");
        }
        assert_eq!(only_network(&again).0, family);
    }
    assert_eq!(family, Family::StyleGan2);
}

/// A checkpoint of dense tensors.
fn of(tensors: &[(&str, &[usize], &[f32])]) -> BTreeMap<String, Tensor> {
    let source = |values: &[f32]| {
        let bytes: Vec<u8> = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        crate::source::Source::new(bytes.into())
    };
    let tensor = |shape: &[usize], values: &[f32]| {
        Tensor::dense(
            &source(values),
            0..4 * values.len(),
            crate::Dtype::F32,
            shape,
        )
        .unwrap()
    };
    tensors
        .iter()
        .map(|(name, shape, values)| (name.to_string(), tensor(shape, values)))
        .collect()
}

#[test]
fn spectral_normalisation_is_done() {
    let weight = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let (u, v) = ([0.6, 0.8], [0.0, 0.6, 0.8]);
    // uᵀWv, slowly: rows [1 2 3] and [4 5 6].
    let norm = 0.6 * (2.0 * 0.6 + 3.0 * 0.8) + 0.8 * (5.0 * 0.6 + 6.0 * 0.8);
    let expected: Vec<f32> = weight.iter().map(|value| value / norm).collect();
    let close = |found: &[f32]| {
        assert!(
            found
                .iter()
                .zip(&expected)
                .all(|(a, b)| (a - b).abs() < 1e-6),
            "{found:?} {expected:?}"
        );
    };
    for [orig, u_name, v_name] in [
        ["a.weight_orig", "a.weight_u", "a.weight_v"],
        [
            "a.parametrizations.weight.original",
            "a.parametrizations.weight.0._u",
            "a.parametrizations.weight.0._v",
        ],
    ] {
        let baked = spectral::baked(of(&[
            (orig, &[2, 3], &weight),
            (u_name, &[2], &u),
            (v_name, &[3], &v),
            ("a.bias", &[1], &[7.0]),
        ]));
        assert_eq!(baked.keys().collect::<Vec<_>>(), ["a.bias", "a.weight"]);
        close(&baked["a.weight"].values());
        assert_eq!(baked["a.bias"].values(), [7.0]);
    }
    // A transposed convolution's outputs are its second axis: the same numbers turned.
    let turned = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
    let baked = spectral::baked(of(&[
        ("a.weight_orig", &[3, 2, 1, 1], &turned),
        ("a.weight_u", &[2], &u),
        ("a.weight_v", &[3], &v),
    ]));
    close(&baked["a.weight"].turned(&[1, 0, 2, 3]).values());
    // Without v, it is what Wᵀu points at, and the norm is its length.
    let baked = spectral::baked(of(&[
        ("a.weight_orig", &[2, 3], &weight),
        ("a.weight_u", &[2], &u),
    ]));
    let wtu: [f32; 3] = std::array::from_fn(|i| 0.6 * weight[i] + 0.8 * weight[3 + i]);
    let length = wtu.iter().map(|value| value * value).sum::<f32>().sqrt();
    assert!((baked["a.weight"].values()[0] - 1.0 / length).abs() < 1e-6);
}

#[test]
fn statistics_that_nothing_uses_are_left_out() {
    let kept = without_instance_statistics(of(&[
        ("model.2.running_mean", &[1], &[0.0]),
        ("model.2.running_var", &[1], &[0.0]),
        ("model.3.weight", &[1], &[0.0]),
        ("model.3.running_mean", &[1], &[0.0]),
        ("model.3.num_batches_tracked", &[1], &[0.0]),
    ]));
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        ["model.3.running_mean", "model.3.weight"]
    );
}
