#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::f32::consts::{FRAC_PI_2, PI};

use glam::Quat;
use welkin_values::Direction;

use super::*;

fn dome(tilt_deg: f32) -> Surface {
    Surface::Dome {
        radius_m: 5.0,
        tilt: tilt_deg.to_radians(),
        fov: PI,
    }
}

fn degrees(azimuth_deg: f32, elevation_deg: f32) -> Vec3 {
    Direction::from_degrees(azimuth_deg, elevation_deg).vector()
}

fn views() -> Vec<View> {
    let mut views = vec![View::Equirectangular, View::Picture];
    for fov_deg in [60.0_f32, 150.0, 180.0, 220.0, 350.0] {
        let fov = fov_deg.to_radians();
        views.push(View::Domemaster { fov });
    }
    for fov_deg in [10.0_f32, 60.0, 90.0, 140.0] {
        for yaw_deg in [-170.0_f32, -30.0, 0.0, 90.0] {
            for pitch_deg in [-80.0_f32, 0.0, 35.0] {
                views.push(View::Perspective {
                    fov: fov_deg.to_radians(),
                    yaw: yaw_deg.to_radians(),
                    pitch: pitch_deg.to_radians(),
                });
            }
        }
    }
    views
}

fn surfaces() -> [Surface; 7] {
    [
        dome(0.0),
        dome(23.0),
        dome(-90.0),
        Surface::Sphere { radius_m: 2.0 },
        Surface::Wall {
            width_m: 6.0,
            height_m: 2.0,
            distance_m: 2.0,
        },
        Surface::Mirrored,
        Surface::Cube { soften: 0.1 },
    ]
}

/// Every looked-at place of the output must be found again.
fn check_there_and_back(lens: &Lens) {
    let [width, height] = lens.size();
    let mut met = 0;
    let step = (width.max(height) / 40).max(3) as usize;
    for y in (0..height).step_by(step) {
        for x in (0..width).step_by(step) {
            let pixel = Vec2::new(x as f32 + 0.5, y as f32 + 0.5);
            let Some(direction) = lens.direction(pixel) else {
                continue;
            };
            assert!(
                (direction.length() - 1.0).abs() < 1e-4,
                "{lens:?} {pixel} {direction}"
            );
            let back = lens
                .pixel(direction)
                .unwrap_or_else(|| panic!("{lens:?} {pixel}"));
            // Near a pole a whole row is one place: what single precision leaves of a direction says little of the
            // column, and nobody sees it. There columns count by how wide they are.
            let wide = match lens {
                Lens::Equirectangular(_) => (pixel.y / height as f32 * PI).sin(),
                _ => 1.0,
            };
            let miss = (back - pixel) * Vec2::new(wide, 1.0);
            assert!(miss.length() < 0.01, "{lens:?} {pixel} {back}");
            met += 1;
        }
    }
    assert!(met > 50, "{lens:?} meets only {met}");
}

#[test]
fn pixels_to_directions_and_back() {
    for surface in surfaces() {
        for view in views() {
            for size in [[61, 61], [100, 40], [40, 100], [2048, 2048], [3840, 1920]] {
                check_there_and_back(&Lens::new(view, surface, size));
            }
        }
    }
}

#[test]
fn a_headsets_pixels_to_directions_and_back() {
    for tilt_deg in [0.0, 20.0] {
        for step in 0..12 {
            let turn = step as f32 * 0.9;
            let eye = Eye {
                orientation: Quat::from_euler(glam::EulerRot::YXZ, turn, turn.sin(), 0.2),
                position: Vec3::new(turn.sin(), -0.3, 0.5 * turn.cos()),
                tangents: [-1.2, 0.9, 1.0, -1.1],
                radius_m: 4.0,
            };
            check_there_and_back(&Lens::eye(eye, dome(tilt_deg), [60, 64]));
            check_there_and_back(&Lens::eye(eye, dome(tilt_deg), [1832, 1920]));
        }
    }
}

fn check(view: View, surface: Surface, at: [f32; 2], expected: Vec3) {
    let lens = Lens::new(view, surface, [200, 200]);
    let direction = lens.direction(Vec2::from(at)).unwrap();
    assert!(
        direction.distance(expected) < 1e-3,
        "{view:?} {at:?} {direction} {expected}"
    );
}

#[test]
fn a_domemaster_has_its_front_at_the_bottom_and_left_at_the_left() {
    let view = View::Domemaster { fov: PI };
    for surface in [dome(0.0), dome(30.0)] {
        check(view, surface, [100.0, 100.0], degrees(0.0, 90.0));
        check(view, surface, [100.0, 200.0], degrees(0.0, 0.0));
        check(view, surface, [0.0, 100.0], degrees(90.0, 0.0));
        check(view, surface, [200.0, 100.0], degrees(-90.0, 0.0));
        check(view, surface, [100.0, 50.0], degrees(180.0, 45.0));
    }
}

