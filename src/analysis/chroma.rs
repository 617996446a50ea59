//! Energy per pitch class: what is sustained in, twelve classes from C to B out.
//!
//! Bins are 23 Hz apart, which is more than four semitones at 110 Hz. So a bin's energy is not counted at
//! the bin's own frequency but at the one it really turns with, known from how far its phase went since the
//! frame before (the phase vocoder's instantaneous frequency, Flanagan and Golden 1966).

use std::f32::consts::TAU;

use realfft::num_complex::Complex;
use welkin_values::SAMPLE_RATE;

use crate::delay::Delay;
use crate::frames::{HOP_SAMPLES, WINDOW_SAMPLES};
use crate::separation::Separation;
use crate::spectrum::BIN_HZ;

/// Pitch classes.
pub(crate) const CLASSES: usize = 12;

/// Bins that are listened to, 23 Hz to 5 kHz; overtones above say little about pitch.
const FIRST_BIN: usize = 1;
const LAST_BIN: usize = 213;
const HEARD: usize = LAST_BIN + 1 - FIRST_BIN;

/// Steps per semitone at which the weights of the classes are tabled.
const STEPS: usize = 20;

/// Frames that are averaged, 181 ms: less than a quick change of harmony.
const AVERAGED: usize = 17;

/// Pitch that is heard best, in octaves above 27.5 Hz (A0), and how far from it hearing fades.
const BEST_OCTAVE: f64 = 5.0;
const OCTAVE_SPREAD: f64 = 2.0;

/// Hears pitch classes. [`Chroma::note`] takes every frame as it comes, [`Chroma::fold`] the same frames
/// once they are taken apart.
pub(crate) struct Chroma {
    last: [Complex<f32>; HEARD],
    pitches: Delay<[u8; HEARD]>,
    due: [u8; HEARD],
    table: Vec<[f32; CLASSES]>,
    weights: Vec<f32>,
    averaged: Vec<[f32; CLASSES]>,
    newest: usize,
}

impl Chroma {
    /// Frames from the newest taken apart back to the middle of the average.
    pub(crate) const LATE: usize = AVERAGED / 2;

    pub(crate) fn new() -> Self {
        let weight = |bin: usize| {
            octave_weight(12.0 * (bin as f64 * f64::from(BIN_HZ) / 27.5).log2()) as f32
        };
        Self {
            last: [Complex::default(); HEARD],
            pitches: Delay::new(Separation::LATE, [0; HEARD]),
            due: [0; HEARD],
            table: class_table(),
            weights: (FIRST_BIN..=LAST_BIN).map(weight).collect(),
            averaged: vec![[0.0; CLASSES]; AVERAGED],
            newest: 0,
        }
    }

    /// Takes the newest frame's spectrum.
    pub(crate) fn note(&mut self, bins: &[Complex<f32>]) {
        let mut pitches = [0; HEARD];
        for (n, pitch) in pitches.iter_mut().enumerate() {
            let bin = n + FIRST_BIN;
            *pitch = step_of(turning_hz(bin, self.last[n], bins[bin], WINDOW_SAMPLES));
            self.last[n] = bins[bin];
        }
        self.due = self.pitches.pass(pitches);
    }

    /// Takes the harmonic power of the frame [`Separation::LATE`] before the newest, and returns the energy
    /// per class around the frame [`Self::LATE`] before that. The strongest is 1; all are 0 in silence.
    pub(crate) fn fold(&mut self, harmonic: &[f32]) -> [f32; CLASSES] {
        let mut folded = [0.0; CLASSES];
        let heard = harmonic[FIRST_BIN..=LAST_BIN]
            .iter()
            .zip(&self.weights)
            .zip(&self.due);
        for ((power, weight), step) in heard {
            let energy = power * weight;
            for (sum, share) in folded.iter_mut().zip(&self.table[usize::from(*step)]) {
                *sum += energy * share;
            }
        }
        self.newest = (self.newest + 1) % AVERAGED;
        self.averaged[self.newest] = folded;
        let mut sums = [0.0; CLASSES];
        for frame in &self.averaged {
            for (sum, energy) in sums.iter_mut().zip(frame) {
                *sum += energy;
            }
        }
        let strongest = sums.iter().copied().fold(0.0, f32::max);
        if strongest < f32::MIN_POSITIVE {
            return [0.0; CLASSES];
        }
        sums.map(|sum| sum / strongest)
    }
}

/// The frequency a bin of a window turns with between two frames, from the phase it gained over a hop.
pub(crate) fn turning_hz(
    bin: usize,
    before: Complex<f32>,
    now: Complex<f32>,
    window_samples: usize,
) -> f32 {
    let gained = now * before.conj();
    // A tone in the middle of the bin gains so many turns per hop, whole ones left out.
    let expected_turns = (bin * HOP_SAMPLES % window_samples) as f32 / window_samples as f32;
    let unexpected = gained.arg() / TAU - expected_turns;
    let turns = unexpected - unexpected.round();
    let bin_hz = SAMPLE_RATE as f32 / window_samples as f32;
    (bin as f32 + turns * window_samples as f32 / HOP_SAMPLES as f32) * bin_hz
}

