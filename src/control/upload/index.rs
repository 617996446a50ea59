//! A zip's index, read in bounded memory however the file was made.
//!
//! The zip crate makes room for as many entries as the file says there are, looks for the index in several places, and
//! follows 64-bit records. So what it may see is settled first: one end record at the very end, few entries, an
//! index of a few megabytes, no 64-bit records; while it reads the index it sees zeros in the rest of the file.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use zip::ZipArchive;

use super::limits::Limits;

/// The end record's length without its comment (APPNOTE, 4.3.16), and its longest comment.
const END_BYTES: usize = 22;
const MOST_COMMENT_BYTES: usize = 65_535;

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";

/// Opens a zip file.
pub(super) fn open(file: File, limits: &Limits) -> Result<ZipArchive<Floored>, String> {
    let broken = |error: io::Error| format!("the zip file cannot be read: {error}");
    let length = file.metadata().map_err(broken)?.len();
    let mut reader = BufReader::new(file);
    let floor = index_start(&mut reader, length, limits)?;
    let floor = Rc::new(Cell::new(floor));
    let floored = Floored {
        reader,
        floor: Rc::clone(&floor),
        at: 0,
    };
    let zip = ZipArchive::new(floored)
        .map_err(|error| format!("this is no whole zip file: {error}; pack and send it again"))?;
    if zip.len() > limits.entries {
        return Err(too_many(limits));
    }
    floor.set(0);
    Ok(zip)
}

/// Where the index begins, after all that is doubtful was refused.
fn index_start(
    reader: &mut (impl Read + Seek),
    length: u64,
    limits: &Limits,
) -> Result<u64, String> {
    let no_zip = || "this is no whole zip file; pack and send it again".to_owned();
    let tail_bytes = length.min((END_BYTES + MOST_COMMENT_BYTES) as u64);
    let tail = bytes_at(reader, length - tail_bytes, tail_bytes)?;
    let at = find_last(&tail, END).ok_or_else(no_zip)?;
    let end = tail.get(at..at + END_BYTES).ok_or_else(no_zip)?;
    let short = |at: usize| u64::from(u16::from_le_bytes([end[at], end[at + 1]]));
    let long = |at: usize| short(at) | short(at + 2) << 16;
    let (disks, entries, size, start) = (short(4) | short(6), short(10), long(12), long(16));
    let end_at = length - tail_bytes + at as u64;
    let is_last = at + END_BYTES + short(20) as usize == tail.len();
    let fits = start.checked_add(size) == Some(end_at);
    if !is_last || !fits || disks != 0 || short(8) != entries {
        return Err(no_zip());
    }
    if entries as usize > limits.entries || size > limits.index_bytes {
        return Err(too_many(limits));
    }
    let index = bytes_at(reader, start, length - start)?;
    if [END_64, LOCATOR_64]
        .iter()
        .any(|mark| find_last(&index, mark).is_some())
    {
        return Err("this zip file has 64-bit records; pack it without".into());
    }
    Ok(start)
}

fn too_many(limits: &Limits) -> String {
    let most = limits.entries;
    format!("there is too much in this zip file; at most {most} files and folders are taken")
}

fn bytes_at(reader: &mut (impl Read + Seek), at: u64, length: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    reader
        .seek(SeekFrom::Start(at))
        .and_then(|_| reader.take(length).read_to_end(&mut bytes))
        .map_err(|error| format!("the zip file cannot be read: {error}"))?;
    Ok(bytes)
}

fn find_last(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).rposition(|window| window == mark)
}

/// A file of which nothing but zeros is seen below a floor.
#[derive(Debug)]
pub(super) struct Floored {
    reader: BufReader<File>,
    floor: Rc<Cell<u64>>,
    at: u64,
}

impl Read for Floored {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let below = self.floor.get().saturating_sub(self.at);
        if below > 0 {
            let zeros = into.len().min(usize::try_from(below).unwrap_or(usize::MAX));
            into[..zeros].fill(0);
            self.seek(SeekFrom::Current(zeros as i64))?;
            return Ok(zeros);
        }
        let read = self.reader.read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Floored {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.reader.seek(to)?;
        Ok(self.at)
    }
}
