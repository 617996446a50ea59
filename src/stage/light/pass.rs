//! One full-screen pass per output: for each pixel the direction it lights, and the pictures there.

use std::collections::BTreeMap;

use wgpu::util::DeviceExt;
use wgpu::{
    AddressMode, BindGroup, BindGroupLayout, BindingType, CommandEncoder, Device, FilterMode,
    PipelineLayout, RenderPipeline, Sampler, ShaderModule, ShaderStages, TextureFormat,
    TextureView,
};

use welkin_projection::{Encoding, LightSettings};

use super::PictureSlots;
use super::uniform::{LightUniform, Variant, shown_decks};

const SHADER: &str = include_str!("../../../assets/shaders/light.wgsl");

/// The pass, made once for each device and format of target; draws any number of outputs.
#[derive(Debug)]
pub struct LightPass {
    target_format: TextureFormat,
    shader: ShaderModule,
    layout: BindGroupLayout,
    pipeline_layout: PipelineLayout,
    pipelines: BTreeMap<Variant, RenderPipeline>,
    mirroring: Sampler,
    wrapping: Sampler,
}

/// How light is stored in targets of a format: sRGB formats encode by themselves, half floats stay linear, and
/// all others are encoded in the shader.
pub fn encoding_for(format: TextureFormat) -> Encoding {
    if format.is_srgb() {
        Encoding::ByTarget
    } else if format == TextureFormat::Rgba16Float {
        Encoding::Linear
    } else {
        Encoding::Srgb
    }
}

impl LightPass {
    /// The pass for targets of one format.
    pub fn new(device: &Device, target_format: TextureFormat) -> Self {
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("light"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let layout = bind_group_layout(device);
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("light"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        Self {
            target_format,
            shader,
            layout,
            pipeline_layout,
            pipelines: BTreeMap::new(),
            mirroring: sampler(device, AddressMode::MirrorRepeat),
            wrapping: sampler(device, AddressMode::Repeat),
        }
    }

    /// Records one output's frame into `encoder`. Everything in `target` is replaced. The first frame of each
    /// kind of lens and coverage compiles what that kind and its cross-fades need.
    ///
    /// `settings.lens` must be made for the target's size.
    pub fn draw(
        &mut self,
        device: &Device,
        encoder: &mut CommandEncoder,
        target: &TextureView,
        slots: &PictureSlots,
        settings: &LightSettings,
    ) {
        let shown = shown_decks(settings, slots.has_pictures());
        let variant = Variant::new(settings, &shown);
        self.compile(device, variant);
        let bindings = self.bindings(device, slots, settings, &shown);
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("light"),
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
        if shown.is_empty() {
            return;
        }
        if let Some(pipeline) = self.pipelines.get(&variant) {
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &bindings, &[]);
            pass.draw(0..3, 0..1);
        }
    }

    fn compile(&mut self, device: &Device, variant: Variant) {
        if self.pipelines.contains_key(&variant) {
            return;
        }
        for variant in [variant, variant.fading()] {
            let pipeline = self.pipeline(device, variant);
            self.pipelines.insert(variant, pipeline);
        }
    }

    fn pipeline(&self, device: &Device, variant: Variant) -> RenderPipeline {
        let constants = variant.constants();
        device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("light"),
            layout: Some(&self.pipeline_layout),
            vertex: wgpu::VertexState {
                module: &self.shader,
                entry_point: Some("cover_the_screen"),
                compilation_options: Default::default(),
                buffers: &[],
            },
            primitive: Default::default(),
            depth_stencil: None,
            multisample: Default::default(),
            fragment: Some(wgpu::FragmentState {
                module: &self.shader,
                entry_point: Some("light_a_pixel"),
                compilation_options: wgpu::PipelineCompilationOptions {
                    constants: &constants,
                    ..Default::default()
                },
                targets: &[Some(self.target_format.into())],
            }),
            multiview_mask: None,
            cache: None,
        })
    }

    /// A buffer of its own for each draw, so that several outputs may share one encoder.
    fn bindings(
        &self,
        device: &Device,
        slots: &PictureSlots,
        settings: &LightSettings,
        shown: &[usize],
    ) -> BindGroup {
        let uniform = LightUniform::new(settings, shown);
        let uniform = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("light"),
            contents: bytemuck::bytes_of(&uniform),
            usage: wgpu::BufferUsages::UNIFORM,
        });
        let deck = |index: usize| match shown.get(index) {
            Some(&deck) if settings.decks[deck].coverage.wraps() => {
                (slots.views(deck), &self.wrapping)
            }
            Some(&deck) => (slots.views(deck), &self.mirroring),
            None => (slots.black(), &self.mirroring),
        };
        let ([first_older, first_newer], first_sampler) = deck(0);
        let ([second_older, second_newer], second_sampler) = deck(1);
        let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
        let picture = wgpu::BindingResource::TextureView;
        let sampler = wgpu::BindingResource::Sampler;
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("light"),
            layout: &self.layout,
            entries: &[
                entry(0, uniform.as_entire_binding()),
                entry(1, picture(first_older)),
                entry(2, picture(first_newer)),
                entry(3, sampler(first_sampler)),
                entry(4, picture(second_older)),
                entry(5, picture(second_newer)),
                entry(6, sampler(second_sampler)),
            ],
        })
    }
}

fn bind_group_layout(device: &Device) -> BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: ShaderStages::FRAGMENT,
        ty,
        count: None,
    };
    let uniform = BindingType::Buffer {
        ty: wgpu::BufferBindingType::Uniform,
        has_dynamic_offset: false,
        min_binding_size: wgpu::BufferSize::new(size_of::<LightUniform>() as u64),
    };
    let picture = BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: true },
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    let sampler = BindingType::Sampler(wgpu::SamplerBindingType::Filtering);
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("light"),
        entries: &[
            entry(0, uniform),
            entry(1, picture),
            entry(2, picture),
            entry(3, sampler),
            entry(4, picture),
            entry(5, picture),
            entry(6, sampler),
        ],
    })
}

fn sampler(device: &Device, across: AddressMode) -> Sampler {
    device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("picture"),
        address_mode_u: across,
        address_mode_v: AddressMode::MirrorRepeat,
        mag_filter: FilterMode::Linear,
        min_filter: FilterMode::Linear,
        ..Default::default()
    })
}
