//! Against the published code, and what artists do with it.

use std::collections::BTreeMap;

use welkin_compute::{Counting, Engine, Plain, Shape};
use welkin_values::{Bend, Deed};

use super::BigGan;
use crate::tests::fixture::{Fixture, differences};
use crate::tests::painted::assert_painted;
use crate::*;

fn load(name: &str) -> BigGan<Plain> {
    BigGan::load(&Fixture::read(name), &mut Plain).expect("it fits")
}

fn place(network: &BigGan<Plain>, run: &Fixture, index: usize) -> Place {
    let (z, c) = (run.row("z", index), run.row("c", index));
    Place {
        styles: network.styles(z, c, &Truncation::default()),
        mask: Vec::new(),
    }
}

fn numbers(network: &mut BigGan<Plain>, ask: &Ask) -> Vec<f32> {
    let painted = network.paint(&mut Plain, ask).expect("memory answers");
    Plain.numbers(&painted).expect("memory answers")
}

fn check(name: &str, psi: f32) {
    let mut network = load(&format!("biggan/{name}"));
    let run = Fixture::read(&format!("biggan/{name}.truncation-{psi}"));
    for index in 0..run.numbers("z").shape[0] {
        let ask = Ask {
            places: vec![place(&network, &run, index)],
            psi,
            ..Ask::default()
        };
        let painted = network.paint(&mut Plain, &ask).expect("memory answers");
        assert_painted(&run, index, &painted, &format!("{name} {psi} {index}"));
    }
}

#[test]
fn it_is_the_original_at_every_truncation() {
    for psi in [1.0, 0.5, 0.4, 0.14, 0.28, 0.56, 0.58, 0.94, 0.47, 0.003] {
        check("deep32", psi);
    }
}

#[test]
fn it_is_the_original_with_the_list_of_128() {
    check("deep128", 0.5);
}

#[test]
fn the_mended_rows_are_another_picture_only_where_the_original_errs() {
    let mut network = load("biggan/deep32");
    let run = Fixture::read("biggan/deep32.truncation-0.4");
    for (psi, errs) in [(0.4, false), (0.5, false), (0.14, true), (0.407, true)] {
        let [original, mended] = [Rows::Original, Rows::Mended].map(|rows| {
            let ask = Ask {
                places: vec![place(&network, &run, 0)],
                psi,
                rows,
                ..Ask::default()
            };
            numbers(&mut network, &ask)
        });
        assert_eq!(original != mended, errs, "{psi}");
    }
}

#[test]
fn seeds_are_those_of_the_published_code() {
    for psi in [1.0, 0.4] {
        let run = Fixture::read(&format!("biggan/deep32.truncation-{psi}"));
        let z = &run.numbers("z").values;
        let seeded = truncated_normals(30, z.len());
        for (z, seeded) in z.iter().zip(&seeded) {
            assert!((z - psi * seeded).abs() <= 1e-7, "{z} {}", psi * seeded);
        }
    }
}

#[test]
fn it_finds_its_list_of_blocks_and_bends_them() {
    let mut network = load("biggan/deep32");
    let size = network.size();
    let known = Size {
        z: 4,
        classes: 10,
        styles: 8,
        w: 8,
        layers: 9,
        height: 32,
        width: 32,
    };
    assert_eq!(size, known);
    let run = Fixture::read("biggan/deep32.truncation-0.4");
    let mut ask = Ask {
        places: vec![place(&network, &run, 0)],
        psi: 0.4,
        ..Ask::default()
    };
    let unbent = numbers(&mut network, &ask);
    for layer in 0..size.layers {
        let bend = Bend {
            layer,
            share: 0.5,
            seed: 1,
            deed: Deed::Invert,
        };
        ask.bends = vec![bend];
        assert_ne!(numbers(&mut network, &ask), unbent, "layer {layer}");
    }
    ask.bends[0].layer = size.layers;
    assert_eq!(numbers(&mut network, &ask), unbent);
}

#[test]
fn every_layer_has_a_style_of_its_own() {
    let mut network = load("biggan/deep32");
    let run = Fixture::read("biggan/deep32.truncation-0.4");
    let (a, b) = (place(&network, &run, 0), place(&network, &run, 1));
    let mut ask = Ask {
        places: vec![a.clone()],
        ..Ask::default()
    };
    let unmixed = numbers(&mut network, &ask);
    for layer in 0..network.size().styles {
        ask.places[0] = a.clone();
        ask.places[0].styles[layer] = b.styles[layer].clone();
        assert_ne!(numbers(&mut network, &ask), unmixed, "style {layer}");
    }
    ask.places[0] = b;
    numbers(&mut network, &ask);
    ask.places[0] = a;
    assert_eq!(numbers(&mut network, &ask), unmixed, "it remembers nothing");
}

