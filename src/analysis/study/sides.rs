//! What is sustained and what is struck in a tile of frames: two medians in, masks and energies out.
//!
//! A tone is a ridge along time, a stroke a ridge along frequency (Fitzgerald 2010). Each bin belongs to both sides in
//! the ratio of the squared medians: `librosa.decompose.hpss` with kernels of 31, power 2 and margin 1.

use super::tile::{FRAMES, Lanes};

/// A tile taken apart.
pub(super) struct Sides {
    /// Share of each bin's magnitude that is sustained.
    pub(super) mask: Vec<Lanes>,
    pub(super) harmonic_energy: Lanes,
    pub(super) percussive_energy: Lanes,
}

impl Sides {
    pub(super) fn new(bins: usize) -> Self {
        Self {
            mask: vec![[0.0; FRAMES]; bins],
            harmonic_energy: [0.0; FRAMES],
            percussive_energy: [0.0; FRAMES],
        }
    }

    /// Takes a tile of magnitudes apart by its medians along time (rows `stride` long, one per frame) and frequency.
    #[inline(always)]
    pub(super) fn split(
        &mut self,
        magnitudes: &[Lanes],
        along_time: &[Lanes],
        along_frequency: &[Lanes],
    ) {
        let (mut harmonic_energy, mut percussive_energy) = ([0.0; FRAMES], [0.0; FRAMES]);
        let bins = self
            .mask
            .iter_mut()
            .zip(magnitudes)
            .zip(along_time)
            .zip(along_frequency);
        for (((mask, magnitude), sustained), struck) in bins {
            for n in 0..FRAMES {
                let (harmonic, percussive) = shares(sustained[n], struck[n]);
                mask[n] = harmonic;
                harmonic_energy[n] += (harmonic * magnitude[n]) * (harmonic * magnitude[n]);
                percussive_energy[n] += (percussive * magnitude[n]) * (percussive * magnitude[n]);
            }
        }
        self.harmonic_energy = harmonic_energy;
        self.percussive_energy = percussive_energy;
    }
}

/// Both sides' shares of a bin, which sum to 1; halves where there is nothing.
#[inline(always)]
pub(super) fn shares(sustained: f32, struck: f32) -> (f32, f32) {
    let greater = if sustained > struck {
        sustained
    } else {
        struck
    };
    let is_nothing = greater < f32::MIN_POSITIVE;
    // Divided first, so that the squares of faint ones do not vanish.
    let scale = if is_nothing { 1.0 } else { greater };
    let (sustained, struck) = (sustained / scale, struck / scale);
    let (sustained, struck) = (sustained * sustained, struck * struck);
    let sum = if is_nothing { 1.0 } else { sustained + struck };
    if is_nothing {
        (0.5, 0.5)
    } else {
        (sustained / sum, struck / sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one() {
        for (sustained, struck, harmonic) in [
            (0.0, 0.0, 0.5),
            (1e-39, 0.0, 0.5),
            (1.0, 1.0, 0.5),
            (3.0, 1.0, 0.9),
            (3e-30, 1e-30, 0.9),
            (3e20, 1e20, 0.9),
            (0.0, 2.0, 0.0),
        ] {
            let (one, other) = shares(sustained, struck);
            assert!((one - harmonic).abs() < 1e-6, "{sustained} {struck}: {one}");
            assert!((one + other - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn energies_are_of_masked_magnitudes() {
        let mut sides = Sides::new(3);
        let magnitudes = [[1.0; FRAMES], [2.0; FRAMES], [4.0; FRAMES]];
        let along_time = [[1.0; FRAMES], [3.0; FRAMES], [0.0; FRAMES]];
        let along_frequency = [[0.0; FRAMES], [1.0; FRAMES], [5.0; FRAMES]];
        sides.split(&magnitudes, &along_time, &along_frequency);
        assert!((sides.harmonic_energy[7] - (1.0 + 1.8 * 1.8)).abs() < 1e-6);
        assert!((sides.percussive_energy[7] - (0.2 * 0.2 + 16.0)).abs() < 1e-6);
        assert!((sides.mask[1][3] - 0.9).abs() < 1e-6);
    }
}
