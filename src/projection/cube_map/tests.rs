#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use super::*;

const FRAMES: [(CubeLayout, [u32; 2]); 4] = [
    (CubeLayout::Cross, [2048, 1536]),
    (CubeLayout::Row, [6 * 512, 512]),
    (CubeLayout::ThreeByTwo, [3 * 512, 1024]),
    // Not in proportion: the rest stays dark.
    (CubeLayout::ThreeByTwo, [640, 480]),
];

#[test]
fn pixels_to_directions_and_back_within_a_hundredth() {
    for (layout, size) in FRAMES {
        let cube = CubeMap::new(layout, size, 0.3);
        let mut met = 0;
        for y in (0..size[1]).step_by(7) {
            for x in (0..size[0]).step_by(7) {
                let pixel = Vec2::new(x as f32 + 0.5, y as f32 + 0.5);
                let Some(direction) = cube.direction(pixel) else {
                    continue;
                };
                let back = cube.pixel(direction);
                assert!(back.distance(pixel) < 0.01, "{layout:?} {pixel} {back}");
                met += 1;
            }
        }
        assert!(met > 3000, "{layout:?} {met}");
    }
}

#[test]
fn each_side_is_where_its_layout_says() {
    let check = |layout, at: [f32; 2], expected: Vec3| {
        let (across, down) = shape(layout);
        let cube = CubeMap::new(layout, [across * 100, down * 100], 0.0);
        let found = cube.direction(Vec2::from(at) * 100.0).unwrap();
        assert!(
            found.dot(expected.normalize()) > 0.9999,
            "{layout:?} {at:?} {found}"
        );
    };
    check(CubeLayout::Cross, [1.5, 1.5], Vec3::NEG_Z);
    check(CubeLayout::Cross, [0.5, 1.5], Vec3::NEG_X);
    check(CubeLayout::Cross, [2.5, 1.5], Vec3::X);
    check(CubeLayout::Cross, [3.5, 1.5], Vec3::Z);
    check(CubeLayout::Cross, [1.5, 0.5], Vec3::Y);
    check(CubeLayout::Cross, [1.5, 2.5], Vec3::NEG_Y);
    for (index, side) in [
        Vec3::X,
        Vec3::NEG_X,
        Vec3::Y,
        Vec3::NEG_Y,
        Vec3::NEG_Z,
        Vec3::Z,
    ]
    .into_iter()
    .enumerate()
    {
        check(CubeLayout::Row, [index as f32 + 0.5, 0.5], side);
        let (column, row) = ((index % 3) as f32, (index / 3) as f32);
        check(CubeLayout::ThreeByTwo, [column + 0.5, row + 0.5], side);
    }
    // In the cross, what is one in the room is one on the frame.
    let front_and_top = Vec3::new(0.0, 1.0, -1.0);
    check(CubeLayout::Cross, [1.5, 0.999], front_and_top);
    check(CubeLayout::Cross, [1.5, 1.001], front_and_top);
    check(CubeLayout::Cross, [1.5, 2.001], Vec3::new(0.0, -1.0, -1.0));
    check(CubeLayout::Cross, [0.999, 1.5], Vec3::new(-1.0, 0.0, -1.0));
    check(CubeLayout::Cross, [2.999, 1.5], Vec3::new(1.0, 0.0, 1.0));
}

#[test]
fn a_map_is_what_it_was_made_from() {
    let cube = CubeMap::new(CubeLayout::Cross, [40, 32], 0.0);
    let map = cube.map();
    assert!(map.is_sane());
    // Sides of ten pixels, one row above and below; half of the layout is sides.
    assert!((map.lit_share() - 600.0 / 1280.0).abs() < 1e-6);
    assert_eq!(map.direction(15, 16), cube.direction(Vec2::new(15.5, 16.5)));
    assert_eq!(map.direction(0, 0), None);
}
