#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
//! Venues by light: every output is rendered, every pixel thrown onto the surface, and the sum is what was meant.

use std::f32::consts::TAU;

use welkin_installation::{
    BoxSides, Content, EdgeBlend, Ramp, SHIPPED_VENUES, Surface, read_venue,
};

use super::*;
use crate::bake::Bake;
use crate::projector::{Optics, Projector, looking};
use crate::screen::Hit;
use crate::screen::obj::read_obj;

/// Pixels across in these tests; everything scales.
const WIDTH: u32 = 240;

struct Venue {
    screen: Screen,
    beams: Vec<Beam>,
    blend: EdgeBlend,
}

fn shipped(name: &str) -> Venue {
    let (_, text) = SHIPPED_VENUES
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    let venue = read_venue(name, text).unwrap();
    let mut beams: Vec<Beam> = venue.outputs.iter().filter_map(Beam::of).collect();
    for beam in &mut beams {
        let [width, height] = beam.projector.size;
        beam.projector.size = [WIDTH, height * WIDTH / width];
    }
    Venue {
        screen: Screen::new(venue.surface, None).unwrap(),
        beams,
        blend: venue.blend,
    }
}

fn beam(position: Vec3, at: Vec3, roll: f32, fov_deg: f32) -> Beam {
    Beam {
        name: format!("{position}"),
        projector: Projector {
            position,
            orientation: looking(position, at, roll),
            optics: Optics::new(fov_deg.to_radians()),
            size: [WIDTH, WIDTH * 5 / 8],
        },
        ball: None,
        contrast: 2000.0,
        mask: None,
    }
}

fn one_on_a_wall() -> Venue {
    let surface = Surface::Wall {
        width_m: 4.0,
        height_m: 2.5,
        distance_m: 3.0,
    };
    let mut only = beam(
        Vec3::new(0.5, 0.4, 0.2),
        Vec3::new(0.1, 0.0, -3.0),
        0.03,
        70.0,
    );
    only.projector.optics.k1 = -0.05;
    Venue {
        screen: Screen::new(surface, None).unwrap(),
        beams: vec![only],
        blend: EdgeBlend::default(),
    }
}

fn six_around(blend: EdgeBlend) -> Venue {
    let surface = Surface::Cylinder {
        radius_m: 4.0,
        bottom_m: -1.0,
        top_m: 2.0,
        arc: TAU,
        content: Content::Surface,
    };
    let around = (0..6).map(|index| {
        let (sin, cos) = (index as f32 * TAU / 6.0).sin_cos();
        let ahead = Vec3::new(-sin, 0.0, -cos);
        let mut beam = beam(
            Vec3::new(0.0, 0.5, 0.0) - ahead * 0.5,
            ahead * 4.0 + Vec3::Y * 0.5,
            0.0,
            70.0,
        );
        // No two lenses and no two lamps are alike.
        beam.projector.optics.k1 = 0.01 * index as f32;
        beam.contrast = 1500.0 + 300.0 * index as f32;
        beam
    });
    Venue {
        screen: Screen::new(surface, None).unwrap(),
        beams: around.collect(),
        blend,
    }
}

fn eight_in_a_tilted_dome() -> Venue {
    let surface = Surface::Dome {
        radius_m: 5.0,
        tilt: 0.3,
        fov: 3.0,
    };
    let ring = (0..6).map(|index| {
        let (sin, cos) = ((index as f32 + 0.5) * TAU / 6.0).sin_cos();
        let at = Vec3::new(-sin * 3.75, 3.3, -cos * 3.75);
        beam(Vec3::new(sin * 3.9, -0.6, cos * 3.9), at, TAU / 4.0, 60.0)
    });
    let top =
        [-0.6, 0.6].map(|x| beam(Vec3::new(x, -0.5, 0.3), Vec3::new(-x, 4.5, -1.0), 0.2, 55.0));
    Venue {
        screen: Screen::new(surface, None).unwrap(),
        beams: ring.chain(top).collect(),
        blend: EdgeBlend::default(),
    }
}

