#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::f32::consts::{PI, TAU};

use glam::Vec3;
use welkin_installation::{Content, SHIPPED_VENUES, Surface, read_venue};

use super::*;
use crate::beam::{Ball, Mask};
use crate::projector::{Optics, Projector, looking};

const DOME: Surface = Surface::Dome {
    radius_m: 5.0,
    tilt: 0.0,
    fov: PI,
};
const WALL: Surface = Surface::Wall {
    width_m: 4.0,
    height_m: 2.0,
    distance_m: 3.0,
};

fn beam(name: &str, position: [f32; 3], at: [f32; 3]) -> Beam {
    let (position, at) = (Vec3::from(position), Vec3::from(at));
    Beam {
        name: name.into(),
        projector: Projector {
            position,
            orientation: looking(position, at, 0.0),
            optics: Optics::new(0.8),
            size: [160, 100],
        },
        ball: None,
        contrast: 1000.0,
        mask: None,
    }
}

fn check_refused(surface: Surface, beams: &[Beam], expected: &str) {
    let screen = Screen::new(surface, None).unwrap();
    let found = Bake::new(&screen, beams, EdgeBlend::default())
        .err()
        .unwrap();
    let words: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(words.join("\n"), expected);
}

#[test]
fn projectors_that_cannot_light_are_told() {
    check_refused(
        WALL,
        &[beam("a", [0.0; 3], [0.0, 0.0, 5.0])],
        "projector \"a\" sees nothing of the surface; turn it towards it, or check where it stands",
    );
    check_refused(
        WALL,
        &[beam("a", [0.0, 0.0, -8.0], [0.0; 3])],
        "projector \"a\" stands outside the surface and lights only its back; move it inside, or to an opening",
    );
    check_refused(
        DOME,
        &[
            beam("good", [0.0; 3], [0.0, 4.0, -2.0]),
            beam("out", [0.0, 2.0, 12.0], [0.0, 2.0, 0.0]),
        ],
        "projector \"out\" stands outside the surface and lights only its back; move it inside, or to an opening",
    );
    let mut folds = beam("f", [0.0; 3], [0.0, 0.0, -3.0]);
    folds.projector.optics.k1 = -2.0;
    check_refused(
        WALL,
        &[folds],
        "projector \"f\": a lens with these k1 and k2 folds the image back on itself",
    );
    let mut misses = beam("m", [0.0; 3], [0.0, 0.0, -3.0]);
    misses.ball = Some(Ball {
        middle: Vec3::new(0.0, 0.0, 3.0),
        radius: 0.5,
    });
    check_refused(
        DOME,
        &[misses],
        "projector \"m\" misses its mirror; turn it towards `mirror_m`",
    );
}

#[test]
fn what_is_probably_not_meant_is_told() {
    let screen = Screen::new(WALL, None).unwrap();
    let beams = [
        beam("left", [-1.0, 0.0, -1.5], [-1.0, 0.0, -3.0]),
        beam("right", [1.0, 0.0, -1.5], [1.0, 0.0, -3.0]),
        beam("far", [0.0, 0.0, 20.0], [0.0, 0.0, -3.0]),
    ];
    let said = |beams: &[Beam]| -> Vec<String> {
        let bake = Bake::new(&screen, beams, EdgeBlend::default()).unwrap();
        bake.warnings().iter().map(ToString::to_string).collect()
    };
    assert_eq!(said(&beams[..1]), [""; 0]);
    assert_eq!(
        said(&beams[..2]),
        [
            "projector \"left\" overlaps no other; a blend needs at least 5 % shared width",
            "projector \"right\" overlaps no other; a blend needs at least 5 % shared width"
        ]
    );
    assert_eq!(
        said(&beams),
        ["only 3 % of the image of projector \"far\" meets the surface"]
    );
}

