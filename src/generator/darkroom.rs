//! Develops what a network computed on the GPU that shows: planes in burn's buffer to a texture in linear light, by one
//! pass on the same queue. The arithmetic is that of `light.rs`.

use std::sync::{Arc, Mutex, PoisonError};

use burn::Dispatch;
use burn::tensor::Tensor;
use bytemuck::{Pod, Zeroable};
use wgpu::{
    BindGroup, BindGroupLayout, BindingType, Buffer, BufferUsages, ComputePipeline, Device, Queue,
    ShaderStages, Texture, TextureFormat, TextureUsages,
};

use crate::device::Opened;
use crate::inside::{Place, on_gpu, place};
use crate::lending::Lending;
use crate::slide::{GpuPicture, Shelf, Slide};
use crate::turns::Submitted;

const SHADER: &str = include_str!("../../assets/shaders/develop.wgsl");
/// Pixels that one workgroup develops, along a side: as in the shader.
const GROUP: u32 = 8;

/// Where the numbers are, for the shader: all counted in numbers.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
struct Planes {
    size: [u32; 2],
    start: u32,
    plane: u32,
    row: u32,
    column: u32,
    padding: [u32; 2],
}

/// Develops pictures on one device.
pub(crate) struct Darkroom {
    device: Device,
    queue: Queue,
    lending: Lending,
    layout: BindGroupLayout,
    pipeline: ComputePipeline,
    planes: Buffer,
    shelf: Shelf,
}

impl Darkroom {
    pub(crate) fn new(opened: &Opened) -> Self {
        let Opened { device, queue, .. } = opened;
        let layout = layout(device);
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("develop"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("develop"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("develop"),
            layout: Some(&pipeline_layout),
            module: &shader,
            entry_point: Some("develop"),
            compilation_options: Default::default(),
            cache: None,
        });
        let planes = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("planes"),
            size: size_of::<Planes>() as u64,
            usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self {
            device: device.clone(),
            queue: queue.clone(),
            lending: opened.lending,
            layout,
            pipeline,
            planes,
            shelf: Arc::new(Mutex::new(Vec::new())),
        }
    }

    /// The picture of a tensor [1, 3, height, width], −1 to 1, when the GPU has made it; nothing if it is not on this
    /// GPU, or too large for its textures.
    ///
    /// # Errors
    /// If the device does not compute it.
    pub(crate) fn develop(&self, sheet: Tensor<Dispatch, 4>) -> Result<Option<Slide>, String> {
        let [_, channels, height, width] = sheet.dims();
        let limit = self.device.limits().max_texture_dimension_2d as usize;
        let fits = channels == 3 && (1..=limit).contains(&width) && (1..=limit).contains(&height);
        let Some(tensor) = fits.then(|| on_gpu(sheet)).flatten() else {
            return Ok(None);
        };
        let texture = self.texture(width as u32, height as u32);
        let picture = GpuPicture::new(&self.device, self.lending, texture, &self.shelf);
        // The tensor's memory is used by others only after what is submitted here.
        let place = place(&tensor)?;
        let Some(bindings) = self.bindings(&place, &picture) else {
            return Ok(None);
        };
        let mut encoder = self.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &bindings, &[]);
            let groups = [width, height].map(|side| (side as u32).div_ceil(GROUP));
            pass.dispatch_workgroups(groups[0], groups[1], 1);
        }
        self.queue.submit([encoder.finish()]);
        Submitted::now(&self.queue).wait(&self.device)?;
        Ok(Some(Slide::Gpu(Arc::new(picture))))
    }

    /// What the pass reads and writes; nothing if the numbers lie where no binding reaches.
    fn bindings(&self, place: &Place, picture: &GpuPicture) -> Option<BindGroup> {
        let limits = self.device.limits();
        let step = u64::from(limits.min_storage_buffer_offset_alignment);
        let from = place.offset / step * step;
        let bytes = (place.offset - from + place.bytes).next_multiple_of(4);
        let reaches = bytes <= limits.max_storage_buffer_binding_size
            && from + bytes <= place.buffer.size()
            && place.offset.is_multiple_of(4);
        if !reaches {
            return None;
        }
        let [_, plane, row, column] = place.strides.map(|stride| stride as u32);
        let planes = Planes {
            size: [picture.texture().width(), picture.texture().height()],
            start: ((place.offset - from) / 4) as u32,
            plane,
            row,
            column,
            padding: [0; 2],
        };
        self.queue
            .write_buffer(&self.planes, 0, bytemuck::bytes_of(&planes));
        let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
        let numbers = wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: &place.buffer,
            offset: from,
            size: wgpu::BufferSize::new(bytes),
        });
        Some(self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("develop"),
            layout: &self.layout,
            entries: &[
                entry(0, self.planes.as_entire_binding()),
                entry(1, numbers),
                entry(2, wgpu::BindingResource::TextureView(picture.view())),
            ],
        }))
    }

    /// A texture that nobody looks at any more, or a new one.
    fn texture(&self, width: u32, height: u32) -> Texture {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.retain(|texture| (texture.width(), texture.height()) == (width, height));
        let found = shelf.pop();
        drop(shelf);
        found.unwrap_or_else(|| {
            self.device.create_texture(&wgpu::TextureDescriptor {
                label: Some("painted picture"),
                size: wgpu::Extent3d {
                    width,
                    height,
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: TextureFormat::Rgba16Float,
                usage: TextureUsages::STORAGE_BINDING
                    | TextureUsages::TEXTURE_BINDING
                    | TextureUsages::COPY_SRC,
                view_formats: &[],
            })
        })
    }
}

fn layout(device: &Device) -> BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: ShaderStages::COMPUTE,
        ty,
        count: None,
    };
    let buffer = |ty| BindingType::Buffer {
        ty,
        has_dynamic_offset: false,
        min_binding_size: None,
    };
    let picture = BindingType::StorageTexture {
        access: wgpu::StorageTextureAccess::WriteOnly,
        format: TextureFormat::Rgba16Float,
        view_dimension: wgpu::TextureViewDimension::D2,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("develop"),
        entries: &[
            entry(0, buffer(wgpu::BufferBindingType::Uniform)),
            entry(
                1,
                buffer(wgpu::BufferBindingType::Storage { read_only: true }),
            ),
            entry(2, picture),
        ],
    })
}

#[cfg(test)]
mod tests;
