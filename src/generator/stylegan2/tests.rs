#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::borrow::Cow;

use burn::Dispatch;

use super::*;
use crate::checkpoint::Checkpoint;
use crate::device::{cpu, gpu};
use crate::error::{Found, OpenError};

/// Random weights, and what the formulas make of them, computed once in double precision with weights
/// that are modulated one by one instead of activations.
const CASES: [[&[u8]; 2]; 2] = [
    [
        include_bytes!("../fixtures/stylegan2-classes.safetensors"),
        include_bytes!("../fixtures/stylegan2-classes.expected.safetensors"),
    ],
    [
        include_bytes!("../fixtures/stylegan2-plain.safetensors"),
        include_bytes!("../fixtures/stylegan2-plain.expected.safetensors"),
    ],
];

fn parse(bytes: impl Into<Cow<'static, [u8]>>) -> Checkpoint {
    Checkpoint::parse("test".into(), bytes.into()).unwrap()
}

fn check_exact<B: Backend>(case: [&'static [u8]; 2], device: &B::Device) {
    let [weights, expected] = case.map(parse);
    let mut net = StyleGan2::<B>::new(&Weights::read(&weights).unwrap(), device.clone());
    let [z, classes, truncation, pictures] =
        ["z", "classes", "truncation", "picture"].map(|name| expected.numbers(name));
    let picture_len = pictures.values.len() / z.shape[0];
    for (index, expected) in pictures.values.chunks(picture_len).enumerate() {
        let row = |numbers: &Numbers| {
            numbers.values[index * numbers.shape[1]..][..numbers.shape[1]].to_vec()
        };
        let latent = Latent {
            global: row(&z),
            classes: row(&classes),
            truncation: truncation.values[index],
            noise: 1.0,
            ..Latent::default()
        };
        let found: Vec<f32> = net.forward(&latent).into_data().into_vec().unwrap();
        let square = |values: f32| values * values;
        let deviation =
            (expected.iter().copied().map(square).sum::<f32>() / expected.len() as f32).sqrt();
        let difference = found
            .iter()
            .zip(expected)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert_eq!(found.len(), expected.len());
        assert!(
            difference <= 1e-3 * deviation,
            "differs by {difference} of {deviation}"
        );
        assert!(net.paint(&latent).is_ok());
    }
}

#[test]
fn it_computes_the_formulas() {
    for case in CASES {
        check_exact::<Dispatch>(case, &cpu());
    }
}

#[test]
fn it_computes_the_formulas_on_the_gpu() {
    match gpu() {
        Ok(device) => check_exact::<Dispatch>(CASES[1], &device),
        Err(error) => eprintln!("not tested: {error}"),
    }
}

#[test]
fn sizes_are_read_off_the_tensors() {
    let shapes = CASES.map(|[weights, _]| {
        let weights = Weights::read(&parse(weights)).unwrap();
        (weights.z_len, weights.classes, weights.blocks.len())
    });
    assert_eq!(shapes, [(32, 3, 5), (16, 0, 3)]);
}

#[test]
fn noise_drifts_and_can_be_silent() {
    let weights = Weights::read(&parse(CASES[1][0])).unwrap();
    let mut net = StyleGan2::<Dispatch>::new(&weights, cpu());
    let still = Latent {
        global: vec![0.5; 16],
        truncation: 1.0,
        noise: 1.0,
        ..Latent::default()
    };
    let drifted = Latent {
        noise_drift: 2.5,
        ..still.clone()
    };
    let silent = Latent {
        noise: 0.0,
        ..drifted.clone()
    };
    let pictures = [&still, &drifted, &silent].map(|latent| net.paint(latent).unwrap());
    assert_ne!(pictures[0], pictures[1]);
    assert_ne!(pictures[1], pictures[2]);
    assert_eq!(pictures[0], net.paint(&still).unwrap());
}

#[test]
fn another_familys_checkpoint_is_refused_with_everything_that_is_missing() {
    let result = Weights::read(&parse(crate::open::shipped_field_gan()));
    let Err(OpenError::Misfits {
        misfits, family, ..
    }) = result
    else {
        panic!("it was read")
    };
    assert_eq!(family, FAMILY);
    assert!(
        misfits
            .iter()
            .any(|misfit| misfit.name == "synthesis.b4.const")
    );
    assert!(misfits.iter().all(|misfit| misfit.found == Found::Nothing));
}