/// Every projector of a venue that overlaps others, at places that any of them reaches: shares sum to one.
#[test]
fn shares_sum_to_one_wherever_anyone_reaches() {
    for name in ["two-projectors", "wall-three", "six-projector-dome"] {
        let (_, text) = SHIPPED_VENUES
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap();
        let venue = read_venue(name, text).unwrap();
        let beams: Vec<Beam> = venue.outputs.iter().filter_map(Beam::of).collect();
        let screen = Screen::new(venue.surface, None).unwrap();
        let bake = Bake::new(&screen, &beams, venue.blend).unwrap();
        assert_eq!(bake.warnings(), [], "{name}");
        let mut overlapping = 0;
        for beam in 0..beams.len() {
            for pixel in bake.grid(beam) {
                let Some(hit) = beams[beam].hit(&screen, pixel) else {
                    continue;
                };
                let shares: Vec<f64> = (0..beams.len())
                    .filter_map(|other| {
                        let place = bake.sights[other].place(&screen, hit.point, 0.0)?;
                        // The same place of the surface, asked as a pixel of each projector.
                        Some(f64::from(bake.pixel(other, place, &mut Vec::new()).0[3]))
                    })
                    .collect();
                let sum: f64 = shares.iter().sum();
                assert!((sum - 1.0).abs() < 1e-4, "{name}: {shares:?}");
                overlapping += usize::from(shares.len() > 1);
            }
        }
        assert!(overlapping > 2000, "{name}: {overlapping}");
    }
}

#[test]
fn rows_baked_apart_are_the_rows_baked_together() {
    let screen = Screen::new(WALL, None).unwrap();
    let beams = [
        beam("left", [-0.5, 0.0, 0.0], [-0.4, 0.0, -3.0]),
        beam("right", [0.5, 0.0, 0.0], [0.4, 0.0, -3.0]),
    ];
    let bake = Bake::new(&screen, &beams, EdgeBlend::default()).unwrap();
    let whole = bake.map(1);
    let (mut looks, mut lifts) = (vec![[0.0; 4]; 160 * 7], vec![0.0; 160 * 7]);
    bake.rows(1, 40..47, &mut looks, &mut lifts);
    assert_eq!(looks, whole.looks[160 * 40..160 * 47]);
    assert_eq!(lifts, whole.lift[160 * 40..160 * 47]);
    assert_eq!(
        super::bake(&screen, &beams, EdgeBlend::default()).unwrap()[1],
        whole
    );
}

/// With levelling, weight times brightness is the same wherever one projector lights alone.
#[test]
fn distance_and_slant_are_levelled() {
    let screen = Screen::new(WALL, None).unwrap();
    let beams = [beam("slant", [-2.0, 0.0, 0.0], [0.5, 0.0, -3.0])];
    for (distance, angle) in [(true, false), (false, true), (true, true)] {
        let blend = EdgeBlend {
            distance,
            angle,
            ..EdgeBlend::default()
        };
        let bake = Bake::new(&screen, &beams, blend).unwrap();
        let mut levels: Vec<f64> = Vec::new();
        let mut weights: Vec<f64> = Vec::new();
        for pixel in bake.grid(0) {
            let Some(hit) = beams[0].hit(&screen, pixel) else {
                continue;
            };
            if towards_edge(&blend, pixel, beams[0].extent()) >= COUNTS {
                let weight = f64::from(bake.pixel(0, pixel, &mut Vec::new()).0[3]);
                levels.push(weight * bake.brightness(0, &hit));
                weights.push(weight);
            }
        }
        let spread = |list: &[f64]| {
            let most = list.iter().copied().fold(f64::MIN, f64::max);
            most / list.iter().copied().fold(f64::MAX, f64::min)
        };
        assert!(spread(&levels) < 1.001, "{blend:?} {}", spread(&levels));
        assert!(spread(&weights) > 1.2, "{blend:?} {}", spread(&weights));
    }
}

#[test]
fn what_one_mask_hides_the_other_lights() {
    let screen = Screen::new(WALL, None).unwrap();
    let mut beams = [
        beam("left", [-0.2, 0.0, 0.0], [-0.1, 0.0, -3.0]),
        beam("right", [0.2, 0.0, 0.0], [0.1, 0.0, -3.0]),
    ];
    beams[0].mask = Some(Mask {
        size: [1, 1],
        values: vec![0.0],
    });
    let bake = Bake::new(&screen, &beams, EdgeBlend::default()).unwrap();
    let (left, right) = (bake.map(0), bake.map(1));
    assert_eq!(left.lit_share(), 0.0);
    assert!((right.weight(80, 50) - 1.0).abs() < 1e-6);
}

