//! Small files that are whole or not there: written beside and renamed, read only up to a size.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// Puts the text in the file's place, at once: whoever reads meanwhile reads the one before. `firmly` waits until it is on
/// the disk, for what changes seldom; what is written every second does not wear the disk for that.
///
/// # Errors
///
/// The disk's own. The file that was there stays as it is.
pub(crate) fn write_whole(file: &Path, text: &[u8], firmly: bool) -> io::Result<()> {
    let beside = file.with_extension("json.new");
    let written = File::create(&beside).and_then(|mut new| {
        new.write_all(text)?;
        if firmly {
            new.sync_data()?;
        }
        Ok(())
    });
    let placed = written.and_then(|()| fs::rename(&beside, file));
    if placed.is_err() {
        // What is left of it takes room on a disk that may be full.
        drop(fs::remove_file(&beside));
    }
    placed
}

/// Reads a small file.
///
/// # Errors
///
/// The disk's own; a file of more than `most_bytes`.
pub(crate) fn read_small(file: &Path, most_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?
        .take(most_bytes + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most_bytes {
        let words = format!("more than {most_bytes} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, words));
    }
    Ok(bytes)
}
