//! The flash guard at work: before a frame is lit, its light in directions all around is asked for.

use std::sync::Arc;

use glam::Vec3;
use welkin_installation::Guard;
use welkin_projection::guard::{
    FlashGuard, FlashKind, GuardSettings, Softened, Softening, guard_directions, guard_map,
};
use welkin_projection::{BakedLens, Encoding, Finish, Lens, LightSettings, OutputTables};
use welkin_values::Coverage;
use wgpu::{Device, Queue, TextureFormat};

use super::{LightPass, Offscreen, OffscreenError, PictureSlots};

/// Directions that are watched.
const CELLS: usize = 512;
const FORMAT: TextureFormat = TextureFormat::Rgba16Float;

/// Watches a show's light and says what is to be done to it.
#[derive(Debug)]
pub struct Guarding {
    pass: LightPass,
    target: Offscreen,
    tables: Arc<OutputTables>,
    lens: Lens,
    guard: FlashGuard,
}

impl Guarding {
    /// For pictures of a coverage.
    ///
    /// # Errors
    /// When the GPU cannot make its small target.
    pub fn new(
        device: &Device,
        queue: &Queue,
        coverage: Coverage,
        wanted: Guard,
    ) -> Result<Self, OffscreenError> {
        let directions = guard_directions(coverage, CELLS);
        let map = guard_map(&directions);
        let size = map.size;
        let settings = GuardSettings {
            slew_per_sec: wanted.slew_per_sec,
        };
        Ok(Self {
            pass: LightPass::new(device, queue, FORMAT),
            target: Offscreen::new(device, size[0], size[1], FORMAT)?,
            lens: Lens::Baked(BakedLens::new(&map, size)),
            tables: Arc::new(OutputTables {
                map: Some(map),
                ..OutputTables::default()
            }),
            guard: FlashGuard::new(&directions, settings),
        })
    }

    /// What it remembers of the frames it saw.
    pub fn memory(&self) -> Vec<u8> {
        self.guard.memory()
    }

    /// Goes on with what a guard remembered; `false` if it was another show's.
    pub fn recall(&mut self, memory: &[u8]) -> bool {
        self.guard.recall(memory)
    }

    /// What is to be done to a frame that is seen `dt_secs` after the one before. Waits for the GPU to light the
    /// directions: a few hundred pixels.
    ///
    /// # Errors
    /// When the GPU is lost.
    pub fn watch(
        &mut self,
        device: &Device,
        queue: &Queue,
        slots: &PictureSlots,
        frame: &LightSettings,
        dt_secs: f32,
    ) -> Result<Softening, OffscreenError> {
        let settings = LightSettings {
            lens: self.lens,
            finish: Finish {
                encoding: Encoding::Linear,
                ..Finish::default()
            },
            softening: Softening::default(),
            tables: Some(Arc::clone(&self.tables)),
            ..frame.clone()
        };
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        self.pass.draw(
            device,
            queue,
            &mut encoder,
            self.target.view(),
            slots,
            &settings,
        );
        queue.submit([encoder.finish()]);
        let bytes = self.target.read(device, queue)?;
        let half = |bytes: &[u8]| half::f16::from_le_bytes([bytes[0], bytes[1]]).to_f32();
        let cell =
            |pixel: &[u8]| Vec3::new(half(&pixel[0..2]), half(&pixel[2..4]), half(&pixel[4..6]));
        let cells: Vec<Vec3> = bytes.chunks_exact(8).map(cell).collect();
        let guarded = self.guard.pass(&cells, dt_secs);
        guarded.softened.into_iter().flatten().for_each(say);
        Ok(guarded.softening)
    }
}

fn say(softened: Softened) {
    let what = match softened.kind {
        FlashKind::General => "the light",
        FlashKind::Red => "saturated red",
    };
    tracing::warn!(
        "{what} would flash {:.0} times a second over {:.0} % of the view: it is softened (three are allowed)",
        softened.flashes_per_sec,
        100.0 * softened.at_cells as f32 / CELLS as f32
    );
}
