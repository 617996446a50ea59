//! Zip archives of others: names that stay inside, and no more bytes than were paid for.

use std::collections::HashMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::budget::Budget;
use crate::error::Fault;

/// More files than any warp has.
const MOST_ENTRIES: usize = 4096;

/// An archive whose names were checked.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Where files are, by their lower-case paths.
    places: HashMap<String, usize>,
    paths: Vec<String>,
}

impl<'a> Archive<'a> {
    pub(crate) fn open(bytes: &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        // A central record has at least 46 bytes; the reader keeps some hundred for each.
        budget.pay(bytes.len().min(MOST_ENTRIES * 64), 8, "bytes of an archive")?;
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        if zip.len() > MOST_ENTRIES {
            return Err(Fault::TooMuch(format!("{} files", zip.len())));
        }
        let (mut places, mut paths) = (HashMap::new(), Vec::new());
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(|error| damaged(&error))?;
            let name = entry.name();
            let path = inside(name.trim_end_matches('/'))?;
            if entry.is_dir() {
                continue;
            }
            if places.insert(path.to_lowercase(), at).is_some() {
                return Err(Fault::at(path, "it is in the archive twice; pack it again"));
            }
            paths.push(path);
        }
        Ok(Self { zip, places, paths })
    }

    /// The paths of all files.
    pub(crate) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// A file's bytes, in any case of its path; none if there is none.
    pub(crate) fn file(
        &mut self,
        path: &str,
        budget: &mut Budget,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let Some(at) = self.places.get(&path.to_lowercase()) else {
            return Ok(None);
        };
        let entry = self
            .zip
            .by_index(*at)
            .map_err(|error| damaged(&error).within(path))?;
        let declared = entry.size();
        let len = usize::try_from(declared).unwrap_or(usize::MAX);
        budget
            .pay(len, 1, "bytes unpacked")
            .map_err(|fault| fault.within(path))?;
        // What comes out may be more or less than was declared.
        let mut bytes = Vec::with_capacity(len);
        let read = entry
            .take(declared.saturating_add(1))
            .read_to_end(&mut bytes);
        read.map_err(|error| damaged(&error).within(path))?;
        if bytes.len() != len {
            let reason = "it unpacks to another length than the archive says; pack it again";
            return Err(Fault::at(path, reason));
        }
        Ok(Some(bytes))
    }
}

/// Packs files. None if they are more than an archive holds.
pub(crate) fn pack(files: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Floats hardly pack: the lowest level does as well in a tenth of the time.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1));
    for (path, bytes) in files {
        let options = options.large_file(bytes.len() >= u32::MAX as usize);
        zip.start_file(path.as_str(), options).ok()?;
        zip.write_all(bytes).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}

/// A path that stays inside, without `.`.
pub(crate) fn inside(path: &str) -> Result<String, Fault> {
    let shown = || path.chars().take(80).collect();
    let is_odd = path.is_empty() || path.len() > 512 || path.contains(char::is_control);
    let is_drive = path.as_bytes().get(1) == Some(&b':');
    if is_odd || is_drive || path.contains('\\') || path.starts_with('/') {
        return Err(Fault::Escapes(shown()));
    }
    let parts: Vec<&str> = path.split('/').filter(|part| *part != ".").collect();
    if parts.iter().any(|part| part.is_empty() || *part == "..") {
        return Err(Fault::Escapes(shown()));
    }
    Ok(parts.join("/"))
}

fn damaged(error: &dyn std::fmt::Display) -> Fault {
    Fault::at(
        "its archive",
        format!("{error}; pack it again as a plain zip"),
    )
}
