//! Packets of streaming ACN as values: bytes from anybody ↔ what they say (ANSI E1.31-2018, with E1.17's root layer).

use std::net::Ipv4Addr;

use super::artnet::{plain, write_text};

/// The port that sACN is spoken on.
pub const SACN_PORT: u16 = 5568;
/// Where sources tell which universes they send.
pub(crate) const DISCOVERY_GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 250, 214);
/// The highest priority a source may claim.
pub(crate) const MOST_PRIORITY: u8 = 200;

/// Preamble, postamble and the name of the protocol.
const START: &[u8; 16] = b"\0\x10\0\0ASC-E1.17\0\0\0";
const ROOT_DATA: u32 = 4;
const ROOT_EXTENDED: u32 = 8;
const FRAME_DATA: u32 = 2;
const FRAME_DISCOVERY: u32 = 2;
const PREVIEW: u8 = 0x80;
const TERMINATED: u8 = 0x40;
/// Before the first channel.
const HEAD_BYTES: usize = 126;

/// Who sends: sixteen bytes that stay the same for a machine.
pub(crate) type Cid = [u8; 16];

/// The values of a universe that a source sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SacnData<'b> {
    /// Who sent it.
    pub(crate) cid: Cid,
    /// What it is called.
    pub(crate) name: String,
    /// 0 to 200; the highest wins.
    pub(crate) priority: u8,
    /// Counted in a ring.
    pub(crate) sequence: u8,
    /// Not meant to be lived by.
    pub(crate) is_preview: bool,
    /// The source sends this universe no more.
    pub(crate) is_terminated: bool,
    /// 1 to 63 999.
    pub(crate) universe: u16,
    /// The channels from the first on, at most 512.
    pub(crate) values: &'b [u8],
}

/// The group that a universe is sent to.
pub(crate) fn group(universe: u16) -> Ipv4Addr {
    let [high, low] = universe.to_be_bytes();
    Ipv4Addr::new(239, 255, high, low)
}

fn two(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn four(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Reads the values of a universe; none for anything else: other packets, other start codes, lengths that do not agree.
pub(crate) fn read(bytes: &[u8]) -> Option<SacnData<'_>> {
    let is_data = bytes.starts_with(START)
        && four(bytes, 18)? == ROOT_DATA
        && four(bytes, 40)? == FRAME_DATA
        && *bytes.get(117)? == 2
        && *bytes.get(118)? == 0xa1
        && two(bytes, 119)? == 0
        && two(bytes, 121)? == 1;
    if !is_data {
        return None;
    }
    // The start code counts as one; only those of dimmers, 0, are values.
    let count = usize::from(two(bytes, 123)?);
    let values = bytes.get(HEAD_BYTES..HEAD_BYTES + count.checked_sub(1)?)?;
    let options = bytes[112];
    let is_terminated = options & TERMINATED != 0;
    let (priority, universe) = (bytes[108], two(bytes, 113)?);
    let is_allowed = values.len() <= 512
        && bytes[125] == 0
        && priority <= MOST_PRIORITY
        && (1..=63_999).contains(&universe);
    let name = bytes[44..108].split(|byte| *byte == 0).next();
    is_allowed.then(|| SacnData {
        cid: bytes[22..38].try_into().unwrap_or_default(),
        name: plain(name.unwrap_or_default()),
        priority,
        sequence: bytes[111],
        is_preview: options & PREVIEW != 0,
        is_terminated,
        universe,
        values,
    })
}

/// The values of a universe as bytes. Of values the first 512 are written.
pub(crate) fn write(data: &SacnData<'_>) -> Vec<u8> {
    let values = &data.values[..data.values.len().min(512)];
    let length = HEAD_BYTES + values.len();
    let mut bytes = begin(length, ROOT_DATA, &data.cid, FRAME_DATA, &data.name);
    bytes[108] = data.priority.min(MOST_PRIORITY);
    bytes[111] = data.sequence;
    let preview = if data.is_preview { PREVIEW } else { 0 };
    let terminated = if data.is_terminated { TERMINATED } else { 0 };
    bytes[112] = preview | terminated;
    bytes[113..115].copy_from_slice(&data.universe.to_be_bytes());
    write_length(&mut bytes, 115);
    bytes[117] = 2;
    bytes[118] = 0xa1;
    bytes[122] = 1;
    bytes[123..125].copy_from_slice(&(values.len() as u16 + 1).to_be_bytes());
    bytes[HEAD_BYTES..].copy_from_slice(values);
    bytes
}

/// What a source tells every ten seconds: which universes it sends, in ascending order, the first 512 of them.
pub(crate) fn write_discovery(cid: &Cid, name: &str, universes: &[u16]) -> Vec<u8> {
    let universes = &universes[..universes.len().min(512)];
    let length = 120 + 2 * universes.len();
    let mut bytes = begin(length, ROOT_EXTENDED, cid, FRAME_DISCOVERY, name);
    write_length(&mut bytes, 112);
    bytes[114..118].copy_from_slice(&1_u32.to_be_bytes());
    for (place, universe) in bytes[120..].chunks_exact_mut(2).zip(universes) {
        place.copy_from_slice(&universe.to_be_bytes());
    }
    bytes
}

/// Zeros but for the root layer, and the frame's vector and name.
fn begin(length: usize, root: u32, cid: &Cid, frame: u32, name: &str) -> Vec<u8> {
    let mut bytes = START.to_vec();
    bytes.resize(length, 0);
    write_length(&mut bytes, 16);
    bytes[18..22].copy_from_slice(&root.to_be_bytes());
    bytes[22..38].copy_from_slice(cid);
    write_length(&mut bytes, 38);
    bytes[40..44].copy_from_slice(&frame.to_be_bytes());
    write_text(&mut bytes[44..108], name);
    bytes
}

/// How long a layer is, from its own first byte to the end, with flags before.
fn write_length(bytes: &mut [u8], at: usize) {
    let length = 0x7000 | (bytes.len() - at) as u16 & 0x0fff;
    bytes[at..at + 2].copy_from_slice(&length.to_be_bytes());
}

#[cfg(test)]
mod tests;
