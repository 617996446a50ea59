#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use burn::tensor::TensorData;
use half::f16;
use welkin_values::Picture;

use super::*;
use crate::device::{gpu, opened};
use crate::light;
use crate::readback::pixels;

/// How many halves lie between two numbers that are 0 or more.
fn halves_between(one: f16, other: f16) -> u16 {
    one.to_bits().abs_diff(other.to_bits())
}

/// Ramps beyond black and white, and what is no number.
fn planes(width: usize, height: usize) -> Vec<f32> {
    let mut values: Vec<f32> = (0..3 * width * height)
        .map(|at| (at as f32 * 0.377).sin() * 1.2)
        .collect();
    values[1] = f32::NAN;
    values[2] = f32::INFINITY;
    values[width * height] = f32::NEG_INFINITY;
    values
}

fn check(made: &Slide, expected: &Picture, device: &Device, queue: &Queue, what: &str) {
    let Slide::Gpu(made) = made else {
        panic!("{what}: in memory");
    };
    assert_eq!(
        (
            made.texture().width() as usize,
            made.texture().height() as usize
        ),
        (expected.width, expected.height),
        "{what}"
    );
    let made = pixels(device, queue, made.texture());
    for (at, (made, expected)) in made.iter().zip(&expected.pixels).enumerate() {
        for (made, expected) in made.iter().zip(expected) {
            // The GPU may round a half to either side.
            assert!(
                halves_between(*made, *expected) <= 1,
                "{what}, pixel {at}: {made} for {expected}"
            );
        }
    }
}

#[test]
fn pictures_are_those_of_the_plain_way_wherever_their_numbers_lie() {
    let burn = match gpu() {
        Ok(device) => device,
        Err(reason) => return eprintln!("not checked: {reason}"),
    };
    let opened = opened(&burn).unwrap();
    let darkroom = Darkroom::new(&opened);
    let Opened { device, queue, .. } = opened;
    for (width, height) in [(1, 1), (8, 8), (65, 33), (200, 100)] {
        let values = planes(width.max(3), height);
        let values = &values[..3 * width * height];
        let expected = light::from_planes(width, height, values);
        let sheet: Tensor<Dispatch, 4> = Tensor::from_data(
            TensorData::new(values.to_vec(), [1, 3, height, width]),
            &burn,
        );
        let developed = |sheet| darkroom.develop(sheet).unwrap().unwrap();
        check(
            &developed(sheet.clone()),
            &expected,
            &device,
            &queue,
            "as it is",
        );
        // Computed where it is, and with its channels innermost.
        let innermost = (sheet.clone().permute([0, 2, 3, 1]) * 1.0).permute([0, 3, 1, 2]);
        check(
            &developed(innermost),
            &expected,
            &device,
            &queue,
            "permuted",
        );
        // In the middle of a larger one.
        let larger = Tensor::cat(vec![sheet.clone() * 0.5, sheet.clone(), sheet], 1);
        let middle = larger.narrow(1, 3, 3);
        check(&developed(middle), &expected, &device, &queue, "a part");
    }
}

#[test]
fn textures_are_used_again_when_nobody_looks() {
    let burn = match gpu() {
        Ok(device) => device,
        Err(reason) => return eprintln!("not checked: {reason}"),
    };
    let opened = opened(&burn).unwrap();
    let darkroom = Darkroom::new(&opened);
    let sheet = || Tensor::<Dispatch, 4>::zeros([1, 3, 4, 4], &burn);
    let texture = |slide: &Slide| match slide {
        Slide::Gpu(picture) => picture.texture().clone(),
        Slide::Memory(_) => panic!("in memory"),
    };
    let developed = || darkroom.develop(sheet()).unwrap().unwrap();
    let (first, second) = (developed(), developed());
    assert_ne!(texture(&first), texture(&second));
    let left = texture(&first);
    drop(first);
    assert_eq!(texture(&developed()), left);
}

#[test]
fn what_is_not_on_the_gpu_stays_where_it_is() {
    let burn = match gpu() {
        Ok(device) => device,
        Err(reason) => return eprintln!("not checked: {reason}"),
    };
    let opened = opened(&burn).unwrap();
    let darkroom = Darkroom::new(&opened);
    let sheet = Tensor::<Dispatch, 4>::zeros([1, 3, 4, 4], &crate::device::cpu());
    assert_eq!(darkroom.develop(sheet), Ok(None));
    let grey = Tensor::<Dispatch, 4>::zeros([1, 1, 4, 4], &burn);
    assert_eq!(darkroom.develop(grey), Ok(None));
}
