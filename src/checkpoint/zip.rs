//! The table of contents of a zip: names and where their bytes lie. Only what is stored plain is read, which
//! is how PyTorch writes.

use std::ops::Range;

use crate::error::Fault;

/// More entries than any checkpoint has.
const MAX_ENTRIES: usize = 1 << 16;
/// The record at the end, without its comment.
const END_BYTES: usize = 22;

/// What a zip holds, in the order of the names.
pub(crate) struct Zip<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
}

/// One file in a zip.
struct Entry<'a> {
    name: &'a [u8],
    is_stored: bool,
    /// Where its own header begins.
    header: usize,
    len: usize,
}

impl<'a> Zip<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Fault> {
        let cut = || Fault::damaged("a zip without its table of contents");
        // The last such record that a comment up to the file's end can follow.
        let from = bytes
            .len()
            .saturating_sub(END_BYTES + usize::from(u16::MAX));
        let tail = &bytes[from..];
        let end = tail
            .windows(4)
            .rposition(|four| four == b"PK\x05\x06")
            .ok_or_else(cut)?;
        let end = from + end;
        let record = bytes.get(end..end + END_BYTES).ok_or_else(cut)?;
        let mut count = u64::from(u16_at(record, 10));
        let mut size = u64::from(u32_at(record, 12));
        let mut start = u64::from(u32_at(record, 16));
        let locator = end.checked_sub(20).map(|at| &bytes[at..end]);
        if let Some(locator) = locator.filter(|locator| locator.starts_with(b"PK\x06\x07")) {
            let at = usize::try_from(u64_at(locator, 8)).map_err(|_| cut())?;
            let after = at.checked_add(56).ok_or_else(cut)?;
            let record = bytes.get(at..after).ok_or_else(cut)?;
            if !record.starts_with(b"PK\x06\x06") {
                return Err(cut());
            }
            (count, size, start) = (u64_at(record, 32), u64_at(record, 40), u64_at(record, 48));
        }
        if count > MAX_ENTRIES as u64 {
            return Err(Fault::TooMuch(format!("{count} files in its zip")));
        }
        let start = usize::try_from(start).map_err(|_| cut())?;
        let size = usize::try_from(size).map_err(|_| cut())?;
        let table = start
            .checked_add(size)
            .and_then(|end| bytes.get(start..end))
            .ok_or_else(cut)?;
        Self::read_table(bytes, table, count as usize)
    }

    fn read_table(bytes: &'a [u8], mut table: &'a [u8], count: usize) -> Result<Self, Fault> {
        let cut = || Fault::damaged("a zip whose table of contents is cut short");
        let mut entries = Vec::with_capacity(count.min(table.len() / 46));
        for _ in 0..count {
            let record = table
                .get(..46)
                .filter(|record| record.starts_with(b"PK\x01\x02"));
            let record = record.ok_or_else(cut)?;
            let name_end = 46 + usize::from(u16_at(record, 28));
            let extra_end = name_end + usize::from(u16_at(record, 30));
            let next = extra_end + usize::from(u16_at(record, 32));
            let name = table.get(46..name_end).ok_or_else(cut)?;
            let extra = table.get(name_end..extra_end).ok_or_else(cut)?;
            let (packed, len, header) = wide(record, extra).ok_or_else(cut)?;
            entries.push(Entry {
                name,
                is_stored: u16_at(record, 10) == 0 && packed == len && u16_at(record, 8) & 1 == 0,
                header: usize::try_from(header).map_err(|_| cut())?,
                len: usize::try_from(len).map_err(|_| cut())?,
            });
            table = table.get(next..).ok_or_else(cut)?;
        }
        entries.sort_by(|a, b| a.name.cmp(b.name));
        Ok(Self { bytes, entries })
    }

    /// The folder of the entry with this file name, as `archive/` of `archive/data.pkl`.
    pub(crate) fn folder_of(&self, file: &[u8]) -> Option<&'a [u8]> {
        let mut folders = self
            .entries
            .iter()
            .filter_map(|entry| entry.name.strip_suffix(file));
        folders.find(|folder| folder.is_empty() || folder.ends_with(b"/"))
    }

    /// Where an entry's bytes lie in the file, if there is one of that name.
    pub(crate) fn find(&self, name: &[u8]) -> Result<Option<Range<usize>>, Fault> {
        let Ok(place) = self.entries.binary_search_by(|entry| entry.name.cmp(name)) else {
            return Ok(None);
        };
        let entry = &self.entries[place];
        if !entry.is_stored {
            return Err(Fault::unsupported(
                "a zip that is packed; unpack it and zip it again without compression (zip -0), or save it \
                 again with PyTorch",
            ));
        }
        let cut = || Fault::damaged("a zip that is cut short");
        let start = entry.header;
        let header = start
            .checked_add(30)
            .and_then(|end| self.bytes.get(start..end));
        let header = header
            .filter(|header| header.starts_with(b"PK\x03\x04"))
            .ok_or_else(cut)?;
        let start = start + 30 + usize::from(u16_at(header, 26)) + usize::from(u16_at(header, 28));
        let end = start
            .checked_add(entry.len)
            .filter(|&end| end <= self.bytes.len());
        Ok(Some(start..end.ok_or_else(cut)?))
    }
}

/// Packed length, length and header of an entry, from the extra field where 32 bits are too few.
fn wide(record: &[u8], mut extra: &[u8]) -> Option<(u64, u64, u64)> {
    let mut packed = u64::from(u32_at(record, 20));
    let mut len = u64::from(u32_at(record, 24));
    let mut header = u64::from(u32_at(record, 42));
    let full = u64::from(u32::MAX);
    while extra.len() >= 4 && (packed == full || len == full || header == full) {
        let (kind, size) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let mut fields = extra.get(4..4 + size)?;
        extra = &extra[4 + size..];
        if kind == 1 {
            for field in [&mut len, &mut packed, &mut header] {
                if *field == full {
                    let (value, rest) = fields.split_first_chunk()?;
                    *field = u64::from_le_bytes(*value);
                    fields = rest;
                }
            }
            break;
        }
    }
    Some((packed, len, header))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
