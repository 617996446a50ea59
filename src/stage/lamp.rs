//! The lamp: lights any target of the render world with what is shown now.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bevy::prelude::*;
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::{Render, RenderApp, RenderSystems};
use welkin_installation::{Guard, Surface, Venue};
use welkin_projection::guard::Softening;
use welkin_projection::{Finish, Lens, LightSettings, OutputTables, coverage_of};

use crate::light::{Guarding, LightPass, PictureSlots, Spots, Target, encoding_for};
use crate::live::LiveFrame;
use crate::shown::Shown;

/// Lights targets of any format; pipelines and pictures stay on the GPU from frame to frame.
#[derive(Resource)]
pub(crate) struct Lamp {
    surface: Surface,
    passes: BTreeMap<String, LightPass>,
    slots: Option<PictureSlots>,
    frame: u32,
    guard: Guard,
    guarding: Option<Guarding>,
    softening: Softening,
    watched: Option<Instant>,
    /// The parts of the view that lamps beside the surface show.
    parts: Vec<(Vec3, f32)>,
    spots: Option<Spots>,
    colours: SpotColours,
}

/// What lamps beside the surface are to show, in the venue's order; linear light.
#[derive(Resource, Clone, Default)]
pub(crate) struct SpotColours(pub(crate) Arc<Mutex<Vec<[f32; 3]>>>);

/// A picture that pixels are to be lit on.
pub(crate) struct Canvas<'a> {
    pub(crate) target: Target<'a>,
    pub(crate) format: wgpu::TextureFormat,
    pub(crate) lens: Lens,
    /// What the output keeps, if anything.
    pub(crate) tables: Option<Arc<OutputTables>>,
    /// How much the edge of an eye's view darkens, 0 to 1.
    pub(crate) vignette: f32,
}

pub(crate) fn plugin(app: &mut App, venue: &Venue) {
    let colours = SpotColours::default();
    app.insert_resource(colours.clone());
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    let lamps = venue.dmx.iter().flat_map(|dmx| &dmx.lamps);
    let parts = lamps.map(|lamp| (lamp.towards.vector(), lamp.width));
    render_app
        .insert_resource(Lamp {
            parts: parts.collect(),
            spots: None,
            colours,
            surface: venue.surface,
            passes: BTreeMap::new(),
            slots: None,
            frame: 0,
            guard: venue.guard,
            guarding: None,
            softening: Softening::default(),
            watched: None,
        })
        .add_systems(
            Render,
            prepare_frame.in_set(RenderSystems::PrepareResources),
        );
}

/// Once a frame, before anything is lit.
fn prepare_frame(
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    shown: Res<Shown>,
    mut lamp: ResMut<Lamp>,
) {
    if let Some(frame) = &shown.0 {
        lamp.prepare(&device, &queue, frame);
    }
}

impl Lamp {
    /// The surface that everything is lit for.
    pub(crate) fn surface(&self) -> Surface {
        self.surface
    }

    /// Gets a frame's pictures to the GPU, and asks the flash guard.
    fn prepare(&mut self, device: &RenderDevice, queue: &RenderQueue, frame: &LiveFrame) {
        let gpu = device.wgpu_device();
        let slots = self.slots.get_or_insert_with(|| PictureSlots::new(gpu));
        for (index, deck) in [&frame.on, &frame.next].into_iter().enumerate() {
            let Some([older, newer]) = deck.as_ref().and_then(|deck| deck.pictures.as_ref()) else {
                continue;
            };
            if let Err(error) = slots.show(gpu, queue, index, [older, newer]) {
                tracing::warn!("a picture cannot be shown, the last one holds: {error}");
            }
        }
        self.frame = self.frame.wrapping_add(1);
        self.watch(gpu, queue, frame);
        self.look(gpu, queue, frame);
    }

