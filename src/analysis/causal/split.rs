//! Tells what is struck from what is sustained, live: magnitudes of the newest frame in, its percussive power and the
//! harmonic mask of a frame [`Split::LATE`] earlier out.
//!
//! Medians as in [`crate::separation`]. A stroke is a ridge along frequency, which one frame shows; that it does not
//! last is seen against the 9 frames (96 ms) up to it. What lasts is seen from both sides, within 64 ms.

use crate::median::{self, Sorted, places};
use crate::separation::share;
use crate::spectrum::BINS;

/// Frames up to the newest against which a stroke stands out.
const TRAILING: usize = 9;

/// Frames around the one whose harmonic mask is due.
const AROUND: usize = 2 * Split::LATE + 1;

/// Remembers the last frames.
pub(crate) struct Split {
    /// Magnitudes and their medians along frequency; `newest` walks around.
    frames: Vec<[f32; BINS]>,
    along_frequency: Vec<[f32; BINS]>,
    newest: usize,
    trailing: Vec<Sorted<{ places(TRAILING) }>>,
    around: Vec<Sorted<{ places(AROUND) }>>,
    harmonic_share: [f32; BINS],
}

/// Frames taken apart.
pub(crate) struct Halves<'a> {
    /// Power of the percussive part of the newest frame, when the magnitudes were roots of power.
    pub(crate) percussive_power: f32,
    /// Power of the harmonic part of the frame [`Split::LATE`] earlier.
    pub(crate) harmonic_power: f32,
    /// Which share of each bin's magnitude was harmonic in that frame.
    pub(crate) harmonic_share: &'a [f32; BINS],
}

impl Split {
    /// Frames that have to be heard after one before its harmonic part is known: 64 ms.
    pub(crate) const LATE: usize = 6;

    /// Silence before the beginning.
    pub(crate) fn new() -> Self {
        Self {
            frames: vec![[0.0; BINS]; AROUND],
            along_frequency: vec![[0.0; BINS]; AROUND],
            newest: 0,
            trailing: vec![Sorted::new(); BINS],
            around: vec![Sorted::new(); BINS],
            harmonic_share: [0.0; BINS],
        }
    }

    /// Takes the newest frame's magnitudes.
    pub(crate) fn split(&mut self, magnitudes: &[f32; BINS]) -> Halves<'_> {
        let leaving = (self.newest + 1 + AROUND - TRAILING) % AROUND;
        self.newest = (self.newest + 1) % AROUND;
        for (bin, new) in magnitudes.iter().enumerate() {
            self.trailing[bin].exchange(self.frames[leaving][bin], *new);
            self.around[bin].exchange(self.frames[self.newest][bin], *new);
        }
        self.frames[self.newest] = *magnitudes;
        median::along(magnitudes, &mut self.along_frequency[self.newest]);
        Halves {
            percussive_power: self.percussive_power(),
            harmonic_power: self.harmonic_power(),
            harmonic_share: &self.harmonic_share,
        }
    }

    fn percussive_power(&self) -> f32 {
        let along = &self.along_frequency[self.newest];
        let bins = self.frames[self.newest]
            .iter()
            .zip(along)
            .zip(&self.trailing);
        let power = |((magnitude, along), trailing): ((&f32, &f32), &Sorted<_>)| {
            (share(*along, trailing.median()) * magnitude).powi(2)
        };
        bins.map(power).sum()
    }

    fn harmonic_power(&mut self) -> f32 {
        let due = (self.newest + AROUND - Self::LATE) % AROUND;
        let mut power = 0.0;
        for (bin, harmonic_share) in self.harmonic_share.iter_mut().enumerate() {
            *harmonic_share = share(self.around[bin].median(), self.along_frequency[due][bin]);
            power += (*harmonic_share * self.frames[due][bin]).powi(2);
        }
        power
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Percussive power of each of 40 frames, and harmonic power of each but the last.
    fn heard(magnitude: impl Fn(usize, usize) -> f32) -> (Vec<f32>, Vec<f32>) {
        let mut split = Split::new();
        let (mut percussive, mut harmonic) = (Vec::new(), Vec::new());
        for time in 0..40 {
            let halves = split.split(&std::array::from_fn(|bin| magnitude(time, bin)));
            percussive.push(halves.percussive_power);
            harmonic.push(halves.harmonic_power);
        }
        harmonic.drain(..Split::LATE);
        (percussive, harmonic)
    }

    #[test]
    fn a_stroke_is_percussive_at_once() {
        let (percussive, harmonic) = heard(|time, _| if time == 20 { 1.0 } else { 0.0 });
        for time in 0..34 {
            let all = if time == 20 { BINS as f32 } else { 0.0 };
            assert_eq!(
                (percussive[time], harmonic[time]),
                (all, 0.0),
                "frame {time}"
            );
        }
    }

    #[test]
    fn a_tone_is_harmonic_from_its_beginning() {
        let (percussive, harmonic) =
            heard(|time, bin| if bin == 50 && time >= 20 { 1.0 } else { 0.0 });
        // Until half of the trailing frames hold it, it might be either.
        let begins = 20..20 + TRAILING / 2;
        for (time, power) in percussive.iter().enumerate() {
            let might = if begins.contains(&time) { 0.25 } else { 0.0 };
            assert_eq!(*power, might, "frame {time}");
        }
        assert_eq!((harmonic[19], harmonic[20], harmonic[33]), (0.0, 1.0, 1.0));
    }

    #[test]
    fn what_is_both_is_shared() {
        let (percussive, harmonic) = heard(|_, _| 1.0);
        assert_eq!(percussive[39], 0.25 * BINS as f32);
        assert_eq!(harmonic[20], percussive[39]);
    }
}
