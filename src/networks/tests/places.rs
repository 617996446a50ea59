//! Styles by direction against their plain formula.

use welkin_compute::{Engine, Plain, Shape};

use crate::ask::{Ask, Place};
use crate::dense::Dense;
use crate::modulation::{Factor, Modulation};
use crate::places::{Axis, Grid, Places};
use crate::seeds::Randn;
use crate::source::Numbers;
use crate::surface::Surface;

fn ask(masks: &[Vec<f32>], mask_size: (usize, usize), surface: Surface) -> Ask {
    let place = |mask: &Vec<f32>| Place {
        styles: Vec::new(),
        mask: mask.clone(),
    };
    Ask {
        places: masks.iter().map(place).collect(),
        mask_size,
        surface,
        ..Ask::default()
    }
}

fn masks(ask: &Ask, grid: Grid) -> Vec<f32> {
    let mut places = Places::<Plain>::new();
    places.update(ask);
    let sheet = places.masks(&mut Plain, grid);
    Plain.numbers(&sheet).expect("memory answers")
}

#[test]
fn masks_sum_to_one_at_every_size() {
    let random = |seed| {
        Randn::new(seed)
            .normals(6 * 12)
            .iter()
            .map(|n| n.abs())
            .collect()
    };
    let given = [random(1), random(2), random(3)];
    for surface in [Surface::Square, Surface::Panorama { times: 2 }] {
        for (rows, columns) in [(1, 1), (2, 3), (6, 12), (7, 40), (64, 128)] {
            let found = masks(
                &ask(&given, (6, 12), surface),
                Grid::whole(Shape::new(1, rows, columns)),
            );
            for at in 0..rows * columns {
                let sum: f32 = found.iter().skip(at).step_by(rows * columns).sum();
                assert!((sum - 1.0).abs() < 1e-5);
            }
        }
    }
}

#[test]
fn masks_are_drawn_smoothly_and_close_around_the_horizon() {
    let given = [vec![1.0, 0.0, 0.0, 0.0], vec![0.0, 1.0, 1.0, 1.0]];
    let grid = Grid::whole(Shape::new(1, 1, 8));
    let square = masks(&ask(&given, (1, 4), Surface::Square), grid);
    assert_eq!(square[..8], [1.0, 0.75, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let around = masks(&ask(&given, (1, 4), Surface::Panorama { times: 2 }), grid);
    assert_eq!(around[..8], [0.75, 0.75, 0.25, 0.0, 0.0, 0.0, 0.0, 0.25]);
    // The same size, and a margin of one place.
    let beyond = Grid {
        rows: Axis::whole(1),
        columns: Axis {
            len: 6,
            first: -0.125,
            step: 0.25,
        },
    };
    let wide = masks(&ask(&given, (1, 4), Surface::Square), beyond);
    assert_eq!(wide[..6], [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    // Fewer places: what lies between counts.
    let few = masks(
        &ask(&given, (1, 4), Surface::Panorama { times: 2 }),
        Grid::whole(Shape::new(1, 1, 2)),
    );
    assert_eq!(few[..2], [0.375, 0.125]);
}

#[test]
fn masks_are_made_anew_when_they_change() {
    let grid = Grid::whole(Shape::new(1, 1, 2));
    let mut places = Places::<Plain>::new();
    let mut masks = |given: [Vec<f32>; 2]| {
        places.update(&ask(&given, (1, 2), Surface::Square));
        let sheet = places.masks(&mut Plain, grid);
        Plain.numbers(&sheet).expect("memory answers")
    };
    assert_eq!(
        masks([vec![1.0, 0.0], vec![0.0, 1.0]]),
        [1.0, 0.0, 0.0, 1.0]
    );
    assert_eq!(
        masks([vec![1.0, 3.0], vec![1.0, 1.0]]),
        [0.5, 0.75, 0.5, 0.25]
    );
}

#[test]
fn demodulation_place_by_place_is_what_the_formula_says() {
    let (outputs, inputs, w, count) = (5, 7, 4, 3);
    let mut randn = Randn::new(9);
    let mut numbers = |shape: &[usize]| Numbers {
        shape: shape.to_vec(),
        values: randn.normals(shape.iter().product()),
    };
    let affine = Dense::new(numbers(&[inputs, w]), vec![1.0; inputs]);
    let weight = numbers(&[outputs, inputs, 3, 3]);
    let modulation = Modulation::new(affine, &weight);
    let ws: Vec<Vec<f32>> = (0..count).map(|_| numbers(&[w]).values).collect();
    let ws: Vec<&[f32]> = ws.iter().map(Vec::as_slice).collect();
    let given: Vec<Vec<f32>> = (0..count)
        .map(|_| numbers(&[12]).values.iter().map(|n| n.abs()).collect())
        .collect();
    let ask = ask(&given, (3, 4), Surface::Square);
    let grid = Grid::whole(Shape::new(1, 3, 4));
    let mut places = Places::<Plain>::new();
    places.update(&ask);
    let vectors = modulation.vectors(&ws);
    let map = |factor| match factor {
        Factor::Map(map) => Plain.numbers(&map).expect("memory answers"),
        Factor::Channels(_) => panic!("three places are a map"),
    };
    let style = map(modulation.style(&mut Plain, &vectors, &mut places, grid));
    let found = map(modulation.demodulation(&mut Plain, &vectors, &mut places, grid));
    for place in 0..12 {
        for output in 0..outputs {
            let sum: f32 = (0..inputs * 9)
                .map(|at| weight.values[output * inputs * 9 + at] * style[at / 9 * 12 + place])
                .map(|product| product * product)
                .sum();
            let expected = (sum + 1e-8).sqrt().recip();
            let found = found[output * 12 + place];
            assert!((found / expected - 1.0).abs() < 1e-4, "{found} {expected}");
        }
    }
}
