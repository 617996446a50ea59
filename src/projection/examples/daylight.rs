//! Shows a shipped venue by light: what each projector sends, what lands on the surface, and what a visitor sees.
//!
//! `cargo run -p welkin_projection --example daylight -- six-projector-dome FOLDER [WIDTH]` writes
//! `NAME-outputs.png`, `NAME-surface.png`, `NAME-room.png` and `NAME-alone.png` (one projector only, to see the blend).

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an example may stop at once, and talks"
)]

use std::f32::consts::{PI, TAU};
use std::path::Path;
use std::thread;
use std::time::Instant;

use glam::{DVec2, DVec3, Vec2, Vec3};
use welkin_installation::{SHIPPED_VENUES, Surface, read_venue};
use welkin_projection::bake::Bake;
use welkin_projection::beam::Beam;
use welkin_projection::daylight::{Daylight, Frame, frame_of};
use welkin_projection::projector::{ExactRay, looking};
use welkin_projection::screen::Screen;
use welkin_projection::{Eye, Lens, OutputMap, coverage_of, shade_of};
use welkin_values::Picture;

/// Rows of these examples are shared among so many threads.
const THREADS: usize = 2;

struct Image {
    width: usize,
    height: usize,
    pixels: Vec<Vec3>,
}

impl Image {
    /// Asks for each pixel's linear light, four times over.
    fn drawn(width: usize, height: usize, light: impl Fn(f32, f32) -> Vec3 + Sync) -> Self {
        let mut pixels = vec![Vec3::ZERO; width * height];
        let share = pixels.len().div_ceil(THREADS * width) * width;
        thread::scope(|scope| {
            for (part, rows) in pixels.chunks_mut(share).enumerate() {
                let light = &light;
                scope.spawn(move || {
                    for (index, pixel) in rows.iter_mut().enumerate() {
                        let index = part * share + index;
                        let (x, y) = ((index % width) as f32, (index / width) as f32);
                        let parts = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];
                        let sum: Vec3 = parts.into_iter().map(|[a, b]| light(x + a, y + b)).sum();
                        *pixel = sum / 4.0;
                    }
                });
            }
        });
        Self {
            width,
            height,
            pixels,
        }
    }

    fn save(&self, path: &Path) {
        let file = std::fs::File::create(path).unwrap();
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let bytes: Vec<u8> = self
            .pixels
            .iter()
            .flat_map(|light| light.to_array())
            .map(|light| (Picture::srgb_from_linear(light.clamp(0.0, 1.0)) * 255.0).round() as u8)
            .collect();
        encoder
            .write_header()
            .unwrap()
            .write_image_data(&bytes)
            .unwrap();
    }
}

/// Light over a sea at night: waves of colour along the horizon, and a grid of fifteen degrees.
fn picture(at: Vec3) -> Vec3 {
    let elevation = at.y.clamp(-1.0, 1.0).asin();
    let azimuth = (-at.x).atan2(-at.z);
    let wave = |frequency: f32, turn: f32| 0.5 + 0.5 * (frequency * azimuth + turn).sin();
    let height = 0.35 + 0.2 * wave(3.0, 0.4) + 0.12 * wave(7.0, 2.0);
    let curtain = (-((elevation - height) / 0.28).powi(2)).exp()
        * (0.45 + 0.55 * wave(23.0, 5.0 * elevation));
    let green = Vec3::new(0.05, 0.75, 0.35).lerp(
        Vec3::new(0.45, 0.12, 0.8),
        ((elevation - height) / 0.5).clamp(0.0, 1.0),
    );
    let sky = Vec3::new(0.008, 0.014, 0.055)
        .lerp(Vec3::new(0.26, 0.1, 0.05), (-elevation.abs() * 7.0).exp());
    let step = PI / 12.0;
    let line = |angle: f32, scale: f32| {
        let off = ((angle / step).round() * step - angle).abs() * scale;
        (1.0 - off / 0.006).clamp(0.0, 1.0)
    };
    let grid = line(azimuth, elevation.cos()).max(line(elevation, 1.0));
    (sky + green * curtain) * (1.0 - 0.4 * grid) + Vec3::splat(0.14 * grid)
}

