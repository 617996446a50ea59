//! Frames drawn offscreen and read back: whole, in order, and never waited for without need.

use std::f32::consts::PI;

use welkin_installation::{Surface, View};
use welkin_values::Coverage;

use super::*;

const DOME: Surface = Surface::Dome {
    radius_m: 5.0,
    tilt: 0.0,
    fov: PI,
};

/// A whole frame of one colour, encoded.
fn frame_of(picture: &Arc<Picture>, target: &mut Offscreen, slots: &mut PictureSlots) {
    let Gpu { device, queue, .. } = gpu();
    slots.show(device, queue, 0, [picture, picture]).unwrap();
    let [width, height] = target.size();
    let lens = Lens::new(View::Picture, DOME, [width, height]);
    let coverage = Coverage::Flat {
        fov: 1.0,
        aspect: width as f32 / height as f32,
    };
    let settings = LightSettings::new(lens, coverage);
    let mut encoder = device.create_command_encoder(&Default::default());
    let format = target.texture().format();
    LightPass::new(device, queue, format).draw(
        device,
        queue,
        &mut encoder,
        target.view(),
        slots,
        &settings,
    );
    queue.submit([encoder.finish()]);
}

fn colour(step: usize) -> Arc<Picture> {
    let linear = Picture::linear_from_srgb(step as f32 / 255.0);
    Arc::new(Picture::filled(2, 2, [linear; 3]))
}

#[test]
fn rows_come_back_without_padding_at_any_width() {
    let Gpu { device, queue, .. } = gpu();
    for (width, height) in [(1, 1), (3, 5), (63, 2), (64, 3), (65, 4), (129, 1)] {
        let mut target = Offscreen::new(device, width, height, TextureFormat::Rgba8Unorm).unwrap();
        frame_of(&colour(200), &mut target, &mut PictureSlots::new(device));
        let pixels = target.read(device, queue).unwrap();
        assert_eq!(pixels.len(), (width * height * 4) as usize);
        let close =
            |pixel: &[u8]| pixel[..3].iter().all(|v| v.abs_diff(200) <= 1) && pixel[3] == 255;
        assert!(pixels.chunks_exact(4).all(close), "{width} x {height}");
    }
}

#[test]
fn deep_frames_keep_what_eight_bits_lose() {
    let Gpu { device, queue, .. } = gpu();
    let picture = colour(100);
    for format in [gpu().deep_format(), TextureFormat::Rgba32Float] {
        let mut target = Offscreen::new(device, 3, 3, format).unwrap();
        frame_of(&picture, &mut target, &mut PictureSlots::new(device));
        let pixels = target.read(device, queue).unwrap();
        let value = if format == TextureFormat::Rgba32Float {
            f32::from_le_bytes([pixels[0], pixels[1], pixels[2], pixels[3]])
        } else {
            f32::from(u16::from_le_bytes([pixels[0], pixels[1]])) / 65535.0
        };
        let expected = Picture::srgb_from_linear(picture.pixel(0, 0)[0]);
        assert!(
            (value - expected).abs() < 1.0 / 8192.0,
            "{format:?} {value} {expected}"
        );
    }
}

#[test]
fn frames_come_back_in_order_while_the_next_is_drawn() {
    let Gpu { device, queue, .. } = gpu();
    let mut target = Offscreen::new(device, 20, 10, TextureFormat::Rgba8Unorm).unwrap();
    let mut slots = PictureSlots::new(device);
    assert_eq!(target.try_finish(device), Ok(None));
    let mut came = Vec::new();
    for step in 0..20 {
        frame_of(&colour(step * 10), &mut target, &mut slots);
        while !target.begin_read(device, queue, step as u64) {
            came.push(target.finish(device).unwrap());
        }
        came.extend(target.try_finish(device).unwrap());
    }
    while let Ok(frame) = target.finish(device) {
        came.push(frame);
    }
    assert_eq!(came.len(), 20);
    for (index, (tag, pixels)) in came.iter().enumerate() {
        assert_eq!(*tag, index as u64);
        assert!(
            pixels[0].abs_diff(index as u8 * 10) <= 1,
            "{index} {}",
            pixels[0]
        );
    }
    assert_eq!(target.finish(device), Err(OffscreenError::NothingBegun));
}

