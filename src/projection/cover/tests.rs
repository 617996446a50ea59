use welkin_values::{Direction, Light};

use super::*;

fn whole() -> Coverage {
    Coverage::Panorama {
        top: FRAC_PI_2,
        bottom: -FRAC_PI_2,
    }
}

fn coverages() -> Vec<Coverage> {
    let mut all = vec![
        whole(),
        Coverage::Panorama {
            top: 0.6,
            bottom: -0.4,
        },
        Coverage::Mirrored,
    ];
    all.extend([1.0, PI, 4.0, 6.0].map(|fov| Coverage::Dome { fov }));
    all.extend([0.3, 1.5, 2.8].map(|fov| Coverage::Flat { fov, aspect: 1.7 }));
    all.extend([0.0, 0.1, 0.5].map(|soften| Coverage::Cube { soften }));
    all
}

/// Directions all over the sphere, none of them special.
fn directions() -> impl Iterator<Item = Vec3> {
    let golden = PI * (3.0 - 5.0_f32.sqrt());
    (0..2000).map(move |index| {
        let y = 1.0 - 2.0 * (index as f32 + 0.37) / 2000.0;
        let (sin, cos) = (golden * index as f32 + 0.1).sin_cos();
        let across = (1.0 - y * y).sqrt();
        Vec3::new(across * cos, y, across * sin)
    })
}

fn look(zoom: f32, rotation: f32) -> Look {
    Look::of(Light {
        zoom,
        rotation,
        ..Light::default()
    })
}

#[test]
fn places_to_directions_and_back() {
    for coverage in coverages() {
        for v in 0..=40 {
            for u in 0..=40 {
                let at = Vec2::new(u as f32 + 0.3, v as f32 + 0.3) / 41.0;
                let Some(direction) = coverage.direction(at) else {
                    continue;
                };
                let back = place_of(coverage, direction.vector());
                assert!(back.distance(at) < 1e-4, "{coverage:?} {at} {back}");
            }
        }
    }
}

#[test]
fn directions_to_places_and_back() {
    for coverage in coverages() {
        let mut met = 0;
        for direction in directions() {
            let shown_once = match coverage {
                Coverage::Flat { .. } | Coverage::Mirrored => direction.z < -0.05,
                Coverage::Cube { .. } => cube_side(direction) == Vec3::NEG_Z,
                Coverage::Dome { fov } => direction.y > (fov / 2.0).min(PI - 0.01).cos(),
                Coverage::Panorama { .. } => true,
            };
            if !shown_once {
                continue;
            }
            met += 1;
            let there = coverage.direction(place_of(coverage, direction));
            let back = there.map_or(Vec3::ZERO, |there| there.vector());
            assert!(
                back.distance(direction) < 1e-3,
                "{coverage:?} {direction} {back}"
            );
        }
        assert!(met > 50);
    }
}

fn cube_side(direction: Vec3) -> Vec3 {
    let size = direction.abs();
    if size.z >= size.x.max(size.y) {
        Vec3::Z * direction.z.signum()
    } else if size.x >= size.y {
        Vec3::X * direction.x.signum()
    } else {
        Vec3::Y * direction.y.signum()
    }
}

/// A smooth picture as a number for each place; the same at both ends where a panorama wraps, and mirrored
/// beyond its edges as the lookup is.
fn painted(coverage: Coverage, at: Vec2) -> f32 {
    let fold = |t: f32| 1.0 - (t.rem_euclid(2.0) - 1.0).abs();
    let across = if coverage.wraps() {
        (at.x * TAU).sin()
    } else {
        fold(at.x) * 2.0 - 1.0
    };
    across + 0.7 * fold(at.y)
}

fn seen(coverage: Coverage, look: &Look, direction: Vec3) -> f32 {
    let taps = taps_at(coverage, look, direction).0;
    let total: f32 = taps.iter().map(|tap| tap.share).sum();
    assert!((total - 1.0).abs() < 1e-5, "{coverage:?} shares {total}");
    taps.iter()
        .map(|tap| tap.share * painted(coverage, tap.at))
        .sum()
}

