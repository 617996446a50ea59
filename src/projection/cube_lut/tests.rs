#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use super::*;

/// Colours without a memory, from 0 to 1.
fn chance(index: usize) -> Vec3 {
    let part = |seed: u32| {
        let mut bits = (index as u32).wrapping_mul(0x9E37_79B1) ^ seed;
        bits = (bits ^ (bits >> 16)).wrapping_mul(0x7FEB_352D);
        (bits >> 8) as f32 / (1u32 << 24) as f32
    };
    Vec3::new(part(1), part(0x5bd1), part(0xabcdef))
}

fn warm(rgb: Vec3) -> Vec3 {
    Vec3::new(
        rgb.x.sqrt(),
        rgb.y * (0.4 + 0.6 * rgb.x),
        0.9 * rgb.z * rgb.z + 0.05 * rgb.x,
    )
}

#[test]
fn nothing_changes_by_the_identity() {
    for side in [2, 3, 17, 33] {
        let lut = CubeLut::identity(side);
        for index in 0..2000 {
            let rgb = chance(index);
            assert!(
                (lut.apply(rgb) - rgb).abs().max_element() < 1e-6,
                "{side} {rgb}"
            );
        }
    }
}

#[test]
fn places_are_exact_and_between_them_lies_between() {
    let lut = CubeLut::filled(9, warm);
    let LutTable::Cube { side, colours } = &lut.table else {
        panic!("a cube");
    };
    for (index, colour) in colours.iter().enumerate() {
        let at = Vec3::new(
            (index % side) as f32,
            (index / side % side) as f32,
            (index / side / side) as f32,
        ) / 8.0;
        assert_eq!(lut.apply(at).to_array(), *colour);
    }
    // A tetrahedron is flat: the middle of an edge and of the long diagonal are means.
    let mean = |a: Vec3, b: Vec3| (lut.apply(a) + lut.apply(b)) / 2.0;
    for step in [Vec3::X, Vec3::Y, Vec3::Z, Vec3::ONE] {
        let (from, to) = (Vec3::splat(0.25), Vec3::splat(0.25) + step / 8.0);
        assert!(lut.apply((from + to) / 2.0).distance(mean(from, to)) < 1e-6);
    }
    let fine = CubeLut::filled(65, warm);
    for index in 0..500 {
        let rgb = chance(index) * 0.9 + 0.1;
        assert!(fine.apply(rgb).distance(warm(rgb)) < 2e-3, "{rgb}");
    }
}

#[test]
fn tetrahedra_and_boxes_nearly_agree() {
    // The slow plain way: all eight corners.
    let lut = CubeLut::filled(17, warm);
    for index in 0..500 {
        let rgb = chance(index) * 0.9 + 0.1;
        let at = rgb * 16.0;
        let low = at.floor().min(Vec3::splat(15.0));
        let part = at - low;
        let mut sum = Vec3::ZERO;
        for corner in 0..8 {
            let side = Vec3::new(
                (corner & 1) as f32,
                (corner >> 1 & 1) as f32,
                (corner >> 2) as f32,
            );
            let share = part * side + (1.0 - part) * (1.0 - side);
            sum += lut.apply((low + side) / 16.0) * share.x * share.y * share.z;
        }
        assert!(lut.apply(rgb).distance(sum) < 4e-3, "{rgb}");
    }
}

#[test]
fn out_and_in_again_is_the_same() {
    let mut cube = CubeLut::filled(5, |rgb| {
        chance((rgb.dot(Vec3::new(4.0, 20.0, 100.0))) as usize) * 3.0 - 1.0
    });
    cube.title = "Kodak, warm".into();
    cube.domain_min = [-0.1, 0.0, 1e-7];
    cube.domain_max = [1.1, 2.0, 3.3];
    let curves = CubeLut {
        table: LutTable::Curves((0..100).map(|index| chance(index).to_array()).collect()),
        ..CubeLut::identity(2)
    };
    for lut in [cube, curves, CubeLut::identity(2)] {
        assert_eq!(read_cube(lut.write().as_bytes()).unwrap(), lut);
    }
}

