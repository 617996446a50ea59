#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::projector::looking;

/// A projector somewhere in a room, and places it lights.
fn some_projector(chance: &mut ChaCha8Rng, bends: bool) -> Projector {
    let place = |chance: &mut ChaCha8Rng, reach: f32| {
        Vec3::new(
            chance.random_range(-reach..reach),
            chance.random_range(-reach..reach),
            chance.random_range(-reach..reach),
        )
    };
    let position = place(chance, 4.0);
    let at = position + place(chance, 1.0).normalize_or(Vec3::X) * 3.0;
    let mut optics = Optics::new(chance.random_range(0.35..1.4));
    optics.shift = Vec2::new(
        chance.random_range(-0.2..0.2),
        chance.random_range(-0.4..0.6),
    );
    if bends {
        optics.k1 = chance.random_range(-0.1..0.1);
        optics.k2 = chance.random_range(-0.02..0.02);
    }
    Projector {
        position,
        orientation: looking(position, at, chance.random_range(-0.5..0.5)),
        optics,
        size: [1920, 1080],
    }
}

/// Pairs all over the image, `depth` metres deep around four metres.
fn some_pairs(
    chance: &mut ChaCha8Rng,
    projector: &Projector,
    count: usize,
    depth: f32,
) -> Vec<Pair> {
    let pair = |index: usize| {
        // One in each part of the image, so that no corner is empty.
        let cell = Vec2::new((index % 3) as f32, (index / 3 % 3) as f32) / 3.0;
        let inside = Vec2::new(
            chance.random_range(0.05..0.28),
            chance.random_range(0.05..0.28),
        );
        let pixel = (cell + inside) * Vec2::new(1920.0, 1080.0);
        let ray = projector.exact_ray(pixel.as_dvec2());
        let distance = 4.0 + chance.random_range(-0.5..0.5) * depth;
        Pair {
            pixel,
            point: ray.at(f64::from(distance)).as_vec3(),
        }
    };
    (0..count).map(pair).collect()
}

fn blurred(chance: &mut ChaCha8Rng, pairs: &[Pair], sigma_px: f32) -> Vec<Pair> {
    let mut normal = || {
        (0..12)
            .map(|_| chance.random_range(-0.5_f32..0.5))
            .sum::<f32>()
            * sigma_px
    };
    let moved = |pair: &Pair| Pair {
        pixel: pair.pixel + Vec2::new(normal(), normal()),
        ..*pair
    };
    pairs.iter().map(moved).collect()
}

#[test]
fn exact_points_are_met_exactly() {
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    for case in 0..60 {
        let projector = some_projector(&mut chance, false);
        let count = 6 + case % 7;
        let pairs = some_pairs(&mut chance, &projector, count, 2.0);
        let solved = solve(&pairs, &SolveSettings::new([1920, 1080])).unwrap();
        assert!(
            solved.rms_px < 0.01,
            "{case}: {} {projector:?}",
            solved.rms_px
        );
        assert!(!solved.is_flat);
        // Few points in single precision leave the place a little open.
        let off = solved.projector.position.distance(projector.position);
        assert!(off < 0.02, "{case}: {off} {projector:?}");
        assert!(
            (solved.projector.optics.fov - projector.optics.fov).abs() < 5e-3,
            "{case}"
        );
    }
}

#[test]
fn clicks_that_tremble_are_met_within_half_a_pixel() {
    let mut chance = ChaCha8Rng::seed_from_u64(6);
    let mut sum_px = 0.0;
    for case in 0..40 {
        let projector = some_projector(&mut chance, false);
        let exact = some_pairs(&mut chance, &projector, 8 + case % 10, 2.0);
        let pairs = blurred(&mut chance, &exact, 0.3);
        let solved = solve(&pairs, &SolveSettings::new([1920, 1080])).unwrap();
        let squares = pairs.iter().map(|pair| miss(&projector, pair).powi(2));
        let true_px = (squares.sum::<f32>() / pairs.len() as f32).sqrt();
        assert!(solved.rms_px <= true_px, "{case}: the truth fits better");
        sum_px += solved.rms_px / 40.0;
        // What was not clicked lies right too.
        for pair in some_pairs(&mut chance, &projector, 9, 1.5) {
            let place = solved.projector.place(pair.point.as_dvec3()).unwrap();
            let miss = place.distance(pair.pixel.as_dvec2());
            assert!(miss < 3.0, "{case}: {miss}");
        }
    }
    assert!(sum_px < 0.4, "{sum_px}");
}

