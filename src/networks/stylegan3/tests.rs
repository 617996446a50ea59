//! StyleGAN3 against its authors' own code, and what only we do with it.

mod around;

use serde_json::Value;
use welkin_compute::{Cpu, Engine, Plain};

use super::layout::{Layout, named};
use super::*;
use crate::ask::Place;
use crate::tests::fixture::{Fixture, assert_exact, differences};

fn open(name: &str) -> StyleGan3<Plain> {
    let fixture = Fixture::read(&format!("stylegan3/{name}"));
    StyleGan3::load(&fixture, &mut Plain).expect("a checkpoint that fits")
}

fn picture(network: &mut StyleGan3<Plain>, ask: &Ask) -> Vec<f32> {
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

fn view(transform: &[f32]) -> Option<[[f32; 3]; 2]> {
    Some([0, 1].map(|row| [0, 1, 2].map(|column| transform[row * 3 + column])))
}

fn check(name: &str, case: &str) {
    let mut network = open(name);
    let fixture = Fixture::read(&format!("stylegan3/{name}.{case}"));
    let options = fixture.header("options");
    let truncation = Truncation {
        psi: options["truncation_psi"].as_f64().unwrap_or(1.0) as f32,
        cutoff: options["truncation_cutoff"]
            .as_u64()
            .map(|cutoff| cutoff as usize),
        ..Truncation::default()
    };
    for index in 0..fixture.numbers("image").shape[0] {
        let classes = match fixture.tensors.get("c") {
            Some(_) => fixture.row("c", index),
            None => &[],
        };
        let z = fixture.row("z", index);
        let styles = Network::<Plain>::styles(&network, z, classes, &truncation);
        assert_exact(
            &format!("w of {name}.{case}"),
            &styles.concat(),
            fixture.row("w", index),
        );
        let ask = Ask {
            view: view(&fixture.numbers("transform").values),
            ..ask(styles)
        };
        let found = picture(&mut network, &ask);
        assert_exact(
            &format!("{name}.{case} picture {index}"),
            &found,
            fixture.row("image", index),
        );
    }
}

#[test]
fn t_is_exact() {
    for case in ["plain", "cutoff", "moved", "shrunk"] {
        check("t32", case);
    }
    for name in ["t64", "clamp32", "tiny16"] {
        check(name, "plain");
    }
}

#[test]
fn r_is_exact() {
    for (name, case) in [("r32", "plain"), ("r32", "moved"), ("r64", "plain")] {
        check(name, case);
    }
}

/// What the original derives for a layer is what we find from names and filters.
fn assert_layout(sides: &[usize], index: usize, derived: &Value) {
    let number = |key: &str| derived[key].as_u64().expect("a number") as usize;
    let first = |key: &str, at: usize| derived[key][at].as_i64().expect("a number") as isize;
    let taps = [number("up_taps"), number("down_taps")];
    let found = Layout::of(sides, index, 10, 2, number("conv_kernel"), taps);
    let expected = Layout {
        side_in: first("in_size", 0) as usize,
        side_out: first("out_size", 0) as usize,
        rate_in: number("in_sampling_rate"),
        rate_out: number("out_sampling_rate"),
        kernel: number("conv_kernel"),
        up: number("up_factor"),
        down: number("down_factor"),
        before: first("padding", 0),
        after: first("padding", 1),
    };
    assert_eq!(found, Some(expected), "{}", derived["name"]);
}

#[test]
fn layouts_of_small_and_of_usual_networks_are_found() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/stylegan3/layouts.json"
    );
    let text = std::fs::read_to_string(path).expect("a fixture");
    let usual: Value = serde_json::from_str(&text).expect("JSON");
    let small = ["t32", "t64", "r32", "r64", "clamp32", "tiny16"]
        .map(|name| Fixture::read(&format!("stylegan3/{name}")).header("derived"));
    let networks = usual.as_object().expect("networks").values().chain(&small);
    for layers in networks.map(|network| network["layers"].as_array().expect("layers")) {
        let name = |layer: &Value| {
            format!(
                "synthesis.{}.weight",
                layer["name"].as_str().expect("a name")
            )
        };
        let names: Vec<String> = layers.iter().map(name).collect();
        let named = named(&names).expect("all are there");
        let sides: Vec<usize> = named.iter().map(|layer| layer.side).collect();
        for (index, layer) in layers.iter().enumerate() {
            assert_layout(&sides, index, layer);
        }
    }
}

#[test]
fn directions_are_found_in_all_layers_but_the_waves() {
    assert_eq!(open("t32").affines(0..7).len(), 6);
}

#[test]
fn what_is_asked_wrongly_makes_a_picture_all_the_same() {
    let mut network = open("tiny16");
    let mean = picture(&mut network, &Ask::default());
    assert!(mean.iter().all(|value| value.is_finite()));
    assert_eq!(picture(&mut network, &ask(vec![vec![0.5; 3]])), mean);
    let nowhere = Ask {
        view: Some([[0.0; 3]; 2]),
        surface: crate::Surface::Panorama { times: 2 },
        ..Ask::default()
    };
    assert!(
        picture(&mut network, &nowhere)
            .iter()
            .all(|value| value.is_finite())
    );
}
