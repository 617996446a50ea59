#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::f32::consts::PI;

use glam::{Vec2, Vec3};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use welkin_installation::{Output, Surface, View, read_venue};

use super::*;
use crate::beam::projector_at;
use crate::gray_code::tests::{CAMERA, DOME_M, Scene, scene};

fn output(scene: &Scene) -> Output {
    Output::new("front", View::Picture, scene.projector.size)
}

fn screen() -> Screen {
    let surface = Surface::Dome {
        radius_m: DOME_M,
        tilt: 0.0,
        // All that the simulated camera sees is dome.
        fov: 1.9 * PI,
    };
    Screen::new(surface, None).unwrap()
}

fn calibrated(
    scene: &Scene,
    photos: &[Vec<u8>],
    from: &Camera,
) -> Result<Calibrated, CalibrateError> {
    let planes: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
    let photos = Photos {
        size: CAMERA,
        planes: &planes,
    };
    let settings = CalibrateSettings::default();
    calibrate(&output(scene), photos, from, &screen(), &settings)
}

/// The farthest that a projector's corners and middle are from where they should be, pixels.
fn off(found: &Projector, truth: &Projector) -> f32 {
    let [width, height] = truth.size.map(|side| side as f32);
    let places = [
        [0.05, 0.05],
        [0.95, 0.05],
        [0.5, 0.5],
        [0.05, 0.95],
        [0.95, 0.95],
    ];
    let miss = |place: [f32; 2]| {
        let at = Vec2::from(place) * Vec2::new(width, height);
        let ray = truth.ray(at);
        let point = crate::hit_sphere(ray.origin, ray.direction, DOME_M).unwrap();
        found
            .place(point.as_dvec3())
            .unwrap()
            .as_vec2()
            .distance(at)
    };
    places.into_iter().map(miss).fold(0.0, f32::max)
}

/// Points on the camera's photographs as people click them.
fn clicked(scene: &Scene, count: usize, noise_px: f32, seed: u64) -> Vec<Pair> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let pairs = std::iter::repeat_with(|| {
        let at = Vec2::new(
            chance.random_range(10.0..310.0),
            chance.random_range(10.0..230.0),
        );
        let noise = Vec2::new(
            chance.random_range(-1.0..1.0),
            chance.random_range(-1.0..1.0),
        );
        let point = scene.point(at)?;
        Some(Pair {
            pixel: at + noise * noise_px,
            point,
        })
    });
    pairs.flatten().take(count).collect()
}

fn seen(points: &[Pair]) -> Camera {
    Camera::Seen {
        points: points.to_vec(),
        bends: false,
    }
}

#[test]
fn from_a_known_camera_to_the_text_of_the_output() {
    let scene = scene();
    let found = calibrated(&scene, &scene.photos(7), &Camera::Stands(scene.camera)).unwrap();
    assert!(found.rms_px < 0.25 && found.pairs > 300, "{found:?}");
    assert!(found.seen_share > 0.1 && !found.is_flat, "{found:?}");
    assert!(
        off(&found.projector, &scene.projector) < 0.5,
        "{}",
        off(&found.projector, &scene.projector)
    );
    let venue = format!(
        "name = \"v\"\nsurface = {{ kind = \"dome\", radius_m = {DOME_M} }}\n{}",
        found.toml
    );
    let venue = read_venue("venue.toml", &venue).unwrap_or_else(|it| panic!("{it}\n{venue}"));
    let View::Projector(place) = venue.outputs[0].view else {
        panic!("{venue:?}")
    };
    let written = projector_at(place, scene.projector.size);
    // 4K, where a pixel is smallest.
    let large = |projector: &Projector| Projector {
        size: [3840, 2400],
        ..*projector
    };
    let rounded = off(&large(&written), &large(&found.projector));
    assert!(rounded < 0.15, "{rounded}\n{}", found.toml);
    assert!(
        found
            .toml
            .starts_with("[[output]]\nid = \"front\"\nsize = [400, 250]\n"),
        "{}",
        found.toml
    );
}

#[test]
fn a_camera_is_found_from_its_clicked_points() {
    let scene = scene();
    let settings = CalibrateSettings::default();
    for (count, noise_px, most) in [(6, 0.0, 0.05), (10, 0.5, 0.6), (20, 0.5, 0.6)] {
        let points = clicked(&scene, count, noise_px, 11);
        let (found, rms) = camera(&seen(&points), CAMERA, &settings).unwrap();
        assert!(rms.unwrap() < most, "{count} {rms:?}");
        assert!(
            found.position.distance(scene.camera.position) < 0.05 + 0.3 * noise_px,
            "{count} {found:?}"
        );
        let found = calibrated(&scene, &scene.photos(8), &seen(&points)).unwrap();
        // Half a pixel of the camera is nearly two of the projector's.
        let miss = off(&found.projector, &scene.projector);
        assert!(miss < 1.0 + 6.0 * noise_px, "{count} {miss}");
        assert!(found.rms_px < 0.5, "{count} {}", found.rms_px);
    }
}

