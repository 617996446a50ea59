#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::PathBuf;

use welkin_installation::{PlaceFrom, PointAt, PointPair, ProjectorPlace, Warp, check_venue};
use welkin_projection::beam::projector_at;

use super::*;

const VENUE: &str = r#"
name = "a test"
[surface]
kind = "wall"
width_m = 6
height_m = 3
distance_m = 4
[[output]]
id = "left"
size = [96, 64]
view = { kind = "projector", position_m = [-1.4, 0, 0], fov_deg = 50 }
[[output]]
id = "right"
size = [96, 64]
view = { kind = "projector", position_m = [1.4, 0, 0], fov_deg = 50 }
[[output]]
id = "window"
size = [64, 32]
view = { kind = "picture" }
"#;

fn venue() -> Venue {
    check_venue("venue.toml", VENUE).into_result().unwrap()
}

/// A folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("welkin-outputs-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn place(venue: &Venue, output: usize) -> ProjectorPlace {
    match venue.outputs[output].view {
        View::Projector(place) => place,
        other => panic!("{other:?}"),
    }
}

#[test]
fn projectors_have_maps_that_share_the_wall_and_windows_have_none() {
    let outputs = Outputs::fit(&venue()).unwrap();
    let map = |id: &str| {
        outputs
            .get(id)
            .unwrap()
            .tables
            .as_ref()
            .and_then(|tables| tables.map.clone())
    };
    let (left, right) = (map("left").unwrap(), map("right").unwrap());
    assert!(map("window").is_none());
    assert!(left.is_sane() && right.is_sane());
    // The one is the other's mirror image, and in the middle both give half.
    assert!((left.weight(90, 32) - right.weight(5, 32)).abs() < 1e-3);
    assert!(left.weight(20, 32) > 0.99 && left.weight(90, 32) < 0.5);
}

#[test]
fn files_that_do_not_fit_are_named_all_at_once() {
    let folder = folder("bad");
    let lut = folder.join("short.cube");
    std::fs::write(&lut, "LUT_3D_SIZE 2\n0 0 0\n").unwrap();
    let mask = folder.join("mask.png");
    std::fs::write(&mask, "no picture").unwrap();
    let mut venue = venue();
    venue.outputs[2].colour.lut = Some(lut);
    venue.outputs[0].mask = Some(mask);
    venue.outputs[1].view = View::Warp;
    venue.outputs[1].warp = Some(Warp {
        file: folder.join("gone.mpcdi"),
        region: None,
        flip_v: false,
        flip_rows: false,
        whole_picture: false,
        stretch_maps: false,
        points: None,
    });
    let errors = Outputs::fit(&venue).unwrap_err();
    for words in [
        "output \"left\"",
        "output \"right\"",
        "output \"window\"",
        "mask.png",
        "gone.mpcdi",
        "short.cube",
    ] {
        assert!(
            errors.iter().any(|error| error.contains(words)),
            "{words}: {errors:?}"
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_projector_that_stands_elsewhere_is_found_by_its_points() {
    let mut venue = venue();
    let there = ProjectorPlace {
        position_m: [-1.2, 0.3, 0.2],
        yaw: 0.1,
        pitch: -0.05,
        ..place(&venue, 0)
    };
    let projector = projector_at(there, [96, 64]);
    let points: [[f32; 3]; 8] = [
        [-2.5, -1.0, -4.0],
        [-1.0, 1.0, -4.0],
        [0.2, -0.8, -4.0],
        [-2.0, 0.8, -4.0],
        [-1.5, 0.5, -2.5],
        [-1.0, -0.3, -2.0],
        [-0.9, 0.6, -3.0],
        [-1.8, -0.5, -3.0],
    ];
    let pair = |point: [f32; 3]| {
        let pixel = projector.pixel(point.into())?;
        Some(PointPair {
            pixel: pixel.to_array(),
            at: PointAt::Point(point),
        })
    };
    venue.outputs[0].points = points.into_iter().filter_map(pair).collect();
    venue.outputs[0].place = PlaceFrom::Points;
    assert!(venue.outputs[0].points.len() >= 6);
    let outputs = Outputs::fit(&venue).unwrap();
    assert!(
        outputs
            .warnings
            .iter()
            .any(|words| words.contains("missed by 0.0")),
        "{:?}",
        outputs.warnings
    );
    // One click at the wrong place is named.
    venue.outputs[0].points[2].pixel = [5.0, 60.0];
    let errors = Outputs::fit(&venue).unwrap_err();
    assert!(
        errors[0].contains("left") && errors[0].contains("point 3"),
        "{errors:?}"
    );
}
