//! Against the authors' code, and around a horizon.

use welkin_compute::{Counting, Edges, Engine, Plain, Shape};
use welkin_values::{Bend, Deed};

use super::FastGan;
use crate::tests::fixture::{Fixture, differences};
use crate::tests::painted::{assert_painted, assert_painted_within};
use crate::tests::panorama::{Panorama, with_bumps};
use crate::*;

fn load(name: &str) -> FastGan<Plain> {
    FastGan::load(&Fixture::read(&format!("fastgan/{name}")), &mut Plain).expect("it fits")
}

/// The first doublings alone, to 64 rows: what is not about exactness is seen there as well.
fn small() -> FastGan<Plain> {
    let mut source = Fixture::read("fastgan/fast256");
    let large = ["feat_128", "feat_256", "se_128", "se_256", "to_big"];
    let is_small = |name: &str| large.iter().all(|large| !name.starts_with(large));
    source.tensors.retain(|name, _| is_small(name));
    let channels = source.tensors["feat_64.2.bias"].shape[0] / 2;
    let shape = vec![3, channels, 3, 3];
    let values = Randn::new(9).normals(shape.iter().product());
    let rgb = Numbers { shape, values };
    source.tensors.insert("to_big.weight".into(), rgb);
    FastGan::load(&source, &mut Plain).expect("it fits")
}

/// A place of a seed.
fn place(network: &FastGan<Plain>, seed: u32) -> Place {
    let z = Randn::new(seed).normals(network.size().z);
    Place {
        styles: network.styles(&z, &[], &Truncation::default()),
        mask: Vec::new(),
    }
}

fn numbers(network: &mut FastGan<Plain>, ask: &Ask) -> Vec<f32> {
    let painted = network.paint(&mut Plain, ask).expect("memory answers");
    Plain.numbers(&painted).expect("memory answers")
}

#[test]
fn it_is_the_original_at_every_size() {
    for side in [256, 512, 1024] {
        let mut network = load(&format!("fast{side}"));
        let ask = Ask {
            places: vec![place(&network, 40)],
            noise: Noise::None,
            ..Ask::default()
        };
        let painted = network.paint(&mut Plain, &ask).expect("memory answers");
        assert_eq!(Plain.shape(&painted), Shape::new(3, side, side));
        let run = Fixture::read(&format!("fastgan/fast{side}.quiet"));
        assert_painted(&run, 0, &painted, &format!("fast{side}"));
    }
}

/// The picture of 128 rows that the original paints beside the large one.
fn assert_small(run: &Fixture, index: usize, painted: &<Plain as Engine>::Sheet, what: &str) {
    assert_eq!(Plain.shape(painted), Shape::new(3, 128, 128));
    let numbers = Plain.numbers(painted).expect("memory answers");
    let rows = numbers.chunks(128).enumerate();
    let seen = rows.filter(|(row, _)| row % 128 % 7 == 0);
    let seen: Vec<f32> = seen
        .flat_map(|(_, row)| row.iter().copied().step_by(7))
        .collect();
    let [largest, _] = differences(&seen, run.row("small.every7", index));
    assert!(largest < 2e-4, "{what}: {largest:.2e}");
}

#[test]
fn coarser_it_is_the_originals_small_picture() {
    for (side, steps) in [(256, 1), (512, 2), (1024, 3)] {
        let mut network = load(&format!("fast{side}"));
        assert_eq!(network.coarsest(), steps);
        let run = Fixture::read(&format!("fastgan/fast{side}.quiet"));
        let mut costs = Counting::default();
        let source = Fixture::read(&format!("fastgan/fast{side}"));
        let mut counted = FastGan::load(&source, &mut costs).expect("it fits");
        counted.paint(&mut costs, &Ask::default()).expect("sizes");
        let whole = std::mem::take(&mut costs.cost.multiplies);
        for coarser in [1, steps, 9] {
            let ask = Ask {
                places: vec![place(&network, 40)],
                noise: Noise::None,
                coarser,
                ..Ask::default()
            };
            let painted = network.paint(&mut Plain, &ask).expect("memory answers");
            assert_small(&run, 0, &painted, &format!("fast{side}"));
            costs.cost.multiplies = 0;
            counted.paint(&mut costs, &ask).expect("sizes");
            assert!(costs.cost.multiplies < whole);
        }
    }
    let mut small = small();
    assert_eq!(small.coarsest(), 0);
    let ask = Ask {
        coarser: 1,
        ..Ask::default()
    };
    assert_eq!(numbers(&mut small, &ask).len(), 3 * 64 * 64);
}

