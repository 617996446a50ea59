//! The maps of a venue's outputs to the warp files of others, and such files to the text of a venue.
//!
//! What leaves counts places in the picture that this surface is fed with, so that another player with the same picture
//! shows the same. What a format has no room for is told in words; where that is the blend, it goes into a picture beside
//! the file.

mod region;
mod meshes;
mod import;

use welkin_installation::{PointsUnit, Surface};
use welkin_values::Coverage;
use welkin_warp::{
    Grid, Kind, MpcdiVersion, ReadOptions, Region, Unit, Warp, WarpError, WriteOptions,
    write_bourke, write_domeprojection, write_mpcdi, write_obj, write_pfm, write_png, write_sgc,
    write_simcad,
};

pub use import::{ImportOptions, Imported, import};

use crate::map::OutputMap;
use crate::surface::coverage_of;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// MPCDI, profile 2d: one archive of all outputs, with blends and black levels.
    Mpcdi(MpcdiVersion),
    /// PFM: for each output a place for every pixel.
    Pfm,
    /// Paul Bourke's meshes, with blends at the nodes.
    Bourke,
    /// OBJ meshes.
    Obj,
    /// domeprojection.com's CSV.
    Csv,
    /// SGCT's `.sgc`.
    Sgc,
    /// SimCAD's grids, for outputs that show the whole picture.
    SimCad,
}

/// How it is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportOptions {
    /// The archive's name without its ending.
    pub name: String,
    /// Columns and rows of nodes where meshes are written, 2 or more; none: a node every sixteen pixels. SimCAD has 33
    /// by 33, or as many columns as said, both ways.
    pub nodes: Option<[u32; 2]>,
    /// Pixels of the picture that players are fed with, which MPCDI tells; none: 4096 along the longer side.
    pub picture: Option<[u32; 2]>,
    /// When it is made, which MPCDI tells, such as "2026-11-21 22:30:00".
    pub date: Option<String>,
    /// Order of bytes, flips.
    pub write: WriteOptions,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            name: "venue".into(),
            nodes: None,
            picture: None,
            date: None,
            write: WriteOptions::default(),
        }
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Names (no folders) and contents.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the format cannot hold, or holds only nearly, in words for people.
    pub lost: Vec<String>,
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// No output has a map.
    #[error(
        "no output has a map to be written; projectors, spherical mirrors, cube maps and warps have"
    )]
    NoOutputs,
    /// All its pixels are dark.
    #[error("output {0:?} lights no place of the picture; there is nothing to write")]
    Dark(String),
    /// Its lists are not as long as its size says, or hold what is no number.
    #[error("the map of output {0:?} is damaged")]
    Damaged(String),
    /// The format has no room for it.
    #[error("output {id:?}: {error}")]
    Output {
        /// The output.
        id: String,
        /// Why.
        error: WarpError,
    },
    /// The archive cannot be written.
    #[error(transparent)]
    Archive(#[from] WarpError),
}

impl Format {
    /// The words for all formats, as people write them.
    pub const WORDS: [&str; 8] = [
        "mpcdi", "mpcdi-1", "pfm", "bourke", "obj", "csv", "sgc", "simcad",
    ];

    /// The format of one of [`Format::WORDS`]; "mpcdi" is 2.0, "mpcdi-1" 1.0.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "mpcdi" | "mpcdi-2" => Self::Mpcdi(MpcdiVersion::V2),
            "mpcdi-1" => Self::Mpcdi(MpcdiVersion::V1),
            "pfm" => Self::Pfm,
            "bourke" => Self::Bourke,
            "obj" => Self::Obj,
            "csv" => Self::Csv,
            "sgc" => Self::Sgc,
            "simcad" => Self::SimCad,
            _ => return None,
        })
    }

    /// How its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Mpcdi(_) => "mpcdi",
            Self::Pfm => "pfm",
            Self::Bourke => "data",
            Self::Obj => "obj",
            Self::Csv => "csv",
            Self::Sgc => "sgc",
            Self::SimCad => "simcad",
        }
    }
}

