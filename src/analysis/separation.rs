//! Tells what is sustained from what is struck: magnitudes of the newest frame in, the harmonic and
//! percussive parts of the frame [`Separation::LATE`] earlier out.
//!
//! Median filters (Fitzgerald 2010): a tone is a ridge along time, a stroke a ridge along frequency. Each
//! bin goes to both sides in the ratio of the squared medians.

use crate::median::{self, HALF, Sorted, WIDTH};
use crate::spectrum::BINS;

/// Remembers as many frames as its medians are wide.
pub(crate) struct Separation {
    /// The last [`WIDTH`] frames of magnitudes; `newest` walks around.
    frames: Vec<[f32; BINS]>,
    newest: usize,
    along_time: Vec<Sorted>,
    along_frequency: [f32; BINS],
    harmonic: [f32; BINS],
}

/// A frame taken apart.
pub(crate) struct Parts<'a> {
    /// Power of the harmonic part per bin.
    pub(crate) harmonic: &'a [f32],
    /// Sum of [`Self::harmonic`].
    pub(crate) harmonic_power: f32,
    /// Power of the percussive part.
    pub(crate) percussive_power: f32,
}

impl Separation {
    /// Frames that have to be heard after one before it can be taken apart.
    pub(crate) const LATE: usize = HALF;

    /// Silence before the beginning.
    pub(crate) fn new() -> Self {
        Self {
            frames: vec![[0.0; BINS]; WIDTH],
            newest: 0,
            along_time: vec![<Sorted>::new(); BINS],
            along_frequency: [0.0; BINS],
            harmonic: [0.0; BINS],
        }
    }

    /// Takes the newest frame's magnitudes.
    pub(crate) fn separate(&mut self, magnitudes: &[f32; BINS]) -> Parts<'_> {
        self.newest = (self.newest + 1) % WIDTH;
        // The place of the newest is the place of the oldest.
        let oldest = &mut self.frames[self.newest];
        for ((window, old), new) in self
            .along_time
            .iter_mut()
            .zip(oldest.iter())
            .zip(magnitudes)
        {
            window.exchange(*old, *new);
        }
        *oldest = *magnitudes;
        let due = &self.frames[(self.newest + WIDTH - HALF) % WIDTH];
        median::along(due, &mut self.along_frequency);
        let (mut harmonic_power, mut percussive_power) = (0.0, 0.0);
        for (bin, magnitude) in due.iter().enumerate() {
            let share = share(self.along_time[bin].median(), self.along_frequency[bin]);
            let (harmonic, percussive) = (share * magnitude, (1.0 - share) * magnitude);
            self.harmonic[bin] = harmonic * harmonic;
            harmonic_power += self.harmonic[bin];
            percussive_power += percussive * percussive;
        }
        Parts {
            harmonic: &self.harmonic,
            harmonic_power,
            percussive_power,
        }
    }
}

/// The share of `one` when energy is divided between both.
pub(crate) fn share(one: f32, other: f32) -> f32 {
    let (one, other) = (one * one, other * other);
    if one + other < f32::MIN_POSITIVE {
        return 0.5;
    }
    one / (one + other)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Harmonic and percussive power of the middle of 61 frames.
    fn middle_of(magnitude: impl Fn(usize, usize) -> f32) -> (f32, f32) {
        let mut separation = Separation::new();
        let mut heard = (0.0, 0.0);
        for time in 0..=30 + Separation::LATE {
            let parts = separation.separate(&std::array::from_fn(|bin| magnitude(time, bin)));
            heard = (parts.harmonic_power, parts.percussive_power);
        }
        heard
    }

    #[test]
    fn ridges_go_where_they_belong() {
        let (harmonic, percussive) = middle_of(|_, bin| if bin == 50 { 1.0 } else { 0.0 });
        assert_eq!((harmonic, percussive), (1.0, 0.0));
        let (harmonic, percussive) = middle_of(|time, _| if time == 30 { 1.0 } else { 0.0 });
        assert_eq!((harmonic, percussive), (0.0, BINS as f32));
    }

    #[test]
    fn what_is_both_is_shared() {
        let (harmonic, percussive) = middle_of(|_, _| 1.0);
        assert_eq!(harmonic, percussive);
        assert_eq!(middle_of(|_, _| 0.0), (0.0, 0.0));
    }
}
