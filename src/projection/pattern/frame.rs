//! An output's own frame: its number, its edges, and its share of the light.

use glam::{Vec2, Vec3};

use super::paint::{colour_of, grey};
use super::text::has_ink;
use super::{Plate, Spot};

/// The number, the edges to the very last pixel, the middle, and circles that must be round.
pub(super) fn number(pixel: Vec2, plate: &Plate) -> Vec3 {
    let size = extent(plate);
    let unit = size.min_element();
    let from_middle = pixel - size / 2.0;
    let own = colour_of(plate.index, plate.count);

    let to_edge = pixel.min(size - pixel).min_element();
    if to_edge < 1.0 {
        return Vec3::ONE;
    }
    if to_edge < (0.008 * unit).max(3.0) {
        return own;
    }
    let words = words_of(plate);
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
        return grey(0.7);
    }
    let is_cross = from_middle.abs().min_element() < line;
    if is_free && (is_diagonal || is_cross) {
        return grey(0.5);
    }
    own * 0.045
}

/// The output's colour times its weight, with lines where the weight is a quarter, a half and three quarters.
pub(super) fn blend_zones(spot: &Spot, plate: &Plate) -> Vec3 {
    let weight = if spot.weight.is_finite() {
        spot.weight.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let size = extent(plate);
    let unit = size.min_element();
    let from_middle = spot.pixel - size / 2.0;
    let own = colour_of(plate.index, plate.count) * weight;
    let words = Line::default().number(plate.index.saturating_add(1));
    if has_ink(words.as_str(), from_middle, 0.12 * unit) {
        return Vec3::splat(weight);
    }
    let level = (weight * 4.0).round() / 4.0;
    let is_line = (weight - level).abs() < 0.006 && level > 0.1 && level < 0.9;
    if is_line { own * 0.25 } else { own }
}

fn extent(plate: &Plate) -> Vec2 {
    Vec2::new(plate.size[0] as f32, plate.size[1] as f32)
}

/// The lines of text of a plate.
struct Words {
    number: Line,
    of: Line,
    size: Line,
}

fn words_of(plate: &Plate) -> Words {
    let [width, height] = plate.size.map(|pixels| pixels as usize);
    Words {
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
        line("OUTPUT", -0.27, 0.05)
            || line(self.number.as_str(), -0.01, 0.36)
            || line(self.of.as_str(), 0.255, 0.04)
            || line(self.size.as_str(), 0.325, 0.032)
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
