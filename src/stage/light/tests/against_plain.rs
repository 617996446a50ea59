//! The shader against the plain light: the same pixels, whatever the lens, the coverage and the light.

use std::f32::consts::{FRAC_PI_2, PI};

use glam::{Quat, Vec2, Vec3};
use welkin_installation::{Surface, View};
use welkin_projection::colour::{Colour, Curve};
use welkin_projection::cube_lut::{CubeLut, LutTable};
use welkin_projection::guard::Softening;
use welkin_projection::{BakedLens, Glow, OutputMap, coverage_of, dome_from_room};
use welkin_space::SoundField;
use welkin_values::{Coverage, Direction, Light, Moment};

use super::*;

const SIZE: [u32; 2] = [97, 64];

fn surfaces() -> [Surface; 6] {
    [
        Surface::Dome {
            radius_m: 5.0,
            tilt: 0.0,
            fov: PI,
        },
        Surface::Dome {
            radius_m: 5.0,
            tilt: 0.4,
            fov: 3.6,
        },
        Surface::Sphere { radius_m: 3.0 },
        Surface::Wall {
            width_m: 6.0,
            height_m: 3.0,
            distance_m: 2.0,
        },
        Surface::Mirrored,
        Surface::Cube { soften: 0.15 },
    ]
}

fn lenses(surface: Surface) -> Vec<Lens> {
    let views = [
        View::Domemaster { fov: PI },
        View::Domemaster { fov: 4.0 },
        View::Equirectangular,
        View::Perspective {
            fov: 1.7,
            yaw: 0.3,
            pitch: 0.2,
        },
        View::Perspective {
            fov: 1.2,
            yaw: 2.9,
            pitch: -0.4,
        },
        View::Picture,
    ];
    let eye = Eye {
        orientation: Quat::from_rotation_y(0.7) * Quat::from_rotation_x(0.3),
        position: Vec3::new(0.8, -0.2, 0.5),
        tangents: [-1.1, 0.9, 1.0, -1.2],
        radius_m: 3.0,
    };
    let mut lenses: Vec<_> = views.map(|view| Lens::new(view, surface, SIZE)).into();
    lenses.push(Lens::eye(eye, surface, SIZE));
    lenses
}

fn lights() -> [Light; 5] {
    let rest = Light::default();
    [
        rest,
        Light {
            brightness: 2.5,
            ..rest
        },
        Light {
            hue: 2.0,
            saturation: 1.6,
            ..rest
        },
        Light {
            zoom: 1.6,
            rotation: 0.9,
            ..rest
        },
        Light {
            brightness: 0.7,
            hue: -1.0,
            saturation: 0.4,
            zoom: 0.7,
            rotation: -2.2,
            ..rest
        },
    ]
}

/// A field of three sounds, loudest to the left.
fn glow() -> Glow {
    let mut field = SoundField::silent(Moment::ZERO, 3);
    for (azimuth_deg, elevation_deg, power) in
        [(80.0, 10.0, 0.1), (-40.0, 60.0, 0.04), (170.0, -20.0, 0.02)]
    {
        let direction = Direction::from_degrees(azimuth_deg, elevation_deg);
        field.splat(direction, [power, 0.3 * power, 0.1 * power]);
    }
    field.bands.iter_mut().for_each(|band| band.reference = 0.1);
    Glow::of(&field, 1.4)
}

/// Pixels that stand on an edge (a rim, a seam where a coarse picture bends, the antipode) may differ by
/// where each of the two rounds; there must be next to none of them.
fn check(name: &str, ours: &[u8], expected: &[u8]) {
    let difference = |(a, b): (&u8, &u8)| a.abs_diff(*b);
    let differences: Vec<u8> = ours.iter().zip(expected).map(difference).collect();
    let (count, beyond) = (
        differences.len(),
        differences.iter().filter(|&&d| d > 2).count(),
    );
    let largest = differences.iter().max().copied().unwrap_or(0);
    assert_eq!(ours.len(), expected.len());
    assert!(
        beyond * 1000 <= count,
        "{name}: {beyond} of {count} differ, by up to {largest}"
    );
}

#[test]
fn the_shader_draws_what_plain_draws() {
    let (older, newer) = (waves(64, 64, 0.0), waves(64, 64, 1.3));
    let pictures = [Some([&older, &newer]), None];
    for surface in surfaces() {
        for lens in lenses(surface) {
            for light in lights() {
                let mut settings = LightSettings::new(lens, coverage_of(surface));
                settings.decks[0].blend = 0.3;
                settings.decks[0].light = light;
                if light.hue == 0.0 {
                    settings.decks[0].glow = glow();
                }
                let name = format!("{lens:?} {:?} {light:?}", settings.decks[0].coverage);
                check(
                    &name,
                    &lit(&settings, pictures),
                    &plain(&settings, pictures),
                );
            }
        }
    }
}

