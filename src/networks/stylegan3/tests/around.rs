//! StyleGAN3 around the horizon, and styles by direction.

use super::*;
use crate::surface::Surface;
use crate::tests::panorama::{Panorama, assert_no_seam};

fn fast(name: &str) -> StyleGan3<Cpu> {
    let fixture = Fixture::read(&format!("stylegan3/{name}"));
    StyleGan3::load(&fixture, &mut Cpu::default()).expect("a checkpoint that fits")
}

fn panorama(network: &mut StyleGan3<Cpu>, ask: &Ask) -> Panorama {
    let mut engine = Cpu::default();
    let sheet = network.paint(&mut engine, ask).expect("memory answers");
    Panorama {
        width: engine.shape(&sheet).width,
        values: engine.numbers(&sheet).expect("memory answers"),
    }
}

fn styles(network: &StyleGan3<Cpu>, seed: u32) -> Vec<Vec<f32>> {
    let size = Network::<Cpu>::size(network);
    let z = crate::Randn::new(seed).normals(size.z);
    let classes = vec![1.0 / size.classes.max(1) as f32; size.classes];
    Network::<Cpu>::styles(network, &z, &classes, &Truncation::default())
}

fn around(times: usize, styles: Vec<Vec<f32>>) -> Ask {
    Ask {
        surface: Surface::Panorama { times },
        ..ask(styles)
    }
}

#[test]
fn a_panorama_closes() {
    for name in ["t32", "r32"] {
        let mut network = fast(name);
        for times in [1, 2, 3] {
            let ask = around(times, styles(&network, 2));
            let panorama = panorama(&mut network, &ask);
            assert_eq!(panorama.width, 32 * times);
            assert_no_seam(&panorama);
        }
        let square = ask(styles(&network, 2));
        let square = panorama(&mut network, &square).steps();
        assert!(
            square[..31].iter().all(|step| *step < square[31]),
            "so the test would notice"
        );
    }
}

/// With waves that close by themselves, a square and a panorama of one square differ only where the square's margin ends.
#[test]
fn a_panorama_of_one_square_is_the_square() {
    for name in ["t32", "r32"] {
        let mut fixture = Fixture::read(&format!("stylegan3/{name}"));
        let mut set = |tensor: &str, value: &dyn Fn(usize, f32) -> f32| {
            let numbers = fixture
                .tensors
                .get_mut(&format!("synthesis.input.{tensor}"));
            let values = &mut numbers.expect("it is there").values;
            values
                .iter_mut()
                .enumerate()
                .for_each(|(i, number)| *number = value(i, *number));
        };
        set("freqs", &|_, frequency| frequency.round());
        set("affine.weight", &|_, _| 0.0);
        set("affine.bias", &|i, _| if i == 0 { 1.0 } else { 0.0 });
        let mut network = StyleGan3::load(&fixture, &mut Cpu::default()).expect("it fits");
        let styles = styles(&network, 2);
        let square = panorama(&mut network, &ask(styles.clone()));
        let closed = panorama(&mut network, &around(1, styles));
        let middle = |panorama: &Panorama| -> Vec<f32> {
            let rows = panorama
                .rows()
                .enumerate()
                .filter(|(row, _)| (8..24).contains(&(row % 32)));
            rows.flat_map(|(_, row)| row[12..20].to_vec()).collect()
        };
        let [_, rms] = differences(&middle(&closed), &middle(&square));
        assert!(rms < 1e-4, "{name}: {rms}");
        let [_, turned] = differences(&middle(&closed.turned(1)), &middle(&square));
        assert!(turned > 1e-2, "one column would be noticed");
    }
}

#[test]
fn moving_the_field_turns_the_panorama() {
    for name in ["t32", "r32"] {
        let mut network = fast(name);
        let still = around(2, styles(&network, 2));
        let here = panorama(&mut network, &still);
        // Three of the sixteen samples that the coarsest layers have across the picture.
        let share = 3.0 / 16.0;
        let view = Some([[1.0, 0.0, -share], [0.0, 1.0, 0.0]]);
        let there = panorama(&mut network, &Ask { view, ..still });
        let [largest, _] = differences(&there.values, &here.turned(6).values);
        assert!(largest < 1e-3, "{name}: {largest}");
    }
}

#[test]
fn turning_the_field_never_jumps() {
    let mut network = fast("tiny16");
    let still = around(2, styles(&network, 2));
    let mut at = |degrees: f32| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let view = Some([[cos, -sin, 0.0], [sin, cos, 0.0]]);
        panorama(
            &mut network,
            &Ask {
                view,
                ..still.clone()
            },
        )
    };
    let pictures: Vec<Panorama> = (0..45).map(|step| at(step as f32)).collect();
    let steps: Vec<f64> = pictures
        .windows(2)
        .map(|pair| differences(&pair[1].values, &pair[0].values)[1])
        .collect();
    let largest = steps.iter().copied().fold(0.0, f64::max);
    assert!(largest < 0.1, "{largest}");
}