#[test]
fn pictures_are_uploaded_once_and_textures_used_again() {
    let Gpu { device, queue, .. } = gpu();
    let mut slots = PictureSlots::new(device);
    let pictures: Vec<_> = (0..6).map(|step| waves(16, 16, step as f32)).collect();
    let set = |slots: &mut PictureSlots, pair| slots.show(device, queue, 0, pair).unwrap();
    set(&mut slots, [&pictures[0], &pictures[0]]);
    let [older, newer] = slots.views(0).map(Clone::clone);
    assert_eq!(older, newer);
    for pair in pictures.windows(2) {
        let before = slots.views(0)[1].clone();
        set(&mut slots, [&pair[0], &pair[1]]);
        assert_eq!(
            slots.views(0)[0],
            &before,
            "the newer picture became the older one where it is"
        );
        assert_ne!(slots.views(0)[1], &before);
    }
    let there = slots.views(0).map(Clone::clone);
    set(&mut slots, [&pictures[4], &pictures[5]]);
    assert_eq!(slots.views(0), there.each_ref());
    slots.swap();
    assert_eq!(
        (slots.views(1), slots.has_pictures()),
        (there.each_ref(), [false, true])
    );
    slots.clear(1);
    assert_eq!(slots.has_pictures(), [false; 2]);
}

#[test]
fn a_picture_of_another_size_takes_the_place_of_the_last() {
    let Gpu { device, queue, .. } = gpu();
    let mut slots = PictureSlots::new(device);
    let (small, large) = (waves(8, 8, 0.0), waves(32, 16, 0.0));
    slots.show(device, queue, 0, [&small, &small]).unwrap();
    slots.show(device, queue, 0, [&small, &large]).unwrap();
    let widths = |slots: &PictureSlots| slots.views(0).map(|view| view.texture().width());
    assert_eq!(widths(&slots), [8, 32]);
    slots.show(device, queue, 0, [&large, &large]).unwrap();
    assert_eq!(widths(&slots), [32, 32]);
}

#[test]
fn what_cannot_be_shown_is_refused_and_the_last_picture_stays() {
    let Gpu { device, queue, .. } = gpu();
    let mut slots = PictureSlots::new(device);
    let good = waves(8, 8, 0.0);
    slots.show(device, queue, 0, [&good, &good]).unwrap();
    let limit = device.limits().max_texture_dimension_2d as usize;
    let with_pixels = |width, height, count| {
        Arc::new(Picture {
            width,
            height,
            pixels: vec![[half::f16::ONE; 4]; count],
        })
    };
    for bad in [
        with_pixels(0, 0, 0),
        with_pixels(4, 4, 15),
        with_pixels(usize::MAX, 2, 1),
        with_pixels(limit + 1, 1, limit + 1),
    ] {
        assert!(slots.show(device, queue, 0, [&good, &bad]).is_err());
        assert_eq!(slots.has_pictures(), [true, false]);
    }
    for (width, height) in [(0, 4), (4, 0), (u32::MAX, 4)] {
        let target = Offscreen::new(device, width, height, TextureFormat::Rgba8Unorm);
        assert!(matches!(target, Err(OffscreenError::Size { .. })));
    }
}

#[test]
fn without_a_gpu_the_frames_are_the_same() {
    let (older, newer) = (waves(32, 32, 0.0), waves(16, 48, 1.0));
    for size in [[33, 31], [5, 1], [1, 2]] {
        let lens = Lens::new(View::Domemaster { fov: PI }, DOME, size);
        let mut settings = LightSettings::new(lens, Coverage::Dome { fov: PI });
        (settings.decks[0].blend, settings.fade) = (0.5, 0.25);
        let mut light = PlainLight::new();
        light.show(0, [&older, &older]);
        light.show(0, [&older, &newer]);
        light.show(1, [&newer, &newer]);
        let expected = plain(&settings, [Some([&older, &newer]), Some([&newer, &newer])]);
        assert_eq!(light.draw_rgba8(&settings), expected);
        let deep = light.draw_rgba16(&settings);
        let close = |(deep, eight): (&u16, &u8)| {
            (f32::from(*deep) / 257.0 - f32::from(*eight)).abs() <= 0.51
        };
        assert!(deep.iter().zip(&expected).all(close));
    }
}
