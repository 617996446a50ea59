//! Lights one frame of a film: on the GPU, and read back.

use std::sync::Arc;

use welkin_generator::Slide;
use welkin_installation::Venue;
use welkin_projection::guard::Softening;
use welkin_projection::{
    DeckLight, Encoding, Finish, Lens, LightSettings, OutputTables, coverage_of,
};

use super::RenderError;
use crate::light::{Gpu, Guarding, LightPass, Offscreen, PictureSlots};

/// Lights the frames of one film.
pub(super) struct FramePainter {
    gpu: Gpu,
    pass: LightPass,
    slots: PictureSlots,
    target: Offscreen,
    lens: Lens,
    tables: Option<Arc<OutputTables>>,
    ten_bit: bool,
    guarding: Option<Guarding>,
    frame_secs: f32,
}

impl FramePainter {
    /// For one lens on a GPU; with `ten_bit`, frames come with 16 bits a colour.
    pub(super) fn new(
        gpu: Gpu,
        lens: Lens,
        venue: &Venue,
        tables: Option<Arc<OutputTables>>,
        (ten_bit, frames_per_sec): (bool, u32),
    ) -> Result<Self, RenderError> {
        let (guard, coverage) = (venue.guard, coverage_of(venue.surface));
        let guarding = guard
            .on
            .then(|| Guarding::new(&gpu.device, &gpu.queue, coverage, guard));
        let format = if ten_bit {
            wgpu::TextureFormat::Rgba32Float
        } else {
            wgpu::TextureFormat::Rgba8Unorm
        };
        let [width, height] = lens.size();
        let target = Offscreen::new(&gpu.device, width, height, format)?;
        Ok(Self {
            pass: LightPass::new(&gpu.device, &gpu.queue, format),
            slots: PictureSlots::new(&gpu.device),
            target,
            gpu,
            lens,
            tables,
            ten_bit,
            guarding: guarding.transpose()?,
            frame_secs: 1.0 / frames_per_sec.max(1) as f32,
        })
    }

    /// What the flash guard remembers; none without one.
    pub(super) fn memory(&self) -> Option<Vec<u8>> {
        self.guarding.as_ref().map(Guarding::memory)
    }

    /// Goes on with what the flash guard remembered.
    pub(super) fn recall(&mut self, memory: &[u8]) -> bool {
        self.guarding
            .as_mut()
            .is_some_and(|guarding| guarding.recall(memory))
    }

    /// The bytes of one frame: RGBA of 8 bits, or RGB of 16 bits, little-endian; sRGB-encoded.
    pub(super) fn light(
        &mut self,
        picture: &Slide,
        deck: DeckLight,
        number: u64,
    ) -> Result<Vec<u8>, String> {
        let (device, queue) = (&self.gpu.device, &self.gpu.queue);
        self.slots
            .show(device, queue, 0, [picture, picture])
            .map_err(|error| error.to_string())?;
        // Noise hides the steps of eight bits; it depends on the frame's number alone.
        let dither = if self.ten_bit {
            1.0 / 1023.0
        } else {
            1.0 / 255.0
        };
        let finish = Finish {
            encoding: Encoding::Srgb,
            dither,
            frame: number as u32,
        };
        let mut settings = LightSettings {
            lens: self.lens,
            decks: [deck; 2],
            fade: 0.0,
            master: 1.0,
            house: 0.0,
            finish,
            softening: Softening::default(),
            tables: self.tables.clone(),
            vignette: 0.0,
        };
        if let Some(guarding) = &mut self.guarding {
            settings.softening = guarding
                .watch(device, queue, &self.slots, &settings, self.frame_secs)
                .map_err(|error| error.to_string())?;
        }
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        self.pass.draw(
            device,
            queue,
            &mut encoder,
            self.target.view(),
            &self.slots,
            &settings,
        );
        queue.submit([encoder.finish()]);
        let bytes = self
            .target
            .read(device, queue)
            .map_err(|error| error.to_string())?;
        Ok(if self.ten_bit {
            rgb48_from_floats(&bytes)
        } else {
            bytes
        })
    }
}

/// RGBA floats, 0 to 1, to RGB of 16 bits, little-endian.
fn rgb48_from_floats(rgba: &[u8]) -> Vec<u8> {
    let sixteen = |bytes: &[u8]| {
        let value = bytes.try_into().map_or(0.0, f32::from_le_bytes);
        ((value.clamp(0.0, 1.0) * 65535.0).round() as u16).to_le_bytes()
    };
    rgba.chunks_exact(16)
        .flat_map(|pixel| pixel[..12].chunks_exact(4).flat_map(sixteen))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_become_sixteen_bits() {
        let pixel: Vec<u8> = [0.0_f32, 1.0, 0.5, 9.0]
            .iter()
            .flat_map(|v| v.to_le_bytes())
            .collect();
        assert_eq!(rgb48_from_floats(&pixel), [0, 0, 255, 255, 0, 128]);
    }
}
