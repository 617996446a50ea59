#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use glam::{Vec2, Vec3};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::projector::looking;
use crate::solve::{SolveSettings, solve};
use crate::{Optics, Projector, hit_sphere};

pub(crate) const DOME_M: f32 = 4.0;
pub(crate) const CAMERA: [u32; 2] = [320, 240];

/// What a projector shows, seen by a camera that is a projector the other way round, in a dome.
pub(crate) struct Scene {
    pub(crate) projector: Projector,
    pub(crate) camera: Projector,
    pub(crate) code: GrayCode,
    /// Light in the room, before the camera's gamma, 0 to 1.
    ambient: f32,
    gamma: f32,
    /// Width of the camera's noise, 255ths.
    noise: f32,
}

pub(crate) fn scene() -> Scene {
    let stands = |position: Vec3, at: Vec3, fov: f32, size: [u32; 2]| Projector {
        position,
        orientation: looking(position, at, 0.1),
        optics: Optics::new(fov),
        size,
    };
    let front = Vec3::new(0.3, 1.2, -3.6);
    let mut projector = stands(Vec3::new(-1.0, -0.8, 1.5), front, 0.75, [400, 250]);
    projector.optics.shift = Vec2::new(0.02, 0.15);
    Scene {
        camera: stands(Vec3::new(0.5, 0.0, 0.2), front, 1.5, CAMERA),
        code: GrayCode::new(projector.size),
        projector,
        ambient: 0.1,
        gamma: 2.2,
        noise: 2.0,
    }
}

impl Scene {
    pub(crate) fn point(&self, at: Vec2) -> Option<Vec3> {
        let ray = self.camera.ray(at);
        hit_sphere(ray.origin, ray.direction, DOME_M)
    }

    /// Where a place on the camera's image looks, as a place on the projector's.
    fn truth(&self, at: Vec2) -> Option<Vec2> {
        self.projector.pixel(self.point(at)?)
    }

    pub(crate) fn photos(&self, seed: u64) -> Vec<Vec<u8>> {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        // Nine looks in each camera pixel, as a lens and a sensor gather light.
        let looks: Vec<[Option<Vec2>; 9]> = (0..CAMERA[0] * CAMERA[1])
            .map(|index| {
                std::array::from_fn(|look| {
                    let [x, y] = [index % CAMERA[0], index / CAMERA[0]];
                    let within = Vec2::new((look % 3) as f32, (look / 3) as f32) / 3.0 + 1.0 / 6.0;
                    self.truth(Vec2::new(x as f32, y as f32) + within)
                })
            })
            .collect();
        let photo = |picture: usize| {
            let pixel = |(index, looks): (usize, &[Option<Vec2>; 9])| {
                let lit = looks.iter().flatten();
                let lit = lit.filter(|at| self.code.is_lit(picture, at.x as u32, at.y as u32));
                // A surface with dark patches.
                let paint = 0.5
                    + 0.4
                        * ((index % 320) as f32 * 0.11).sin()
                        * ((index / 320) as f32 * 0.07).cos();
                let light = paint * (self.ambient + 0.7 * lit.count() as f32 / 9.0);
                let stirred = 255.0 * light.powf(1.0 / self.gamma)
                    + self.noise * chance.random_range(-1.7..1.7);
                stirred.round().clamp(0.0, 255.0) as u8
            };
            looks.iter().enumerate().map(pixel).collect()
        };
        (0..self.code.count()).map(photo).collect()
    }

    fn decoded(&self, photos: &[Vec<u8>]) -> Decoded {
        let photos: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
        decode(&self.code, CAMERA, &photos, &DecodeSettings::default()).unwrap()
    }
}

#[test]
fn a_code_tells_each_stripe_and_changes_by_one_bit() {
    for number in 0..5000 {
        assert_eq!(stripe(gray(number)), number);
        assert_eq!((gray(number) ^ gray(number + 1)).count_ones(), 1);
    }
}

#[test]
fn pictures_come_in_pairs_that_are_white_together() {
    for size in [[1, 1], [2, 3], [40, 30], [129, 64]] {
        let code = GrayCode::new(size);
        let mut pictures = vec![vec![0; (size[0] * size[1]) as usize]; code.count()];
        for (index, picture) in pictures.iter_mut().enumerate() {
            code.draw(index, picture);
        }
        for pair in pictures.chunks_exact(2) {
            assert!(pair[0].iter().zip(&pair[1]).all(|(a, b)| a + b == 255));
        }
        assert_eq!(code.shows(code.count()), None);
        let mut seen = std::collections::BTreeSet::new();
        for pixel in 0..pictures[0].len() {
            let code: Vec<u8> = pictures.iter().map(|picture| picture[pixel]).collect();
            assert!(seen.insert(code), "two pixels have one code");
        }
    }
    assert_eq!(GrayCode::new([1920, 1080]).count(), 46);
    assert_eq!(GrayCode::new([0, u32::MAX]).size(), [1, 16_384]);
}

