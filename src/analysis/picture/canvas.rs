//! Pixels, and what is drawn into them: rectangles, lines, letters.

use super::colours::{GROUND, Rgb};
use super::font;

/// A picture: rows from the top, pixels from the left, red, green and blue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// `[height][width][3]`, sRGB.
    pub rgb: Vec<u8>,
}

/// A rectangle of pixels.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            rgb: GROUND.repeat(width * height),
        }
    }

    /// Mixes a colour into a pixel; `cover` from 0 (nothing) to 1 (all). Outside of the picture nothing is drawn.
    pub(super) fn mix(&mut self, x: usize, y: usize, colour: Rgb, cover: f32) {
        if x >= self.width || y >= self.height {
            return;
        }
        let pixel = &mut self.rgb[(y * self.width + x) * 3..][..3];
        for (value, colour) in pixel.iter_mut().zip(colour) {
            let (under, over) = (f32::from(*value), f32::from(colour));
            *value = (under + (over - under) * cover).round() as u8;
        }
    }

    pub(super) fn fill(&mut self, area: Area, colour: Rgb, cover: f32) {
        for y in area.top..area.top + area.height {
            for x in area.left..area.left + area.width {
                self.mix(x, y, colour, cover);
            }
        }
    }

    /// Fills a column from one height to another, both in pixels and fractions of pixels; soft at the ends.
    pub(super) fn column(&mut self, x: usize, top: f32, bottom: f32, colour: Rgb, cover: f32) {
        let (top, bottom) = (top.max(0.0), bottom.min(self.height as f32));
        let mut y = top.floor();
        while y < bottom {
            let covered = (bottom.min(y + 1.0) - top.max(y)).clamp(0.0, 1.0);
            self.mix(x, y as usize, colour, cover * covered);
            y += 1.0;
        }
    }

    /// Writes from the left of the first letter and the top of capitals; each dot is `scale` pixels wide.
    pub(super) fn write(&mut self, left: usize, top: usize, scale: usize, colour: Rgb, text: &str) {
        for (place, letter) in text.chars().enumerate() {
            let left = left + place * font::ADVANCE * scale;
            for (column, row) in font::dots(letter) {
                let (left, top) = (left + column * scale, top + row * scale);
                self.fill(
                    Area {
                        left,
                        top,
                        width: scale,
                        height: scale,
                    },
                    colour,
                    1.0,
                );
            }
        }
    }
}

impl Area {
    pub(super) fn right(&self) -> usize {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> usize {
        self.top + self.height
    }

    /// Where a share from 0 (bottom) to 1 (top) lies.
    pub(super) fn y(&self, share: f32) -> f32 {
        self.bottom() as f32 - share.clamp(0.0, 1.0) * self.height as f32
    }
}
