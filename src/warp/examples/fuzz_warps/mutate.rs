//! Files that are almost right: small real ones cut, flipped, spliced and overwritten, in their archives and
//! in the parts of these.

use crate::chance::Chance;
use crate::samples::{self, Sample};

/// Numbers that lengths, places and counts go wrong at.
const ODD: [u64; 16] = [
    0,
    1,
    2,
    7,
    8,
    127,
    255,
    256,
    0x7fff,
    0xffff,
    0x7f80_0000,
    0x7fff_ffff,
    0xffff_ffff,
    0x1_0000_0000,
    i64::MAX as u64,
    u64::MAX,
];

/// Words that stand in warp files, or that numbers go wrong at.
const WORDS: [&str; 34] = [
    "nan",
    "inf",
    "-inf",
    "1e39",
    "1e-320",
    "-0",
    "0",
    "-1",
    "1",
    "2",
    "32768",
    "32769",
    "65536",
    "4294967296",
    "99999999999999999999",
    "1e400",
    ".",
    ";",
    "/",
    "\n",
    "<",
    ">",
    "</a>",
    "<a>",
    "&amp;",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "<path>",
    "../",
    "\\",
    "f 1 2 3\n",
    "v 0 0\n",
    "<region",
    "x=\"1\"",
    "PF\n",
];

/// Where cases come from.
pub(crate) struct Seeds {
    pub(crate) files: Vec<Sample>,
    /// The parts of archives.
    pub(crate) folders: Vec<Vec<(String, Vec<u8>)>>,
}

impl Seeds {
    pub(crate) fn new() -> Self {
        Self {
            files: samples::all(),
            folders: vec![
                samples::flat_parts(),
                samples::view_parts(),
                samples::point_parts(),
                samples::lamp_parts(),
            ],
        }
    }
}

/// The next file.
pub(crate) fn case(seeds: &Seeds, chance: &mut Chance) -> Vec<u8> {
    if chance.below(5) < 2 {
        // A part gone wrong, in an archive that is right.
        let mut parts = chance.of(&seeds.folders).clone();
        for _ in 0..=chance.below(2) {
            let at = if chance.below(2) == 0 {
                0
            } else {
                chance.below(parts.len())
            };
            mutate(&mut parts[at].1, seeds, chance);
        }
        let packed = if chance.below(4) == 0 {
            samples::zipped
        } else {
            samples::stored
        };
        return packed(&parts);
    }
    let mut bytes = chance.of(&seeds.files).bytes.clone();
    for _ in 0..=chance.below(3) {
        mutate(&mut bytes, seeds, chance);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, seeds: &Seeds, chance: &mut Chance) {
    // Much that matters stands at the beginning or the end.
    let at = match chance.below(4) {
        0 => chance.below(bytes.len().min(64)),
        1 => bytes
            .len()
            .saturating_sub(1 + chance.below(bytes.len().min(256))),
        _ => chance.below(bytes.len()),
    };
    match chance.below(11) {
        0 => bytes.truncate(at),
        1 | 2 => {
            for _ in 0..=chance.below(8) {
                let at = chance.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
        }
        3 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = chance.any() as u8;
            }
        }
        4 => {
            let odd = chance
                .of(&ODD)
                .wrapping_add(chance.below(3) as u64)
                .to_le_bytes();
            let width = 1 << chance.below(4);
            let end = (at + width).min(bytes.len());
            bytes[at..end].copy_from_slice(&odd[..end - at]);
        }
        5 => {
            let other = &chance.of(&seeds.files).bytes;
            let from = chance.below(other.len());
            let len = chance.below(other.len() - from).min(1 << chance.below(12));
            let end = (at + chance.below(64)).min(bytes.len());
            bytes.splice(at..end, other[from..from + len].iter().copied());
        }
        6 => {
            // The same again, up to two thousand times.
            let end = (at + 1 + chance.below(24)).min(bytes.len());
            let part = bytes[at..end].repeat(1 << chance.below(12));
            bytes.splice(at..at, part);
        }
        7 | 8 => {
            let end = (at + chance.below(8)).min(bytes.len());
            bytes.splice(at..end, chance.of(&WORDS).bytes());
        }
        9 => {
            // A digit becomes another one, so that numbers stay numbers.
            let from = bytes.iter().skip(at).position(u8::is_ascii_digit);
            if let Some(byte) = from.and_then(|from| bytes.get_mut(at + from)) {
                *byte = b'0' + chance.below(10) as u8;
            }
        }
        _ => {
            let end = (at + 1 + chance.below(24)).min(bytes.len());
            bytes.drain(at..end);
        }
    }
}
