//! What an MP4 file says of its encoder's delay and padding: its edit list, or iTunes' gapless tag. The demuxer
//! leaves both to us.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use symphonia::core::formats::FormatReader;
use symphonia::core::formats::well_known::FORMAT_ID_ISOMP4;

/// Which part of what is decoded is to be heard.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Edit {
    /// Frames to skip at the beginning.
    pub(super) skip: u64,
    /// How much to keep after that.
    pub(super) keep: Keep,
}

/// How much is to be heard.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Keep {
    /// Everything.
    #[default]
    All,
    /// So many frames.
    Frames(u64),
    /// So many seconds, counted in ticks of the movie's clock.
    Secs { secs: f64, tick_secs: f64 },
}

/// More atoms than this in one place is no music file.
const MAX_ATOMS: usize = 4096;

impl Edit {
    /// Frames to be heard of so many decoded ones.
    pub(super) fn kept(self, decoded: u64, rate_hz: u32) -> u64 {
        let rest = decoded.saturating_sub(self.skip);
        let (secs, tick_secs) = match self.keep {
            Keep::All => return rest,
            Keep::Frames(frames) => return rest.min(frames),
            Keep::Secs { secs, tick_secs } => (secs, tick_secs),
        };
        let wanted = (secs * f64::from(rate_hz)).round().clamp(0.0, 1e15) as u64;
        let is_the_same = rest.abs_diff(wanted) as f64 <= tick_secs * f64::from(rate_hz);
        // An edit list often counts milliseconds; within one of them the samples' own count is the exact one.
        if is_the_same { rest } else { rest.min(wanted) }
    }
}

/// The edit list of the first sound track of an MP4 file; none where it has none or is no MP4 file.
pub(super) fn of_mp4(file: &mut File) -> Option<Edit> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let whole = Span { start: 0, end };
    let mut first = [0; 8];
    file.seek(SeekFrom::Start(0)).ok()?;
    file.read_exact(&mut first).ok()?;
    if &first[4..] != b"ftyp" {
        return None;
    }
    let movie = find(file, whole, b"moov")?;
    let header = find(file, movie, b"mvhd")?;
    let movie_scale = time_scale(file, header)?;
    for track in atoms(file, movie)
        .into_iter()
        .filter(|atom| &atom.name == b"trak")
    {
        let Some(media) = find(file, track.body, b"mdia") else {
            continue;
        };
        let Some(handler) = find(file, media, b"hdlr") else {
            continue;
        };
        if bytes_at::<4>(file, handler.start + 8) == Some(*b"soun") {
            let list =
                find(file, track.body, b"edts").and_then(|edits| find(file, edits, b"elst"))?;
            return edit_list(file, list, movie_scale);
        }
    }
    None
}

/// Where the last top-level atom of an MP4 file should end; none for other files.
pub(super) fn declared_end(file: &mut File) -> Option<u64> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let first = bytes_at::<8>(file, 0)?;
    let mut at = 0;
    let mut count = 0;
    while &first[4..] == b"ftyp" && at < end && count < MAX_ATOMS {
        let (_, _, length) = head_at(file, at, end)?;
        // A music file is not longer than this; a nonsensical length is left to the demuxer to refuse.
        at = at
            .checked_add(length)
            .filter(|next| *next > at && *next < 1 << 42)?;
        count += 1;
    }
    (at > 0).then_some(at)
}

/// iTunes' gapless tag in an MP4 file that has no edit list.
pub(super) fn of_itunes(format: &mut dyn FormatReader) -> Option<Edit> {
    if format.format_info().format != FORMAT_ID_ISOMP4 {
        return None;
    }
    let metadata = format.metadata();
    let tags = &metadata.current()?.media.tags;
    let tag = tags.iter().find(|tag| tag.raw.key.ends_with("iTunSMPB"))?;
    parse_itunes(&tag.raw.value.to_string())
}

/// " 00000000 00000840 000001CA 00000000003F31F6 …": nothing, delay, padding, length.
pub(super) fn parse_itunes(words: &str) -> Option<Edit> {
    let mut numbers = words
        .split_whitespace()
        .map(|word| u64::from_str_radix(word, 16));
    let mut next = || numbers.next()?.ok();
    let (_nothing, skip, _padding, length) = (next()?, next()?, next()?, next()?);
    (skip <= 1 << 16).then_some(Edit {
        skip,
        keep: Keep::Frames(length),
    })
}

#[derive(Clone, Copy)]
struct Span {
    start: u64,
    end: u64,
}

struct Atom {
    name: [u8; 4],
    body: Span,
}

fn find(file: &mut File, within: Span, name: &[u8; 4]) -> Option<Span> {
    atoms(file, within)
        .into_iter()
        .find(|atom| &atom.name == name)
        .map(|atom| atom.body)
}

/// The atoms that stand side by side in a stretch of the file. Only their heads are read.
fn atoms(file: &mut File, within: Span) -> Vec<Atom> {
    let mut found = Vec::new();
    let mut at = within.start;
    while found.len() < MAX_ATOMS && at.saturating_add(8) <= within.end {
        let Some((name, head_len, length)) = head_at(file, at, within.end) else {
            break;
        };
        let Some(end) = at.checked_add(length).filter(|end| *end <= within.end) else {
            break;
        };
        if length < head_len {
            break;
        }
        found.push(Atom {
            name,
            body: Span {
                start: at + head_len,
                end,
            },
        });
        at = end;
    }
    found
}

/// Name, length of the head and whole length of the atom at a place; one of length 0 reaches to `end`.
fn head_at(file: &mut File, at: u64, end: u64) -> Option<([u8; 4], u64, u64)> {
    let head = bytes_at::<8>(file, at)?;
    let name = [head[4], head[5], head[6], head[7]];
    match u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]])) {
        0 => Some((name, 8, end - at)),
        1 => Some((name, 16, u64::from_be_bytes(bytes_at(file, at + 8)?))),
        length => Some((name, 8, length)),
    }
}

fn time_scale(file: &mut File, header: Span) -> Option<u32> {
    let version = bytes_at::<1>(file, header.start)?[0];
    let offset = if version == 1 { 20 } else { 12 };
    let scale = u32::from_be_bytes(bytes_at(file, header.start + offset)?);
    (scale > 0).then_some(scale)
}

/// The first entry of an edit list that plays something (media time −1 is a pause, which music has none of).
fn edit_list(file: &mut File, list: Span, movie_scale: u32) -> Option<Edit> {
    let version = bytes_at::<1>(file, list.start)?[0];
    let count = u32::from_be_bytes(bytes_at(file, list.start + 4)?).min(16);
    let entry_len = if version == 1 { 20 } else { 12 };
    for entry in 0..u64::from(count) {
        let at = list.start + 8 + entry * entry_len;
        let (duration, media_time) = if version == 1 {
            let duration = u64::from_be_bytes(bytes_at(file, at)?);
            (duration, i64::from_be_bytes(bytes_at(file, at + 8)?))
        } else {
            let duration = u32::from_be_bytes(bytes_at(file, at)?);
            (
                u64::from(duration),
                i64::from(i32::from_be_bytes(bytes_at(file, at + 4)?)),
            )
        };
        if let Ok(skip) = u64::try_from(media_time) {
            let tick_secs = 1.0 / f64::from(movie_scale);
            let secs = Keep::Secs {
                secs: duration as f64 * tick_secs,
                tick_secs,
            };
            return Some(Edit {
                skip,
                keep: if duration > 0 { secs } else { Keep::All },
            });
        }
    }
    None
}

fn bytes_at<const N: usize>(file: &mut File, at: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}
