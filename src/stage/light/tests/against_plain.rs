//! The shader against the plain light: the same pixels, whatever the lens, the coverage and the light.

use std::f32::consts::{FRAC_PI_2, PI};

use glam::{Quat, Vec2, Vec3};
use welkin_installation::{Surface, View};
use welkin_projection::{Glow, coverage_of, dome_from_room};
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
