//! How well found beats fit the true ones, by the measures that beat trackers are compared with.
//!
//! The definitions of Davies, Degara and Plumbley (*Evaluation methods for musical audio beat tracking
//! algorithms*, 2009), with the choices of mir_eval, so that figures can be laid beside published ones.

/// Beats before this time are not judged: a tracker may listen first.
pub const TRIM_SECS: f64 = 5.0;

/// A found beat is right when a true one lies within this distance, not farther.
pub const NEAR_SECS: f64 = 0.07;

/// For the continuity measures: how far a beat, and the interval before it, may be off, in true intervals.
const NEAR_INTERVALS: f64 = 0.175;

/// What there is to say about one piece; each measure is from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Right ones among the found and the true beats, each true beat found once at most.
    pub f_measure: f64,
    /// The longest run of right beats at the right tempo, as a share of the piece.
    pub cml_c: f64,
    /// All runs of right beats at the right tempo.
    pub cml_t: f64,
    /// As `cml_c`; twice and half the tempo and the off-beat count as right.
    pub aml_c: f64,
    /// As `cml_t`; twice and half the tempo and the off-beat count as right.
    pub aml_t: f64,
    /// How much later right beats were found than they are; the median, seconds. `None` where none is right.
    pub median_offset_secs: Option<f64>,
}

/// Judges `found` by `truth`, both in seconds and ascending; what lies before [`TRIM_SECS`] is left out.
pub fn score(truth: &[f64], found: &[f64]) -> Score {
    let (truth, found) = (trimmed(truth), trimmed(found));
    let levels = levels(truth).map(|truth| continuity(&truth, found));
    let best = |of: fn(&(f64, f64)) -> f64| levels.iter().map(of).fold(0.0, f64::max);
    Score {
        f_measure: f_measure(truth, found),
        cml_c: levels[0].0,
        cml_t: levels[0].1,
        aml_c: best(|level| level.0),
        aml_t: best(|level| level.1),
        median_offset_secs: median_offset(truth, found),
    }
}

fn trimmed(beats: &[f64]) -> &[f64] {
    &beats[beats.partition_point(|beat| *beat < TRIM_SECS)..]
}

/// Pairs from the left: both are sorted and every beat reaches equally far, so no other pairing has more.
fn f_measure(truth: &[f64], found: &[f64]) -> f64 {
    let (mut at_truth, mut at_found, mut pairs) = (0, 0, 0);
    while at_truth < truth.len() && at_found < found.len() {
        let late = found[at_found] - truth[at_truth];
        if late.abs() <= NEAR_SECS {
            pairs += 1;
        }
        at_truth += usize::from(late >= -NEAR_SECS);
        at_found += usize::from(late <= NEAR_SECS);
    }
    if pairs == 0 {
        return 0.0;
    }
    2.0 * f64::from(pairs) / (truth.len() + found.len()) as f64
}

/// The true beats; the off-beats; both; every second one from the first, and from the second.
fn levels(truth: &[f64]) -> [Vec<f64>; 5] {
    let halfway = |pair: &[f64]| (pair[0] + pair[1]) / 2.0;
    let off: Vec<f64> = truth.windows(2).map(halfway).collect();
    let mut double = [truth, &off].concat();
    double.sort_by(f64::total_cmp);
    let second = |from: usize| truth.iter().skip(from).step_by(2).copied().collect();
    [truth.to_vec(), off, double, second(0), second(1)]
}

/// The longest run of right beats, and all right beats, as shares of the longer of the two.
fn continuity(truth: &[f64], found: &[f64]) -> (f64, f64) {
    if truth.len() < 2 || found.len() < 2 {
        return (0.0, 0.0);
    }
    let mut used = vec![false; truth.len()];
    let (mut run, mut longest, mut right) = (0, 0, 0);
    for (n, beat) in found.iter().enumerate() {
        let near = nearest(truth, *beat);
        // The interval before the beat; after it where there is none before.
        let looks_ahead = n == 0 || near == 0;
        let true_interval = interval(truth, near, looks_ahead);
        let found_interval = interval(found, n, looks_ahead);
        let phase = (beat - truth[near]).abs() / true_interval;
        let period = (1.0 - found_interval / true_interval).abs();
        if !used[near] && phase < NEAR_INTERVALS && period < NEAR_INTERVALS {
            used[near] = true;
            run += 1;
            right += 1;
            longest = longest.max(run);
        } else {
            run = 0;
        }
    }
    let all = truth.len().max(found.len()) as f64;
    (f64::from(longest) / all, f64::from(right) / all)
}

/// The distance to the next beat or from the one before; of the other where that one is missing.
fn interval(beats: &[f64], at: usize, looks_ahead: bool) -> f64 {
    if looks_ahead && at + 1 < beats.len() {
        return beats[at + 1] - beats[at];
    }
    beats[at] - beats[at - 1]
}

/// The place of the beat nearest to a time; of the earlier one where two are equally near.
fn nearest(beats: &[f64], secs: f64) -> usize {
    let after = beats
        .partition_point(|beat| *beat < secs)
        .min(beats.len() - 1);
    let before = after.saturating_sub(1);
    if (secs - beats[before]).abs() <= (beats[after] - secs).abs() {
        before
    } else {
        after
    }
}

fn median_offset(truth: &[f64], found: &[f64]) -> Option<f64> {
    if truth.is_empty() {
        return None;
    }
    let offset = |beat: &f64| beat - truth[nearest(truth, *beat)];
    let mut offsets: Vec<f64> = found
        .iter()
        .map(offset)
        .filter(|offset| offset.abs() <= NEAR_SECS)
        .collect();
    offsets.sort_by(f64::total_cmp);
    let middle = offsets.len() / 2;
    match offsets.len() {
        0 => None,
        count if count % 2 == 1 => Some(offsets[middle]),
        _ => Some((offsets[middle - 1] + offsets[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests;
