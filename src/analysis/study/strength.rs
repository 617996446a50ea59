//! How strongly something begins: the power of mel bands in, onset strength per frame out.
//!
//! The rise of each band from one frame to the next, in decibels, averaged over the bands.

use super::banks::MEL_BANDS;

/// Power below which a band counts as this: −100 dB.
const FAINTEST: f32 = 1e-10;

/// Decibels below the loudest band of the whole sound at which nothing is heard.
const HEARD_DB: f32 = 80.0;

/// Rise per frame, averaged in two ways.
pub(super) struct Strength {
    /// Mean over the bands: what onsets are picked from.
    pub(super) mean: Vec<f32>,
    /// Median over the bands, which only rises when at least half of them do: what beats are found in.
    pub(super) median: Vec<f32>,
}

/// Onset strength per frame. `late` frames are put in front: a window hears what begins before its middle.
pub(super) fn strength(mel_power: &[[f32; MEL_BANDS]], late: usize) -> Strength {
    let frames = mel_power.len();
    let loudest = mel_power.iter().flatten().copied().fold(FAINTEST, f32::max);
    let faintest_db = decibels(loudest) - HEARD_DB;
    let heard = |power: &[f32; MEL_BANDS]| power.map(|power| decibels(power).max(faintest_db));
    let lead = (1 + late).min(frames);
    let (mut mean, mut median) = (vec![0.0; lead], vec![0.0; lead]);
    mean.reserve(frames - lead);
    median.reserve(frames - lead);
    let mut before = mel_power.first().map_or([faintest_db; MEL_BANDS], heard);
    for power in mel_power.iter().skip(1).take(frames - lead) {
        let now = heard(power);
        let mut rises: [f32; MEL_BANDS] =
            std::array::from_fn(|band| (now[band] - before[band]).max(0.0));
        mean.push(rises.iter().sum::<f32>() / MEL_BANDS as f32);
        median.push(median_of(&mut rises));
        before = now;
    }
    Strength { mean, median }
}

fn decibels(power: f32) -> f32 {
    10.0 * power.max(FAINTEST).log10()
}

/// The mean of the two in the middle.
fn median_of(values: &mut [f32; MEL_BANDS]) -> f32 {
    let (below, upper, _) = values.select_nth_unstable_by(MEL_BANDS / 2, f32::total_cmp);
    let lower = below.iter().copied().fold(0.0, f32::max);
    (lower + *upper) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rise_of_ten_decibels_in_every_band() {
        let frames = [
            [1e-3; MEL_BANDS],
            [1e-2; MEL_BANDS],
            [1e-3; MEL_BANDS],
            [1e-3; MEL_BANDS],
        ];
        let strength = strength(&frames, 1);
        for (mean, expected) in strength.mean.iter().zip([0.0, 0.0, 10.0, 0.0]) {
            assert!((mean - expected).abs() < 1e-4, "{:?}", strength.mean);
        }
        assert_eq!(strength.mean, strength.median);
    }

    #[test]
    fn a_rise_in_few_bands_has_no_median() {
        let mut frames = [[1e-3; MEL_BANDS]; 3];
        frames[1][..63].fill(1e-2);
        assert!(strength(&frames, 0).mean[1] > 4.0);
        assert_eq!(strength(&frames, 0).median[1], 0.0);
        frames[1][..64].fill(1e-2);
        assert!((strength(&frames, 0).median[1] - 5.0).abs() < 1e-4);
    }

    #[test]
    fn eighty_decibels_below_the_loudest_is_nothing() {
        let frames = [[1e-9; MEL_BANDS], [1e-8; MEL_BANDS], [1.0; MEL_BANDS]];
        assert_eq!(strength(&frames, 0).mean, [0.0, 0.0, 80.0]);
    }

    #[test]
    fn as_many_as_frames() {
        for frames in 0..6 {
            for late in 0..8 {
                let power = vec![[1.0; MEL_BANDS]; frames];
                assert_eq!(strength(&power, late).mean.len(), frames);
                assert_eq!(strength(&power, late).median.len(), frames);
            }
        }
    }
}
