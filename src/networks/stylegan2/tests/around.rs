//! StyleGAN2 around the horizon, and styles by direction.

use super::*;
use crate::surface::Surface;
use crate::tests::panorama::{Panorama, assert_no_seam, with_bumps};
use crate::tests::random;

/// The depth of a network for 256², so that it sees as far as one; with few channels.
const CHANNELS: [usize; 7] = [32, 32, 32, 32, 16, 16, 16];
const W: usize = 16;

fn deep() -> StyleGan2<Cpu> {
    StyleGan2::load(&random::stylegan2(&CHANNELS, W, 1), &mut Cpu::default()).expect("it fits")
}

fn panorama(network: &mut StyleGan2<Cpu>, ask: &Ask) -> Panorama {
    let mut engine = Cpu::default();
    let sheet = network.paint(&mut engine, ask).expect("memory answers");
    Panorama {
        width: engine.shape(&sheet).width,
        values: engine.numbers(&sheet).expect("memory answers"),
    }
}

fn styles(network: &StyleGan2<Cpu>, seed: u32) -> Vec<Vec<f32>> {
    let z = crate::Randn::new(seed).normals(W);
    Network::<Cpu>::styles(network, &z, &[], &Truncation::default())
}

#[test]
fn a_panorama_closes() {
    let mut network = deep();
    for times in [1, 2, 3] {
        let ask = Ask {
            surface: Surface::Panorama { times },
            ..ask(styles(&network, 2))
        };
        let panorama = panorama(&mut network, &ask);
        assert_eq!(panorama.width, 256 * times);
        assert_no_seam(&panorama);
    }
}

#[test]
fn a_square_does_not_close() {
    let mut network = deep();
    let ask = ask(styles(&network, 2));
    let square = panorama(&mut network, &ask);
    let steps = square.steps();
    let seam = steps[255];
    assert!(
        steps[..255].iter().all(|step| *step < seam),
        "so the test would notice"
    );
}

#[test]
fn the_poles_are_one_colour() {
    let mut network = deep();
    let ask = Ask {
        surface: Surface::Panorama { times: 2 },
        ..ask(styles(&network, 2))
    };
    let panorama = panorama(&mut network, &ask);
    let spread = |row: &[f32]| {
        let largest = row.iter().copied().fold(f32::MIN, f32::max);
        largest - row.iter().copied().fold(f32::MAX, f32::min)
    };
    for plane in panorama.values.chunks(256 * 512) {
        let row = |row: usize| spread(&plane[row * 512..][..512]);
        assert!(row(0) < 1e-5 && row(255) < 1e-5);
        assert!(row(128) > 0.1);
    }
    let cylinder = Ask {
        surface: Surface::Panorama { times: 3 },
        ..ask
    };
    let cylinder = self::panorama(&mut network, &cylinder);
    assert!(
        spread(&cylinder.values[..cylinder.width]) > 0.1,
        "a cylinder has none"
    );
}

#[test]
fn turned_by_what_repeats_a_panorama_is_turned() {
    let mut network = StyleGan2::load(
        &random::stylegan2(&CHANNELS[..4], W, 3),
        &mut Cpu::default(),
    )
    .expect("it fits");
    let (base, other) = (styles(&network, 2), styles(&network, 3));
    let at = |azimuth_deg: f32| Ask {
        surface: Surface::Panorama { times: 4 },
        noise: Noise::None,
        ..with_bumps(base.clone(), &[(azimuth_deg, other.clone())])
    };
    let [here, there] = [90.0, 270.0].map(|azimuth_deg| panorama(&mut network, &at(azimuth_deg)));
    let turned = here.turned(here.width / 2);
    let [largest, _] = differences(&turned.values, &there.values);
    assert!(largest < 1e-4, "{largest}");
}

#[test]
fn the_coarsest_layers_have_the_first_places_style() {
    let mut network = deep();
    let base = styles(&network, 2);
    let mut coarse = base.clone();
    coarse[0] = styles(&network, 3)[0].clone();
    let with = |base: &Vec<Vec<f32>>, there: &Vec<Vec<f32>>| {
        with_bumps(base.clone(), &[(90.0, there.clone())])
    };
    let still = panorama(&mut network, &with(&base, &base));
    assert_eq!(panorama(&mut network, &with(&base, &coarse)), still);
    assert_ne!(panorama(&mut network, &with(&coarse, &base)), still);
}
