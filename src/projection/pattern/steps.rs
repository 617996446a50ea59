//! Colours and greys as even steps of the signal.

use glam::{Vec2, Vec3};

use super::Plate;
use super::paint::{colour, grey};
use super::text::has_ink;

/// White, yellow, cyan, green, magenta, red, blue, black: by luminance.
const BARS: [[f32; 3]; 8] = [
    [1.0, 1.0, 1.0],
    [1.0, 1.0, 0.0],
    [0.0, 1.0, 1.0],
    [0.0, 1.0, 0.0],
    [1.0, 0.0, 1.0],
    [1.0, 0.0, 0.0],
    [0.0, 0.0, 1.0],
    [0.0, 0.0, 0.0],
];

/// Steps of the grey ramp.
const STEPS: usize = 16;
/// What the steps near black and near white say, in 255ths.
const DARK: [u16; 8] = [0, 1, 2, 4, 6, 8, 12, 16];
const BRIGHT: [u16; 8] = [239, 243, 247, 249, 251, 253, 254, 255];

/// Above at full, below at three quarters of the signal, at the bottom back to front, against black.
pub(super) fn bars(pixel: Vec2, plate: &Plate) -> Vec3 {
    let at = pixel / extent(plate);
    let bar = ((at.x * 8.0) as usize).min(7);
    let signal = if at.y < 0.5 {
        1.0
    } else if at.y < 0.8 {
        0.75
    } else {
        let [red, green, blue] = BARS[7 - bar];
        return colour(red, green, blue) * 0.5;
    };
    let [red, green, blue] = BARS[bar].map(|channel| channel * signal);
    colour(red, green, blue)
}

/// From the top: sixteen steps; a ramp without steps; steps near black; steps near white.
pub(super) fn ramp(pixel: Vec2, plate: &Plate) -> Vec3 {
    let at = pixel / extent(plate);
    let across = at.x.clamp(0.0, 1.0);
    if at.y < 0.4 {
        let step = ((across * STEPS as f32) as usize).min(STEPS - 1);
        let signal = (step * 255 / (STEPS - 1)) as u16;
        return labelled(pixel, plate, [step, STEPS], 0.37, signal);
    }
    if at.y < 0.6 {
        return grey(across);
    }
    let step = ((across * 8.0) as usize).min(7);
    if at.y < 0.8 {
        return labelled(pixel, plate, [step, 8], 0.77, DARK[step]);
    }
    labelled(pixel, plate, [step, 8], 0.97, BRIGHT[step])
}

/// Whether a row of bars is drawn as the row above it: both lie within one band.
pub(super) fn bars_are_as_above(row: u32, plate: &Plate) -> bool {
    let [first, second] = [0.5, 0.8];
    let band = |share: f32| {
        if share < first {
            0
        } else {
            1 + i32::from(share >= second)
        }
    };
    are_within(row, plate, |low, high| band(low) == band(high))
}

/// Whether a row of ramps is drawn as the row above it: both lie within one band, and beside its words.
pub(super) fn ramps_are_as_above(row: u32, plate: &Plate) -> bool {
    let size = extent(plate);
    let band = |share: f32| {
        [0.4, 0.6, 0.8]
            .into_iter()
            .filter(|end| share >= *end)
            .count()
    };
    are_within(row, plate, |low, high| {
        let is_beside_words = [0.37, 0.77, 0.97].into_iter().all(|middle| {
            let half = 0.01 + 2.0 / size.y;
            high < middle - half || low > middle + half
        });
        band(low) == band(high) && is_beside_words
    })
}

/// Asks about the highest and the lowest share of the height that a row and the one above it may have.
fn are_within(row: u32, plate: &Plate, are_one: impl Fn(f32, f32) -> bool) -> bool {
    let height = extent(plate).y;
    let (low, high) = (row as f32 - 1.1, row as f32 + 1.1);
    row > 0 && are_one(low / height, high / height)
}

/// A step with its signal in 255ths written at a share of the frame's height.
fn labelled(
    pixel: Vec2,
    plate: &Plate,
    [step, steps]: [usize; 2],
    share: f32,
    signal: u16,
) -> Vec3 {
    let size = extent(plate);
    let middle = Vec2::new((step as f32 + 0.5) / steps as f32, share) * size;
    let height = (0.018 * size.y).min(0.25 * size.x / steps as f32);
    let digits = [signal / 100, signal / 10 % 10, signal % 10].map(|digit| b'0' + digit as u8);
    let from = if signal < 10 {
        2
    } else if signal < 100 {
        1
    } else {
        0
    };
    let words = std::str::from_utf8(&digits[from..]).unwrap_or_default();
    if has_ink(words, pixel - middle, height) {
        let apart = if signal < 128 { 0.3 } else { -0.3 };
        return grey(f32::from(signal) / 255.0 + apart);
    }
    grey(f32::from(signal) / 255.0)
}

fn extent(plate: &Plate) -> Vec2 {
    Vec2::new(plate.size[0].max(1) as f32, plate.size[1].max(1) as f32)
}