#[test]
fn lenses_that_bend_are_found() {
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let settings = SolveSettings {
        finds_bends: true,
        ..SolveSettings::new([1920, 1080])
    };
    for case in 0..20 {
        let projector = some_projector(&mut chance, true);
        if projector.folds() {
            continue;
        }
        let pairs = some_pairs(&mut chance, &projector, 18, 2.0);
        let solved = solve(&pairs, &settings).unwrap();
        assert!(
            solved.rms_px < 0.01,
            "{case}: {} {projector:?}",
            solved.rms_px
        );
        let straight = solve(
            &pairs,
            &SolveSettings {
                most_rms_px: 1e6,
                ..SolveSettings::new([1920, 1080])
            },
        );
        assert!(
            straight.unwrap().rms_px > 3.0 * solved.rms_px,
            "{case}: it bends"
        );
        let noisy = blurred(&mut chance, &pairs, 0.3);
        assert!(solve(&noisy, &settings).unwrap().rms_px < 0.5, "{case}");
    }
}

#[test]
fn points_on_a_wall_are_enough() {
    let mut chance = ChaCha8Rng::seed_from_u64(8);
    for case in 0..30 {
        let position = Vec3::new(
            chance.random_range(-1.5..1.5),
            chance.random_range(-1.0..1.0),
            1.0,
        );
        let mut optics = Optics::new(chance.random_range(0.4..1.2));
        optics.shift = Vec2::new(0.0, 0.3);
        let projector = Projector {
            position,
            orientation: looking(position, Vec3::new(0.3, 0.2, -3.0), 0.05),
            optics,
            size: [1280, 800],
        };
        let pair = |index: usize| {
            let pixel = Vec2::new(
                (index % 4) as f32 * 400.0 + 40.0,
                (index / 4) as f32 * 350.0 + 50.0,
            );
            let ray = projector.exact_ray(pixel.as_dvec2());
            let distance = (-3.0 - ray.origin.z) / ray.direction.z;
            Pair {
                pixel,
                point: ray.at(distance).as_vec3(),
            }
        };
        let pairs: Vec<Pair> = (0..12).map(pair).collect();
        let settings = SolveSettings {
            optics: Optics {
                fov: 0.7,
                shift: Vec2::ZERO,
                ..optics
            },
            ..SolveSettings::new([1280, 800])
        };
        let solved = solve(&pairs, &settings).unwrap();
        assert!(solved.is_flat);
        assert!(solved.rms_px < 0.01, "{case}: {}", solved.rms_px);
        let held = solved.projector.optics.shift.x - optics.shift.x;
        assert!(held.abs() < 1e-6, "{case}: {held}");
        // What it says about the wall is right, too: a pixel beside the clicked ones.
        let pixel = DVec2::new(333.0, 222.0);
        let ray = projector.exact_ray(pixel);
        let point = ray.at((-3.0 - ray.origin.z) / ray.direction.z);
        let miss = solved.projector.place(point).unwrap().distance(pixel);
        assert!(miss < 0.05, "{case}: {miss}");
    }
}

#[test]
fn the_wrong_point_is_named() {
    let mut chance = ChaCha8Rng::seed_from_u64(9);
    for case in 0..6 {
        let projector = some_projector(&mut chance, false);
        let exact = some_pairs(&mut chance, &projector, 9, 2.0);
        let mut pairs = blurred(&mut chance, &exact, 0.3);
        let wrong = case % 9;
        pairs[wrong].pixel += Vec2::new(60.0, -45.0);
        let error = solve(&pairs, &SolveSettings::new([1920, 1080])).unwrap_err();
        let SolveError::Misses {
            point,
            miss_px,
            rms_px,
            ..
        } = error.clone()
        else {
            panic!("{error:?}");
        };
        assert_eq!(point, wrong + 1, "{case}: {error}");
        assert!((miss_px - 75.0).abs() < 25.0, "{case}: {miss_px}");
        assert!(rms_px > 3.0);
        assert!(
            error.to_string().contains(&format!("point {point} is ")),
            "{error}"
        );
    }
}

