#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::f32::consts::{FRAC_PI_2, PI};

use super::*;

fn projectors() -> Vec<Projector> {
    let mut all = Vec::new();
    for (k1, k2) in [
        (0.0, 0.0),
        (-0.12, 0.03),
        (0.2, -0.02),
        (0.05, 0.4),
        (-0.3, 0.3),
    ] {
        for shift in [[0.0, 0.0], [0.1, -0.5], [-0.3, 0.6]] {
            for (yaw, pitch, roll) in [(0.0, 0.0, 0.0), (2.4, -0.7, 0.3), (-0.4, 1.5, -3.0)] {
                for (fov, size) in [(0.5, [1920, 1200]), (1.6, [1024, 768]), (1.0, [1080, 1920])] {
                    all.push(Projector {
                        position: Vec3::new(1.5, -0.8, 3.0),
                        orientation: turned(yaw, pitch, roll),
                        optics: Optics {
                            fov,
                            shift: Vec2::from(shift),
                            k1,
                            k2,
                        },
                        size,
                    });
                }
            }
        }
    }
    all
}

#[test]
fn pixels_to_points_and_back_within_a_hundredth() {
    let mut checked = 0;
    for projector in projectors().into_iter().filter(|one| !one.folds()) {
        let [width, height] = projector.size;
        for step in 0..64 {
            let across = Vec2::new((step % 8) as f32, (step / 8) as f32) / 7.0;
            let pixel = across * Vec2::new(width as f32, height as f32);
            for distance in [0.3, 4.0, 60.0] {
                let ray = projector.ray(pixel);
                assert!((ray.direction.length() - 1.0).abs() < 1e-6);
                // At the very edge single precision may fall outside, so the endless plane is asked.
                let point = (ray.origin + ray.direction * distance).as_dvec3();
                let back = projector.place(point).unwrap().as_vec2();
                assert!(
                    back.distance(pixel) < 0.01,
                    "{projector:?} {pixel} {back} at {distance} m"
                );
                let exact = projector.exact_ray(pixel.as_dvec2());
                let back = projector.exact_pixel(exact.at(distance as f64)).unwrap();
                assert!(
                    back.distance(pixel.as_dvec2()) < 1e-6,
                    "{projector:?} {back}"
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 10_000, "{checked}");
}

/// How a pixel's ray points: (right, up) tangents in the projector's own space.
fn tangents(optics: Optics, pixel: [f32; 2]) -> Vec2 {
    let projector = Projector {
        position: Vec3::ZERO,
        orientation: Quat::IDENTITY,
        optics,
        size: [200, 100],
    };
    let ray = projector.ray(Vec2::from(pixel)).direction;
    Vec2::new(ray.x, ray.y) / -ray.z
}

#[test]
fn the_lens_does_what_it_says() {
    let check = |optics, pixel, expected: [f32; 2]| {
        let found = tangents(optics, pixel);
        assert!(
            found.distance(Vec2::from(expected)) < 1e-6,
            "{optics:?} {pixel:?} {found}"
        );
    };
    let plain = Optics::new(FRAC_PI_2);
    check(plain, [100.0, 50.0], [0.0, 0.0]);
    check(plain, [200.0, 50.0], [1.0, 0.0]);
    check(plain, [100.0, 0.0], [0.0, 0.5]);
    // Shifted up by half its height: the lower edge is straight ahead.
    let raised = Optics {
        shift: Vec2::new(0.25, 0.5),
        ..plain
    };
    check(raised, [100.0, 100.0], [0.5, 0.0]);
    // A barrel shows more than it would: what is at tangent 0.5 lies nearer the middle.
    let barrel = Optics { k1: -0.2, ..plain };
    check(
        barrel,
        [100.0 + 50.0 * (1.0 - 0.2 * 0.25), 50.0],
        [0.5, 0.0],
    );
}

#[test]
fn turned_and_looking_agree() {
    let yawed = turned(FRAC_PI_2, 0.0, 0.0) * Vec3::NEG_Z;
    assert!(yawed.distance(Vec3::NEG_X) < 1e-6, "to the left: {yawed}");
    let pitched = turned(0.0, 0.5, 0.0) * Vec3::NEG_Z;
    assert!(pitched.y > 0.4, "up: {pitched}");
    // Rolled clockwise seen from behind, the top goes to the right.
    let rolled = turned(0.0, 0.0, 0.5) * Vec3::Y;
    assert!(rolled.x > 0.4, "{rolled}");
    let (from, at) = (Vec3::new(1.0, 2.0, 3.0), Vec3::new(-2.0, 0.5, 1.0));
    let found = looking(from, at, 0.0);
    assert!((found * Vec3::NEG_Z).distance((at - from).normalize()) < 1e-6);
    assert!((found * Vec3::X).y.abs() < 1e-6, "level");
    for straight in [Vec3::Y, Vec3::NEG_Y, Vec3::ZERO] {
        let found = looking(Vec3::ZERO, straight, 0.0);
        assert!((found * Vec3::NEG_Z).distance(straight.normalize_or(Vec3::NEG_Z)) < 1e-6);
    }
}

#[test]
fn a_lens_that_folds_is_told() {
    let with = |k1, k2| Projector {
        position: Vec3::ZERO,
        orientation: Quat::IDENTITY,
        optics: Optics {
            k1,
            k2,
            ..Optics::new(1.4)
        },
        size: [400, 400],
    };
    assert!(!with(0.0, 0.0).folds() && !with(-0.1, 0.0).folds() && !with(0.3, 0.1).folds());
    assert!(with(-0.9, 0.0).folds() && with(0.1, -0.9).folds());
    // Past the fold nothing is met twice, and no ray is nonsense.
    let folded = with(-0.9, 0.0);
    for x in 0..=40 {
        let ray = folded.ray(Vec2::new(x as f32 * 10.0, 0.0));
        assert!(ray.direction.is_finite(), "{x}");
    }
    assert_eq!(folded.pixel(Vec3::new(3.0, 0.0, -1.0)), None);
}

#[test]
fn nonsense_never_panics() {
    let odd = [
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        1e-40,
        -1e30,
        0.0,
    ];
    for bad in odd {
        for also in odd {
            let projector = Projector {
                position: Vec3::new(bad, 0.0, also),
                orientation: Quat::from_xyzw(bad, also, 0.0, bad),
                optics: Optics {
                    fov: bad,
                    shift: Vec2::new(also, bad),
                    k1: bad,
                    k2: also,
                },
                size: [0, 3],
            };
            let ray = projector.ray(Vec2::new(bad, also));
            let _unused = (ray, projector.pixel(Vec3::splat(bad)), projector.folds());
        }
    }
    let behind = Projector {
        position: Vec3::ZERO,
        orientation: turned(PI, 0.0, 0.0),
        optics: Optics::new(1.0),
        size: [10, 10],
    };
    assert_eq!(behind.pixel(Vec3::NEG_Z), None);
    assert!(behind.pixel(Vec3::Z).is_some());
}
