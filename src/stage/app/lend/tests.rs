//! Networks on the GPU that shows: pictures go from the painter's thread to the light pass, and nothing comes to memory
//! on the way. One test, because the program counts and lends once for all its threads.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::time::{Duration, Instant};

use bevy::render::RenderPlugin;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::winit::WinitPlugin;
use welkin_generator::{Brief, Painted, Painter, Slide, readbacks};
use welkin_installation::{MemoryFolder, Surface, View, read_show};
use welkin_projection::{Lens, LightSettings};
use welkin_values::{Coverage, Latent, Moment, Picture};

use super::*;
use crate::deck::{Backend, Ears, Generators, Helm, Setup};
use crate::light::{LightPass, Offscreen, PictureRefused, PictureSlots};

const SHOW: &str = r#"
name = "shared"
seed = 3

[[model]]
id = "field"
kind = "field-gan"
weights = "shipped"
size = 64

[[scene]]
id = "one"
model = "field"
[scene.walk]
seed = 4
radius = 0.6
points_per_min = 400

[[cue]]
at = "0:00"
scene = "one"
"#;

const PICTURES: usize = 10;
const WALL: Surface = Surface::Wall {
    width_m: 4.0,
    height_m: 4.0,
    distance_m: 2.0,
};
/// Pixels of the model, and of what is lit: the picture as it is.
const SIZE: u32 = 64;

fn prepared() -> (Setup, Generators) {
    let show = read_show(&MemoryFolder::new().with("show.toml", SHOW)).unwrap();
    Setup::prepare(show, WALL, Backend::Wgpu).unwrap()
}

/// What a show asks for at ten moments.
fn briefs(setup: &Setup) -> Vec<Vec<(usize, f32, Latent)>> {
    let hearing = Ears::new(setup).hearing();
    let mut helm = Helm::new(setup);
    let at = |picture: usize| Moment::from_samples(4000 * picture as i64);
    let brief = |picture| {
        helm.advance_to(at(picture), &hearing);
        helm.layers()
    };
    (0..PICTURES).map(brief).collect()
}

/// As the deck does it: asks, and looks until it is there.
fn painted(painter: &Painter, moment: Moment, layers: Vec<(usize, f32, Latent)>) -> Painted {
    painter.ask(Brief { moment, layers });
    let begun = Instant::now();
    loop {
        if let Some(painted) = painter
            .newest()
            .pop()
            .filter(|newest| newest.moment == moment)
        {
            return painted;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "{:?}",
            painter.health()
        );
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A window's way from two pictures to light.
struct Screen {
    pass: LightPass,
    slots: PictureSlots,
    target: Offscreen,
    gpu: Gpu,
}

impl Screen {
    fn new(gpu: &Gpu) -> Self {
        let format = wgpu::TextureFormat::Rgba16Float;
        Self {
            pass: LightPass::new(&gpu.device, &gpu.queue, format),
            slots: PictureSlots::new(&gpu.device),
            target: Offscreen::new(&gpu.device, SIZE, SIZE, format).unwrap(),
            gpu: gpu.clone(),
        }
    }

    fn show(&mut self, picture: &Slide) {
        let Gpu { device, queue, .. } = &self.gpu;
        self.slots
            .show(device, queue, 0, [picture, picture])
            .unwrap();
        let coverage = Coverage::Flat {
            fov: 1.0,
            aspect: 1.0,
        };
        let settings = LightSettings::new(Lens::new(View::Picture, WALL, [SIZE; 2]), coverage);
        let mut encoder = device.create_command_encoder(&Default::default());
        let view = self.target.view();
        self.pass
            .draw(device, queue, &mut encoder, view, &self.slots, &settings);
        queue.submit([encoder.finish()]);
    }

    fn pixels(&mut self) -> Vec<half::f16> {
        let bytes = self.target.read(&self.gpu.device, &self.gpu.queue).unwrap();
        bytemuck::cast_slice(&bytes).to_vec()
    }
}

#[test]
fn networks_paint_on_what_shows_unless_somebody_needs_it_alone() {
    let sharing = |backend, headset, on_screens, software| {
        Sharing::of(backend, headset, on_screens, software)
    };
    for on_screens in [false, true] {
        assert_eq!(
            sharing(Backend::Flex, false, on_screens, false),
            Sharing::Nothing
        );
        assert_eq!(
            sharing(Backend::Wgpu, true, on_screens, false),
            Sharing::Nothing
        );
        assert_eq!(
            sharing(Backend::Wgpu, false, on_screens, true),
            Sharing::Nothing
        );
    }
    assert_eq!(sharing(Backend::Wgpu, false, true, false), Sharing::Bevys);
    assert_eq!(sharing(Backend::Wgpu, false, false, false), Sharing::Ours);
}

#[test]
fn pictures_stay_on_the_gpu_that_shows() {
    let gpu = match Gpu::open() {
        Ok(gpu) => gpu,
        Err(reason) => return eprintln!("not checked: {reason}"),
    };
    gpu.share();
    let old = show_ten(&gpu);
    // The one that bevy opens for windows.
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .build()
            .disable::<PipelinedRenderingPlugin>()
            .disable::<WinitPlugin>()
            .disable::<bevy::log::LogPlugin>()
            .disable::<bevy::app::TerminalCtrlCHandlerPlugin>()
            .set(RenderPlugin::default()),
    );
    share(&mut app);
    let bevys = gpu_of(&app).unwrap();
    let mut screen = Screen::new(&bevys);
    let refused = screen
        .slots
        .show(&bevys.device, &bevys.queue, 0, [&old, &old]);
    assert_eq!(refused, Err(PictureRefused::Elsewhere));
    let newest = show_ten(&bevys);
    // As when the GPU is lost.
    welkin_generator::take_back_device();
    let refused = screen
        .slots
        .show(&bevys.device, &bevys.queue, 0, [&newest, &newest]);
    assert_eq!(refused, Err(PictureRefused::Elsewhere));
}

/// Ten pictures of a show come to light without coming to memory, and they are those that memory would show.
fn show_ten(gpu: &Gpu) -> Slide {
    let (setup, generators) = prepared();
    let briefs = briefs(&setup);
    let painter = Painter::start(move || Ok(generators));
    let mut screen = Screen::new(gpu);
    let before = readbacks();
    let mut shown = Vec::new();
    for (number, layers) in briefs.iter().enumerate() {
        let moment = Moment::from_samples(1 + number as i64);
        let painted = painted(&painter, moment, layers.clone());
        let Slide::Gpu(picture) = &painted.picture else {
            panic!("picture {number} is in memory");
        };
        assert!(picture.is_on(&gpu.device));
        screen.show(&painted.picture);
        shown.push(painted.picture);
    }
    assert_eq!(readbacks(), before, "nothing came to memory");
    let (_, mut plain) = prepared();
    let mut plainly = Screen::new(gpu);
    for number in [0, PICTURES / 2, PICTURES - 1] {
        let (model, _, latent) = &briefs[number][0];
        let expected: Picture = plain[*model].paint(latent).unwrap();
        plainly.show(&expected.into());
        screen.show(&shown[number]);
        let pairs = screen.pixels().into_iter().zip(plainly.pixels());
        for (at, (seen, expected)) in pairs.enumerate() {
            // The GPU may round a half to either side, in the picture and in the light.
            let halves = seen.to_bits().abs_diff(expected.to_bits());
            assert!(halves <= 2, "{number}, {at}: {seen} for {expected}");
        }
    }
    assert_eq!(readbacks(), before + 3, "and counting would have shown it");
    shown.swap_remove(PICTURES - 1)
}