#[test]
fn content_lies_on_the_surface_or_in_directions() {
    let round = |content| Surface::Cylinder {
        radius_m: 3.0,
        bottom_m: -1.0,
        top_m: 3.0,
        arc: TAU,
        content,
    };
    let look = |content, up: f64| {
        let screen = Screen::new(round(content), None).unwrap();
        let hit = screen.seen(glam::DVec3::new(0.0, up, -3.0)).unwrap();
        screen.look(&hit)
    };
    // Half way up the wall is half way up the picture, or where it is seen.
    let half = look(Content::Surface, 1.0);
    let (top, bottom) = (1.0_f32.atan(), -(1.0_f32 / 3.0).atan());
    assert!((half.y.asin() - (top + bottom) / 2.0).abs() < 1e-5);
    let seen = look(Content::Directions, 1.0);
    assert!((seen.y.asin() - (1.0_f32 / 3.0).atan()).abs() < 1e-5);
}

/// From the middle of the room a projector is a perspective view: two ways that know nothing of each other.
#[test]
fn from_the_middle_a_projector_sees_what_a_perspective_sees() {
    use crate::Lens;
    use crate::projector::turned;
    use welkin_installation::View;
    let size = [64, 48];
    for (tilt, yaw, pitch) in [(0.0, 0.0, 0.6), (0.4, 1.1, 0.5), (-0.3, -2.0, 0.9)] {
        let surface = Surface::Dome {
            radius_m: 4.0,
            tilt,
            fov: 3.5,
        };
        let fov = 1.2;
        let mut only = beam("only", [0.0; 3], [0.0, 0.0, -1.0]);
        only.projector.orientation = turned(yaw, pitch, 0.0);
        only.projector.optics = Optics::new(fov);
        only.projector.size = size;
        let screen = Screen::new(surface, None).unwrap();
        let map = &bake(&screen, &[only], EdgeBlend::default()).unwrap()[0];
        let lens = Lens::new(View::Perspective { fov, yaw, pitch }, surface, size);
        let mut compared = 0;
        for y in 0..size[1] {
            for x in 0..size[0] {
                let Some(found) = map.direction(x, y) else {
                    continue;
                };
                let expected = lens
                    .direction(Vec2::new(x as f32 + 0.5, y as f32 + 0.5))
                    .unwrap();
                assert!(found.distance(expected) < 1e-5, "{tilt} {yaw} {x} {y}");
                assert_eq!(map.weight(x, y), 1.0);
                compared += 1;
            }
        }
        assert!(compared > 2000, "{compared}");
    }
}

#[test]
fn nonsense_is_refused_and_never_panics() {
    let screen = Screen::new(DOME, None).unwrap();
    for bad in [f32::NAN, f32::INFINITY, -1e30] {
        let mut lost = beam("lost", [0.0; 3], [0.0, 4.0, 0.0]);
        lost.projector.position.x = bad;
        assert!(Bake::new(&screen, &[lost], EdgeBlend::default()).is_err());
        let mut odd = beam("odd", [0.0; 3], [0.0, 4.0, 0.0]);
        odd.contrast = bad;
        odd.mask = Some(Mask {
            size: [1, 1],
            values: vec![bad],
        });
        let blend = EdgeBlend {
            power: bad,
            width_share: bad,
            ramp: welkin_installation::Ramp::Power,
            distance: true,
            ..EdgeBlend::default()
        };
        let maps = bake(&screen, &[odd.clone(), odd], blend).unwrap();
        assert!(maps[0].is_sane() && maps[1].is_sane(), "{bad}");
    }
    assert_eq!(bake(&screen, &[], EdgeBlend::default()), Ok(Vec::new()));
}
