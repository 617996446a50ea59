#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::f32::consts::PI;

use glam::Vec2;
use welkin_installation::Surface;

use super::gltf::read_gltf;
use super::mesh::MeshError;
use super::obj::read_obj;
use super::*;

fn ray(origin: [f64; 3], towards: [f64; 3]) -> ExactRay {
    ExactRay {
        origin: DVec3::from(origin),
        direction: DVec3::from(towards).normalize(),
    }
}

fn room(sides: BoxSides) -> Surface {
    Surface::Box {
        width_m: 6.0,
        depth_m: 8.0,
        height_m: 3.0,
        ear_height_m: 1.0,
        sides,
    }
}

const ALL: BoxSides = BoxSides {
    front: true,
    back: true,
    left: true,
    right: true,
    floor: true,
    ceiling: true,
};

fn round() -> Surface {
    Surface::Cylinder {
        radius_m: 3.0,
        bottom_m: -1.0,
        top_m: 2.0,
        arc: 4.0,
        content: Content::Surface,
    }
}

fn dome(tilt: f32) -> Surface {
    Surface::Dome {
        radius_m: 5.0,
        tilt,
        fov: PI,
    }
}

const WALL: Surface = Surface::Wall {
    width_m: 4.0,
    height_m: 2.0,
    distance_m: 3.0,
};

fn check(surface: Surface, origin: [f64; 3], towards: [f64; 3], expected: [f64; 3]) {
    let screen = Screen::new(surface, None).unwrap();
    let hit = screen.meet(&ray(origin, towards)).lit();
    let hit = hit.unwrap_or_else(|| panic!("{surface:?} {origin:?} {towards:?}"));
    assert!(
        hit.point.distance(DVec3::from(expected)) < 1e-6,
        "{surface:?} {hit:?}"
    );
    assert!((hit.normal.length() - 1.0).abs() < 1e-9);
    assert!(hit.normal.dot(hit.point) < 0.0, "inwards: {hit:?}");
}

fn check_meets(surface: Surface, origin: [f64; 3], towards: [f64; 3], expected: Meeting) {
    let screen = Screen::new(surface, None).unwrap();
    assert_eq!(
        screen.meet(&ray(origin, towards)),
        expected,
        "{surface:?} {origin:?}"
    );
}

#[test]
fn light_meets_what_is_in_front_of_it() {
    check(
        dome(0.0),
        [0.0, -1.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 5.0, 0.0],
    );
    check(
        dome(0.0),
        [3.0, 0.0, 0.0],
        [-1.0, 0.0, 0.0],
        [-5.0, 0.0, 0.0],
    );
    // From far below, in by the opening.
    check(
        dome(0.0),
        [0.0, -20.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.0, 5.0, 0.0],
    );
    check_meets(
        dome(0.0),
        [0.0, 0.0, 0.0],
        [0.0, -1.0, 0.0],
        Meeting::Nothing,
    );
    check_meets(dome(0.0), [0.0, 20.0, 0.0], [0.0, -1.0, 0.0], Meeting::Back);
    // A dome that leans to the front ends above the horizon behind.
    check_meets(dome(0.5), [0.0; 3], [0.0, 0.2, 1.0], Meeting::Nothing);
    check(
        dome(0.5),
        [0.0; 3],
        [0.0, -0.4, -1.0],
        [0.0, -5.0 * 0.4 / 1.16_f64.sqrt(), -5.0 / 1.16_f64.sqrt()],
    );

    check(round(), [0.0, 1.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, -3.0]);
    check(round(), [0.0, 0.0, 0.0], [1.0, 0.5, 0.0], [3.0, 1.5, 0.0]);
    check_meets(round(), [0.0; 3], [0.0, 0.0, 1.0], Meeting::Nothing);
    check_meets(round(), [0.0; 3], [1.0, 0.8, 0.0], Meeting::Nothing);
    check_meets(round(), [0.0, 0.0, -9.0], [0.0, 0.0, 1.0], Meeting::Back);
    // Over the rear, which is open, and in over the top.
    check(round(), [0.0, 0.0, 9.0], [0.0, 0.0, -1.0], [0.0, 0.0, -3.0]);

    check(WALL, [1.0, 0.5, 2.0], [0.0, 0.0, -1.0], [1.0, 0.5, -3.0]);
    check_meets(WALL, [0.0, 0.0, -5.0], [0.0, 0.0, 1.0], Meeting::Back);
    check_meets(WALL, [0.0; 3], [1.0, 0.0, 0.0], Meeting::Nothing);
    check_meets(WALL, [2.5, 0.0, 0.0], [0.0, 0.0, -1.0], Meeting::Nothing);

    check(room(ALL), [0.0; 3], [0.0, 1.0, 0.0], [0.0, 2.0, 0.0]);
    check(room(ALL), [1.0, 0.5, 0.0], [1.0, 0.0, 0.0], [3.0, 0.5, 0.0]);
    check(
        room(ALL),
        [1.0, 0.5, 0.0],
        [0.0, -1.0, 0.0],
        [1.0, -1.0, 0.0],
    );
    check_meets(room(ALL), [0.0, 0.0, -9.0], [0.0, 0.0, 1.0], Meeting::Back);
    // Through a side that is not there.
    let open = BoxSides { back: false, ..ALL };
    check(
        room(open),
        [0.0, 0.0, 9.0],
        [0.0, 0.0, -1.0],
        [0.0, 0.0, -4.0],
    );
}

