//! Energy per pitch class, live: the newest samples and what of them was harmonic in, twelve classes out.
//!
//! A window four times as long as the listener's tells the notes of a bass apart. Its middle lies 85 ms before the
//! newest sample, which is the middle of the frame [`Split::LATE`] before the newest too: so that frame's mask takes
//! the strokes out of it. A peak counts at the frequency it turns with (as in [`crate::chroma`]).

use realfft::num_complex::Complex;
use welkin_values::SAMPLE_RATE;

use super::split::Split;
use crate::FRAMES_PER_SEC;
use crate::chroma::{CLASSES, class_table, octave_weight, step_of, turning_hz};
use crate::frames::{HOP_SAMPLES, WINDOW_SAMPLES};
use crate::spectrum::{BINS, Spectrum};

/// Samples in the window: 171 ms.
const LONG_SAMPLES: usize = 8192;

/// Bins of the long spectrum for one of the short.
const FINER: usize = LONG_SAMPLES / WINDOW_SAMPLES;

const _: () = assert!(
    LONG_SAMPLES / 2 == Split::LATE * HOP_SAMPLES + WINDOW_SAMPLES / 2,
    "the window and the mask have the same middle"
);

/// Bins that are listened to, 29 Hz to 5 kHz.
const FIRST_BIN: usize = 5;
const LAST_BIN: usize = 853;

/// Peaks this far below the strongest are not heard: 60 dB.
const LEAST_PEAK: f32 = 1e-6;

/// The classes follow with this time constant.
const AVERAGED_SECS: f32 = 0.12;

/// Remembers the last window.
pub(crate) struct Harmony {
    window: Vec<f32>,
    spectrum: Spectrum,
    last: Vec<Complex<f32>>,
    power: Vec<f32>,
    table: Vec<[f32; CLASSES]>,
    weights: Vec<f32>,
    classes: [f32; CLASSES],
}

impl Harmony {
    pub(crate) fn new() -> Self {
        let bin_hz = f64::from(SAMPLE_RATE) / LONG_SAMPLES as f64;
        let weight = |bin: usize| octave_weight(12.0 * (bin as f64 * bin_hz / 27.5).log2()) as f32;
        Self {
            window: vec![0.0; LONG_SAMPLES],
            spectrum: Spectrum::of(LONG_SAMPLES),
            last: vec![Complex::default(); LAST_BIN + 2],
            power: vec![0.0; LAST_BIN + 2],
            table: class_table(),
            weights: (0..=LAST_BIN)
                .map(|bin| if bin == 0 { 0.0 } else { weight(bin) })
                .collect(),
            classes: [0.0; CLASSES],
        }
    }

    /// Takes the newest samples and the share of each short bin that was harmonic. Returns the energy of each class
    /// around 85 ms ago; the strongest is 1, all are 0 in silence.
    pub(crate) fn hear(&mut self, newest: &[f32], harmonic_share: &[f32; BINS]) -> [f32; CLASSES] {
        self.window.copy_within(newest.len().., 0);
        self.window[LONG_SAMPLES - newest.len()..].copy_from_slice(newest);
        let bins = self.spectrum.transform(&self.window);
        for (n, (power, bin)) in self.power.iter_mut().zip(&*bins).enumerate() {
            *power = bin.norm_sqr() * harmonic_share[(n + FINER / 2) / FINER].powi(2);
        }
        let least = LEAST_PEAK * self.power.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let power = &self.power;
        let is_peak = |bin: &usize| {
            let here = power[*bin];
            here > power[bin - 1] && here >= power[bin + 1] && here > least
        };
        let mut classes = [0.0; CLASSES];
        for peak in (FIRST_BIN..=LAST_BIN).filter(is_peak) {
            let hz = turning_hz(peak, self.last[peak], bins[peak], LONG_SAMPLES);
            let energy = power[peak - 1..=peak + 1].iter().sum::<f32>() * self.weights[peak];
            let shares = &self.table[usize::from(step_of(hz))];
            for (class, share) in classes.iter_mut().zip(shares) {
                *class += energy * share;
            }
        }
        self.last.copy_from_slice(&bins[..LAST_BIN + 2]);
        self.average(classes)
    }

    fn average(&mut self, classes: [f32; CLASSES]) -> [f32; CLASSES] {
        let new = 1.0 / (AVERAGED_SECS * FRAMES_PER_SEC);
        for (average, class) in self.classes.iter_mut().zip(classes) {
            *average += new * (class - *average);
        }
        let strongest = self.classes.iter().copied().fold(0.0, f32::max);
        if strongest < 1e-12 {
            return [0.0; CLASSES];
        }
        self.classes.map(|class| class / strongest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{add, sine};

    fn classes_of(sound: &[f32]) -> [f32; CLASSES] {
        let mut harmony = Harmony::new();
        let hops = sound.chunks_exact(HOP_SAMPLES);
        hops.fold([0.0; CLASSES], |_, hop| harmony.hear(hop, &[1.0; BINS]))
    }

    #[test]
    fn every_note_falls_into_its_class() {
        for key in 28..108 {
            let hz = 440.0 * ((key as f32 - 69.0) / 12.0).exp2();
            let heard = classes_of(&sine(hz, 0.3, 40_000));
            assert_eq!(heard[key % 12], 1.0, "key {key}, {hz} Hz: {heard:?}");
            let others = (0..12).filter(|class| *class != key % 12);
            let greatest = others.map(|class| heard[class]).fold(0.0, f32::max);
            assert!(greatest < 0.4, "key {key}: {heard:?}");
        }
    }

    #[test]
    fn low_notes_are_told_apart() {
        // A2 and C#3, which share a bin of the short window.
        let mut third = sine(110.0, 0.3, 40_000);
        add(&mut third, 0, &sine(138.59, 0.3, 40_000));
        let heard = classes_of(&third);
        for (class, energy) in heard.iter().enumerate() {
            assert_eq!(*energy > 0.5, [1, 9].contains(&class), "{heard:?}");
        }
    }

    #[test]
    fn silence_has_no_pitch() {
        assert_eq!(classes_of(&[0.0; 20_000]), [0.0; CLASSES]);
    }
}
