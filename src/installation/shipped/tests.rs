#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! What is shipped is right, what editors are given is current, and no bytes make reading panic.

use std::fs;
use std::path::{Path, PathBuf};

use crate::folder::{DiskFolder, MemoryFolder};
use crate::{check_show, check_venue, show_schema, venue_schema};

use super::SHIPPED_VENUES;

const SHOWS: [&str; 2] = ["first-light", "undertow"];

fn installations() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../installations")
}

fn show_text(name: &str) -> String {
    fs::read_to_string(installations().join(name).join("show.toml")).unwrap()
}

/// The show's folder with an empty file wherever it names a sound.
fn with_silent_files(text: &str) -> MemoryFolder {
    let files = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("file = "));
    let folder = MemoryFolder::new().with("show.toml", text);
    files.fold(folder, |folder, file| {
        folder.with(file.trim_matches('"'), "")
    })
}

#[test]
fn shipped_shows_are_right() {
    for name in SHOWS {
        let checked = check_show(&with_silent_files(&show_text(name)));
        assert_eq!(checked.problems.to_string(), "", "{name}");
        assert_eq!(checked.problems.warnings, [], "{name}");
    }
}

#[test]
fn shipped_shows_have_their_files() {
    for name in SHOWS {
        let checked = check_show(&DiskFolder::new(installations().join(name)));
        assert_eq!(checked.problems.to_string(), "", "{name}");
    }
}

#[test]
fn shipped_venues_are_right() {
    for (name, text) in SHIPPED_VENUES {
        let checked = check_venue(name, text);
        assert_eq!(checked.problems.to_string(), "");
        assert_eq!(checked.problems.warnings, []);
        let on_disk = installations()
            .join("venues")
            .join(name)
            .with_extension("toml");
        assert_eq!(fs::read_to_string(on_disk).unwrap(), text);
    }
}

/// A stale schema is written anew, and this test fails once.
#[test]
fn schemas_are_current() {
    let schemas = [("show", show_schema()), ("venue", venue_schema())];
    let is_stale = |(name, schema): &(&str, serde_json::Value)| {
        let path = installations()
            .join("schemas")
            .join(format!("{name}.schema.json"));
        let text = crate::file::schema_text(schema);
        let is_stale = fs::read_to_string(&path).ok().as_ref() != Some(&text);
        if is_stale {
            fs::write(&path, text).unwrap();
        }
        is_stale
    };
    let stale: Vec<&str> = schemas
        .iter()
        .filter(|one| is_stale(one))
        .map(|one| one.0)
        .collect();
    assert!(
        stale.is_empty(),
        "stale schemas have been written anew, commit them: {stale:?}"
    );
}

/// Numbers that are the same on every machine (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    /// The bytes with a few changes: bytes, cuts, and lines taken from elsewhere.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        const BITS: [&[u8]; 16] = [
            b"[[",
            b"]]",
            b"\"",
            b"=",
            b"\n",
            b"nan",
            b"-inf",
            b"1e999",
            b"[",
            b"{",
            b"}",
            b".",
            b"\xff",
            b"\xe2\x82",
            b"99999999999999999999",
            b"true",
        ];
        for _ in 0..=self.below(4) {
            let from = self.below(bytes.len());
            let to = (from + self.below(40)).min(bytes.len());
            match self.below(5) {
                0 => bytes.truncate(from.max(1)),
                1 => drop(bytes.drain(from..to)),
                2 => {
                    let bit = BITS[self.below(BITS.len())];
                    bytes.splice(from..from, bit.iter().copied());
                }
                3 => {
                    let piece = bytes[from..to].to_vec();
                    let at = self.below(bytes.len());
                    bytes.splice(at..at, piece);
                }
                _ => {
                    if let Some(byte) = bytes.get_mut(from) {
                        *byte = self.below(256) as u8;
                    }
                }
            }
        }
    }
}

/// Beds, live sound, sources that move, bends and keyframes, which no shipped show has.
const SOUNDING_SHOW: &str = r#"name = "s"
model = [{ id = "m", kind = "test-pattern" }, { id = "n", kind = "field-gan", precision = "half" }]
[[track]]
id = "t"
[[track.stem]]
source = "a"
file = "a.ogg"
orbit = { period_secs = -20 }
[[track.stem]]
source = "b"
file = "b.ogg"
place = [{ at = 0 }, { at = "0:10", azimuth_deg = 90 }]
[[track.bed]]
source = "c"
file = "c.wav"
order = 3
sectors = 20
[[live]]
source = "d"
input = "array"
bed = { order = 1 }
[[scene]]
id = "s"
model = "m"
route = [{ source = "d", feature = "hit", control = "source-azimuth", moves = "a", amount = 1 }]
[[scene]]
id = "t"
model = "n"
second = { seed = 7, from = 0.25 }
bend = [{ layer = 3, share = 0.5, deed = "move", right = 0.2 }, { layer = 1, deed = "ablate" }]
rest = { second = 0.5, bend1 = 1 }
keyframe = [{ at = 1, controls = { bend2 = 0.5 } }, { at = 2, seed = 3, controls = { along1 = 2 } }]
"#;

/// Speakers and inputs, which no shipped venue has so many of.
const SOUNDING_VENUE: &str = r#"name = "v"
surface = { kind = "mirrored" }
[speakers]
kind = "custom"
[[speakers.speaker]]
id = "a"
azimuth_deg = 0
channel = 1
eq = [{ kind = "bell", hz = 120, gain_db = -3 }, { kind = "low-cut", hz = 80 }]
[[speakers.speaker]]
id = "b"
azimuth_deg = 120
elevation_deg = 50
channel = 2
[[speakers.speaker]]
id = "c"
azimuth_deg = -120
channel = 3
delay_ms = 3.5
[[speakers.speaker]]
id = "d"
azimuth_deg = 5
channel = 4
sub = true
[sound]
order = 7
[[input]]
id = "array"
channels = [1, 2, 3, 4]
"#;

#[test]
fn no_bytes_make_reading_panic() {
    let mut chance = Chance(1);
    let mut shows: Vec<Vec<u8>> = SHOWS
        .iter()
        .map(|name| show_text(name).into_bytes())
        .collect();
    shows.push(SOUNDING_SHOW.into());
    let (mut right, mut wrong) = (0, 0);
    for round in 0..1200 {
        let mut bytes = shows[round % shows.len()].clone();
        chance.mutate(&mut bytes);
        let files = String::from_utf8_lossy(&shows[round % shows.len()]).into_owned();
        let checked = check_show(&with_silent_files(&files).with("show.toml", bytes));
        assert_eq!(
            checked.value.is_none(),
            !checked.problems.problems.is_empty()
        );
        if checked.value.is_some() {
            right += 1
        } else {
            wrong += 1
        }
    }
    assert!(right > 20 && wrong > 200, "{right} right, {wrong} wrong");
    let shipped = SHIPPED_VENUES.iter().map(|(_, text)| *text);
    let venues: Vec<&str> = shipped.chain([SOUNDING_VENUE; 3]).collect();
    for round in 0..1200 {
        let mut bytes = venues[round % venues.len()].as_bytes().to_vec();
        chance.mutate(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let checked = check_venue("venue.toml", &text);
        assert_eq!(
            checked.value.is_none(),
            !checked.problems.problems.is_empty()
        );
    }
}
