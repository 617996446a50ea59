//! The boxes MP4 and MOV files are made of: a size, four letters, and what is inside.

use std::io;

/// What a box begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) kind: [u8; 4],
    /// Bytes before what is inside: 8, or 16 with a long size.
    pub(super) head: usize,
    /// Bytes of the box, these included.
    pub(super) whole: u64,
}

/// A box in memory.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) kind: [u8; 4],
    pub(super) head: &'a [u8],
    pub(super) body: &'a [u8],
}

/// Boxes one after the other.
pub(super) struct Parts<'a> {
    /// What was not given out yet; at the end, what is too short for a box (QuickTime ends some lists
    /// with four zeros).
    pub(super) rest: &'a [u8],
}

impl Head {
    /// Reads the beginning of a box that has `room` bytes at most.
    pub(super) fn of(start: &[u8], room: u64) -> io::Result<Self> {
        let short = start.first_chunk::<8>();
        let Some([a, b, c, d, kind @ ..]) = short else {
            return Err(wrong("a box ends early"));
        };
        let (head, whole) = match u32::from_be_bytes([*a, *b, *c, *d]) {
            0 => (8, room),
            1 => {
                let long = start.get(8..16).and_then(|long| long.try_into().ok());
                let long = long.ok_or_else(|| wrong("a box ends early"))?;
                (16, u64::from_be_bytes(long))
            }
            whole => (8, u64::from(whole)),
        };
        if whole < head as u64 || whole > room {
            return Err(wrong("a box is larger than its place"));
        }
        Ok(Self {
            kind: *kind,
            head,
            whole,
        })
    }
}

impl<'a> Parts<'a> {
    pub(super) fn next(&mut self) -> io::Result<Option<Part<'a>>> {
        if self.rest.len() < 8 {
            return Ok(None);
        }
        let head = Head::of(self.rest, self.rest.len() as u64)?;
        let (whole, rest) = self.rest.split_at(head.whole as usize);
        self.rest = rest;
        let (start, body) = whole.split_at(head.head);
        Ok(Some(Part {
            kind: head.kind,
            head: start,
            body,
        }))
    }

    /// The next box of a kind.
    pub(super) fn find(&mut self, kind: &[u8; 4]) -> io::Result<Option<Part<'a>>> {
        while let Some(part) = self.next()? {
            if part.kind == *kind {
                return Ok(Some(part));
            }
        }
        Ok(None)
    }
}

/// Writes a box whose inside `fill` writes. `head` is that of the box it replaces: what has a long size
/// keeps it.
pub(super) fn put(
    out: &mut Vec<u8>,
    head: &[u8],
    fill: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    let start = out.len();
    out.extend(head);
    fill(out)?;
    let whole = out.len() - start;
    if head.len() == 16 {
        out[start + 8..start + 16].copy_from_slice(&(whole as u64).to_be_bytes());
    } else {
        let whole = u32::try_from(whole).map_err(|_| wrong("a box grows too large"))?;
        out[start..start + 4].copy_from_slice(&whole.to_be_bytes());
    }
    Ok(())
}

/// A box of a kind with this inside, for less than 4 GB.
pub(super) fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let whole = (8 + body.len()) as u32;
    [&whole.to_be_bytes(), &kind[..], body].concat()
}

/// The error for a file that contradicts itself.
pub(super) fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("no sound film: {what}"))
}
