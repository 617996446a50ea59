#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use glam::DVec2;
use welkin_installation::{PointAt, PointPair, SHIPPED_VENUES, read_venue};

use super::*;

fn shipped(name: &str) -> Venue {
    let (_, text) = SHIPPED_VENUES
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    let mut venue = read_venue(name, text).unwrap();
    for output in &mut venue.outputs {
        (output.width, output.height) = (output.width / 8, output.height / 8);
    }
    venue
}

#[test]
fn every_shipped_venue_has_a_plan() {
    for (name, _) in SHIPPED_VENUES {
        let venue = shipped(name);
        let maps = Plan::new(&venue, None).unwrap().maps().unwrap();
        for (output, map) in venue.outputs.iter().zip(maps) {
            assert_eq!(
                map.is_some(),
                output.view.is_baked(),
                "{name} {}",
                output.id
            );
            assert!(
                map.is_none_or(|map| map.is_sane() && map.lit_share() > 0.3),
                "{name}"
            );
        }
    }
}

/// A projector that is taken away and known only by what its pixels lit is found again.
#[test]
fn a_projector_is_placed_by_its_points() {
    let mut venue = shipped("six-projector-dome");
    let right = Plan::new(&venue, None).unwrap();
    let screen = right.screen().unwrap();
    let extent = right.beams()[1].extent();
    let shares = [0.05, 0.2, 0.35, 0.5, 0.65];
    for across in shares {
        for down in [0.1, 0.5, 0.9] {
            let pixel = DVec2::new(across, down) * extent;
            let hit = right.beams()[1].hit(screen, pixel).unwrap();
            let direction = welkin_values::Direction::from_vector(hit.point.as_vec3());
            venue.outputs[1].points.push(PointPair {
                pixel: pixel.as_vec2().to_array(),
                at: PointAt::Direction {
                    azimuth: direction.azimuth,
                    elevation: direction.elevation,
                },
            });
        }
    }
    let View::Projector(mut place) = venue.outputs[1].view else {
        panic!("a projector")
    };
    place.position_m = [0.5, 0.0, 0.0];
    place.roll = 1.2;
    place.fov = 1.0;
    venue.outputs[1].view = View::Projector(place);
    venue.outputs[1].place = PlaceFrom::Points;
    let found = Plan::new(&venue, None).unwrap();
    let missed = found.misses_px(1).unwrap();
    assert!(missed < 0.05, "{missed}");
    assert_eq!(found.misses_px(0), None);
    let (a, b) = (right.beams()[1].projector, found.beams()[1].projector);
    assert!(a.position.distance(b.position) < 0.01, "{a:?} {b:?}");

    venue.outputs[1].points[4].at = PointAt::Direction {
        azimuth: 0.0,
        elevation: -1.0,
    };
    let errors = Plan::new(&venue, None).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "output \"left\": in the direction of its point 5 there is no surface; check `at`"
    );
}

#[test]
fn a_mask_goes_to_its_projector() {
    let venue = shipped("wall-three");
    let mut plan = Plan::new(&venue, None).unwrap();
    plan.mask(
        2,
        Mask {
            size: [1, 1],
            values: vec![0.0],
        },
    );
    let maps = plan.maps().unwrap();
    let lit: Vec<bool> = maps
        .into_iter()
        .map(|map| map.unwrap().lit_share() > 0.0)
        .collect();
    assert_eq!(lit, [true, true, false]);
}
