//! What the formats mean: where a pixel looks.

use std::f64::consts::FRAC_1_SQRT_2;

use glam::{DVec2, DVec3, Vec2, Vec3};
use welkin_warp::*;

use crate::samples;

fn sample(name: &str) -> Warp {
    let all = samples::all();
    let sample = all.iter().find(|sample| sample.name == name).unwrap();
    read(name, &sample.bytes, &sample.options).unwrap()
}

fn mesh(warp: &Warp) -> &Mesh {
    match &warp.regions[0].geometry {
        Geometry::Mesh(mesh) => mesh,
        other => panic!("{other:?} is no mesh"),
    }
}

fn close(one: Vec2, other: [f32; 2]) {
    assert!(
        (one - Vec2::from_array(other)).length() < 1e-5,
        "{one} is not {other:?}"
    );
}

#[test]
fn bourke_counts_upwards_and_by_its_aspect() {
    let warp = sample("rectangular.data");
    let nodes = &mesh(&warp).nodes;
    // The first line is the lower left corner; it shows u 0.16, v 0.03 from below.
    close(nodes[0].output, [0.0, 1.0]);
    close(nodes[0].picture, [0.160825, 0.9688]);
    close(nodes[8].output, [0.0, 0.0]);
    assert!(!nodes[11].is_drawn());
    assert_eq!(mesh(&warp).triangles().count(), 10);
    assert!((warp.regions[0].aspect.unwrap() - 1.77779).abs() < 1e-4);
    // With a wider output the same x is further in.
    close(
        mesh(&sample("rectangular-wide.data")).nodes[0].output,
        [-0.05555624, 1.0],
    );
}

#[test]
fn polar_meshes_meet_themselves() {
    let warp = sample("polar.data");
    assert_eq!(mesh(&warp).triangle_count(), 24);
    let sampler = warp.sampler(0, [400, 400]).unwrap();
    // Between the last column and the first, half way out.
    let at = Vec2::new(200.0 + 0.7 * 173.0, 200.0 + 0.7 * 100.0);
    assert!(sampler.at(at).is_some());
    let holes = sampler.at(Vec2::new(200.0, 200.0));
    assert_eq!(holes, None, "a polar mesh has a hole in the middle");
}

#[test]
fn obj_places_count_upwards() {
    let nodes = mesh(&sample("joined.obj")).nodes.clone();
    close(nodes[0].output, [0.0, 1.0]);
    close(nodes[0].picture, [0.0, 1.0]);
    let all = samples::all();
    let bytes = &all
        .iter()
        .find(|sample| sample.name == "joined.obj")
        .unwrap()
        .bytes;
    let wide = ReadOptions {
        aspect: Some(1.78),
        ..ReadOptions::default()
    };
    let wide = read("joined.obj", bytes, &wide).unwrap();
    assert_eq!(wide, sample("joined.obj"), "whatever the output's shape");
    let apart = sample("apart.obj");
    assert_eq!(
        mesh(&apart).nodes.len(),
        8,
        "two quads that share an edge but no place"
    );
    assert_eq!(mesh(&apart).triangles().count(), 4);
    assert_eq!(mesh(&sample("relative.obj")).nodes.len(), 3);
}

#[test]
fn csv_places_nodes_by_their_columns_and_rows() {
    let nodes = mesh(&sample("mesh.csv")).nodes.clone();
    close(nodes[2].output, [0.99, 0.01]);
    close(nodes[4].picture, [0.5, 0.91]);
    close(nodes[5].output, [1.0, 1.02]);
}

#[test]
fn simcad_moves_points_to_the_right_and_down() {
    let nodes = mesh(&sample("grid.simcad")).nodes.clone();
    close(nodes[0].output, [0.0, 10.0 / 1080.0]);
    close(nodes[2].output, [1.0 - 12.5 / 1920.0, -10.0 / 1080.0]);
    close(nodes[4].picture, [0.5, 0.5]);
}

#[test]
fn sgc_looks_through_its_view() {
    let warp = sample("grid.sgc");
    assert_eq!(warp.kind, Kind::View);
    close(mesh(&warp).nodes[0].picture, [0.1, 0.07]);
    let Some(Looked {
        seen: Seen::Ray { origin, direction },
        ..
    }) = warp
        .sampler(0, [300, 200])
        .unwrap()
        .at(Vec2::new(150.0, 100.0))
    else {
        panic!("a view sees rays");
    };
    assert_eq!(origin, Vec3::new(0.0, 0.5, -1.0));
    assert!(direction.is_normalized());
    let list = sample("list.sgc");
    assert_eq!(
        (list.kind, mesh(&list).triangles().count()),
        (Kind::Picture, 2)
    );
}

