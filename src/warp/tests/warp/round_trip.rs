//! Every file out and in again unchanged.

use welkin_warp::*;

use crate::samples;

type Writer = fn(&Warp, &WriteOptions) -> Result<Vec<u8>, WarpError>;

fn writer(name: &str) -> Writer {
    match name.rsplit('.').next().unwrap_or_default() {
        "data" => write_bourke,
        "obj" => write_obj,
        "pfm" => write_pfm,
        "csv" => write_domeprojection,
        "sgc" => write_sgc,
        "simcad" => write_simcad,
        _ => write_mpcdi,
    }
}

/// Options that write what these read.
fn written_as(options: &ReadOptions) -> WriteOptions {
    WriteOptions {
        flip_rows: options.flip_rows,
        flip_v: options.flip_v,
        aspect: options.aspect,
        ..WriteOptions::default()
    }
}

fn same(name: &str, one: &Warp, other: &Warp) {
    assert_eq!(one.kind, other.kind, "{name}");
    assert_eq!(one.regions, other.regions, "{name}");
}

#[test]
fn every_file_is_the_same_after_out_and_in() {
    for sample in samples::all() {
        let read = read(sample.name, &sample.bytes, &sample.options).unwrap();
        let mut options = written_as(&sample.options);
        for big_endian in [false, true] {
            options.big_endian = big_endian;
            let bytes = writer(sample.name)(&read, &options).unwrap();
            let again = welkin_warp::read(sample.name, &bytes, &sample.options).unwrap();
            same(sample.name, &read, &again);
            let twice = writer(sample.name)(&again, &options).unwrap();
            assert_eq!(bytes, twice, "{}: the bytes", sample.name);
        }
    }
}

#[test]
fn pfm_comes_out_byte_by_byte() {
    for sample in samples::all()
        .iter()
        .filter(|sample| sample.name.ends_with(".pfm"))
    {
        // Turning v is a calculation; all else is the same bits.
        if sample.options.flip_v {
            continue;
        }
        let warp = read(sample.name, &sample.bytes, &sample.options).unwrap();
        let mut options = written_as(&sample.options);
        options.big_endian = sample.bytes.windows(5).any(|five| five == b"\n1.0\n");
        let bytes = write_pfm(&warp, &options).unwrap();
        let values = |bytes: &[u8]| bytes[bytes.len() - 5 * 4 * 12..].to_vec();
        assert_eq!(values(&sample.bytes), values(&bytes), "{}", sample.name);
    }
}

#[test]
fn text_comes_out_in_the_numbers_it_came_in() {
    let wanted = ["rectangular.data", "polar.data", "joined.obj"];
    let all = samples::all();
    for sample in all.iter().filter(|sample| wanted.contains(&sample.name)) {
        let warp = read(sample.name, &sample.bytes, &sample.options).unwrap();
        let bytes = writer(sample.name)(&warp, &written_as(&sample.options)).unwrap();
        let (before, after) = (numbers(&sample.bytes), numbers(&bytes));
        assert_eq!(before.len(), after.len(), "{}", sample.name);
        for (before, after) in before.iter().zip(&after) {
            // Places are kept in 24 bits, 2^-25 of a frame; x counts twice the aspect in it.
            assert!(
                (before - after).abs() < 1.2e-7,
                "{}: {before} {after}",
                sample.name
            );
        }
    }
}

/// The numbers of nodes in a text.
fn numbers(bytes: &[u8]) -> Vec<f64> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let is_node =
        |line: &&str| line.starts_with(['v', '-', '0', '1', '2']) && !line.starts_with("vn");
    let words = |line: &str| -> Vec<f64> {
        let words = line.split_whitespace().filter_map(|word| word.parse().ok());
        // OBJ has a third number that means nothing.
        words
            .take(if line.starts_with('v') { 2 } else { 5 })
            .collect()
    };
    text.lines().filter(is_node).flat_map(words).collect()
}

