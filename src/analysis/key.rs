//! The key: energy per pitch class in, the key of late out.
//!
//! The classes of the last seconds are compared with how well each of the twelve fits each of the 24 keys (Krumhansl
//! and Kessler 1982). A key is kept until another fits clearly better for a while, so that a chord from elsewhere is no
//! modulation.

use welkin_values::Key;

use crate::FRAMES_PER_SEC;
use crate::chroma::CLASSES;

/// How well the classes above the tonic fit: major, minor.
const MAJOR: [f32; CLASSES] = [
    6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88,
];
const MINOR: [f32; CLASSES] = [
    6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17,
];

const KEYS: usize = 2 * CLASSES;

/// Classes are remembered with these time constants: the long one holds a turn of chords, the short one a few of them.
const LONG_SECS: f32 = 8.0;
const SHORT_SECS: f32 = 2.5;

/// The first key is clear when it fits the last chords so well, and so much better than the next.
const CLEAR: f32 = 0.6;
const CLEARER: f32 = 0.04;

/// A neighbouring key takes over when it has long fitted so much better; a distant one when the last chords say so that
/// much more clearly. Both for so long.
const BETTER: f32 = 0.12;
const FAR_BETTER: f32 = 0.7;
const FOR_SECS: f32 = 1.5;

/// After so long without any pitch no key is left.
const FORGOTTEN_SECS: f32 = 12.0;

/// Remembers the classes of late and the key that holds.
pub(crate) struct KeySense {
    long: [f32; CLASSES],
    short: [f32; CLASSES],
    /// Profiles of C to B in major, then in minor: mean 0, length 1.
    profiles: [[f32; CLASSES]; KEYS],
    holds: Option<usize>,
    candidate: usize,
    candidate_secs: f32,
    silent_secs: f32,
}

impl KeySense {
    pub(crate) fn new() -> Self {
        Self {
            long: [0.0; CLASSES],
            short: [0.0; CLASSES],
            profiles: std::array::from_fn(profile),
            holds: None,
            candidate: 0,
            candidate_secs: 0.0,
            silent_secs: 0.0,
        }
    }

    /// Takes the newest classes, all 0 in silence, and returns the key.
    pub(crate) fn hear(&mut self, classes: &[f32; CLASSES]) -> Option<Key> {
        let is_silent = classes.iter().all(|energy| *energy <= 0.0);
        if is_silent {
            self.silent_secs += 1.0 / FRAMES_PER_SEC;
            if self.silent_secs > FORGOTTEN_SECS {
                *self = Self::new();
            }
        } else {
            self.silent_secs = 0.0;
            self.learn(classes);
            self.decide();
        }
        self.holds.map(key)
    }

    fn learn(&mut self, classes: &[f32; CLASSES]) {
        // Amplitudes rather than energies: the third of a chord is softer than its root, not absent.
        let sum: f32 = classes.iter().map(|energy| energy.sqrt()).sum();
        for (memory, secs) in [(&mut self.long, LONG_SECS), (&mut self.short, SHORT_SECS)] {
            for (of_late, energy) in memory.iter_mut().zip(classes) {
                *of_late += (energy.sqrt() / sum - *of_late) / (secs * FRAMES_PER_SEC);
            }
        }
    }

    fn decide(&mut self) {
        let now = self.fits(&self.short);
        let best_now = greatest_but(&now, None);
        let Some(holds) = self.holds else {
            let next = greatest_but(&now, Some(best_now));
            let is_clear = now[best_now] > CLEAR && now[best_now] > now[next] + CLEARER;
            if self.stays(best_now, is_clear) {
                self.holds = Some(best_now);
            }
            return;
        };
        let is_far = now[best_now] > now[holds] + FAR_BETTER;
        let long = self.fits(&self.long);
        let best_long = greatest_but(&long, None);
        let (best, is_better) = if is_far {
            (best_now, true)
        } else {
            (best_long, long[best_long] > long[holds] + BETTER)
        };
        if self.stays(best, is_better) {
            self.holds = Some(best);
            if is_far {
                // What was played before is of no more account.
                self.long = self.short;
            }
        }
    }

    /// Whether the same key has been better for long enough.
    fn stays(&mut self, best: usize, is_better: bool) -> bool {
        if !is_better || best != self.candidate {
            self.candidate = best;
            self.candidate_secs = 0.0;
            return false;
        }
        self.candidate_secs += 1.0 / FRAMES_PER_SEC;
        self.candidate_secs > FOR_SECS
    }

