//! `welkin venue`: warp files of others become a venue, and a venue's outputs become warp files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::Subcommand;
use welkin_projection::exchange::{ExportOptions, Format, ImportOptions, export, import};
use welkin_stage::outputs::Outputs;

use super::check::print;
use super::exit::wrong_input;
use super::venue::{Purpose, choose};

/// Longer warp files are not read.
const LONGEST: u64 = 512 << 20;

/// Arguments of `welkin venue`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a venue of a warp file: MPCDI, Paul Bourke's meshes, OBJ, PFM, domeprojection CSV, .sgc, SimCAD.
    Import {
        /// The warp file.
        file: PathBuf,
        /// The folder to write venue.toml and the warp file into.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
        /// Width and height in pixels of outputs whose file does not say, such as 1920x1200.
        #[arg(long, value_name = "SIZE", value_parser = size, default_value = "1920x1080")]
        size: [u32; 2],
        /// A PFM's rows are read the other way round.
        #[arg(long)]
        flip_rows: bool,
        /// Places in the picture count from its other edge up or down.
        #[arg(long)]
        flip_v: bool,
        /// An MPCDI's places count across the whole picture.
        #[arg(long)]
        whole_picture: bool,
    },
    /// Write a venue's projectors as warp files for other players.
    Export {
        /// A venue: a file, or the name of a shipped one.
        venue: PathBuf,
        /// mpcdi, mpcdi-1, pfm, bourke, obj, csv, sgc or simcad.
        #[arg(long, value_name = "FORMAT", value_parser = format)]
        format: Format,
        /// The folder to write into.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

/// Does what is asked.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.what {
        What::Import {
            file,
            out,
            size,
            flip_rows,
            flip_v,
            whole_picture,
        } => {
            let mut options = ImportOptions {
                size,
                ..ImportOptions::default()
            };
            options.read.flip_rows = flip_rows;
            options.read.flip_v = flip_v;
            options.read.whole_picture = whole_picture;
            import_file(&file, &out, &options)
        }
        What::Export { venue, format, out } => export_venue(&venue, format, &out),
    }
}

fn import_file(file: &Path, out: &Path, options: &ImportOptions) -> Result<()> {
    let cannot = |error: std::io::Error| wrong_input(format!("{}: {error}", file.display()));
    if fs::metadata(file).map_err(cannot)?.len() > LONGEST {
        return Err(wrong_input(format!(
            "{} is too long for a warp file",
            file.display()
        )));
    }
    let bytes = fs::read(file).map_err(cannot)?;
    let name = file
        .file_name()
        .map_or_else(|| "warp".into(), |name| name.to_string_lossy());
    let imported = import(&name, &bytes, options).map_err(wrong_input)?;
    let venue = out.join("venue.toml");
    if venue.exists() {
        return Err(wrong_input(format!(
            "{} is there already; choose another --out",
            venue.display()
        )));
    }
    fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    fs::write(&venue, &imported.venue).with_context(|| venue.display().to_string())?;
    fs::write(out.join(&imported.file), &bytes).context("the warp file cannot be copied")?;
    imported.notes.iter().for_each(|note| eprintln!("{note}"));
    for (id, [width, height]) in &imported.outputs {
        print(&format!("output \"{id}\", {width} × {height}"));
    }
    print(&format!(
        "{}: say what the surface is, then `welkin check` it",
        venue.display()
    ));
    Ok(())
}

fn export_venue(venue: &Path, format: Format, out: &Path) -> Result<()> {
    let venue = choose(Some(venue), Path::new("."), Purpose::Window)?;
    let outputs = Outputs::fit(&venue).map_err(|errors| wrong_input(errors.join("\n")))?;
    outputs
        .warnings
        .iter()
        .for_each(|warning| eprintln!("{warning}"));
    let maps: Vec<_> = (outputs.all.iter())
        .filter_map(|output| Some((output.id.as_str(), output.tables.as_ref()?.map.as_ref()?)))
        .collect();
    if maps.is_empty() {
        return Err(wrong_input(
            "this venue has no projectors; only outputs with a map can be written",
        ));
    }
    let options = ExportOptions {
        name: venue.name.clone(),
        ..ExportOptions::default()
    };
    let exported = export(&maps, venue.surface, format, &options).map_err(wrong_input)?;
    fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    for (name, bytes) in &exported.files {
        let file = out.join(name);
        fs::write(&file, bytes).with_context(|| file.display().to_string())?;
        print(&file.display().to_string());
    }
    exported.lost.iter().for_each(|lost| eprintln!("{lost}"));
    Ok(())
}

fn format(word: &str) -> Result<Format, String> {
    Format::of_word(word).ok_or_else(|| format!("choose {}", Format::WORDS.join(", ")))
}

/// Such as 1920x1080.
pub(crate) fn size(words: &str) -> Result<[u32; 2], String> {
    let side = |word: &str| {
        word.parse::<u32>()
            .ok()
            .filter(|side| (16..=16_384).contains(side))
    };
    let sides = words
        .split_once('x')
        .and_then(|(width, height)| Some([side(width)?, side(height)?]));
    sides.ok_or_else(|| anyhow!("write width and height in pixels, such as 1920x1080").to_string())
}
