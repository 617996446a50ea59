#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::borrow::Cow;

use burn::Dispatch;
use welkin_checkpoint::{CheckpointError, Found};
use welkin_values::{Coverage, Grid, Latent};

use super::*;
use crate::checkpoint::Checkpoint;
use crate::device::{cpu, gpu};
use crate::error::OpenError;
use crate::generator::Generator;
use crate::noise::normals;
use crate::open::shipped_field_gan;

const DOME: Coverage = Coverage::Dome { fov: 3.0 };
const PANORAMA: Coverage = Coverage::Panorama {
    top: 1.5,
    bottom: -1.5,
};
const WALL: Coverage = Coverage::Flat {
    fov: 1.0,
    aspect: 16.0 / 9.0,
};

const EXPECTED: &[u8] = include_bytes!("../fixtures/field-gan.expected.safetensors");
/// What a picture, −1 to 1, may differ from the prototype's: a hundredth of an 8-bit step.
const TOLERANCE: f32 = 1e-4;

fn shipped() -> Weights {
    let bytes = Cow::Borrowed(shipped_field_gan());
    Weights::read(&Checkpoint::parse("the shipped Field GAN", bytes).unwrap()).unwrap()
}

/// Latents of the prototype with the pictures it made of them: [3, height, width].
fn prototype(grid: [usize; 2]) -> Vec<(Latent, Vec<f32>)> {
    let [height, width] = grid;
    let file = Checkpoint::parse("expected", EXPECTED).unwrap();
    let numbers = |name: &str| file.numbers(&format!("{name}_{height}x{width}")).values;
    let (zg, zl, pictures) = (file.numbers("zg").values, numbers("zl"), numbers("picture"));
    let halves = zg.chunks(64).zip(zl.chunks(12 * height * width));
    halves
        .zip(pictures.chunks(3 * 32 * 32 * height * width))
        .map(|((global, local), picture)| {
            let local = Grid {
                channels: 12,
                height,
                width,
                values: local.to_vec(),
            };
            let global = global.to_vec();
            (
                Latent {
                    global,
                    local,
                    truncation: 1.0,
                    ..Latent::default()
                },
                picture.to_vec(),
            )
        })
        .collect()
}

fn drawn(shape: LatentShape, seed: u64) -> Latent {
    let LatentShape {
        global,
        local_channels,
        local_height,
        local_width,
        ..
    } = shape;
    let mut latent = Latent {
        global: vec![0.0; global],
        local: Grid::zeros(local_channels, local_height, local_width),
        truncation: 1.0,
        noise: 1.0,
        noise_drift: 0.4,
        noise_seed: seed,
        ..Latent::default()
    };
    normals(seed, 0, &mut latent.global);
    normals(seed, 1, &mut latent.local.values);
    latent
}

fn plain_picture<B: burn::tensor::backend::Backend>(
    net: &mut FieldGan<B>,
    latent: &Latent,
) -> Vec<f32> {
    net.forward(latent).into_data().into_vec().unwrap()
}

fn fused_picture(net: &mut FusedFieldGan, latent: &Latent) -> Vec<f32> {
    let sheet = net.forward(latent);
    let rows = (0..3).flat_map(|c| (0..sheet.height).map(move |y| (y, c)));
    rows.flat_map(|(y, c)| sheet.row(y, c).to_vec()).collect()
}

fn assert_near(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = found
        .iter()
        .zip(expected)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    assert!(largest <= TOLERANCE, "{what} differs by {largest}");
}

#[test]
fn the_plain_network_is_the_prototype() {
    for (latent, picture) in prototype([5, 9]) {
        let mut net = FieldGan::<Dispatch>::on(&shipped(), Canvas::as_trained(5, 9), cpu());
        assert_near(
            &plain_picture(&mut net, &latent),
            &picture,
            "the plain network",
        );
    }
}

#[test]
fn the_fused_network_is_the_prototype() {
    for grid in [[8, 8], [5, 9]] {
        let mut net = FusedFieldGan::on(&shipped(), Canvas::as_trained(grid[0], grid[1]));
        for (latent, picture) in prototype(grid) {
            assert_near(
                &fused_picture(&mut net, &latent),
                &picture,
                "the fused network",
            );
        }
    }
}

#[test]
fn the_network_on_the_gpu_is_the_prototype() {
    let device = match gpu() {
        Ok(device) => device,
        Err(error) => {
            eprintln!("not tested: {error}");
            return;
        }
    };
    let (latent, picture) = prototype([5, 9]).remove(0);
    let mut net = FieldGan::<Dispatch>::on(&shipped(), Canvas::as_trained(5, 9), device);
    assert_near(
        &plain_picture(&mut net, &latent),
        &picture,
        "the network on the GPU",
    );
}

#[test]
fn fused_and_plain_agree_on_domes_and_panoramas() {
    for (size, coverage) in [(64, DOME), (96, PANORAMA), (64, WALL)] {
        let mut fused = FusedFieldGan::new(&shipped(), size, coverage);
        let mut plain = FieldGan::<Dispatch>::new(&shipped(), size, coverage, cpu());
        let mut latent = drawn(fused.shape(), 11);
        latent.truncation = 0.7;
        let expected = plain_picture(&mut plain, &latent);
        assert_near(
            &fused_picture(&mut fused, &latent),
            &expected,
            "the fused network",
        );
    }
}

