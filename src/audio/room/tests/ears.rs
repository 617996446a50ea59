//! Headphones: time and level between the ears, a head that turns, loudness.

use std::f32::consts::FRAC_PI_2;

use glam::Quat;
use welkin_installation::{Points, Sound};
use welkin_values::Direction;

use super::*;
use crate::testing::noise;

/// What both ears get of a click in a direction.
fn click(bench: &mut Bench, shape: Shape, order: usize, direction: Direction) -> Vec<Vec<f32>> {
    let mut click = vec![0.0; 2048];
    click[512] = 0.25;
    let sound = match shape {
        Shape::Point(_) => vec![click.clone(), click],
        Shape::Bed(_) => wave(order, direction, &click),
    };
    let (mut hand, _) = bench.source(shape);
    let out = bench.play(&mut hand, &sound);
    drop(hand);
    bench.step(&mut vec![0.0; CHUNK * 2]);
    out
}

/// Up to where time between the ears is looked at. Through a bus of order 3 it is right where the head is small against
/// the wave and the order, well below 1.9 kHz; above, ears go by level, also in life.
fn low_hz(sound: &Sound, is_bed: bool) -> f64 {
    let is_on_bus = is_bed || sound.points == Points::Ambisonic;
    if is_on_bus && sound.order < 5 {
        800.0
    } else {
        1500.0
    }
}

/// How much later the right ear hears than the left, microseconds: where both match best below a frequency.
fn later_us(ears: &[Vec<f32>], low_hz: f64) -> f64 {
    let low: Vec<Vec<f32>> = ears
        .iter()
        .map(|ear| {
            let mut ear = ear.clone();
            for _ in 0..2 {
                biquad::Biquad::low_pass(low_hz).filter(&mut ear);
            }
            ear
        })
        .collect();
    let match_at = |lag: i64| -> f64 {
        (100..1900)
            .map(|at: i64| f64::from(low[0][at as usize]) * f64::from(low[1][(at + lag) as usize]))
            .sum()
    };
    let best = (-80..=80_i64)
        .max_by(|a, b| match_at(*a).total_cmp(&match_at(*b)))
        .unwrap();
    // Between the samples: a parabola through three.
    let [before, here, after] = [best - 1, best, best + 1].map(match_at);
    let between = 0.5 * (before - after) / (before - 2.0 * here + after);
    (best as f64 + between) / 0.048
}

/// How much louder the left ear hears, decibels.
fn louder_db(ears: &[Vec<f32>]) -> f64 {
    10.0 * (energy(&ears[0]) / energy(&ears[1])).log10()
}

fn ways() -> [(Sound, bool); 4] {
    let sound = |order, points| Sound {
        order,
        points,
        ..Sound::default()
    };
    [
        (sound(1, Points::Vbap), false),
        (sound(3, Points::Ambisonic), false),
        (sound(3, Points::Vbap), true),
        (sound(7, Points::Vbap), true),
    ]
}

#[test]
fn the_ears_hear_in_time_and_level_where_it_is() {
    for (sound, is_bed) in ways() {
        let mut bench = Bench::new(&headphones(sound.clone()));
        let mut hear = |azimuth_deg: f32| {
            let there = Direction::from_degrees(azimuth_deg, 0.0);
            let shape = if is_bed {
                bed(sound.order)
            } else {
                still(there)
            };
            let ears = click(&mut bench, shape, sound.order, there);
            (later_us(&ears, low_hz(&sound, is_bed)), louder_db(&ears))
        };
        let label = format!("order {} {:?} bed {is_bed}", sound.order, sound.points);
        let (left, right, front, back) = (hear(90.0), hear(-90.0), hear(0.0), hear(180.0));
        eprintln!("{label}: left {left:.1?} right {right:.1?} front {front:.1?} back {back:.1?}");
        assert!((600.0..900.0).contains(&left.0), "{label}: {left:?}");
        assert!((600.0..900.0).contains(&-right.0), "{label}: {right:?}");
        assert!(
            left.1 > 5.0 && right.1 < -5.0,
            "{label}: {left:?} {right:?}"
        );
        for middle in [front, back] {
            assert!(
                middle.0.abs() < 40.0 && middle.1.abs() < 1.5,
                "{label}: {middle:?}"
            );
        }
        // Half way there is less between the ears.
        let half = hear(30.0);
        assert!((150.0..500.0).contains(&half.0), "{label}: {half:?}");
    }
}

#[test]
fn a_head_turned_left_hears_the_front_on_its_right() {
    for (sound, is_bed) in ways() {
        let mut bench = Bench::new(&headphones(sound.clone()));
        let front = Direction::default();
        let shape = if is_bed {
            bed(sound.order)
        } else {
            still(front)
        };
        bench.door.head().set(Quat::from_rotation_y(FRAC_PI_2));
        for _ in 0..100 {
            bench.step(&mut [0.0; 2 * CHUNK]);
        }
        let ears = click(&mut bench, shape.clone(), sound.order, front);
        let (later, louder) = (later_us(&ears, low_hz(&sound, is_bed)), louder_db(&ears));
        assert!(later < -600.0 && louder < -5.0, "{later} {louder}");
        bench.door.head().set(Quat::IDENTITY);
        for _ in 0..100 {
            bench.step(&mut [0.0; 2 * CHUNK]);
        }
        let ears = click(&mut bench, shape, sound.order, front);
        assert!(later_us(&ears, low_hz(&sound, is_bed)).abs() < 40.0);
    }
}

#[test]
fn a_bed_is_as_loud_as_a_point_and_both_as_loud_as_in_stereo() {
    let noise: Vec<f32> = noise(3, 24_000).iter().map(|s| 0.2 * s).collect();
    let plain = energy(&noise);
    for (sound, is_bed) in ways() {
        let mut bench = Bench::new(&headphones(sound.clone()));
        for azimuth in [0.0, 45.0, 135.0, 180.0] {
            let there = Direction::from_degrees(azimuth, 0.0);
            let (shape, planes) = if is_bed {
                (bed(sound.order), wave(sound.order, there, &noise))
            } else {
                (still(there), vec![noise.clone(), noise.clone()])
            };
            let (mut hand, _) = bench.source(shape);
            let out = bench.play(&mut hand, &planes);
            drop(hand);
            let db = 10.0 * ((energy(&out[0]) + energy(&out[1])) / 2.0 / plain).log10();
            eprintln!("order {} bed {is_bed} {azimuth}: {db:.1} dB", sound.order);
            assert!(db.abs() < 4.0, "{sound:?} {is_bed} {azimuth}: {db} dB");
        }
    }
}

#[test]
fn ears_that_cannot_be_read_become_stereo_and_it_is_told() {
    let folder = crate::testing::Folder::new();
    let path = folder.bytes("letter.sofa", b"these are no ears");
    let mut bench = Bench::new(&settings(
        Speakers::Binaural(Hrtf::File(path)),
        Sound::default(),
    ));
    let words = bench.door.problem().unwrap().to_string();
    assert!(
        words.contains("letter.sofa") && words.contains("stereo"),
        "{words}"
    );
    let sound = noise(1, 1000);
    let (mut hand, _) = bench.source(still(Direction::default()));
    let out = bench.play(&mut hand, &[sound.clone(), sound.clone()]);
    assert!(out[0] == sound && out[1] == sound);
}
