#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::f32::consts::PI;

use glam::Quat;
use welkin_installation::Surface;

use super::*;
use crate::projector::looking;

fn dome() -> Screen {
    let surface = Surface::Dome {
        radius_m: 5.0,
        tilt: 0.2,
        fov: PI,
    };
    Screen::new(surface, None).unwrap()
}

fn mirrored() -> Beam {
    let (position, middle) = (Vec3::new(0.0, -0.8, 2.2), Vec3::new(0.0, -0.3, 4.0));
    Beam {
        name: "mirror".into(),
        projector: Projector {
            position,
            orientation: looking(position, middle + Vec3::new(0.0, 0.05, 0.0), 0.0),
            optics: Optics::new(0.45),
            size: [320, 180],
        },
        ball: Some(Ball {
            middle,
            radius: 0.35,
        }),
        contrast: 2000.0,
        mask: None,
    }
}

#[test]
fn a_mirrors_pixels_to_points_and_back_within_a_hundredth() {
    let (beam, dome) = (mirrored(), dome());
    let mut met = 0;
    for y in (0..180).step_by(4) {
        for x in (0..320).step_by(4) {
            let pixel = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            let Some(hit) = beam.hit(&dome, pixel) else {
                continue;
            };
            let back = beam.place(hit.point).unwrap();
            assert!(back.distance(pixel) < 0.01, "{pixel} {back}");
            met += 1;
        }
    }
    assert!(met > 1000, "{met}");
}

#[test]
fn a_mirror_throws_light_back_as_it_came() {
    let ball = Ball {
        middle: Vec3::ZERO,
        radius: 1.0,
    };
    let ray = ExactRay {
        origin: DVec3::new(0.0, 0.0, 5.0),
        direction: DVec3::NEG_Z,
    };
    let back = ball.reflected(&ray).unwrap();
    assert!(back.origin.distance(DVec3::Z) < 1e-12 && back.direction.distance(DVec3::Z) < 1e-12);
    // At 45 degrees to the side.
    let aside = 0.5_f64.sqrt();
    let ray = ExactRay {
        origin: DVec3::new(aside, 0.0, 5.0),
        ..ray
    };
    let back = ball.reflected(&ray).unwrap();
    assert!(back.direction.distance(DVec3::X) < 1e-9, "{back:?}");
    let ray = ExactRay {
        origin: DVec3::new(1.1, 0.0, 5.0),
        ..ray
    };
    assert_eq!(ball.reflected(&ray), None);
    // What stands behind the ball cannot be lit.
    assert_eq!(
        ball.glint(DVec3::new(0.0, 0.0, 5.0), DVec3::new(0.0, 0.1, -5.0)),
        None
    );
}

#[test]
fn a_mask_is_stretched_over_the_image() {
    let mask = Mask {
        size: [2, 1],
        values: vec![0.0, 1.0],
    };
    for (u, expected) in [(0.0, 0.0), (0.25, 0.0), (0.5, 0.5), (0.75, 1.0), (1.0, 1.0)] {
        assert!((mask.at(Vec2::new(u, 0.3)) - expected).abs() < 1e-6, "{u}");
    }
    let lies = Mask {
        size: [9, 9],
        values: vec![0.0],
    };
    assert_eq!(lies.at(Vec2::ZERO), 1.0);
}

#[test]
fn an_outputs_view_becomes_a_beam() {
    let place = ProjectorPlace {
        position_m: [1.0, 2.0, 3.0],
        yaw: 0.3,
        pitch: 0.0,
        roll: 0.0,
        fov: 0.8,
        shift: [0.0, 0.5],
        k1: 0.01,
        k2: 0.0,
    };
    let output = welkin_installation::Output::new("east", View::Projector(place), [64, 48]);
    let beam = Beam::of(&output).unwrap();
    assert_eq!(
        (beam.name.as_str(), beam.projector.size),
        ("east", [64, 48])
    );
    assert!(beam.projector.orientation.dot(Quat::from_rotation_y(0.3)) > 0.999_99);
    let picture = welkin_installation::Output::new("a", View::Picture, [64, 48]);
    assert!(Beam::of(&picture).is_none());
}