/// The table's row for a frequency: steps above A, octaves left out.
pub(crate) fn step_of(hz: f32) -> u8 {
    let semitones = 12.0 * (hz.clamp(10.0, SAMPLE_RATE as f32) / 27.5).log2();
    let steps = (semitones * STEPS as f32).round() as i32;
    steps.rem_euclid((CLASSES * STEPS) as i32) as u8
}

/// How much each [step](step_of) belongs to each class.
pub(crate) fn class_table() -> Vec<[f32; CLASSES]> {
    let step = |n: usize| class_weights(n as f64 / STEPS as f64, 1.0).map(|weight| weight as f32);
    (0..CLASSES * STEPS).map(step).collect()
}

/// How much a pitch, in semitones above A, belongs to each class from C to B: bells `breadth` semitones
/// wide, their squares summing to 1 (librosa's chroma filters).
fn class_weights(semitones: f64, breadth: f64) -> [f64; CLASSES] {
    let bell = |class: usize| {
        // Class 0 is C, three semitones above A.
        let off = (semitones - (class as f64 + 3.0) + 6.0).rem_euclid(12.0) - 6.0;
        (-0.5 * (2.0 * off / breadth).powi(2)).exp()
    };
    let bells: [f64; CLASSES] = std::array::from_fn(bell);
    let norm = bells.iter().map(|bell| bell * bell).sum::<f64>().sqrt();
    bells.map(|bell| bell / norm)
}

/// How much a pitch, in semitones above 27.5 Hz, counts.
pub(crate) fn octave_weight(semitones: f64) -> f64 {
    (-0.5 * ((semitones / 12.0 - BEST_OCTAVE) / OCTAVE_SPREAD).powi(2)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{add, sine};
    use crate::spectrum::Spectrum;

    /// The filter bank of librosa 0.11 for 22 050 Hz and 2048 samples, column by column.
    fn librosa(bin: usize) -> [f64; CLASSES] {
        let pitch = |bin: usize| 12.0 * (bin as f64 * 22_050.0 / 2048.0 / 27.5).log2();
        let (here, breadth) = match bin {
            0 => (pitch(1) - 18.0, 18.0),
            _ => (pitch(bin), (pitch(bin + 1) - pitch(bin)).max(1.0)),
        };
        class_weights(here, breadth).map(|weight| weight * octave_weight(here))
    }

    #[test]
    fn weights_equal_librosa() {
        let sum: f64 = (0..=1024).flat_map(librosa).sum();
        assert!((sum - 666.291_226).abs() < 1e-2, "{sum}");
        let column = librosa(41);
        for (row, golden) in [
            (7, 0.000_185),
            (8, 0.093_627),
            (9, 0.866_206),
            (10, 0.146_778),
            (11, 0.000_456),
        ] {
            assert!(
                (column[row] - golden).abs() < 1e-5,
                "row {row}: {}",
                column[row]
            );
        }
    }

    /// The classes heard in a steady sound, as if all of it were harmonic.
    fn classes_of(sound: &[f32]) -> [f32; CLASSES] {
        let (mut spectrum, mut chroma) = (Spectrum::new(), Chroma::new());
        let mut heard = [0.0; CLASSES];
        for start in (0..sound.len() - WINDOW_SAMPLES).step_by(HOP_SAMPLES) {
            let bins = spectrum.transform(&sound[start..start + WINDOW_SAMPLES]);
            chroma.note(bins);
            let power: Vec<f32> = bins.iter().map(|bin| bin.norm_sqr()).collect();
            heard = chroma.fold(&power);
        }
        heard
    }

    #[test]
    fn every_note_falls_into_its_class() {
        // From E1, the lowest string of a bass, to C8.
        for key in 28..108 {
            let hz = 440.0 * ((key as f32 - 69.0) / 12.0).exp2();
            let heard = classes_of(&sine(hz, 0.3, 40_000));
            assert_eq!(heard[key % 12], 1.0, "key {key}, {hz} Hz: {heard:?}");
            let others = (0..12).filter(|class| *class != key % 12);
            assert!(
                others.map(|class| heard[class]).fold(0.0, f32::max) < 0.4,
                "key {key}: {heard:?}"
            );
        }
    }

    #[test]
    fn a_triad_is_its_three_classes() {
        let mut chord = sine(261.63, 0.2, 40_000);
        add(&mut chord, 0, &sine(329.63, 0.2, 40_000));
        add(&mut chord, 0, &sine(392.0, 0.2, 40_000));
        let heard = classes_of(&chord);
        for (class, energy) in heard.iter().enumerate() {
            assert_eq!(*energy > 0.5, [0, 4, 7].contains(&class), "{heard:?}");
        }
    }
}