#[test]
fn no_seam_anywhere() {
    let step = 1e-4;
    for coverage in [
        whole(),
        Coverage::Mirrored,
        Coverage::Cube { soften: 0.1 },
        Coverage::Cube { soften: 0.5 },
        Coverage::Dome { fov: PI },
    ] {
        for (zoom, rotation) in [(1.0, 0.0), (1.7, 0.9), (0.6, -2.5)] {
            let look = look(zoom, rotation);
            for direction in directions() {
                // Poles pinch a panorama, and nothing of a hemisphere's picture is meant for the nadir.
                let pole = if coverage == (Coverage::Dome { fov: PI }) {
                    -0.9
                } else {
                    -0.995
                };
                if direction.y < pole || (direction.y > 0.995 && pole < -0.9) {
                    continue;
                }
                for axis in [Vec3::X, Vec3::Y, Vec3::Z] {
                    let beside = (direction + axis * step).normalize();
                    let jump = seen(coverage, &look, direction) - seen(coverage, &look, beside);
                    assert!(
                        jump.abs() < 0.02,
                        "{coverage:?} {zoom} {direction} jumps by {jump}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_mirrored_picture_meets_itself_at_every_seam() {
    for direction in directions() {
        let mirrored = Vec3::new(direction.x, direction.y, -direction.z);
        let (here, there) = (
            place_of(Coverage::Mirrored, direction),
            place_of(Coverage::Mirrored, mirrored),
        );
        assert!(here.distance(there) < 1e-6);
        assert!(here.cmpge(Vec2::splat(-1e-6)).all() && here.cmple(Vec2::splat(1.0 + 1e-6)).all());
    }
}

#[test]
fn across_an_edge_of_the_cube_both_sides_count_the_same() {
    let coverage = Coverage::Cube { soften: 0.2 };
    for height in [-0.5, 0.0, 0.3] {
        let edge = Vec3::new(1.0, height, -1.0).normalize();
        let shares = taps_at(coverage, &look(1.0, 0.0), edge)
            .0
            .map(|tap| tap.share);
        assert!((shares[0] - shares[1]).abs() < 1e-5, "{shares:?}");
    }
}

#[test]
fn turning_turns_what_is_seen() {
    // What was in front is a quarter turn to the left.
    let quarter = look(1.0, FRAC_PI_2);
    for coverage in [
        whole(),
        Coverage::Dome { fov: PI },
        Coverage::Cube { soften: 0.0 },
    ] {
        for elevation_deg in [0.0, 30.0] {
            let front = Direction::from_degrees(0.0, elevation_deg).vector();
            let left = Direction::from_degrees(90.0, elevation_deg).vector();
            let seen = taps_at(coverage, &quarter, left).0;
            let before = taps_at(coverage, &look(1.0, 0.0), front).0;
            let (seen, before) = (strongest(seen), strongest(before));
            assert!(seen.distance(before) < 1e-5, "{coverage:?} {seen} {before}");
        }
    }
    // On a wall, what was at the right edge's middle goes up.
    let wall = Coverage::Flat {
        fov: 1.0,
        aspect: 2.0,
    };
    let seen = taps_in_picture(wall, &quarter, Vec2::new(0.5, 0.0)).0[0].at;
    assert!(seen.distance(Vec2::new(0.75, 0.5)) < 1e-6, "{seen}");
}

fn strongest(taps: [Tap; 3]) -> Vec2 {
    let strongest = taps.into_iter().max_by(|a, b| a.share.total_cmp(&b.share));
    strongest.map_or(Vec2::NAN, |tap| tap.at)
}

#[test]
fn zooming_enlarges_around_the_middle() {
    let near = look(2.0, 0.0);
    for coverage in coverages() {
        let Some(middle) = coverage.direction(Vec2::splat(0.5)) else {
            continue;
        };
        let Some(aside) = coverage.direction(Vec2::new(0.52, 0.49)) else {
            continue;
        };
        if matches!(coverage, Coverage::Panorama { top, .. } if top < 1.0) {
            continue; // Its middle is not the front, which is what a panorama grows around.
        }
        let at = |direction: Direction| strongest(taps_at(coverage, &near, direction.vector()).0);
        assert!(at(middle).distance(Vec2::splat(0.5)) < 1e-4, "{coverage:?}");
        let moved = at(aside) - Vec2::splat(0.5);
        assert!(
            moved.distance(Vec2::new(0.01, -0.005)) < 1e-3,
            "{coverage:?} {moved}"
        );
    }
}

#[test]
fn zooming_a_sphere_keeps_every_direction_a_direction() {
    for zoom in [0.1, 0.5, 1.0, 3.0, 30.0] {
        for direction in directions() {
            let moved = turn::magnified(direction, &look(zoom, 0.0));
            assert!(
                (moved.length() - 1.0).abs() < 1e-4,
                "{zoom} {direction} {moved}"
            );
        }
    }
}

#[test]
fn light_ends_softly_at_the_spring_line() {
    let dome = Coverage::Dome { fov: PI };
    let at = |elevation_deg: f32| {
        let direction = Direction::from_degrees(20.0, elevation_deg).vector();
        shade_of(dome, direction, 0.01)
    };
    assert_eq!(at(30.0), 1.0);
    assert!(at(0.0) > 0.999);
    assert!(at(-2.0) > 0.3 && at(-2.0) < 0.7);
    assert_eq!(at(-4.1), 0.0);
    assert_eq!(shade_of(whole(), Vec3::NEG_Y, 0.01), 1.0);
}

#[test]
fn a_wall_ends_within_a_pixel_and_has_no_back() {
    let wall = Coverage::Flat {
        fov: FRAC_PI_2,
        aspect: 1.0,
    };
    let at = |x: f32, z: f32| shade_of(wall, Vec3::new(x, 0.0, z).normalize(), 0.01);
    assert_eq!(at(0.0, -1.0), 1.0);
    assert_eq!(at(0.98, -1.0), 1.0);
    assert!((at(1.0, -1.0) - 0.5).abs() < 1e-3);
    assert_eq!(at(1.02, -1.0), 0.0);
    assert_eq!(at(0.0, 1.0), 0.0);
}
