//! The one place where what a device computed comes to memory, and how often that was.

use std::sync::atomic::{AtomicU64, Ordering};

use burn::tensor::Tensor;
use burn::tensor::backend::Backend;

static READBACKS: AtomicU64 = AtomicU64::new(0);

/// How often this program has brought a tensor back from what it was computed on. A picture that is shown where it was
/// painted brings back none.
pub fn readbacks() -> u64 {
    READBACKS.load(Ordering::Relaxed)
}

/// A tensor's numbers, row by row.
///
/// # Errors
/// What the device said instead.
pub(crate) fn numbers<B: Backend, const D: usize>(
    tensor: Tensor<B, D>,
) -> Result<Vec<f32>, String> {
    READBACKS.fetch_add(1, Ordering::Relaxed);
    let data = tensor
        .try_into_data()
        .map_err(|error| format!("{error:?}"))?;
    data.convert::<f32>()
        .into_vec()
        .map_err(|error| format!("{error:?}"))
}

/// The texture's pixels, for tests.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends where something is missing")]
pub(crate) fn pixels(
    device: &wgpu::Device,
    queue: &wgpu::Queue,
    texture: &wgpu::Texture,
) -> Vec<[half::f16; 4]> {
    let (width, height) = (texture.width() as usize, texture.height() as usize);
    let padded = (width * 8).next_multiple_of(256);
    let buffer = device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: (padded * height) as u64,
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let mut encoder = device.create_command_encoder(&Default::default());
    let target = wgpu::TexelCopyBufferInfo {
        buffer: &buffer,
        layout: wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(padded as u32),
            rows_per_image: None,
        },
    };
    encoder.copy_texture_to_buffer(texture.as_image_copy(), target, texture.size());
    queue.submit([encoder.finish()]);
    buffer.map_async(wgpu::MapMode::Read, .., |mapped| mapped.unwrap());
    device.poll(wgpu::PollType::wait_indefinitely()).unwrap();
    let mapped = buffer.get_mapped_range(..);
    let rows = mapped.chunks_exact(padded);
    rows.flat_map(|row| bytemuck::cast_slice::<u8, [half::f16; 4]>(&row[..width * 8]).to_vec())
        .collect()
}
