//! How strongly something begins: a power spectrum in, onset strength out.
//!
//! Log-compressed mel flux against a maximum over neighbouring bands two frames earlier, so that vibrato is
//! no beginning (SuperFlux, Böck and Widmer 2013). Each band is first divided by its own loudest of late, so
//! that cymbals count beside a bass drum (adaptive whitening, Stowell and Plumbley 2007).

use welkin_values::SAMPLE_RATE;

use crate::FRAMES_PER_SEC;
use crate::frames::WINDOW_SAMPLES;
use crate::mel::Mel;

const BANDS: usize = 80;
const LOWEST_HZ: f64 = 30.0;
const HIGHEST_HZ: f64 = 16_000.0;

/// Frames between the two that are compared: half a window, so that they share little.
const LAG: usize = 2;

/// Power is compressed as ln(1 + COMPRESSION · share of the band's loudest).
const COMPRESSION: f32 = 100.0;

/// A band's loudest is forgotten with this time constant.
const FALL_SECS: f32 = 20.0;

/// No band's loudest is taken to be less than this share of the loudest band's: 50 dB below.
const QUIETEST_BAND: f32 = 1e-5;

/// No band's loudest is taken to be less than this.
const FLOOR: f32 = 1e-10;

/// Remembers two frames and each band's loudest.
pub(crate) struct Onset {
    mel: Mel,
    loudest: [f32; BANDS],
    fall: f32,
    /// Powers of the newest frame first.
    powers: [[f32; BANDS]; LAG + 1],
}

impl Onset {
    pub(crate) fn new() -> Self {
        Self {
            mel: Mel::new(SAMPLE_RATE, WINDOW_SAMPLES, BANDS, LOWEST_HZ, HIGHEST_HZ),
            loudest: [FLOOR; BANDS],
            fall: (-1.0 / (FALL_SECS * FRAMES_PER_SEC)).exp(),
            powers: [[0.0; BANDS]; LAG + 1],
        }
    }

    /// Mean rise over all bands since two frames ago; 0 or more, mostly below 3.
    pub(crate) fn strength(&mut self, power: &[f32]) -> f32 {
        self.powers.rotate_right(1);
        self.mel.weigh(power, &mut self.powers[0]);
        self.follow_loudest();
        let now = self.compressed(0);
        let before = self.compressed(LAG);
        let rise = |band: usize| {
            let neighbours = &before[band.saturating_sub(1)..(band + 2).min(BANDS)];
            (now[band] - neighbours.iter().copied().fold(0.0, f32::max)).max(0.0)
        };
        (0..BANDS).map(rise).sum::<f32>() / BANDS as f32
    }

    fn follow_loudest(&mut self) {
        for (loudest, power) in self.loudest.iter_mut().zip(&self.powers[0]) {
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
            (COMPRESSION * self.powers[age][band] / self.loudest[band]).ln_1p()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spectrum::BINS;

    #[test]
    fn what_stays_or_ends_does_not_begin() {
        let mut onset = Onset::new();
        assert_eq!(onset.strength(&[0.0; BINS]), 0.0);
        assert!(onset.strength(&[1e-4; BINS]) > 1.0);
        onset.strength(&[1e-4; BINS]);
        for power in [1e-4, 1e-4, 1e-6, 1e-6, 0.0] {
            assert_eq!(onset.strength(&[power; BINS]), 0.0);
        }
    }

    #[test]
    fn quiet_beginnings_are_as_strong_as_loud_ones() {
        let hit = |power: f32| {
            let mut onset = Onset::new();
            onset.strength(&[power * 1e-3; BINS]);
            onset.strength(&[power * 1e-3; BINS]);
            onset.strength(&[power; BINS])
        };
        assert!((hit(1.0) - hit(1e-4)).abs() < 1e-3);
    }
}
