//! Writes MPCDI: the XML and its parts, packed or as a folder.

use std::fmt::Write;

use super::{XML_NAME, words};
use crate::archive::pack;
use crate::error::WarpError;
use crate::field::{Field, Unit};
use crate::grid::Grid;
use crate::lut::LutStage;
use crate::map;
use crate::options::{MpcdiVersion, WriteOptions};
use crate::pfm;
use crate::view::{Frame, Frustum, Turn};
use crate::warp::{Geometry, Kind, Region, Warp};
use crate::xml::escape;

const FORMAT: &str = "MPCDI";
/// What stands in files that do not say when they were made.
const NO_DATE: &str = "1970-01-01 00:00:00";

/// Files by their paths.
type Files = Vec<(String, Vec<u8>)>;

/// Writes an archive.
///
/// # Errors
/// A region is a mesh, lacks its size or what its profile needs, or has tables that version 1.0 does not know.
pub fn write_mpcdi(warp: &Warp, options: &WriteOptions) -> Result<Vec<u8>, WarpError> {
    let files = write_mpcdi_folder(warp, options)?;
    pack(&files).ok_or_else(|| WarpError::cannot(FORMAT, "it is too large for an archive"))
}

/// Writes a folder: paths and bytes, `mpcdi.xml` first.
///
/// # Errors
/// As [`write_mpcdi`].
pub fn write_mpcdi_folder(
    warp: &Warp,
    options: &WriteOptions,
) -> Result<Vec<(String, Vec<u8>)>, WarpError> {
    let mut files: Files = vec![(XML_NAME.into(), Vec::new())];
    let (mut displays, mut sets) = (String::new(), String::new());
    let mut open = None;
    for (at, region) in warp.regions.iter().enumerate() {
        check(region, warp.kind, options)?;
        if open != Some(&region.buffer) {
            if open.is_some() {
                displays.push_str("    </buffer>\n");
            }
            let id = escape(&region.buffer.id);
            let size = resolution(region.buffer.size, options);
            displays.push_str(&format!("    <buffer id=\"{id}\"{size}>\n"));
            open = Some(&region.buffer);
        }
        displays.push_str(&display(region, options));
        sets.push_str(&set(region, at + 1, &mut files, options)?);
    }
    if open.is_some() {
        displays.push_str("    </buffer>\n");
    }
    let profile = words::of_kind(warp.kind);
    let date = escape(warp.date.as_deref().unwrap_or(NO_DATE));
    let (has_beta, has_distortion) = (
        warp.regions.iter().any(|region| region.beta.is_some()),
        warp.regions
            .iter()
            .any(|region| region.distortion.is_some()),
    );
    let (beta, distortion) = (u8::from(has_beta), u8::from(has_distortion));
    let level = match options.version {
        MpcdiVersion::V1 => format!("level=\"{}\"", 1 + beta + 2 * distortion),
        MpcdiVersion::V2 => format!("geometry=\"{}\" color=\"{}\"", 1 + distortion, 1 + beta),
    };
    let version = match options.version {
        MpcdiVersion::V1 => "1.0",
        MpcdiVersion::V2 => "2.0",
    };
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MPCDI profile=\"{profile}\" {level} date=\"{date}\" \
         version=\"{version}\">\n  <display>\n{displays}  </display>\n  <files>\n{sets}  </files>\n</MPCDI>\n"
    );
    files[0].1 = xml.into_bytes();
    Ok(files)
}

fn check(region: &Region, kind: Kind, options: &WriteOptions) -> Result<(), WarpError> {
    let cannot = |reason: &str| {
        Err(WarpError::cannot(
            FORMAT,
            format!("{:?} {reason}", region.id),
        ))
    };
    if region.id.is_empty() {
        return cannot("is no name; give each output an id");
    }
    if region.size.is_none() {
        return cannot("has no size in pixels");
    }
    if matches!(region.geometry, Geometry::Mesh(_)) {
        return cannot("is a mesh; draw it at its size first");
    }
    if options.version == MpcdiVersion::V1 && !region.luts.is_empty() {
        return cannot("has colour tables, which version 1.0 does not know; write 2.0");
    }
    let is_turned = |frustum: &Frustum| matches!(frustum.turn, Turn::Angles { .. });
    if region
        .frustum
        .as_ref()
        .is_some_and(|it| !is_turned(it) || it.eye != [0.0; 3])
    {
        return cannot(
            "has a frustum from an eye that is not in the middle, or turned by a quaternion",
        );
    }
    super::check(region, kind).or_else(|reason| cannot(&format!("lacks something: {reason}")))
}

fn resolution(size: Option<[u32; 2]>, options: &WriteOptions) -> String {
    let letter = match options.version {
        MpcdiVersion::V1 => ["Xresolution", "Yresolution"],
        MpcdiVersion::V2 => ["xResolution", "yResolution"],
    };
    size.map_or(String::new(), |[width, height]| {
        format!(" {}=\"{width}\" {}=\"{height}\"", letter[0], letter[1])
    })
}