/// The first side that light meets is what a slow search over many small steps finds.
#[test]
fn nothing_is_met_before_what_is_met() {
    for surface in [
        dome(0.4),
        round(),
        WALL,
        room(ALL),
        Surface::Sphere { radius_m: 4.0 },
    ] {
        let screen = Screen::new(surface, None).unwrap();
        let mut met = 0;
        for step in 0..1600 {
            let number = |salt: f64| ((f64::from(step) * 12.9898 + salt) * 78.233).sin();
            let origin = DVec3::new(number(1.0), number(2.0) * 0.5, number(3.0)) * 1.5;
            let direction = DVec3::new(number(4.0), number(5.0), number(6.0)).normalize();
            let Some(hit) = screen.meet(&ExactRay { origin, direction }).lit() else {
                continue;
            };
            met += 1;
            assert!(screen.is_reached(origin, hit.point), "{surface:?} {hit:?}");
            assert!((origin + direction * hit.distance).distance(hit.point) < 1e-9);
            // What is seen from the middle in that direction is the same point.
            let seen = screen.seen(hit.point).unwrap();
            assert!(
                seen.point.distance(hit.point) < 1e-6,
                "{surface:?} {hit:?} {seen:?}"
            );
        }
        assert!(met > 20, "{surface:?} {met}");
    }
}

const SQUARE: &str = "# a wall\nv -2 -1 -3\nv 2 -1 -3\nv 2 1 -3\nv -2 1 -3\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nf 1/1 2/2 3/3 4/4\n";

#[test]
fn a_mesh_of_a_wall_is_a_wall() {
    let mesh = read_obj(SQUARE.as_bytes()).unwrap();
    assert_eq!(mesh.triangles().len(), 2);
    let wall = Screen::new(WALL, None).unwrap();
    for content in [Content::Surface, Content::Directions] {
        let screen = Screen::new(Surface::Mesh { content }, Some(mesh.clone())).unwrap();
        for step in 0..200 {
            let at = DVec3::new(
                (f64::from(step) * 0.37).sin() * 2.2,
                (f64::from(step) * 0.77).cos() * 1.2,
                -3.0,
            );
            let ray = ray([0.3, 0.2, 1.0], [at.x - 0.3, at.y - 0.2, at.z - 1.0]);
            let (a, b) = (screen.meet(&ray).lit(), wall.meet(&ray).lit());
            assert_eq!(a.is_some(), b.is_some(), "{at}");
            if let (Some(a), Some(b)) = (a, b) {
                assert!(a.point.distance(b.point) < 1e-9 && a.normal.distance(b.normal) < 1e-9);
                assert!(a.uv.unwrap().distance(b.uv.unwrap()) < 1e-6, "{a:?} {b:?}");
            }
        }
        let back = screen.meet(&ray([0.0, 0.0, -9.0], [0.0, 0.0, 1.0]));
        assert_eq!(back == Meeting::Back, content == Content::Directions);
    }
}

/// A ball of many triangles, found by its tree and one by one.
#[test]
fn the_tree_finds_what_each_triangle_tells() {
    let (rings, around) = (24_u32, 40_u32);
    let mut text = String::new();
    for ring in 0..=rings {
        for step in 0..around {
            let (sin, cos) = (PI * ring as f32 / rings as f32).sin_cos();
            let (across, ahead) = (2.0 * PI * step as f32 / around as f32).sin_cos();
            text += &format!(
                "v {} {} {}\n",
                5.0 * sin * across,
                5.0 * cos,
                5.0 * sin * ahead
            );
        }
    }
    for ring in 0..rings {
        for step in 0..around {
            let at = |ring: u32, step: u32| ring * around + step % around + 1;
            let (a, b) = (at(ring, step), at(ring, step + 1));
            let (c, d) = (at(ring + 1, step + 1), at(ring + 1, step));
            text += &format!("f {a} {b} {c} {d}\n");
        }
    }
    let mesh = read_obj(text.as_bytes()).unwrap();
    let surface = Surface::Mesh {
        content: Content::Directions,
    };
    let tree = Tree::new(mesh.clone());
    let screen = Screen::new(surface, Some(mesh.clone())).unwrap();
    for step in 0..300 {
        let number = |salt: f64| ((f64::from(step) * 12.9898 + salt) * 78.233).sin();
        let origin = DVec3::new(number(1.0), number(2.0), number(3.0)) * 2.0;
        let direction = DVec3::new(number(4.0), number(5.0), number(6.0)).normalize();
        let ray = ExactRay { origin, direction };
        let slow = mesh.triangles().iter().filter_map(|one| {
            let only = Mesh::new(mesh.vertices().to_vec(), Vec::new(), vec![*one]).unwrap();
            let hit = Tree::new(only).meet(&ray)?;
            Some(hit.distance)
        });
        // One in ten is looked for slowly.
        if step % 10 == 0 {
            let slow = slow.fold(f64::INFINITY, f64::min);
            assert!((tree.meet(&ray).unwrap().distance - slow).abs() < 1e-9);
        }
        let hit = screen.meet(&ray).lit().unwrap();
        assert!((hit.point.length() - 5.0).abs() < 0.06, "{hit:?}");
        assert!(screen.is_reached(origin, hit.point));
    }
}

