use super::*;
use crate::designs::{Quadrature, sectors};
use crate::layouts::Layout;
use crate::vectors::Vectors;
use assert_no_alloc::assert_no_alloc;

fn ring(azimuths_deg: &[f32], elevation_deg: f32) -> Vec<Direction> {
    azimuths_deg
        .iter()
        .map(|&az| Direction::from_degrees(az, elevation_deg))
        .collect()
}

fn some_layouts() -> Vec<Vec<Direction>> {
    let mut all: Vec<Vec<Direction>> = Layout::ALL
        .iter()
        .map(|layout| layout.directions())
        .collect();
    all.extend((1..=32).map(sectors));
    all.extend([
        ring(&[90.0, -90.0], 0.0),
        ring(&[0.0, 120.0, -120.0], 60.0),
        ring(&[0.0, 10.0, 20.0, 30.0], 0.0),
        ring(&[0.0, 0.1, 90.0, 180.0, 180.0, -90.0], 0.0),
        [
            ring(&[-20.0, 0.0, 20.0], -10.0),
            ring(&[-20.0, 0.0, 20.0], 20.0),
        ]
        .concat(),
        ring(&[-170.0, -60.0, 10.0], -40.0),
    ]);
    all
}

#[test]
fn everywhere_the_energy_is_one_and_nothing_is_negative() {
    for speakers in some_layouts() {
        let vbap = Vbap::new(&speakers);
        let mut gains = vec![9.0; speakers.len()];
        for direction in Quadrature::new(30).directions.iter().chain(&speakers) {
            vbap.gains(*direction, &mut gains);
            let energy: f32 = gains.iter().map(|g| g * g).sum();
            assert!(
                (energy - 1.0).abs() < 1e-4,
                "{energy} {direction:?} {speakers:?}"
            );
            assert!(
                gains.iter().all(|g| (0.0..=1.0 + 1e-5).contains(g)),
                "{gains:?}"
            );
        }
    }
}

#[test]
fn at_a_loudspeaker_only_that_one_plays() {
    for layout in Layout::ALL {
        let speakers = layout.directions();
        let vbap = Vbap::new(&speakers);
        let mut gains = vec![0.0; speakers.len()];
        for (k, speaker) in speakers.iter().enumerate() {
            vbap.gains(*speaker, &mut gains);
            assert!(gains[k] > 0.9999, "{layout:?} {k} {gains:?}");
        }
    }
}

#[test]
fn gains_change_steadily_over_the_sphere() {
    for speakers in some_layouts() {
        let vbap = Vbap::new(&speakers);
        let (mut before, mut here) = (vec![0.0; speakers.len()], vec![0.0; speakers.len()]);
        let step = 0.002;
        for tilt in 0..12 {
            let turn = glam::Quat::from_rotation_z(tilt as f32 * 0.26)
                * glam::Quat::from_rotation_x(tilt as f32 * 0.7);
            for k in 0..3200 {
                let (sin, cos) = (k as f32 * step).sin_cos();
                let there = Direction::from_vector(turn * Vec3::new(cos, 0.0, sin));
                vbap.gains(there, &mut here);
                let change = here
                    .iter()
                    .zip(&before)
                    .map(|(a, b)| (a - b).powi(2))
                    .sum::<f32>()
                    .sqrt();
                // Between neighbours 180° apart less a little the gains turn fastest: 30 times the angle.
                assert!(
                    k == 0 || change < 30.0 * step,
                    "{change} at {there:?} of {speakers:?}"
                );
                std::mem::swap(&mut before, &mut here);
            }
        }
    }
}

#[test]
fn between_two_of_a_ring_only_those_two_play_as_tangents_say() {
    let vbap = Vbap::new(&Layout::Stereo.directions());
    let mut gains = [0.0; 2];
    for azimuth_deg in [-25.0_f32, -10.0, 0.0, 10.0, 20.0] {
        vbap.gains(Direction::from_degrees(azimuth_deg, 0.0), &mut gains);
        let law = azimuth_deg.to_radians().tan() / 30f32.to_radians().tan();
        let is = (gains[0] - gains[1]) / (gains[0] + gains[1]);
        assert!((is - law).abs() < 1e-4, "{azimuth_deg}: {gains:?}");
    }
}

#[test]
fn what_has_no_loudspeaker_comes_from_those_near_it() {
    let mut gains = [0.0; 24];
    let stereo = Vbap::new(&Layout::Stereo.directions());
    for (direction, even) in [
        ((180.0, 0.0), true),
        ((0.0, 90.0), true),
        ((90.0, 0.0), false),
    ] {
        stereo.gains(
            Direction::from_degrees(direction.0, direction.1),
            &mut gains,
        );
        assert_eq!(
            (gains[0] - gains[1]).abs() < 1e-3,
            even,
            "{direction:?} {gains:?}"
        );
        assert!(gains[0] > gains[1] - 1e-3);
    }
    // Below a dome its horizon plays, on the side where the sound is.
    for layout in [Layout::Dome8, Layout::Dome16, Layout::Dome24] {
        let speakers = layout.directions();
        let dome = Vbap::new(&speakers);
        dome.gains(Direction::from_degrees(90.0, -45.0), &mut gains);
        let vectors = Vectors::of(&gains[..speakers.len()], &speakers);
        assert!(
            vectors.energy_vector.normalize().angle_between(Vec3::NEG_X) < 0.1,
            "{vectors:?}"
        );
        assert!(dome.coverage(Direction::from_degrees(0.0, 60.0)) > 0.999);
        assert!(dome.coverage(Direction::from_degrees(0.0, -90.0)) < 1e-3);
        dome.gains(Direction::from_degrees(0.0, -90.0), &mut gains);
        let playing = |s: &Direction, g: f32| (s.elevation.abs() < 0.2) == (g > 1e-3);
        assert!(
            speakers.iter().zip(gains).all(|(s, g)| playing(s, g)),
            "{gains:?}"
        );
    }
}

#[test]
fn two_at_one_place_share_and_one_plays_all() {
    let twice = Vbap::new(&ring(&[0.0, 90.0, 90.0, 180.0, -90.0], 0.0));
    let mut gains = [0.0; 5];
    twice.gains(Direction::from_degrees(90.0, 0.0), &mut gains);
    assert!((gains[1] - 0.5f32.sqrt()).abs() < 1e-4 && (gains[2] - gains[1]).abs() < 1e-6);
    Vbap::new(&ring(&[10.0], 0.0)).gains(Direction::default(), &mut gains);
    assert_eq!(gains[0], 1.0);
    Vbap::new(&[]).gains(Direction::default(), &mut gains);
    let nowhere = Direction {
        azimuth: f32::NAN,
        elevation: f32::NEG_INFINITY,
    };
    assert_no_alloc(|| twice.gains(nowhere, &mut gains));
    assert!(gains[0] > 0.999);
}