#[test]
fn files_as_others_write_them_are_read() {
    let text = "\u{feff}# made by hand\r\nTITLE \"a b\"\r\n\r\nLUT_1D_SIZE 2\r\nDOMAIN_MIN 0 0 0\r\nDOMAIN_MAX 2 2 2\r\n  0 0.5 1e0 \r\n1 .5 0 # end\r\n\r\n";
    let lut = read_cube(text.as_bytes()).unwrap();
    assert_eq!(lut.title, "a b");
    assert_eq!(lut.apply(Vec3::ONE), Vec3::new(0.5, 0.5, 0.5));
    assert_eq!(lut.apply(Vec3::splat(9.0)), Vec3::new(1.0, 0.5, 0.0));
    assert_eq!(lut.apply(Vec3::splat(f32::NAN)), Vec3::new(0.0, 0.5, 1.0));
    let old = "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE -1 3\nSOMETHING_ELSE 7\n0 0 0\n1 1 1\n";
    let lut = read_cube(old.as_bytes()).unwrap();
    assert_eq!((lut.domain_min, lut.domain_max), ([-1.0; 3], [3.0; 3]));
}

#[test]
fn wrong_files_are_refused_with_the_line() {
    let check = |text: &str, expected: &str| {
        let error = read_cube(text.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), expected, "{text:?}");
    };
    check(
        "",
        "line 0: LUT_3D_SIZE or LUT_1D_SIZE must come before the colours",
    );
    check(
        "0 0 0\n",
        "line 1: LUT_3D_SIZE or LUT_1D_SIZE must come before the colours",
    );
    check(
        "LUT_1D_SIZE 3\n0 0 0\n1 1 1\n",
        "line 3: the file ends after 2 colours; the size asks for 3",
    );
    check(
        "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n\n1 1 1\n",
        "line 5: there are more than the 2 colours that the size asks for",
    );
    check(
        "LUT_3D_SIZE 130\n",
        "line 1: LUT_3D_SIZE is a whole number from 2 to 129, not \"130\"",
    );
    check(
        "LUT_3D_SIZE 18446744073709551617\n",
        "line 1: LUT_3D_SIZE is a whole number from 2 to 129, not \"18446744073709551617\"",
    );
    check(
        "LUT_3D_SIZE 2\nLUT_1D_SIZE 2\n",
        "line 2: the size is given twice; one table for each file",
    );
    check(
        "LUT_1D_SIZE 2\n0 0\n",
        "line 2: 3 finite numbers belong here, not \"0 0\"",
    );
    check(
        "LUT_1D_SIZE 2\nnan 0 0\n",
        "line 2: 3 finite numbers belong here, not \"nan 0 0\"",
    );
    check(
        "LUT_1D_SIZE 2\n0 1e99 0\n",
        "line 2: 3 finite numbers belong here, not \"0 1e99 0\"",
    );
    check(
        "LUT_1D_SIZE 2\n0 0 0 0\n",
        "line 2: 3 finite numbers belong here, not \"0 0 0 0\"",
    );
    check(
        "LUT_1D_SIZE 2\nDOMAIN_MAX 0 1 1\n0 0 0\n1 1 1\n",
        "line 4: DOMAIN_MAX must be above DOMAIN_MIN in every channel",
    );
    check(
        "LUT_1D_SIZE 2\n0 0 0\nTITLE late\n",
        "line 3: \"TITLE\" must come before the colours",
    );
}

#[test]
fn noise_is_never_more_than_refused() {
    let words = [
        "LUT_3D_SIZE 2",
        "LUT_1D_SIZE 2",
        "0 0 0",
        "1 2",
        "DOMAIN_MIN",
        "#",
        "\0\u{fffd}",
        "1e999 - +",
        "TITLE",
    ];
    for case in 0..20_000 {
        let pick = |place: usize| {
            words[(chance(case * 16 + place).x * words.len() as f32) as usize % words.len()]
        };
        let text: Vec<&str> = (0..12).map(pick).collect();
        if let Ok(lut) = read_cube(text.join("\n").as_bytes()) {
            assert!(lut.apply(Vec3::splat(0.3)).is_finite());
        }
    }
    assert!(read_cube(&[0xff, 0xfe, 0, 1, 2]).is_err());
}

#[test]
fn texels_are_the_table() {
    let lut = CubeLut::filled(5, warm);
    let texels = lut.texels(5);
    assert_eq!(texels.len(), 125);
    let [red, green, blue, alpha] = texels[1 + 2 * 5 + 3 * 25];
    assert_eq!(
        Vec3::new(red, green, blue),
        warm(Vec3::new(0.25, 0.5, 0.75))
    );
    assert_eq!(alpha, 1.0);
}
