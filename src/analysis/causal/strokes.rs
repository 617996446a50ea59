//! What begins, live: the newest spectra in, strengths and picks out, of everything and of three ranges.

use welkin_values::RANGES;

use super::leveller::Leveller;
use super::picker::Picker;
use crate::FRAMES_PER_SEC;
use crate::onset::{Onset, Strength};

/// What stands out by less is no onset: everything together, then low, middle and high. A range of few bands flutters
/// more.
const LEAST_ALL: f32 = 0.25;
const LEAST_RANGES: [f32; RANGES] = [1.3, 0.3, 0.3];

/// Where references begin, and what is not lifted to a full onset, in decibels of strength 1.
const BEGIN_DB: f32 = 3.5;
const LEAST_DB: f32 = -6.0;

/// Between strokes the reference waits: a stroke counts on, falling by so much.
const HELD_DB_PER_SEC: f32 = 6.0;

/// How a share grows with the square of a strength.
const GROWTH: f32 = 0.5;

/// Remembers how strong strokes are.
pub(crate) struct Strokes {
    onset: Onset,
    low: Onset,
    all: Ear,
    ranges: [Ear; RANGES],
}

/// What begins now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    /// As a share of the strongest of late.
    pub(crate) onset: f32,
    pub(crate) is_onset: bool,
    pub(crate) onset_ranges: [f32; RANGES],
    pub(crate) is_onset_ranges: [bool; RANGES],
}

impl Strokes {
    pub(crate) fn new() -> Self {
        Self {
            onset: Onset::live(),
            low: Onset::live_low(),
            all: Ear::new(LEAST_ALL),
            ranges: LEAST_RANGES.map(Ear::new),
        }
    }

    /// Takes the newest short spectrum and the newest long one, and how far the gate is open for either.
    pub(crate) fn hear(&mut self, short: (&[f32], f32), long: (&[f32], f32)) -> Begun {
        let Strength { all, mut ranges } = self.onset.strength(short.0, short.1);
        ranges[0] = self.low.strength(long.0, long.1).ranges[0];
        let (onset, is_onset) = self.all.hear(all);
        let mut begun = Begun {
            onset,
            is_onset,
            onset_ranges: [0.0; RANGES],
            is_onset_ranges: [false; RANGES],
        };
        for (range, ear) in self.ranges.iter_mut().enumerate() {
            (begun.onset_ranges[range], begun.is_onset_ranges[range]) = ear.hear(ranges[range]);
        }
        begun
    }
}

/// Hears the strokes of one range.
struct Ear {
    picker: Picker,
    leveller: Leveller,
    held_db: f32,
}

impl Ear {
    fn new(least: f32) -> Self {
        Self {
            picker: Picker::new(least),
            leveller: Leveller::new(BEGIN_DB, LEAST_DB),
            held_db: f32::NEG_INFINITY,
        }
    }

    /// The strength as a share, and whether an onset is picked.
    fn hear(&mut self, strength: f32) -> (f32, bool) {
        let strength_db = 20.0 * strength.max(1e-6).log10();
        self.held_db = strength_db.max(self.held_db - HELD_DB_PER_SEC / FRAMES_PER_SEC);
        if self.held_db > LEAST_DB {
            self.leveller.follow(self.held_db);
        }
        let share = match strength {
            0.0 => 0.0,
            _ => self.leveller.share(strength_db, GROWTH),
        };
        (share, self.picker.pick(strength))
    }
}
