//! An output's tables on the GPU: made when they are first lit by, dropped when nobody has them any more. With them what is
//! worked out of them once: for each way that pictures lie, the place in them that each pixel sees.

use std::sync::{Arc, Weak};

use bytemuck::cast_slice;
use welkin_projection::colour::Colour;
use welkin_projection::cube_lut::LutTable;
use welkin_projection::{OutputMap, OutputTables};
use welkin_values::Coverage;
use wgpu::util::DeviceExt;
use wgpu::{
    BindGroup, BindGroupLayout, Device, Extent3d, Queue, TextureDimension, TextureFormat,
    TextureView,
};

/// Places along a side of a table that stands for three curves.
const CURVES_SIDE: usize = 65;

/// Places along a side of the table that the GPU is given for a colour stage; 0 without one.
pub(super) fn table_side(colour: &Colour) -> usize {
    match colour.lut.as_ref().map(|lut| &lut.table) {
        None => 0,
        Some(LutTable::Cube { side, .. }) => *side,
        Some(LutTable::Curves(_)) => CURVES_SIDE,
    }
}

/// Ways that pictures lie for which an output keeps its places; a show has one, and two while it makes way for another.
const MOST_PLACED: usize = 3;

const PLACES: TextureFormat = TextureFormat::Rgba32Float;

/// The tables of all outputs that a pass lights.
#[derive(Debug)]
pub(super) struct TablesOnGpu {
    layout: BindGroupLayout,
    none: Made,
    kept: Vec<(Weak<OutputTables>, Made)>,
}

/// One output's tables.
#[derive(Debug)]
struct Made {
    looks: TextureView,
    lifts: TextureView,
    table: TextureView,
    /// Without places.
    plain: BindGroup,
    /// With the places in pictures that lie in some way.
    placed: Vec<(Coverage, BindGroup)>,
}

impl TablesOnGpu {
    pub(super) fn new(device: &Device, queue: &Queue) -> Self {
        let layout = bind_group_layout(device);
        let none = Made::new(device, queue, &layout, &OutputTables::default());
        Self {
            layout,
            none,
            kept: Vec::new(),
        }
    }

    pub(super) fn layout(&self) -> &BindGroupLayout {
        &self.layout
    }

    /// The bindings of some tables, without places; those of none for none.
    pub(super) fn of(
        &mut self,
        device: &Device,
        queue: &Queue,
        tables: Option<&Arc<OutputTables>>,
    ) -> &BindGroup {
        match tables {
            None => &self.none.plain,
            Some(tables) => &self.made(device, queue, tables).1.plain,
        }
    }

    /// The bindings of some tables with the places in pictures that lie like `coverage`. `work_out` records a pass that
    /// draws them, given the tables' bindings without places; it is asked once.
    pub(super) fn placed(
        &mut self,
        device: &Device,
        queue: &Queue,
        tables: &Arc<OutputTables>,
        coverage: Coverage,
        work_out: impl FnOnce(&TextureView, &BindGroup),
    ) -> &BindGroup {
        let (layout, made) = self.made(device, queue, tables);
        let found = made.placed.iter().position(|(of, _)| *of == coverage);
        let index = found.unwrap_or_else(|| {
            let places = device.create_texture(&wgpu::TextureDescriptor {
                label: Some("places"),
                size: made.looks.texture().size(),
                mip_level_count: 1,
                sample_count: 1,
                dimension: TextureDimension::D2,
                format: PLACES,
                usage: wgpu::TextureUsages::TEXTURE_BINDING
                    | wgpu::TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            });
            let places = places.create_view(&Default::default());
            work_out(&places, &made.plain);
            let views = [&made.looks, &made.lifts, &made.table, &places];
            if made.placed.len() >= MOST_PLACED {
                made.placed.remove(0);
            }
            made.placed
                .push((coverage, bindings(device, layout, views)));
            made.placed.len() - 1
        });
        &made.placed[index].1
    }

