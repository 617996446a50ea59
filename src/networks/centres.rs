//! Centres of w that latents are truncated towards: a network that paints several kinds of things has a mean that is none
//! of them (multi-modal truncation; Mokady et al. 2022, Self-Distilled StyleGAN).

use std::borrow::Cow;

use crate::ask::{Centre, Truncation};
use crate::seeds::Randn;

/// Rounds after which a grouping that still changes is taken as it is.
const ROUNDS: usize = 64;
/// How often it is begun anew: one in twenty beginnings ends with two centres in one group.
const TRIES: usize = 4;

/// Up to `count` centres among `ws` [n][w], the w of many z: the means of groups, each w being in the group whose mean is
/// nearest (k-means, begun as k-means++ does: Arthur and Vassilvitskii 2007). The largest group's comes first. The same
/// seed finds the same ones; fewer if there are fewer different w. What is not finite is left out.
pub fn centres_of_latents(ws: &[Vec<f32>], count: usize, seed: u32) -> Vec<Vec<f32>> {
    let len = ws.first().map_or(0, Vec::len);
    let fits = |w: &&Vec<f32>| w.len() == len && w.iter().all(|value| value.is_finite());
    let ws: Vec<&[f32]> = ws.iter().filter(fits).map(Vec::as_slice).collect();
    let mut randn = Randn::new(seed);
    let tries = (0..TRIES).map(|_| grouped(&ws, begun(&ws, count, &mut randn)));
    let best = tries.min_by(|a, b| a.spread.total_cmp(&b.spread));
    best.map_or(Vec::new(), |best| best.centres)
}

/// Centres, the largest group's first, and the sum of the squares of all distances from them.
struct Grouped {
    centres: Vec<Vec<f32>>,
    spread: f64,
}

fn grouped(ws: &[&[f32]], mut centres: Vec<Vec<f32>>) -> Grouped {
    let mut groups = vec![usize::MAX; ws.len()];
    if centres.is_empty() {
        return Grouped {
            centres,
            spread: 0.0,
        };
    }
    for _ in 0..ROUNDS {
        let now: Vec<usize> = ws.iter().map(|w| nearest(w, &centres)).collect();
        if now == groups {
            break;
        }
        groups = now;
        for (group, centre) in centres.iter_mut().enumerate() {
            let members = ws.iter().zip(&groups).filter(|(_, of)| **of == group);
            if let Some(mean) = mean(members.map(|(w, _)| *w), centre.len()) {
                *centre = mean;
            }
        }
    }
    let members = ws.iter().zip(&groups);
    let spread = members.map(|(w, group)| away(w, &centres[*group])).sum();
    let size = |group: usize| groups.iter().filter(|of| **of == group).count();
    let mut sized: Vec<(usize, Vec<f32>)> = centres
        .into_iter()
        .enumerate()
        .map(|(group, centre)| (size(group), centre))
        .collect();
    sized.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    Grouped {
        centres: sized.into_iter().map(|(_, centre)| centre).collect(),
        spread,
    }
}

/// Some of `ws`, far apart: the farther from those before, the likelier.
fn begun(ws: &[&[f32]], count: usize, randn: &mut Randn) -> Vec<Vec<f32>> {
    let mut centres: Vec<Vec<f32>> = Vec::new();
    let mut squares = vec![1.0f64; ws.len()];
    while centres.len() < count {
        let mut left = randn.share() * squares.iter().sum::<f64>();
        let takes = |square: &f64| {
            left -= square;
            left < 0.0
        };
        let Some(drawn) = squares.iter().position(takes) else {
            break;
        };
        if centres.is_empty() {
            squares.fill(f64::INFINITY);
        }
        for (square, w) in squares.iter_mut().zip(ws) {
            *square = square.min(away(w, ws[drawn]));
        }
        centres.push(ws[drawn].to_vec());
    }
    centres
}

fn nearest(w: &[f32], centres: &[Vec<f32>]) -> usize {
    let aways = centres.iter().map(|centre| away(w, centre)).enumerate();
    let nearest = aways.min_by(|(_, a), (_, b)| a.total_cmp(b));
    nearest.map_or(0, |(at, _)| at)
}

/// The square of the distance.
fn away(a: &[f32], b: &[f32]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    f64::from(squares.sum::<f32>())
}

fn mean<'a>(ws: impl Iterator<Item = &'a [f32]>, len: usize) -> Option<Vec<f32>> {
    let (mut sums, mut count) = (vec![0.0f64; len], 0usize);
    for w in ws {
        count += 1;
        sums.iter_mut()
            .zip(w)
            .for_each(|(sum, w)| *sum += f64::from(*w));
    }
    let mean = |sum: &f64| (sum / count as f64) as f32;
    (count > 0).then(|| sums.iter().map(mean).collect())
}

impl Truncation {
    /// What `w` is truncated towards; `mean` is the checkpoint's own. Centres of another length are none.
    pub(crate) fn centre_of<'a>(&'a self, w: &[f32], mean: &'a [f32]) -> Cow<'a, [f32]> {
        let fit = self.centres.iter().map(Vec::as_slice);
        let centres: Vec<&[f32]> = fit.filter(|centre| centre.len() == w.len()).collect();
        if centres.is_empty() {
            return Cow::Borrowed(mean);
        }
        match self.centre {
            Centre::Number(number) => {
                let all = [&[mean], &centres[..]].concat();
                // No number at all is the first one.
                let number = number.max(0.0).min(centres.len() as f32);
                let (before, share) = (number.floor() as usize, number.fract());
                let after = all[(before + 1).min(centres.len())];
                blend(&[all[before], after], &[1.0 - share, share])
            }
            Centre::Nearest(soft) => blend(&centres, &shares(w, &centres, soft)),
        }
    }
}

/// How much of each centre is taken, the nearest one most: those count that are at most `soft` times its distance farther
/// than it.
fn shares(w: &[f32], centres: &[&[f32]], soft: f32) -> Vec<f32> {
    let aways: Vec<f64> = centres
        .iter()
        .map(|centre| away(w, centre).sqrt())
        .collect();
    let least = aways.iter().copied().fold(f64::INFINITY, f64::min);
    let reach = f64::from(soft.clamp(0.0, 1.0)) * least;
    let share = |away: &f64| {
        let farther = away - least;
        match farther > 0.0 {
            true if farther < reach => (1.0 - farther / reach).powi(2),
            true => 0.0,
            false => 1.0,
        }
    };
    let shares: Vec<f64> = aways.iter().map(share).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter().map(|share| (share / sum) as f32).collect()
}

fn blend<'a>(centres: &[&'a [f32]], shares: &[f32]) -> Cow<'a, [f32]> {
    let mut counting = centres
        .iter()
        .zip(shares)
        .filter(|(_, share)| **share > 0.0);
    let first = counting.next().map_or(centres[0], |(centre, _)| centre);
    if counting.next().is_none() {
        return Cow::Borrowed(first);
    }
    let mut sum = vec![0.0; first.len()];
    for (centre, share) in centres.iter().zip(shares) {
        sum.iter_mut()
            .zip(*centre)
            .for_each(|(sum, value)| *sum += share * value);
    }
    Cow::Owned(sum)
}

#[cfg(test)]
mod tests;
