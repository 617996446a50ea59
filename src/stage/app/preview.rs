//! The operator's picture: a small domemaster, made offscreen and read back without waiting.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bevy::prelude::*;
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::{Render, RenderApp, RenderSystems};
use welkin_installation::{Surface, Venue, View};
use welkin_projection::Lens;

use crate::lamp::{Canvas, Lamp};
use crate::light::Offscreen;
use crate::shown::Shown;

/// A finished picture: rows from the top, sRGB, four bytes a pixel.
pub(crate) struct PreviewPicture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgba: Vec<u8>,
}

/// Between the render world and the page: the newest picture, and whether anybody looks.
#[derive(Resource, Clone, Default)]
pub(crate) struct Preview {
    wanted: Arc<AtomicBool>,
    newest: Arc<Mutex<Option<PreviewPicture>>>,
}

impl Preview {
    /// Says whether anybody looks.
    pub(crate) fn set_wanted(&self, wanted: bool) {
        self.wanted.store(wanted, Ordering::Relaxed);
    }

    /// The newest picture, once.
    pub(crate) fn take(&self) -> Option<PreviewPicture> {
        self.newest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

/// What the preview shows and how often.
#[derive(Resource, Clone, Copy)]
struct Whole {
    view: View,
    width: u32,
    height: u32,
    interval: Duration,
    /// Without windows the preview is the show: it is lit at every frame, as a window would be.
    every_frame: bool,
}

#[derive(Resource, Default)]
struct Target {
    offscreen: Option<Offscreen>,
    read: Option<Instant>,
}

const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

pub(super) fn plugin(app: &mut App, venue: &Venue, every_frame: bool) {
    let preview = Preview::default();
    app.insert_resource(preview.clone());
    let whole = whole_of(venue, every_frame);
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app
        .insert_resource(preview)
        .insert_resource(whole)
        .init_resource::<Target>()
        .add_systems(Render, light_preview.in_set(RenderSystems::Render));
}

/// A dome is seen whole; a wall as it is; all around as a panorama.
fn whole_of(venue: &Venue, every_frame: bool) -> Whole {
    let size = venue.preview.size;
    let (view, width, height) = match venue.surface {
        Surface::Dome { fov, .. } => (View::Domemaster { fov }, size, size),
        Surface::Wall {
            width_m, height_m, ..
        } => {
            let height = (size as f32 * height_m / width_m).clamp(16.0, 4096.0) as u32;
            (View::Picture, size, height)
        }
        Surface::Cylinder { .. }
        | Surface::Box { .. }
        | Surface::Mesh { .. }
        | Surface::Sphere { .. }
        | Surface::Mirrored
        | Surface::Cube { .. } => (View::Equirectangular, size, size / 2),
    };
    let interval = Duration::from_secs_f64(1.0 / f64::from(venue.preview.fps.max(1)));
    Whole {
        view,
        width,
        height: height.max(1),
        interval,
        every_frame,
    }
}

fn light_preview(
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    shown: Res<Shown>,
    whole: Res<Whole>,
    preview: Res<Preview>,
    mut target: ResMut<Target>,
    mut lamp: ResMut<Lamp>,
) {
    let Some(frame) = &shown.0 else { return };
    let gpu = device.wgpu_device();
    let Target { offscreen, read } = &mut *target;
    if offscreen.is_none() {
        *offscreen = Offscreen::new(gpu, whole.width, whole.height, FORMAT)
            .inspect_err(|error| tracing::warn!("no picture for the page: {error}"))
            .ok();
    }
    let Some(offscreen) = offscreen else { return };
    if let Ok(Some((_, rgba))) = offscreen.try_finish(gpu) {
        let picture = PreviewPicture {
            width: whole.width,
            height: whole.height,
            rgba,
        };
        *preview
            .newest
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(picture);
    }
    let wanted = preview.wanted.load(Ordering::Relaxed);
    let due = wanted && read.is_none_or(|read| read.elapsed() >= whole.interval);
    if !due && !whole.every_frame {
        return;
    }
    let canvas = Canvas {
        target: offscreen.view().into(),
        format: FORMAT,
        lens: Lens::new(whole.view, lamp.surface(), [whole.width, whole.height]),
        tables: None,
        vignette: 0.0,
    };
    lamp.light(&device, &queue, &canvas, frame);
    if due {
        *read = Some(Instant::now());
        // While two pictures are on their way, the page waits for the next one.
        let _begun = offscreen.begin_read(gpu, &queue, 0);
    }
    if whole.every_frame {
        // Where no screen gives the pace, a frame is shown when the GPU has made it.
        let waited = gpu.poll(wgpu::PollType::wait_indefinitely());
        if let Err(error) = waited {
            tracing::debug!("the GPU did not finish a frame in time: {error}");
        }
    }
}
