use super::*;

const MEAN: [f32; 3] = [0.0, 0.0, 0.0];

/// Clouds around three places, of 300, 100 and 200 w, mixed.
fn clouds() -> Vec<Vec<f32>> {
    let places = [[9.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 9.0]];
    let mut randn = Randn::new(1);
    let of = |i: usize| places[[0, 2, 0, 1, 0, 2][i % 6]];
    let around = |place: [f32; 3]| {
        let away = randn.normals(3);
        place.iter().zip(away).map(|(a, b)| a + b).collect()
    };
    (0..600).map(of).map(around).collect()
}

fn near(a: &[f32], b: &[f32], within: f32) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= within)
}

#[test]
fn clouds_are_found_the_largest_first() {
    let ws = clouds();
    for seed in 0..20 {
        let centres = centres_of_latents(&ws, 3, seed);
        let places = [[9.0, 0.0, 0.0], [0.0, 0.0, 9.0], [0.0, 9.0, 0.0]];
        for (centre, place) in centres.iter().zip(places) {
            // Six times the error of the mean of a hundred.
            assert!(near(centre, &place, 0.6), "{centre:?} of {place:?}");
        }
        assert_eq!(centres, centres_of_latents(&ws, 3, seed), "once more");
    }
}

#[test]
fn each_centre_is_the_mean_of_those_it_is_nearest_to() {
    let ws = clouds();
    let centres = centres_of_latents(&ws, 7, 2);
    assert_eq!(centres.len(), 7);
    for (at, centre) in centres.iter().enumerate() {
        let members = ws.iter().filter(|w| nearest(w, &centres) == at);
        let mean = mean(members.map(Vec::as_slice), 3).expect("somebody is there");
        assert!(near(centre, &mean, 1e-6));
    }
}

#[test]
fn what_is_too_little_or_no_number_is_left_out() {
    assert!(centres_of_latents(&[], 3, 0).is_empty());
    assert!(centres_of_latents(&clouds(), 0, 0).is_empty());
    let few = [vec![1.0, 2.0], vec![1.0, 2.0], vec![3.0, 4.0], vec![0.0; 5]];
    assert_eq!(centres_of_latents(&few, 9, 0), [[1.0, 2.0], [3.0, 4.0]]);
    let broken = [vec![1.0], vec![f32::NAN], vec![f32::INFINITY]];
    assert_eq!(centres_of_latents(&broken, 2, 0), [[1.0]]);
}

fn towards(centre: Centre) -> Truncation {
    Truncation {
        psi: 0.0,
        centre,
        centres: vec![vec![4.0, 0.0, 0.0], vec![0.0; 2], vec![0.0, 8.0, 0.0]],
        ..Truncation::default()
    }
}

#[test]
fn a_centre_has_a_number_and_between_two_lies_a_blend() {
    let cases = [
        (0.0, [0.0, 0.0, 0.0]),
        (1.0, [4.0, 0.0, 0.0]),
        (2.0, [0.0, 8.0, 0.0]),
        (0.5, [2.0, 0.0, 0.0]),
        (1.25, [3.0, 2.0, 0.0]),
        (-3.0, [0.0, 0.0, 0.0]),
        (1e9, [0.0, 8.0, 0.0]),
        (f32::NAN, [0.0, 0.0, 0.0]),
        (f32::INFINITY, [0.0, 8.0, 0.0]),
    ];
    for (number, expected) in cases {
        let truncation = towards(Centre::Number(number));
        let found = truncation.centre_of(&[1.0, 1.0, 1.0], &MEAN);
        assert!(near(&found, &expected, 1e-6), "{number}: {found:?}");
    }
    let none = Truncation {
        centre: Centre::Number(3.0),
        ..Truncation::default()
    };
    assert_eq!(*none.centre_of(&[1.0; 3], &MEAN), MEAN);
}

#[test]
fn the_nearest_centre_is_taken_softly_or_not() {
    let at = |soft: f32, share: f32| {
        let w = [4.0 - 4.0 * share, 8.0 * share, 5.0];
        towards(Centre::Nearest(soft)).centre_of(&w, &MEAN).to_vec()
    };
    assert_eq!(at(0.0, 0.49), [4.0, 0.0, 0.0]);
    assert_eq!(at(0.0, 0.51), [0.0, 8.0, 0.0]);
    assert!(near(&at(0.3, 0.5), &[2.0, 4.0, 0.0], 1e-5));
    assert_eq!(at(0.3, 0.0), [4.0, 0.0, 0.0]);
    assert_eq!(at(f32::NAN, 0.1), [4.0, 0.0, 0.0]);
    // A walk from the one to the other in 200 steps.
    let largest = |soft: f32| {
        let step = |i: usize| {
            let [a, b] = [i, i + 1].map(|i| at(soft, i as f32 / 200.0));
            away(&a, &b).sqrt()
        };
        (0..200).map(step).fold(0.0, f64::max)
    };
    assert!(largest(0.0) > 4.0, "it jumps");
    assert!(largest(0.3) < 0.3, "{}", largest(0.3));
}