/// A room whose three walls are lit across their corners, as flat walls and as the same triangles of a file.
fn rooms() -> [Venue; 2] {
    let sides = BoxSides {
        front: true,
        back: false,
        left: true,
        right: true,
        floor: false,
        ceiling: false,
    };
    let room = Surface::Box {
        width_m: 6.0,
        depth_m: 6.0,
        height_m: 3.0,
        ear_height_m: 1.2,
        sides,
    };
    let text = "v -3 -1.2 3\nv -3 -1.2 -3\nv 3 -1.2 -3\nv 3 -1.2 3\nv -3 1.8 3\nv -3 1.8 -3\nv 3 1.8 -3\nv 3 1.8 3\nf 1 2 6 5\nf 2 3 7 6\nf 4 3 7 8\n";
    let mesh = read_obj(text.as_bytes()).unwrap();
    let content = Content::Directions;
    [(room, None), (Surface::Mesh { content }, Some(mesh))].map(|(surface, mesh)| {
        let beams = [-2.4, 0.0, 2.4].map(|x: f32| {
            let at = Vec3::new(x * 1.2, 0.3, -3.0 + 0.2 * x.abs());
            beam(Vec3::new(-x * 0.3, 0.3, 1.5), at, 0.0, 60.0)
        });
        Venue {
            screen: Screen::new(surface, mesh).unwrap(),
            beams: beams.to_vec(),
            blend: EdgeBlend::default(),
        }
    })
}

fn venues() -> Vec<(&'static str, Venue)> {
    let linear = EdgeBlend {
        ramp: Ramp::Power,
        power: 3.0,
        width_share: 0.2,
        ..EdgeBlend::default()
    };
    let [room, triangles] = rooms();
    vec![
        ("a room", room),
        ("a room of triangles", triangles),
        ("one on a wall", one_on_a_wall()),
        ("two-projectors", shipped("two-projectors")),
        ("wall-three", shipped("wall-three")),
        ("six around", six_around(EdgeBlend::default())),
        ("six around, other ramps", six_around(linear)),
        ("six-projector-dome", shipped("six-projector-dome")),
        ("eight in a tilted dome", eight_in_a_tilted_dome()),
        ("spherical-mirror", shipped("spherical-mirror")),
    ]
}

/// Numbers between 0 and 1, the same each time.
struct Chance(u32);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        f64::from((self.0 >> 4 ^ self.0) >> 8) / 16_777_216.0
    }
}

/// The largest angle between neighbouring pixels in any map, in the space that pictures are asked in, radians.
fn coarsest(maps: &[OutputMap]) -> f32 {
    let mut coarsest = 0.0_f32;
    for map in maps {
        for y in 1..map.size[1] {
            for x in 1..map.size[0] {
                let here = map.direction(x, y);
                for other in [map.direction(x - 1, y), map.direction(x, y - 1)] {
                    if let (Some(here), Some(other)) = (here, other) {
                        coarsest = coarsest.max(here.distance(other));
                    }
                }
            }
        }
    }
    coarsest
}

/// Places of the surface that projectors reach, with the beam's pixel: at least `margin` pixels away from where its
/// image leaves the surface, and from corners of a room, where pictures in directions bend.
fn places(
    venue: &Venue,
    count: usize,
    margin: f64,
    chance: &mut Chance,
) -> Vec<(Hit, usize, DVec2)> {
    let mut places = Vec::new();
    for (index, beam) in venue.beams.iter().enumerate() {
        for _ in 0..count {
            let pixel = DVec2::new(chance.next(), chance.next()) * beam.extent();
            let Some(hit) = beam.hit(&venue.screen, pixel) else {
                continue;
            };
            let is_far_in = [[-1.0, 0.0], [1.0, 0.0], [0.0, -1.0], [0.0, 1.0]]
                .into_iter()
                .all(|step| {
                    let near = beam.hit(&venue.screen, pixel + DVec2::from(step) * margin);
                    near.is_some_and(|near| near.normal.dot(hit.normal) > 0.5)
                });
            if is_far_in {
                places.push((hit, index, pixel));
            }
        }
    }
    places
}

