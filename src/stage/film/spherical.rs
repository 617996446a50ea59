//! Says in a finished film that it shows every direction, so that players and headsets open it as 360°.
//!
//! ffmpeg cannot be asked for this, so the boxes of Spherical Video V2 are put into an MP4 or MOV file
//! here. The layout is that of Google's "Spherical Video V2 RFC".

mod boxes;
mod index;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use boxes::{Head, wrong};

/// More than a day's film has at 240 frames a second.
const MAX_INDEX_BYTES: u64 = 512 << 20;

/// Marks an MP4 or MOV file as an equirectangular panorama for one eye: a turn of 360° across, 180°
/// from top to bottom, the front in the middle. Whether it is marked now: `false` for other kinds of
/// files, such as Matroska, and for films without pictures or in fragments; these stay as they are.
/// ffmpeg hands the mark on when it joins or copies into MP4 (with `-strict unofficial`) and Matroska.
///
/// A file beside it is written and renamed; on an error the film is as it was. A film that is marked is
/// not written again. Memory goes with the film's index (some ten bytes a frame), not with its pictures.
///
/// # Errors
/// When a file cannot be read or written, or the boxes contradict each other
/// ([`io::ErrorKind::InvalidData`]).
pub(super) fn mark_equirectangular(path: &Path) -> io::Result<bool> {
    let mut film = File::open(path)?;
    let Some(place) = find_index(&mut film)? else {
        return Ok(false);
    };
    let bytes = place.end - place.start;
    if bytes > MAX_INDEX_BYTES {
        return Err(wrong("its index is too large"));
    }
    let mut old = vec![0; bytes as usize];
    film.seek(SeekFrom::Start(place.start))?;
    film.read_exact(&mut old)?;
    let Some(new) = index::marked(&old, place.end)? else {
        return Ok(false);
    };
    if new.len() == old.len() {
        return Ok(true);
    }
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".360.writing");
    let beside = path.with_file_name(name);
    let written = write_with(&mut film, &place, &new, &beside);
    let moved = written.and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        // It may never have been there.
        drop(fs::remove_file(&beside));
    }
    moved.map(|()| true)
}

/// Where the box with the film's index is; none when this is no such film.
fn find_index(film: &mut File) -> io::Result<Option<Range<u64>>> {
    let length = film.metadata()?.len();
    let mut at = 0;
    let mut index = None;
    while at < length {
        film.seek(SeekFrom::Start(at))?;
        let mut start = Vec::with_capacity(16);
        film.take(16).read_to_end(&mut start)?;
        let head = match Head::of(&start, length - at) {
            Ok(head) => head,
            // Another kind of file.
            Err(_) if at == 0 => return Ok(None),
            Err(error) => return Err(error),
        };
        match &head.kind {
            b"moof" => return Ok(None),
            b"moov" if index.is_some() => return Err(wrong("it has two indices")),
            b"moov" => index = Some(at..at + head.whole),
            b"ftyp" => {}
            _ if at == 0 => return Ok(None),
            _ => {}
        }
        at += head.whole;
    }
    Ok(index)
}

/// Writes the film with another index.
fn write_with(film: &mut File, old: &Range<u64>, new: &[u8], to: &Path) -> io::Result<()> {
    let about = film.metadata()?;
    let mut out = File::create(to)?;
    copy(film, 0..old.start, &mut out)?;
    out.write_all(new)?;
    copy(film, old.end..about.len(), &mut out)?;
    out.set_permissions(about.permissions())?;
    out.sync_all()
}

/// Copies a part of a file; the system does it in pieces.
fn copy(from: &mut File, part: Range<u64>, to: &mut File) -> io::Result<()> {
    from.seek(SeekFrom::Start(part.start))?;
    let bytes = part.end - part.start;
    let copied = io::copy(&mut from.take(bytes), to)?;
    if copied == bytes {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}
