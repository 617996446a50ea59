//! What stands around the panels: title, marks, labels and scales.

use super::axis::{self, Mark};
use super::canvas::{Area, Canvas};
use super::colours::{DIM_TEXT, GRID, PANEL, Rgb, TEXT, heat};
use super::font;
use super::span::Span;

/// Pixels of a panel from left to right.
pub(super) const WIDTH: usize = 1384;

/// From the picture's top to the first panel.
pub(super) const TOP: usize = 132;

/// Below a panel: room for the title of the next, or for marks of time.
pub(super) const GAP: usize = 46;

/// Left of the panels, for labels.
const LEFT: usize = 84;

/// Right of the panels, for scales.
const RIGHT: usize = 132;

/// Pixels per dot of a letter.
const SCALE: usize = 2;
const TITLE_SCALE: usize = 4;

/// Marks of time, at most.
const MOST_TIMES: usize = 14;

/// A picture with its edges.
pub(super) struct Frame {
    pub(super) canvas: Canvas,
    pub(super) span: Span,
}

impl Frame {
    pub(super) fn new(height: usize, span: Span) -> Self {
        Self {
            canvas: Canvas::new(LEFT + WIDTH + RIGHT, height),
            span,
        }
    }

    /// Title and facts; a long title is cut.
    pub(super) fn head(&mut self, title: &str, facts: &str) {
        let fits = (WIDTH + RIGHT / 2) / (font::ADVANCE * TITLE_SCALE);
        let is_long = title.chars().count() > fits;
        let shown: String = if is_long {
            title.chars().take(fits - 3).chain("...".chars()).collect()
        } else {
            title.to_string()
        };
        self.canvas.write(LEFT, 24, TITLE_SCALE, TEXT, &shown);
        self.canvas.write(LEFT, 68, SCALE, DIM_TEXT, facts);
    }

    /// The ground of a panel with its title above.
    pub(super) fn panel(&mut self, top: usize, height: usize, title: &str) -> Area {
        let area = Area {
            left: LEFT,
            top,
            width: WIDTH,
            height,
        };
        self.canvas.fill(area, PANEL, 1.0);
        self.canvas
            .write(LEFT, top - 8 - font::HEIGHT * SCALE, SCALE, TEXT, title);
        area
    }

    /// A coloured word right of a panel's title; `place` pixels from its left.
    pub(super) fn key(&mut self, area: Area, place: usize, colour: Rgb, word: &str) -> usize {
        let top = area.top - 8 - font::HEIGHT * SCALE;
        let (left, swatch) = (area.left + place, font::HEIGHT * SCALE);
        self.canvas.fill(
            Area {
                left,
                top: top + 4,
                width: swatch,
                height: swatch - 8,
            },
            colour,
            1.0,
        );
        self.canvas
            .write(left + swatch + 8, top, SCALE, DIM_TEXT, word);
        place + swatch + 8 + font::width(word) * SCALE + 28
    }

    /// Labels left of a panel; shares count from its bottom.
    pub(super) fn labels(&mut self, area: Area, marks: &[Mark], with_lines: bool) {
        for (share, label) in marks {
            let y = area.y(*share as f32) as usize;
            let half = font::HEIGHT * SCALE / 2;
            // Letters stay beside the panel.
            let top = y.clamp(area.top + half, area.bottom() - half) - half;
            let left = (LEFT - 12).saturating_sub(font::width(label) * SCALE);
            self.canvas.write(left, top, SCALE, DIM_TEXT, label);
            if with_lines && y < area.bottom() {
                self.canvas.fill(
                    Area {
                        top: y,
                        height: 1,
                        ..area
                    },
                    GRID,
                    0.16,
                );
            }
        }
    }

    /// What colours mean, right of a panel: a bar with the words for much and little.
    pub(super) fn scale(&mut self, area: Area, much: &str, little: &str) {
        let (left, width) = (area.right() + 14, 12);
        for row in 0..area.height {
            let share = 1.0 - row as f32 / area.height as f32;
            let line = Area {
                left,
                top: area.top + row,
                width,
                height: 1,
            };
            self.canvas.fill(line, heat(share), 1.0);
        }
        let words = left + width + 8;
        self.canvas.write(words, area.top, SCALE, DIM_TEXT, much);
        self.canvas.write(
            words,
            area.bottom() - font::HEIGHT * SCALE,
            SCALE,
            DIM_TEXT,
            little,
        );
    }

    /// Words right of a panel, at its top or bottom.
    pub(super) fn side_note(&mut self, area: Area, top: usize, colour: Rgb, words: &str) {
        self.canvas
            .write(area.right() + 14, top, SCALE, colour, words);
    }

    /// Marks of time through all panels, and their labels below the last.
    pub(super) fn times(&mut self, top: usize, bottom: usize) {
        let (marks, unit) = axis::time(self.span.secs, MOST_TIMES);
        let label_top = bottom + 14;
        for (share, label) in marks {
            let x = LEFT + ((share * WIDTH as f64) as usize).min(WIDTH - 1);
            self.canvas.fill(
                Area {
                    left: x,
                    top,
                    width: 1,
                    height: bottom - top,
                },
                GRID,
                0.13,
            );
            self.canvas.fill(
                Area {
                    left: x,
                    top: bottom,
                    width: 1,
                    height: 7,
                },
                GRID,
                0.8,
            );
            let width = font::width(&label) * SCALE;
            let left = (x + 1).saturating_sub(width / 2);
            // The unit stands at the right end; a label that would meet it is left out.
            if left + width + 16 < LEFT + WIDTH + 14 || self.canvas.width < left {
                self.canvas.write(left, label_top, SCALE, DIM_TEXT, &label);
            }
        }
        self.canvas
            .write(LEFT + WIDTH + 14, label_top, SCALE, DIM_TEXT, unit);
    }
}
