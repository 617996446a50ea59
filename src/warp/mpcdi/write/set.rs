//! The file set of a region, and the parts that it names.

use std::fmt::Write;

use super::{FORMAT, Files};
use crate::error::WarpError;
use crate::field::{Field, Unit};
use crate::grid::Grid;
use crate::lut::LutStage;
use crate::map;
use crate::mpcdi::words;
use crate::options::{MpcdiVersion, WriteOptions};
use crate::pfm;
use crate::warp::{Geometry, Region};
use crate::xml::escape;

/// The file set of a region; its parts are added to the files.
pub(super) fn set(
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
                origins(geometry, options),
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

/// Where points count from; readers of 1.0 differ in one letter, and do not read without.
fn origins(geometry: &Field, options: &WriteOptions) -> String {
    let origin = words::of_origin(geometry.origin);
    let usual = format!("        <originOf3DData>{origin}</originOf3DData>");
    match options.version {
        MpcdiVersion::V1 => {
            format!("{usual}\n        <originof3DData>{origin}</originof3DData>")
        }
        MpcdiVersion::V2 => usual,
    }
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
