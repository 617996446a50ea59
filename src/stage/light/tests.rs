//! The shader against its plain twin, and the way of pictures there and back. Needs any Vulkan, software too.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod against_plain;
mod back_and_forth;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use half::f16;
use welkin_projection::plain::{Sheet, draw_rgba8};
use welkin_values::Picture;
use wgpu::TextureFormat;

use super::*;

/// Pipelines are compiled once for all tests.
static PASSES: Mutex<BTreeMap<String, LightPass>> = Mutex::new(BTreeMap::new());

/// One GPU for all tests.
fn gpu() -> &'static Gpu {
    static GPU: OnceLock<Gpu> = OnceLock::new();
    GPU.get_or_init(|| Gpu::open().unwrap())
}

/// Soft waves in three colours that go round without a seam; `phase` tells pictures apart.
fn waves(width: usize, height: usize, phase: f32) -> Arc<Picture> {
    let mut picture = Picture::filled(width, height, [0.0; 3]);
    for y in 0..height {
        for x in 0..width {
            let turn = std::f32::consts::TAU;
            let (u, v) = (
                turn * x as f32 / width as f32,
                turn * y as f32 / height as f32,
            );
            let wave = |angle: f32| f16::from_f32(0.5 + 0.5 * (angle + phase).sin());
            picture.pixels[y * width + x] = [wave(u), wave(v + u), wave(v - 2.0 * u), f16::ONE];
        }
    }
    Arc::new(picture)
}

/// A frame from the shader, in 8 bits.
fn lit(settings: &LightSettings, pictures: [Option<[&Arc<Picture>; 2]>; 2]) -> Vec<u8> {
    lit_as(TextureFormat::Rgba8Unorm, settings, pictures)
}

fn lit_as(
    format: TextureFormat,
    settings: &LightSettings,
    pictures: [Option<[&Arc<Picture>; 2]>; 2],
) -> Vec<u8> {
    let Gpu { device, queue, .. } = gpu();
    let mut slots = PictureSlots::new(device);
    for (deck, pair) in pictures.into_iter().enumerate() {
        if let Some(pair) = pair {
            slots.show(device, queue, deck, pair).unwrap();
        }
    }
    let [width, height] = settings.lens.size();
    let mut target = Offscreen::new(device, width, height, format).unwrap();
    let mut encoder = device.create_command_encoder(&Default::default());
    let mut passes = PASSES.lock().unwrap_or_else(PoisonError::into_inner);
    let new = || LightPass::new(device, queue, format).exactly();
    passes
        .entry(format!("{format:?}"))
        .or_insert_with(new)
        .draw(device, queue, &mut encoder, target.view(), &slots, settings);
    queue.submit([encoder.finish()]);
    target.read(device, queue).unwrap()
}

/// The same frame without a GPU.
fn plain(settings: &LightSettings, pictures: [Option<[&Arc<Picture>; 2]>; 2]) -> Vec<u8> {
    let [width, height] = settings.lens.size();
    let sheets = pictures.map(|pair| pair.map(|pair| pair.map(|picture| Sheet::new(picture))));
    let sheets = sheets
        .each_ref()
        .map(|pair| pair.as_ref().map(|[older, newer]| [older, newer]));
    let mut out = vec![0; (width * height * 4) as usize];
    draw_rgba8(settings, sheets, 0..height, &mut out);
    out
}
