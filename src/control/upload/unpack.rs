//! Unpacks a zip file into a folder that was just made, and stops at the first thing that should not be there.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use zip::CompressionMethod;

use super::index;
use super::limits::Limits;
use super::names::{self, Entry};

/// What kind of thing a mode of Unix says that a file is.
const KIND_OF_FILE: u32 = 0o170_000;
const PLAIN: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;

/// Bytes that are unpacked at a time.
const PIECE: usize = 64 * 1024;

/// Unpacks `archive` into `folder`, which is there and empty. The error says what is wrong with the zip file.
pub(super) fn unpack(archive: File, folder: &Path, limits: &Limits) -> Result<(), String> {
    let length = archive.metadata().map_err(|error| error.to_string())?.len();
    let mut zip = index::open(archive, limits)?;
    let mut entries = Vec::with_capacity(zip.len());
    let mut seen = HashSet::new();
    for number in 0..zip.len() {
        let (entry, shown) = entry(&mut zip, number)?;
        if let Entry::Folder(parts) | Entry::File(parts) = &entry {
            // Names that differ only in case are one file on some systems.
            let name = parts.join("/").to_lowercase();
            if !seen.insert(name) && matches!(entry, Entry::File(_)) {
                return Err(format!("{shown} stands twice in this zip file"));
            }
        }
        entries.push(entry);
    }
    let common = names::common_folder(&entries).is_some();
    let mut left = limits.unpacked_bytes(length);
    for (number, entry) in entries.iter().enumerate() {
        match entry {
            Entry::Left => {}
            Entry::Folder(parts) => make_folder(&folder.join(names::path(parts, common)))?,
            Entry::File(parts) => {
                let path = folder.join(names::path(parts, common));
                let name = parts.join("/");
                path.parent().map_or(Ok(()), make_folder)?;
                let mut packed = zip
                    .by_index(number)
                    .map_err(|error| format!("{name}: {error}"))?;
                left =
                    write(&mut packed, &path, left).map_err(|words| format!("{name}: {words}"))?;
            }
        }
    }
    Ok(())
}

/// What an entry is to become, and its name for people.
fn entry(
    zip: &mut zip::ZipArchive<index::Floored>,
    number: usize,
) -> Result<(Entry, String), String> {
    let packed = zip
        .by_index_raw(number)
        .map_err(|error| format!("entry {number} cannot be read: {error}"))?;
    let name = packed.name_raw();
    let lossy = String::from_utf8_lossy(name);
    let shown: String = lossy.chars().filter(|c| !c.is_control()).take(80).collect();
    let refuse = |words: &str| Err(format!("{shown} {words}"));
    if packed.encrypted() {
        return refuse("is encrypted; pack it without a password");
    }
    let is_known = matches!(
        packed.compression(),
        CompressionMethod::Stored | CompressionMethod::Deflated
    );
    if !is_known {
        return refuse("is packed in a way that is not read; pack it with deflate");
    }
    let entry = names::read(name).map_err(|words| format!("{shown} {words}"))?;
    let kind = packed.unix_mode().map_or(0, |mode| mode & KIND_OF_FILE);
    let fits = match entry {
        Entry::Left => true,
        Entry::Folder(_) => matches!(kind, 0 | FOLDER),
        Entry::File(_) => matches!(kind, 0 | PLAIN),
    };
    if !fits {
        return refuse("is a link or a device, and only files are taken");
    }
    Ok((entry, shown))
}

fn make_folder(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| disk(&error))
}

/// Writes what comes out of an entry; how many bytes may still come out of others.
fn write(packed: &mut impl Read, path: &Path, mut left: u64) -> Result<u64, String> {
    let mut file = File::create_new(path).map_err(|error| disk(&error))?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = match packed.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(format!("it cannot be unpacked: {error}")),
        };
        left = left
            .checked_sub(read as u64)
            .ok_or("far more comes out of this zip file than is in it")?;
        file.write_all(&piece[..read])
            .map_err(|error| disk(&error))?;
    }
    Ok(left)
}

fn disk(error: &io::Error) -> String {
    format!("it cannot be written into the library: {error}")
}