#[test]
fn outside_the_circle_is_nothing() {
    let lens = Lens::new(View::Domemaster { fov: PI }, dome(0.0), [200, 100]);
    assert_eq!(lens.direction(Vec2::new(0.5, 50.0)), None);
    assert_eq!(lens.direction(Vec2::new(52.0, 2.0)), None);
    assert_eq!(lens.pixel(degrees(0.0, -30.0)), None);
    assert!(lens.direction(Vec2::new(51.0, 50.0)).is_some());
}

#[test]
fn an_equirectangular_page_has_its_front_in_the_middle() {
    check(
        View::Equirectangular,
        dome(0.0),
        [100.0, 100.0],
        degrees(0.0, 0.0),
    );
    check(
        View::Equirectangular,
        dome(0.0),
        [50.0, 100.0],
        degrees(90.0, 0.0),
    );
    check(
        View::Equirectangular,
        dome(0.0),
        [100.0, 50.0],
        degrees(0.0, 45.0),
    );
}

#[test]
fn a_perspective_looks_left_with_yaw_and_up_with_pitch() {
    let view = |yaw, pitch| View::Perspective {
        fov: FRAC_PI_2,
        yaw,
        pitch,
    };
    check(view(0.0, 0.0), dome(0.0), [100.0, 100.0], Vec3::NEG_Z);
    check(view(0.0, 0.0), dome(0.0), [0.0, 100.0], degrees(45.0, 0.0));
    check(view(FRAC_PI_2, 0.0), dome(0.0), [100.0, 100.0], Vec3::NEG_X);
    check(
        view(0.0, 0.5),
        dome(0.0),
        [100.0, 100.0],
        degrees(0.0, 0.5_f32.to_degrees()),
    );
}

#[test]
fn a_tilted_domes_zenith_leans_to_the_front() {
    let upright = |pitch| View::Perspective {
        fov: FRAC_PI_2,
        yaw: 0.0,
        pitch,
    };
    check(
        upright(60_f32.to_radians()),
        dome(30.0),
        [100.0, 100.0],
        Vec3::Y,
    );
    // The horizon in front is above the tilted dome's edge.
    check(upright(0.0), dome(30.0), [100.0, 100.0], degrees(0.0, 30.0));
    // On the whole sphere's page the zenith stands 60 degrees above the front.
    check(
        View::Equirectangular,
        dome(30.0),
        [100.0, 100.0 - 200.0 / 3.0],
        Vec3::Y,
    );
}

#[test]
fn walking_to_the_left_moves_the_front_to_the_right() {
    let eye = |x: f32| Eye {
        orientation: Quat::IDENTITY,
        position: Vec3::new(x, 0.0, 0.0),
        tangents: [-1.0, 1.0, 1.0, -1.0],
        radius_m: 4.0,
    };
    let front_at = |x| {
        Lens::eye(eye(x), dome(0.0), [100, 100])
            .pixel(Vec3::NEG_Z)
            .unwrap()
    };
    assert!((front_at(0.0) - Vec2::splat(50.0)).length() < 1e-3);
    let tangent = 1.0 / 4.0;
    assert!((front_at(-1.0).x - (50.0 + 50.0 * tangent)).abs() < 1e-3);
}

#[test]
fn nonsense_becomes_something_that_can_be_drawn() {
    for bad in [f32::NAN, f32::INFINITY, -1.0, 0.0, 1e9] {
        for view in [
            View::Domemaster { fov: bad },
            View::Perspective {
                fov: bad,
                yaw: bad,
                pitch: bad,
            },
        ] {
            let lens = Lens::new(view, dome(bad), [0, 7]);
            assert_eq!(lens.size(), [1, 7]);
            let direction = lens.direction(Vec2::new(0.5, 3.5)).unwrap();
            assert!(direction.is_finite(), "{lens:?}");
        }
    }
}

/// The angle of every place, worked out in double precision from the words of the convention.
#[test]
fn a_domemasters_angles_are_right_within_a_twentieth_of_a_degree() {
    for (side, fov_deg) in [
        (720_u32, 180.0_f64),
        (1024, 180.0),
        (4096, 180.0),
        (2048, 220.0),
    ] {
        let fov = (fov_deg as f32).to_radians();
        let lens = Lens::new(View::Domemaster { fov }, dome(12.0), [side, side]);
        let half = f64::from(side) / 2.0;
        for step in 0..900 {
            let pixel =
                Vec2::new((step % 30) as f32, (step / 30) as f32) / 30.0 * side as f32 + 0.5;
            let (right, down) = (f64::from(pixel.x) - half, f64::from(pixel.y) - half);
            let share = right.hypot(down) / half;
            let Some(direction) = lens.direction(pixel).filter(|_| share <= 1.0) else {
                continue;
            };
            // Linear in the angle from the zenith; the front is at the bottom, left at the left.
            let (sin, cos) = (share * fov_deg.to_radians() / 2.0).sin_cos();
            let around = right.atan2(down);
            let expected = glam::DVec3::new(sin * around.sin(), cos, -sin * around.cos());
            let angle = expected.angle_between(direction.as_dvec3()).to_degrees();
            assert!(angle < 0.05, "{side} {pixel} {angle}");
        }
    }
}
