//! Small warp files of every kind, made by hand.

use std::io::{Cursor, Write};

use welkin_warp::{ReadOptions, Unit};
use zip::write::SimpleFileOptions;

/// A file and what is to be known for reading it.
#[allow(dead_code, reason = "chance names files and chooses options itself")]
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) options: ReadOptions,
}

const NAN: f32 = f32::NAN;

/// All of them.
pub(crate) fn all() -> Vec<Sample> {
    let usual = ReadOptions::default;
    let flipped = || ReadOptions {
        flip_rows: true,
        flip_v: true,
        ..usual()
    };
    let points = || ReadOptions {
        points: Some(Unit::Centimetres),
        ..usual()
    };
    let wide = || ReadOptions {
        aspect: Some(1.6),
        ..usual()
    };
    let values = field(5, 4);
    let sample = |name, bytes, options| Sample {
        name,
        bytes,
        options,
    };
    vec![
        sample("rectangular.data", rectangular(), usual()),
        sample("rectangular-wide.data", rectangular(), wide()),
        sample("polar.data", polar(), usual()),
        sample("joined.obj", JOINED.into(), usual()),
        sample("apart.obj", APART.into(), usual()),
        sample("relative.obj", RELATIVE.into(), flipped()),
        sample("little.pfm", pfm(5, 4, &values, false), usual()),
        sample("big.pfm", pfm(5, 4, &values, true), usual()),
        sample("flipped.pfm", pfm(5, 4, &values, false), flipped()),
        sample("points.pfm", pfm(5, 4, &values, true), points()),
        sample("mesh.csv", CSV.into(), usual()),
        sample("mesh-flipped.csv", CSV.into(), flipped()),
        sample("grid.sgc", sgc_grid(), usual()),
        sample("list.sgc", sgc_list(), usual()),
        sample("grid.simcad", SIMCAD.into(), usual()),
        sample("2d-1.0.mpcdi", zipped(&flat_parts()), usual()),
        sample("2d-stored.mpcdi", stored(&flat_parts()), usual()),
        sample("3d-2.0.mpcdi", zipped(&view_parts()), usual()),
        sample("a3.mpcdi", zipped(&point_parts()), usual()),
        sample("sl.mpcdi", zipped(&lamp_parts()), flipped()),
        sample("frusta.mpcdi.xml", FRUSTA.into(), usual()),
    ]
}

/// A bent field with a hole.
pub(crate) fn field(columns: usize, rows: usize) -> Vec<[f32; 3]> {
    let value = |at: usize| {
        let x = (at % columns) as f32 / columns as f32 + 0.05;
        let y = (at / columns) as f32 / rows as f32 + 0.07;
        let hole = at == columns + 1;
        if hole {
            [NAN; 3]
        } else {
            [x + 0.01 * y * y, y - 0.02 * x * y, NAN]
        }
    };
    let mut values: Vec<_> = (0..columns * rows).map(value).collect();
    // Depth for readings as points, but in places.
    for (at, value) in values.iter_mut().enumerate() {
        if at % 3 != 0 && !value[0].is_nan() {
            value[2] = at as f32 / 7.0 - 1.0;
        }
    }
    values
}

/// A PFM; values row by row from the top.
pub(crate) fn pfm(columns: usize, rows: usize, values: &[[f32; 3]], is_big: bool) -> Vec<u8> {
    let scale = if is_big { "1.0" } else { "-1.000000" };
    let mut bytes = format!("PF\n{columns} {rows}\n{scale}\n").into_bytes();
    for row in (0..rows).rev() {
        for part in values[row * columns..(row + 1) * columns].iter().flatten() {
            bytes.extend(if is_big {
                part.to_be_bytes()
            } else {
                part.to_le_bytes()
            });
        }
    }
    bytes
}

/// A PNG of made-up samples.
pub(crate) fn png(columns: u32, rows: u32, color: png::ColorType, depth: png::BitDepth) -> Vec<u8> {
    let row_bits = columns as usize * color.samples() * depth as usize;
    let len = rows as usize * row_bits.div_ceil(8);
    let data: Vec<u8> = (0..len).map(|at| (at * 37 + 11) as u8).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, columns, rows);
    encoder.set_color(color);
    encoder.set_depth(depth);
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&data));
    written.expect("a vector takes everything");
    bytes
}

/// An archive of parts.
pub(crate) fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    packed(parts, zip::CompressionMethod::Deflated)
}

/// The same without compression, so that chance gets into the parts.
pub(crate) fn stored(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    packed(parts, zip::CompressionMethod::Stored)
}

