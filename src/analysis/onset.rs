//! How strongly something begins: a power spectrum in, onset strength out, of everything and of three ranges.
//!
//! Log-compressed mel flux against a maximum over neighbouring bands two frames earlier, so that vibrato is
//! no beginning (SuperFlux, Böck and Widmer 2013). Each band is first divided by its own loudest of late, so
//! that cymbals count beside a bass drum (adaptive whitening, Stowell and Plumbley 2007).

use std::ops::Range;

use welkin_values::{RANGES, SAMPLE_RATE};

use crate::FRAMES_PER_SEC;
use crate::frames::WINDOW_SAMPLES;
use crate::mel::Mel;

const BANDS: usize = 80;
const LOWEST_HZ: f64 = 30.0;
const HIGHEST_HZ: f64 = 16_000.0;

/// Where the middle and the high range begin: above the skin of a bass drum, above the tones of voices.
const RANGES_FROM_HZ: [f64; RANGES - 1] = [180.0, 4000.0];

/// Frames by which each band's loudest knows what comes, so that the first stroke of all is measured like
/// the next.
const AHEAD: usize = 8;

/// Samples in the window of live ears: short, so that a stroke fills it soon.
pub(crate) const LIVE_WINDOW_SAMPLES: usize = WINDOW_SAMPLES / 2;

/// Power is compressed as ln(1 + COMPRESSION · share of the band's loudest).
const COMPRESSION: f32 = 300.0;

/// A band's loudest is forgotten by so much, so that a quiet part has its onsets after a few seconds.
const FALL_DB_PER_SEC: f32 = 3.0;

/// No band's loudest is taken to be less than this share of the loudest band's: 50 dB below.
const QUIETEST_BAND: f32 = 1e-5;

/// No band's loudest is taken to be less than this.
const FLOOR: f32 = 1e-10;

/// Remembers the last frames and each band's loudest.
pub(crate) struct Onset {
    mel: Mel,
    ranges: [Range<usize>; RANGES],
    loudest: [f32; BANDS],
    fall: f32,
    /// Power per band and how far the gate is open; the newest frame first.
    frames: Vec<([f32; BANDS], f32)>,
    /// Frames by which the loudest knows what comes.
    ahead: usize,
    /// Frames between the two that are compared: half a window, so that they share little.
    lag: usize,
}

/// Mean rise over the bands; 0 or more, mostly below 3.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Strength {
    /// Over all bands.
    pub(crate) all: f32,
    /// Over the bands of each range, low to high.
    pub(crate) ranges: [f32; RANGES],
}

impl Onset {
    /// Frames that have to be heard after one before its strength is known, when looking ahead.
    pub(crate) const LATE: usize = AHEAD;

    /// Knows a little of what comes: takes spectra of [`WINDOW_SAMPLES`], answers [`Self::LATE`] frames later.
    pub(crate) fn ahead() -> Self {
        Self::new(WINDOW_SAMPLES, AHEAD, 2)
    }

    /// Knows nothing of what comes: takes spectra of [`LIVE_WINDOW_SAMPLES`], answers at once.
    pub(crate) fn live() -> Self {
        Self::new(LIVE_WINDOW_SAMPLES, 0, 1)
    }

    /// Live for the low range: takes spectra of [`WINDOW_SAMPLES`], in which two low notes beat less.
    pub(crate) fn live_low() -> Self {
        Self::new(WINDOW_SAMPLES, 0, 2)
    }

    fn new(window_samples: usize, ahead: usize, lag: usize) -> Self {
        let mel = Mel::new(SAMPLE_RATE, window_samples, BANDS, LOWEST_HZ, HIGHEST_HZ);
        let [middle, high] = RANGES_FROM_HZ.map(|hz| mel.first_at(hz));
        Self {
            mel,
            ranges: [0..middle, middle..high, high..BANDS],
            loudest: [FLOOR; BANDS],
            fall: 10.0_f32.powf(-0.1 * FALL_DB_PER_SEC / FRAMES_PER_SEC),
            frames: vec![([0.0; BANDS], 0.0); ahead + lag + 1],
            ahead,
            lag,
        }
    }