/// Writes the maps of outputs, with their names, of a venue with this surface.
///
/// # Errors
/// There is none, one is damaged or all dark, or the format has no room for one.
pub fn export(
    outputs: &[(&str, &OutputMap)],
    surface: Surface,
    format: Format,
    options: &ExportOptions,
) -> Result<Exported, ExportError> {
    if outputs.is_empty() {
        return Err(ExportError::NoOutputs);
    }
    let coverage = coverage_of(surface);
    let mut lost = Vec::new();
    if matches!(coverage, Coverage::Mirrored | Coverage::Cube { .. }) {
        lost.push(
            "the picture is shown several times around the room; read back, only where it is in front is known"
                .into(),
        );
    }
    let mut regions = Vec::new();
    for (id, map) in outputs {
        if !map.is_sane() || map.size.contains(&0) {
            return Err(ExportError::Damaged((*id).into()));
        }
        let (region, beyond) = region::region(id, map, coverage, options);
        if region.alpha.is_none() {
            return Err(ExportError::Dark((*id).into()));
        }
        if beyond > 0 {
            lost.push(format!(
                "{id}: {beyond} pixels look beside the picture; they are dark"
            ));
        }
        regions.push(region);
    }
    let files = match format {
        Format::Mpcdi(version) => {
            let write = WriteOptions {
                version,
                ..options.write.clone()
            };
            let name = format!("{}.{}", file_name(&options.name), format.ending());
            let mut warp = warp_of(regions);
            warp.date = options.date.clone();
            vec![(name, write_mpcdi(&warp, &write)?)]
        }
        _ => singles(outputs, regions, coverage, format, options, &mut lost)?,
    };
    Ok(Exported { files, lost })
}

/// One file for each output, and where its format knows no blend, a picture of that.
fn singles(
    outputs: &[(&str, &OutputMap)],
    regions: Vec<Region>,
    coverage: Coverage,
    format: Format,
    options: &ExportOptions,
    lost: &mut Vec<String>,
) -> Result<Vec<(String, Vec<u8>)>, ExportError> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for ((id, map), mut region) in outputs.iter().zip(regions) {
        let mut name = file_name(id);
        while files
            .iter()
            .any(|(other, _)| *other == format!("{name}.{}", format.ending()))
        {
            name.push('_');
        }
        if region.beta.take().is_some() {
            lost.push(format!("{id}: black levels; only MPCDI holds them"));
        }
        if format != Format::Bourke {
            region.alpha = None;
        }
        let wrong = |error| ExportError::Output {
            id: (*id).into(),
            error,
        };
        let write = &options.write;
        let warp = warp_of(vec![region]);
        let bytes = match format {
            Format::Mpcdi(_) | Format::Pfm => write_pfm(&warp, write),
            Format::SimCad => {
                let warp = meshes::moved_nodes(&warp, map, options).map_err(wrong)?;
                lost.push(meshes::between_nodes(&warp, map, coverage, id).map_err(wrong)?);
                write_simcad(&warp, write)
            }
            _ => {
                let warp = meshes::mesh(&warp, map, options).map_err(wrong)?;
                lost.push(meshes::between_nodes(&warp, map, coverage, id).map_err(wrong)?);
                match format {
                    Format::Bourke => write_bourke(&warp, write),
                    Format::Obj => write_obj(&warp, write),
                    Format::Csv => write_domeprojection(&warp, write),
                    _ => write_sgc(&warp, write),
                }
            }
        };
        files.push((format!("{name}.{}", format.ending()), bytes.map_err(wrong)?));
        let is_plain = map.looks.iter().all(|look| look[3] >= 1.0);
        if format != Format::Bourke && !is_plain {
            let shares: Vec<f32> = map.looks.iter().map(|look| look[3]).collect();
            let picture = format!("{name}-blend.png");
            lost.push(format!(
                "{id}: its blend; it is in {picture} (linear light), which may be its `mask` here"
            ));
            let bytes = write_png(&Grid::from_linear(map.size, &shares, 1.0));
            files.extend(bytes.map(|bytes| (picture, bytes)));
        }
    }
    Ok(files)
}

/// What a venue's file tells of how an output's warp file is to be read, for an output of `size` pixels.
pub fn read_options(warp: &welkin_installation::Warp, size: [u32; 2]) -> ReadOptions {
    let unit = |unit| match unit {
        PointsUnit::Millimetres => Unit::Millimetres,
        PointsUnit::Centimetres => Unit::Centimetres,
        PointsUnit::Decimetres => Unit::Decimetres,
        PointsUnit::Metres => Unit::Metres,
        PointsUnit::Inches => Unit::Inches,
        PointsUnit::Feet => Unit::Feet,
        PointsUnit::Yards => Unit::Yards,
    };
    ReadOptions {
        flip_rows: warp.flip_rows,
        flip_v: warp.flip_v,
        whole_picture: warp.whole_picture,
        points: warp.points.map(unit),
        aspect: Some(f64::from(size[0].max(1)) / f64::from(size[1].max(1))),
        stretch_maps: warp.stretch_maps,
        spare_bytes: 1 << 30,
        ..ReadOptions::default()
    }
}

fn warp_of(regions: Vec<Region>) -> Warp {
    Warp {
        kind: Kind::Picture,
        regions,
        date: None,
        notes: Vec::new(),
    }
}

/// A name that every file system takes.
fn file_name(id: &str) -> String {
    let plain = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => letter,
        _ => '_',
    };
    let name: String = id.chars().take(64).map(plain).collect();
    if name.is_empty() {
        "output".into()
    } else {
        name
    }
}

#[cfg(test)]
mod tests;
