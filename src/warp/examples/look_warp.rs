//! Says what is in warp files: `cargo run -p welkin_warp --example look_warp -- FILE...`. Files to be trusted may unpack to
//! 1 GiB.
#![allow(clippy::print_stdout, reason = "a tool for people")]

use std::path::Path;

use glam::Vec2;
use welkin_warp::{Geometry, ReadOptions, Region, Seen, Warp, read};

fn main() {
    for path in std::env::args().skip(1) {
        let name = Path::new(&path)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let options = ReadOptions {
            stretch_maps: true,
            spare_bytes: 1 << 30,
            ..ReadOptions::default()
        };
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("{path}: {error}");
                continue;
            }
        };
        match read(&name, &bytes, &options) {
            Ok(warp) => told(&name, &warp),
            Err(error) => println!("{error}\n"),
        }
    }
}

fn told(name: &str, warp: &Warp) {
    println!(
        "{name}: {:?}, {} outputs, made {:?}",
        warp.kind,
        warp.regions.len(),
        warp.date
    );
    for (at, region) in warp.regions.iter().enumerate() {
        println!(
            "  {:?} of {:?}: {:?} pixels at {:?}",
            region.id, region.buffer, region.size, region.place
        );
        println!(
            "    {}; upright: {:?}",
            geometry(region),
            region.is_upright()
        );
        println!("    frustum {:?}, frame {:?}", region.frustum, region.frame);
        for (what, map) in [("blend", &region.alpha), ("black", &region.beta)] {
            if let Some(map) = map {
                let [columns, rows] = map.size;
                let (channels, bits) = (map.channels, map.samples.bits());
                println!(
                    "    {what} {columns} × {rows}, {channels} channels of {bits} bits, gamma {}",
                    map.gamma
                );
            }
        }
        let size = region.size.unwrap_or([960, 540]);
        match warp.sampler(at, size) {
            Ok(sampler) => {
                let pixels = size[0] as usize * size[1] as usize;
                let middle = |at: usize| {
                    let (column, row) = (at % size[0] as usize, at / size[0] as usize);
                    Vec2::new(column as f32 + 0.5, row as f32 + 0.5)
                };
                let seen = (0..pixels).filter_map(|at| sampler.at(middle(at)));
                let (mut count, mut low, mut high) = (0usize, [f32::MAX; 3], [f32::MIN; 3]);
                for looked in seen {
                    count += 1;
                    let parts = match looked.seen {
                        Seen::Picture(place) => [place.x, place.y, looked.weight[0]],
                        Seen::Ray { direction, .. } => direction.to_array(),
                        Seen::Point(point) => point.to_array(),
                    };
                    for at in 0..3 {
                        low[at] = low[at].min(parts[at]);
                        high[at] = high[at].max(parts[at]);
                    }
                }
                let share = 100.0 * count as f64 / pixels as f64;
                println!(
                    "    {share:.1} % of {size:?} pixels are mapped, from {low:?} to {high:?}"
                );
            }
            Err(error) => println!("    {error}"),
        }
    }
    warp.notes
        .iter()
        .for_each(|note| println!("  note: {note}"));
    println!();
}

fn geometry(region: &Region) -> String {
    match &region.geometry {
        Geometry::Straight => "straight".into(),
        Geometry::Mesh(mesh) => {
            let drawn = mesh.nodes.iter().filter(|node| node.is_drawn()).count();
            let (nodes, triangles) = (mesh.nodes.len(), mesh.triangle_count());
            format!(
                "mesh of {nodes} nodes, {drawn} drawn, {triangles} triangles, aspect {:?}",
                region.aspect
            )
        }
        Geometry::Field(field) => {
            format!(
                "field {:?} of {:?}, {:?}, {:?}",
                field.size, field.unit, field.interpolation, field.origin
            )
        }
    }
}