/// With details of four pixels, light and dark, the sum is the picture plus the black floor within one percent of
/// white. Left out is what the picture between pixels cannot be known for: two pixels along the outermost edges.
#[test]
fn light_adds_up_to_the_picture_and_the_black_floor() {
    for (name, venue) in venues() {
        let bake = Bake::new(&venue.screen, &venue.beams, venue.blend).unwrap();
        let maps: Vec<OutputMap> = (0..venue.beams.len()).map(|beam| bake.map(beam)).collect();
        assert!(maps.iter().all(OutputMap::is_sane), "{name}");
        // Four pixels light and four dark where pixels are largest.
        let wave = TAU / (8.0 * coarsest(&maps));
        let picture =
            |at: Vec3| (at * wave + Vec3::new(0.3, 1.1, 2.0)).map(|phase| 0.5 + 0.5 * phase.sin());
        let frames: Vec<Frame> = maps.iter().map(|map| frame_of(map, 1.0, picture)).collect();
        let daylight = Daylight::new(&venue.screen, &venue.beams, &frames);
        let (mut worst, mut in_seams, mut checked, mut shared) = (0.0_f32, 0.0_f32, 0, 0);
        for (hit, _, _) in places(&venue, 2500, 5.0, &mut Chance(5)) {
            let landed = daylight.at(hit.point);
            if landed.depth < 2.0 {
                continue;
            }
            let meant = picture(venue.screen.look(&hit)) + bake.black() as f32;
            let miss = (landed.light - meant).abs().max_element();
            worst = worst.max(miss);
            checked += 1;
            if landed.images > 1 {
                in_seams = in_seams.max(miss);
                shared += 1;
            }
        }
        assert!(
            worst < 0.01 && in_seams < 0.01,
            "{name}: {worst} {in_seams}"
        );
        assert!(checked > 600, "{name}: {checked}");
        assert!(venue.beams.len() == 1 || shared > 500, "{name}: {shared}");
    }
}

/// What a ten-bit output would store.
fn code(light: f32) -> f32 {
    welkin_values::Picture::srgb_from_linear(light) * 1023.0
}

/// While nothing is shown, black is level within one step of ten bits, in the mean over the eight pixels that noise is
/// seen together in.
#[test]
fn lifted_black_is_level() {
    for (name, venue) in venues() {
        let bake = Bake::new(&venue.screen, &venue.beams, venue.blend).unwrap();
        let maps: Vec<OutputMap> = (0..venue.beams.len()).map(|beam| bake.map(beam)).collect();
        let frames: Vec<Frame> = maps
            .iter()
            .map(|map| frame_of(map, 0.0, |_| Vec3::ONE))
            .collect();
        let daylight = Daylight::new(&venue.screen, &venue.beams, &frames);
        let floor = code(bake.black() as f32);
        let (mut worst, mut tiles) = (0.0_f32, 0);
        for (_, beam, pixel) in places(&venue, 200, 12.0, &mut Chance(7)) {
            let (mut sum, mut count) = (0.0, 0);
            // Four points in each of 8 × 8 pixels.
            for step in 0..256 {
                let within = DVec2::new(f64::from(step % 16), f64::from(step / 16)) / 2.0 - 3.75;
                let Some(hit) = venue.beams[beam].hit(&venue.screen, pixel + within) else {
                    continue;
                };
                let landed = daylight.at(hit.point);
                if landed.depth >= 0.5 {
                    sum += landed.light.x;
                    count += 1;
                }
            }
            if count == 256 {
                worst = worst.max((code(sum / 256.0) - floor).abs());
                tiles += 1;
            }
        }
        assert!(worst < 1.0, "{name}: {worst}");
        assert!(tiles > 50, "{name}: {tiles}");
    }
}

/// Without the lift the same test fails: it is not blind.
#[test]
fn without_the_lift_seams_are_seen() {
    let mut venue = shipped("six-projector-dome");
    venue.blend.black_lift = false;
    let bake = Bake::new(&venue.screen, &venue.beams, venue.blend).unwrap();
    let frames: Vec<Frame> = (0..6)
        .map(|beam| frame_of(&bake.map(beam), 0.0, |_| Vec3::ONE))
        .collect();
    let daylight = Daylight::new(&venue.screen, &venue.beams, &frames);
    let all = places(&venue, 100, 12.0, &mut Chance(7));
    let codes = all
        .iter()
        .map(|(hit, _, _)| code(daylight.at(hit.point).light.x));
    let (low, high) = codes.fold((f32::MAX, f32::MIN), |(low, high), code| {
        (low.min(code), high.max(code))
    });
    assert!(high - low > 8.0, "{low} {high}");
}
