//! A target without a window, and its pixels brought back: at once for films, a frame later for the page.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use wgpu::{
    Buffer, BufferUsages, Device, Extent3d, MapMode, PollType, Queue, Texture, TextureFormat,
    TextureUsages, TextureView,
};

/// Frames that may be on their way back at once.
const IN_FLIGHT: usize = 2;

/// A target to draw into, and the way back of its pixels.
#[derive(Debug)]
pub struct Offscreen {
    texture: Texture,
    view: TextureView,
    /// Bytes of a row of pixels, and of a row in the buffer, which wgpu wants in steps of 256.
    row: usize,
    padded_row: usize,
    free: Vec<Buffer>,
    coming: VecDeque<Coming>,
}

/// Why pixels do not come.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OffscreenError {
    /// The frame is larger than the GPU's textures can be, or has no pixels.
    #[error(
        "a frame of {width} x {height} cannot be drawn: this GPU takes 1 to {limit} pixels a side"
    )]
    Size {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
        /// The most the GPU takes.
        limit: u32,
    },
    /// The GPU went away: its driver crashed, or it was unplugged.
    #[error("the GPU was lost while a frame was read back")]
    Lost,
    /// No frame was asked for.
    #[error("no frame is on its way back")]
    NothingBegun,
}

#[derive(Debug)]
struct Coming {
    tag: u64,
    buffer: Buffer,
    state: Arc<AtomicU8>,
}

const MAPPING: u8 = 0;
const THERE: u8 = 1;
const FAILED: u8 = 2;

impl Offscreen {
    /// A target of `width` × `height` pixels in a colour format.
    ///
    /// # Errors
    /// When the GPU cannot draw frames of that size.
    pub fn new(
        device: &Device,
        width: u32,
        height: u32,
        format: TextureFormat,
    ) -> Result<Self, OffscreenError> {
        let limit = device.limits().max_texture_dimension_2d;
        if !(1..=limit).contains(&width) || !(1..=limit).contains(&height) {
            return Err(OffscreenError::Size {
                width,
                height,
                limit,
            });
        }
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("offscreen"),
            size: Extent3d {
                width,
                height,
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: TextureUsages::RENDER_ATTACHMENT
                | TextureUsages::COPY_SRC
                | TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        let view = texture.create_view(&Default::default());
        let row = width as usize * format.block_copy_size(None).unwrap_or(4) as usize;
        let padded_row = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
        let free = Vec::with_capacity(IN_FLIGHT);
        let coming = VecDeque::with_capacity(IN_FLIGHT);
        Ok(Self {
            texture,
            view,
            row,
            padded_row,
            free,
            coming,
        })
    }

    /// Where to draw.
    pub fn view(&self) -> &TextureView {
        &self.view
    }

    /// What is drawn into, to copy or show it.
    pub fn texture(&self) -> &Texture {
        &self.texture
    }

    /// Pixels: width, height.
    pub fn size(&self) -> [u32; 2] {
        [self.texture.width(), self.texture.height()]
    }

    /// The frame as it is drawn so far, rows from the top without padding. Waits for the GPU, and throws away
    /// frames begun before.
    ///
    /// # Errors
    /// When the GPU is lost.
    pub fn read(&mut self, device: &Device, queue: &Queue) -> Result<Vec<u8>, OffscreenError> {
        while !self.coming.is_empty() {
            self.finish(device)?;
        }
        self.begin_read(device, queue, 0);
        self.finish(device).map(|(_, pixels)| pixels)
    }

    /// Starts bringing the frame back as it is drawn so far; it may be drawn over at once. Gives false and does
    /// nothing while two frames are on their way. Frames come back in the order they were begun, each
    /// with its `tag`.
    pub fn begin_read(&mut self, device: &Device, queue: &Queue, tag: u64) -> bool {
        if self.coming.len() >= IN_FLIGHT {
            return false;
        }
        let buffer = self.free.pop().unwrap_or_else(|| self.buffer(device));
        let mut encoder = device.create_command_encoder(&Default::default());
        let target = wgpu::TexelCopyBufferInfo {
            buffer: &buffer,
            layout: wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(self.padded_row as u32),
                rows_per_image: None,
            },
        };
        encoder.copy_texture_to_buffer(self.texture.as_image_copy(), target, self.texture.size());
        queue.submit([encoder.finish()]);
        let state = Arc::new(AtomicU8::new(MAPPING));
        let said = Arc::clone(&state);
        buffer.map_async(MapMode::Read, .., move |mapped| {
            said.store(
                if mapped.is_ok() { THERE } else { FAILED },
                Ordering::Release,
            );
        });
        self.coming.push_back(Coming { tag, buffer, state });
        true
    }

    /// The oldest frame begun, if it is there; never waits.
    ///
    /// # Errors
    /// When the GPU is lost.
    pub fn try_finish(
        &mut self,
        device: &Device,
    ) -> Result<Option<(u64, Vec<u8>)>, OffscreenError> {
        let Some(first) = self.coming.front() else {
            return Ok(None);
        };
        device
            .poll(PollType::Poll)
            .map_err(|_| OffscreenError::Lost)?;
        let is_there = first.state.load(Ordering::Acquire) != MAPPING;
        if is_there {
            self.take().map(Some)
        } else {
            Ok(None)
        }
    }

    /// The oldest frame begun; waits for it.
    ///
    /// # Errors
    /// When the GPU is lost, or no frame was begun.
    pub fn finish(&mut self, device: &Device) -> Result<(u64, Vec<u8>), OffscreenError> {
        let mapping = |coming: &Coming| coming.state.load(Ordering::Acquire) == MAPPING;
        if self.coming.front().is_some_and(mapping) {
            device
                .poll(PollType::wait_indefinitely())
                .map_err(|_| OffscreenError::Lost)?;
        }
        self.take()
    }

    fn take(&mut self) -> Result<(u64, Vec<u8>), OffscreenError> {
        let Some(Coming { tag, buffer, state }) = self.coming.pop_front() else {
            return Err(OffscreenError::NothingBegun);
        };
        if state.load(Ordering::Acquire) != THERE {
            return Err(OffscreenError::Lost);
        }
        let mut pixels = Vec::with_capacity(self.row * self.texture.height() as usize);
        for row in buffer.get_mapped_range(..).chunks_exact(self.padded_row) {
            pixels.extend_from_slice(&row[..self.row]);
        }
        buffer.unmap();
        self.free.push(buffer);
        Ok((tag, pixels))
    }

    fn buffer(&self, device: &Device) -> Buffer {
        device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("way back"),
            size: (self.padded_row * self.texture.height() as usize) as u64,
            usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
            mapped_at_creation: false,
        })
    }
}
