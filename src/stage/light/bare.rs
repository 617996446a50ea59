//! The least that a full-screen pass can do: reads textures, writes their mean. What the light pass is measured against.

use wgpu::{CommandEncoder, Device, RenderPipeline, TextureFormat, TextureView};

use super::PictureSlots;

const SHADER: &str = "
@group(0) @binding(0) var first: texture_2d<f32>;
@group(0) @binding(1) var second: texture_2d<f32>;
@group(0) @binding(2) var between: sampler;
override READS: u32;

@vertex
fn cover(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(vec2<f32>(f32(index & 1u), f32(index >> 1u)) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn copy(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let at = position.xy / 1024.0;
    var sum = textureSampleLevel(first, between, at, 0.0);
    if READS > 1u {
        // Two pictures between their pixels, two texels as they are.
        sum += textureSampleLevel(second, between, at, 0.0);
        sum += textureLoad(first, vec2<i32>(position.xy) % 512, 0);
        sum += textureLoad(second, vec2<i32>(position.xy) % 512, 0);
    }
    return sum / f32(READS);
}
";

/// A pass that only reads and writes.
#[derive(Debug)]
pub struct BarePass {
    one: RenderPipeline,
    four: RenderPipeline,
    sampler: wgpu::Sampler,
}

impl BarePass {
    /// For targets of one format.
    pub fn new(device: &Device, format: TextureFormat) -> Self {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("bare"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let pipeline = |reads: f64| {
            device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some("bare"),
                layout: None,
                vertex: wgpu::VertexState {
                    module: &module,
                    entry_point: Some("cover"),
                    compilation_options: Default::default(),
                    buffers: &[],
                },
                primitive: Default::default(),
                depth_stencil: None,
                multisample: Default::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &module,
                    entry_point: Some("copy"),
                    compilation_options: wgpu::PipelineCompilationOptions {
                        constants: &[("READS", reads)],
                        ..Default::default()
                    },
                    targets: &[Some(format.into())],
                }),
                multiview_mask: None,
                cache: None,
            })
        };
        Self {
            one: pipeline(1.0),
            four: pipeline(4.0),
            sampler: device.create_sampler(&wgpu::SamplerDescriptor {
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                ..Default::default()
            }),
        }
    }

    /// Records a pass with one read, or with four.
    pub fn draw(
        &self,
        device: &Device,
        encoder: &mut CommandEncoder,
        target: &TextureView,
        slots: &PictureSlots,
        reads: u32,
    ) {
        let pipeline = if reads > 1 { &self.four } else { &self.one };
        let [first, second] = slots.views(0);
        let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
        let bindings = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("bare"),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &[
                entry(0, wgpu::BindingResource::TextureView(first)),
                entry(1, wgpu::BindingResource::TextureView(second)),
                entry(2, wgpu::BindingResource::Sampler(&self.sampler)),
            ],
        });
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("bare"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: target,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        });
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, &bindings, &[]);
        pass.draw(0..3, 0..1);
    }
}
