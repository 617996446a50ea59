//! Test patterns as pictures on the GPU: drawn when they are first shown, kept until another one is.

use std::collections::BTreeMap;
use std::sync::Arc;

use bevy::prelude::Resource;
use bevy::render::renderer::{RenderDevice, RenderQueue};
use glam::Vec3;
use half::f16;
use welkin_generator::Slide;
use welkin_projection::OutputTables;
use welkin_projection::pattern::{Looks, Pattern, draw};
use welkin_values::Picture;

use crate::lamp::Canvas;
use crate::light::PictureSlots;

/// The pattern of each output.
#[derive(Resource, Default)]
pub(super) struct Plates {
    /// By the output's place in the venue.
    kept: BTreeMap<usize, Plate>,
}

/// A pattern as it was drawn.
struct Plate {
    pattern: Pattern,
    size: [u32; 2],
    /// Where pixels looked then.
    tables: Option<Arc<OutputTables>>,
    slots: PictureSlots,
}

impl Plate {
    fn is(&self, pattern: Pattern, canvas: &Canvas) -> bool {
        let same = match (&self.tables, &canvas.tables) {
            (Some(ours), Some(theirs)) => Arc::ptr_eq(ours, theirs),
            (None, None) => true,
            _ => false,
        };
        same && self.pattern == pattern && self.size == canvas.lens.size()
    }
}

impl Plates {
    /// An output's pattern, drawn for a canvas.
    pub(super) fn of(
        &mut self,
        device: &RenderDevice,
        queue: &RenderQueue,
        pattern: Pattern,
        index: usize,
        canvas: &Canvas,
    ) -> &PictureSlots {
        self.kept
            .retain(|kept, plate| *kept != index || plate.is(pattern, canvas));
        let draw = || Plate {
            pattern,
            size: canvas.lens.size(),
            tables: canvas.tables.clone(),
            slots: drawn(device, queue, pattern, index, canvas),
        };
        &self.kept.entry(index).or_insert_with(draw).slots
    }
}

fn drawn(
    device: &RenderDevice,
    queue: &RenderQueue,
    pattern: Pattern,
    index: usize,
    canvas: &Canvas,
) -> PictureSlots {
    let map = canvas
        .tables
        .as_ref()
        .and_then(|tables| tables.map.as_ref());
    let looks = map.map_or(Looks::Lens(&canvas.lens), Looks::Map);
    let [width, height] = looks.size();
    let mut light = vec![Vec3::ZERO; width as usize * height as usize];
    draw(pattern, looks, [index, index + 1], 0..height, &mut light);
    let half = |rgb: &Vec3| {
        [
            f16::from_f32(rgb.x),
            f16::from_f32(rgb.y),
            f16::from_f32(rgb.z),
            f16::ONE,
        ]
    };
    let picture = Slide::from(Picture {
        width: width as usize,
        height: height as usize,
        pixels: light.iter().map(half).collect(),
    });
    let gpu = device.wgpu_device();
    let mut slots = PictureSlots::new(gpu);
    if let Err(error) = slots.show(gpu, queue, 0, [&picture, &picture]) {
        tracing::warn!("the test pattern cannot be shown: {error}");
    }
    slots
}
