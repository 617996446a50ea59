//! StyleGAN2 without its finest layers: the picture of the same latent, half as large, a quarter, …

use welkin_compute::{After, Counting, Edges};

use super::*;
use crate::stylegan2::filter::{doubling, usual};
use crate::surface::Surface;
use crate::tests::panorama::{Panorama, assert_no_seam};
use crate::tests::random;

fn coarser(ask: &Ask, coarser: usize) -> Ask {
    Ask {
        coarser,
        ..ask.clone()
    }
}

/// plain32 whose finest layer adds nothing to the picture.
fn without_last_light() -> StyleGan2<Plain> {
    let mut fixture = Fixture::read("stylegan2/plain32");
    for part in ["weight", "bias"] {
        let numbers = (fixture.tensors).get_mut(&format!("synthesis.b32.torgb.{part}"));
        numbers.expect("it is there").values.fill(0.0);
    }
    StyleGan2::load(&fixture, &mut Plain).expect("it fits")
}

#[test]
fn each_step_halves_the_picture_and_costs_less() {
    let mut engine = Counting::default();
    let source = random::stylegan2(&[32, 32, 32, 16, 16], 16, 1);
    let mut network = StyleGan2::load(&source, &mut engine).expect("it fits");
    assert_eq!(Network::<Counting>::coarsest(&network), 4);
    for surface in [Surface::Square, Surface::Panorama { times: 2 }] {
        let mut before = u64::MAX;
        for steps in 0..=6 {
            let ask = Ask {
                surface,
                ..coarser(&Ask::default(), steps)
            };
            engine.cost.multiplies = 0;
            let painted = network.paint(&mut engine, &ask).expect("sizes answer");
            let side = 64 >> steps.min(4);
            assert_eq!(painted, Shape::new(3, side, side * surface.times()));
            let cost = engine.cost.multiplies;
            match steps {
                // What is left out of 64² and of 32² is most of it: 16 to 16 channels, 16 times and 4 times.
                1 => assert!(cost < before / 2, "{cost} of {before}"),
                0..=4 => assert!(cost < before, "{cost} of {before}"),
                _ => assert_eq!(cost, before),
            }
            before = cost;
        }
    }
}

#[test]
fn it_is_what_the_finest_layer_adds_to() {
    let mut network = without_last_light();
    let ask = ask(vec![vec![0.3; 32]]);
    let whole = picture(&mut network, &ask);
    let half = network.paint(&mut Plain, &coarser(&ask, 1));
    let half = half.expect("memory answers");
    assert_eq!(Plain.shape(&half), Shape::new(3, 16, 16));
    let filter = usual(2.0);
    let (resample, edges) = (doubling(&filter), Edges::ZERO);
    let enlarged = Plain.filter(&half, &filter, resample, edges, After::default());
    assert_eq!(Plain.numbers(&enlarged).expect("memory answers"), whole);
    // Other finest layers make no other half.
    let mut original = open("plain32");
    let other = picture(&mut original, &coarser(&ask, 1));
    assert_eq!(Plain.numbers(&half).expect("memory answers"), other);
    assert_ne!(picture(&mut original, &ask), whole);
}

#[test]
fn where_only_the_finest_layer_paints_none_is_left_out() {
    for name in ["orig32", "resnet32"] {
        let mut network = open(name);
        assert_eq!(Network::<Plain>::coarsest(&network), 0);
        let ask = ask(vec![vec![0.3; 32]]);
        let whole = picture(&mut network, &ask);
        assert_eq!(picture(&mut network, &coarser(&ask, 2)), whole);
    }
}

#[test]
fn a_coarser_panorama_closes() {
    let mut engine = Cpu::default();
    let channels = [32, 32, 32, 32, 16, 16, 16];
    let mut network =
        StyleGan2::load(&random::stylegan2(&channels, 16, 1), &mut engine).expect("it fits");
    let z = crate::Randn::new(2).normals(16);
    let styles = Network::<Cpu>::styles(&network, &z, &[], &Truncation::default());
    for (steps, width) in [(0, 512), (1, 256), (2, 128), (0, 512)] {
        let ask = Ask {
            surface: Surface::Panorama { times: 2 },
            ..coarser(&ask(styles.clone()), steps)
        };
        let sheet = network.paint(&mut engine, &ask).expect("memory answers");
        let panorama = Panorama {
            width: engine.shape(&sheet).width,
            values: engine.numbers(&sheet).expect("memory answers"),
        };
        assert_eq!(panorama.width, width);
        assert_no_seam(&panorama);
    }
}