fn display(region: &Region, options: &WriteOptions) -> String {
    let (id, place) = (escape(&region.id), region.place);
    let mut text = format!(
        "      <region id=\"{id}\"{} x=\"{}\" y=\"{}\" xsize=\"{}\" ysize=\"{}\">\n",
        resolution(region.size, options),
        place.x,
        place.y,
        place.width,
        place.height
    );
    if let Some(frustum) = &region.frustum {
        text.push_str(&elements("frustum", &angles(frustum)));
    }
    if let Some(frame) = &region.frame {
        text.push_str(&elements("coordinateFrame", &axes(frame)));
    }
    text.push_str("      </region>\n");
    text
}

fn angles(frustum: &Frustum) -> Vec<(&'static str, f64)> {
    let [yaw, pitch, roll] = match frustum.turn {
        Turn::Angles {
            yaw_deg,
            pitch_deg,
            roll_deg,
        } => [yaw_deg, pitch_deg, roll_deg],
        // Refused before.
        Turn::Quaternion(_) => [0.0; 3],
    };
    vec![
        ("yaw", yaw),
        ("pitch", pitch),
        ("roll", roll),
        ("rightAngle", frustum.right_deg),
        ("leftAngle", frustum.left_deg),
        ("upAngle", frustum.up_deg),
        ("downAngle", frustum.down_deg),
    ]
}

fn axes(frame: &Frame) -> Vec<(&'static str, f64)> {
    let names = [
        ["posx", "posy", "posz"],
        ["yawx", "yawy", "yawz"],
        ["pitchx", "pitchy", "pitchz"],
        ["rollx", "rolly", "rollz"],
    ];
    let values = [frame.position, frame.yaw, frame.pitch, frame.roll];
    names
        .into_iter()
        .flatten()
        .zip(values.into_iter().flatten())
        .collect()
}

fn elements(name: &str, values: &[(&'static str, f64)]) -> String {
    let lines = values
        .iter()
        .map(|(name, value)| format!("          <{name}>{value}</{name}>\n"));
    format!(
        "        <{name}>\n{}        </{name}>\n",
        lines.collect::<String>()
    )
}

/// The file set of a region; its parts are added to the files.
fn set(
    region: &Region,
    number: usize,
    files: &mut Files,
    options: &WriteOptions,
) -> Result<String, WarpError> {
    let mut text = String::new();
    let mut field = |field: &Field, end: &str| {
        let path = path(region, number, end);
        files.push((path.clone(), pfm::encode(field, options)));
        path
    };
    if let Geometry::Field(geometry) = &region.geometry {
        let path = field(geometry, ".pfm");
        add(
            &mut text,
            &[
                "      <geometryWarpFile>".into(),
                format!("        <path>{path}</path>"),
                format!(
                    "        <interpolation>{}</interpolation>",
                    words::of_interpolation(geometry.interpolation)
                ),
                format!(
                    "        <geometricUnit>{}</geometricUnit>",
                    words::of_unit(geometry.unit)
                ),
                format!(
                    "        <originOf3DData>{}</originOf3DData>",
                    words::of_origin(geometry.origin)
                ),
                "      </geometryWarpFile>".into(),
            ],
        );
    }
    if let Some(distortion) = &region.distortion {
        let mut distortion = distortion.clone();
        distortion.unit = Unit::Picture;
        let path = field(&distortion, "-distortion.pfm");
        add(
            &mut text,
            &[format!(
                "      <distortionMap><path>{path}</path></distortionMap>"
            )],
        );
    }
    let mut grids = Vec::new();
    grids.extend(
        region
            .alpha
            .iter()
            .map(|grid| ("alphaMap", "-alpha.png", grid)),
    );
    grids.extend(
        region
            .beta
            .iter()
            .map(|grid| ("betaMap", "-beta.png", grid)),
    );
    for lut in &region.luts {
        grids.push(match lut.stage {
            LutStage::Decode => ("decodeLUT", "-decode.png", &lut.table),
            LutStage::Correct => ("correctLUT", "-correct.png", &lut.table),
            LutStage::Encode => ("encodeLUT", "-encode.png", &lut.table),
        });
    }
    for (name, end, grid) in grids {
        let path = path(region, number, end);
        files.push((path.clone(), png(region, grid)?));
        add(
            &mut text,
            &[
                format!("      <{name}>"),
                format!("        <path>{path}</path>"),
                format!("        <componentDepth>{}</componentDepth>", grid.channels),
                format!("        <bitDepth>{}</bitDepth>", grid.samples.bits()),
                format!("        <gammaEmbedded>{}</gammaEmbedded>", grid.gamma),
                format!("      </{name}>"),
            ],
        );
    }
    let id = escape(&region.id);
    Ok(format!(
        "    <fileset region=\"{id}\">\n{text}    </fileset>\n"
    ))
}

fn png(region: &Region, grid: &Grid) -> Result<Vec<u8>, WarpError> {
    map::encode(grid).ok_or_else(|| {
        let reason = format!(
            "a map of {:?} has not as many samples as its size says",
            region.id
        );
        WarpError::cannot(FORMAT, reason)
    })
}

fn add(text: &mut String, lines: &[String]) {
    for line in lines {
        // A string takes everything.
        writeln!(text, "{line}").unwrap_or_default();
    }
}

/// A path that every system takes: the region's number and the plain letters of its name.
fn path(region: &Region, number: usize, end: &str) -> String {
    let plain = region
        .id
        .chars()
        .filter(|it| it.is_ascii_alphanumeric() || *it == '_');
    let name: String = plain.take(40).collect();
    format!("{number}-{name}{end}")
}