#[test]
fn obj_files_of_many_kinds_are_read() {
    let fan = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv -1 0.5 0\nf -5 -4 -3 -2 -1\n";
    let mesh = read_obj(fan.as_bytes()).unwrap();
    assert_eq!((mesh.triangles().len(), mesh.has_places()), (3, false));
    let check = |text: &str, expected: &str| {
        assert_eq!(
            read_obj(text.as_bytes()).unwrap_err().to_string(),
            expected,
            "{text}"
        );
    };
    check("", "there are no triangles in it");
    check("v 0 0", "line 1: a vertex is three numbers");
    check(
        "v 0 0 0\nf 1 1 9",
        "line 2: a face names a vertex that there is not",
    );
    check(
        "v 0 0 0\nf 1 1 -9223372036854775808",
        "line 2: a face names a vertex that there is not",
    );
    check(
        "v 0 0 0\nf 1 1",
        "line 2: a face has fewer than three corners",
    );
    check("v 0 0 0\nf 1 1 1", "there are no triangles in it");
    check(
        "v 0 0 nan\nv 1 0 0\nv 0 1 0\nf 1 2 3",
        "vertex 0 is not a place in a room",
    );
    check(
        "v 0 0 0\nf 1/2 1 1",
        "line 2: a face names a texture place that there is not",
    );
}

/// A triangle, as binary glTF, moved two metres ahead by its node.
fn triangle_glb() -> Vec<u8> {
    let mut data = Vec::new();
    for number in [-1.0_f32, -1.0, 0.0, 1.0, -1.0, 0.0, 0.0, 1.0, 0.0] {
        data.extend(number.to_le_bytes());
    }
    for number in [0.0_f32, 1.0, 1.0, 1.0, 0.5, 0.0] {
        data.extend(number.to_le_bytes());
    }
    data.extend([0, 0, 1, 0, 2, 0, 0, 0]);
    let mut text = format!(
        r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{{"translation":[0,0,-2],"children":[1]}},{{"mesh":0,"scale":[2,2,2]}}],"meshes":[{{"primitives":[{{"attributes":{{"POSITION":0,"TEXCOORD_0":1}},"indices":2}}]}}],"accessors":[{{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}},{{"bufferView":1,"componentType":5126,"count":3,"type":"VEC2"}},{{"bufferView":2,"componentType":5123,"count":3,"type":"SCALAR"}}],"bufferViews":[{{"buffer":0,"byteLength":36}},{{"buffer":0,"byteOffset":36,"byteLength":24}},{{"buffer":0,"byteOffset":60,"byteLength":6}}],"buffers":[{{"byteLength":{}}}]}}"#,
        data.len()
    );
    while text.len() % 4 != 0 {
        text.push(' ');
    }
    let mut file = b"glTF\x02\0\0\0".to_vec();
    file.extend(((12 + 8 + text.len() + 8 + data.len()) as u32).to_le_bytes());
    file.extend((text.len() as u32).to_le_bytes());
    file.extend(b"JSON");
    file.extend(text.as_bytes());
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(b"BIN\0");
    file.extend(data);
    file
}

