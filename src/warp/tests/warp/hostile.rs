//! Files that are wrong: each is refused with words that say where and what.

use welkin_warp::*;

use crate::samples;

fn refused(name: &str, bytes: &[u8], words: &str) {
    let error = match read(name, bytes, &ReadOptions::default()) {
        Ok(_) => panic!("{name} is read, not refused for {words:?}"),
        Err(error) => error.to_string(),
    };
    assert!(
        error.contains(words) && error.contains(name),
        "{error:?} does not say {words:?}"
    );
}

#[test]
fn wrong_text_is_refused_with_its_line() {
    let cases: &[(&str, &str, &str)] = &[
        ("empty.data", "", "there is no line with the type"),
        ("it.data", "3\n2 2\n", "line 1: \"3\" is no type of mesh"),
        ("it.data", "2\n2\n", "line 2: write columns and rows"),
        ("it.data", "2\n2 2 2\n", "line 2: write columns and rows"),
        ("it.data", "2\n1 5\n0 0 0 0 1\n", "at least 2 columns"),
        (
            "it.data",
            "2\n32000 32000\n0 0 0 0 1\n",
            "more than the file has lines for",
        ),
        ("it.data", "2\n4294967297 2\n", "line 2"),
        (
            "it.data",
            "2\n2 2\n0.00 0 0 0 1\n0.00 0.0 0 0 1\n\n0 0 0 0 1\n",
            "1 nodes of 2 × 2 are missing",
        ),
        (
            "it.data",
            "2\n2 2\n0 0 0 0 1\n0 inf 0 0 1\n0 0 0 0 1\n0 0 0 0 1\n",
            "line 4: \"inf\" is infinite",
        ),
        (
            "it.data",
            "2\n2 2\n0 0 0 0 1\n0 1e99 0 0 1\n0 0 0 0 1\n0 0 0 0 1\n",
            "line 4: ",
        ),
        (
            "it.data",
            "2\n2 2\n0 0 0 0\n0 0 0 0 1\n0 0 0 0 1\n0 0 0 0 1\n",
            "line 3: a node has five numbers",
        ),
        (
            "it.data",
            "2\n2 2\n0 0 0 0 1\n0 0 0 0 1\n0 0 0 0 1\n0 0 0 0 1\n0 0 0 0 1\n",
            "line 7: ",
        ),
        (
            "it.obj",
            "v 0 0\nvt 0 0\nf 1 2 3\n",
            "line 3: a corner names a place that is not in the file",
        ),
        ("it.obj", "v 0 0\nvt 0 0\nf 0 1 1\n", "line 3: corner \"0\""),
        (
            "it.obj",
            "v 0 0\nvt 0 0\nf -2 1 1\n",
            "names what is not there",
        ),
        ("it.obj", "v 0 0\nvt 0 0\nf 1 1\n", "line 3: a face has 3"),
        (
            "it.obj",
            "v 0 0\nvt 0 0\nf 99999999999999999999 1 1\n",
            "is no corner",
        ),
        ("it.obj", "v 0 x\n", "line 1: \"x\" is no number"),
        ("it.obj", "v 0 0\n", "there are none"),
        (
            "it.csv",
            "x;y;u;v;col;row\n0;0;0;0;0;0\n",
            "at least 2 columns",
        ),
        (
            "it.csv",
            "0;0;0;0;0;0\n0;0;0;0;1;1\n",
            "2 columns and 2 rows are 4 nodes, not 2",
        ),
        (
            "it.csv",
            "0;0;0;0;0;0\n0;0;0;0;1;0\n0;0;0;0;0;0\n0;0;0;0;1;1\n",
            "line 3: the node of column 0 and row 0 is there twice",
        ),
        ("it.csv", "0;0;0;0;0\n", "line 1: a line has six numbers"),
        ("it.csv", "0;0;0;0;0;99999\n", "is no column or row"),
        ("it.csv", "0;0;0;-inf;0;0\n", "line 1: \"-inf\" is infinite"),
        ("it.txt", "hello\n", "it begins with \"hello\""),
    ];
    for (name, text, words) in cases {
        refused(name, text.as_bytes(), words);
    }
    refused("it.obj", b"v 0 \xff\n", "line 1: this is no text");
}

