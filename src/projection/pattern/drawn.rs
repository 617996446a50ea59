//! A pattern's pixels: each is the mean of nine samples, but most are looked at once, because their light is the same all
//! over them, and rows like the row above are copied.

use std::ops::Range;

use glam::{Vec2, Vec3};

use super::frame::{Words, sure_number, sure_zone, words_of};
use super::sure::{Around, Grain, Reach};
use super::{Pattern, Plate, Spot, focus, grid, orientation, steps};
use crate::{Lens, OutputMap};

/// Samples of a pixel in thirds from its middle, so that edges are smooth.
const FIRST: [[f32; 2]; 5] = [
    [0.0, 0.0],
    [-1.0, -1.0],
    [1.0, -1.0],
    [-1.0, 1.0],
    [1.0, 1.0],
];
const OTHERS: [[f32; 2]; 4] = [[0.0, -1.0], [-1.0, 0.0], [1.0, 0.0], [0.0, 1.0]];

/// How an output's pixels look at directions.
#[derive(Clone, Copy, Debug)]
pub enum Looks<'a> {
    /// By a formula.
    Lens(&'a Lens),
    /// Pixel by pixel.
    Map(&'a OutputMap),
}

/// Draws some rows of a pattern on output `index` of `count` (from 0) into `out`, in linear light, with smooth edges.
///
/// # Panics
/// If `out` is not the output's width times the number of rows.
pub fn draw(
    pattern: Pattern,
    looks: Looks,
    [index, count]: [usize; 2],
    rows: Range<u32>,
    out: &mut [Vec3],
) {
    let size = looks.size();
    let plate = Plate { index, count, size };
    let width = size[0] as usize;
    let expected = width * rows.len();
    assert_eq!(
        out.len(),
        expected,
        "pixels for {} rows of {width}",
        rows.len()
    );
    if width == 0 {
        return;
    }
    let sheet = Sheet {
        pattern,
        looks,
        words: words_of(&plate),
        plate,
    };
    let mut sight = Sight::default();
    for (number, y) in rows.enumerate() {
        let (done, row) = out.split_at_mut(number * width);
        let row = &mut row[..width];
        if number > 0 && sheet.is_as_above(y) {
            row.copy_from_slice(&done[(number - 1) * width..]);
            continue;
        }
        if sheet.is_in_directions() {
            sight.look_at(y, &looks);
        }
        for (x, out) in (0..).zip(row) {
            *out = if sheet.is_in_directions() {
                sheet.light_towards([x, y], &sight)
            } else {
                sheet.light_at([x, y])
            };
        }
    }
}

/// A pattern on an output.
struct Sheet<'a> {
    pattern: Pattern,
    looks: Looks<'a>,
    plate: Plate,
    words: Words,
}

