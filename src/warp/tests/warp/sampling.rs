//! Drawn meshes against the slow way, fields between their samples, and both turned into each other.

use glam::{DVec2, Vec2};
use welkin_warp::*;

/// A bent grid.
fn bent(columns: u32, rows: u32) -> Warp {
    let node = |at: u32| {
        let x = (at % columns) as f32 / (columns - 1) as f32;
        let y = (at / columns) as f32 / (rows - 1) as f32;
        Node {
            output: Vec2::new(x + 0.03 * (7.0 * y).sin(), y - 0.04 * (5.0 * x).cos()),
            picture: Vec2::new(0.1 + 0.8 * x * x, 0.95 - 0.9 * y),
            intensity: if at % 17 == 3 { -1.0 } else { 0.25 + 0.75 * x },
        }
    };
    let nodes = (0..columns * rows).map(node).collect();
    let cells = Cells::Grid {
        columns,
        rows,
        wraps: false,
    };
    let gamma = 2.2;
    let mesh = Mesh {
        nodes,
        cells,
        gamma,
    };
    Warp {
        kind: Kind::Picture,
        regions: vec![Region::new("bent", Geometry::Mesh(mesh))],
        date: None,
        notes: Vec::new(),
    }
}

/// The slow way: every triangle is asked, the last that holds the place answers.
fn plain(mesh: &Mesh, place: DVec2) -> Option<(DVec2, f64)> {
    let mut found = None;
    for [a, b, c] in mesh.triangles() {
        let [pa, pb, pc] = [a, b, c].map(|node| node.output.as_dvec2());
        let whole = (pb - pa).perp_dot(pc - pa);
        let shares = [
            (pb - place).perp_dot(pc - place) / whole,
            (pc - place).perp_dot(pa - place) / whole,
            (pa - place).perp_dot(pb - place) / whole,
        ];
        if shares.iter().all(|share| *share >= -1e-9) {
            let mix = |of: fn(&Node) -> DVec2| -> DVec2 {
                [a, b, c]
                    .iter()
                    .zip(shares)
                    .map(|(node, share)| of(node) * share)
                    .sum()
            };
            let picture = mix(|node| node.picture.as_dvec2());
            let intensity = mix(|node| DVec2::splat(f64::from(node.intensity)));
            found = Some((picture, intensity.x));
        }
    }
    found
}

#[test]
fn drawn_meshes_are_as_the_slow_way_says() {
    for (size, nodes) in [
        ([61, 37], [9, 7]),
        ([5, 64], [4, 12]),
        ([1, 1], [3, 3]),
        ([40, 2], [30, 20]),
    ] {
        let warp = bent(nodes[0], nodes[1]);
        let Geometry::Mesh(mesh) = &warp.regions[0].geometry else {
            panic!("a mesh");
        };
        let sampler = warp.sampler(0, size).unwrap();
        let mut drawn = 0;
        for row in 0..size[1] {
            for column in 0..size[0] {
                let pixel = Vec2::new(column as f32 + 0.5, row as f32 + 0.5);
                let place = pixel.as_dvec2() / DVec2::new(size[0].into(), size[1].into());
                let fast = sampler.at(pixel);
                let slow = plain(mesh, place);
                assert_eq!(fast.is_some(), slow.is_some(), "{pixel}");
                let (Some(fast), Some((picture, intensity))) = (fast, slow) else {
                    continue;
                };
                drawn += 1;
                let Seen::Picture(at) = fast.seen else {
                    panic!("a picture");
                };
                assert!(
                    (at.as_dvec2() - picture).length() < 1e-6,
                    "{pixel}: {at} {picture}"
                );
                let weight = intensity.max(0.0).powf(2.2);
                assert!((f64::from(fast.weight[0]) - weight).abs() < 1e-5, "{pixel}");
            }
        }
        assert!(drawn * 3 > size[0] * size[1], "{drawn} of {size:?}");
    }
}

#[test]
fn fields_are_straight_between_samples() {
    let values = |columns: u32, rows: u32| {
        let value = move |at: u32| {
            let (x, y) = ((at % columns) as f32, (at / columns) as f32);
            [0.1 + 0.05 * x, 0.2 + 0.07 * y, 0.0]
        };
        (0..columns * rows).map(value).collect::<Vec<_>>()
    };
    let field = Field::of_places([6, 4], values(6, 4));
    for step in 0..=100 {
        let x = f64::from(step) / 100.0;
        let expected = 0.1 + 0.05 * (x * 6.0 - 0.5).clamp(0.0, 5.0);
        let found = field.between(x, 0.5).unwrap()[0];
        assert!(
            (f64::from(found) - expected).abs() < 1e-6,
            "{x}: {found} {expected}"
        );
    }
    let mut holed = field.clone();
    holed.values[7] = [f32::NAN, 0.5, 0.0];
    assert_eq!(holed.between(1.5 / 6.0, 1.5 / 4.0), None, "in the hole");
    let beside = holed.between(2.05 / 6.0, 1.5 / 4.0).unwrap();
    assert!(
        (beside[0] - 0.2).abs() < 1e-6,
        "beside the hole, of what is mapped: {beside:?}"
    );
}

