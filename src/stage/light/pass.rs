//! One full-screen pass per output: for each pixel the direction it lights, and the pictures there.

use std::collections::BTreeMap;
use std::sync::Arc;

use wgpu::util::DeviceExt;
use wgpu::{
    AddressMode, BindGroup, BindGroupLayout, BindingType, CommandEncoder, Device, FilterMode,
    PipelineLayout, Queue, RenderPipeline, Sampler, ShaderModule, ShaderStages, TextureFormat,
    TextureView,
};

use welkin_projection::{Encoding, LightSettings, OutputTables};
use welkin_values::Coverage;

use super::PictureSlots;
use super::tables::{TablesOnGpu, places_format};
use super::uniform::{LightUniform, Variant, placed_coverage, shown_decks};

const SHADER: &str = include_str!("../../../assets/shaders/light.wgsl");

/// The pass, made once for each device and format of target; draws any number of outputs.
#[derive(Debug)]
pub struct LightPass {
    target_format: TextureFormat,
    shader: ShaderModule,
    layout: BindGroupLayout,
    pipeline_layout: PipelineLayout,
    pipelines: BTreeMap<Variant, RenderPipeline>,
    /// What works places out beforehand, for each way that pictures lie.
    placing: BTreeMap<Variant, RenderPipeline>,
    tables: TablesOnGpu,
    /// Whether what controls may come to ask for is compiled beforehand.
    foresees: bool,
    mirroring: Sampler,
    wrapping: Sampler,
}

/// Where a frame is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// What is drawn into.
    pub view: &'a TextureView,
    /// Where the frame's upper left corner is on it, pixels.
    pub at: [u32; 2],
    /// Whether what is there around the frame stays; otherwise all of it is replaced.
    pub keeps: bool,
}

impl<'a> From<&'a TextureView> for Target<'a> {
    fn from(view: &'a TextureView) -> Self {
        Self {
            view,
            at: [0; 2],
            keeps: false,
        }
    }
}

