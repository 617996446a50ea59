//! Where the beats are: onset strength and tempo of the whole sound in, the beats' frames out.
//!
//! Dynamic programming (Ellis 2007): the row of beats with the most strength at the most even pace, as librosa's
//! `beat_track` finds it.

/// How much an uneven pace costs.
const TIGHTNESS: f64 = 100.0;

/// Beats are not looked for before the strength first exceeds this share of the greatest.
const BEGINS: f64 = 0.01;

/// The frames of the beats; none where there is no tempo.
pub(super) fn beats(strength: &[f32], frames_per_sec: f64, tempo_bpm: f64) -> Vec<usize> {
    if tempo_bpm <= 0.0 || strength.is_empty() {
        return Vec::new();
    }
    let period = (60.0 * frames_per_sec / tempo_bpm).round().max(1.0) as usize;
    let local = local_score(&normalised(strength), period);
    let (before, score) = best_before(&local, period);
    let mut beats = Vec::new();
    let mut beat = Some(last_beat(&score));
    while let Some(frame) = beat {
        beats.push(frame);
        beat = before[frame];
    }
    beats.reverse();
    trimmed(beats, &local)
}

/// With a standard deviation of 1.
fn normalised(strength: &[f32]) -> Vec<f64> {
    let count = strength.len() as f64;
    let mean = strength.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
    let square = |x: &f32| (f64::from(*x) - mean).powi(2);
    let variance = strength.iter().map(square).sum::<f64>() / (count - 1.0).max(1.0);
    let scale = variance.sqrt() + f64::from(f32::MIN_POSITIVE);
    strength.iter().map(|x| f64::from(*x) / scale).collect()
}

/// Strength spread by a bell a thirty-second of a period wide.
///
/// The bell's last place is left out where the sound's beginning would meet it: so does the reference.
fn local_score(strength: &[f64], period: usize) -> Vec<f64> {
    let bell = |n: usize| {
        let off = (n as f64 - period as f64) * 32.0 / period as f64;
        (-0.5 * off * off).exp()
    };
    let bell: Vec<f64> = (0..=2 * period).map(bell).collect();
    let spread = |frame: usize| -> f64 {
        let first = (frame + period + 1).saturating_sub(strength.len());
        let end = (frame + period).min(bell.len());
        (first..end)
            .map(|n| bell[n] * strength[frame + period - n])
            .sum()
    };
    (0..strength.len()).map(spread).collect()
}

/// For every frame as the last beat: the beat before it, if any, and the score of the whole row.
fn best_before(local: &[f64], period: usize) -> (Vec<Option<usize>>, Vec<f64>) {
    // From half a period (a half rounded to even) to two.
    let nearest = (period as f64 / 2.0).round_ties_even() as usize;
    let cost = |gap: usize| -TIGHTNESS * ((gap as f64).ln() - (period as f64).ln()).powi(2);
    let costs: Vec<f64> = (nearest..=2 * period).map(cost).collect();
    let begins = BEGINS * local.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut has_begun = false;
    let (mut before, mut score) = (
        Vec::with_capacity(local.len()),
        Vec::with_capacity(local.len()),
    );
    for (frame, local) in local.iter().enumerate() {
        let (mut best, mut place) = (f64::NEG_INFINITY, None);
        let farthest = (frame + 1).saturating_sub(nearest);
        for (back, cost) in costs.iter().enumerate().take(farthest) {
            let earlier = frame - nearest - back;
            let candidate = score
                .get(earlier)
                .map_or(f64::NEG_INFINITY, |score: &f64| score + cost);
            if candidate > best {
                (best, place) = (candidate, Some(earlier));
            }
        }
        score.push(if place.is_some() {
            local + best
        } else {
            *local
        });
        has_begun |= *local >= begins;
        before.push(place.filter(|_| has_begun));
    }
    (before, score)
}

/// The last frame at which the score has a top that is at least half as high as tops are.
fn last_beat(score: &[f64]) -> usize {
    let end = score.len() - 1;
    let is_top = |n: usize| {
        n > 0 && score[n] > score[n - 1] && score.get(n + 1).is_none_or(|next| score[n] >= *next)
    };
    let mut tops: Vec<f64> = (0..=end).filter(|n| is_top(*n)).map(|n| score[n]).collect();
    if tops.is_empty() {
        return end;
    }
    tops.sort_by(f64::total_cmp);
    let middle = tops.len() / 2;
    let median = if tops.len() % 2 == 1 {
        tops[middle]
    } else {
        (tops[middle - 1] + tops[middle]) / 2.0
    };
    (0..=end)
        .rev()
        .find(|n| is_top(*n) && score[*n] >= 0.5 * median)
        .unwrap_or(end)
}

/// Without what lies before the first and after the last frame that has some strength.
fn trimmed(beats: Vec<usize>, local: &[f64]) -> Vec<usize> {
    let at = |n: usize| beats.get(n).map_or(0.0, |frame| local[*frame]);
    // Smoothed by half, one, half; the reference averages over two places more than there are beats.
    let smooth = |n: usize| 0.5 * n.checked_sub(1).map_or(0.0, at) + at(n) + 0.5 * at(n + 1);
    let places = (beats.len() + 2).min(local.len());
    let square: f64 = (0..places).map(|n| smooth(n).powi(2)).sum();
    let least = 0.5 * (square / places as f64).sqrt();
    let (Some(first), Some(last)) = (
        local.iter().position(|x| *x > least),
        local.iter().rposition(|x| *x > least),
    ) else {
        return Vec::new();
    };
    beats
        .into_iter()
        .filter(|frame| (first..=last).contains(frame))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beats_fall_on_strokes() {
        let strokes: Vec<f32> = (0..300)
            .map(|n| if n % 20 == 7 { 1.0 } else { 0.0 })
            .collect();
        let mut expected: Vec<usize> = (0..300).filter(|n| n % 20 == 7).collect();
        // The last one is reached from an echo behind it, and comes early; librosa 0.11 says the same.
        expected[14] = 283;
        assert_eq!(beats(&strokes, 40.0, 120.0), expected);
    }

    #[test]
    fn no_tempo_no_beats_and_nothing_is_too_short() {
        assert!(beats(&[1.0; 10], 40.0, 0.0).is_empty());
        assert!(beats(&[], 40.0, 120.0).is_empty());
        for frames in 1..40 {
            for tempo in [1.0, 120.0, 319.0, 1e5] {
                let mut strength = vec![0.0; frames];
                strength[frames / 2] = 1.0;
                assert!(beats(&strength, 40.0, tempo).len() <= frames);
            }
        }
    }
}
