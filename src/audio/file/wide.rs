//! WAV files of more than 18 channels, such as beds of order 4 and above: the demuxer knows places for no more, and
//! refuses some. They are shown to it as one channel that is so many times as long, and folded again when decoded.

/// More channels than these have no places in a WAV file.
const PLACED: u16 = 18;

/// What follows the coding in the name of plain formats (KSDATAFORMAT_SUBTYPE).
const PLAIN: [u8; 14] = [
    0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71,
];

/// How many channels a file has whose first bytes these are, and what its first bytes are with one channel; none where
/// the demuxer can have it as it is.
pub(super) fn folded(head: &[u8]) -> Option<(usize, Vec<u8>)> {
    if head.get(..4)? != b"RIFF" || head.get(8..12)? != b"WAVE" {
        return None;
    }
    let mut at = 12;
    while head.get(at..at + 4)? != b"fmt " {
        let length = u32::from_le_bytes(*head.get(at + 4..)?.first_chunk()?) as usize;
        at = at
            .checked_add(8)?
            .checked_add(length)?
            .checked_add(length & 1)?;
    }
    let length = u32::from_le_bytes(*head.get(at + 4..)?.first_chunk()?);
    let at = at + 8;
    let number = |offset: usize| Some(u16::from_le_bytes(*head.get(at + offset..)?.first_chunk()?));
    let (coding, channels, block, bits) = (number(0)?, number(2)?, number(12)?, number(14)?);
    let is_extended = coding == 0xfffe && length >= 40;
    let plain = if is_extended { number(24)? } else { coding };
    let sample = block.checked_div(channels)?;
    let is_plain =
        matches!(plain, 1 | 3) && sample * channels == block && sample == bits.div_ceil(8);
    if !is_plain || channels <= PLACED || channels > 64 {
        return None;
    }
    let rate = u32::from_le_bytes(*head.get(at + 4..)?.first_chunk()?);
    let mut one = head.to_vec();
    one.get_mut(at + 2..at + 4)?
        .copy_from_slice(&1_u16.to_le_bytes());
    let bytes_per_sec = rate.saturating_mul(u32::from(sample));
    one.get_mut(at + 8..at + 12)?
        .copy_from_slice(&bytes_per_sec.to_le_bytes());
    one.get_mut(at + 12..at + 14)?
        .copy_from_slice(&sample.to_le_bytes());
    if is_extended {
        // In front, and plain, whatever it said of its directions.
        one.get_mut(at + 20..at + 24)?
            .copy_from_slice(&4_u32.to_le_bytes());
        one.get_mut(at + 26..at + 40)?.copy_from_slice(&PLAIN);
    }
    Some((usize::from(channels), one))
}