#[test]
fn a_batchs_pictures_are_the_originals_by_its_statistics() {
    let mut network = load("fast256");
    let run = Fixture::read("fastgan/fast256.batch");
    let zs: Vec<Vec<f32>> = (0..3).map(|index| run.row("z", index).to_vec()).collect();
    let ask = |z: usize, batch: &[Vec<f32>]| Ask {
        places: vec![Place {
            styles: vec![zs[z].clone()],
            mask: Vec::new(),
        }],
        noise: Noise::None,
        batch: batch.to_vec(),
        ..Ask::default()
    };
    let stored = numbers(&mut network, &ask(1, &[]));
    for z in 0..3 {
        let painted = network.paint(&mut Plain, &ask(z, &zs));
        let painted = painted.expect("memory answers");
        // Statistics of 48 numbers a channel, as the first map has, double what rounding does.
        let what = format!("picture {z} of a batch");
        assert_painted_within(2e-4, &run, z, &painted, &what);
        let small = Ask {
            coarser: 1,
            ..ask(z, &zs)
        };
        let painted = network.paint(&mut Plain, &small).expect("memory answers");
        assert_small(&run, z, &painted, &format!("small picture {z} of a batch"));
    }
    // The order of a batch is nothing, who is in it is.
    let of = |network: &mut FastGan<Plain>, batch: &[usize]| {
        let batch: Vec<Vec<f32>> = batch.iter().map(|z| zs[*z].clone()).collect();
        numbers(network, &ask(1, &batch))
    };
    let all = of(&mut network, &[0, 1, 2]);
    assert!(differences(&of(&mut network, &[2, 0, 1]), &all)[0] < 1e-4);
    assert!(differences(&of(&mut network, &[1]), &all)[0] > 1e-2);
    // And back again.
    assert_eq!(of(&mut network, &[]), stored);
}

#[test]
fn a_batch_goes_with_noise_and_around_a_horizon() {
    let mut network = small();
    let batch = (0..4).map(|seed| place(&network, seed).styles[0].clone());
    let with = Ask {
        places: vec![place(&network, 1)],
        batch: batch.collect(),
        ..Ask::default()
    };
    let noisy = numbers(&mut network, &with);
    let quiet = Ask {
        noise: Noise::None,
        ..with.clone()
    };
    assert_ne!(numbers(&mut network, &quiet), noisy);
    assert_eq!(numbers(&mut network, &with), noisy, "whatever was before");
    let around = Ask {
        surface: Surface::Panorama { times: 2 },
        ..with
    };
    let found = numbers(&mut network, &around);
    assert_eq!(found.len(), 3 * 64 * 128);
    assert!(found.iter().all(|number| number.is_finite()));
    let short = Ask {
        batch: vec![vec![1.0], vec![0.5; 99]],
        ..around
    };
    let found = numbers(&mut network, &short);
    assert!(found.iter().all(|number| number.is_finite()));
}

#[test]
fn it_is_the_original_with_its_noise() {
    let mut network = load("fast256");
    let run = Fixture::read("fastgan/fast256.noise");
    let map = |(name, size): (&str, [usize; 2])| {
        let tile = run.row(name, 0);
        let at = |at: usize| tile[at / size[1] % 8 * 8 + at % size[1] % 8];
        (0..size[0] * size[1]).map(at).collect()
    };
    let names = [
        "noise.feat_8.2",
        "noise.feat_8.6",
        "noise.feat_32.2",
        "noise.feat_32.6",
        "noise.feat_128.2",
        "noise.feat_128.6",
    ];
    let sizes = network.noise_sizes();
    assert_eq!(sizes, [8, 8, 32, 32, 128, 128].map(|side| [side, side]));
    let mut ask = Ask {
        places: vec![place(&network, 40)],
        noise: Noise::Maps(names.into_iter().zip(sizes).map(map).collect()),
        ..Ask::default()
    };
    let painted = network.paint(&mut Plain, &ask).expect("memory answers");
    assert_painted(&run, 0, &painted, "fast256 with noise");
    // Without strength, noise is none.
    ask.noise_strength = vec![0.0; 6];
    let quiet = numbers(&mut network, &ask);
    ask.noise = Noise::None;
    assert_eq!(quiet, numbers(&mut network, &ask));
    // What is kept is always the same, and is something.
    ask.noise_strength.clear();
    ask.noise = Noise::Kept;
    let kept = numbers(&mut network, &ask);
    assert_ne!(kept, quiet);
    assert_eq!(kept, numbers(&mut load("fast256"), &ask));
    // Maps that do not fit are none.
    ask.noise = Noise::Maps(vec![vec![1.0; 5]; 9]);
    assert_eq!(quiet, numbers(&mut network, &ask));
}

#[test]
fn every_layer_bends() {
    let mut network = small();
    let mut ask = Ask {
        places: vec![place(&network, 1)],
        ..Ask::default()
    };
    let unbent = numbers(&mut network, &ask);
    assert_eq!(network.size().layers, 5);
    for layer in 0..5 {
        ask.bends = vec![Bend {
            layer,
            share: 0.5,
            seed: 1,
            deed: Deed::Invert,
        }];
        assert_ne!(numbers(&mut network, &ask), unbent, "layer {layer}");
    }
}

