//! What holds for a whole pixel at once, so that most pixels need one look instead of nine: comparisons that are yes, no,
//! or not sure, and angles to four millionths.

use std::f32::consts::{FRAC_PI_2, PI, SQRT_2};

use glam::Vec3;

use super::paint::pixel_angle_of;

/// How far angles here and the patterns' own may lie apart by rounding, radians, where `across` is above [`LEAST_ACROSS`].
const ROUNDING: f32 = 4e-6;
/// How far places on a frame may lie apart by rounding, pixels.
const ROUNDING_PIXELS: f32 = 0.01;
/// Nearer to the zenith or nadir than this (the cosine of the height) heights are too coarse to be sure.
const LEAST_ACROSS: f32 = 0.05;
/// The farthest sample of a pixel from its middle, pixels: a third to the right and below.
const CORNER: f32 = 0.4715;

/// How far around a place an answer must hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach {
    /// All samples of the pixel.
    Pixel,
    /// Nothing but this very place.
    Sample,
}

impl Reach {
    /// In pixels.
    pub(super) fn pixels(self) -> f32 {
        match self {
            Self::Pixel => CORNER + ROUNDING_PIXELS,
            Self::Sample => ROUNDING_PIXELS,
        }
    }

    /// As an angle, radians.
    fn angle(self, grain: &Grain) -> f32 {
        match self {
            Self::Pixel => grain.reach + ROUNDING,
            Self::Sample => ROUNDING,
        }
    }
}

/// How directions change around a pixel, worked out once for all its samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grain {
    /// To the next pixel to the right, and to the next below.
    pub(super) steps: [Vec3; 2],
    /// How far apart pixels are, radians.
    pub(super) pixel: f32,
    /// The longest change of any angle from pixel to pixel, radians.
    pub(super) longest: f32,
    /// How far the samples are from the middle at most, radians.
    reach: f32,
}

impl Grain {
    pub(super) fn of(steps: [Vec3; 2]) -> Self {
        let [right, down] = steps.map(Vec3::length);
        Self {
            steps,
            pixel: pixel_angle_of([right, down]),
            longest: right.max(down) * SQRT_2,
            reach: (right + down) * (1.02 / 3.0),
        }
    }
}

/// A direction, and how far it may be off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// A unit vector.
    pub(super) at: Vec3,
    /// Radians.
    pub(super) azimuth: f32,
    /// Radians.
    pub(super) elevation: f32,
    /// Cosine of the elevation.
    pub(super) across: f32,
    /// How far the direction and its elevation may be off, radians.
    pub(super) reach: f32,
    /// How far the azimuth may be off, radians.
    pub(super) turn: f32,
}

impl Around {
    /// None where directions change too much or meet at the zenith or nadir, or are none.
    pub(super) fn of(at: Vec3, grain: &Grain, reach: Reach) -> Option<Self> {
        let off = reach.angle(grain);
        let at = match reach {
            Reach::Pixel => {
                let squared = at.length_squared();
                let (is_fine, beyond) = (grain.reach < 0.1, (squared - 1.0).abs());
                if is_fine && beyond < 1e-6 {
                    at
                } else if is_fine && beyond < 2e-3 {
                    at * squared.sqrt().recip()
                } else {
                    return None;
                }
            }
            Reach::Sample => at,
        };
        let across = (at.x * at.x + at.z * at.z).sqrt();
        let least = across - off;
        // The sine of the turn is at most reach / across.
        let turn = off / least * 1.05 + ROUNDING;
        if least > LEAST_ACROSS && turn < 0.3 {
            Some(Self {
                at,
                azimuth: arc(-at.x, -at.z),
                elevation: arc(at.y, across),
                across,
                reach: off,
                turn,
            })
        } else {
            None
        }
    }
}

impl Around {
    /// A direction within reach, `change` away, without asking for angles again: azimuth and elevation grow along `ways`.
    /// What that leaves out is the square of the change, more where meridians are close.
    pub(super) fn moved(&self, change: Vec3, ways: [Vec3; 2]) -> Self {
        let [left, up] = ways.map(|way| change.dot(way));
        let least = self.across - self.reach;
        let off = change.length_squared() * (1.0 + 1.0 / least) + ROUNDING;
        Self {
            azimuth: self.azimuth + left / self.across,
            elevation: self.elevation + up,
            across: self.across - self.at.y * up,
            reach: off,
            turn: off / least + ROUNDING,
            ..*self
        }
    }
}

/// Whether `value`, which may be off by `slack`, is below `limit`; none where that is not sure, or one is no number.
pub(super) fn is_below(value: f32, limit: f32, slack: f32) -> Option<bool> {
    if value + slack < limit {
        Some(true)
    } else if value - slack > limit {
        Some(false)
    } else {
        None
    }
}

/// Radians to the next multiple of an angle, up to a hundred of them away.
pub(super) fn to_next(angle: f32, every: f32) -> f32 {
    // So large that no place behind the point is left: adding it rounds.
    const ROUNDS: f32 = 12_582_912.0;
    let turns = angle * (1.0 / every);
    (turns - ((turns + ROUNDS) - ROUNDS)).abs() * every
}

/// Whether one of two is so.
pub(super) fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether both are so.
pub(super) fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// The angle of a place seen from the origin, as `y.atan2(x)`, to a millionth (Abramowitz and Stegun 4.4.49).
pub(super) fn arc(y: f32, x: f32) -> f32 {
    let (long, short) = (x.abs().max(y.abs()), x.abs().min(y.abs()));
    let t = short / long.max(1e-30);
    let s = t * t;
    let series = 0.002_866_225_7_f32;
    let series = series * s - 0.016_165_737;
    let series = series * s + 0.042_909_614;
    let series = series * s - 0.075_289_64;
    let series = series * s + 0.106_562_64;
    let series = series * s - 0.142_089;
    let series = series * s + 0.199_935_51;
    let series = series * s - 0.333_331_45;
    let eighth = t + t * s * series;
    let quarter = if y.abs() > x.abs() {
        FRAC_PI_2 - eighth
    } else {
        eighth
    };
    let half = if x < 0.0 { PI - quarter } else { quarter };
    if y < 0.0 { -half } else { half }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_are_angles() {
        for step in -4000..=4000 {
            let angle = step as f32 / 4000.0 * PI;
            for length in [1e-6, 1.0, 3e4] {
                let (sin, cos) = angle.sin_cos();
                let (y, x) = (sin * length, cos * length);
                let apart = (arc(y, x) - y.atan2(x)).abs();
                assert!(apart < 1e-6, "{angle} {length}: {apart}");
            }
        }
        assert!(arc(0.0, 0.0).is_finite());
    }

    #[test]
    fn what_is_not_sure_is_not_said() {
        assert_eq!(is_below(1.0, 2.0, 0.5), Some(true));
        assert_eq!(is_below(3.0, 2.0, 0.5), Some(false));
        assert_eq!(is_below(1.8, 2.0, 0.5), None);
        assert_eq!(is_below(f32::NAN, 2.0, 0.5), None);
        assert_eq!(is_below(0.0, f32::NAN, 0.5), None);
        assert_eq!(is_below(0.0, 1.0, f32::NAN), None);
        assert_eq!(either(None, Some(true)), Some(true));
        assert_eq!(either(None, Some(false)), None);
        assert_eq!(both(None, Some(false)), Some(false));
        assert_eq!(both(None, Some(true)), None);
    }
}