#[test]
fn nothing_is_seen_beside_the_output_and_the_picture() {
    let mut region = Region::new(
        "edge",
        Geometry::Field(Field::of_places(
            [4, 1],
            vec![
                [-0.0005, 0.5, 0.0],
                [1.0005, 0.5, 0.0],
                [-0.01, 0.5, 0.0],
                [0.5, 1.01, 0.0],
            ],
        )),
    );
    region.size = Some([4, 1]);
    let warp = Warp {
        kind: Kind::Picture,
        regions: vec![region],
        date: None,
        notes: Vec::new(),
    };
    let sees = |x: f32, y: f32| match warp.sample(0, Vec2::new(x, y)).map(|looked| looked.seen) {
        Some(Seen::Picture(place)) => Some(place.to_array()),
        _ => None,
    };
    assert_eq!(sees(0.5, 0.5), Some([0.0, 0.5]), "just beside is the edge");
    assert_eq!(sees(1.5, 0.5), Some([1.0, 0.5]));
    for (x, y) in [
        (2.5, 0.5),
        (3.5, 0.5),
        (-0.1, 0.5),
        (4.1, 0.5),
        (0.5, 1.5),
        (f32::NAN, 0.5),
        (0.5, f32::INFINITY),
    ] {
        assert_eq!(sees(x, y), None, "{x} {y}");
    }
    assert_eq!(warp.sample(1, Vec2::splat(0.5)), None);
    assert!(warp.sampler(1, [4, 1]).is_err());
    assert!(warp.sampler(0, [0, 1]).is_err());
    assert!(warp.sampler(0, [1, 40_000]).is_err());
}

#[test]
fn a_field_made_a_mesh_and_drawn_again_is_nearly_itself() {
    // 65 × 65 nodes of a smooth field: a tenth of a pixel at 256.
    let size = [256u32, 256];
    let value = |at: u32| {
        let x = (f64::from(at % 256) + 0.5) / 256.0;
        let y = (f64::from(at / 256) + 0.5) / 256.0;
        let u = x + 0.02 * (3.0 * y).sin() * x * (1.0 - x);
        let v = y + 0.03 * (4.0 * x).cos() * y * (1.0 - y);
        [u as f32, v as f32, 0.0]
    };
    let mut region = Region::new(
        "smooth",
        Geometry::Field(Field::of_places(size, (0..65536).map(value).collect())),
    );
    region.size = Some(size);
    region.alpha = Some(Grid::from_linear(size, &vec![0.5; 65536], 2.2));
    let warp = Warp {
        kind: Kind::Picture,
        regions: vec![region],
        date: None,
        notes: Vec::new(),
    };
    let meshed = warp.to_meshes(65, 65).unwrap();
    let again = meshed.to_fields(size).unwrap();
    let (one, other) = (
        warp.sampler(0, size).unwrap(),
        again.sampler(0, size).unwrap(),
    );
    let mut worst = 0.0f32;
    for at in 0..65536u32 {
        let pixel = Vec2::new((at % 256) as f32 + 0.5, (at / 256) as f32 + 0.5);
        let (a, b) = (one.at(pixel).unwrap(), other.at(pixel).unwrap());
        let (Seen::Picture(a_seen), Seen::Picture(b_seen)) = (a.seen, b.seen) else {
            panic!("pictures");
        };
        worst = worst.max((a_seen - b_seen).length() * 256.0);
        assert!(
            (a.weight[0] - b.weight[0]).abs() < 2e-4,
            "{:?} {:?}",
            a.weight,
            b.weight
        );
    }
    assert!(worst < 0.1, "{worst} pixels");
    // What was made can be written, and holds in what it was written to.
    let bytes = write_bourke(&meshed, &WriteOptions::default()).unwrap();
    let options = ReadOptions {
        aspect: Some(1.0),
        ..ReadOptions::default()
    };
    assert_eq!(
        read_bourke("it", &bytes, &options).unwrap().regions[0].geometry,
        meshed.regions[0].geometry
    );
    assert!(write_mpcdi(&again, &WriteOptions::default()).is_ok());
}

#[test]
fn a_mesh_that_folds_without_end_is_refused() {
    let corner = |x: f32, y: f32| Node {
        output: Vec2::new(x, y),
        picture: Vec2::splat(0.5),
        intensity: 1.0,
    };
    let mesh = Mesh {
        nodes: vec![corner(-9.0, -9.0), corner(20.0, -9.0), corner(-9.0, 20.0)],
        cells: Cells::Triangles(vec![[0, 1, 2]; 1000]),
        gamma: 1.0,
    };
    let mut warp = bent(2, 2);
    warp.regions[0].geometry = Geometry::Mesh(mesh);
    let refused = warp.sampler(0, [64, 64]).unwrap_err();
    assert!(matches!(refused, WarpError::TooMuch { .. }), "{refused}");
}

#[test]
fn formats_say_what_they_cannot_hold() {
    let bent = bent(5, 4);
    let cases: [(&str, Result<Vec<u8>, WarpError>); 5] = [
        ("intensities", write_obj(&bent, &WriteOptions::default())),
        (
            "at full intensity",
            write_domeprojection(&bent, &WriteOptions::default()),
        ),
        (
            "at full intensity",
            write_sgc(&bent, &WriteOptions::default()),
        ),
        ("draw it at its size", {
            let mut sized = bent.clone();
            sized.regions[0].size = Some([10, 10]);
            write_mpcdi(&sized, &WriteOptions::default())
        }),
        ("draw its mesh", write_pfm(&bent, &WriteOptions::default())),
    ];
    for (words, result) in cases {
        let error = result.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
