//! How a sound is tuned: spectra of all its frames in, semitones above concert pitch out.
//!
//! The frequencies of spectral peaks, refined by parabolas, vote for their distance from the nearest semitone: those
//! at least as strong as half of them. librosa's `estimate_tuning` as `chroma_stft` calls it, on powers.

use super::settings::StudySettings;

/// Where peaks are looked for.
const LOWEST_HZ: f64 = 150.0;
const HIGHEST_HZ: f64 = 4000.0;

/// How strong a peak is at least, as a share of its frame's strongest bin.
const STRENGTH: f32 = 0.1;

/// Votes are counted for every hundredth of a semitone.
const STEPS: usize = 100;

/// Collects peaks, frame by frame.
pub(super) struct Tuned {
    bins: std::ops::Range<usize>,
    bin_hz: f64,
    power: Vec<f32>,
    peaks: Vec<Peak>,
}

struct Peak {
    hz: f32,
    strength: f32,
}

impl Tuned {
    pub(super) fn new(settings: &StudySettings) -> Self {
        let bin_hz = settings.bin_hz();
        let highest_hz = HIGHEST_HZ.min(f64::from(settings.sample_rate_hz) / 2.0);
        let at_least = |hz: f64| (hz / bin_hz).ceil() as usize;
        // The outermost bins have no neighbours on one side.
        let first = at_least(LOWEST_HZ).max(1);
        let end = at_least(highest_hz).min(settings.bins() - 1);
        Self {
            bins: first..end.max(first),
            bin_hz,
            power: vec![0.0; settings.bins()],
            peaks: Vec::new(),
        }
    }

    /// Takes a frame's magnitudes.
    pub(super) fn note(&mut self, magnitudes: &[f32]) {
        for (power, magnitude) in self.power.iter_mut().zip(magnitudes) {
            *power = magnitude * magnitude;
        }
        let least = STRENGTH * self.power.iter().copied().fold(0.0, f32::max);
        let heard = |bin: usize| {
            if self.power[bin] > least {
                self.power[bin]
            } else {
                0.0
            }
        };
        for bin in self.bins.clone() {
            let here = heard(bin);
            if here > heard(bin - 1) && here >= heard(bin + 1) {
                self.peaks.push(self.peak(bin));
            }
        }
    }

    /// The top of the parabola through a bin and its neighbours.
    fn peak(&self, bin: usize) -> Peak {
        let [left, here, right] = [bin - 1, bin, bin + 1].map(|bin| f64::from(self.power[bin]));
        let bend = left + right - 2.0 * here;
        let slope = (right - left) / 2.0;
        let shift = if slope.abs() >= bend.abs() {
            0.0
        } else {
            -slope / bend
        };
        Peak {
            hz: ((bin as f64 + shift) * self.bin_hz) as f32,
            strength: (here + 0.5 * slope * shift) as f32,
        }
    }

    /// Semitones above A = 440 Hz, −0.5 to 0.49; 0 where there was no peak.
    pub(super) fn semitones(mut self) -> f64 {
        let Some(least) = self.median_strength() else {
            return 0.0;
        };
        let mut votes = [0_usize; STEPS];
        for peak in self.peaks.iter().filter(|peak| peak.strength >= least) {
            votes[step_of(peak.hz)] += 1;
        }
        let most = votes.iter().copied().max().unwrap_or(0);
        let step = votes.iter().position(|votes| *votes == most).unwrap_or(0);
        step as f64 / STEPS as f64 - 0.5
    }

    /// Half of the peaks are at least as strong.
    fn median_strength(&mut self) -> Option<f32> {
        let middle = self.peaks.len() / 2;
        let is_even = self.peaks.len().is_multiple_of(2);
        if self.peaks.is_empty() {
            return None;
        }
        let by_strength = |a: &Peak, b: &Peak| a.strength.total_cmp(&b.strength);
        let (weaker, median, _) = self.peaks.select_nth_unstable_by(middle, by_strength);
        let below = weaker.iter().map(|peak| peak.strength).fold(0.0, f32::max);
        Some(if is_even {
            (below + median.strength) / 2.0
        } else {
            median.strength
        })
    }
}

/// The step a frequency votes for; step 50 is that of a semitone in tune.
fn step_of(hz: f32) -> usize {
    let semitones = 12.0 * (hz / 27.5).log2();
    let off = semitones.rem_euclid(1.0);
    let off = if off >= 0.5 { off - 1.0 } else { off };
    let steps = (f64::from(off) + 0.5) * STEPS as f64;
    (steps as usize).min(STEPS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_for_the_distance_from_a_semitone() {
        let hz = |semitones: f32| 440.0 * (semitones / 12.0).exp2();
        for (semitones, step) in [
            (0.003, 50),
            (12.104, 60),
            (-0.204, 29),
            (0.52, 2),
            (7.48, 98),
        ] {
            assert_eq!(step_of(hz(semitones)), step, "{semitones}");
        }
    }

    #[test]
    fn silence_is_in_tune() {
        let settings = StudySettings::new(22_050, 2048, 512).unwrap();
        let mut tuned = Tuned::new(&settings);
        tuned.note(&[0.0; 1025]);
        assert_eq!(tuned.semitones(), 0.0);
    }
}
