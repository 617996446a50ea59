//! Bytes of one datagram in; its messages out, each with the time at which it is meant, or why not.
//!
//! The sizes are checked here, before rosc reads a message: how deep bundles lie in each other, how many messages there
//! are, how long each is. See <https://opensoundcontrol.stanford.edu/spec-1_0.html>.

#[cfg(test)]
mod tests;

use rosc::{OscMessage, OscPacket};

/// The longest message, bytes; ours have about fifty.
pub(crate) const MOST_MESSAGE_BYTES: usize = 2048;

/// How many messages one packet may hold.
pub(crate) const MOST_MESSAGES: usize = 1024;

/// How deep bundles may lie in each other.
const MOST_NESTING: usize = 8;

/// How many arguments a message may have, brackets of arrays included.
const MOST_ARGUMENTS: usize = 64;

/// The longest address, bytes.
const MOST_ADDRESS_BYTES: usize = 255;

/// The time tag that means at once.
const AT_ONCE: u64 = 1;

/// A message and when it is meant: seconds since 1900 in 32.32 bits; none is at once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timed {
    pub(crate) tag: Option<u64>,
    pub(crate) message: OscMessage,
}

/// Why a packet is left out, as a whole: what a bundle holds belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PacketError {
    #[error("it is empty, or its length is no multiple of four")]
    Length,
    #[error("a bundle says that it is longer than it is")]
    Cut,
    #[error("bundles lie deeper than {MOST_NESTING} in each other")]
    Deep,
    #[error("it holds more than {MOST_MESSAGES} messages")]
    Many,
    #[error("a message is longer than {MOST_MESSAGE_BYTES} bytes")]
    Long,
    #[error("an address does not begin with / or is longer than {MOST_ADDRESS_BYTES} bytes")]
    Address,
    #[error("a message has more than {MOST_ARGUMENTS} arguments, or none of their types")]
    Arguments,
    #[error("a message's arguments are not what it says")]
    Message,
}

/// The messages of a packet, in order.
pub(crate) fn messages(bytes: &[u8]) -> Result<Vec<Timed>, PacketError> {
    let mut found = Vec::new();
    read_element(bytes, None, 0, &mut found)?;
    Ok(found)
}

fn read_element(
    bytes: &[u8],
    tag: Option<u64>,
    depth: usize,
    found: &mut Vec<Timed>,
) -> Result<(), PacketError> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(4) {
        return Err(PacketError::Length);
    }
    let Some(inside) = bytes.strip_prefix(b"#bundle\0") else {
        if found.len() == MOST_MESSAGES {
            return Err(PacketError::Many);
        }
        let message = read_message(bytes)?;
        found.push(Timed { tag, message });
        return Ok(());
    };
    if depth == MOST_NESTING {
        return Err(PacketError::Deep);
    }
    let (own, mut rest) = inside.split_first_chunk().ok_or(PacketError::Cut)?;
    let tag = later(tag, u64::from_be_bytes(*own));
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = u32::from_be_bytes(*length) as usize;
        let (element, after) = after.split_at_checked(length).ok_or(PacketError::Cut)?;
        read_element(element, tag, depth + 1, found)?;
        rest = after;
    }
    Ok(())
}

/// A bundle inside another is not meant before it.
fn later(outer: Option<u64>, own: u64) -> Option<u64> {
    match outer {
        _ if own == AT_ONCE => outer,
        Some(outer) if own.wrapping_sub(outer) as i64 <= 0 => Some(outer),
        _ => Some(own),
    }
}

fn read_message(bytes: &[u8]) -> Result<OscMessage, PacketError> {
    if bytes.len() > MOST_MESSAGE_BYTES {
        return Err(PacketError::Long);
    }
    let address = up_to_nul(bytes).filter(|address| address.len() <= MOST_ADDRESS_BYTES);
    let address = address.ok_or(PacketError::Address)?;
    if address.first() != Some(&b'/') {
        return Err(PacketError::Address);
    }
    let arguments = &bytes[padded(address.len())..];
    if arguments.is_empty() {
        // Old senders leave the types out where there are no arguments.
        let addr = String::from_utf8(address.to_vec()).map_err(|_| PacketError::Address)?;
        let args = Vec::new();
        return Ok(OscMessage { addr, args });
    }
    let types = up_to_nul(arguments).ok_or(PacketError::Arguments)?;
    if types.first() != Some(&b',') || types.len() > MOST_ARGUMENTS {
        return Err(PacketError::Arguments);
    }
    match rosc::decoder::decode_udp(bytes) {
        Ok((_, OscPacket::Message(message))) => Ok(message),
        _ => Err(PacketError::Message),
    }
}

fn up_to_nul(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    Some(&bytes[..end])
}

/// How many bytes a text takes with the zeros behind it. Bytes whose length is a multiple of four have as many.
fn padded(length: usize) -> usize {
    (length + 4) & !3
}