fn packed(parts: &[(String, Vec<u8>)], method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in parts {
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(path.as_str(), options)
            .expect("a plain path");
        zip.write_all(bytes).expect("a vector takes everything");
    }
    zip.finish()
        .expect("a vector takes everything")
        .into_inner()
}

fn rectangular() -> Vec<u8> {
    let mut text = String::from("2\n4 3\n");
    for row in 0..3 {
        for column in 0..4 {
            let x = -1.77778 + column as f64 * 1.18519;
            let y = row as f64 - 1.0;
            let (u, v) = (
                0.160825 + column as f64 * 0.2261,
                0.0312 + row as f64 * 0.4444,
            );
            let intensity = if (column, row) == (3, 2) {
                -1.0
            } else {
                0.5 + column as f64 / 8.0
            };
            text.push_str(&format!("{x:.5} {y} {u:.6}\t{v} {intensity}\n"));
        }
    }
    text.into_bytes()
}

fn polar() -> Vec<u8> {
    let mut text = String::from("1\r\n6 3\r\n");
    for row in 0..3 {
        for column in 0..6 {
            let angle = std::f64::consts::TAU * column as f64 / 6.0;
            let radius = 0.2 + 0.4 * row as f64;
            let (x, y) = (radius * angle.cos(), radius * angle.sin());
            let (u, v) = (0.5 + x / 2.2, 0.5 + y / 2.2);
            text.push_str(&format!("{x:.6} {y:.6} {u:.6} {v:.6} 1\r\n"));
        }
    }
    text.into_bytes()
}

const JOINED: &str = "# four nodes\nv -1 -1 0\nv 1 -1 0\nv 1.0312 0.998 0\nv -0.97 1.01 0\nvt 0 0 0\n\
    vt 1 0 0\nvt 0.987654 0.999 0\nvt 0.01 1 0\nvn 0 0 1\ns off\nf 1/1/1 2/2/1 3/3/1\nf 1/1/1 3/3/1 4/4/1\n";

const APART: &str = "o warp\nv -1 -1 0\nv 0 -1 0\nv 1 -1 0\nv 1 1 0\nv 0 1 0\nv -1 1 0\nvt 0 0\nvt 1 0\n\
    vt 1 1\nvt 0 1\nf 1/1 2/2 5/3 6/4\nf 2/1 3/2 4/3 5/4\n";

const RELATIVE: &str =
    "v -1 -1\nv 1 -1\nv 0 1\nvt 0.25 0.125\nvt 0.75 0.125\nvt 0.5 0.875\nf -3 -2 -1\n";

const CSV: &str = "x;y;u;v;col;row\n0.01;0;0.002;0.1;0;0\n0.5;0.03;0.51;0.098;1;0\n0,99;0.01;0.97;0.11;2;0\n\
    0;0.98;0.004;0.9;0;1\n1;1.02;1;0.89;2;1\n0.49;0.97;0.5;0.91;1;1\n";

const SIMCAD: &str = "<?xml version=\"1.0\"?>\n<GeometryFile version=\"1\">\n <GeometryDefinition>\n  \
    <X-FlatParameters range=\"1920\">0 0 -12.5 3 7 0.001 0 0 0</X-FlatParameters>\n  \
    <Y-FlatParameters range=\"1080\">10 0 -10 0 0.5 0 1 2 -3</Y-FlatParameters>\n  \
    <TDRmode>0</TDRmode>\n </GeometryDefinition>\n</GeometryFile>\n";

fn sgc_head(version: u8, mapping: u32, counts: [u32; 2]) -> Vec<u8> {
    let mut bytes = [b"SGC".as_slice(), &[version], &mapping.to_le_bytes()].concat();
    let view: [f32; 11] = [
        0.1, 0.2, -0.05, 0.9734, 0.0, 0.5, -1.0, 30.0, -25.0, -40.0, 41.5,
    ];
    view.iter()
        .for_each(|part| bytes.extend(part.to_le_bytes()));
    counts
        .iter()
        .for_each(|count| bytes.extend(count.to_le_bytes()));
    bytes
}

fn sgc_tail(bytes: &mut Vec<u8>, nodes: &[[f32; 6]], indices: &[u32]) {
    nodes
        .iter()
        .flatten()
        .for_each(|part| bytes.extend(part.to_le_bytes()));
    bytes.extend((indices.len() as u32).to_le_bytes());
    indices
        .iter()
        .for_each(|index| bytes.extend(index.to_le_bytes()));
}