impl Sheet<'_> {
    fn is_in_directions(&self) -> bool {
        matches!(self.pattern, Pattern::Grid | Pattern::Orientation)
    }

    /// Whether a row is drawn as the one above it.
    fn is_as_above(&self, row: u32) -> bool {
        match self.pattern {
            Pattern::ColourBars => steps::bars_are_as_above(row, &self.plate),
            Pattern::GreyRamp => steps::ramps_are_as_above(row, &self.plate),
            _ => false,
        }
    }

    /// A pixel of a pattern that lies in directions.
    fn light_towards(&self, [x, y]: [u32; 2], sight: &Sight) -> Vec3 {
        let Some(middle) = sight.at(x, y) else {
            return Vec3::ZERO;
        };
        // Towards the neighbours, whichever is nearer: a seam may lie on one side.
        let change = |next: Option<Vec3>, last: Option<Vec3>| {
            let [next, last] = [
                next.map(|next| next - middle),
                last.map(|last| (last - middle) * -1.0),
            ];
            let (Some(next), Some(last)) = (next, last) else {
                return next.or(last).unwrap_or(Vec3::ZERO);
            };
            // Roots are asked only where they could be the same.
            let (to_next, to_last) = (next.length_squared(), last.length_squared());
            let is_last_nearer = || next.length().total_cmp(&last.length()).is_gt();
            let is_farther = to_next > to_last * 1.001;
            if to_next <= to_last || !(is_farther || is_last_nearer()) {
                next
            } else {
                last
            }
        };
        let (before, above) = (x.checked_sub(1), y.checked_sub(1));
        let steps = [
            change(sight.at(x + 1, y), before.and_then(|x| sight.at(x, y))),
            change(sight.at(x, y + 1), above.and_then(|y| sight.at(x, y))),
        ];
        let grain = Grain::of(steps);
        let plain = |place: [f32; 2]| self.sample(place, [x, y], middle, steps);
        let Some(around) = Around::of(middle, &grain, Reach::Pixel) else {
            return mean(plain);
        };
        let whole = match self.pattern {
            Pattern::Grid => grid::sure_light(&around, &grain),
            _ => orientation::sure_light(&around, &grain),
        };
        if let Some(light) = whole {
            return light;
        }
        if self.pattern != Pattern::Grid {
            return mean(|place| {
                let around = Around::of(turned(middle, steps, place), &grain, Reach::Sample);
                let sure = around.and_then(|around| orientation::sure_light(&around, &grain));
                sure.unwrap_or_else(|| plain(place))
            });
        }
        let close = grid::Close::of(&around, &grain);
        close.whole().unwrap_or_else(|| {
            mean(|place| {
                let [right, down] = place.map(|thirds| thirds / 3.0);
                let change = steps[0] * right + steps[1] * down;
                close.sample(change).unwrap_or_else(|| plain(place))
            })
        })
    }

    /// A sample by its formula.
    fn sample(&self, place: [f32; 2], [x, y]: [u32; 2], middle: Vec3, steps: [Vec3; 2]) -> Vec3 {
        let spot = Spot {
            pixel: Vec2::new(x as f32, y as f32) + 0.5 + Vec2::from(place) / 3.0,
            direction: Some(turned(middle, steps, place)),
            weight: 1.0,
            steps,
        };
        self.pattern.light(&spot, &self.plate)
    }

    /// A pixel of a pattern that lies on the output's own frame.
    fn light_at(&self, [x, y]: [u32; 2]) -> Vec3 {
        let weight = match self.pattern {
            Pattern::BlendZones => self.looks.weight(x, y),
            _ => 1.0,
        };
        let (plate, words) = (&self.plate, &self.words);
        let sure = |pixel: Vec2, reach: Reach| match self.pattern {
            Pattern::Number => sure_number(pixel, plate, words, reach),
            Pattern::BlendZones => sure_zone(pixel, weight, plate, words, reach),
            Pattern::Focus => focus::sure_light(pixel, plate, reach),
            _ => None,
        };
        let middle = Vec2::new(x as f32, y as f32) + 0.5;
        sure(middle, Reach::Pixel).unwrap_or_else(|| {
            mean(|place| {
                let pixel = middle + Vec2::from(place) / 3.0;
                sure(pixel, Reach::Sample).unwrap_or_else(|| {
                    let spot = Spot {
                        pixel,
                        direction: None,
                        weight,
                        steps: [Vec3::ZERO; 2],
                    };
                    self.pattern.light(&spot, plate)
                })
            })
        })
    }
}

/// Where a sample looks, thirds of a pixel from the middle.
fn turned(middle: Vec3, [right, down]: [Vec3; 2], place: [f32; 2]) -> Vec3 {
    let from_middle = Vec2::from(place) / 3.0;
    (middle + right * from_middle.x + down * from_middle.y).normalize_or(middle)
}

/// The mean of a pixel's samples.
fn mean(sample: impl Fn([f32; 2]) -> Vec3) -> Vec3 {
    // No line is so thin that it slips between the first five.
    let first = FIRST.map(&sample);
    if first.iter().all(|light| *light == first[0]) {
        return first[0];
    }
    let others = OTHERS.into_iter().map(sample);
    first.into_iter().chain(others).sum::<Vec3>() / (FIRST.len() + OTHERS.len()) as f32
}

/// Where the pixels of a row and of its neighbours look.
#[derive(Default)]
struct Sight {
    /// The row in the middle, if any was looked at.
    row: Option<u32>,
    /// By the row's number modulo three.
    directions: [Vec<Option<Vec3>>; 3],
}

impl Sight {
    /// Moves on to a row; cheap from one row to the next.
    fn look_at(&mut self, row: u32, looks: &Looks) {
        let [width, height] = looks.size();
        let is_next = row > 0 && self.row == Some(row - 1);
        let first = if is_next {
            row + 1
        } else {
            row.saturating_sub(1)
        };
        for y in first..=row + 1 {
            let kept = &mut self.directions[y as usize % 3];
            kept.clear();
            if y < height {
                kept.extend((0..width).map(|x| looks.direction(x, y)));
            }
        }
        self.row = Some(row);
    }

    /// Where a pixel of the row or a neighbour looks; none beyond the frame.
    fn at(&self, x: u32, y: u32) -> Option<Vec3> {
        *self.directions[y as usize % 3].get(x as usize)?
    }
}

impl Looks<'_> {
    /// Pixels: width, height.
    pub fn size(&self) -> [u32; 2] {
        match self {
            Self::Lens(lens) => lens.size(),
            Self::Map(map) => map.size,
        }
    }

    pub(super) fn direction(&self, x: u32, y: u32) -> Option<Vec3> {
        match self {
            Self::Lens(lens) => lens.direction(Vec2::new(x as f32 + 0.5, y as f32 + 0.5)),
            Self::Map(map) => map.direction(x, y),
        }
    }

    pub(super) fn weight(&self, x: u32, y: u32) -> f32 {
        match self {
            Self::Lens(_) => f32::from(u8::from(self.direction(x, y).is_some())),
            Self::Map(map) => map.weight(x, y),
        }
    }
}
