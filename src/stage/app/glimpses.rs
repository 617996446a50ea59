//! A small picture of each output for the page, made offscreen while somebody looks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bevy::prelude::*;
use bevy::render::extract_resource::ExtractResourcePlugin;
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::{Render, RenderApp, RenderSystems};
use welkin_installation::Venue;

use super::align::Pattern;
use super::plates::Plates;
use super::preview::PreviewPicture;
use crate::lamp::{Canvas, Lamp};
use crate::light::Offscreen;
use crate::outputs::{FittedOutput, Outputs};
use crate::shown::Shown;

/// Pixels along the longer side.
const SIDE: u32 = 320;
/// No output is drawn more often.
const EVERY: Duration = Duration::from_millis(180);
const FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

/// Between the render world and the page.
#[derive(Resource, Clone, Default)]
pub(crate) struct Glimpses {
    wanted: Arc<Mutex<Vec<String>>>,
    newest: Arc<Mutex<Vec<(String, PreviewPicture)>>>,
}

impl Glimpses {
    /// Says which outputs anybody looks at.
    pub(crate) fn set_wanted(&self, wanted: Vec<String>) {
        *lock(&self.wanted) = wanted;
    }

    /// The newest pictures, once.
    pub(crate) fn take(&self) -> Vec<(String, PreviewPicture)> {
        std::mem::take(&mut *lock(&self.newest))
    }
}

/// One output as it is drawn for the page.
struct Glimpse {
    output: FittedOutput,
    index: usize,
    size: [u32; 2],
    offscreen: Option<Offscreen>,
    drawn: Option<Instant>,
}

#[derive(Resource)]
struct Drawn {
    glimpses: Vec<Glimpse>,
    plates: Plates,
}

pub(super) fn plugin(app: &mut App, venue: &Venue, outputs: &Outputs) {
    let glimpses = Glimpses::default();
    app.insert_resource(glimpses.clone());
    let small = |(index, (output, fitted)): (usize, (&welkin_installation::Output, _))| {
        let longer = output.width.max(output.height).max(1);
        let side = |pixels: u32| (pixels * SIDE / longer).clamp(1, SIDE);
        Glimpse {
            output: Clone::clone(fitted),
            index,
            size: [side(output.width), side(output.height)],
            offscreen: None,
            drawn: None,
        }
    };
    let both = venue.outputs.iter().zip(&outputs.all);
    let drawn = Drawn {
        glimpses: both.enumerate().map(small).collect(),
        plates: Plates::default(),
    };
    app.add_plugins(ExtractResourcePlugin::<Pattern>::default());
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app
        .insert_resource(glimpses)
        .insert_resource(drawn)
        .add_systems(Render, draw.in_set(RenderSystems::Render));
}

fn draw(
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    shown: Res<Shown>,
    pattern: Option<Res<Pattern>>,
    glimpses: Res<Glimpses>,
    mut drawn: ResMut<Drawn>,
    mut lamp: ResMut<Lamp>,
) {
    let gpu = device.wgpu_device();
    let wanted = lock(&glimpses.wanted).clone();
    let pattern = pattern.and_then(|pattern| pattern.0);
    let Drawn {
        glimpses: all,
        plates,
    } = &mut *drawn;
    for glimpse in all {
        let id = glimpse.output.id.clone();
        if let Some(Ok(Some((_, rgba)))) = glimpse.offscreen.as_mut().map(|it| it.try_finish(gpu)) {
            let [width, height] = glimpse.size;
            let picture = PreviewPicture {
                width,
                height,
                rgba,
            };
            let mut newest = lock(&glimpses.newest);
            newest.retain(|(other, _)| *other != id);
            newest.push((id.clone(), picture));
        }
        let is_due = glimpse.drawn.is_none_or(|drawn| drawn.elapsed() >= EVERY);
        if !is_due || !wanted.contains(&id) {
            continue;
        }
        glimpse.drawn = Some(Instant::now());
        if glimpse.offscreen.is_none() {
            let [width, height] = glimpse.size;
            glimpse.offscreen = Offscreen::new(gpu, width, height, FORMAT).ok();
        }
        let Some(offscreen) = &mut glimpse.offscreen else {
            continue;
        };
        let canvas = Canvas {
            target: offscreen.view().into(),
            format: FORMAT,
            lens: glimpse.output.lens(lamp.surface(), glimpse.size),
            tables: glimpse.output.tables.clone(),
            vignette: 0.0,
        };
        match (pattern, &shown.0) {
            (Some(pattern), _) => {
                let slots = plates.of(&device, &queue, pattern, glimpse.index, &canvas);
                lamp.light_alone(&device, &queue, &canvas, slots);
            }
            (None, Some(frame)) => lamp.light(&device, &queue, &canvas, frame),
            (None, None) => continue,
        }
        // While a picture is on its way, the page waits for the next one.
        let _begun = offscreen.begin_read(gpu, &queue, 0);
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
