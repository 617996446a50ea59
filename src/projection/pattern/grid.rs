//! Lines and numbers of directions, as seen from the middle of the room.

use std::f32::consts::FRAC_PI_2;

use glam::{Vec2, Vec3};
use welkin_values::Direction;

use super::paint::{colour, grey, pixel_angle};
use super::text::{has_ink, width_of};

const FINE_DEG: f32 = 5.0;
const STRONG_DEG: f32 = 15.0;
/// Numbers around: every second strong line.
const NUMBERED_DEG: f32 = 30.0;
/// Closer to the zenith than this only every quarter around is drawn, and none of the fine ones.
const CROWDED_DEG: f32 = 75.0;
/// Height of the numbers, degrees, and at least this many pixels.
const FIGURE_DEG: f32 = 1.7;
const FIGURE_PIXELS: f32 = 11.0;

/// The light in a direction that changes by `steps` from pixel to pixel.
pub(super) fn light(at: Vec3, steps: [Vec3; 2]) -> Vec3 {
    let direction = Direction::from_vector(at);
    let pixel = pixel_angle(steps);
    if has_number(direction, pixel) {
        return grey(0.95);
    }
    // How much height and azimuth change from pixel to pixel, radians.
    let left = Direction {
        azimuth: direction.azimuth + FRAC_PI_2,
        elevation: 0.0,
    }
    .vector();
    let up = at.cross(left);
    let across = direction.elevation.cos();
    let change = |towards: Vec3| {
        let [right, down] = steps.map(|step| step.dot(towards));
        right.hypot(down).max(1e-6)
    };
    let (per_height, per_azimuth) = (change(up), change(left) / across.max(1e-4));

    let is_crowded = direction.elevation.to_degrees().abs() > CROWDED_DEG + 0.01;
    // Distance to the next line in pixels.
    let to_parallel = |every_deg: f32| to_next(direction.elevation, every_deg) / per_height;
    let to_meridian = |every_deg: f32| to_next(direction.azimuth, every_deg) / per_azimuth;
    let is_horizon = direction.elevation.abs() / per_height < 1.5;
    let is_front = direction.azimuth.abs() / per_azimuth < 1.5 && across > 0.01;
    if is_horizon || is_front {
        return colour(1.0, 0.72, 0.2);
    }
    let strong_around = if is_crowded { 90.0 } else { STRONG_DEG };
    if to_parallel(STRONG_DEG) < 0.9 || to_meridian(strong_around) < 0.9 {
        return grey(0.72);
    }
    let is_fine = to_parallel(FINE_DEG) < 0.55 || (!is_crowded && to_meridian(FINE_DEG) < 0.55);
    // Fine lines that are only some pixels apart would be fog.
    if is_fine && FINE_DEG.to_radians() > 8.0 * pixel {
        return grey(0.3);
    }
    Vec3::ZERO
}

/// Radians to the next multiple of an angle.
fn to_next(angle: f32, every_deg: f32) -> f32 {
    let every = every_deg.to_radians();
    (angle - (angle / every).round() * every).abs()
}

/// Whether one of the numbers to the upper right of the crossings lies here.
fn has_number(direction: Direction, pixel: f32) -> bool {
    let height = FIGURE_DEG.to_radians().max(FIGURE_PIXELS * pixel);
    let gap = 0.6 * height + 1.5 * pixel;
    // The crossing to the lower left.
    let parallel = (direction.elevation / STRONG_DEG.to_radians()).floor();
    let elevation_deg = parallel * STRONG_DEG;
    if elevation_deg.abs() >= CROWDED_DEG {
        return false;
    }
    let across = direction.elevation.cos();
    let meridian = (direction.azimuth / NUMBERED_DEG.to_radians()).ceil();
    let mut azimuth_deg = meridian * NUMBERED_DEG;
    let right = (azimuth_deg.to_radians() - direction.azimuth) * across;
    let up = direction.elevation - elevation_deg.to_radians();
    if azimuth_deg <= -180.0 {
        azimuth_deg += 360.0;
    }
    // Around on the horizon; the height elsewhere.
    let is_horizon = parallel == 0.0;
    let number = if is_horizon {
        azimuth_deg
    } else {
        elevation_deg
    };
    let words = number_words(number);
    let words = words.as_str();
    let width = width_of(words, height);
    let from_middle = Vec2::new(
        right - gap * 0.6 - width / 2.0,
        gap * 0.6 + height / 2.0 - up,
    );
    has_ink(words, from_middle, height)
}

/// A whole number without taking memory for each pixel.
fn number_words(number: f32) -> Number {
    let value = number.round() as i32;
    let mut digits = Number {
        text: [b' '; 4],
        from: 4,
    };
    let mut rest = value.unsigned_abs();
    loop {
        digits.push(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        digits.push(b'-');
    }
    digits
}

struct Number {
    text: [u8; 4],
    from: usize,
}

impl Number {
    fn push(&mut self, letter: u8) {
        if self.from > 0 {
            self.from -= 1;
            self.text[self.from] = letter;
        }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[self.from..]).unwrap_or_default()
    }
}