#[test]
fn nothing_mapped_is_nan() {
    let text = "2\n2 2\n-1 -1 0 0 1\n1 -1 nan 0 1\n-1 1 0 1 1\n1 1 1 1 1\n";
    let warp = read("it.data", text.as_bytes(), &ReadOptions::default()).unwrap();
    let Geometry::Mesh(mesh) = &warp.regions[0].geometry else {
        panic!("a mesh");
    };
    assert_eq!(
        mesh.triangles().count(),
        1,
        "the other has a corner that is not mapped"
    );
}

#[test]
fn wrong_pfm_is_refused() {
    let good = samples::pfm(5, 4, &samples::field(5, 4), false);
    refused(
        "it.pfm",
        &good[..good.len() - 1],
        "5 × 4 pixels are 240 bytes, not 239",
    );
    refused(
        "it.pfm",
        &[good.clone(), vec![0]].concat(),
        "240 bytes, not 241",
    );
    let cases: &[(&[u8], &str)] = &[
        (b"PF\n0 4\n-1\n", "its width: 0 is out of range"),
        (b"PF\n5 99999\n-1\n", "its height: 99999 is out of range"),
        (b"PF\n32768 32768\n-1\n", "its length"),
        (b"PF\n5 4\n0\n", "its scale: 0 tells no order"),
        (b"PF\n5 4\nnan\n", "its scale"),
        (b"PF\n5 4\n", "its scale: missing"),
        (b"Pf\n5 4\n-1\n", "one value per pixel"),
        (b"PF\n5 \xff\n-1\n", "its height: this is no text"),
    ];
    for (bytes, words) in cases {
        refused("it.pfm", bytes, words);
    }
    let mut values = samples::field(5, 4);
    values[7][1] = f32::INFINITY;
    let bytes = samples::pfm(5, 4, &values, true);
    refused(
        "it.pfm",
        &bytes,
        "column 2, row 1 from the top: an infinite value",
    );
}

#[test]
fn wrong_sgc_is_refused() {
    let all = samples::all();
    let good = &all
        .iter()
        .find(|sample| sample.name == "list.sgc")
        .unwrap()
        .bytes;
    let with = |at: usize, value: u32| {
        let mut bytes = good.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        bytes
    };
    refused("it.sgc", &good[..good.len() - 2], "cut short");
    refused("it.sgc", b"SGC", "cut short");
    refused("it.sgc", b"SGC\x09", "its version: 9");
    refused("it.sgc", &with(4, 7), "its mapping: 7");
    refused("it.sgc", &with(8, f32::NAN.to_bits()), "its view");
    refused("it.sgc", &with(52, 9), "its counts: 9 is no primitive");
    refused("it.sgc", &with(56, u32::MAX), "cut short");
    refused(
        "it.sgc",
        &with(60, f32::INFINITY.to_bits()),
        "node 0: an infinite value",
    );
    refused(
        "it.sgc",
        &with(good.len() - 4, 4),
        "index 5: it names node 4 of 4",
    );
    refused("it.sgc", &with(good.len() - 28, u32::MAX), "cut short");
}

#[test]
fn wrong_xml_is_refused() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]>\
        <MPCDI version=\"1.0\" profile=\"2d\">&c;</MPCDI>";
    let simcad = |x: &str, y: &str| {
        format!(
            "<GeometryFile><GeometryDefinition><X-FlatParameters range=\"1\">{x}</X-FlatParameters>\
             <Y-FlatParameters range=\"1\">{y}</Y-FlatParameters></GeometryDefinition></GeometryFile>"
        )
    };
    let cases = [
        (bomb.to_string(), "entity bomb"),
        ("<a>".to_string(), "its XML"),
        ("<html/>".to_string(), "line 1, <html>"),
        (
            "<GeometryFile/>".to_string(),
            "<GeometryDefinition> is missing",
        ),
        (simcad("0 0 0 0", "0 0 0"), "no square grid"),
        (simcad("0 0 0", "0 0 0"), "no square grid"),
        (simcad("0 0 inf 0", "0 0 0 0"), "\"inf\" is infinite"),
        (simcad("0", "0"), "no square grid"),
        (
            format!("<a{}/>", " b=\"\"".repeat(300)),
            "attributes in a tag",
        ),
        ("<a>".repeat(70_000), "XML nodes"),
        (format!("<a>{}</a>", "<b/>".repeat(66_000)), "XML nodes"),
    ];
    for (text, words) in cases {
        refused("it.xml", text.as_bytes(), words);
    }
    refused("it.xml", b"<a>\xff</a>", "UTF-8");
}

