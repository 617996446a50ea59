#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use welkin_installation::Surface;
use welkin_warp::{Field, Geometry, Kind, Region, Unit, Warp};

use super::*;
use crate::place_of;

const DOME: Surface = Surface::Dome {
    radius_m: 5.0,
    tilt: 0.3,
    fov: std::f32::consts::PI,
};

fn file(kind: Kind, unit: Unit, value: impl Fn(f32, f32) -> [f32; 3]) -> Warp {
    let size = [8, 6];
    let values = (0..48).map(|i| {
        value(
            (i % 8) as f32 / 8.0 + 1.0 / 16.0,
            (i / 8) as f32 / 6.0 + 1.0 / 12.0,
        )
    });
    let mut field = Field::of_places(size, values.collect());
    field.unit = unit;
    Warp {
        kind,
        regions: vec![Region::new("one", Geometry::Field(field))],
        date: None,
        notes: Vec::new(),
    }
}

#[test]
fn places_in_the_picture_are_looked_up_there() {
    let screen = Screen::new(DOME, None).unwrap();
    let warp = file(Kind::Picture, Unit::Picture, |x, y| {
        [0.3 + 0.3 * x, 0.4 + 0.3 * y, 0.0]
    });
    let map = warped(&warp, 0, [8, 6], DOME, &screen).unwrap();
    for y in 0..6 {
        for x in 0..8 {
            let place = place_of(screen.coverage(), map.direction(x, y).unwrap());
            let at = Vec2::new((x as f32 + 0.5) / 8.0, (y as f32 + 0.5) / 6.0);
            let expected = Vec2::new(0.3 + 0.3 * at.x, 0.4 + 0.3 * at.y);
            assert!(
                place.distance(expected) < 1e-4,
                "{x} {y} {place} {expected}"
            );
        }
    }
    assert!(map.is_sane());
}

#[test]
fn points_in_the_room_are_looked_at_and_holes_stay_dark() {
    let screen = Screen::new(DOME, None).unwrap();
    let warp = file(Kind::Points, Unit::Metres, |x, y| match x < 0.2 {
        true => [f32::NAN; 3],
        false => [x * 4.0, 1.0 + y, -3.0],
    });
    let map = warped(&warp, 0, [8, 6], DOME, &screen).unwrap();
    assert_eq!(map.direction(0, 0), None);
    let expected =
        dome_from_room(0.3) * Vec3::new(4.0 * 5.5 / 8.0, 1.0 + 2.5 / 6.0, -3.0).normalize();
    assert!(map.direction(5, 2).unwrap().distance(expected) < 1e-5);
    assert!(map.is_sane());
    assert!(warped(&warp, 3, [8, 6], DOME, &screen).is_err());
}
