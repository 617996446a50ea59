//! Pictures that nobody made: the dome, outputs, stills.

use std::f32::consts::TAU;

use jpeg_encoder::{ColorType, Encoder};
use welkin_values::Status;

const DOME_PIXELS: u32 = 384;
const STILL_PIXELS: [u32; 2] = [320, 200];

/// A square of four bytes a pixel.
pub(super) struct Picture {
    pub(super) side: u32,
    pub(super) rgba: Vec<u8>,
}

/// Slow colours over the dome's square, as bright as the masters say.
pub(super) fn dome(time: f32, status: &Status) -> Picture {
    let side = DOME_PIXELS;
    let rgba = swirl(time, hue(status), light(status), [side, side], [0.0; 2]);
    Picture { side, rgba }
}

/// What one output shows of it, or the test pattern.
pub(super) fn output(time: f32, index: usize, status: &Status, size: [u32; 2]) -> Vec<u8> {
    if status.pattern.is_some() {
        return grid(size);
    }
    let aside = [index as f32 * 1.2 - 0.6, 0.3];
    swirl(time, hue(status), light(status), size, aside)
}

/// The still of an installation as a JPEG file; one has none.
pub(crate) fn still(folder: &str) -> Option<Vec<u8>> {
    if folder == "undertow" {
        return None;
    }
    let seed: u32 = folder.bytes().map(u32::from).sum();
    let [width, height] = STILL_PIXELS;
    let rgba = swirl(seed as f32, seed as f32 * 0.7, 1.0, STILL_PIXELS, [0.0; 2]);
    let mut file = Vec::new();
    let encoder = Encoder::new(&mut file, 85);
    let packed = encoder.encode(&rgba, width as u16, height as u16, ColorType::Rgba);
    packed.is_ok().then_some(file)
}

fn hue(status: &Status) -> f32 {
    let scene = status.scenes.iter().position(|it| *it == status.scene);
    scene.unwrap_or(0) as f32 * 1.4 + status.installation.len() as f32
}

fn light(status: &Status) -> f32 {
    let stands = |name| status.control(name).map_or(0.0, |(_, stands)| stands.value);
    let house = 0.6 * stands("house-lights");
    let show = (1.0 - stands("blackout")) * (0.75 + 0.25 * status.mix.level);
    stands("master-brightness") * (show + house)
}

pub(super) fn swirl(
    time: f32,
    hue: f32,
    light: f32,
    [width, height]: [u32; 2],
    aside: [f32; 2],
) -> Vec<u8> {
    let mut rgba = Vec::with_capacity((width * height * 4) as usize);
    for row in 0..height {
        for column in 0..width {
            let x = column as f32 / width as f32 * 2.0 - 1.0 + aside[0];
            let y = row as f32 / height as f32 * 2.0 - 1.0 + aside[1];
            let swirl = (x * 3.0 + (y * 2.5 + time * 0.5).sin()).sin()
                + (y * 4.0 + (x * 3.0 - time * 0.3).cos() * 1.5).cos();
            let folds = (swirl * 2.2 + time * 0.2).sin() * 0.5 + 0.5;
            for channel in 0..3 {
                let tone = ((channel as f32 / 3.0) * TAU + hue + swirl).sin() * 0.5 + 0.5;
                rgba.push((255.0 * light * folds.powf(1.6) * (0.15 + 0.85 * tone)) as u8);
            }
            rgba.push(255);
        }
    }
    rgba
}

/// White lines on black.
fn grid([width, height]: [u32; 2]) -> Vec<u8> {
    let is_line = |at: u32, side: u32| at % (side / 8).max(1) < 2;
    let rows = (0..height).flat_map(|row| (0..width).map(move |column| [column, row]));
    rows.flat_map(|[column, row]| {
        let tone = 255 * u8::from(is_line(column, width) || is_line(row, height));
        [tone, tone, tone, 255]
    })
    .collect()
}