impl Target<'_> {
    /// The part of it that a frame of a size covers: left, top, width, height.
    fn part(&self, size: [u32; 2]) -> [u32; 4] {
        let whole = self.view.texture().size();
        let along = |axis: usize, len: u32| {
            let from = self.at[axis].min(len);
            (
                from,
                self.at[axis].saturating_add(size[axis]).min(len) - from,
            )
        };
        let ((left, width), (top, height)) = (along(0, whole.width), along(1, whole.height));
        [left, top, width, height]
    }
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
    pub fn new(device: &Device, queue: &Queue, target_format: TextureFormat) -> Self {
        let shader = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("light"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let layout = bind_group_layout(device);
        let tables = TablesOnGpu::new(device, queue);
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("light"),
            bind_group_layouts: &[Some(&layout), Some(tables.layout())],
            immediate_size: 0,
        });
        Self {
            target_format,
            shader,
            layout,
            pipeline_layout,
            pipelines: BTreeMap::new(),
            placing: BTreeMap::new(),
            tables,
            foresees: true,
            mirroring: sampler(device, AddressMode::MirrorRepeat),
            wrapping: sampler(device, AddressMode::Repeat),
        }
    }

    /// One that draws with exactly what it is asked for, nothing richer.
    #[cfg(test)]
    pub(super) fn exactly(mut self) -> Self {
        self.foresees = false;
        self
    }

    /// Records one output's frame into `encoder`. The first frame of each kind of lens and coverage compiles what that
    /// kind and its cross-fades need. What lies outside the target is left out.
    pub fn draw<'t>(
        &mut self,
        device: &Device,
        queue: &Queue,
        encoder: &mut CommandEncoder,
        target: impl Into<Target<'t>>,
        slots: &PictureSlots,
        settings: &LightSettings,
    ) {
        let shown = shown_decks(settings, slots.has_pictures());
        let variant = Variant::new(settings, &shown);
        let variant = self.compiled(device, variant);
        let pipeline = self.pipelines.get(&variant).cloned();
        let target = target.into();
        let uniform = LightUniform::new(settings, &shown, target.at);
        let decks = shown
            .iter()
            .map(|&deck| (slots.views(deck), settings.decks[deck].coverage.wraps()));
        let bindings = self.bindings(device, slots, &uniform, decks);
        let coverage = placed_coverage(settings, &shown).filter(|_| variant.is_placed());
        let tables = match (coverage, &settings.tables) {
            (Some(coverage), Some(tables)) => {
                self.placed(device, queue, encoder, slots, tables, coverage)
            }
            _ => self.tables.of(device, queue, settings.tables.as_ref()),
        };
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("light"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: target.view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: if target.keeps {
                        wgpu::LoadOp::Load
                    } else {
                        wgpu::LoadOp::Clear(wgpu::Color::BLACK)
                    },
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        });
        let [left, top, width, height] = target.part(settings.lens.size());
        // Black is lifted, and house lights are on, even where no deck lights anything.
        let lights = !shown.is_empty() || settings.tables.is_some() || settings.house_share() > 0.0;
        if !lights || width == 0 || height == 0 {
            return;
        }
        if let Some(pipeline) = &pipeline {
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &bindings, &[]);
            pass.set_bind_group(1, tables, &[]);
            pass.set_scissor_rect(left, top, width, height);
            pass.draw(0..3, 0..1);
        }
    }

    /// What draws a variant: its own pipeline, or the first of those that can more, so that nothing is compiled in
    /// mid-show because a control begins to move.
    fn compiled(&mut self, device: &Device, variant: Variant) -> Variant {
        let mut able = vec![variant];
        if self.foresees {
            able.extend(variant.richer());
        }
        if let Some(there) = able.iter().find(|able| self.pipelines.contains_key(able)) {
            return *there;
        }
        let cover = ["cover_the_screen", "light_a_pixel"];
        for variant in able {
            for variant in [variant, variant.fading()] {
                if !self.pipelines.contains_key(&variant) {
                    let pipeline = self.pipeline(device, variant, cover, self.target_format);
                    self.pipelines.insert(variant, pipeline);
                }
            }
        }
        variant
    }

    /// The tables of an output with the places in pictures that lie like `coverage`, which are worked out now if nobody
    /// asked for them before.
    fn placed(
        &mut self,
        device: &Device,
        queue: &Queue,
        encoder: &mut CommandEncoder,
        slots: &PictureSlots,
        tables: &Arc<OutputTables>,
        coverage: Coverage,
    ) -> &BindGroup {
        let variant = Variant::placing(coverage);
        if !self.placing.contains_key(&variant) {
            let place = ["cover_the_screen", "place_a_pixel"];
            let pipeline = self.pipeline(device, variant, place, places_format());
            self.placing.insert(variant, pipeline);
        }
        let uniform = LightUniform::placing(coverage, tables);
        let bindings = self.bindings(device, slots, &uniform, std::iter::empty());
        let pipeline = &self.placing[&variant];
        let work_out = |places: &TextureView, tables: &BindGroup| {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("places"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: places,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations::default(),
                })],
                ..Default::default()
            });
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &bindings, &[]);
            pass.set_bind_group(1, tables, &[]);
            pass.draw(0..3, 0..1);
        };
        self.tables
            .placed(device, queue, tables, coverage, work_out)
    }

    fn pipeline(
        &self,
        device: &Device,
        variant: Variant,
        [vertex, fragment]: [&str; 2],
        format: TextureFormat,
    ) -> RenderPipeline {
        let constants = variant.constants();
        device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("light"),
            layout: Some(&self.pipeline_layout),
            vertex: wgpu::VertexState {
                module: &self.shader,
                entry_point: Some(vertex),
                compilation_options: Default::default(),
                buffers: &[],
            },
            primitive: Default::default(),
            depth_stencil: None,
            multisample: Default::default(),
            fragment: Some(wgpu::FragmentState {
                module: &self.shader,
                entry_point: Some(fragment),
                compilation_options: wgpu::PipelineCompilationOptions {
                    constants: &constants,
                    ..Default::default()
                },
                targets: &[Some(format.into())],
            }),
            multiview_mask: None,
            cache: None,
        })
    }

    /// A buffer of its own for each draw, so that several outputs may share one encoder. Up to two decks: their pictures,
    /// and whether those close across.
    fn bindings<'p>(
        &self,
        device: &Device,
        slots: &'p PictureSlots,
        uniform: &LightUniform,
        mut decks: impl Iterator<Item = ([&'p TextureView; 2], bool)>,
    ) -> BindGroup {
        let uniform = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("light"),
            contents: bytemuck::bytes_of(uniform),
            usage: wgpu::BufferUsages::UNIFORM,
        });
        let mut deck = || {
            let (views, wraps) = decks.next().unwrap_or((slots.black(), false));
            let sampler = [&self.mirroring, &self.wrapping][usize::from(wraps)];
            (views, sampler)
        };
        let ([first_older, first_newer], first_sampler) = deck();
        let ([second_older, second_newer], second_sampler) = deck();
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
