//! StyleGAN2 against its authors' own code, and what only we do with it.

mod around;
mod coarser;

use welkin_compute::{Cpu, Engine, Plain};

use super::*;
use crate::ask::{Noise, Place};
use crate::tests::fixture::{Fixture, assert_exact, differences};

fn open(name: &str) -> StyleGan2<Plain> {
    let fixture = Fixture::read(&format!("stylegan2/{name}"));
    StyleGan2::load(&fixture, &mut Plain).expect("a checkpoint that fits")
}

fn picture(network: &mut StyleGan2<Plain>, ask: &Ask) -> Vec<f32> {
    let sheet = network.paint(&mut Plain, ask).expect("memory answers");
    Plain.numbers(&sheet).expect("memory answers")
}

fn ask(styles: Vec<Vec<f32>>) -> Ask {
    Ask {
        places: vec![Place {
            styles,
            mask: Vec::new(),
        }],
        ..Ask::default()
    }
}

/// Every picture of a case: what it found of w (where the case does not give it) and of the picture.
fn for_each_picture(name: &str, case: &str, check: impl Fn(&str, &[f32], &[f32])) {
    let mut network = open(name);
    let fixture = Fixture::read(&format!("stylegan2/{name}.{case}"));
    let options = fixture.header("options");
    let truncation = Truncation {
        psi: options["truncation_psi"].as_f64().unwrap_or(1.0) as f32,
        cutoff: options["truncation_cutoff"]
            .as_u64()
            .map(|cutoff| cutoff as usize),
        ..Truncation::default()
    };
    let size = Network::<Plain>::size(&network);
    for index in 0..fixture.numbers("image").shape[0] {
        let expected = fixture.row("w", index);
        let classes = match fixture.tensors.get("c") {
            Some(_) => fixture.row("c", index),
            None => &[],
        };
        let found =
            Network::<Plain>::styles(&network, fixture.row("z", index), classes, &truncation);
        assert_eq!(found.len(), size.styles);
        if case != "mixed" {
            assert_exact(&format!("w of {name}.{case}"), &found.concat(), expected);
        }
        let ask = Ask {
            noise: match options["noise_mode"].as_str() {
                Some("none") => Noise::None,
                _ => Noise::Kept,
            },
            ..ask(expected.chunks(size.w).map(<[f32]>::to_vec).collect())
        };
        let found = picture(&mut network, &ask);
        check(
            &format!("{name}.{case} picture {index}"),
            &found,
            fixture.row("image", index),
        );
    }
}

#[test]
fn it_is_exact() {
    let cases = [
        ("plain32", "const"),
        ("plain32", "none"),
        ("plain32", "truncated"),
        ("plain32", "cutoff"),
        ("plain32", "mixed"),
        ("cond64", "const"),
        ("clamp32", "const"),
        ("orig32", "const"),
        ("resnet32", "const"),
        ("half32", "full"),
        ("filter16", "const"),
        ("quiet16", "const"),
    ];
    for (name, case) in cases {
        for_each_picture(name, case, |what, found, expected| {
            assert_exact(what, found, expected);
        });
    }
}

#[test]
fn what_the_original_computes_in_half_precision_is_near() {
    for_each_picture("half32", "half", |what, found, expected| {
        let [_, rms] = differences(found, expected);
        assert!(rms < 2e-3, "{what}: {rms}");
    });
}

fn noise_maps(name: &str) -> Vec<Vec<f32>> {
    let fixture = Fixture::read(&format!("stylegan2/{name}"));
    let layers = [
        "b4.conv1",
        "b8.conv0",
        "b8.conv1",
        "b16.conv0",
        "b16.conv1",
        "b32.conv0",
        "b32.conv1",
    ];
    let map = |layer| {
        fixture
            .numbers(&format!("synthesis.{layer}.noise_const"))
            .values
            .clone()
    };
    layers.map(map).to_vec()
}