#[test]
fn both_versions_hold_the_same() {
    for sample in samples::all()
        .iter()
        .filter(|sample| sample.name.contains("mpcdi"))
    {
        let mut warp = read(sample.name, &sample.bytes, &sample.options).unwrap();
        warp.regions
            .iter_mut()
            .for_each(|region| region.luts.clear());
        for version in [MpcdiVersion::V1, MpcdiVersion::V2] {
            let options = WriteOptions {
                version,
                ..written_as(&sample.options)
            };
            let files = write_mpcdi_folder(&warp, &options).unwrap();
            let mut part = |path: &str| {
                files
                    .iter()
                    .find(|(name, _)| name == path)
                    .map(|(_, bytes)| bytes.clone())
            };
            let again =
                read_mpcdi_folder("folder", &files[0].1, &mut part, &sample.options).unwrap();
            same(sample.name, &warp, &again);
            assert_eq!(
                warp.date.is_some(),
                sample.name != "a3.mpcdi" && sample.name != "sl.mpcdi"
            );
        }
    }
}

#[test]
fn any_node_comes_back_bit_by_bit() {
    // Seeded chance: places with all 24 bits, tiny ones, and some that are not drawn.
    let mut state = 7u64;
    let mut chance = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 40) as f32 / (1u64 << 24) as f32
    };
    // Places that files can give are shares of 2^30.
    let mut place = |small: bool| {
        let scale = if small { 1e-7 } else { 1.0 };
        ((f64::from(chance()) * scale * 1073741824.0).round() / 1073741824.0) as f32
    };
    let mut nodes = Vec::new();
    for at in 0..4000 {
        let output = glam::Vec2::new(place(at % 7 == 0), place(at % 11 == 0));
        let picture = glam::Vec2::new(place(at % 5 == 0), place(at % 3 == 0));
        let intensity = 1.0;
        nodes.push(Node {
            output,
            picture,
            intensity,
        });
    }
    let cells = Cells::Grid {
        columns: 80,
        rows: 50,
        wraps: false,
    };
    let mesh = Mesh {
        nodes,
        cells,
        gamma: 2.2,
    };
    let warp = Warp {
        kind: Kind::Picture,
        regions: vec![Region::new("", Geometry::Mesh(mesh))],
        date: None,
        notes: Vec::new(),
    };
    let writing = WriteOptions {
        aspect: Some(16.0 / 9.0),
        ..WriteOptions::default()
    };
    let reading = ReadOptions {
        aspect: writing.aspect,
        ..ReadOptions::default()
    };
    for name in ["it.data", "it.csv"] {
        let bytes = writer(name)(&warp, &writing).unwrap();
        let again = read(name, &bytes, &reading).unwrap();
        assert_eq!(differing(&warp, &again), None, "{name}");
    }
    let bytes = write_obj(&warp, &writing).unwrap();
    let again = read_obj("it", &bytes, &reading).unwrap();
    assert_eq!(differing(&warp, &again), None, "obj");
}

/// The first node that is not the same bit by bit; triangles have to be the same.
fn differing(one: &Warp, other: &Warp) -> Option<(Node, Node)> {
    let (Geometry::Mesh(one), Geometry::Mesh(other)) =
        (&one.regions[0].geometry, &other.regions[0].geometry)
    else {
        panic!("both are meshes");
    };
    assert!(one.drawn_triangles().eq(other.drawn_triangles()));
    let mut pairs = one.nodes.iter().copied().zip(other.nodes.iter().copied());
    pairs.find(|(one, other)| one != other)
}

#[test]
fn places_that_calculating_moves_a_little_come_back() {
    // The first place was −0 on its way in and 0 on its way back; the largest x of the others is no short
    // number, and tells the aspect.
    let obj = "v -1.0000000000145 1 0\nv 1.5 1 0\nv 1 -1 0\nvt 0 1\nvt 1 1\nvt -0 0.125\nf 1 2 3\n";
    let data = "2\n2 2\n-1 0.98 0 1 1\n0.9914384 1.0185185 1 1 1\n1.0000007152557373 0 nan 0.5 1\n1 -1 1 0 0.1\n";
    let almost = "2\n2 2\n-1.00000001 -1 0 0 1\n1.00000001 -1 1 0 1\n-1 1 0 1 1\n1 1 1 1 1\n";
    for (name, text, aspect) in [
        ("it.obj", obj, Some(1.7)),
        ("it.data", data, None),
        ("it.data", almost, None),
    ] {
        let reading = ReadOptions {
            aspect,
            ..ReadOptions::default()
        };
        let writing = WriteOptions {
            aspect,
            ..WriteOptions::default()
        };
        let warp = read(name, text.as_bytes(), &reading).unwrap();
        let bytes = writer(name)(&warp, &writing).unwrap();
        let again = read(name, &bytes, &reading).unwrap();
        same(name, &warp, &again);
    }
}