#[test]
fn a_panorama_closes_at_its_sides() {
    let mut net = FusedFieldGan::new(&shipped(), 64, PANORAMA);
    let latent = drawn(net.shape(), 3);
    let mut turned = latent.clone();
    for row in turned.local.values.chunks_mut(4) {
        row.rotate_right(1);
    }
    let [latent, turned] = [latent, turned].map(|latent| Latent {
        noise: 0.0,
        ..latent
    });
    let mut picture = fused_picture(&mut net, &latent);
    picture.chunks_mut(128).for_each(|row| row.rotate_right(32));
    assert_near(
        &fused_picture(&mut net, &turned),
        &picture,
        "the turned panorama",
    );
}

#[test]
fn the_same_latent_gives_the_same_bytes() {
    let mut net = FusedFieldGan::new(&shipped(), 96, DOME);
    let (one, other) = (drawn(net.shape(), 1), drawn(net.shape(), 2));
    let first = net.paint(&one).unwrap();
    let between = net.paint(&other).unwrap();
    assert_ne!(first, between);
    assert_eq!(first.bytes(), net.paint(&one).unwrap().bytes());
    let mut fresh = FusedFieldGan::new(&shipped(), 96, DOME);
    assert_eq!(first.bytes(), fresh.paint(&one).unwrap().bytes());
}

#[test]
fn a_latent_that_does_not_fit_is_refused() {
    let mut net = FusedFieldGan::new(&shipped(), 64, DOME);
    let good = drawn(net.shape(), 1);
    let refused = |change: fn(&mut Latent)| {
        let mut latent = good.clone();
        change(&mut latent);
        latent
    };
    for latent in [
        refused(|latent| latent.global.truncate(63)),
        refused(|latent| latent.local.values.truncate(5)),
        refused(|latent| latent.local.width = 7),
        refused(|latent| latent.classes.push(1.0)),
        refused(|latent| latent.global[3] = f32::NAN),
        refused(|latent| latent.local.values[0] = f32::INFINITY),
        refused(|latent| latent.noise_drift = f32::NAN),
    ] {
        assert!(net.paint(&latent).is_err());
    }
    assert!(net.paint(&good).is_ok());
}

/// The shipped checkpoint's bytes with the header's text changed; lengths stay as they are.
fn with_header(change: impl Fn(&str) -> String) -> Result<Weights, OpenError> {
    let bytes = shipped_field_gan();
    let length = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
    let header = change(std::str::from_utf8(&bytes[8..8 + length]).unwrap());
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.extend_from_slice(&bytes[8 + length..]);
    Weights::read(&Checkpoint::parse("changed", file)?)
}

#[test]
fn all_misfits_are_listed() {
    let result = with_header(|header| {
        header
            .replace("\"c.3.w\"", "\"c.3.v\"")
            .replace("\"rgb.2.b\"", "\"rgb.2.c\"")
            .replace("[32,48,3,3]", "[48,32,3,3]")
    });
    let Err(OpenError::Checkpoint(CheckpointError::Misfits { misfits, .. })) = result else {
        panic!("it was read")
    };
    let names: Vec<&str> = misfits.iter().map(|misfit| misfit.name.as_str()).collect();
    assert_eq!(names, ["rgb.2.b", "c.3.w", "c.7.w"]);
    assert_eq!(misfits[0].found, Found::Nothing);
    assert_eq!(misfits[2].found, Found::Shape(vec![48, 32, 3, 3]));
    assert_eq!(misfits[2].expected, [32, 48, 3, 3]);
}

#[test]
fn extra_tensors_are_no_error() {
    assert!(with_header(|header| header.replace("\"rgb.0.ns\"", "\"new.one\"")).is_ok());
    assert!(with_header(str::to_owned).is_ok());
}

#[test]
fn without_its_finest_level_it_paints_the_same_world_half_as_large() {
    let weights = shipped();
    let mut whole = FusedFieldGan::new(&weights, 320, DOME);
    let mut coarser = FusedFieldGan::new(&weights.coarser(1), 160, DOME);
    assert_eq!(whole.shape(), coarser.shape());
    let mut latent = drawn(whole.shape(), 5);
    latent.noise = 0.0;
    let [whole, coarser] = [whole.paint(&latent), coarser.paint(&latent)].map(Result::unwrap);
    assert_eq!((whole.width, coarser.width), (320, 160));
    // Each pixel of the coarser one beside the mean of its four: alike, as far as coarse light goes.
    let (mut apart, mut spread) = (0.0, 0.0);
    for y in 0..160 {
        for x in 0..160 {
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .map(|(dx, dy)| whole.pixel(2 * x + dx, 2 * y + dy)[1]);
            let mean = four.iter().sum::<f32>() / 4.0;
            apart += (coarser.pixel(x, y)[1] - mean).abs();
            spread += (mean - 0.2).abs();
        }
    }
    assert!(apart < 0.5 * spread, "{apart} apart, {spread} around");
}
