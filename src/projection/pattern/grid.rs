//! Lines and numbers of directions, as seen from the middle of the room.

use std::f32::consts::FRAC_PI_2;
use std::sync::LazyLock;

use glam::{Vec2, Vec3};
use welkin_values::Direction;

use super::paint::{colour, grey, pixel_angle};
use super::sure::{self, Around, Grain, either, is_below};
use super::text::{has_ink, has_surely_ink, width_of};

const FINE_DEG: f32 = 5.0;
const STRONG_DEG: f32 = 15.0;
/// Numbers around: every second strong line.
const NUMBERED_DEG: f32 = 30.0;
/// Closer to the zenith than this only every quarter around is drawn, and none of the fine ones.
const CROWDED_DEG: f32 = 75.0;
/// Height of the numbers, degrees, and at least this many pixels.
const FIGURE_DEG: f32 = 1.7;
const FIGURE_PIXELS: f32 = 11.0;

/// What is drawn, linear light: numbers, horizon and front, strong lines, fine lines.
static PAINTS: LazyLock<[Vec3; 4]> =
    LazyLock::new(|| [grey(0.95), colour(1.0, 0.72, 0.2), grey(0.72), grey(0.3)]);

/// Widths of lines in pixels from their middle: horizon and front, strong, fine.
const WIDTHS: [f32; 3] = [1.5, 0.9, 0.55];

