//! Against the authors' code.

use welkin_compute::{Counting, Engine, Plain, Shape};
use welkin_values::{Bend, Deed};

use super::{Pix2PixResnet, Pix2PixUnet};
use crate::tests::fixture::{Fixture, differences};
use crate::tests::painted::assert_painted;
use crate::*;

fn unet() -> Pix2PixUnet<Plain> {
    Pix2PixUnet::load(&Fixture::read("pix2pix/unet256"), &mut Plain).expect("it fits")
}

fn resnet(name: &str) -> Pix2PixResnet<Plain> {
    Pix2PixResnet::load(&Fixture::read(&format!("pix2pix/{name}")), &mut Plain).expect("it fits")
}

/// The picture that went into a run: whole, or half coarse and half fine.
fn given(run: &Fixture) -> Given {
    if let Some(input) = run.tensors.get("input") {
        let shape = Shape::new(input.shape[1], input.shape[2], input.shape[3]);
        let values = input.values.clone();
        return Given { shape, values };
    }
    let shape = Shape::new(3, 256, 256);
    let (coarse, fine) = (run.row("coarse", 0), run.row("fine", 0));
    let value = |at: usize| {
        let (c, y, x) = (at / 65536, at / 256 % 256, at % 256);
        0.5 * coarse[(c * 32 + y / 8) * 32 + x / 8] + 0.5 * fine[(c * 8 + y % 8) * 8 + x % 8]
    };
    Given {
        shape,
        values: (0..shape.len()).map(value).collect(),
    }
}

fn check(network: &mut dyn Network<Plain>, name: &str, case: &str) {
    let run = Fixture::read(&format!("pix2pix/{name}.{case}"));
    let statistics = if case == "stored" {
        Statistics::Stored
    } else {
        Statistics::Picture
    };
    let ask = Ask {
        given: Some(given(&run)),
        statistics,
        ..Ask::default()
    };
    let painted = network.paint(&mut Plain, &ask).expect("memory answers");
    assert_painted(&run, 0, &painted, &format!("{name} {case}"));
}

#[test]
fn the_u_net_is_the_original() {
    for case in ["batch", "stored"] {
        check(&mut unet(), "unet256", case);
    }
}

#[test]
fn the_chain_is_the_original_at_any_size() {
    for case in ["square", "wide", "uneven"] {
        check(&mut resnet("resnet9"), "resnet9", case);
    }
}

#[test]
fn the_chain_is_the_original_with_batch_norms() {
    for case in ["batch", "stored"] {
        check(&mut resnet("resnet9batch"), "resnet9batch", case);
    }
}

fn numbers(network: &mut dyn Network<Plain>, ask: &Ask) -> Vec<f32> {
    let painted = network.paint(&mut Plain, ask).expect("memory answers");
    Plain.numbers(&painted).expect("memory answers")
}

#[test]
fn every_layer_bends() {
    let networks: [Box<dyn Network<Plain>>; 2] = [Box::new(unet()), Box::new(resnet("resnet9"))];
    let run = Fixture::read("pix2pix/resnet9.square");
    for (mut network, layers) in networks.into_iter().zip([15, 14]) {
        assert_eq!(network.size().layers, layers);
        let mut ask = Ask {
            given: Some(given(&run)),
            ..Ask::default()
        };
        let unbent = numbers(&mut *network, &ask);
        for layer in 0..layers {
            ask.bends = vec![Bend {
                layer,
                share: 0.5,
                seed: 1,
                deed: Deed::Times(3.0),
            }];
            assert_ne!(numbers(&mut *network, &ask), unbent, "layer {layer}");
        }
    }
}

#[test]
fn old_statistics_beside_an_instance_norm_change_nothing() {
    let mut old = Fixture::read("pix2pix/resnet9");
    let run = Fixture::read("pix2pix/resnet9.square");
    for name in ["model.2", "model.5", "model.10.conv_block.2", "model.20"] {
        for part in ["running_mean", "running_var"] {
            let shape = vec![12];
            let values = vec![7.0; 12];
            old.tensors
                .insert(format!("{name}.{part}"), Numbers { shape, values });
        }
    }
    let ask = Ask {
        given: Some(given(&run)),
        statistics: Statistics::Stored,
        ..Ask::default()
    };
    let mut old = Pix2PixResnet::load(&old, &mut Plain).expect("it fits");
    assert_eq!(
        numbers(&mut old, &ask),
        numbers(&mut resnet("resnet9"), &ask)
    );
}

#[test]
fn whatever_is_given_there_is_a_picture() {
    let networks: [Box<dyn Network<Plain>>; 2] = [Box::new(unet()), Box::new(resnet("resnet9"))];
    for mut network in networks {
        for shape in [
            Shape::new(1, 5, 3),
            Shape::new(4, 1, 1),
            Shape::new(3, 0, 9),
            Shape::new(3, 4, 4),
        ] {
            let mut values = vec![0.5; shape.len()];
            if shape.height == 4 {
                values.pop(); // One is missing.
            }
            let ask = Ask {
                given: Some(Given { shape, values }),
                ..Ask::default()
            };
            // What is no picture is black, as large as at training: too large for here.
            let is_picture = !shape.is_empty() && shape.height != 4;
            if is_picture {
                let painted = network.paint(&mut Plain, &ask).expect("memory answers");
                let painted = Plain.shape(&painted);
                assert!(painted.channels == 3 && painted.height >= shape.height);
            }
        }
    }
    let mut engine = Counting::default();
    let mut network =
        Pix2PixUnet::load(&Fixture::read("pix2pix/unet256"), &mut engine).expect("it fits");
    let broken = Given {
        shape: Shape::new(3, 4, 4),
        values: vec![0.0; 47],
    };
    for given in [None, Some(broken)] {
        let ask = Ask {
            given,
            ..Ask::default()
        };
        let painted = network.paint(&mut engine, &ask).expect("sizes answer");
        assert_eq!(painted, Shape::new(3, 256, 256));
    }
}

#[test]
fn a_panorama_turns_with_what_is_given() {
    let mut network = resnet("resnet9");
    let run = Fixture::read("pix2pix/resnet9.wide");
    let mut ask = Ask {
        given: Some(given(&run)),
        surface: Surface::Panorama { times: 2 },
        ..Ask::default()
    };
    let straight = numbers(&mut network, &ask);
    let turn = |values: &[f32], by: usize| {
        let mut turned = values.to_vec();
        turned.chunks_mut(80).for_each(|row| row.rotate_left(by));
        turned
    };
    let picture = ask.given.as_mut().expect("one");
    picture.values = turn(&picture.values, 20);
    let turned = numbers(&mut network, &ask);
    assert!(differences(&turned, &turn(&straight, 20))[0] < 1e-4);
    ask.surface = Surface::Square;
    assert!(differences(&turned, &numbers(&mut network, &ask))[0] > 1e-2);
}

#[test]
fn what_does_not_fit_is_said() {
    let mut broken = Fixture::read("pix2pix/unet256");
    broken.tensors.remove("model.model.3.bias");
    broken.tensors.remove("model.model.1.model.2.running_var");
    broken
        .tensors
        .remove("model.model.1.model.3.model.1.weight");
    let misfits = Pix2PixUnet::load(&broken, &mut Plain)
        .err()
        .expect("it does not fit");
    assert!(
        misfits
            .to_string()
            .contains("model.model.1.model.2.running_var"),
        "{misfits}"
    );
    let empty = Fixture::read("pix2pix/unet256.batch");
    assert!(Pix2PixUnet::load(&empty, &mut Plain).is_err());
    assert!(Pix2PixResnet::load(&empty, &mut Plain).is_err());
}