#[test]
fn pfm_rows_go_from_the_bottom_up() {
    let usual = sample("little.pfm");
    let flipped = sample("flipped.pfm");
    let value = |warp: &Warp, column, row| match &warp.regions[0].geometry {
        Geometry::Field(field) => field.value(column, row),
        _ => None,
    };
    let top = value(&usual, 0, 0).unwrap();
    assert!(top[1] < 0.1);
    assert_eq!(value(&flipped, 0, 3).unwrap()[1], 1.0 - top[1]);
    assert_eq!(value(&usual, 1, 1), None, "a hole");
    assert_eq!(sample("big.pfm").regions, usual.regions);
    assert_eq!(usual.regions[0].is_upright(), Some(true));
    assert_eq!(flipped.regions[0].is_upright(), Some(true), "turned twice");
}

#[test]
fn regions_of_2d_are_shares_of_their_buffers() {
    let warp = sample("2d-1.0.mpcdi");
    let ids: Vec<_> = warp
        .regions
        .iter()
        .map(|region| region.id.as_str())
        .collect();
    assert_eq!(ids, ["left & first", "right", "down"]);
    assert_eq!(warp.regions[2].buffer.id, "floor");
    let at = |region: usize, whole: bool| {
        let mut warp = warp.clone();
        warp.regions[region].whole_picture = whole;
        let looked = warp.sample(region, Vec2::new(0.5, 0.5)).unwrap();
        match looked.seen {
            Seen::Picture(place) => place,
            other => panic!("{other:?}"),
        }
    };
    let whole = at(1, true);
    close(at(1, false), [0.375 + 0.625 * whole.x, whole.y]);
}

#[test]
fn blends_and_black_levels_are_linear() {
    let warp = sample("2d-1.0.mpcdi");
    let looked = warp.sample(0, Vec2::new(0.5, 0.5)).unwrap();
    assert!((looked.weight[0] - (11.0f32 / 255.0).powf(2.2)).abs() < 1e-7);
    assert!((looked.lift[1] - (f32::from(0x553au16 + 0x4b) / 65535.0)).abs() < 0.01);
    assert_ne!(looked.lift[0], looked.lift[1]);
    let second = warp.sample(0, Vec2::new(1.5, 0.5)).unwrap();
    assert!((second.weight[0] - (48.0f32 / 255.0).powf(2.2)).abs() < 1e-7);
}

#[test]
fn frusta_look_as_pilots_do() {
    let looks = |yaw_deg, pitch_deg, roll_deg, place: [f64; 2]| {
        let frustum = Frustum {
            turn: Turn::Angles {
                yaw_deg,
                pitch_deg,
                roll_deg,
            },
            left_deg: -45.0,
            right_deg: 45.0,
            up_deg: 30.0,
            down_deg: -30.0,
            eye: [0.0; 3],
        };
        frustum.direction(DVec2::from_array(place))
    };
    let cases = [
        (
            looks(0.0, 0.0, 0.0, [0.5, 0.5]),
            [0.0, 0.0, -1.0],
            "the front",
        ),
        (
            looks(90.0, 0.0, 0.0, [0.5, 0.5]),
            [1.0, 0.0, 0.0],
            "yaw turns to the right",
        ),
        (
            looks(0.0, 90.0, 0.0, [0.5, 0.5]),
            [0.0, 1.0, 0.0],
            "pitch turns up",
        ),
        (
            looks(0.0, 0.0, 90.0, [1.0, 0.5]),
            [0.0, -FRAC_1_SQRT_2, -FRAC_1_SQRT_2],
            "roll lowers the right",
        ),
        (
            looks(0.0, 0.0, 0.0, [0.0, 0.5]),
            [-FRAC_1_SQRT_2, 0.0, -FRAC_1_SQRT_2],
            "left is left",
        ),
        (
            looks(0.0, 0.0, 0.0, [0.5, 0.0]),
            [0.0, 0.5, -0.8660254],
            "the first row is up",
        ),
    ];
    let ceiling = looks(-180.0, -90.0, 0.0, [0.5, 0.5]);
    let to_floor = (ceiling - DVec3::NEG_Y).length();
    assert!(
        to_floor < 1e-7,
        "a projector on the ceiling of a cube, as a converter writes it"
    );
    for (direction, expected, why) in cases {
        let away = (direction - DVec3::from_array(expected)).length();
        assert!(away < 1e-7, "{why}: {direction}");
    }
}

