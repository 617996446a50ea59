//! Art-Net 4's packets as values: bytes from anybody ↔ what they say. Only the five that a desk, a lamp's node and this
//! program exchange. Field places are those of Artistic Licence's specification of the protocol, release 1.4.

use std::net::Ipv4Addr;

/// The port that Art-Net is spoken on.
pub const ART_NET_PORT: u16 = 6454;

/// What every packet begins with.
const ID: &[u8; 8] = b"Art-Net\0";
const POLL: u16 = 0x2000;
const POLL_REPLY: u16 = 0x2100;
const DMX: u16 = 0x5000;
const SYNC: u16 = 0x5200;
/// The protocol's revision.
const REVISION: u16 = 14;
/// A node of any age tells at least up to its output universes.
const SHORTEST_REPLY: usize = 194;
const REPLY_BYTES: usize = 239;
/// The code for makers without one of their own.
const OEM: u16 = 0x00ff;

/// A packet that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ArtPacket<'b> {
    /// Who is there?
    Poll {
        /// Only those on port addresses of this range are asked; none asks all.
        among: Option<[u16; 2]>,
    },
    /// A node is there.
    PollReply(Node),
    /// Values of a universe.
    Dmx {
        /// 1 to 255, counted in a ring; 0 where it is not counted.
        sequence: u8,
        /// The port address, 0 to 32 767.
        universe: u16,
        /// The channels from the first on, at most 512.
        values: &'b [u8],
    },
    /// What came before is to be shown now.
    Sync,
}

/// What a node tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Its address, as it knows it.
    pub(crate) address: Ipv4Addr,
    /// Its short name, at most 17 bytes are written.
    pub(crate) name: String,
    /// The port addresses that it puts out, at most four.
    pub(crate) outputs: Vec<u16>,
    /// Which page of its outputs this is, from 1.
    pub(crate) page: u8,
}

fn low_first(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

fn high_first(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// Reads a packet; none for what is no Art-Net, too short, or of a kind that does not matter here.
pub(crate) fn read(bytes: &[u8]) -> Option<ArtPacket<'_>> {
    if !bytes.starts_with(ID) {
        return None;
    }
    match low_first(bytes, 8)? {
        POLL_REPLY => read_reply(bytes).map(ArtPacket::PollReply),
        _ if high_first(bytes, 10)? < REVISION => None,
        POLL => {
            let is_targeted = bytes.get(12).is_some_and(|flags| flags & 0x20 != 0);
            let ends = high_first(bytes, 14).zip(high_first(bytes, 16));
            let among = ends.filter(|_| is_targeted);
            Some(ArtPacket::Poll {
                among: among.map(|(top, bottom)| [bottom, top]),
            })
        }
        DMX => {
            let sequence = *bytes.get(12)?;
            let universe = low_first(bytes, 14)? & 0x7fff;
            let count = usize::from(high_first(bytes, 16)?);
            // Some senders write one channel, or an odd count, though the specification asks for even ones from 2 on.
            let values = bytes
                .get(18..18 + count)
                .filter(|_| (1..=512).contains(&count))?;
            Some(ArtPacket::Dmx {
                sequence,
                universe,
                values,
            })
        }
        SYNC => Some(ArtPacket::Sync),
        _ => None,
    }
}

fn read_reply(bytes: &[u8]) -> Option<Node> {
    if bytes.len() < SHORTEST_REPLY {
        return None;
    }
    let address: [u8; 4] = bytes.get(10..14)?.try_into().ok()?;
    let (net, subnet) = (
        u16::from(bytes[18] & 0x7f) << 8,
        u16::from(bytes[19] & 15) << 4,
    );
    let name = bytes[26..44]
        .split(|byte| *byte == 0)
        .next()
        .unwrap_or_default();
    let ports = usize::from(bytes[173].min(4));
    let puts_out = |port: &usize| bytes[174 + port] & 0x80 != 0;
    let outputs = (0..ports).filter(puts_out);
    Some(Node {
        address: address.into(),
        name: plain(name),
        outputs: outputs
            .map(|port| net | subnet | u16::from(bytes[190 + port] & 15))
            .collect(),
        page: bytes.get(211).copied().unwrap_or(1),
    })
}

/// A name from the network, as it may be shown.
pub(crate) fn plain(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(64)
        .collect()
}

fn head(code: u16) -> Vec<u8> {
    let mut bytes = ID.to_vec();
    bytes.extend(code.to_le_bytes());
    bytes
}

/// A packet as bytes. Of values the first 512 are written, and one more zero where the count is odd.
pub(crate) fn write(packet: &ArtPacket<'_>) -> Vec<u8> {
    match packet {
        ArtPacket::Poll { among } => {
            let mut bytes = head(POLL);
            bytes.extend(REVISION.to_be_bytes());
            bytes.extend([if among.is_some() { 0x20 } else { 0 }, 0]);
            if let Some([bottom, top]) = among {
                bytes.extend(top.to_be_bytes());
                bytes.extend(bottom.to_be_bytes());
            }
            bytes
        }
        ArtPacket::PollReply(node) => write_reply(node),
        ArtPacket::Dmx {
            sequence,
            universe,
            values,
        } => {
            let values = &values[..values.len().min(512)];
            let count = (values.len() + values.len() % 2).max(2);
            let mut bytes = head(DMX);
            bytes.extend(REVISION.to_be_bytes());
            bytes.extend([*sequence, 0]);
            bytes.extend(universe.to_le_bytes());
            bytes.extend((count as u16).to_be_bytes());
            bytes.extend_from_slice(values);
            bytes.resize(18 + count, 0);
            bytes
        }
        ArtPacket::Sync => {
            let mut bytes = head(SYNC);
            bytes.extend(REVISION.to_be_bytes());
            bytes.extend([0, 0]);
            bytes
        }
    }
}

/// All outputs of one reply share net and subnet: those of the first are taken.
fn write_reply(node: &Node) -> Vec<u8> {
    let mut bytes = head(POLL_REPLY);
    bytes.resize(REPLY_BYTES, 0);
    bytes[10..14].copy_from_slice(&node.address.octets());
    bytes[14..16].copy_from_slice(&ART_NET_PORT.to_le_bytes());
    bytes[17] = 1;
    bytes[20..22].copy_from_slice(&OEM.to_be_bytes());
    // Its indicators are normal, its port addresses are set by a file.
    bytes[23] = 0xd0;
    write_text(&mut bytes[26..44], &node.name);
    write_text(&mut bytes[44..108], "Welkin, an immersive installation");
    write_text(&mut bytes[108..172], "#0001 [0000] hears the desk");
    if let Some(first) = node.outputs.first() {
        bytes[18] = (first >> 8) as u8 & 0x7f;
        bytes[19] = (first >> 4) as u8 & 15;
    }
    for (port, universe) in node.outputs.iter().take(4).enumerate() {
        bytes[173] = port as u8 + 1;
        bytes[174 + port] = 0x80;
        bytes[182 + port] = 0x80;
        bytes[190 + port] = *universe as u8 & 15;
    }
    bytes[207..211].copy_from_slice(&node.address.octets());
    bytes[211] = node.page;
    // It takes port addresses of fifteen bits.
    bytes[212] = 0x08;
    bytes
}

/// A text of whole letters that ends with a zero.
pub(crate) fn write_text(field: &mut [u8], text: &str) {
    let mut length = 0;
    for letter in text.chars() {
        if length + letter.len_utf8() >= field.len() {
            break;
        }
        length += letter.len_utf8();
    }
    field[..length].copy_from_slice(&text.as_bytes()[..length]);
}

#[cfg(test)]
mod tests;
