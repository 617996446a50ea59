//! How numbers lie: blocks of channels, and in each block row by row, place by place, the block's channels side by side.
//!
//! A vector holds sixteen channels of one place, so that taps, phases and edges are whole vectors further, and a
//! convolution finds its inputs one after the other. One channel lies alone, two to four in fours.

use super::lanes::LANES;
use super::pool::Memory;
use crate::shape::Shape;

/// Numbers [channels / lanes, height, width, lanes]. Where a block has more lanes than channels are left, the others
/// hold something finite that no result depends on.
#[derive(Clone, Debug)]
pub struct CpuSheet {
    shape: Shape,
    memory: Memory,
}

/// How many channels lie side by side.
pub(super) fn lanes(channels: usize) -> usize {
    match channels {
        0 | 1 => 1,
        2..=4 => 4,
        _ => LANES,
    }
}

/// How many numbers the memory of a sheet has.
pub(super) fn room(shape: Shape) -> usize {
    let lanes = lanes(shape.channels);
    shape.channels.div_ceil(lanes) * lanes * shape.plane()
}

/// How many places after the last a tile of a convolution may read (and does not use): no tile is larger.
pub(super) const SLACK: usize = 12;

/// Numbers after those of a sheet, for such a tile.
pub(super) const SPARE: usize = SLACK * LANES;

impl CpuSheet {
    pub(super) fn new(shape: Shape, memory: Memory) -> Self {
        Self { shape, memory }
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    pub(super) fn lanes(&self) -> usize {
        lanes(self.shape.channels)
    }

    pub(super) fn blocks(&self) -> usize {
        self.shape.channels.div_ceil(self.lanes())
    }

    pub(super) fn values(&self) -> &[f32] {
        let all = self.memory.numbers();
        &all[..all.len() - SPARE]
    }

    /// The numbers and [`SPARE`] more.
    pub(super) fn values_and_spare(&self) -> &[f32] {
        self.memory.numbers()
    }

    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        let all = self.memory.numbers_mut();
        let len = all.len() - SPARE;
        &mut all[..len]
    }

    /// How many numbers a row of a block has.
    pub(super) fn row_len(&self) -> usize {
        self.shape.width * self.lanes()
    }

    /// One row of a block of channels: [width, lanes].
    #[inline(always)]
    pub(super) fn row(&self, block: usize, y: usize) -> &[f32] {
        let len = self.row_len();
        &self.values()[(block * self.shape.height + y) * len..][..len]
    }

    /// Where a number lies.
    pub(super) fn index(&self, channel: usize, y: usize, x: usize) -> usize {
        let lanes = self.lanes();
        let Shape { height, width, .. } = self.shape;
        ((channel / lanes * height + y) * width + x) * lanes + channel % lanes
    }

    /// Fills the sheet from numbers plane by plane.
    pub(super) fn fill(&mut self, planes: &[f32]) {
        let (shape, lanes) = (self.shape, self.lanes());
        if shape.is_empty() {
            return;
        }
        let values = self.values_mut();
        if lanes == 1 {
            values.copy_from_slice(planes);
            return;
        }
        let blocks = values.chunks_mut(shape.plane() * lanes);
        for (block, planes) in blocks.zip(planes.chunks(shape.plane() * lanes)) {
            for (place, values) in block.chunks_mut(lanes).enumerate() {
                values.fill(0.0);
                for (value, plane) in values.iter_mut().zip(planes.chunks(shape.plane())) {
                    *value = plane[place];
                }
            }
        }
    }

    /// The numbers plane by plane.
    pub(super) fn planes(&self) -> Vec<f32> {
        let (shape, lanes) = (self.shape, self.lanes());
        let mut planes = vec![0.0; shape.len()];
        if shape.is_empty() {
            return planes;
        }
        for (c, plane) in planes.chunks_mut(shape.plane()).enumerate() {
            let block = &self.values()[c / lanes * shape.plane() * lanes..];
            for (value, values) in plane.iter_mut().zip(block.chunks(lanes)) {
                *value = values[c % lanes];
            }
        }
        planes
    }
}
