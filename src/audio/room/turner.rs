//! Turns a bed chunk by chunk, with a head or around the visitor, without a click.

use glam::Quat;
use welkin_space::Rotation;
use welkin_space::harmonics::channels;

use super::CHUNK;

/// A rotation that may change from chunk to chunk.
pub(super) struct Turner {
    rotation: Rotation,
    now: Option<Quat>,
    before: Vec<f32>,
    after: Vec<f32>,
}

impl Turner {
    /// For beds of an order.
    pub(super) fn new(order: usize) -> Self {
        let samples = channels(order) * CHUNK;
        Self {
            rotation: Rotation::new(order, Quat::IDENTITY),
            now: None,
            before: vec![0.0; samples],
            after: vec![0.0; samples],
        }
    }

    /// Turns a chunk, channel after channel, in place; where the turn has changed, from the last one to this one.
    pub(super) fn turn(&mut self, dome_from_bed: Quat, planes: &mut [f32]) {
        let last = *self.now.get_or_insert_with(|| {
            self.rotation.set(dome_from_bed);
            dome_from_bed
        });
        if last == dome_from_bed {
            if dome_from_bed != Quat::IDENTITY {
                self.rotation.turn_channels(planes, &mut self.after);
                planes.copy_from_slice(&self.after);
            }
            return;
        }
        self.rotation.turn_channels(planes, &mut self.before);
        self.rotation.set(dome_from_bed);
        self.now = Some(dome_from_bed);
        self.rotation.turn_channels(planes, &mut self.after);
        let pairs = self.before.iter().zip(&self.after);
        for (index, (sample, (before, after))) in planes.iter_mut().zip(pairs).enumerate() {
            let share = (index % CHUNK) as f32 / CHUNK as f32;
            *sample = before + (after - before) * share;
        }
    }
}
