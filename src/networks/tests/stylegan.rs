//! What StyleGAN2 and StyleGAN3 do alike, for each of them.

use welkin_compute::{Cpu, Engine, Plain};
use welkin_values::{Bend, Deed};

use super::fixture::{Fixture, assert_exact, differences};
use super::panorama::{Panorama, assert_no_seam, with_bumps};
use super::random;
use crate::*;

/// A network by its family and fixture.
type Case = (Family, &'static str);

const T32: Case = (Family::StyleGan3, "stylegan3/t32");

fn open((family, name): Case) -> Box<dyn Network<Plain>> {
    load(family, &Fixture::read(name), &mut Plain).expect("a checkpoint that fits")
}

fn picture(network: &mut dyn Network<Plain>, ask: &Ask) -> Vec<f32> {
    let sheet = network.paint(&mut Plain, ask).expect("memory answers");
    Plain.numbers(&sheet).expect("memory answers")
}

/// A style of the same number everywhere.
fn flat(network: &dyn Network<Plain>, value: f32) -> Ask {
    Ask {
        places: vec![Place {
            styles: vec![vec![value; network.size().w]],
            mask: Vec::new(),
        }],
        ..Ask::default()
    }
}

#[test]
fn every_layer_can_be_bent() {
    for case in [(Family::StyleGan2, "stylegan2/plain32"), T32] {
        let mut network = open(case);
        let still = flat(network.as_ref(), 0.3);
        let straight = picture(network.as_mut(), &still);
        let mut bent = |layer: usize| {
            let bend = Bend {
                layer,
                share: 0.5,
                seed: 3,
                deed: Deed::Invert,
            };
            let ask = Ask {
                bends: vec![bend],
                ..still.clone()
            };
            picture(network.as_mut(), &ask)
        };
        for layer in 0..7 {
            assert_ne!(bent(layer), straight, "layer {layer} of {case:?}");
        }
        assert_eq!(bent(7), straight);
        assert_eq!(network.size().layers, 7);
    }
}

#[test]
fn a_style_that_is_everywhere_is_the_same_as_a_map_and_as_a_vector() {
    for case in [(Family::StyleGan2, "stylegan2/resnet32"), T32] {
        let mut network = open(case);
        let w = network.size().w;
        let place = |value: f32, mask: f32| Place {
            styles: vec![vec![value; w]],
            mask: vec![mask; 6],
        };
        let map = Ask {
            places: vec![place(-0.2, 2.0), place(0.7, 0.0), place(0.1, 0.0)],
            mask_size: (2, 3),
            ..Ask::default()
        };
        let vector = flat(network.as_ref(), -0.2);
        let [map, vector] = [map, vector].map(|ask| picture(network.as_mut(), &ask));
        assert_exact("a map", &map, &vector);
    }
}

#[test]
fn another_familys_checkpoint_is_refused_with_all_that_is_missing() {
    let refused = |family: Family, source: &Fixture| {
        let misfits = load::<Plain>(family, source, &mut Plain).err();
        misfits.expect("no network")
    };
    let mut mapping = Fixture::read("stylegan2/plain32");
    mapping
        .tensors
        .retain(|name, _| name.starts_with("mapping"));
    let first_of_2 = "synthesis.b4.const";
    let cases = [
        (Family::StyleGan2, mapping, first_of_2),
        (Family::StyleGan2, Fixture::default(), first_of_2),
        (
            Family::StyleGan3,
            Fixture::read("stylegan2/plain32"),
            "synthesis.L0_*.weight",
        ),
    ];
    for (family, source, missing) in cases {
        let said = refused(family, &source);
        assert!(said.0.iter().any(|misfit| misfit.name == missing), "{said}");
    }
    for (family, name) in [
        (Family::StyleGan2, "stylegan2/resnet32"),
        (Family::StyleGan3, "stylegan3/r32"),
    ] {
        // StyleGAN2's filter stands beside layers that do not use it as well, and twice in a block.
        let unused = ["conv1.resample_filter", "skip.resample_filter"];
        let is_used = |name: &String| !unused.iter().any(|end| name.ends_with(end));
        for tensor in Fixture::read(name).tensors.into_keys().filter(is_used) {
            let mut fixture = Fixture::read(name);
            let numbers = fixture.tensors.get_mut(&tensor).expect("it is there");
            numbers.shape.push(2);
            numbers.values.extend(numbers.values.clone());
            let said = refused(family, &fixture);
            let names = || said.0.iter().map(|misfit| &misfit.name);
            assert!(names().any(|name| *name == tensor), "{tensor}: {said}");
        }
    }
}

#[test]
fn tensors_that_lack_something_are_refused_or_harmless() {
    for (family, name) in [
        (Family::StyleGan2, "stylegan2/resnet32"),
        (Family::StyleGan3, "stylegan3/r32"),
    ] {
        let whole = Fixture::read(name);
        for (tensor, numbers) in &whole.tensors {
            for axis in 0..numbers.shape.len() {
                for len in [0, 1, numbers.shape[axis] - 1, numbers.shape[axis] + 1] {
                    let mut fixture = Fixture::read(name);
                    let mut shape = numbers.shape.clone();
                    shape[axis] = len;
                    let values = vec![0.5; shape.iter().product()];
                    let other = Numbers { shape, values };
                    fixture.tensors.insert(tensor.clone(), other);
                    let mut engine = Cpu::default();
                    if let Ok(mut network) = load(family, &fixture, &mut engine) {
                        assert!(network.paint(&mut engine, &Ask::default()).is_ok());
                    }
                }
            }
        }
    }
}

#[test]
fn grey_is_three_times_the_same_and_alpha_is_left_out() {
    let lights = ["b4", "b8", "b16", "b32"].map(|block| format!("synthesis.{block}.torgb"));
    let cases = [
        (Family::StyleGan2, "stylegan2/plain32", &lights[..]),
        (
            Family::StyleGan3,
            "stylegan3/tiny16",
            &["synthesis.L4_16_3".to_string()],
        ),
    ];
    for (family, name, lights) in cases {
        let with = |channels: &[usize]| {
            let mut fixture = Fixture::read(name);
            for light in lights {
                for part in ["weight", "bias"] {
                    let numbers = fixture.tensors.get_mut(&format!("{light}.{part}"));
                    let numbers = numbers.expect("it is there");
                    let len = numbers.values.len() / 3;
                    let row = |channel: &usize| numbers.values[channel * len..][..len].to_vec();
                    numbers.values = channels.iter().flat_map(row).collect();
                    numbers.shape[0] = channels.len();
                }
            }
            let mut network = load(family, &fixture, &mut Plain).ok()?;
            let ask = flat(network.as_ref(), 0.2);
            Some(picture(network.as_mut(), &ask))
        };
        let colours = with(&[0, 1, 2]).expect("it fits");
        assert_eq!(with(&[0, 1, 2, 0]).expect("it fits"), colours);
        let plane = colours.len() / 3;
        let grey = with(&[1]).expect("it fits");
        let middle = &colours[plane..2 * plane];
        assert!(grey.chunks(plane).all(|grey| grey == middle), "{name}");
        assert_eq!(with(&[0, 1]), None);
    }
}

/// A network on a sphere.
struct Sphere {
    engine: Cpu,
    network: Box<dyn Network<Cpu>>,
}

impl Sphere {
    fn of(family: Family, source: &dyn Source) -> Self {
        let mut engine = Cpu::default();
        let network = load(family, source, &mut engine).expect("it fits");
        Self { engine, network }
    }

    fn styles(&self, seed: u32) -> Vec<Vec<f32>> {
        let size = self.network.size();
        let z = Randn::new(seed).normals(size.z);
        let classes = vec![1.0 / size.classes.max(1) as f32; size.classes];
        self.network.styles(&z, &classes, &Truncation::default())
    }

    /// The base, and the styles of seeds at azimuths.
    fn painted(&mut self, seeds: &[(f32, u32)]) -> Panorama {
        let bumps: Vec<_> = (seeds.iter())
            .map(|(azimuth_deg, seed)| (*azimuth_deg, self.styles(*seed)))
            .collect();
        let ask = with_bumps(self.styles(2), &bumps);
        let sheet = self.network.paint(&mut self.engine, &ask);
        let sheet = sheet.expect("memory answers");
        Panorama {
            width: self.engine.shape(&sheet).width,
            values: self.engine.numbers(&sheet).expect("memory answers"),
        }
    }
}

/// As deep as a network for 256², so that it sees as far as one; with few channels.
fn deep() -> Sphere {
    let source = random::stylegan2(&[32, 32, 32, 32, 16, 16, 16], 16, 1);
    Sphere::of(Family::StyleGan2, &source)
}

fn stylegan3(name: &str) -> Sphere {
    let source = Fixture::read(&format!("stylegan3/{name}"));
    Sphere::of(Family::StyleGan3, &source)
}

#[test]
fn what_is_changed_in_a_direction_is_seen_there() {
    let cases = [
        (deep(), &[(0.0, 30), (100.0, 32), (222.0, 42)][..]),
        (stylegan3("t64"), &[(0.0, 30), (222.0, 42)]),
    ];
    for (mut sphere, directions) in cases {
        for (azimuth_deg, seed) in directions.iter().copied() {
            let before = sphere.painted(&[(azimuth_deg, seed)]);
            let after = sphere.painted(&[(azimuth_deg, seed + 1)]);
            let near = after.change_near(&before, azimuth_deg, 45.0);
            assert!(
                near >= 0.8,
                "{near} of the change is within 45° of {azimuth_deg}°"
            );
            assert_no_seam(&after);
        }
    }
}

#[test]
fn two_sources_each_move_their_own_side() {
    let cases = [(deep(), &[3, 50, 60][..]), (stylegan3("r64"), &[3])];
    for (mut sphere, seeds) in cases {
        for seed in seeds.iter().copied() {
            let mut at = |left, right| sphere.painted(&[(80.0, left), (260.0, right)]);
            let before = at(seed, seed + 1);
            let (left, right) = (at(seed + 2, seed + 1), at(seed, seed + 3));
            let near = [
                left.change_near(&before, 80.0, 45.0),
                right.change_near(&before, 260.0, 45.0),
            ];
            assert!(
                near.iter().all(|near| *near >= 0.8),
                "{near:?} of the changes are on their sides"
            );
        }
    }
}

#[test]
fn a_sheet_on_two_engines_is_the_same() {
    for case in [(Family::StyleGan2, "stylegan2/plain32"), T32] {
        let (mut plain, mut engine) = (open(case), Cpu::default());
        let mut fast = load(case.0, &Fixture::read(case.1), &mut engine).expect("it fits");
        let ask = flat(plain.as_ref(), 0.3);
        let sheet = fast.paint(&mut engine, &ask).expect("memory answers");
        let found = engine.numbers(&sheet).expect("memory answers");
        let [largest, _] = differences(&found, &picture(plain.as_mut(), &ask));
        assert!(largest < 1e-3, "{case:?}: {largest}");
    }
}
