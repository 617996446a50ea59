//! The lamp: lights any target of the render world with what is shown now.

use std::collections::BTreeMap;

use bevy::prelude::*;
use bevy::render::RenderApp;
use bevy::render::renderer::{RenderDevice, RenderQueue};
use welkin_installation::Surface;
use welkin_projection::{Finish, Lens};

use crate::light::{LightPass, PictureSlots, encoding_for};
use crate::live::LiveFrame;

/// Lights targets of any format; pipelines and pictures stay on the GPU from frame to frame.
#[derive(Resource)]
pub(crate) struct Lamp {
    surface: Surface,
    passes: BTreeMap<String, LightPass>,
    slots: Option<PictureSlots>,
    frame: u32,
}

/// A picture that pixels are to be lit on.
pub(crate) struct Canvas<'a> {
    pub(crate) view: &'a wgpu::TextureView,
    pub(crate) format: wgpu::TextureFormat,
    pub(crate) lens: Lens,
}

pub(super) fn plugin(app: &mut App, surface: Surface) {
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app.insert_resource(Lamp {
        surface,
        passes: BTreeMap::new(),
        slots: None,
        frame: 0,
    });
}

impl Lamp {
    /// The surface that everything is lit for.
    pub(crate) fn surface(&self) -> Surface {
        self.surface
    }

    /// Lights a canvas with a frame. Does nothing while nothing is on.
    pub(crate) fn light(
        &mut self,
        device: &RenderDevice,
        queue: &RenderQueue,
        canvas: &Canvas,
        frame: &LiveFrame,
    ) {
        let gpu = device.wgpu_device();
        let slots = self.slots.get_or_insert_with(|| PictureSlots::new(gpu));
        let decks = [&frame.on, &frame.next];
        for (index, deck) in decks.into_iter().enumerate() {
            let Some([older, newer]) = deck.as_ref().and_then(|deck| deck.pictures.as_ref()) else {
                continue;
            };
            if let Err(error) = slots.show(gpu, queue, index, [older, newer]) {
                tracing::warn!("a picture cannot be shown, the last one holds: {error}");
            }
        }
        self.frame = self.frame.wrapping_add(1);
        let encoding = encoding_for(canvas.format);
        let finish = Finish {
            encoding,
            dither: 1.0 / 255.0,
            frame: self.frame,
        };
        let Some(settings) = frame.settings(canvas.lens, finish) else {
            return;
        };
        let pass = self
            .passes
            .entry(format!("{:?}", canvas.format))
            .or_insert_with(|| LightPass::new(gpu, canvas.format));
        let mut encoder = gpu.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        pass.draw(gpu, &mut encoder, canvas.view, slots, &settings);
        queue.submit([encoder.finish()]);
    }
}
