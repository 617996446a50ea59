//! A network on the GPU that shows paints for showing what it paints for memory.
#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use welkin_networks::{Family, Invented, Place, Randn, load};

use super::*;
use crate::device::{gpu, open, opened, share_device};
use crate::light;
use crate::on_burn::OnBurn;
use crate::readback::pixels;

#[test]
fn a_picture_stays_on_the_gpu_that_shows_and_is_the_same() {
    match pollster::block_on(open()) {
        Ok(device) => share_device(device),
        Err(reason) => return eprintln!("not checked: {reason}"),
    }
    let device = gpu().unwrap();
    let shown = opened(&device).unwrap();
    let mut engine = OnBurn::new(device);
    let invented = Invented::stylegan2(32, 256);
    let network = load(Family::StyleGan2, &invented, &mut engine).unwrap();
    let mut laid = Laid { engine, network };
    for seed in 0..3 {
        let z = Randn::new(seed).normals(laid.size().z);
        let ask = Ask {
            places: vec![Place {
                styles: laid.styles(&z, &[], &Truncation::default()),
                mask: Vec::new(),
            }],
            ..Ask::default()
        };
        let image = laid.image(&ask).unwrap();
        let expected = light::from_planes(image.width, image.height, &image.values);
        let Slide::Gpu(picture) = laid.slide(&ask).unwrap() else {
            panic!("{seed}: in memory");
        };
        assert!(picture.is_on(&shown.device));
        let seen = pixels(&shown.device, &shown.queue, picture.texture());
        assert_ne!(seen.first(), seen.last(), "a picture of something");
        for (at, (seen, expected)) in seen.iter().zip(&expected.pixels).enumerate() {
            for (seen, expected) in seen.iter().zip(expected) {
                // The GPU may round a half to either side.
                let halves = seen.to_bits().abs_diff(expected.to_bits());
                assert!(halves <= 1, "{seed}, {at}: {seen} for {expected}");
            }
        }
    }
}
