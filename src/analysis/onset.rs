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

/// Frames by which each band's loudest knows what comes, so that the first stroke of all is measured like
/// the next.
const AHEAD: usize = 8;

/// Frames held: those ahead, and the two that are compared.
const HELD: usize = AHEAD + LAG + 1;

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
    loudest: [f32; BANDS],
    fall: f32,
    /// Power per band and how far the gate is open; the newest frame first.
    frames: [([f32; BANDS], f32); HELD],
}

impl Onset {
    /// Frames that have to be heard after one before its strength is known.
    pub(crate) const LATE: usize = AHEAD;

    pub(crate) fn new() -> Self {
        Self {
            mel: Mel::new(SAMPLE_RATE, WINDOW_SAMPLES, BANDS, LOWEST_HZ, HIGHEST_HZ),
            loudest: [FLOOR; BANDS],
            fall: 10.0_f32.powf(-0.1 * FALL_DB_PER_SEC / FRAMES_PER_SEC),
            frames: [([0.0; BANDS], 0.0); HELD],
        }
    }

    /// Takes the newest frame and how far the gate is open for it. Returns the mean rise over all bands in
    /// the two frames up to the one [`Self::LATE`] before the newest; 0 or more, mostly below 3.
    pub(crate) fn strength(&mut self, power: &[f32], open: f32) -> f32 {
        self.frames.rotate_right(1);
        let (newest, gate) = &mut self.frames[0];
        self.mel.weigh(power, newest);
        *gate = open;
        self.follow_loudest();
        let now = self.compressed(AHEAD);
        let before = self.compressed(AHEAD + LAG);
        let rise = |band: usize| {
            let neighbours = &before[band.saturating_sub(1)..(band + 2).min(BANDS)];
            (now[band] - neighbours.iter().copied().fold(0.0, f32::max)).max(0.0)
        };
        let open = self.frames[AHEAD].1;
        open * (0..BANDS).map(rise).sum::<f32>() / BANDS as f32
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
        let mut onset = Onset::new();
        let last = powers[powers.len() - 1];
        let all = powers.iter().chain(std::iter::repeat_n(&last, Onset::LATE));
        let heard: Vec<f32> = all
            .map(|power| onset.strength(&[*power; BINS], 1.0))
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
        let mut onset = Onset::new();
        let loud = (0..30).map(|n| onset.strength(&[n as f32; BINS], 0.0));
        assert_eq!(loud.sum::<f32>(), 0.0);
    }
}
