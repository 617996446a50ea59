//! The bus: points become harmonics, beds pass, both can be turned.

use std::f32::consts::FRAC_PI_4;

use super::*;
use crate::testing::noise;

#[test]
fn a_point_becomes_the_harmonics_of_its_place_and_a_bed_passes_as_it_is() {
    let sound = noise(1, 1000);
    for order in [1, 3, 7] {
        for (azimuth, elevation, distance_m, gain) in [
            (0.0, 0.0, 1.0, 1.0),
            (123.0, 40.0, 1.0, 1.0),
            (-70.0, -30.0, 11.0, 0.5),
        ] {
            let mut bench = Bench::new(&RoomSettings::ambix(order));
            let there = place(azimuth, elevation, distance_m);
            let (mut hand, _) = bench.source(Shape::Point(Motion::Still(there)));
            let out = bench.play(&mut hand, &[sound.clone(), sound.clone()]);
            assert_eq!(out.len(), channels(order));
            let expected = wave(order, there.direction, &sound);
            for (plane, expected) in out.iter().zip(&expected) {
                let mut pairs = plane.iter().zip(expected);
                assert!(pairs.all(|(is, one)| (is - gain * one).abs() < 1e-6));
            }
        }
        // A bed of another order: what both have.
        for bed_order in [1, 3, 7] {
            let mut bench = Bench::new(&RoomSettings::ambix(order));
            let planes: Vec<Vec<f32>> = (0..channels(bed_order))
                .map(|channel| noise(channel as u32 + 7, 1000))
                .collect();
            let (mut hand, _) = bench.source(bed(bed_order));
            let out = bench.play(&mut hand, &planes);
            for (channel, plane) in out.iter().enumerate() {
                match planes.get(channel) {
                    Some(expected) => assert!(plane == expected),
                    None => assert!(plane.iter().all(|sample| *sample == 0.0)),
                }
            }
        }
    }
}

#[test]
fn live_moves_turn_points_and_beds_alike() {
    let sound = noise(2, 60 * CHUNK);
    let from = place(20.0, 0.0, 1.0).direction;
    for (shape, planes) in [
        (still(from), vec![sound.clone(), sound.clone()]),
        (bed(2), wave(2, from, &sound)),
    ] {
        let mut bench = Bench::new(&RoomSettings::ambix(2));
        let (mut hand, moves) = bench.source(shape);
        moves.set(0.125, 0.0);
        let out = bench.play(&mut hand, &planes);
        let there = Direction {
            azimuth: from.azimuth + FRAC_PI_4,
            elevation: 0.0,
        };
        for (plane, expected) in out.iter().zip(&wave(2, there, &sound)) {
            let late = 1000..sound.len();
            let mut pairs = plane[late.clone()].iter().zip(&expected[late]);
            assert!(pairs.all(|(is, one)| (is - one).abs() < 1e-4));
        }
        moves.set(f32::NAN, f32::INFINITY);
        let out = bench.play(&mut hand, &planes);
        assert!(out.iter().flatten().all(|sample| sample.is_finite()));
    }
}
