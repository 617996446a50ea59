//! A film's index with the mark in it: the picture tracks say how they are looked at, and every place
//! in the file that moves by it is told anew.

use std::io;

use super::boxes::{Part, Parts, boxed, put, wrong};

/// The boxes on the way to where the pictures are described and found.
const PATH: [[u8; 4]; 5] = [*b"moov", *b"trak", *b"mdia", *b"minf", *b"stbl"];

/// Bytes of a picture description before the boxes in it: its number, sizes, a name, the depth.
const DESCRIPTION_BYTES: usize = 78;

/// Boxes that come after the mark in a picture description.
const LATER: [[u8; 4]; 3] = [*b"clap", *b"pasp", *b"colr"];

/// One writing of the index.
struct Writing {
    /// What lies here or later in the file moves.
    from: u64,
    /// By so many bytes.
    by: u64,
    /// Places are written with 64 bits.
    wide: bool,
    /// A place was too far for its 32 bits.
    too_far: bool,
    /// Descriptions of pictures that were met.
    descriptions: usize,
}

/// The index (a whole `moov` box that ends at `end` in the file) with the mark. Of the same length when
/// it was marked before; none when there are no pictures, or they are in fragments.
pub(super) fn marked(index: &[u8], end: u64) -> io::Result<Option<Vec<u8>>> {
    let moov = Parts { rest: index }.find(&PATH[0])?;
    let moov = moov.ok_or_else(|| wrong("its index is missing"))?;
    if (Parts { rest: moov.body }).find(b"mvex")?.is_some() {
        return Ok(None);
    }
    for wide in [false, true] {
        let mut writing = Writing {
            from: end,
            by: 0,
            wide,
            too_far: false,
            descriptions: 0,
        };
        // How much it grows does not depend on how far things move.
        let mut new = Vec::with_capacity(index.len() + 256);
        writing.copy(&mut new, moov, 0, false)?;
        if writing.descriptions == 0 {
            return Ok(None);
        }
        writing.by = (new.len() - index.len()) as u64;
        if writing.by == 0 {
            return Ok(Some(new));
        }
        new.clear();
        writing.copy(&mut new, moov, 0, false)?;
        if !writing.too_far {
            return Ok(Some(new));
        }
    }
    Err(wrong("it is too long"))
}

impl Writing {
    /// Copies a box at some depth of the path; `seen` says that its track is of pictures.
    fn copy(&mut self, out: &mut Vec<u8>, part: Part, depth: usize, seen: bool) -> io::Result<()> {
        put(out, part.head, |out| {
            let seen = match &part.kind {
                b"trak" => is_of_pictures(part)?,
                _ => seen,
            };
            let is_table = depth + 1 == PATH.len();
            let mut parts = Parts { rest: part.body };
            while let Some(inner) = parts.next()? {
                match &inner.kind {
                    b"stsd" if is_table && seen => self.describe(out, inner)?,
                    b"stco" if is_table => self.chunks::<4>(out, inner)?,
                    b"co64" if is_table => self.chunks::<8>(out, inner)?,
                    kind if !is_table && *kind == PATH[depth + 1] => {
                        self.copy(out, inner, depth + 1, seen)?;
                    }
                    _ => out.extend([inner.head, inner.body].concat()),
                }
            }
            out.extend(parts.rest);
            Ok(())
        })
    }

    /// The descriptions of a track's pictures, each marked.
    fn describe(&mut self, out: &mut Vec<u8>, table: Part) -> io::Result<()> {
        let (start, entries) = split(table.body, 8)?;
        put(out, table.head, |out| {
            out.extend(start);
            let mut entries = Parts { rest: entries };
            while let Some(entry) = entries.next()? {
                self.descriptions += 1;
                let (start, inner) = split(entry.body, DESCRIPTION_BYTES)?;
                put(out, entry.head, |out| {
                    out.extend(start);
                    mark(out, inner)
                })?;
            }
            out.extend(entries.rest);
            Ok(())
        })
    }

    /// Where the chunks of a track lie in the file, in numbers of so many bytes.
    fn chunks<const BYTES: usize>(&mut self, out: &mut Vec<u8>, table: Part) -> io::Result<()> {
        let (start, places) = split(table.body, 8)?;
        let (_, count) = split(start, 4)?;
        let count = count
            .iter()
            .fold(0, |n, byte| (n << 8) | usize::from(*byte));
        let places = places.get(..count * BYTES);
        let places = places.ok_or_else(|| wrong("a list of places ends early"))?;
        let wide = BYTES == 8 || self.wide;
        let kind: &[u8; 4] = if wide { b"co64" } else { b"stco" };
        put(out, &boxed(kind, &[]), |out| {
            out.extend(start);
            for place in places.chunks_exact(BYTES) {
                let place = place.iter().fold(0, |n, byte| (n << 8) | u64::from(*byte));
                let by = if place < self.from { 0 } else { self.by };
                let place = place.checked_add(by);
                let place = place.ok_or_else(|| wrong("a place is too far"))?;
                self.too_far |= !wide && place > u64::from(u32::MAX);
                let first = if wide { 0 } else { 4 };
                out.extend(&place.to_be_bytes()[first..]);
            }
            Ok(())
        })
    }
}

/// Copies the boxes in a picture description with the mark in its place.
fn mark(out: &mut Vec<u8>, inner: &[u8]) -> io::Result<()> {
    let has = |kind| Ok::<_, io::Error>((Parts { rest: inner }).find(kind)?.is_some());
    let mut missing = Vec::new();
    if !has(b"sv3d")? {
        if !has(b"st3d")? {
            missing = boxed(b"st3d", &[0; 5]);
        }
        missing.extend(panorama());
    }
    let mut parts = Parts { rest: inner };
    while let Some(part) = parts.next()? {
        if LATER.contains(&part.kind) {
            out.append(&mut missing);
        }
        out.extend([part.head, part.body].concat());
    }
    out.append(&mut missing);
    out.extend(parts.rest);
    Ok(())
}

/// The mark itself: who made it, no turn of the head, and the whole sphere without a border.
fn panorama() -> Vec<u8> {
    let maker = boxed(b"svhd", b"\0\0\0\0Welkin\0");
    let turn = boxed(b"prhd", &[0; 16]);
    let borders = boxed(b"equi", &[0; 20]);
    let projection = boxed(b"proj", &[turn, borders].concat());
    boxed(b"sv3d", &[maker, projection].concat())
}

/// Whether a track's handler says pictures.
fn is_of_pictures(track: Part) -> io::Result<bool> {
    let Some(media) = (Parts { rest: track.body }).find(b"mdia")? else {
        return Ok(false);
    };
    let handler = (Parts { rest: media.body }).find(b"hdlr")?;
    Ok(handler.is_some_and(|handler| handler.body.get(8..12) == Some(b"vide")))
}

fn split(bytes: &[u8], at: usize) -> io::Result<(&[u8], &[u8])> {
    let parts = bytes.split_at_checked(at);
    parts.ok_or_else(|| wrong("a box ends early"))
}
