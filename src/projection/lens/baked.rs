//! A view whose pixels' directions were worked out once and stand in a map.

use glam::Vec2;

use super::{extent, sane};
use crate::map::OutputMap;

/// Looks where an [`OutputMap`] says. A frame of another size than the map takes the map's nearest pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BakedLens {
    /// Pixels of the frame: width, height.
    pub size: [u32; 2],
    /// The angle between neighbouring pixels in the middle, radians.
    pub pixel_angle: f32,
}

impl BakedLens {
    /// For a map, drawn as large as `size`.
    pub fn new(map: &OutputMap, size: [u32; 2]) -> Self {
        Self {
            size: sane(size),
            pixel_angle: map.pixel_angle(),
        }
    }

    /// Where the map has what a pixel place of the frame looks at.
    pub(crate) fn index(&self, map: &OutputMap, pixel: Vec2) -> usize {
        let of_map = Vec2::new(map.size[0] as f32, map.size[1] as f32);
        let at = pixel / extent(self.size) * of_map;
        let place = |at: f32, len: u32| (at.max(0.0) as u32).min(len.saturating_sub(1));
        map.index(place(at.x, map.size[0]), place(at.y, map.size[1]))
    }
}
