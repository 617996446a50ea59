//! What a camera saw → the projector's place that each of its pixels looks at.

use glam::Vec2;
use thiserror::Error;

use super::{GrayCode, stripe};

/// How sure a camera pixel must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DecodeSettings {
    /// White must be brighter than black by this, 0 to 255.
    pub least_contrast: u8,
    /// A bit and its inverse must differ by this share of white less black, 0 to 1; else the pixel lies on an edge.
    pub least_share: f32,
}

impl Default for DecodeSettings {
    fn default() -> Self {
        Self {
            least_contrast: 14,
            least_share: 0.25,
        }
    }
}

/// Where each camera pixel looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The camera's pixels: width, height.
    pub size: [u32; 2],
    /// For each camera pixel, row by row from the top, the place on the projector's image (pixels from the upper left
    /// corner, a pixel's centre at .5, an edge between two at whole numbers); none where it cannot be trusted.
    pub places: Vec<Option<Vec2>>,
}

/// Why photographs cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Some are missing, or too many.
    #[error("{expected} photographs are needed, one for each picture; {found} are there")]
    Count {
        /// How many pictures were shown.
        expected: usize,
        /// How many photographs there are.
        found: usize,
    },
    /// One is larger or smaller than the camera.
    #[error("photograph {photo} has {found} pixels and not {expected}")]
    Size {
        /// Which, from 1.
        photo: usize,
        /// Pixels of the camera.
        expected: usize,
        /// Its pixels.
        found: usize,
    },
}

/// Decodes grey photographs of a camera of `size` pixels, one of each of a code's pictures, in their order.
///
/// # Errors
/// If there are not as many as pictures, or one has another size.
pub fn decode(
    code: &GrayCode,
    size: [u32; 2],
    photos: &[&[u8]],
    settings: &DecodeSettings,
) -> Result<Decoded, DecodeError> {
    let (expected, found) = (code.count(), photos.len());
    if expected != found {
        return Err(DecodeError::Count { expected, found });
    }
    let expected = size[0] as usize * size[1] as usize;
    for (index, photo) in photos.iter().enumerate() {
        let found = photo.len();
        if found != expected {
            let photo = index + 1;
            return Err(DecodeError::Size {
                photo,
                expected,
                found,
            });
        }
    }
    let places = (0..expected).map(|pixel| place(code, photos, pixel, settings));
    let places: Vec<Option<Vec2>> = places.collect();
    Ok(Decoded {
        places: without_strays(size, &places),
        size,
    })
}

impl Decoded {
    /// The place that a camera pixel looks at; none where it cannot be trusted, and outside.
    pub fn place(&self, x: u32, y: u32) -> Option<Vec2> {
        let inside = x < self.size[0] && y < self.size[1];
        let index = y as usize * self.size[0] as usize + x as usize;
        inside
            .then(|| self.places.get(index).copied().flatten())
            .flatten()
    }

    /// Share of the camera's pixels that are trusted, 0 to 1.
    pub fn trusted_share(&self) -> f32 {
        let trusted = self.places.iter().flatten().count();
        trusted as f32 / self.places.len().max(1) as f32
    }
}

fn place(
    code: &GrayCode,
    photos: &[&[u8]],
    pixel: usize,
    settings: &DecodeSettings,
) -> Option<Vec2> {
    let seen = |picture: usize| i32::from(photos[picture][pixel]);
    let contrast = seen(0) - seen(1);
    if contrast < i32::from(settings.least_contrast.max(1)) {
        return None;
    }
    let share = settings.least_share;
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.25
    };
    let least = (contrast as f32 * share).max(2.0);
    let mut picture = 2;
    let mut axis = |bits: u32, side: u32| {
        let (mut gray, mut unsure, mut unsure_bit) = (0, 0, 0);
        for bit in (0..bits).rev() {
            let difference = (seen(picture) - seen(picture + 1)) as f32;
            picture += 2;
            if difference.abs() < least {
                unsure += 1;
                unsure_bit = bit;
            }
            gray |= u32::from(difference > 0.0) << bit;
        }
        let here = stripe(gray);
        match unsure {
            0 => (here < side).then_some(here as f32 + 0.5),
            // On the edge between two stripes that differ in this bit.
            1 => {
                let beside = stripe(gray ^ (1 << unsure_bit));
                let is_edge = here.abs_diff(beside) == 1 && here.max(beside) < side;
                is_edge.then(|| here.max(beside) as f32)
            }
            _ => None,
        }
    };
    let [columns, rows] = code.bits();
    let x = axis(columns, code.size()[0]);
    let y = axis(rows, code.size()[1]);
    Some(Vec2::new(x?, y?))
}

/// Leaves out pixels that none of their neighbours agrees with: a stray reflection, or noise.
fn without_strays(size: [u32; 2], places: &[Option<Vec2>]) -> Vec<Option<Vec2>> {
    let [width, height] = size.map(|side| side as usize);
    let beside = |x: usize, y: usize, step: isize, down: isize| {
        let (x, y) = (x.checked_add_signed(step)?, y.checked_add_signed(down)?);
        (x < width && y < height)
            .then(|| places[y * width + x])
            .flatten()
    };
    let kept = |index: usize| {
        let here = places[index]?;
        let (x, y) = (index % width, index / width);
        let neighbours = [(-1, 0), (1, 0), (0, -1), (0, 1)];
        let distances = neighbours.map(|(step, down)| {
            let place = beside(x, y, step, down)?;
            Some(place.distance(here))
        });
        let mut known: Vec<f32> = distances.into_iter().flatten().collect();
        known.sort_by(f32::total_cmp);
        // Two neighbours that are near: nearer than a camera pixel can be wide.
        let near = known.iter().filter(|distance| **distance < NEAR_PX).count();
        (near >= 2).then_some(here)
    };
    (0..places.len()).map(kept).collect()
}

/// No camera pixel is wider than so many of the projector's.
const NEAR_PX: f32 = 24.0;