/// An archive of the flat sample with one text in its XML replaced.
fn flat(from: &str, to: &str) -> Vec<u8> {
    let mut parts = samples::flat_parts();
    let xml = String::from_utf8(parts[0].1.clone()).unwrap();
    assert!(xml.contains(from), "{from}");
    parts[0].1 = xml.replacen(from, to, 1).into_bytes();
    samples::zipped(&parts)
}

#[test]
fn wrong_mpcdi_is_refused() {
    let cases = [
        (
            "x=\"0.375\"",
            "x=\"0.4\"",
            "region \"right\" lies outside its buffer",
        ),
        ("x=\"0.375\"", "x=\"-0.1\"", "lies outside its buffer"),
        ("x=\"0.375\"", "x=\"NaN\"", "NaN"),
        ("xsize=\"0.625\"", "xsize=\"0\"", "lies outside its buffer"),
        (
            "Xresolution=\"10\" Yresolution=\"8\" x=\"0\"",
            "Xresolution=\"0\" Yresolution=\"8\" x=\"0\"",
            "0 is out of range",
        ),
        (
            "Xresolution=\"10\" Yresolution=\"8\" x=\"0\"",
            "Xresolution=\"5000000000\" Yresolution=\"8\" x=\"0\"",
            "out of range",
        ),
        (
            "Xresolution=\"10\" Yresolution=\"8\" x=\"0\"",
            "Xresolution=\"10\" x=\"0\"",
            "one of xResolution and yResolution is missing",
        ),
        (
            "Xresolution=\"10\" Yresolution=\"8\" x=\"0\"",
            "Xresolution=\"20\" Yresolution=\"16\" x=\"0\"",
            "maps/left.png: it has 10 × 8 pixels, its region 20 × 16",
        ),
        ("id=\"right\"", "id=\"down\"", "is there twice"),
        (
            "region=\"right\"",
            "region=\"middle\"",
            "there is no region \"middle\"",
        ),
        (
            "region=\"right\"",
            "region=\"left &amp; first\"",
            "two file sets",
        ),
        (
            "Xresolution=\"10\" Yresolution=\"8\" x=\"0\"",
            "Xresolution=\"30000\" Yresolution=\"30000\" x=\"0\"",
            "30000 × 30000 are out of range",
        ),
        (
            "profile=\"2d\"",
            "profile=\"4d\"",
            "profile \"4d\" is not known",
        ),
        ("profile=\"2d\"", "profile=\"3d\"", "need a <frustum>"),
        ("profile=\"2d\"", "profile=\"sl\"", "need a <frustum>"),
        ("version=\"1.0\">", "version=\"3.0\">", "version \"3.0\""),
        (
            "maps/left.pfm",
            "maps/gone.pfm",
            "names \"maps/gone.pfm\", which is not in it",
        ),
        (
            "maps/left.pfm",
            "../left.pfm",
            "names \"../left.pfm\", which leads out of it",
        ),
        ("maps/left.pfm", "maps/../../left.pfm", "leads out of it"),
        ("maps/left.pfm", "/etc/passwd", "leads out of it"),
        ("maps/left.pfm", "C:/left.pfm", "leads out of it"),
        ("maps/left.pfm", "maps\\left.pfm", "leads out of it"),
        (
            "maps/left.pfm",
            "maps/left.png",
            "maps/left.png: it does not begin with PF",
        ),
        ("maps/left.png", "maps/left.pfm", "maps/left.pfm, its PNG"),
        (
            "<gammaEmbedded>2.2",
            "<gammaEmbedded>0",
            "<gammaEmbedded>: 0 is out of range",
        ),
        (
            "<gammaEmbedded>2.2",
            "<gammaEmbedded>inf",
            "<gammaEmbedded>",
        ),
        ("<display>", "<dismay>", "its XML"),
    ];
    for (from, to, words) in cases {
        refused("it.mpcdi", &flat(from, to), words);
    }
    let whole = samples::zipped(&samples::flat_parts());
    refused("it.mpcdi", &whole[..whole.len() / 2], "its archive");
    refused(
        "it.mpcdi",
        &samples::zipped(&samples::flat_parts()[1..]),
        "names \"mpcdi.xml\", which is not in it",
    );
}