#[test]
fn reflections_are_left_out() {
    let scene = scene();
    let clean = scene.photos(9);
    let width = CAMERA[0] as usize;
    // A patch of the camera's image sees the projector's light by way of something that shines: another place's code.
    for (columns, rows, least) in [(150..190, 100..130, 0.02), (120..200, 95..145, 0.1)] {
        let mut photos = clean.clone();
        for (photo, clean) in photos.iter_mut().zip(&clean) {
            for y in rows.clone() {
                for x in columns.clone() {
                    photo[y * width + x] = clean[(y + 30) * width + x - 25];
                }
            }
        }
        let found = calibrated(&scene, &photos, &Camera::Stands(scene.camera)).unwrap();
        let strays = found.strays as f32 / (found.strays + found.pairs) as f32;
        assert!(
            strays > least && found.rms_px < 0.3,
            "{strays} {}",
            found.rms_px
        );
        let off = off(&found.projector, &scene.projector);
        assert!(off < 0.5, "{off}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_words() {
    let scene = scene();
    let words = |photos: &[Vec<u8>], from: &Camera| {
        calibrated(&scene, photos, from).unwrap_err().to_string()
    };
    let stands = Camera::Stands(scene.camera);
    let photos = scene.photos(10);
    assert_eq!(
        words(&photos[1..], &stands),
        "36 photographs are needed, one for each picture; 35 are there"
    );
    let other = Camera::Stands(Projector {
        size: [640, 480],
        ..scene.camera
    });
    assert!(words(&photos, &other).contains("[640, 480] pixels, the photographs [320, 240]"));
    let few = seen(&clicked(&scene, 5, 0.0, 1));
    assert_eq!(
        words(&photos, &few),
        "the camera: 6 different points are needed, 5 are there"
    );
    let black = vec![vec![0; 320 * 240]; photos.len()];
    assert!(words(&black, &stands).contains("0.0 % of the photographs, at 0 places"));
    // The camera stands elsewhere, and looks the other way.
    let moved = Camera::Stands(Projector {
        position: Vec3::new(-1.5, 1.0, -2.0),
        ..scene.camera
    });
    let off = words(&photos, &moved);
    assert!(
        off.contains("do camera and surface stand as they are written?"),
        "{off}"
    );
}

#[test]
fn patterns_have_names_in_order_and_are_the_code() {
    let patterns = Patterns::new([40, 30]);
    let names = patterns.names();
    assert_eq!(
        names[..4],
        [
            "00-white",
            "01-black",
            "02-columns-5",
            "03-columns-5-inverse"
        ]
    );
    assert_eq!(names.last().unwrap(), "23-rows-0-inverse");
    let mut sorted = Patterns::new([16_384, 16_384]).names();
    sorted.sort();
    assert_eq!(sorted, Patterns::new([16_384, 16_384]).names());
    assert_eq!(patterns.size(), [40, 30]);
    assert!(patterns.draw(0).iter().all(|grey| *grey == 255));
    assert_eq!(patterns.draw(99), vec![0; 1200]);
    let planes: Vec<Vec<u8>> = (0..names.len())
        .map(|picture| patterns.draw(picture))
        .collect();
    let planes: Vec<&[u8]> = planes.iter().map(Vec::as_slice).collect();
    let decoded = decode(
        &patterns.code,
        [40, 30],
        &planes,
        &DecodeSettings::default(),
    )
    .unwrap();
    assert_eq!(decoded.place(7, 3), Some(Vec2::new(7.5, 3.5)));
}

#[test]
fn a_lens_that_bends_is_found_where_it_is_asked_for() {
    let mut scene = scene();
    // In the middle of a dome nothing tells a lens from a place.
    let position = Vec3::new(1.5, -0.5, 2.8);
    scene.camera.position = position;
    scene.camera.orientation = crate::projector::looking(position, Vec3::new(0.3, 1.2, -3.6), 0.1);
    scene.camera.optics.k1 = -0.1;
    let points = clicked(&scene, 40, 0.1, 3);
    let settings = CalibrateSettings::default();
    let found = |bends: bool| {
        let points = points.clone();
        camera(&Camera::Seen { points, bends }, CAMERA, &settings)
    };
    let (bent, rms) = found(true).unwrap();
    assert!(
        rms.unwrap() < 0.15 && (bent.optics.k1 + 0.12).abs() < 0.03,
        "{rms:?} {bent:?}"
    );
    let straight = found(false).map(|(_, rms)| rms.unwrap());
    assert!(
        straight.clone().is_err() || straight.clone().unwrap() > 0.8,
        "{straight:?}"
    );
}

#[test]
fn a_camera_that_is_a_little_off_moves_all_that_it_sees_alike() {
    let scene = scene();
    let wrong = Projector {
        position: scene.camera.position + Vec3::new(0.01, 0.0, 0.0),
        ..scene.camera
    };
    let photos = scene.photos(12);
    let true_one = calibrated(&scene, &photos, &Camera::Stands(scene.camera)).unwrap();
    let found = calibrated(&scene, &photos, &Camera::Stands(wrong)).unwrap();
    // What was seen fits as well as before, though all of it is elsewhere.
    assert!(
        found.rms_px < true_one.rms_px + 0.1,
        "{} {}",
        found.rms_px,
        true_one.rms_px
    );
    let camera = |at: Vec2| (scene.camera.ray(at), wrong.ray(at));
    let middle = camera(Vec2::new(160.0, 120.0));
    let hit = |ray: crate::Ray| crate::hit_sphere(ray.origin, ray.direction, DOME_M).unwrap();
    let (seen, taken) = (hit(middle.0), hit(middle.1));
    let shown = true_one.projector.place(seen.as_dvec3()).unwrap();
    let again = found.projector.place(taken.as_dvec3()).unwrap();
    assert!(shown.distance(again) < 0.5, "{shown} {again}");
}