fn main() {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_else(|| "six-projector-dome".into());
    let folder = words.next().unwrap_or_else(|| ".".into());
    let width = words.next().map(|word| word.parse::<u32>().unwrap());
    let (_, text) = SHIPPED_VENUES
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    let venue = read_venue(&name, text).unwrap();
    if let Some(headset) = venue.headset {
        return eyes(headset.radius_m, venue.surface)
            .save(&Path::new(&folder).join(format!("{name}-room.png")));
    }
    let screen = Screen::new(venue.surface, None).unwrap();
    let mut beams: Vec<Beam> = venue.outputs.iter().filter_map(Beam::of).collect();
    for beam in &mut beams {
        let [full, height] = beam.projector.size;
        let width = width.unwrap_or(full);
        beam.projector.size = [width, height * width / full];
    }
    let started = Instant::now();
    let bake = Bake::new(&screen, &beams, venue.blend).unwrap();
    let surveyed = started.elapsed();
    let maps = baked(&bake, &beams);
    println!(
        "{name}: surveyed in {surveyed:.2?}, {} maps in {:.2?}",
        maps.len(),
        started.elapsed()
    );
    for warning in bake.warnings() {
        println!("  {warning}");
    }
    for (beam, map) in beams.iter().zip(&maps) {
        println!(
            "  {}: {:.0} % of its image is on the surface",
            beam.name,
            map.lit_share() * 100.0
        );
    }
    // A wall is low: its picture is drawn higher, so that something of the sky is seen.
    let stretch = if matches!(venue.surface, Surface::Dome { .. }) {
        1.0
    } else {
        2.4
    };
    let shown = |at: Vec3| picture((at * Vec3::new(1.0, stretch, 1.0)).normalize());
    if folder == "-" {
        return;
    }
    let frames: Vec<Frame> = maps.iter().map(|map| frame_of(map, 1.0, shown)).collect();
    let path = |what: &str| Path::new(&folder).join(format!("{name}-{what}.png"));
    outputs(&beams, &frames).save(&path("outputs"));
    let daylight = Daylight::new(&screen, &beams, &frames);
    surface(&screen, venue.surface, &daylight).save(&path("surface"));
    room(&screen, venue.surface, &beams, &daylight).save(&path("room"));
    let alone: Vec<Frame> = frames
        .iter()
        .enumerate()
        .map(|(index, frame)| {
            if index == 0 {
                frame.clone()
            } else {
                vec![Vec3::ZERO; frame.len()]
            }
        })
        .collect();
    let daylight = Daylight::new(&screen, &beams, &alone);
    room(&screen, venue.surface, &beams, &daylight).save(&path("alone"));
    println!("  all in {:.2?}", started.elapsed());
}

/// What both eyes see in a headset, side by side.
fn eyes(radius_m: f32, surface: Surface) -> Image {
    let lens = |x: f32| {
        let eye = Eye {
            orientation: looking(Vec3::ZERO, Vec3::new(0.0, 0.35, -1.0), 0.0),
            position: Vec3::new(x, 0.0, 0.0),
            tangents: [-1.0, 1.0, 1.05, -1.05],
            radius_m,
        };
        Lens::eye(eye, surface, [600, 630])
    };
    let lenses = [lens(-0.032), lens(0.032)];
    Image::drawn(1200, 630, |x, y| {
        let lens = &lenses[(x >= 600.0) as usize];
        let direction = lens.direction(Vec2::new(x % 600.0, y));
        let beside = ((x % 600.0).min(600.0 - x % 600.0) / 6.0 - 0.5).clamp(0.0, 1.0);
        direction.map_or(Vec3::ZERO, |at| {
            picture(at) * shade_of(coverage_of(surface), at, 1e-3) * beside
        })
    })
}

/// All maps, each row on one of the threads.
fn baked(bake: &Bake, beams: &[Beam]) -> Vec<OutputMap> {
    let of = |index: usize| {
        let size = beams[index].projector.size;
        let mut map = OutputMap::dark(size);
        let rows = (size[1] as usize).div_ceil(THREADS * 4);
        let share = rows * size[0] as usize;
        let mut parts: Vec<_> = map
            .looks
            .chunks_mut(share)
            .zip(map.lift.chunks_mut(share))
            .enumerate()
            .collect();
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let mut own = Vec::new();
                for part in (0..parts.len())
                    .rev()
                    .filter(|part| part % (THREADS - thread) == 0)
                {
                    own.push(parts.swap_remove(part));
                }
                scope.spawn(move || {
                    for (part, (looks, lift)) in own {
                        let first = (part * rows) as u32;
                        bake.rows(
                            index,
                            first..(first + rows as u32).min(size[1]),
                            looks,
                            lift,
                        );
                    }
                });
            }
        });
        map
    };
    (0..beams.len()).map(of).collect()
}

/// What each projector sends, side by side, up to three in a row.
fn outputs(beams: &[Beam], frames: &[Frame]) -> Image {
    let columns = beams.len().min(3);
    let rows = beams.len().div_ceil(columns);
    let [full, high] = beams[0].projector.size;
    let (width, gap) = (1200 / columns, 6);
    let height = width * high as usize / full as usize;
    Image::drawn(
        columns * (width + gap) - gap,
        rows * (height + gap) - gap,
        |x, y| {
            let (column, row) = (x as usize / (width + gap), y as usize / (height + gap));
            let index = row * columns + column;
            let (x, y) = (
                x - (column * (width + gap)) as f32,
                y - (row * (height + gap)) as f32,
            );
            if x >= width as f32 || y >= height as f32 || index >= beams.len() {
                return Vec3::splat(0.05);
            }
            let x = (x / width as f32 * full as f32) as usize;
            let y = (y / height as f32 * high as f32) as usize;
            frames[index][y * full as usize + x]
        },
    )
}