#[test]
fn two_decks_of_any_coverage_cross_fade() {
    let (first, second) = (waves(64, 64, 0.0), waves(80, 40, 2.0));
    let dome = surfaces()[0];
    for other in surfaces() {
        for view in [
            View::Domemaster { fov: PI },
            View::Equirectangular,
            View::Picture,
        ] {
            for fade in [0.0, 0.25, 1.0] {
                let mut settings =
                    LightSettings::new(Lens::new(view, dome, SIZE), coverage_of(dome));
                settings.decks[1].coverage = coverage_of(other);
                settings.decks[1].light.hue = 1.0;
                (settings.fade, settings.master) = (fade, 0.8);
                let pictures = [Some([&first, &first]), Some([&second, &second])];
                let name = format!("{view:?} to {other:?} at {fade}");
                check(
                    &name,
                    &lit(&settings, pictures),
                    &plain(&settings, pictures),
                );
            }
        }
    }
}

#[test]
fn noise_is_the_same_on_both() {
    let grey = Arc::new(Picture::filled(4, 4, [0.2, 0.21, 0.22]));
    let pictures = [Some([&grey, &grey]), None];
    let dome = surfaces()[0];
    let mut settings = LightSettings::new(Lens::new(View::Picture, dome, SIZE), coverage_of(dome));
    settings.finish = Finish {
        dither: 1.0 / 255.0,
        frame: 12_345,
        ..Finish::default()
    };
    let (ours, expected) = (lit(&settings, pictures), plain(&settings, pictures));
    let differing = ours.iter().zip(&expected).filter(|(a, b)| a != b).count();
    assert!(
        differing * 500 < ours.len(),
        "{differing} of {} differ",
        ours.len()
    );
    settings.finish.frame += 1;
    assert_ne!(ours, lit(&settings, pictures));
}

#[test]
fn a_target_that_encodes_stores_the_same() {
    let picture = waves(64, 64, 0.4);
    let pictures = [Some([&picture, &picture]), None];
    let dome = surfaces()[0];
    for dither in [0.0, 1.0 / 255.0] {
        let lens = Lens::new(View::Domemaster { fov: PI }, dome, SIZE);
        let mut settings = LightSettings::new(lens, coverage_of(dome));
        settings.finish.dither = dither;
        let expected = plain(&settings, pictures);
        let format = TextureFormat::Rgba8UnormSrgb;
        settings.finish.encoding = encoding_for(format);
        assert_eq!(settings.finish.encoding, Encoding::ByTarget);
        check(
            "sRGB target",
            &lit_as(format, &settings, pictures),
            &expected,
        );
    }
}

#[test]
fn a_second_deck_alone_is_drawn_alone() {
    let picture = waves(32, 32, 0.0);
    let dome = surfaces()[0];
    let lens = Lens::new(View::Picture, dome, SIZE);
    let mut settings = LightSettings::new(
        lens,
        Coverage::Flat {
            fov: 1.0,
            aspect: 1.5,
        },
    );
    settings.fade = 1.0;
    let ours = lit(&settings, [None, Some([&picture, &picture])]);
    check(
        "second",
        &ours,
        &plain(&settings, [None, Some([&picture, &picture])]),
    );
    let dark = lit(&settings, [Some([&picture, &picture]), None]);
    assert!(dark.chunks_exact(4).all(|pixel| pixel == [0, 0, 0, 255]));
}

#[test]
fn an_eye_in_the_middle_sees_what_a_perspective_sees() {
    let dome = surfaces()[1];
    let fov = FRAC_PI_2;
    let perspective = Lens::new(
        View::Perspective {
            fov,
            yaw: 0.4,
            pitch: 0.3,
        },
        dome,
        [64, 64],
    );
    let eye = Eye {
        orientation: Quat::from_rotation_y(0.4) * Quat::from_rotation_x(0.3),
        position: Vec3::ZERO,
        tangents: [-1.0, 1.0, 1.0, -1.0],
        radius_m: 4.0,
    };
    let eye = Lens::eye(eye, dome, [64, 64]);
    let pixel = Vec2::new(10.5, 40.5);
    let (ours, expected) = (
        eye.direction(pixel).unwrap(),
        perspective.direction(pixel).unwrap(),
    );
    assert!(ours.distance(expected) < 1e-5);
    assert!(
        (dome_from_room(0.4) * Vec3::new(0.0, 0.4_f32.cos(), -0.4_f32.sin())).distance(Vec3::Y)
            < 1e-6
    );
}

