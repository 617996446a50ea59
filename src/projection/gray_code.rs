//! Structured light: pictures that a projector shows one after the other, and what a camera that saw them knows — which
//! of its pixels looks at which of the projector's.
//!
//! Columns and rows are told by Gray's code: from one stripe to the next a single picture changes, so that a camera
//! pixel on an edge is one stripe off at most. Each picture is followed by its inverse, so that neither the colour of
//! the surface, nor light in the room, nor the camera's gamma matter: only which of the two is brighter.

mod decode;
mod pairs;

pub use decode::{DecodeError, DecodeSettings, Decoded, decode};
pub use pairs::pairs;

/// Pixels along a side of a projector.
const LONGEST: u32 = 16_384;

/// The pictures for one projector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrayCode {
    size: [u32; 2],
}

/// What one of the pictures shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Light everywhere.
    White,
    /// Light nowhere.
    Black,
    /// One bit of the columns' code.
    Columns {
        /// Which, from 0, the finest.
        bit: u32,
        /// Light where the bit is not set.
        inverse: bool,
    },
    /// One bit of the rows' code.
    Rows {
        /// Which, from 0, the finest.
        bit: u32,
        /// Light where the bit is not set.
        inverse: bool,
    },
}

impl GrayCode {
    /// For a projector of `size` pixels (width, height); at least 1 and at most 16 384 each.
    pub fn new(size: [u32; 2]) -> Self {
        Self {
            size: size.map(|side| side.clamp(1, LONGEST)),
        }
    }

    /// Pixels: width, height.
    pub fn size(&self) -> [u32; 2] {
        self.size
    }

    /// How many pictures there are: two, and two for each bit. 46 for 1920 × 1080.
    pub fn count(&self) -> usize {
        let [columns, rows] = self.bits();
        2 + 2 * (columns + rows) as usize
    }

    /// What a picture shows: white, black, then columns and rows from the coarsest to the finest bit, each with its
    /// inverse. None beyond the last.
    pub fn shows(&self, picture: usize) -> Option<Shows> {
        let [columns, rows] = self.bits();
        match picture {
            0 => return Some(Shows::White),
            1 => return Some(Shows::Black),
            _ => {}
        }
        let pair = u32::try_from((picture - 2) / 2).ok()?;
        let inverse = picture % 2 == 1;
        if pair < columns {
            let bit = columns - 1 - pair;
            return Some(Shows::Columns { bit, inverse });
        }
        let row = pair - columns;
        (row < rows).then(|| Shows::Rows {
            bit: rows - 1 - row,
            inverse,
        })
    }

    /// Whether a pixel of a picture is lit; none beyond the last picture.
    pub fn is_lit(&self, picture: usize, x: u32, y: u32) -> bool {
        match self.shows(picture) {
            None | Some(Shows::Black) => false,
            Some(Shows::White) => true,
            Some(Shows::Columns { bit, inverse }) => (gray(x) >> bit & 1 == 1) != inverse,
            Some(Shows::Rows { bit, inverse }) => (gray(y) >> bit & 1 == 1) != inverse,
        }
    }

    /// Draws a picture, grey, row by row from the top: 0 or 255.
    ///
    /// # Panics
    /// If `out` is not one number for each pixel.
    pub fn draw(&self, picture: usize, out: &mut [u8]) {
        let [width, height] = self.size.map(|side| side as usize);
        assert_eq!(out.len(), width * height, "pixels of {width} x {height}");
        for (y, row) in out.chunks_exact_mut(width).enumerate() {
            for (x, out) in row.iter_mut().enumerate() {
                *out = if self.is_lit(picture, x as u32, y as u32) {
                    255
                } else {
                    0
                };
            }
        }
    }

    /// Bits of the columns' and of the rows' code.
    fn bits(&self) -> [u32; 2] {
        self.size.map(|side| u32::BITS - (side - 1).leading_zeros())
    }
}

/// The code of a stripe: differs in one bit from those beside it.
fn gray(stripe: u32) -> u32 {
    stripe ^ (stripe >> 1)
}

/// The stripe of a code.
fn stripe(gray: u32) -> u32 {
    let mut stripe = gray;
    for shift in [1, 2, 4, 8, 16] {
        stripe ^= stripe >> shift;
    }
    stripe
}

#[cfg(test)]
pub(crate) mod tests;