#[test]
fn wrong_tables_are_refused() {
    use png::{BitDepth, ColorType};
    for (at, size, words) in [
        (2, [16, 2], "export/curve.png"),
        (2, [1, 1], "a curve is one row"),
        (3, [5, 2], "no cube"),
        (3, [1, 1], "no cube"),
    ] {
        let mut parts = samples::view_parts();
        parts[at].1 = samples::png(size[0], size[1], ColorType::Rgb, BitDepth::Eight);
        let words = words.trim_start_matches("export/");
        refused("it.mpcdi", &samples::zipped(&parts), words);
    }
    let mut parts = samples::view_parts();
    parts[3].1 = b"LUT_3D_SIZE 2".to_vec();
    let warp = read(
        "it.mpcdi",
        &samples::zipped(&parts),
        &ReadOptions::default(),
    )
    .unwrap();
    assert!(
        warp.notes.iter().any(|note| note.contains("cube.png")),
        "{:?}",
        warp.notes
    );
}

#[test]
fn archives_that_lead_out_or_unpack_without_end_are_refused() {
    let mut parts = samples::flat_parts();
    parts.push(("../evil.pfm".into(), Vec::new()));
    refused("it.mpcdi", &samples::zipped(&parts), "leads out of it");
    // 64 MiB of zeros in 64 KiB: refused, and read where it is allowed.
    let mut parts = samples::point_parts();
    let huge = 64 << 20;
    let mut bytes = b"PF\n2048 2731\n-1\n".to_vec();
    bytes.resize(huge, 0);
    parts[1].1 = bytes;
    refused("bomb.mpcdi", &samples::zipped(&parts), "bytes unpacked");
    let mut parts = samples::flat_parts();
    parts[4].1 = parts[1].1.repeat(2);
    refused(
        "it.mpcdi",
        &samples::zipped(&parts),
        "maps/right.pfm, its length",
    );
    let many: Vec<_> = (0..5000).map(|at| (format!("{at}"), Vec::new())).collect();
    refused("it.mpcdi", &samples::zipped(&many), "5000 files");
}

#[test]
fn maps_of_another_size_are_stretched_where_that_is_allowed() {
    use png::{BitDepth, ColorType};
    let mut parts = samples::flat_parts();
    parts[2].1 = samples::png(2, 1, ColorType::Grayscale, BitDepth::Eight);
    let bytes = samples::zipped(&parts);
    refused("it.mpcdi", &bytes, "it has 2 × 1 pixels, its region 10 × 8");
    let options = ReadOptions {
        stretch_maps: true,
        ..ReadOptions::default()
    };
    let warp = read("it.mpcdi", &bytes, &options).unwrap();
    let sampler = warp.sampler(0, [10, 8]).unwrap();
    let weight = |x: f32| sampler.at(glam::Vec2::new(x, 4.5)).unwrap().weight[0];
    let (dark, bright) = ((11.0f32 / 255.0).powf(2.2), (48.0f32 / 255.0).powf(2.2));
    assert!((weight(0.5) - dark).abs() < 1e-6 && (weight(9.5) - bright).abs() < 1e-6);
    assert!(
        (weight(5.0) - (dark + bright) / 2.0).abs() < 1e-6,
        "straight between, in light"
    );
}

#[test]
fn a_map_larger_than_it_says_is_refused() {
    use png::{BitDepth, ColorType};
    let mut parts = samples::flat_parts();
    parts[2].1 = samples::png(20_000, 20_000, ColorType::Grayscale, BitDepth::One);
    refused("it.mpcdi", &samples::zipped(&parts), "left.png");
    // A header that says more than there is.
    let mut png = samples::png(10, 8, ColorType::Grayscale, BitDepth::Eight);
    png.truncate(60);
    let mut parts = samples::flat_parts();
    parts[2].1 = png;
    refused(
        "it.mpcdi",
        &samples::zipped(&parts),
        "maps/left.png, its PNG",
    );
}
