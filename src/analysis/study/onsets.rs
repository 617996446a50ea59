//! Where something begins: onset strength of the whole sound in, picked frames out.
//!
//! A frame is picked that is the greatest of its neighbours, stands out from the mean around it, and does not follow
//! another too soon (Böck, Krebs and Schedl 2012), with the widths of librosa's `onset_detect`.

/// How far a pick stands above the mean around it; strength is a share of the greatest rise.
const ABOVE_MEAN: f64 = 0.07;

/// Neighbours before a frame among which it is the greatest, and frames left out after a pick.
const GREATEST_SECS: f64 = 0.03;

/// Neighbours on each side over which the mean is taken.
const MEAN_SECS: f64 = 0.1;

/// The frames at which something begins, of strengths that stand `hop` samples apart.
pub(super) fn onsets(strength: &[f32], sample_rate_hz: u32, hop: usize) -> Vec<usize> {
    let least = strength.iter().copied().fold(f32::INFINITY, f32::min);
    let greatest = strength.iter().copied().fold(0.0, f32::max) - least;
    if greatest.is_nan() || greatest <= 0.0 {
        return Vec::new();
    }
    let shares: Vec<f32> = strength
        .iter()
        .map(|x| (x - least) / (greatest + f32::MIN_POSITIVE))
        .collect();
    let width = |secs: f64| (secs * f64::from(sample_rate_hz) / hop as f64).floor() as usize;
    let (before, around) = (width(GREATEST_SECS), width(MEAN_SECS));
    let mut picked = Vec::new();
    let mut frame = 0;
    while frame < shares.len() {
        let here = shares[frame];
        let is_greatest = shares[frame.saturating_sub(before)..frame]
            .iter()
            .all(|share| *share <= here);
        let neighbours =
            &shares[frame.saturating_sub(around)..(frame + around + 1).min(shares.len())];
        let is_picked = is_greatest && f64::from(here) >= mean(neighbours) + ABOVE_MEAN;
        if is_picked {
            picked.push(frame);
            frame += before;
        }
        frame += 1;
    }
    picked
}

fn mean(values: &[f32]) -> f64 {
    f64::from(values.iter().sum::<f32>()) / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picks_what_stands_out() {
        let mut strength = [0.05; 60];
        strength[0] = 1.0;
        strength[20] = 0.4;
        strength[21] = 0.3;
        strength[40] = 0.1;
        assert_eq!(onsets(&strength, 22_050, 512), [0, 20]);
    }

    #[test]
    fn nothing_stands_out_of_what_is_even() {
        assert!(onsets(&[], 22_050, 512).is_empty());
        assert!(onsets(&[0.0; 10], 22_050, 512).is_empty());
        assert!(onsets(&[3.0; 10], 22_050, 512).is_empty());
        assert!(onsets(&[f32::NAN; 10], 22_050, 512).is_empty());
    }

    #[test]
    fn any_pace_is_fine() {
        let mut strength = [0.0; 60];
        strength[30] = 1.0;
        for (rate, hop) in [(10_000, 1000), (22_050, 512), (768_000, 1)] {
            assert_eq!(onsets(&strength, rate, hop), [30], "{rate}/{hop}");
        }
        // Frames more than 0.1 s apart have no neighbours to stand out from.
        assert!(onsets(&strength, 1000, 1000).is_empty());
    }
}