#[test]
fn points_come_in_metres_and_in_the_room_s_axes() {
    let warp = sample("a3.mpcdi");
    let raw = match &warp.regions[0].geometry {
        Geometry::Field(field) => field.value(1, 0).unwrap(),
        _ => panic!("a field"),
    };
    let Some(Looked { seen, .. }) = warp.sample(0, Vec2::new(1.5, 0.5)) else {
        panic!("mapped");
    };
    let expected = Vec3::from_array(raw) * 0.01;
    assert!(matches!(seen, Seen::Point(point) if (point - expected).length() < 1e-7));
    assert_eq!(
        warp.sample(0, Vec2::new(0.5, 0.5)),
        None,
        "NaN in depth is no point"
    );
    // In surveyors' axes (x right, y front, z up).
    let warp = sample("sl.mpcdi");
    let frame = warp.regions[0].frame.unwrap();
    let stands = frame.position_in_room();
    assert!(
        (stands - DVec3::new(0.99906, -0.70934, 0.70781)).length() < 1e-9,
        "{stands}"
    );
    let Some(Looked {
        seen: Seen::Point(point),
        ..
    }) = warp.sample(0, Vec2::new(1.5, 5.5))
    else {
        panic!("mapped");
    };
    let field = match &warp.regions[0].geometry {
        Geometry::Field(field) => field.value(1, 5).unwrap(),
        _ => panic!("a field"),
    };
    let expected = Vec3::new(field[0], field[2], -field[1]) * 0.0254;
    assert!((point - expected).length() < 1e-6, "{point} {expected}");
}

#[test]
fn a_lamp_without_points_lights_along_rays() {
    let mut warp = sample("sl.mpcdi");
    warp.regions[0].geometry = Geometry::Straight;
    let looked = warp.sample(0, Vec2::new(4.0, 3.0)).unwrap();
    let Seen::Ray { origin, .. } = looked.seen else {
        panic!("a ray");
    };
    assert!((origin - Vec3::new(0.99906, -0.70934, 0.70781)).length() < 1e-6);
}

#[test]
fn tables_are_handed_on() {
    let warp = sample("3d-2.0.mpcdi");
    let stages: Vec<_> = warp.regions[0]
        .luts
        .iter()
        .map(|lut| (lut.stage, lut.table.size))
        .collect();
    assert_eq!(
        stages,
        [
            (LutStage::Decode, [16, 1]),
            (LutStage::Correct, [4, 2]),
            (LutStage::Encode, [16, 1])
        ]
    );
    assert!(
        warp.notes.iter().any(|note| note.contains("Maker")),
        "{:?}",
        warp.notes
    );
}

#[test]
fn kinds_are_found_without_their_names() {
    for sample in samples::all() {
        let named = read(sample.name, &sample.bytes, &sample.options).unwrap();
        let nameless = read("warp", &sample.bytes, &sample.options).unwrap();
        assert_eq!(named.regions, nameless.regions, "{}", sample.name);
    }
}

#[test]
fn a_view_stands_where_its_frame_says() {
    let xml = r#"<MPCDI profile="3d" version="2.0"><display><buffer id="0"><region id="Left" xResolution="8"
        yResolution="4"><frustum><yaw>-90</yaw><pitch>0</pitch><roll>0</roll><rightAngle>20</rightAngle>
        <leftAngle>-20</leftAngle><upAngle>12</upAngle><downAngle>-12</downAngle></frustum><coordinateFrame>
        <posx>3</posx><posy>0.5</posy><posz>0</posz><yawx>0</yawx><yawy>-1</yawy><yawz>0</yawz><pitchx>1</pitchx>
        <pitchy>0</pitchy><pitchz>0</pitchz><rollx>0</rollx><rolly>0</rolly><rollz>-1</rollz></coordinateFrame>
        </region></buffer></display></MPCDI>"#;
    let warp = read("it.mpcdi.xml", xml.as_bytes(), &ReadOptions::default()).unwrap();
    let looked = warp.sample(0, Vec2::new(4.0, 2.0)).unwrap();
    let Seen::Ray { origin, direction } = looked.seen else {
        panic!("a ray");
    };
    assert_eq!(origin, Vec3::new(3.0, 0.5, 0.0));
    assert!(
        (direction - Vec3::NEG_X).length() < 1e-6,
        "it looks back at the middle: {direction}"
    );
    let thin = xml.replace(">20<", ">-19.99<");
    let warp = read("it.mpcdi.xml", thin.as_bytes(), &ReadOptions::default()).unwrap();
    assert!(
        warp.notes.iter().any(|note| note.contains("fisheye")),
        "{:?}",
        warp.notes
    );
}

