//! An output's own frame: its number, its edges, and its share of the light.

use glam::{Vec2, Vec3};

use super::paint::{colour_of, grey};
use super::sure::{Reach, both, either, is_below};
use super::text::{has_ink, has_surely_ink};
use super::{Plate, Spot};

/// The number, the edges to the very last pixel, the middle, and circles that must be round.
pub(super) fn number(pixel: Vec2, plate: &Plate) -> Vec3 {
    let size = extent(plate);
    let unit = size.min_element();
    let from_middle = pixel - size / 2.0;
    let words = words_of(plate);
    let to_edge = pixel.min(size - pixel).min_element();
    if to_edge < 1.0 {
        return Vec3::ONE;
    }
    if to_edge < (0.008 * unit).max(3.0) {
        return words.own;
    }
    if words.has_ink(from_middle, unit) {
        return Vec3::ONE;
    }
    let line = (0.0012 * unit).max(0.6);
    let circle = |radius: f32| (from_middle.length() - radius * unit).abs() < line;
    let corner = Vec2::new(size.x, -size.y).normalize_or(Vec2::X);
    let is_diagonal = from_middle.perp_dot(corner).abs() < line || {
        let other = Vec2::new(corner.x, -corner.y);
        from_middle.perp_dot(other).abs() < line
    };
    let is_free = from_middle.length() > 0.42 * unit;
    if circle(0.42) || circle(0.485) {
        return words.circles;
    }
    let is_cross = from_middle.abs().min_element() < line;
    if is_free && (is_diagonal || is_cross) {
        return words.lines;
    }
    words.ground
}

/// The light of [`number`] where it is the same all around, for a fraction of the cost; none where it is not, or not for
/// sure.
pub(super) fn sure_number(pixel: Vec2, plate: &Plate, words: &Words, reach: Reach) -> Option<Vec3> {
    let reach = reach.pixels();
    let size = extent(plate);
    let unit = size.min_element();
    let from_middle = pixel - size / 2.0;
    let to_edge = pixel.min(size - pixel).min_element();
    if is_below(to_edge, 1.0, reach)? {
        return Some(Vec3::ONE);
    }
    if is_below(to_edge, (0.008 * unit).max(3.0), reach)? {
        return Some(words.own);
    }
    if words.have_surely_ink(from_middle, unit, reach)? {
        return Some(Vec3::ONE);
    }
    let line = (0.0012 * unit).max(0.6);
    let length = from_middle.length();
    let is_circle = |radius: f32| is_below((length - radius * unit).abs(), line, reach);
    if either(is_circle(0.42), is_circle(0.485))? {
        return Some(words.circles);
    }
    if is_below(length, 0.42 * unit, reach) == Some(true) {
        return Some(words.ground);
    }
    let corner = Vec2::new(size.x, -size.y).normalize_or(Vec2::X);
    let other = Vec2::new(corner.x, -corner.y);
    let is_along = |way: Vec2| is_below(from_middle.perp_dot(way).abs(), line, reach);
    let is_cross = is_below(from_middle.abs().min_element(), line, reach);
    let is_line = either(is_cross, either(is_along(corner), is_along(other)));
    let is_free = is_below(0.42 * unit, length, reach);
    Some(if both(is_free, is_line)? {
        words.lines
    } else {
        words.ground
    })
}

/// The light of [`blend_zones`] where it is the same all around; none where it may not be.
pub(super) fn sure_zone(
    pixel: Vec2,
    weight: f32,
    plate: &Plate,
    words: &Words,
    reach: Reach,
) -> Option<Vec3> {
    let size = extent(plate);
    let height = 0.12 * size.min_element();
    let from_middle = pixel - size / 2.0;
    // The number's nine figures at most.
    let is_beside = from_middle.x.abs() > 4.0 * height || from_middle.y.abs() > 0.6 * height + 1.0;
    if !is_beside && has_surely_ink(words.number.as_str(), from_middle, height, reach.pixels())? {
        return Some(Vec3::splat(sane(weight)));
    }
    Some(zone(weight, words.own))
}

