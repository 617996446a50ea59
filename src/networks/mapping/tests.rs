use std::path::Path;

use welkin_checkpoint::{Checkpoint, Likeness, detect, official};

use super::*;
use crate::source::Source;

/// rosinality's file under the official names.
fn rosinality() -> Checkpoint {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rosinality/rosi16.pt");
    let bytes = std::fs::read(path).expect("a fixture");
    let file = Checkpoint::parse("rosi16.pt", bytes).expect("a checkpoint");
    let Likeness::Known(guess) = detect(&file) else {
        panic!("it is not known");
    };
    official(&file, &guess)
}

/// A checkpoint in which nobody kept the mean of w.
struct WithoutMean(Checkpoint);

impl Source for WithoutMean {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        Source::shape(&self.0, name).filter(|_| name != "mapping.w_avg")
    }

    fn values(&self, name: &str) -> Option<Vec<f32>> {
        Source::values(&self.0, name).filter(|_| name != "mapping.w_avg")
    }

    fn names(&self) -> Vec<String> {
        Source::names(&self.0)
    }

    fn setting(&self, name: &str) -> Option<String> {
        Source::setting(&self.0, name)
    }
}

fn mapping(source: &dyn Source) -> Mapping {
    let mut reader = Reader::new(source);
    let weights = MappingWeights::read(&mut reader, 24);
    reader.finish().expect("it fits");
    Mapping::new(weights)
}

#[test]
fn where_no_mean_of_w_was_kept_it_is_that_of_many_seeds() {
    let kept = mapping(&rosinality());
    let source = rosinality();
    assert_eq!(kept.mean(), source.numbers("mapping.w_avg").values);
    let found = mapping(&WithoutMean(rosinality()));
    // Other seeds, and how far w goes from its mean.
    let mut randn = Randn::new(7);
    let seeds: Vec<Vec<f32>> = (0..4000)
        .map(|_| found.w(&randn.normals(found.z()), &[]))
        .collect();
    for (axis, mean) in found.mean().iter().enumerate() {
        let of = |power: i32| {
            seeds
                .iter()
                .map(|w| f64::from(w[axis] - mean).powi(power))
                .sum::<f64>()
                / 4000.0
        };
        let spread = of(2).sqrt();
        // Two means of thousands: six times the error of their difference.
        assert!(
            of(1).abs() < 6.0 * spread * (1.0_f64 / 2048.0 + 1.0 / 4000.0).sqrt(),
            "{axis}: {} {spread}",
            of(1)
        );
    }
    assert_ne!(kept.mean(), found.mean());
}
