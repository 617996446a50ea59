//! A checkpoint as a show keeps it: safetensors, official names, plain settings.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use welkin_checkpoint::write_safetensors;
use welkin_generator::Brought;

use super::super::check::print;
use super::super::exit::wrong_input;

/// Reads, and writes beside until the file is whole.
pub(super) fn run(path: &Path, out: Option<PathBuf>) -> Result<()> {
    let brought = Brought::open(path).map_err(wrong_input)?;
    brought.check().map_err(wrong_input)?;
    let name = path.file_stem().unwrap_or_default();
    let out = out.unwrap_or_else(|| Path::new(name).with_extension("safetensors"));
    let there = fs::canonicalize(&out).ok();
    if there.is_some() && there == fs::canonicalize(path).ok() {
        let words = format!(
            "{} is the checkpoint itself: choose another --out",
            out.display()
        );
        return Err(wrong_input(words));
    }
    let failed = || format!("{} cannot be written", out.display());
    let partial = out.with_extension("safetensors.partial");
    let mut file = BufWriter::new(File::create(&partial).with_context(failed)?);
    let checkpoint = brought.checkpoint();
    let header = checkpoint.header(brought.family());
    write_safetensors(checkpoint.tensors(), &header, &mut file).with_context(failed)?;
    file.flush().with_context(failed)?;
    drop(file);
    fs::rename(&partial, &out).with_context(failed)?;
    print(&format!(
        "{}: {}, {:.1} million numbers",
        out.display(),
        brought.family(),
        brought.parameters() as f64 / 1e6
    ));
    Ok(())
}
