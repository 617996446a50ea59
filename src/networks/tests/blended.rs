//! Two checkpoints in one.

use welkin_compute::{Engine, Plain};

use super::fixture::{Fixture, differences};
use super::random;
use crate::*;

fn picture(source: &dyn Source) -> Vec<f32> {
    let mut network = StyleGan2::load(source, &mut Plain).expect("it fits");
    let place = Place {
        styles: vec![vec![0.4; 8]],
        mask: Vec::new(),
    };
    let ask = Ask {
        places: vec![place],
        ..Ask::default()
    };
    let sheet = network.paint(&mut Plain, &ask).expect("memory answers");
    Plain.numbers(&sheet).expect("memory answers")
}

#[test]
fn checkpoints_are_blended_layer_by_layer() {
    let [first, second] = [1, 2].map(|seed| random::stylegan2(&[6, 6, 4], 8, seed));
    let blended = |layers: &[f32]| {
        picture(&Blended {
            first: &first,
            second: &second,
            mapping: 0.0,
            layers,
        })
    };
    let (one, other) = (picture(&first), picture(&second));
    assert_eq!(blended(&[]), one);
    assert_eq!(blended(&[0.0]), one);
    assert_eq!(blended(&[1.0]), other);
    let swapped = blended(&[0.0, 0.0, 1.0]);
    assert!(swapped != one && swapped != other);
    let nearly = blended(&[0.0, 0.0, 1e-4]);
    assert!(nearly != one && differences(&nearly, &one)[1] < 1e-2);
}

#[test]
fn layers_are_known_by_their_names() {
    let third = Fixture::read("stylegan3/tiny16");
    let other = {
        let mut other = Fixture::read("stylegan3/tiny16");
        let values = other
            .tensors
            .values_mut()
            .flat_map(|numbers| &mut numbers.values);
        values.for_each(|value| *value += 1.0);
        other
    };
    let blended = Blended {
        first: &third,
        second: &other,
        mapping: 0.5,
        layers: &[1.0, 0.0, 0.25],
    };
    let moved = |name: &str| {
        let [from, to] = [third.values(name), blended.values(name)].map(Option::unwrap_or_default);
        to[0] - from[0]
    };
    let known = [
        ("mapping.fc0.weight", 0.5),
        ("synthesis.input.freqs", 1.0),
        ("synthesis.L0_36_4.weight", 0.0),
        ("synthesis.L1_36_2.weight", 0.25),
        ("synthesis.L4_16_3.bias", 0.25),
    ];
    for (name, share) in known {
        assert!((moved(name) - share).abs() < 1e-5, "{name}");
    }
    assert_eq!(blended.names(), third.names());
    assert_eq!(blended.setting("num_layers"), third.setting("num_layers"));
}