#[test]
fn what_cannot_tell_is_refused_with_words() {
    let mut chance = ChaCha8Rng::seed_from_u64(10);
    let projector = some_projector(&mut chance, false);
    let good = some_pairs(&mut chance, &projector, 8, 2.0);
    let settings = SolveSettings::new([1920, 1080]);
    let check = |pairs: &[Pair], settings: &SolveSettings, words: &str| {
        assert_eq!(solve(pairs, settings).unwrap_err().to_string(), words);
    };
    check(
        &good[..5],
        &settings,
        "6 different points are needed, 5 are there",
    );
    check(&[], &settings, "6 different points are needed, 0 are there");
    let bent = SolveSettings {
        finds_bends: true,
        ..settings
    };
    check(
        &good[..7],
        &bent,
        "8 different points are needed, 7 are there",
    );
    let again = [&good[..5], &good[..3]].concat();
    check(
        &again,
        &settings,
        "6 different points are needed, 5 are there",
    );
    let mut bad = good.clone();
    bad[2].point.y = f32::NAN;
    check(
        &bad,
        &settings,
        "point 3 is no place: its numbers are not finite",
    );
    bad[2] = Pair {
        point: good[4].point,
        ..good[2]
    };
    check(
        &bad,
        &settings,
        "points 3 and 5 are the same place in the room, but not on the image",
    );
    let line = |index: usize| Pair {
        pixel: Vec2::new(100.0 * index as f32, 7.0 * (index * index) as f32),
        point: Vec3::new(index as f32, 2.0 * index as f32, -3.0),
    };
    let line: Vec<Pair> = (0..8).map(line).collect();
    check(
        &line,
        &settings,
        "all points lie on one line in the room; choose some beside it",
    );
    let row: Vec<Pair> = good
        .iter()
        .map(|pair| Pair {
            pixel: Vec2::new(pair.pixel.x, 5.0),
            ..*pair
        })
        .collect();
    check(
        &row,
        &settings,
        "all points lie on one line on the image; choose some beside it",
    );
}

#[test]
fn nonsense_is_survived() {
    let mut chance = ChaCha8Rng::seed_from_u64(11);
    for case in 0..12 {
        let pair = |_| Pair {
            pixel: Vec2::new(
                chance.random_range(0.0..1920.0),
                chance.random_range(0.0..1080.0),
            ),
            point: Vec3::new(
                chance.random_range(-5.0..5.0),
                chance.random_range(-5.0..5.0),
                chance.random_range(-5.0..5.0),
            ),
        };
        let pairs: Vec<Pair> = (0..9).map(pair).collect();
        let size = if case % 2 == 0 { [1920, 1080] } else { [0, 0] };
        let mut settings = SolveSettings::new(size);
        settings.finds_bends = case % 3 == 0;
        settings.optics.fov = [f32::NAN, 0.7, -1e30][case % 3];
        settings.finds_fov = case % 5 != 0;
        if let Ok(solved) = solve(&pairs, &settings) {
            assert!(solved.rms_px <= 3.0);
        }
    }
    // Far away and tiny.
    let far = |index: usize| Pair {
        pixel: Vec2::new((index * 17 % 13) as f32, (index * 5 % 11) as f32) * 1e30,
        point: Vec3::new(
            (index % 3) as f32,
            (index * 7 % 5) as f32,
            (index * 3 % 4) as f32,
        ) * 1e30,
    };
    let pairs: Vec<Pair> = (0..10).map(far).collect();
    assert!(solve(&pairs, &SolveSettings::new([1920, 1080])).is_err());
}
