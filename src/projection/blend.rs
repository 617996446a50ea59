//! How light is shared where projectors overlap: soft ramps towards each image's edge, times its mask, normalised so
//! that the shares of all that reach a place sum to one. All in linear light.

use glam::DVec2;
use welkin_installation::{EdgeBlend, Ramp};

/// From 0 to 1 along a soft edge; a ramp and its mirror image sum to one. `share` 0 to 1, beyond it is held.
pub fn ramp(blend: &EdgeBlend, share: f64) -> f64 {
    let x = share.clamp(0.0, 1.0);
    match blend.ramp {
        Ramp::Smooth => x * x * (3.0 - 2.0 * x),
        Ramp::Linear => x,
        Ramp::Power => {
            let power = sane(blend.power, 2.0).clamp(1.0, 8.0);
            if x < 0.5 {
                0.5 * (2.0 * x).powf(power)
            } else {
                1.0 - 0.5 * (2.0 * (1.0 - x)).powf(power)
            }
        }
    }
}

/// How much an image counts at a place of it (pixels), before others are asked: 0 at and beyond its edge, 1 from the
/// soft edge's width on. Each side's ramp multiplies, so that corners are soft as well.
pub fn towards_edge(blend: &EdgeBlend, place: DVec2, extent: DVec2) -> f64 {
    let width = sane(blend.width_share, 0.5).clamp(1e-3, 0.5) * extent.min_element();
    let inside = place.min(extent - place) / width;
    ramp(blend, inside.x) * ramp(blend, inside.y)
}

fn sane(value: f32, rest: f64) -> f64 {
    if value.is_finite() {
        f64::from(value)
    } else {
        rest
    }
}

/// What one projector has to say about a place that several reach.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Claim {
    /// [`towards_edge`].
    pub soft: f64,
    /// Its mask there, 0 to 1.
    pub mask: f64,
}

/// The first projector's share of the light at a place, 0 to 1.
///
/// The shares of all sum to the strongest mask among those that reach the place: to one wherever anyone is not
/// masked, and a soft mask stays soft where nobody else can fill it.
pub fn share(own: Claim, others: impl Iterator<Item = Claim>) -> f64 {
    let mut sum = own.soft * own.mask;
    let mut strongest = own.mask;
    for other in others.filter(|other| other.soft > 0.0) {
        sum += other.soft * other.mask;
        strongest = strongest.max(other.mask);
    }
    if sum <= 0.0 {
        return 0.0;
    }
    (own.soft * own.mask / sum * strongest).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blends() -> Vec<EdgeBlend> {
        let mut all = Vec::new();
        for ramp in [Ramp::Smooth, Ramp::Linear, Ramp::Power] {
            for power in [1.0, 2.0, 3.0] {
                for width_share in [0.05, 0.5] {
                    all.push(EdgeBlend {
                        ramp,
                        power,
                        width_share,
                        ..EdgeBlend::default()
                    });
                }
            }
        }
        all
    }

    #[test]
    fn a_ramp_and_its_mirror_image_sum_to_one() {
        for blend in blends() {
            for step in 0..=100 {
                let x = f64::from(step) / 100.0;
                let sum = ramp(&blend, x) + ramp(&blend, 1.0 - x);
                assert!((sum - 1.0).abs() < 1e-12, "{blend:?} {x} {sum}");
                assert!(ramp(&blend, x) <= ramp(&blend, x + 0.01) + 1e-12);
            }
        }
    }

    #[test]
    fn shares_sum_to_one_wherever_somebody_is_not_masked() {
        for seed in 0..2000_u32 {
            let number = |step: u32| {
                f64::from((seed * 7 + step).wrapping_mul(2_654_435_761) >> 8) / 16_777_216.0
            };
            let claims: Vec<Claim> = (0..1 + seed % 6)
                .map(|index| Claim {
                    soft: number(index) + 1e-9,
                    mask: (number(index + 9) * 2.0).min(1.0),
                })
                .collect();
            let strongest = claims.iter().map(|claim| claim.mask).fold(0.0, f64::max);
            let share_of = |index: usize| {
                let others = claims.iter().enumerate().filter(|(at, _)| *at != index);
                share(claims[index], others.map(|(_, claim)| *claim))
            };
            let sum: f64 = (0..claims.len()).map(share_of).sum();
            assert!((sum - strongest).abs() < 1e-9, "{claims:?}");
        }
    }

    #[test]
    fn nothing_is_left_at_the_edge() {
        for blend in blends() {
            let extent = DVec2::new(200.0, 100.0);
            for place in [
                [0.0, 50.0],
                [200.0, 50.0],
                [70.0, 0.0],
                [70.0, 100.0],
                [-5.0, 20.0],
            ] {
                assert_eq!(towards_edge(&blend, DVec2::from(place), extent), 0.0);
            }
            assert!(towards_edge(&blend, extent / 2.0, extent) > 0.99);
        }
    }
}