/// The output's colour times its weight, with lines where the weight is a quarter, a half and three quarters.
pub(super) fn blend_zones(spot: &Spot, plate: &Plate) -> Vec3 {
    let size = extent(plate);
    let unit = size.min_element();
    let from_middle = spot.pixel - size / 2.0;
    let words = Line::default().number(plate.index.saturating_add(1));
    if has_ink(words.as_str(), from_middle, 0.12 * unit) {
        return Vec3::splat(sane(spot.weight));
    }
    zone(spot.weight, colour_of(plate.index, plate.count))
}

/// What is seen beside the number.
fn zone(weight: f32, own: Vec3) -> Vec3 {
    let weight = sane(weight);
    let own = own * weight;
    let level = (weight * 4.0).round() / 4.0;
    let is_line = (weight - level).abs() < 0.006 && level > 0.1 && level < 0.9;
    if is_line { own * 0.25 } else { own }
}

fn sane(weight: f32) -> f32 {
    if weight.is_finite() {
        weight.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

fn extent(plate: &Plate) -> Vec2 {
    Vec2::new(plate.size[0] as f32, plate.size[1] as f32)
}

/// The lines of text of a plate, and the light around them.
pub(super) struct Words {
    number: Line,
    of: Line,
    size: Line,
    own: Vec3,
    ground: Vec3,
    circles: Vec3,
    lines: Vec3,
}

pub(super) fn words_of(plate: &Plate) -> Words {
    let [width, height] = plate.size.map(|pixels| pixels as usize);
    let own = colour_of(plate.index, plate.count);
    Words {
        own,
        ground: own * 0.045,
        circles: grey(0.7),
        lines: grey(0.5),
        number: Line::default().number(plate.index.saturating_add(1)),
        of: Line::default().text(b"OF ").number(plate.count.max(1)),
        size: Line::default().number(width).text(b" x ").number(height),
    }
}

impl Words {
    /// In units of the frame's shorter side.
    fn has_ink(&self, from_middle: Vec2, unit: f32) -> bool {
        let at = from_middle / unit;
        let line =
            |words: &str, y: f32, height: f32| has_ink(words, at - Vec2::new(0.0, y), height);
        let lines = self.lines();
        lines
            .iter()
            .any(|(words, y, height)| line(words, *y, *height))
    }

    /// Whether all around is ink (yes), or nowhere (no).
    fn have_surely_ink(&self, from_middle: Vec2, unit: f32, reach: f32) -> Option<bool> {
        let (at, reach) = (from_middle / unit, reach / unit);
        for (words, y, height) in self.lines() {
            let from_line = at - Vec2::new(0.0, y);
            if from_line.y.abs() - reach > height * 0.51 {
                continue;
            }
            if has_surely_ink(words, from_line, height, reach)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Words, how far below the middle, and how high, in units of the frame's shorter side.
    fn lines(&self) -> [(&str, f32, f32); 4] {
        [
            ("OUTPUT", -0.27, 0.05),
            (self.number.as_str(), -0.01, 0.36),
            (self.of.as_str(), 0.255, 0.04),
            (self.size.as_str(), 0.325, 0.032),
        ]
    }
}

/// A line of text that takes no memory for each pixel.
#[derive(Default)]
struct Line {
    text: [u8; 24],
    length: usize,
}

impl Line {
    fn text(mut self, text: &[u8]) -> Self {
        for letter in text {
            if let Some(place) = self.text.get_mut(self.length) {
                *place = *letter;
                self.length += 1;
            }
        }
        self
    }

    /// A whole number, of which nine figures are seen.
    fn number(self, number: usize) -> Self {
        let mut figures = [b'0'; 9];
        let mut rest = number.min(999_999_999);
        let mut from = figures.len();
        loop {
            from -= 1;
            figures[from] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 || from == 0 {
                return self.text(&figures[from..]);
            }
        }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..self.length]).unwrap_or_default()
    }
}