#[test]
fn noise_can_be_ones_own_and_has_a_strength() {
    let mut network = open("plain32");
    let kept = ask(vec![vec![0.3; 32]]);
    let with = |noise: Noise, noise_strength: Vec<f32>| Ask {
        noise,
        noise_strength,
        ..kept.clone()
    };
    let maps = noise_maps("plain32");
    let sizes = Network::<Plain>::noise_sizes(&network);
    let lens: Vec<usize> = sizes.iter().map(|[rows, columns]| rows * columns).collect();
    assert_eq!(lens, maps.iter().map(Vec::len).collect::<Vec<_>>());
    assert!(Network::<Plain>::noise_sizes(&open("quiet16")).is_empty());
    let still = picture(&mut network, &kept);
    let own = with(Noise::Maps(maps.clone()), vec![]);
    assert_eq!(picture(&mut network, &own), still);
    assert_eq!(
        picture(&mut network, &own),
        still,
        "kept from the picture before"
    );
    let silent = picture(&mut network, &with(Noise::None, vec![]));
    assert_ne!(silent, still);
    assert_eq!(
        picture(&mut network, &with(Noise::Kept, vec![0.0; 7])),
        silent
    );
    let doubled = maps
        .iter()
        .map(|map| map.iter().map(|n| n * 2.0).collect())
        .collect();
    let [largest, _] = differences(
        &picture(&mut network, &with(Noise::Maps(doubled), vec![0.5; 7])),
        &still,
    );
    assert!(largest < 1e-5);
    let of_another_size = with(Noise::Maps(vec![vec![1.0; 7]; 9]), vec![]);
    assert_eq!(picture(&mut network, &of_another_size), silent);
}

#[test]
fn truncation_has_centres_and_goes_style_by_style() {
    let network = open("plain32");
    let z = crate::Randn::new(5).normals(32);
    let far = Network::<Plain>::styles(&network, &z, &[], &Truncation::default());
    let mut near_w = far[0].clone();
    near_w[0] += 0.1;
    let half = Truncation {
        psi: 0.5,
        by_style: vec![1.0, 0.0],
        centres: vec![vec![1e3; 32], near_w.clone(), vec![0.0; 3]],
        ..Truncation::default()
    };
    let styles = Network::<Plain>::styles(&network, &z, &[], &half);
    assert!((styles[0][0] - far[0][0] - 0.05).abs() < 1e-4);
    assert_eq!(styles[1], near_w, "nothing is left of w");
    assert_eq!(styles[2], styles[0]);
    let by_style = vec![1.0, 0.25];
    let only = Truncation {
        by_style,
        ..Truncation::default()
    };
    let styles = Network::<Plain>::styles(&network, &z, &[], &only);
    assert_eq!(styles[0], far[0]);
    let expected = network.mean()[4] + 0.25 * (far[1][4] - network.mean()[4]);
    assert!((styles[1][4] - expected).abs() < 1e-5);
}

#[test]
fn what_is_asked_wrongly_makes_a_picture_all_the_same() {
    let mut network = open("quiet16");
    let mean = picture(&mut network, &Ask::default());
    assert!(mean.iter().all(|value| value.is_finite()));
    let short = ask(vec![vec![0.5; 3]]);
    assert_eq!(picture(&mut network, &short), mean);
    let place = |value: f32, mask: Vec<f32>| Place {
        styles: vec![vec![value; 32]],
        mask,
    };
    let masks = Ask {
        places: vec![place(0.1, vec![f32::NAN; 8]), place(0.9, vec![-1.0; 3])],
        mask_size: (2, 4),
        ..Ask::default()
    };
    let [largest, _] = differences(
        &picture(&mut network, &masks),
        &picture(&mut network, &ask(vec![vec![0.1; 32]])),
    );
    assert!(largest < 1e-4, "the first place is everywhere: {largest}");
    let nothing = Ask {
        mask_size: (0, 0),
        ..masks
    };
    assert!(
        picture(&mut network, &nothing)
            .iter()
            .all(|value| value.is_finite())
    );
    assert_eq!(
        Network::<Plain>::styles(&network, &[1.0], &[2.0], &Truncation::default()).len(),
        6
    );
}