#[test]
fn a_gltf_is_read_where_its_nodes_put_it() {
    let mesh = read_gltf(&triangle_glb()).unwrap();
    assert_eq!(mesh.vertices()[0], Vec3::new(-2.0, -2.0, -2.0));
    assert_eq!(mesh.vertices()[2], Vec3::new(0.0, 2.0, -2.0));
    assert!(mesh.has_places());
    let surface = Surface::Mesh {
        content: Content::Surface,
    };
    let screen = Screen::new(surface, Some(mesh)).unwrap();
    let hit = screen.seen(DVec3::NEG_Z).unwrap();
    assert!((hit.distance - 2.0).abs() < 1e-9);
    assert!(hit.uv.unwrap().as_vec2().distance(Vec2::new(0.5, 0.5)) < 1e-6);
    let elsewhere = br#"{"buffers":[{"uri":"room.bin"}]}"#;
    assert_eq!(
        read_gltf(elsewhere).unwrap_err(),
        MeshError::Form("its data is in another file; save it as .glb".into())
    );
    let embedded = br#"{"buffers":[{"uri":"data:application/octet-stream;base64,AAAAAA=="}]}"#;
    assert_eq!(read_gltf(embedded).unwrap_err(), MeshError::Empty);
}

/// Whatever the bytes, there is an answer.
#[test]
fn broken_meshes_never_panic() {
    let mut state = 1_u32;
    let mut chance = |below: usize| {
        state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        (state >> 8) as usize % below
    };
    let bits: [&[u8]; 8] = [
        b"-1",
        b"99999999999",
        b"[]",
        b"nan",
        b"/",
        b"f 1 2 3\n",
        b"0,",
        b"\xff",
    ];
    let (mut right, mut wrong) = (0, 0);
    for round in 0..6000 {
        let is_obj = round % 2 == 0;
        let mut bytes = if is_obj {
            SQUARE.as_bytes().to_vec()
        } else {
            triangle_glb()
        };
        for _ in 0..=chance(3) {
            let at = chance(bytes.len());
            match chance(4) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = chance(256) as u8,
                2 => {
                    let bit = bits[chance(bits.len())];
                    bytes.splice(at..at, bit.iter().copied());
                }
                _ => bytes[at] ^= 1 << chance(8),
            }
        }
        let mesh = if is_obj {
            read_obj(&bytes)
        } else {
            read_gltf(&bytes)
        };
        match mesh {
            Ok(mesh) => {
                right += 1;
                let hit = Tree::new(mesh).meet(&ray([0.0; 3], [0.01, 0.02, -1.0]));
                assert!(hit.is_none_or(|hit| hit.point.is_finite()));
            }
            Err(_) => wrong += 1,
        }
    }
    assert!(right > 100 && wrong > 1000, "{right} {wrong}");
    // Nodes that show the same mesh again and again do not fill the memory.
    let many = "0,".repeat(60_000) + "0";
    let text = String::from_utf8_lossy(&triangle_glb()[20..]).into_owned();
    let json = text[..text.find("BIN").unwrap() - 4]
        .replace(r#""nodes":[0]"#, &format!(r#""nodes":[{many}]"#));
    let circle = json.replace(r#""mesh":0"#, r#""children":[0]"#);
    let data = "A".repeat(92);
    let uri = |json: &str| {
        json.replace(
            r#""byteLength":68}]"#,
            &format!(r#""uri":"data:;base64,{data}"}}]"#),
        )
    };
    assert!(read_gltf(uri(&json).as_bytes()).is_err());
    assert!(read_gltf(uri(&circle).as_bytes()).is_err());
}

#[test]
fn what_stands_nowhere_is_no_screen() {
    let surface = Surface::Mesh {
        content: Content::Surface,
    };
    let bare = read_obj(b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3").unwrap();
    for (surface, mesh, expected) in [
        (Surface::Mirrored, None, ScreenError::Nowhere),
        (Surface::Cube { soften: 0.0 }, None, ScreenError::Nowhere),
        (surface, None, ScreenError::NoTriangles),
        (surface, Some(bare), ScreenError::NoPlaces),
    ] {
        assert_eq!(Screen::new(surface, mesh).unwrap_err(), expected);
    }
    let screen = Screen::new(WALL, None).unwrap();
    for bad in [f64::NAN, f64::INFINITY, 0.0] {
        assert_eq!(
            screen.meet(&ExactRay {
                origin: DVec3::splat(bad),
                direction: DVec3::splat(bad)
            }),
            Meeting::Nothing
        );
    }
}

#[test]
fn points_of_a_file_are_places_in_the_room() {
    let screen = Screen::new(WALL, None).unwrap();
    let seen =
        |azimuth: f32, elevation: f32| screen.point(PointAt::Direction { azimuth, elevation });
    let found = seen(0.3, 0.2).unwrap();
    let (x, y) = (-3.0 * 0.3_f64.tan(), 3.0 * 0.2_f64.tan() / 0.3_f64.cos());
    assert!(found.distance(DVec3::new(x, y, -3.0)) < 1e-6, "{found}");
    assert_eq!(seen(PI, 0.0), None);
    assert_eq!(
        screen.point(PointAt::Point([1.0, 2.0, 3.0])),
        Some(DVec3::new(1.0, 2.0, 3.0))
    );
}