fn sgc_grid() -> Vec<u8> {
    let mut bytes = sgc_head(1, 0, [3, 2]);
    let node = |at: u32| {
        let (x, y) = ((at % 3) as f32 / 2.0, (at / 3) as f32);
        [x, y, 0.0, 0.1 + 0.4 * x, 0.93 - 0.811 * y, 0.0]
    };
    let nodes: Vec<_> = (0..6).map(node).collect();
    sgc_tail(&mut bytes, &nodes, &[0, 3, 1, 4, 2, 5]);
    bytes
}

fn sgc_list() -> Vec<u8> {
    let mut bytes = sgc_head(2, 1, [4, 4]);
    let nodes = [
        [0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        [1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        [1.0, 1.0, 0.0, 0.9, 0.125, 0.0],
        [0.0, 1.0, 0.0, 0.1, 0.0625, 0.0],
    ];
    sgc_tail(&mut bytes, &nodes, &[0, 1, 2, 0, 2, 3]);
    bytes
}

fn part(path: &str, bytes: impl Into<Vec<u8>>) -> (String, Vec<u8>) {
    (path.into(), bytes.into())
}

/// Profile 2d as version 1.0 spells it: two buffers, three regions, all depths of maps.
pub(crate) fn flat_parts() -> Vec<(String, Vec<u8>)> {
    use png::{BitDepth, ColorType};
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
<MPCDI profile="2d" level="2" date="2026-11-21 20:00:00" version="1.0">
  <display>
    <buffer id="wall" Xresolution="16" Yresolution="8">
      <region id="left &amp; first" Xresolution="10" Yresolution="8" x="0" y="0" xsize="0.625" ysize="1"/>
      <region id="right" Xresolution="10" Yresolution="8" x="0.375" y="0" xsize="0.625" ysize="1"/>
    </buffer>
    <buffer id="floor" Xresolution="6" Yresolution="6">
      <region id="down" Xresolution="6" Yresolution="6" x="0" y="0" xsize="1" ysize="1"/>
    </buffer>
  </display>
  <files>
    <fileset region="left &amp; first">
      <geometryWarpFile><path>maps/left.pfm</path><interpolation>linear</interpolation></geometryWarpFile>
      <alphaMap><path>maps/left.png</path><componentDepth>1</componentDepth><bitDepth>8</bitDepth><gammaEmbedded>2.2</gammaEmbedded></alphaMap>
      <betaMap><path>maps/left-beta.png</path><componentDepth>3</componentDepth><bitDepth>16</bitDepth><gammaEmbedded>1.0</gammaEmbedded></betaMap>
    </fileset>
    <fileset region="right">
      <geometryWarpFile><path>./maps/right.pfm</path><interpolation>smooth</interpolation></geometryWarpFile>
      <alphaMap><path>maps/right.png</path><componentDepth>1</componentDepth><bitDepth>16</bitDepth><gammaEmbedded>1</gammaEmbedded></alphaMap>
    </fileset>
    <fileset region="down">
      <geometryWarpFile><path>Down.pfm</path></geometryWarpFile>
      <alphaMap><path>down.png</path><componentDepth>3</componentDepth><bitDepth>8</bitDepth><gammaEmbedded>1</gammaEmbedded></alphaMap>
    </fileset>
  </files>
</MPCDI>"#;
    vec![
        part("mpcdi.xml", xml),
        part("maps/left.pfm", pfm(10, 8, &field(10, 8), false)),
        part(
            "maps/left.png",
            png(10, 8, ColorType::Grayscale, BitDepth::Eight),
        ),
        part(
            "maps/left-beta.png",
            png(10, 8, ColorType::Rgb, BitDepth::Sixteen),
        ),
        part("maps/right.pfm", pfm(5, 4, &field(5, 4), true)),
        part(
            "maps/right.png",
            png(10, 8, ColorType::Grayscale, BitDepth::Sixteen),
        ),
        part("down.pfm", pfm(6, 6, &field(6, 6), false)),
        part("down.png", png(6, 6, ColorType::Rgb, BitDepth::Eight)),
    ]
}

const FRUSTUM: &str = "<frustum><yaw>-54.649008076582298</yaw><pitch>30.0864</pitch><roll>-35.25</roll>\
    <rightAngle>26.5</rightAngle><leftAngle>-26.6</leftAngle><upAngle>20.55</upAngle>\
    <downAngle>-20.54</downAngle></frustum>";
const FRAME: &str = "<coordinateFrame><posx>0.99906</posx><posy>-0.70781</posy><posz>-0.70934</posz>\
    <yawx>0</yawx><yawy>0</yawy><yawz>-1</yawz><pitchx>1</pitchx><pitchy>0</pitchy><pitchz>0</pitchz>\
    <rollx>0</rollx><rolly>1</rolly><rollz>0</rollz></coordinateFrame>";

/// Profile 3d as version 2.0 spells it, in a folder of its own, with colour tables.
pub(crate) fn view_parts() -> Vec<(String, Vec<u8>)> {
    use png::{BitDepth, ColorType};
    let xml = format!(
        r#"<MPCDI profile="3d" geometry="1" color="2" date="today" version="2.0"><display><buffer id="0">
<region id="one" xResolution="7" yResolution="5" x="0.0" y="0.0" xsize="1.0" ysize="1.0">{FRUSTUM}</region>
</buffer></display><files><fileset region="one">
<geometryWarpFile><path>one.pfm</path><interpolation>linear</interpolation></geometryWarpFile>
<decodeLUT><path>curve.png</path></decodeLUT><correctLUT><path>cube.png</path></correctLUT>
<encodeLUT><path>curve.png</path></encodeLUT></fileset></files>
<extensionSet><extension Name="Maker" hasExternalFiles="false"/></extensionSet></MPCDI>"#
    );
    vec![
        part("export/MPCDI.xml", xml),
        part("export/one.pfm", pfm(7, 5, &field(7, 5), true)),
        part(
            "export/curve.png",
            png(16, 1, ColorType::Rgb, BitDepth::Sixteen),
        ),
        part(
            "export/cube.png",
            png(4, 2, ColorType::Rgb, BitDepth::Eight),
        ),
    ]
}

/// Profile a3: points in centimetres.
pub(crate) fn point_parts() -> Vec<(String, Vec<u8>)> {
    let xml = r#"<MPCDI profile="a3" level="1" version="1.0"><display><buffer id="b">
<region id="dome" Xresolution="8" Yresolution="6" x="0" y="0" xsize="1" ysize="1"/></buffer></display><files>
<fileset region="dome"><geometryWarpFile><path>dome.pfm</path><geometricUnit>cm</geometricUnit>
<originof3DData>floorCenter</originof3DData><interpolation>linear</interpolation></geometryWarpFile></fileset></files></MPCDI>"#;
    vec![
        part("mpcdi.xml", xml),
        part("dome.pfm", pfm(8, 6, &field(8, 6), false)),
    ]
}

/// Profile sl: points, a projector, its axes and its lens.
pub(crate) fn lamp_parts() -> Vec<(String, Vec<u8>)> {
    let xml = format!(
        r#"<MPCDI profile="sl" geometry="2" color="1" version="2.0"><display><buffer id="b">
<region id="wolf" xResolution="8" yResolution="6" x="0" y="0" xsize="1" ysize="1">{FRUSTUM}{FRAME}</region></buffer>
</display><files><fileset region="wolf"><geometryWarpFile><path>p.pfm</path><geometricUnit>in</geometricUnit>
<originOf3DData>centerOfMass</originOf3DData><interpolation>keystone</interpolation></geometryWarpFile>
<distortionMap><path>d.pfm</path></distortionMap></fileset></files></MPCDI>"#
    );
    vec![
        part("mpcdi.xml", xml),
        part("p.pfm", pfm(8, 6, &field(8, 6), false)),
        part("d.pfm", pfm(4, 3, &field(4, 3), false)),
    ]
}

const FRUSTA: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<MPCDI profile="3d" geometry="2" color="1" date="2022-12-07 09-27-28" version="2.0"><display><buffer id="0">
<region id="Rear" xResolution="1920" yResolution="1080" x="0.0" y="0.0" xsize="1.0" ysize="1.0"><frustum>
<yaw>-0.000000</yaw><pitch>-0.0</pitch><roll>-0.0</roll><rightAngle>21.801409</rightAngle>
<leftAngle>-21.801409</leftAngle><upAngle>12.680382</upAngle><downAngle>-12.680382</downAngle></frustum></region>
<region id="Top" xResolution="1920" yResolution="1080"><frustum><yaw>-180</yaw><pitch>-90</pitch><roll>0</roll>
<rightAngle>21.8</rightAngle><leftAngle>-21.8</leftAngle><upAngle>12.6</upAngle><downAngle>-12.6</downAngle>
</frustum></region></buffer></display><files><fileset region="Top"><geometryWarpFile><path></path></geometryWarpFile>
</fileset></files></MPCDI>"#;