    /// Correlation of remembered classes with each key, −1 to 1.
    fn fits(&self, classes: &[f32; CLASSES]) -> [f32; KEYS] {
        let mean = classes.iter().sum::<f32>() / CLASSES as f32;
        let centred = classes.map(|energy| energy - mean);
        let length = centred.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        let fit = |key: usize| {
            let both = centred.iter().zip(&self.profiles[key]);
            both.map(|(a, b)| a * b).sum::<f32>() / length
        };
        std::array::from_fn(fit)
    }
}

fn key(number: usize) -> Key {
    Key {
        tonic: (number % CLASSES) as u8,
        is_minor: number >= CLASSES,
    }
}

fn profile(number: usize) -> [f32; CLASSES] {
    let from_tonic = if number < CLASSES { MAJOR } else { MINOR };
    let mean = from_tonic.iter().sum::<f32>() / CLASSES as f32;
    let square = from_tonic
        .iter()
        .map(|fit| (fit - mean).powi(2))
        .sum::<f32>();
    let tonic = number % CLASSES;
    std::array::from_fn(|class| {
        (from_tonic[(class + CLASSES - tonic) % CLASSES] - mean) / square.sqrt()
    })
}

fn greatest_but(fits: &[f32; KEYS], but: Option<usize>) -> usize {
    let others = (0..KEYS).filter(|key| Some(*key) != but);
    others
        .max_by(|a, b| fits[*a].total_cmp(&fits[*b]))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const C_MAJOR: Key = Key {
        tonic: 0,
        is_minor: false,
    };

    /// Energies of a triad.
    fn triad(root: usize, is_minor: bool) -> [f32; CLASSES] {
        let third = if is_minor { 3 } else { 4 };
        let mut classes = [0.01; CLASSES];
        for (above, energy) in [(0, 1.0), (third, 0.5), (7, 0.7)] {
            classes[(root + above) % CLASSES] = energy;
        }
        classes
    }

    /// Keys after each frame of chords (root above a tonic, minor), a second each.
    fn keys(sense: &mut KeySense, tonic: usize, chords: &[(usize, bool)]) -> Vec<Option<Key>> {
        let mut all = Vec::new();
        for (root, is_minor) in chords {
            for _ in 0..FRAMES_PER_SEC as usize {
                all.push(sense.hear(&triad(tonic + root, *is_minor)));
            }
        }
        all
    }

    const MAJOR_CADENCE: [(usize, bool); 4] = [(0, false), (5, false), (7, false), (0, false)];
    const MINOR_CADENCE: [(usize, bool); 4] = [(0, true), (5, true), (7, false), (0, true)];

    #[test]
    fn every_key_is_known_by_its_cadence() {
        for tonic in 0..CLASSES {
            for (is_minor, cadence) in [(false, MAJOR_CADENCE), (true, MINOR_CADENCE)] {
                let heard = keys(&mut KeySense::new(), tonic, &cadence.repeat(4));
                let tonic = tonic as u8;
                assert_eq!(heard.last(), Some(&Some(Key { tonic, is_minor })));
            }
        }
    }

    #[test]
    fn a_key_does_not_flicker_and_follows_a_modulation() {
        let mut sense = KeySense::new();
        let steady = keys(&mut sense, 0, &MAJOR_CADENCE.repeat(20));
        let known: Vec<Key> = steady.iter().copied().flatten().collect();
        assert!(known.len() > 70 * 93 && known.iter().all(|key| *key == C_MAJOR));
        // To E major, four sharps away.
        let after = keys(&mut sense, 4, &MAJOR_CADENCE.repeat(4));
        let changes = after.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let e_major = Some(Key {
            tonic: 4,
            is_minor: false,
        });
        let secs = after
            .iter()
            .position(|key| *key == e_major)
            .map(|n| n as f32 / FRAMES_PER_SEC);
        assert!(
            // A key between the two may be taken for a moment: A major holds chords of both.
            changes <= 2 && secs.is_some_and(|secs| secs < 6.0),
            "{changes}, {secs:?} s"
        );
    }

    #[test]
    fn nothing_and_everything_have_no_key() {
        let mut sense = KeySense::new();
        assert!((0..2000).all(|_| sense.hear(&[0.0; CLASSES]).is_none()));
        assert!((0..2000).all(|_| sense.hear(&[1.0; CLASSES]).is_none()));
        keys(&mut sense, 0, &MAJOR_CADENCE.repeat(4));
        let after: Vec<_> = (0..1400).map(|_| sense.hear(&[0.0; CLASSES])).collect();
        assert_eq!((after[100], after[1399]), (Some(C_MAJOR), None));
    }
}
