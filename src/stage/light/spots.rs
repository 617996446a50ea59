//! What lamps beside the surface show: the mean light of a part of the view each.

use std::sync::Arc;

use glam::{Quat, Vec3};
use welkin_projection::guard::guard_map;
use welkin_projection::{BakedLens, Encoding, Finish, Lens, LightSettings, OutputTables};
use wgpu::{Device, Queue, TextureFormat};

use super::{LightPass, Offscreen, OffscreenError, PictureSlots};

/// Directions that each part is looked at in.
const LOOKS: usize = 48;
const FORMAT: TextureFormat = TextureFormat::Rgba16Float;
/// Turns from one direction to the next around a part's middle, so that they lie evenly.
const GOLDEN: f32 = 0.381_966;

/// Looks at some parts of the view.
#[derive(Debug)]
pub struct Spots {
    pass: LightPass,
    target: Offscreen,
    tables: Arc<OutputTables>,
    lens: Lens,
    count: usize,
}

impl Spots {
    /// Parts of the view: the direction of each one's middle in dome space, and the full angle across it, radians.
    ///
    /// # Errors
    /// When the GPU cannot make its small target.
    pub fn new(
        device: &Device,
        queue: &Queue,
        parts: &[(Vec3, f32)],
    ) -> Result<Self, OffscreenError> {
        let directions: Vec<Vec3> = parts.iter().flat_map(|part| cone(*part)).collect();
        let map = guard_map(&directions);
        let size = map.size;
        Ok(Self {
            pass: LightPass::new(device, queue, FORMAT),
            target: Offscreen::new(device, size[0], size[1], FORMAT)?,
            lens: Lens::Baked(BakedLens::new(&map, size)),
            tables: Arc::new(OutputTables {
                map: Some(map),
                ..OutputTables::default()
            }),
            count: parts.len(),
        })
    }

    /// The mean light of each part as a frame shows it, linear. Waits for the GPU to light some hundred pixels.
    ///
    /// # Errors
    /// When the GPU is lost.
    pub fn look(
        &mut self,
        device: &Device,
        queue: &Queue,
        slots: &PictureSlots,
        frame: &LightSettings,
    ) -> Result<Vec<[f32; 3]>, OffscreenError> {
        let settings = LightSettings {
            lens: self.lens,
            finish: Finish {
                encoding: Encoding::Linear,
                ..Finish::default()
            },
            tables: Some(Arc::clone(&self.tables)),
            ..frame.clone()
        };
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let view = self.target.view();
        self.pass
            .draw(device, queue, &mut encoder, view, slots, &settings);
        queue.submit([encoder.finish()]);
        let bytes = self.target.read(device, queue)?;
        let half = |bytes: &[u8]| half::f16::from_le_bytes([bytes[0], bytes[1]]).to_f32();
        let light: Vec<Vec3> = bytes
            .chunks_exact(8)
            .map(|pixel| Vec3::new(half(pixel), half(&pixel[2..]), half(&pixel[4..])))
            .collect();
        let mean = |part: &[Vec3]| (part.iter().sum::<Vec3>() / LOOKS as f32).to_array();
        Ok(light
            .chunks_exact(LOOKS)
            .take(self.count)
            .map(mean)
            .collect())
    }
}

/// Directions that lie evenly in a part of the view.
fn cone((middle, width): (Vec3, f32)) -> impl Iterator<Item = Vec3> {
    let middle = middle.normalize_or(Vec3::NEG_Z);
    let turned = Quat::from_rotation_arc(Vec3::Z, middle);
    // Equal steps of height on a sphere cover equal parts of it.
    let lowest = (width.clamp(0.0, std::f32::consts::TAU) / 2.0).cos();
    (0..LOOKS).map(move |index| {
        let height = 1.0 - (1.0 - lowest) * (index as f32 + 0.5) / LOOKS as f32;
        let across = (1.0 - height * height).max(0.0).sqrt();
        let (sin, cos) = (index as f32 * GOLDEN * std::f32::consts::TAU).sin_cos();
        turned * Vec3::new(across * cos, across * sin, height)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_looked_at_evenly_and_not_beyond() {
        for (middle, width) in [(Vec3::Y, 0.5), (Vec3::NEG_Z, 3.0), (Vec3::X, 6.28)] {
            let looks: Vec<Vec3> = cone((middle, width)).collect();
            assert_eq!(looks.len(), LOOKS);
            let farthest = looks.iter().map(|look| look.angle_between(middle));
            let farthest = farthest.fold(0.0, f32::max);
            assert!(farthest <= width / 2.0 + 1e-3, "{farthest} of {width}");
            assert!(farthest > 0.4 * width, "{farthest} of {width}");
            let mean = looks.iter().sum::<Vec3>() / LOOKS as f32;
            assert!(
                mean.length() < 1.0 && mean.cross(middle).length() < 0.05,
                "{mean}"
            );
        }
    }
}
