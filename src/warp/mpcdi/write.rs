//! Writes MPCDI: the XML and its parts, packed or as a folder.

mod set;

use super::{XML_NAME, words};
use crate::archive::pack;
use crate::error::WarpError;
use crate::options::{MpcdiVersion, WriteOptions};
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
        sets.push_str(&set::set(region, at + 1, &mut files, options)?);
    }
    if open.is_some() {
        displays.push_str("    </buffer>\n");
    }
    let profile = words::of_kind(warp.kind);
    let date = escape(warp.date.as_deref().unwrap_or(NO_DATE));
    let has = |what: fn(&Region) -> bool| u8::from(warp.regions.iter().any(what));
    let beta = has(|region| region.beta.is_some());
    let distortion = has(|region| region.distortion.is_some());
    let colour = has(|region| {
        let mut maps = region.alpha.iter().chain(&region.beta);
        maps.any(|map| map.channels == 3)
    });
    let level = match options.version {
        MpcdiVersion::V1 => format!("level=\"{}\"", 1 + beta + 2 * colour),
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