#[test]
fn an_ideal_camera_reads_every_pixel() {
    for size in [[37, 23], [64, 32], [5, 4]] {
        let code = GrayCode::new(size);
        let mut photos = vec![vec![0; (size[0] * size[1]) as usize]; code.count()];
        for (index, photo) in photos.iter_mut().enumerate() {
            code.draw(index, photo);
        }
        let photos: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
        let decoded = decode(&code, size, &photos, &DecodeSettings::default()).unwrap();
        assert_eq!(decoded.trusted_share(), 1.0);
        for y in 0..size[1] {
            for x in 0..size[0] {
                let centre = Vec2::new(x as f32 + 0.5, y as f32 + 0.5);
                assert_eq!(decoded.place(x, y), Some(centre));
            }
        }
        assert_eq!(decoded.place(size[0], 0), None);
    }
}

#[test]
fn a_camera_in_a_room_reads_what_is_lit_and_trusts_nothing_else() {
    for (ambient, gamma, noise) in [
        (0.0, 1.0, 0.0),
        (0.1, 2.2, 2.0),
        (0.4, 2.2, 3.0),
        (0.02, 0.6, 2.0),
    ] {
        let scene = Scene {
            ambient,
            gamma,
            noise,
            ..scene()
        };
        let decoded = scene.decoded(&scene.photos(3));
        let (mut lit, mut read, mut wrong, mut made_up) = (0, 0, 0, 0);
        for y in 0..CAMERA[1] {
            for x in 0..CAMERA[0] {
                let truth = scene.truth(Vec2::new(x as f32 + 0.5, y as f32 + 0.5));
                let place = decoded.place(x, y);
                lit += usize::from(truth.is_some());
                read += usize::from(truth.is_some() && place.is_some());
                match (truth, place) {
                    (Some(truth), Some(place)) => wrong += usize::from(truth.distance(place) > 2.0),
                    (None, Some(_)) => made_up += 1,
                    _ => {}
                }
            }
        }
        let of_lit = |count: usize| count as f32 / lit as f32;
        let case = format!(
            "{ambient} {gamma} {noise}: {lit} lit, {read} read, {wrong} wrong, {made_up} made up"
        );
        assert!(lit > 10_000, "{case}");
        assert!(of_lit(read) > 0.85, "{case}");
        assert!(of_lit(wrong) < 0.002, "{case}");
        // The rim's own pixels are half lit.
        assert!(of_lit(made_up) < 0.01, "{case}");
    }
}

#[test]
fn from_photographs_to_the_projector() {
    let scene = scene();
    let decoded = scene.decoded(&scene.photos(4));
    let pairs = pairs(&decoded, |at| scene.point(at), 12);
    assert!(pairs.len() > 60, "{}", pairs.len());
    for pair in &pairs {
        let truth = scene.projector.place(pair.point.as_dvec3()).unwrap();
        let miss = truth.distance(pair.pixel.as_dvec2());
        assert!(miss < 0.6, "{pair:?} {truth}");
    }
    let solved = solve(&pairs, &SolveSettings::new(scene.projector.size)).unwrap();
    assert!(solved.rms_px < 0.25, "{}", solved.rms_px);
    let off = solved.projector.position.distance(scene.projector.position);
    assert!(off < 0.05, "{off} m");
}

#[test]
fn wrong_photographs_are_refused_and_nonsense_is_not_trusted() {
    let code = GrayCode::new([64, 32]);
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    let photos: Vec<Vec<u8>> = (0..code.count())
        .map(|_| (0..100 * 80).map(|_| chance.random()).collect())
        .collect();
    let photos: Vec<&[u8]> = photos.iter().map(Vec::as_slice).collect();
    let settings = DecodeSettings::default();
    let words = |photos: &[&[u8]], size| {
        decode(&code, size, photos, &settings)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        words(&photos[..3], [100, 80]),
        "24 photographs are needed, one for each picture; 3 are there"
    );
    assert_eq!(
        words(&photos, [100, 81]),
        "photograph 1 has 8000 pixels and not 8100"
    );
    let noise = decode(&code, [100, 80], &photos, &settings).unwrap();
    assert!(noise.trusted_share() < 0.06, "{}", noise.trusted_share());
    assert!(pairs(&noise, |_| Some(Vec3::NAN), 4).is_empty());
    let strict = DecodeSettings {
        least_contrast: 255,
        least_share: f32::NAN,
    };
    assert!(
        decode(&code, [100, 80], &photos, &strict)
            .unwrap()
            .trusted_share()
            < 1e-3
    );
    let none: Vec<&[u8]> = vec![&[]; code.count()];
    assert!(
        decode(&code, [0, 7], &none, &settings)
            .unwrap()
            .places
            .is_empty()
    );
}