#[test]
fn maps_tables_and_softening_are_what_plain_makes_of_them() {
    let (older, newer) = (waves(64, 64, 0.0), waves(64, 64, 1.3));
    let pictures = [Some([&older, &newer]), None];
    let dome = surfaces()[0];
    let looking = Lens::new(View::Domemaster { fov: 2.6 }, dome, SIZE);
    let mut map = OutputMap::filled(SIZE, |pixel| {
        Some((
            looking.direction(pixel)?,
            0.25 + 0.5 * pixel.x / SIZE[0] as f32,
        ))
    });
    (0..map.lift.len()).for_each(|index| map.lift[index] = 0.02 * (index % 3) as f32);
    let curves = LutTable::Curves(
        (0..=64)
            .map(|step| [(step as f32 / 64.0).powi(2), 0.5, step as f32 / 64.0])
            .collect(),
    );
    let cube = CubeLut::filled(17, |rgb| {
        Vec3::new(rgb.y, (rgb.x * rgb.z).sqrt(), 1.0 - rgb.x)
    });
    let luts = [
        None,
        Some(cube.clone()),
        Some(CubeLut {
            table: curves,
            ..cube
        }),
    ];
    for lut in luts {
        for (curve, gain) in [
            (Curve::Srgb, [1.0, 0.8, 0.6]),
            (Curve::Gamma(2.4), [1.0; 3]),
        ] {
            let colour = Colour {
                gain,
                curve,
                lut: lut.clone(),
            };
            let name = format!("{curve:?} {gain:?} {}", lut.is_some());
            let tables = Arc::new(OutputTables {
                map: Some(map.clone()),
                colour,
            });
            for size in [SIZE, [SIZE[0] * 2, SIZE[1] / 2]] {
                let mut settings =
                    LightSettings::new(Lens::Baked(BakedLens::new(&map, size)), coverage_of(dome));
                settings.softening = Softening {
                    gain: 0.7,
                    desaturation: 0.4,
                };
                settings.tables = Some(Arc::clone(&tables));
                check(
                    &name,
                    &lit(&settings, pictures),
                    &plain(&settings, pictures),
                );
            }
        }
    }
    // Without pictures black is lifted all the same.
    let tables = Arc::new(OutputTables {
        map: Some(map.clone()),
        ..OutputTables::default()
    });
    let mut settings =
        LightSettings::new(Lens::Baked(BakedLens::new(&map, SIZE)), coverage_of(dome));
    settings.tables = Some(tables);
    check(
        "black",
        &lit(&settings, [None, None]),
        &plain(&settings, [None, None]),
    );
    assert!(
        lit(&settings, [None, None])
            .iter()
            .any(|value| (1..255).contains(value))
    );
}

#[test]
fn outputs_that_share_a_window_keep_to_their_places() {
    let Gpu { device, queue, .. } = gpu();
    let picture = waves(64, 64, 0.0);
    let mut slots = PictureSlots::new(device);
    slots.show(device, queue, 0, [&picture, &picture]).unwrap();
    let dome = surfaces()[0];
    let format = TextureFormat::Rgba8Unorm;
    let mut target = Offscreen::new(device, 100, 40, format).unwrap();
    let mut pass = LightPass::new(device, queue, format);
    let settings = |width| {
        LightSettings::new(
            Lens::new(View::Domemaster { fov: PI }, dome, [width, 40]),
            coverage_of(dome),
        )
    };
    // The last reaches beyond the window.
    for (index, (left, width)) in [(0, 40), (40, 40), (80, 40)].into_iter().enumerate() {
        let place = Target {
            view: target.view(),
            at: [left, 0],
            keeps: index > 0,
        };
        let mut encoder = device.create_command_encoder(&Default::default());
        pass.draw(device, queue, &mut encoder, place, &slots, &settings(width));
        queue.submit([encoder.finish()]);
    }
    let shared = target.read(device, queue).unwrap();
    let alone = lit(&settings(40), [Some([&picture, &picture]), None]);
    for y in 0..40 {
        let row = &shared[y * 400..(y + 1) * 400];
        let own = &alone[y * 160..(y + 1) * 160];
        assert_eq!(&row[..160], own, "row {y}");
        assert_eq!(&row[160..320], own, "row {y}");
        assert_eq!(&row[320..], &own[..80], "row {y}");
    }
}
