//! Puts what has arrived into the library, at once or not at all.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::library::Library;
use super::unpack::unpack;

/// The zip file while it comes in; one at a time.
pub(super) const ARRIVING_ZIP: &str = ".welkin-upload.zip";

/// What became of an upload.
#[derive(Debug)]
pub(super) enum Failed {
    /// The zip file, or what is in it, is wrong.
    Upload(String),
    /// The library cannot be written.
    Disk(String),
}

/// Unpacks the zip file that has come in, has it checked, and puts it into the library under this name.
pub(super) fn place(library: &Library, name: &str, archive: File) -> Result<(), Failed> {
    let arriving = library.folder.join(format!(".{name}.arriving"));
    let disk = |error: io::Error| Failed::Disk(format!("the library cannot be written: {error}"));
    remove(&arriving).map_err(disk)?;
    fs::create_dir(&arriving).map_err(disk)?;
    let checked = unpack(archive, &arriving, &library.limits)
        .and_then(|()| (library.check)(&arriving))
        .map_err(Failed::Upload);
    let placed = checked.and_then(|()| {
        settle(&arriving)
            .and_then(|()| swap(library, name, &arriving))
            .map_err(disk)
    });
    if placed.is_err()
        && let Err(error) = remove(&arriving)
    {
        tracing::warn!("{} stays behind: {error}", arriving.display());
    }
    placed
}

/// Waits until all of it is on the disk: a power cut leaves the old or the new, nothing half.
fn settle(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            settle(&path)?;
        } else {
            File::open(&path)?.sync_all()?;
        }
    }
    File::open(folder)?.sync_all()
}

/// What was there steps aside, what has arrived takes its place.
fn swap(library: &Library, name: &str, arriving: &Path) -> io::Result<()> {
    let place = library.folder.join(name);
    let before = library.folder.join(format!(".{name}.before"));
    if place.symlink_metadata().is_ok() {
        remove(&before)?;
        fs::rename(&place, &before)?;
        if let Err(error) = fs::rename(arriving, &place) {
            fs::rename(&before, &place)?;
            return Err(error);
        }
    } else {
        fs::rename(arriving, &place)?;
    }
    // Names on the disk too, where the system can do that.
    File::open(&library.folder).and_then(|folder| folder.sync_all())
}

/// Removes a folder, a file or a link, itself and not what it leads to; there may be none.
fn remove(path: &Path) -> io::Result<()> {
    let found = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    if found.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}
