//! How much each ambisonic degree counts when a bed is heard through loudspeakers or as an energy map: one
//! factor per degree, the first 1.

use crate::harmonics::MAX_ORDER;

/// One factor per degree; those above the order are 0.
pub type DegreeWeights = [f32; MAX_ORDER + 1];

/// All degrees alike: the sharpest beam, with side lobes (−12 dB at order 3).
///
/// # Panics
/// If the order is above [`MAX_ORDER`], here and below.
pub fn basic(order: usize) -> DegreeWeights {
    by_degree(order, |_| 1.0)
}

/// The weights that keep a source's energy closest to its direction: P_n(cos(137.9° / (order + 1.51))). Zotter
/// and Frank, "All-Round Ambisonic Panning and Decoding", J. Audio Eng. Soc. 60 (2012). Side lobes −23 dB at
/// order 3.
pub fn max_re(order: usize) -> DegreeWeights {
    let cos = (137.9_f64.to_radians() / (order as f64 + 1.51)).cos();
    by_degree(order, |degree| legendre(degree, cos))
}

/// No loudspeaker plays in opposite phase, at the price of a wide image: N!(N+1)! / ((N+n+1)!(N−n)!).
pub fn in_phase(order: usize) -> DegreeWeights {
    by_degree(order, |degree| {
        (0..degree)
            .map(|k| (order - k) as f64 / (order + 2 + k) as f64)
            .product()
    })
}

fn by_degree(order: usize, weight: impl Fn(usize) -> f64) -> DegreeWeights {
    assert!(order <= MAX_ORDER, "order {order} is above {MAX_ORDER}");
    let counts = |degree| degree <= order;
    std::array::from_fn(|degree| {
        if counts(degree) {
            weight(degree) as f32
        } else {
            0.0
        }
    })
}

/// The Legendre polynomial of a degree.
pub(crate) fn legendre(degree: usize, x: f64) -> f64 {
    let (mut before, mut here) = (0.0, 1.0);
    for n in 0..degree {
        let n = n as f64;
        (before, here) = (here, ((2.0 * n + 1.0) * x * here - n * before) / (n + 1.0));
    }
    here
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The length of the energy vector of a beam with such weights: Σ n·2·a_n·a_(n−1) / Σ (2n+1)·a_n².
    fn energy_vector(weights: DegreeWeights, order: usize) -> f32 {
        let energy: f32 = (0..=order)
            .map(|n| (2 * n + 1) as f32 * weights[n].powi(2))
            .sum();
        let along: f32 = (1..=order)
            .map(|n| 2.0 * n as f32 * weights[n] * weights[n - 1])
            .sum();
        along / energy
    }

    #[test]
    fn max_re_is_the_best_of_the_three_and_near_the_largest_root() {
        // The largest roots of P_(N+1), which no weights exceed.
        let best = [
            0.577_35, 0.774_60, 0.861_14, 0.906_18, 0.932_47, 0.949_11, 0.960_29,
        ];
        for order in 1..=MAX_ORDER {
            let [re, plain, phase] =
                [max_re, basic, in_phase].map(|f| energy_vector(f(order), order));
            assert!(re > plain && re > phase, "{order}: {re} {plain} {phase}");
            assert!(
                re <= best[order - 1] + 1e-5 && re > best[order - 1] - 2e-3,
                "{order}: {re}"
            );
        }
    }

    #[test]
    fn a_beam_in_phase_is_nowhere_negative_and_nothing_behind() {
        for order in 1..=MAX_ORDER {
            let weights = in_phase(order);
            let beam = |x: f64| -> f64 {
                let part = |n| (2 * n + 1) as f64 * f64::from(weights[n]) * legendre(n, x);
                (0..=order).map(part).sum()
            };
            assert!((0..=100).all(|k| beam(f64::from(k) / 50.0 - 1.0) > -1e-5));
            assert!(beam(-1.0).abs() < 1e-5);
        }
    }
}