/// The light in a direction that changes by `steps` from pixel to pixel.
pub(super) fn light(at: Vec3, steps: [Vec3; 2]) -> Vec3 {
    let [number_light, middle_light, strong_light, fine_light] = *PAINTS;
    let direction = Direction::from_vector(at);
    let pixel = pixel_angle(steps);
    if has_number(direction, pixel) {
        return number_light;
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
    let [middle, strong, fine] = WIDTHS;
    let is_horizon = direction.elevation.abs() / per_height < middle;
    let is_front = direction.azimuth.abs() / per_azimuth < middle && across > 0.01;
    if is_horizon || is_front {
        return middle_light;
    }
    let strong_around = if is_crowded { 90.0 } else { STRONG_DEG };
    if to_parallel(STRONG_DEG) < strong || to_meridian(strong_around) < strong {
        return strong_light;
    }
    let is_fine = to_parallel(FINE_DEG) < fine || (!is_crowded && to_meridian(FINE_DEG) < fine);
    // Fine lines that are only some pixels apart would be fog.
    if is_fine && FINE_DEG.to_radians() > 8.0 * pixel {
        return fine_light;
    }
    Vec3::ZERO
}

/// A pixel looked at once, for all its samples.
pub(super) struct Close {
    around: Around,
    pixel: f32,
    /// Unit vectors in which azimuth and elevation grow.
    ways: [Vec3; 2],
    /// How much height and azimuth change from pixel to pixel at least and at most, radians.
    per_height: [f32; 2],
    per_azimuth: [f32; 2],
}

/// The light of [`light`] where it is the same all over a pixel.
pub(super) fn sure_light(around: &Around, grain: &Grain) -> Option<Vec3> {
    if has_surely_number(around, grain.pixel) != Some(false) {
        return None;
    }
    // Every line is a fine one too, and none is wider than this.
    let widest = grain.longest * (WIDTHS[0] * 1.001);
    let per_azimuth = widest / (around.across - around.reach);
    let is_clear = |angle: f32, off: f32, widest: f32| {
        sure::to_next(angle, FINE_DEG.to_radians()) - off > widest
    };
    let is_dark = is_clear(around.elevation, around.reach, widest)
        && is_clear(around.azimuth, around.turn, per_azimuth);
    is_dark.then_some(Vec3::ZERO)
}

impl Close {
    pub(super) fn of(around: &Around, grain: &Grain) -> Self {
        let Around { at, across, .. } = *around;
        let left = Vec3::new(at.z / across, 0.0, -at.x / across);
        let up = at.cross(left);
        // Both turn with the direction; so do the parts of the steps that lie along them.
        let slack = 1.5 * grain.longest * (around.turn + around.reach) + 1e-9;
        let change = |towards: Vec3| {
            let [right, down] = grain.steps.map(|step| step.dot(towards));
            let change = (right * right + down * down).sqrt();
            [(change - slack).max(1e-6), (change + slack).max(1e-6)]
        };
        let [slowest, fastest] = change(left);
        Self {
            around: *around,
            pixel: grain.pixel,
            ways: [left, up],
            per_height: change(up),
            per_azimuth: [
                slowest / (across + around.reach),
                fastest / (across - around.reach),
            ],
        }
    }

    /// The light all over the pixel, where it is one.
    pub(super) fn whole(&self) -> Option<Vec3> {
        self.light(&self.around)
    }

    /// The light of the sample `change` away from the middle, where it is sure.
    pub(super) fn sample(&self, change: Vec3) -> Option<Vec3> {
        self.light(&self.around.moved(change, self.ways))
    }

    fn light(&self, around: &Around) -> Option<Vec3> {
        let [number_light, middle_light, strong_light, fine_light] = *PAINTS;
        if has_surely_number(around, self.pixel)? {
            return Some(number_light);
        }
        // A line is so wide at least, and at most.
        let is_near = |away: f32, off: f32, [least, most]: [f32; 2], width: f32| {
            if away + off < least * (width * 0.999) {
                Some(true)
            } else if away - off > most * (width * 1.001) {
                Some(false)
            } else {
                None
            }
        };
        let is_parallel = |every_deg: f32, width: f32| {
            let away = sure::to_next(around.elevation, every_deg.to_radians());
            is_near(away, around.reach, self.per_height, width)
        };
        let is_meridian = |every_deg: f32, width: f32| {
            let away = sure::to_next(around.azimuth, every_deg.to_radians());
            is_near(away, around.turn, self.per_azimuth, width)
        };
        let [middle, strong, fine] = WIDTHS;
        let height = around.elevation.abs();
        let is_horizon = is_near(height, around.reach, self.per_height, middle);
        let is_front = is_near(around.azimuth.abs(), around.turn, self.per_azimuth, middle);
        if either(is_horizon, is_front)? {
            return Some(middle_light);
        }
        let crowded = (CROWDED_DEG + 0.01).to_radians();
        let is_crowded = !is_below(height, crowded, around.reach)?;
        let strong_around = if is_crowded { 90.0 } else { STRONG_DEG };
        let is_strong = either(
            is_parallel(STRONG_DEG, strong),
            is_meridian(strong_around, strong),
        );
        if is_strong? {
            return Some(strong_light);
        }
        if FINE_DEG.to_radians() <= 8.0 * self.pixel {
            return Some(Vec3::ZERO);
        }
        let is_fine_around = if is_crowded {
            Some(false)
        } else {
            is_meridian(FINE_DEG, fine)
        };
        let is_fine = either(is_parallel(FINE_DEG, fine), is_fine_around)?;
        Some(if is_fine { fine_light } else { Vec3::ZERO })
    }
}

/// Whether all around lies a number (yes), or nowhere (no).
fn has_surely_number(around: &Around, pixel: f32) -> Option<bool> {
    let height = FIGURE_DEG.to_radians().max(FIGURE_PIXELS * pixel);
    let gap = 0.6 * (0.6 * height + 1.5 * pixel);
    let every = [NUMBERED_DEG, STRONG_DEG].map(f32::to_radians);
    let is_clear_of_next = |end: f32, off: f32, every: f32| end + off < every - off;
    // Near its crossing a place may belong to the one before, where it is beyond all figures.
    let is_off = |at: f32, off: f32, end: f32| off < gap && (at + off < gap || at - off > end);
    // Up from the crossing to the lower left, from 0 to the next one.
    let parallel = (around.elevation / every[1]).floor();
    let up = around.elevation - parallel * every[1];
    let off_up = around.reach;
    let is_within = up > off_up && up + off_up < every[1];
    if is_within && (parallel * STRONG_DEG).abs() >= CROWDED_DEG {
        return Some(false);
    }
    if !is_clear_of_next(gap + height, off_up, every[1]) {
        return None;
    }
    if is_off(up, off_up, gap + height) {
        return Some(false);
    }
    // To the right likewise; four letters at most.
    let meridian = (around.azimuth / every[0]).ceil();
    let right = (meridian * every[0] - around.azimuth) * around.across;
    let off_right = around.turn + 0.6 * around.reach;
    let end = gap + 23.0 / 7.0 * height;
    if !is_clear_of_next(end, off_right, every[0] * around.across) {
        return None;
    }
    if is_off(right, off_right, end) {
        return Some(false);
    }
    if up < off_up || right < off_right {
        return None;
    }
    let words_deg = if parallel == 0.0 {
        let azimuth_deg = meridian * NUMBERED_DEG;
        if azimuth_deg <= -180.0 {
            azimuth_deg + 360.0
        } else {
            azimuth_deg
        }
    } else {
        parallel * STRONG_DEG
    };
    let words = number_words(words_deg);
    let words = words.as_str();
    let width = width_of(words, height);
    let from_middle = Vec2::new(right - gap - width / 2.0, gap + height / 2.0 - up);
    has_surely_ink(words, from_middle, height, off_up.hypot(off_right))
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
