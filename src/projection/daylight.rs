//! The venue by light: what all projectors together put on the surface. From a point of the surface to each
//! projector's pixel (the inverse of how maps are baked), the light of that pixel, all added up.
//!
//! Frames are samples at the centres of pixels. Between them light is taken as a cubic (Catmull and Rom's) through
//! them, as if a good lens smoothed the pixels' little squares. A cubic keeps details of four pixels (four light, four
//! dark) within one percent; finer ones no pixels could show at any place.

use glam::{DVec2, DVec3, Vec3};

use crate::beam::{Beam, Sight};
use crate::lift::lifted;
use crate::map::OutputMap;
use crate::screen::Screen;

/// What one output sends: linear light, red, green and blue, row by row from the top, 0 to 1.
pub type Frame = Vec<Vec3>;

/// The light at a point of the surface.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Landed {
    /// Red, green and blue, linear; a projector's white is 1.
    pub light: Vec3,
    /// How many images reach the point.
    pub images: usize,
    /// How near the point is to the outermost edge of the image that it lies deepest in, in pixels of that image.
    pub depth: f32,
}

/// All projectors of a venue with what they send.
pub struct Daylight<'v> {
    screen: &'v Screen,
    sights: Vec<Sight<'v>>,
    beams: &'v [Beam],
    frames: &'v [Frame],
}

/// The frame that an output sends for a picture: `picture` is asked for the linear light of a direction in dome
/// space. `fade` multiplies the picture and leaves the lift.
pub fn frame_of(map: &OutputMap, fade: f32, picture: impl Fn(Vec3) -> Vec3) -> Frame {
    let pixels = map.looks.iter().zip(&map.lift);
    pixels
        .map(|(look, lift)| {
            let [x, y, z, weight] = *look;
            let light = if weight > 0.0 {
                picture(Vec3::new(x, y, z)) * (weight * fade)
            } else {
                Vec3::ZERO
            };
            light.map(|channel| lifted(channel, *lift))
        })
        .collect()
}

impl<'v> Daylight<'v> {
    /// `frames` in the order of the beams.
    ///
    /// # Panics
    /// If a frame is not as large as its beam's image.
    pub fn new(screen: &'v Screen, beams: &'v [Beam], frames: &'v [Frame]) -> Self {
        assert_eq!(beams.len(), frames.len(), "frames for beams");
        for (beam, frame) in beams.iter().zip(frames) {
            let [width, height] = beam.projector.size;
            let pixels = width as usize * height as usize;
            assert_eq!(frame.len(), pixels, "pixels of {}", beam.name);
        }
        Self {
            screen,
            sights: beams.iter().map(Sight::new).collect(),
            beams,
            frames,
        }
    }

    /// The light at a point of the surface, in room space.
    pub fn at(&self, point: DVec3) -> Landed {
        let mut landed = Landed::default();
        for ((sight, beam), frame) in self.sights.iter().zip(self.beams).zip(self.frames) {
            let Some(place) = sight.place(self.screen, point, 0.0) else {
                continue;
            };
            let black = beam.black() as f32;
            let sent = between(frame, beam.projector.size, place);
            landed.light += Vec3::splat(black) + sent * (1.0 - black);
            landed.images += 1;
            let depth = place.min(beam.extent() - place).min_element();
            landed.depth = landed.depth.max(depth as f32);
        }
        landed
    }
}

/// A frame between its pixels.
fn between(frame: &[Vec3], [width, height]: [u32; 2], place: DVec2) -> Vec3 {
    let at = place - 0.5;
    let low = at.floor();
    let shares = (at - low).as_vec2();
    let across = weights(shares.x);
    let pixel = |x: i64, y: i64| {
        let x = x.clamp(0, i64::from(width) - 1);
        let y = y.clamp(0, i64::from(height) - 1);
        frame[y as usize * width as usize + x as usize]
    };
    let row = |y: i64| -> Vec3 {
        let first = low.x as i64 - 1;
        (0..4_u8)
            .map(|tap| pixel(first + i64::from(tap), y) * across[tap as usize])
            .sum()
    };
    let first = low.y as i64 - 1;
    let down = weights(shares.y);
    let light: Vec3 = (0..4_u8)
        .map(|tap| row(first + i64::from(tap)) * down[tap as usize])
        .sum();
    light.max(Vec3::ZERO)
}

/// How much the four samples around a place count, `t` after the second.
fn weights(t: f32) -> [f32; 4] {
    let (square, cube) = (t * t, t * t * t);
    [
        0.5 * (-t + 2.0 * square - cube),
        0.5 * (2.0 - 5.0 * square + 3.0 * cube),
        0.5 * (t + 4.0 * square - 3.0 * cube),
        0.5 * (cube - square),
    ]
}

#[cfg(test)]
mod tests;