    fn made(
        &mut self,
        device: &Device,
        queue: &Queue,
        tables: &Arc<OutputTables>,
    ) -> (&BindGroupLayout, &mut Made) {
        self.kept.retain(|(kept, _)| kept.strong_count() > 0);
        let is_it = |(kept, _): &(Weak<OutputTables>, Made)| {
            std::ptr::eq(kept.as_ptr(), Arc::as_ptr(tables))
        };
        let index = self.kept.iter().position(is_it).unwrap_or_else(|| {
            let made = Made::new(device, queue, &self.layout, tables);
            self.kept.push((Arc::downgrade(tables), made));
            self.kept.len() - 1
        });
        (&self.layout, &mut self.kept[index].1)
    }
}

/// The format of a texture of places.
pub(super) fn places_format() -> TextureFormat {
    PLACES
}

impl Made {
    fn new(
        device: &Device,
        queue: &Queue,
        layout: &BindGroupLayout,
        tables: &OutputTables,
    ) -> Self {
        let limit = device.limits().max_texture_dimension_2d;
        let fits = |map: &&OutputMap| {
            map.is_sane() && map.size.iter().all(|side| (1..=limit).contains(side))
        };
        let dark = OutputMap::dark([1, 1]);
        let map = tables.map.as_ref().filter(fits).unwrap_or(&dark);
        let side = table_side(&tables.colour).max(1);
        let texels = match &tables.colour.lut {
            Some(lut) => lut.texels(side),
            None => vec![[0.0; 4]],
        };
        let [width, height] = map.size;
        let flat = |format, numbers: &[u8]| {
            texture(
                device,
                queue,
                [width, height, 1],
                TextureDimension::D2,
                format,
                numbers,
            )
        };
        let looks = flat(TextureFormat::Rgba32Float, cast_slice(&map.looks));
        let lifts = flat(TextureFormat::R32Float, cast_slice(&map.lift));
        let table = texture(
            device,
            queue,
            [side as u32; 3],
            TextureDimension::D3,
            TextureFormat::Rgba32Float,
            cast_slice(&texels),
        );
        Self {
            // Who asks for no places reads none.
            plain: bindings(device, layout, [&looks, &lifts, &table, &looks]),
            looks,
            lifts,
            table,
            placed: Vec::new(),
        }
    }
}

fn bindings(
    device: &Device,
    layout: &BindGroupLayout,
    [looks, lifts, table, places]: [&TextureView; 4],
) -> BindGroup {
    let entry = |binding, view| wgpu::BindGroupEntry {
        binding,
        resource: wgpu::BindingResource::TextureView(view),
    };
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("output"),
        layout,
        entries: &[
            entry(0, looks),
            entry(1, lifts),
            entry(2, table),
            entry(3, places),
        ],
    })
}

fn texture(
    device: &Device,
    queue: &Queue,
    [width, height, depth]: [u32; 3],
    dimension: TextureDimension,
    format: TextureFormat,
    numbers: &[u8],
) -> TextureView {
    let size = Extent3d {
        width,
        height,
        depth_or_array_layers: depth,
    };
    let descriptor = wgpu::TextureDescriptor {
        label: Some("output"),
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension,
        format,
        usage: wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    };
    let order = wgpu::util::TextureDataOrder::LayerMajor;
    device
        .create_texture_with_data(queue, &descriptor, order, numbers)
        .create_view(&Default::default())
}

fn bind_group_layout(device: &Device) -> BindGroupLayout {
    let entry = |binding, view_dimension| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty: wgpu::BindingType::Texture {
            // Looked up pixel by pixel: not every GPU filters 32-bit floats.
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension,
            multisampled: false,
        },
        count: None,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("output"),
        entries: &[
            entry(0, wgpu::TextureViewDimension::D2),
            entry(1, wgpu::TextureViewDimension::D2),
            entry(2, wgpu::TextureViewDimension::D3),
            entry(3, wgpu::TextureViewDimension::D2),
        ],
    })
}