    /// Takes the newest frame and how far the gate is open for it. Returns the rise during half a window up to
    /// the newest frame, or, looking ahead, up to the one [`Self::LATE`] before it.
    pub(crate) fn strength(&mut self, power: &[f32], open: f32) -> Strength {
        self.frames.rotate_right(1);
        let (newest, gate) = &mut self.frames[0];
        self.mel.weigh(power, newest);
        *gate = open;
        self.follow_loudest();
        let now = self.compressed(self.ahead);
        let before = self.compressed(self.ahead + self.lag);
        let rise = |band: usize| {
            let neighbours = &before[band.saturating_sub(1)..(band + 2).min(BANDS)];
            (now[band] - neighbours.iter().copied().fold(0.0, f32::max)).max(0.0)
        };
        let open = self.frames[self.ahead].1;
        let rises: [f32; BANDS] = std::array::from_fn(rise);
        let mean = |bands: Range<usize>| {
            let count = bands.len() as f32;
            open * rises[bands].iter().sum::<f32>() / count
        };
        Strength {
            all: mean(0..BANDS),
            ranges: self.ranges.clone().map(mean),
        }
    }

    fn follow_loudest(&mut self) {
        for (loudest, power) in self.loudest.iter_mut().zip(&self.frames[0].0) {
            *loudest = power.max(*loudest * self.fall);
        }
        let floor = self.loudest.iter().copied().fold(0.0, f32::max) * QUIETEST_BAND;
        for loudest in &mut self.loudest {
            *loudest = loudest.max(floor).max(FLOOR);
        }
    }

    /// Both frames are measured against the loudest of now, so that a change of it is no rise.
    fn compressed(&self, age: usize) -> [f32; BANDS] {
        std::array::from_fn(|band| {
            (COMPRESSION * self.frames[age].0[band] / self.loudest[band]).ln_1p()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spectrum::BINS;

    /// The strength of each of a few frames of flat spectra.
    fn strengths(powers: &[f32]) -> Vec<f32> {
        let mut onset = Onset::ahead();
        let last = powers[powers.len() - 1];
        let all = powers.iter().chain(std::iter::repeat_n(&last, Onset::LATE));
        let heard: Vec<f32> = all
            .map(|power| onset.strength(&[*power; BINS], 1.0).all)
            .collect();
        heard[Onset::LATE..].to_vec()
    }

    #[test]
    fn what_stays_or_ends_does_not_begin() {
        let heard = strengths(&[0.0, 1e-4, 1e-4, 1e-4, 1e-4, 1e-6, 1e-6, 0.0]);
        assert!(heard[1] > 1.0 && heard[2] > 1.0, "{heard:?}");
        assert!(
            heard[0] == 0.0 && heard[3..].iter().all(|strength| *strength == 0.0),
            "{heard:?}"
        );
    }

    #[test]
    fn quiet_beginnings_are_as_strong_as_loud_ones() {
        let hit = |power: f32| strengths(&[power * 1e-3, power * 1e-3, power * 1e-3, power])[3];
        assert!((hit(1.0) - hit(1e-4)).abs() < 1e-3);
    }

    #[test]
    fn the_first_stroke_is_as_strong_as_the_next() {
        let heard = strengths(&[0.0, 0.0, 1e-6, 1e-3, 1e-3, 0.0, 0.0, 1e-6, 1e-3, 1e-3]);
        assert!(
            (heard[2] - heard[7]).abs() < 0.01 && (heard[3] - heard[8]).abs() < 0.01,
            "{heard:?}"
        );
    }

    #[test]
    fn behind_a_closed_gate_nothing_begins() {
        let mut onset = Onset::ahead();
        let loud = (0..30).map(|n| onset.strength(&[n as f32; BINS], 0.0).all);
        assert_eq!(loud.sum::<f32>(), 0.0);
    }

    #[test]
    fn live_ears_answer_at_once_and_in_the_range_that_rose() {
        const LIVE_BINS: usize = LIVE_WINDOW_SAMPLES / 2 + 1;
        for (hz, range) in [(60.0, 0), (1000.0, 1), (9000.0, 2)] {
            let mut onset = Onset::live();
            let bin = (hz / (SAMPLE_RATE as f32 / LIVE_WINDOW_SAMPLES as f32)).round() as usize;
            let mut power = [1e-6; LIVE_BINS];
            onset.strength(&[1e-3; LIVE_BINS], 1.0);
            for _ in 0..20 {
                assert_eq!(onset.strength(&power, 1.0), Strength::default());
            }
            power[bin] = 1e-2;
            let heard = onset.strength(&power, 1.0);
            for (other, strength) in heard.ranges.iter().enumerate() {
                assert_eq!(*strength > 0.0, other == range, "{hz} Hz: {heard:?}");
            }
            assert!(heard.all > 0.0);
        }
    }
}
