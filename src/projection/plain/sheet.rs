//! A picture spread out for a processor.

use glam::{Vec2, Vec3};
use welkin_values::Picture;

/// A picture in 32-bit floats, so that looking it up is quick.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    width: usize,
    height: usize,
    pixels: Vec<Vec3>,
}

impl Sheet {
    /// A copy of a picture; one black pixel if the picture has none.
    pub fn new(picture: &Picture) -> Self {
        let count = picture.width * picture.height;
        if count == 0 || picture.pixels.len() != count {
            return Self {
                width: 1,
                height: 1,
                pixels: vec![Vec3::ZERO],
            };
        }
        Self {
            width: picture.width,
            height: picture.height,
            pixels: picture
                .pixels
                .iter()
                .map(|[r, g, b, _]| Vec3::new(r.to_f32(), g.to_f32(), b.to_f32()))
                .collect(),
        }
    }

    /// Linear light between the four nearest pixels; u and v 0 to 1 across the picture, mirrored beyond, or
    /// going round in u if it `wraps`.
    pub fn sample(&self, at: Vec2, wraps: bool) -> Vec3 {
        let x = at.x * self.width as f32 - 0.5;
        let y = at.y * self.height as f32 - 0.5;
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (x - left, y - top);
        let column = if wraps { wrapped } else { mirrored };
        let (x0, x1) = (
            column(left as i32, self.width),
            column((left as i32).saturating_add(1), self.width),
        );
        let (y0, y1) = (
            mirrored(top as i32, self.height),
            mirrored((top as i32).saturating_add(1), self.height),
        );
        let (upper, lower) = (y0 * self.width, y1 * self.width);
        let above = self.pixels[upper + x0].lerp(self.pixels[upper + x1], across);
        let below = self.pixels[lower + x0].lerp(self.pixels[lower + x1], across);
        above.lerp(below, down)
    }
}

fn wrapped(index: i32, count: usize) -> usize {
    index.rem_euclid(count as i32) as usize
}

fn mirrored(index: i32, count: usize) -> usize {
    let there_and_back = index.rem_euclid(2 * count as i32) as usize;
    if there_and_back < count {
        there_and_back
    } else {
        2 * count - 1 - there_and_back
    }
}