    /// Asks the flash guard.
    fn watch(&mut self, gpu: &wgpu::Device, queue: &RenderQueue, frame: &LiveFrame) {
        if !self.guard.on {
            return;
        }
        let Some(slots) = &self.slots else { return };
        let coverage = coverage_of(self.surface);
        if self.guarding.is_none() {
            self.guarding = Guarding::new(gpu, queue, coverage, self.guard)
                .inspect_err(|error| tracing::warn!("no flash guard: {error}"))
                .ok();
        }
        let whole = Lens::new(welkin_installation::View::Picture, self.surface, [1, 1]);
        let (Some(guarding), Some(settings)) =
            (&mut self.guarding, frame.settings(whole, Finish::default()))
        else {
            return;
        };
        let now = Instant::now();
        let dt = self
            .watched
            .replace(now)
            .map_or(0.0, |before| (now - before).as_secs_f32());
        match guarding.watch(gpu, queue, slots, &settings, dt) {
            Ok(softening) => self.softening = softening,
            Err(error) => tracing::debug!("the flash guard saw nothing: {error}"),
        }
    }

    /// Sees what lamps beside the surface are to show.
    fn look(&mut self, gpu: &wgpu::Device, queue: &RenderQueue, frame: &LiveFrame) {
        if self.parts.is_empty() {
            return;
        }
        if self.spots.is_none() {
            self.spots = Spots::new(gpu, queue, &self.parts)
                .inspect_err(|error| tracing::warn!("no light for lamps: {error}"))
                .ok();
        }
        let whole = Lens::new(welkin_installation::View::Picture, self.surface, [1, 1]);
        let settings = frame.settings(whole, Finish::default());
        let (Some(spots), Some(slots), Some(settings)) = (&mut self.spots, &self.slots, settings)
        else {
            return;
        };
        let settings = LightSettings {
            softening: self.softening,
            ..settings
        };
        if let Ok(colours) = spots.look(gpu, queue, slots, &settings) {
            let mut kept = self
                .colours
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *kept = colours;
        }
    }

    /// Lights a canvas with a frame. Does nothing while nothing is on.
    pub(crate) fn light(
        &mut self,
        device: &RenderDevice,
        queue: &RenderQueue,
        canvas: &Canvas,
        frame: &LiveFrame,
    ) {
        let finish = Finish {
            encoding: encoding_for(canvas.format),
            dither: 1.0 / 255.0,
            frame: self.frame,
        };
        let Some(settings) = frame.settings(canvas.lens, finish) else {
            return;
        };
        let settings = LightSettings {
            softening: self.softening,
            tables: canvas.tables.clone(),
            vignette: canvas.vignette,
            ..settings
        };
        let gpu = device.wgpu_device();
        let Some(slots) = &self.slots else { return };
        draw(&mut self.passes, gpu, queue, canvas, slots, &settings);
    }

    /// Lights a canvas with a picture of its own, such as a test pattern, as large as the canvas.
    pub(crate) fn light_alone(
        &mut self,
        device: &RenderDevice,
        queue: &RenderQueue,
        canvas: &Canvas,
        slots: &PictureSlots,
    ) {
        let [width, height] = canvas.lens.size();
        let coverage = welkin_values::Coverage::Flat {
            fov: 1.0,
            aspect: width as f32 / height.max(1) as f32,
        };
        let finish = Finish {
            encoding: encoding_for(canvas.format),
            ..Finish::default()
        };
        let lens = Lens::Picture(welkin_projection::PictureLens::new(
            coverage,
            [width, height],
        ));
        // The map has done its work when the pattern was drawn; colours are corrected as the show's are.
        let tables = canvas.tables.as_ref().map(|tables| {
            Arc::new(OutputTables {
                map: None,
                colour: tables.colour.clone(),
            })
        });
        let settings = LightSettings {
            finish,
            tables,
            ..LightSettings::new(lens, coverage)
        };
        draw(
            &mut self.passes,
            device.wgpu_device(),
            queue,
            canvas,
            slots,
            &settings,
        );
    }
}

fn draw(
    passes: &mut BTreeMap<String, LightPass>,
    gpu: &wgpu::Device,
    queue: &RenderQueue,
    canvas: &Canvas,
    slots: &PictureSlots,
    settings: &LightSettings,
) {
    let pass = passes
        .entry(format!("{:?}", canvas.format))
        .or_insert_with(|| LightPass::new(gpu, queue, canvas.format));
    let mut encoder = gpu.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    pass.draw(gpu, queue, &mut encoder, canvas.target, slots, settings);
    queue.submit([encoder.finish()]);
}