/// The surface by light: a dome as a domemaster, all else as it is seen all around.
fn surface(screen: &Screen, surface: Surface, daylight: &Daylight) -> Image {
    let light = |direction: Vec3| match screen.seen(direction.as_dvec3()) {
        Some(hit) => daylight.at(hit.point).light,
        None => Vec3::splat(0.004),
    };
    match surface {
        Surface::Dome { fov, .. } => Image::drawn(800, 800, |x, y| {
            let (x, y) = (x / 400.0 - 1.0, y / 400.0 - 1.0);
            let angle = x.hypot(y) * fov / 2.0;
            let (sin, cos) = angle.sin_cos();
            let across = sin / x.hypot(y).max(1e-6);
            if angle > fov / 2.0 {
                return Vec3::splat(0.004);
            }
            light(Vec3::new(x * across, cos, -y * across))
        }),
        _ => Image::drawn(1200, 420, |x, y| {
            let azimuth = (0.5 - x / 1200.0) * TAU * 0.5;
            let elevation = (0.5 - y / 420.0) * 1.1;
            let (sin, cos) = azimuth.sin_cos();
            light(Vec3::new(
                -sin * elevation.cos(),
                elevation.sin(),
                -cos * elevation.cos(),
            ))
        }),
    }
}

/// What a visitor sees who stands at the back: the surface, the floor, and the projectors.
fn room(screen: &Screen, surface: Surface, beams: &[Beam], daylight: &Daylight) -> Image {
    let (eye, at, half, floor) = match surface {
        Surface::Dome { radius_m, .. } => (
            DVec3::new(0.3, 0.02, 0.7) * f64::from(radius_m),
            DVec3::new(0.0, 0.3 * f64::from(radius_m), -1.0),
            1.0,
            -1.4,
        ),
        _ => (
            DVec3::new(0.6, 0.3, 3.2),
            DVec3::new(0.0, 0.2, -4.0),
            0.78,
            -1.6,
        ),
    };
    let turn = looking(eye.as_vec3(), at.as_vec3(), 0.0).as_dquat();
    let (width, height) = (1200.0, 675.0);
    Image::drawn(1200, 675, |x, y| {
        let across = DVec2::new(
            f64::from(x) / width * 2.0 - 1.0,
            (1.0 - f64::from(y) / height * 2.0) * height / width,
        );
        let ray = ExactRay {
            origin: eye,
            direction: turn * (across * half).extend(-1.0).normalize(),
        };
        seen(screen, &ray, beams, daylight, floor)
    })
}

fn seen(screen: &Screen, ray: &ExactRay, beams: &[Beam], daylight: &Daylight, floor: f64) -> Vec3 {
    let hit = screen.meet(ray).lit();
    let limit = hit.map_or(f64::INFINITY, |hit| hit.distance);
    for beam in beams {
        let eye = beam.projector.position.as_dvec3();
        let balls = [
            Some((eye, 0.09)),
            beam.ball
                .map(|ball| (ball.middle.as_dvec3(), f64::from(ball.radius))),
        ];
        for (middle, radius) in balls.into_iter().flatten() {
            let from = ray.origin - middle;
            let along = from.dot(ray.direction);
            let square = radius * radius - (from - ray.direction * along).length_squared();
            let distance = -along - square.max(0.0).sqrt();
            if square > 0.0 && distance > 0.0 && distance < limit {
                let normal = (ray.at(distance) - middle) / radius;
                let shade = 0.03
                    + 0.1 * normal.y.max(0.0)
                    + 0.25 * (1.0 + normal.dot(ray.direction)).powi(3);
                return Vec3::splat(shade as f32);
            }
        }
    }
    if let Some(hit) = hit {
        return daylight.at(hit.point).light;
    }
    let down = (floor - ray.origin.y) / ray.direction.y;
    if down > 0.0 && down < 40.0 {
        let place = ray.at(down);
        let line = |metres: f64| {
            ((metres.round() - metres).abs() < 0.015 * (1.0 + down / 8.0)) as u8 as f32
        };
        let fog = (-down / 6.0).exp() as f32;
        return Vec3::splat(0.004 + (0.012 + 0.02 * line(place.x).max(line(place.z))) * fog);
    }
    Vec3::splat(0.004)
}