/// One region on the right half of a picture, with a file set written where `set` is put.
fn half(before: &str, inside: &str, after: &str) -> Warp {
    let set = |set: &str| match set {
        "" => String::new(),
        attribute => format!(
            "<fileset {attribute}><geometryWarpFile><path>p.pfm</path></geometryWarpFile></fileset>"
        ),
    };
    let xml = format!(
        r#"<MPCDI profile="2d" version="1.0"><display><buffer id="b"><region id="r" xresolution="8" yresolution="4"
        x="0.5" y="0" xSize="0.5" ySize="1">{}</region></buffer></display><files>{}</files>{}</MPCDI>"#,
        set(inside),
        set(before),
        set(after)
    );
    let values: Vec<[f32; 3]> = (0..32)
        .map(|at| [0.5 + (at % 8) as f32 / 14.0, (at / 8) as f32 / 3.0, 0.0])
        .collect();
    let pfm = samples::pfm(8, 4, &values, false);
    let mut part = |path: &str| (path == "p.pfm").then(|| pfm.clone());
    read_mpcdi_folder("it", xml.as_bytes(), &mut part, &ReadOptions::default()).unwrap()
}

#[test]
fn file_sets_are_found_wherever_writers_put_them() {
    let usual = half("region=\"r\"", "", "");
    assert!(matches!(usual.regions[0].geometry, Geometry::Field(_)));
    assert_eq!(usual, half("", "", "region=\"r\""), "beside <files>");
    assert_eq!(usual, half("", " ", ""), "in its region");
    let note = |warp: &Warp| warp.notes.iter().any(|note| note.contains("whole picture"));
    assert!(
        note(&usual),
        "places that fill just the right half are told"
    );
    assert!(!note(&sample("2d-1.0.mpcdi")), "and no others");
}

#[test]
fn quaternions_and_angles_turn_the_same_way() {
    for at in 0..50 {
        let parts = [0.3, 0.7, 1.1, 1.9].map(|step: f32| (step * at as f32).sin());
        let turn = Turn::Quaternion(parts);
        let (one, other) = (turn.room_from_view(), turn.to_angles().room_from_view());
        assert!(
            one.dot(other).abs() > 1.0 - 1e-12,
            "{parts:?}: {one} {other}"
        );
    }
    // So a view of `.sgc` goes into MPCDI, where its eye is in the middle.
    let mut warp = sample("grid.sgc").to_fields([40, 30]).unwrap();
    warp.regions[0].id = "view".into();
    assert!(
        write_mpcdi(&warp, &WriteOptions::default()).is_err(),
        "its eye is elsewhere"
    );
    warp.regions[0].frustum.as_mut().unwrap().eye = [0.0; 3];
    let bytes = write_mpcdi(&warp, &WriteOptions::default()).unwrap();
    let again = read("it", &bytes, &ReadOptions::default()).unwrap();
    assert_eq!((again.kind, &again.regions), (warp.kind, &warp.regions));
}

#[test]
fn only_where_all_outputs_are_upside_down_is_it_said() {
    let read_back = |falls: &[bool]| -> Vec<String> {
        let region = |(at, falls): (usize, &bool)| {
            let v = if *falls { [0.9, 0.1] } else { [0.1, 0.9] };
            let field = Field::of_places([1, 2], v.map(|v| [0.5, v, 0.0]).to_vec());
            let mut region = Region::new(format!("r{at}"), Geometry::Field(field));
            region.size = Some([1, 2]);
            region
        };
        let warp = Warp {
            kind: Kind::Picture,
            regions: falls.iter().enumerate().map(region).collect(),
            date: None,
            notes: Vec::new(),
        };
        let bytes = write_mpcdi(&warp, &WriteOptions::default()).unwrap();
        read("m.mpcdi", &bytes, &ReadOptions::default())
            .unwrap()
            .notes
    };
    // Of a dome's projectors some always are.
    assert_eq!(read_back(&[true, false]), [""; 0]);
    assert_eq!(
        read_back(&[true]),
        [
            "the picture of \"r0\" is upside down; if it should not be, read it with its rows flipped"
        ]
    );
    assert!(read_back(&[true, true])[0].starts_with("the picture of all outputs is upside down"));
}