/// Mean difference of each column from the one before it, around.
fn steps(painted: &[f32], width: usize) -> Vec<f32> {
    let rows = painted.len() / width;
    let column = |x: usize| painted.iter().skip(x).step_by(width);
    let step = |x: usize| {
        let before = column((x + width - 1) % width);
        column(x)
            .zip(before)
            .map(|(a, b)| (a - b).abs())
            .sum::<f32>()
            / rows as f32
    };
    (0..width).map(step).collect()
}

/// How large the step across the wrap is beside those elsewhere that are as coarse: where places of the first map meet,
/// 16 columns each. Of eight seeds together.
fn seam(surface: Surface) -> f32 {
    let mut network = small();
    let (mut seam, mut others) = (0.0, Vec::new());
    for seed in 0..8 {
        let ask = Ask {
            places: vec![place(&network, seed)],
            surface,
            ..Ask::default()
        };
        let steps = steps(&numbers(&mut network, &ask), 64 * surface.times());
        seam += steps[0] / 8.0;
        others.extend(steps.iter().step_by(16).skip(1));
    }
    seam * others.len() as f32 / others.iter().sum::<f32>()
}

#[test]
fn a_panorama_has_no_seam() {
    let square = seam(Surface::Square);
    for times in [2, 4] {
        let panorama = seam(Surface::Panorama { times });
        assert!(panorama <= 1.0 && panorama < square, "{panorama} {square}");
    }
}

#[test]
fn a_panorama_turns_with_its_places() {
    let mut network = small();
    let places = [place(&network, 1), place(&network, 2)];
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
    let back = Plain.window(&turned, (0, 128), (64, 256), Edges::PANORAMA);
    let [back, straight] =
        [back, straight].map(|sheet| Plain.numbers(&sheet).expect("memory answers"));
    assert!(differences(&back, &straight)[0] < 1e-4);
}

#[test]
fn what_changes_in_a_direction_changes_there() {
    let mut network = small();
    let [base, one, other] = [1, 2, 3].map(|seed| place(&network, seed).styles);
    for times in [2, 4] {
        let mut painted = |there: &Vec<Vec<f32>>| {
            let ask = Ask {
                surface: Surface::Panorama { times },
                ..with_bumps(base.clone(), &[(200.0, there.clone())])
            };
            Panorama {
                values: numbers(&mut network, &ask),
                width: 64 * times,
            }
        };
        let [base, one, other] = [&base, &one, &other].map(&mut painted);
        for (a, b) in [(&base, &one), (&base, &other), (&one, &other)] {
            let near = a.change_near(b, 200.0, 45.0);
            assert!(near >= 0.8, "{near} of the change in {times} squares");
        }
    }
}

#[test]
fn two_places_of_the_same_are_one() {
    let mut network = small();
    let whole = place(&network, 1).styles;
    let mut ask = Ask {
        surface: Surface::Panorama { times: 2 },
        ..with_bumps(whole.clone(), &[(90.0, whole)])
    };
    let two = numbers(&mut network, &ask);
    ask.places.truncate(1);
    assert!(differences(&two, &numbers(&mut network, &ask))[0] < 1e-4);
}

#[test]
fn a_doubling_costs_four_ninths() {
    let mut engine = Counting::default();
    let source = Fixture::read("fastgan/fast256");
    let mut network = FastGan::load(&source, &mut engine).expect("it fits");
    let painted = network
        .paint(&mut engine, &Ask::default())
        .expect("sizes answer");
    assert_eq!(painted, Shape::new(3, 256, 256));
    // Each halving of what comes out takes twice the channels in.
    let convs = [
        (8, 8, 8),
        (16, 8, 8),
        (32, 8, 8),
        (64, 8, 8),
        (128, 8, 4),
        (256, 4, 2),
    ];
    let doublings = convs.map(|(side, from, to)| side * side * 4 * from * 2 * to);
    let seconds = [(8, 8), (32, 8), (128, 4)].map(|(side, to)| side * side * 9 * to * 2 * to);
    let gates = [8, 4, 2].map(|to| 16 * 8 * to + to * to);
    let colours = 256 * 256 * 9 * 2 * 3;
    let all = doublings.iter().chain(&seconds).chain(&gates).sum::<u64>() + colours;
    assert_eq!(engine.cost.multiplies, all);
}

#[test]
fn what_does_not_fit_is_said() {
    let mut broken = Fixture::read("fastgan/fast256");
    for name in [
        "feat_16.2.running_var",
        "se_64.main.3.weight_u",
        "to_big.weight_orig",
    ] {
        broken.tensors.remove(name);
    }
    let misfits = FastGan::load(&broken, &mut Plain)
        .err()
        .expect("it does not fit");
    let names: Vec<&str> = misfits.0.iter().map(|misfit| &misfit.name[..]).collect();
    assert!(names.contains(&"feat_16.2.running_var") && names.contains(&"se_64.main.3.weight_u"));
    assert!(names.contains(&"to_big.weight_orig"), "{misfits}");
}
