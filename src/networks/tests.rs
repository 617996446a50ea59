//! What all families share.

pub(crate) mod fixture;
pub(crate) mod painted;
pub(crate) mod panorama;
mod places;
mod directions;
mod blended;
mod brought;
pub(crate) mod random;
mod shapes;
mod stylegan;

use welkin_values::{Bend, Deed};

use crate::*;

#[test]
fn seeds_are_numpys() {
    // numpy.random.RandomState(seed).randn(5)
    let known = [
        (
            0,
            [
                1.764_052_345_967_664,
                0.400_157_208_367_223_3,
                0.978_737_984_105_739_2,
                2.240_893_199_201_458,
                1.867_557_990_149_967_5,
            ],
        ),
        (
            42,
            [
                0.496_714_153_011_233,
                -0.138_264_301_171_184_7,
                0.647_688_538_100_692_5,
                1.523_029_856_408_025_7,
                -0.234_153_374_723_336,
            ],
        ),
    ];
    for (seed, numbers) in known {
        let mut randn = Randn::new(seed);
        for number in numbers {
            assert!((randn.normal() - number).abs() < 1e-14, "seed {seed}");
        }
    }
}

#[test]
fn truncated_normals_stay_within_two() {
    let numbers = truncated_normals(3, 4096);
    assert!(numbers.iter().all(|number| number.abs() <= 2.0));
    assert!(numbers.iter().any(|number| number.abs() > 1.9));
}

#[test]
fn more_channels_have_those_of_fewer() {
    let bend = |share| {
        let bend = Bend {
            layer: 0,
            share,
            seed: 7,
            deed: Deed::Ablate,
        };
        bent_channels(&bend, 64)
    };
    let (few, many) = (bend(0.25), bend(0.5));
    assert_eq!(few.iter().filter(|takes| **takes).count(), 16);
    assert_eq!(many.iter().filter(|takes| **takes).count(), 32);
    assert!(few.iter().zip(&many).all(|(few, many)| !few || *many));
}

struct Pair;

impl Source for Pair {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        ["a", "b"].contains(&name).then(|| vec![2])
    }
    fn values(&self, name: &str) -> Option<Vec<f32>> {
        Some(if name == "a" {
            vec![1.0, 2.0]
        } else {
            vec![f32::NAN, 0.0]
        })
    }
    fn names(&self) -> Vec<String> {
        vec!["a".into(), "b".into()]
    }
    fn setting(&self, _: &str) -> Option<String> {
        None
    }
}

#[test]
fn all_that_does_not_fit_is_said_at_once() {
    let mut reader = Reader::new(&Pair);
    assert_eq!(reader.tensor("a", &[0]).values, [1.0, 2.0]);
    reader.tensor("a", &[3]);
    reader.tensor("b", &[2]);
    reader.tensor("c", &[4, 0]);
    assert_eq!(reader.optional("d", &[1]), None);
    let said = reader.finish().expect_err("three do not fit").to_string();
    assert_eq!(
        said,
        "a is [2], expected [3]; b holds numbers that are not finite; c [4, 0] is missing"
    );
}
