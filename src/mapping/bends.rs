//! How far a bend goes.

use welkin_values::{Bend, Deed};

use crate::chance;

/// Picture widths and heights; the picture has long gone by then.
const FARTHEST: f32 = 8.0;

/// Degrees: so many turns go round and round, and a 32-bit float still knows where it is.
const MOST_DEGREES: f32 = 3600.0;

/// How small and how large channels are zoomed.
const ZOOMS: (f32, f32) = (0.05, 20.0);

/// What channels are multiplied by, either way, and what a threshold can be.
const MOST: f32 = 1000.0;

/// A bend that goes `amount` times as far as written: 1 is as written, 0 is none.
///
/// Moves and turns grow evenly and go the other way below 0; a zoom grows by powers, so that −1 undoes
/// 1; a factor goes from 1 (nothing) to what is written and on. What is done or not done, a threshold,
/// an inversion, an ablation, is done to more channels the farther it goes, and to none below 0.
pub(crate) fn bent(bend: &Bend, amount: f32) -> Option<Bend> {
    let amount = chance::finite(amount);
    let share = within(bend.share, 0.0, 1.0);
    if amount == 0.0 || share == 0.0 {
        return None;
    }
    let times = |x: f32, most: f32| within(chance::finite(x) * amount, -most, most);
    let (share, deed) = match bend.deed {
        Deed::Move([right, down]) => {
            let moved = [times(right, FARTHEST), times(down, FARTHEST)];
            (share, Deed::Move(moved))
        }
        Deed::Turn(degrees) => (share, Deed::Turn(times(degrees, MOST_DEGREES))),
        Deed::Zoom(zoom) => {
            let zoom = within(zoom, ZOOMS.0, ZOOMS.1).powf(amount);
            (share, Deed::Zoom(within(zoom, ZOOMS.0, ZOOMS.1)))
        }
        Deed::Times(factor) => {
            let factor = 1.0 + times(factor - 1.0, MOST);
            (share, Deed::Times(factor))
        }
        Deed::Threshold(at) => {
            let at = within(chance::finite(at), -MOST, MOST);
            (within(share * amount, 0.0, 1.0), Deed::Threshold(at))
        }
        deed @ (Deed::Invert | Deed::Ablate) => (within(share * amount, 0.0, 1.0), deed),
    };
    (share > 0.0).then_some(Bend {
        share,
        deed,
        ..*bend
    })
}

/// What is no number becomes the lower limit.
fn within(value: f32, low: f32, high: f32) -> f32 {
    value.max(low).min(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bend(share: f32, deed: Deed) -> Bend {
        Bend {
            layer: 3,
            share,
            seed: 5,
            deed,
        }
    }

    const DEEDS: [Deed; 7] = [
        Deed::Move([0.2, -0.1]),
        Deed::Zoom(2.0),
        Deed::Turn(90.0),
        Deed::Times(-3.0),
        Deed::Threshold(0.3),
        Deed::Invert,
        Deed::Ablate,
    ];

    #[test]
    fn nothing_is_nothing_and_one_is_as_written() {
        for deed in DEEDS {
            assert_eq!(bent(&bend(0.5, deed), 0.0), None);
            assert_eq!(bent(&bend(0.0, deed), 1.0), None);
            assert_eq!(bent(&bend(0.5, deed), f32::NAN), None);
            assert_eq!(bent(&bend(0.5, deed), 1.0), Some(bend(0.5, deed)));
        }
    }

    #[test]
    fn half_and_double_and_backwards() {
        let cases = [
            (
                Deed::Move([0.2, -0.1]),
                0.5,
                Some((0.4, Deed::Move([0.1, -0.05]))),
            ),
            (
                Deed::Move([0.2, -0.1]),
                -2.0,
                Some((0.4, Deed::Move([-0.4, 0.2]))),
            ),
            (Deed::Turn(90.0), -0.5, Some((0.4, Deed::Turn(-45.0)))),
            (Deed::Zoom(4.0), 0.5, Some((0.4, Deed::Zoom(2.0)))),
            (Deed::Zoom(4.0), -1.0, Some((0.4, Deed::Zoom(0.25)))),
            (Deed::Times(-3.0), 0.5, Some((0.4, Deed::Times(-1.0)))),
            (Deed::Times(0.0), 0.5, Some((0.4, Deed::Times(0.5)))),
            (Deed::Invert, 0.5, Some((0.2, Deed::Invert))),
            (Deed::Ablate, 4.0, Some((1.0, Deed::Ablate))),
            (Deed::Threshold(0.3), -1.0, None),
        ];
        for (deed, amount, expected) in cases {
            let expected = expected.map(|(share, deed)| bend(share, deed));
            assert_eq!(
                bent(&bend(0.4, deed), amount),
                expected,
                "{deed:?} {amount}"
            );
        }
    }

    /// The numbers of a deed.
    fn numbers(deed: Deed) -> Vec<f32> {
        match deed {
            Deed::Move(moved) => moved.to_vec(),
            Deed::Zoom(x) | Deed::Turn(x) | Deed::Times(x) | Deed::Threshold(x) => vec![x],
            Deed::Invert | Deed::Ablate => vec![],
        }
    }

    #[test]
    fn it_goes_on_evenly_from_nothing() {
        let still = [
            Deed::Move([0.0; 2]),
            Deed::Zoom(1.0),
            Deed::Turn(0.0),
            Deed::Times(1.0),
        ];
        for (deed, still) in DEEDS.into_iter().zip(still) {
            let mut before = numbers(still);
            for step in 1..=1000 {
                let now = bent(&bend(0.5, deed), step as f32 / 1000.0).expect("it goes on");
                let now = numbers(now.deed);
                let leap = before.iter().zip(&now).map(|(a, b)| (a - b).abs());
                assert!(
                    leap.fold(0.0, f32::max) < 0.1,
                    "{deed:?}: {before:?} {now:?}"
                );
                before = now;
            }
        }
    }

    #[test]
    fn hostile_numbers_stay_finite_and_limited() {
        let hostile = [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            1e-40,
            -0.0,
        ];
        for x in hostile {
            let deeds = [
                Deed::Move([x, 0.5]),
                Deed::Zoom(x),
                Deed::Turn(x),
                Deed::Times(x),
                Deed::Threshold(x),
                Deed::Ablate,
            ];
            for deed in deeds {
                for amount in hostile.into_iter().chain([1.0, -1.0]) {
                    for share in [x, 0.5] {
                        let Some(bent) = bent(&bend(share, deed), amount) else {
                            continue;
                        };
                        assert!(bent.share > 0.0 && bent.share <= 1.0);
                        let limit = |x: &f32| x.abs() <= MOST_DEGREES;
                        assert!(numbers(bent.deed).iter().all(limit), "{bent:?}");
                    }
                }
            }
        }
    }
}
