//! Writes all test patterns as PNG into a folder, for a domemaster, a panorama, a perspective and a projector:
//! `cargo run -p welkin_projection --example patterns -- folder`.

use std::f32::consts::PI;
use std::fs::File;
use std::path::Path;

use glam::Vec3;
use welkin_installation::{Surface, View};
use welkin_projection::pattern::{Looks, Pattern, draw};
use welkin_projection::{Finish, Lens, OutputMap};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let surface = Surface::Sphere { radius_m: 5.0 };
    let lens = |view, size| Lens::new(view, surface, size);
    let seen = View::Perspective {
        fov: 1.4,
        yaw: 0.5,
        pitch: 0.35,
    };
    let projector = lens(seen, [1280, 800]);
    // A projector that fades to the right, and lights only a circle.
    let map = OutputMap::filled([1280, 800], |pixel| {
        let share = ((1280.0 - pixel.x) / 400.0).clamp(0.0, 1.0);
        let soft = share * share * (3.0 - 2.0 * share);
        let inside = (pixel - glam::Vec2::new(640.0, 400.0)).length() < 720.0;
        Some((projector.direction(pixel)?, if inside { soft } else { 0.0 }))
    });
    let domemaster = lens(View::Domemaster { fov: PI }, [1024, 1024]);
    let panorama = lens(View::Equirectangular, [1600, 800]);
    let outputs = [
        ("domemaster", Looks::Lens(&domemaster)),
        ("panorama", Looks::Lens(&panorama)),
        ("perspective", Looks::Lens(&projector)),
        ("projector", Looks::Map(&map)),
    ];
    for pattern in Pattern::ALL {
        for (index, (name, looks)) in outputs.iter().enumerate() {
            let size = looks.size();
            let mut light = vec![Vec3::ZERO; (size[0] * size[1]) as usize];
            draw(
                pattern,
                *looks,
                [index, outputs.len()],
                0..size[1],
                &mut light,
            );
            let file = format!("{}-{name}.png", pattern.name());
            write(&Path::new(&folder).join(file), size, &light)?;
        }
    }
    Ok(())
}

fn write(
    path: &Path,
    [width, height]: [u32; 2],
    light: &[Vec3],
) -> Result<(), Box<dyn std::error::Error>> {
    let finish = Finish::default();
    let stored = light.iter().flat_map(|light| {
        let rgb = finish.apply(*light, 0, 0) * 255.0;
        rgb.to_array().map(|value| value.round() as u8)
    });
    let mut encoder = png::Encoder::new(File::create(path)?, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder
        .write_header()?
        .write_image_data(&stored.collect::<Vec<u8>>())?;
    Ok(())
}
