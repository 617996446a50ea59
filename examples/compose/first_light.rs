//! "First light", 2:05. Night in D dorian at 96 beats a minute; a quiet passage in which the tempo
//! rises to 120 and the first B flat is heard; dawn, growing; day in F major; a last chord.
//!
//! One motif makes every melody: up a third, down a step, down a third, up again.

mod text;
mod patterns;
mod rhythm;
mod song;

use crate::clock::Clock;
use crate::harmony::{Chord, chords, voiced};
use crate::score::Note;
use crate::stem::Stem;
use text::HARMONY;

const LENGTH_SECS: f32 = 125.0;

/// The first bar of each part, and the bar of the last chord.
const NIGHT: usize = 3;
const WALK: usize = 11;
const QUIET: usize = 19;
const DAWN: usize = 26;
const RISE: usize = 34;
const DAY: usize = 42;
const LAST: usize = 54;

struct Piece {
    clock: Clock,
    chords: Vec<Chord>,
    voices: Vec<[i32; 4]>,
}

/// Plays the stems.
pub(crate) fn play() -> Vec<(&'static str, Stem)> {
    let clock = Clock::starting_at(0.5)
        .then(47.5, 96.0, 96.0)
        .then(4.0, 96.0, 96.0)
        .then(12.0, 96.0, 120.0)
        .then(60.0, 120.0, 120.0);
    let chords = chords(HARMONY);
    let voices = voiced(&chords, [53, 57, 60, 64]);
    let piece = Piece {
        clock,
        chords,
        voices,
    };
    let (kicks, drums) = piece.drums();
    vec![
        ("drums", drums),
        ("bass", piece.bass(&kicks)),
        ("harmony", piece.harmony(&kicks)),
        ("lead", piece.lead()),
    ]
}

impl Piece {
    /// When a beat of a bar is, in seconds.
    fn at(&self, bar: usize, beat: f64) -> f32 {
        self.clock.secs(4.0 * bar as f64 + beat)
    }

    fn secs(&self, note: &Note) -> f32 {
        self.clock.secs(note.beat + note.beats) - self.clock.secs(note.beat)
    }
}