#[test]
fn truncation_is_a_product_for_all_or_for_some_layers() {
    let network = load("biggan/deep32");
    let truncation = Truncation {
        psi: 0.5,
        by_style: vec![1.0, 0.0],
        ..Truncation::default()
    };
    let mut classes = vec![0.0; 10];
    classes[3] = 1.0;
    let styles = network.styles(&[1.0, -2.0, 0.5, 0.0], &classes, &truncation);
    assert_eq!(styles[0][..4], [0.5, -1.0, 0.25, 0.0]);
    assert_eq!(styles[1][..4], [0.0; 4]);
    assert_eq!(styles[2][..4], [0.5, -1.0, 0.25, 0.0]);
    let embeddings = Fixture::read("biggan/deep32");
    let embeddings = &embeddings.numbers("embeddings.weight").values;
    let of_three: Vec<f32> = (0..4).map(|at| embeddings[10 * at + 3]).collect();
    assert_eq!(styles[1][4..], of_three);
    // Too few or too many numbers are no reason to stop.
    assert_eq!(network.styles(&[], &[0.0; 99], &truncation)[7].len(), 8);
}

#[test]
fn two_places_of_the_same_are_one() {
    let mut network = load("biggan/deep32");
    let run = Fixture::read("biggan/deep32.truncation-0.4");
    let whole = place(&network, &run, 0);
    let half = |value: f32| Place {
        mask: [vec![value; 8], vec![1.0 - value; 8]].concat(),
        ..whole.clone()
    };
    let mut ask = Ask {
        places: vec![whole.clone()],
        ..Ask::default()
    };
    let one = numbers(&mut network, &ask);
    ask.places = vec![half(0.9), half(0.1)];
    ask.mask_size = (2, 8);
    let two = numbers(&mut network, &ask);
    assert!(differences(&two, &one)[0] < 1e-4);
}

#[test]
fn a_panorama_turns_with_its_places() {
    let mut network = load("biggan/deep32");
    let run = Fixture::read("biggan/deep32.truncation-0.4");
    let places = [place(&network, &run, 0), place(&network, &run, 1)];
    // The first map repeats after two tiles: a turn by a half of four tiles is a turn of everything.
    let mut painted = |shift: usize| {
        let share = |at: usize| if (at + shift) % 16 < 5 { 1.0 } else { 0.0 };
        let [mut a, mut b] = places.clone();
        a.mask = (0..16).map(share).collect();
        b.mask = (0..16).map(|at| 1.0 - share(at)).collect();
        let ask = Ask {
            places: vec![a, b],
            mask_size: (1, 16),
            surface: Surface::Panorama { times: 4 },
            ..Ask::default()
        };
        network.paint(&mut Plain, &ask).expect("memory answers")
    };
    let (straight, turned) = (painted(0), painted(8));
    assert_eq!(Plain.shape(&straight), Shape::new(3, 32, 128));
    let back = Plain.window(
        &turned,
        (0, 64),
        (32, 128),
        Surface::Panorama { times: 4 }.edges(welkin_compute::Edge::Zero),
    );
    let [back, straight] =
        [back, straight].map(|sheet| Plain.numbers(&sheet).expect("memory answers"));
    assert!(differences(&back, &straight)[0] < 1e-4);
}

/// The largest of the published networks, every number of it one.
struct Published(BTreeMap<String, Vec<usize>>);

impl Published {
    fn read() -> Self {
        let text = include_str!("../fixtures/biggan/structure.txt");
        let tensor = |line: &str| {
            let (name, shape) = line.split_once(' ')?;
            let shape = shape.split('x').map(|len| len.parse().ok());
            Some((name.to_owned(), shape.collect::<Option<_>>()?))
        };
        Self(text.lines().filter_map(tensor).collect())
    }
}

impl Source for Published {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.0.get(name).cloned()
    }
    fn values(&self, name: &str) -> Option<Vec<f32>> {
        Some(vec![1.0; self.0.get(name)?.iter().product()])
    }
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
    fn setting(&self, _: &str) -> Option<String> {
        None
    }
}

#[test]
fn the_largest_published_network_fits_and_costs_what_it_should() {
    let mut engine = Counting::default();
    let mut network = BigGan::load(&Published::read(), &mut engine).expect("it fits");
    let size = network.size();
    assert_eq!((size.z, size.classes, size.styles), (128, 1000, 15));
    let painted = network
        .paint(&mut engine, &Ask::default())
        .expect("sizes answer");
    assert_eq!(painted, Shape::new(3, 512, 512));
    // As written it is 38.0 · 10⁹; 11.0 of these are doublings with a convolution, of which 4/9 are left.
    let giga = engine.cost.multiplies as f64 / 1e9;
    assert!((giga - 31.85).abs() < 0.05, "{giga}");
}

#[test]
fn what_does_not_fit_is_said() {
    let mut broken = Fixture::read("biggan/deep32");
    broken.tensors.remove("generator.bn.weight");
    broken
        .tensors
        .remove("generator.layers.3.bn_2.scale.weight_u");
    let weight = "generator.layers.1.conv_3.weight_orig";
    broken.tensors.get_mut(weight).expect("it is there").shape = vec![64, 8, 1, 2];
    let misfits = BigGan::load(&broken, &mut Plain)
        .err()
        .expect("it does not fit");
    let named = |end: &str| misfits.0.iter().any(|misfit| misfit.name.ends_with(end));
    assert!(
        named("bn.weight") && named("scale.weight_u") && named(weight),
        "{misfits}"
    );
}
