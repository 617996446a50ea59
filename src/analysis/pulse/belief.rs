//! Where in the beat the music is: a belief over every tempo and every place between two beats.
//!
//! The bar pointer model (Whiteley, Cemgil and Godsill, 2006), with periods of whole steps that change at beats
//! only (Krebs, Böck and Widmer, 2015), filtered forwards: what was heard until now gives the belief of now.

/// Steps in a frame: 10 ms each.
const STEPS: usize = 2;

/// Steps in a minute.
const STEPS_PER_MIN: f64 = 6000.0;

/// Seconds in a step.
pub(super) const STEP_SECS: f64 = 0.01;

/// Periods in steps: 214 to 48 beats a minute.
const SHORTEST: usize = 28;
const LONGEST: usize = 125;
const PERIODS: usize = LONGEST - SHORTEST + 1;

/// How strictly beats keep to the tempo: the chance of a change falls by e for every hundredth part of it.
const STRICTNESS: f64 = 100.0;

/// Changes rarer than this do not happen.
const RAREST: f64 = 1e-7;

/// Tempi people like, before anything is heard: a bell around 115 BPM, in octaves.
const LIKED_BPM: f64 = 115.0;
const LIKED_OCTAVES: f64 = 0.6;

/// The network calls this share of frames beats when it knows nothing; in log odds, what it says beyond.
const SURPRISE: f32 = 2.0;

/// How much a frame counts: neighbours say nearly the same.
const TRUST: f32 = 0.7;

/// Share of the belief that starts anew at every frame, so that music may change under it.
const RENEWAL: f32 = 1e-3;

/// The network is never believed to be surer than this.
const LEAST: f32 = 0.01;
const MOST: f32 = 0.999;

/// A beat is seen this many frames to each side, less and less.
const REACH: f32 = 1.6;

/// Places next to one another count as one: steps to each side.
const BLUR: usize = 2;

/// Tempi within this share of one another count as one.
const SAME_TEMPO: f64 = 0.05;

/// Another tempo has to be this many times as likely before it is guessed instead.
const LOYALTY: f32 = 2.0;

/// What is believed most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Guess {
    /// Steps from beat to beat.
    pub(super) period: f64,
    /// Steps until the next beat.
    pub(super) to_go: f64,
    /// Share of the belief that agrees, 0 to 1.
    pub(super) agreement: f32,
}

/// All that could be, and how likely it is.
pub(super) struct Belief {
    /// Chances, period after period; the places of a period stand in a ring.
    chances: Vec<f32>,
    rings: Vec<Ring>,
    /// Where each period's chance goes at a beat: the periods near it and their shares.
    changes: Vec<Change>,
    /// Chance per place of each period before anything is heard.
    liked: Vec<f32>,
    at_beats: Vec<f32>,
    sums: Vec<f32>,
    places: Vec<f32>,
    /// The period guessed last; 0 before.
    guessed: f64,
}

/// The places of one period: `period` chances from `start` on; the beat is `turned` after it.
struct Ring {
    period: usize,
    start: usize,
    turned: usize,
}

struct Change {
    first: usize,
    shares: Vec<f32>,
}

impl Belief {
    /// Every place of a period is as likely; periods are as people like them.
    pub(super) fn new() -> Self {
        let periods = || SHORTEST..=LONGEST;
        let mut rings = Vec::with_capacity(PERIODS);
        let mut start = 0;
        for period in periods() {
            rings.push(Ring {
                period,
                start,
                turned: 0,
            });
            start += period;
        }
        let weights: Vec<f64> = periods().map(liking).collect();
        let sum: f64 = weights
            .iter()
            .zip(periods())
            .map(|(w, p)| w * p as f64)
            .sum();
        let liked: Vec<f32> = weights.iter().map(|w| (w / sum) as f32).collect();
        let chances = rings
            .iter()
            .zip(&liked)
            .flat_map(|(r, l)| vec![*l; r.period]);
        Self {
            chances: chances.collect(),
            changes: periods().map(change_from).collect(),
            liked,
            at_beats: vec![0.0; PERIODS],
            sums: vec![0.0; PERIODS],
            places: vec![0.0; LONGEST],
            guessed: 0.0,
            rings,
        }
    }

    /// A frame goes by.
    pub(super) fn advance(&mut self) {
        for _ in 0..STEPS {
            self.at_beats.fill(0.0);
            for (ring, change) in self.rings.iter_mut().zip(&self.changes) {
                ring.turned = (ring.turned + ring.period - 1) % ring.period;
                let arriving = self.chances[ring.start + ring.turned];
                let goals = &mut self.at_beats[change.first..][..change.shares.len()];
                for (goal, share) in goals.iter_mut().zip(&change.shares) {
                    *goal += arriving * share;
                }
            }
            for (ring, chance) in self.rings.iter().zip(&self.at_beats) {
                self.chances[ring.start + ring.turned] = *chance;
            }
        }
    }

    /// Hears that a beat is here this likely, 0 to 1.
    pub(super) fn hear(&mut self, beat: f32) {
        let beat = beat.clamp(LEAST, MOST);
        let odds = TRUST * ((beat / (1.0 - beat)).ln() + SURPRISE);
        // Steps from the beat to the last that sees it.
        let reach = (REACH * STEPS as f32).ceil() as usize;
        let factor = |step: usize| {
            let near = 1.0 - step as f32 / STEPS as f32 / REACH;
            (odds * near.max(0.0)).exp()
        };
        let mut factors = [1.0; 8];
        for (step, place) in factors.iter_mut().enumerate().take(reach) {
            *place = factor(step);
        }
        let mut sum = 0.0;
        for ring in &self.rings {
            let places = &mut self.chances[ring.start..ring.start + ring.period];
            for (step, factor) in factors.iter().enumerate().take(reach) {
                places[(ring.turned + step) % ring.period] *= factor;
                if step > 0 {
                    places[(ring.turned + ring.period - step) % ring.period] *= factor;
                }
            }
            sum += places.iter().sum::<f32>();
        }
        let scale = (1.0 - RENEWAL) / sum.max(f32::MIN_POSITIVE);
        for (ring, liked) in self.rings.iter().zip(&self.liked) {
            for chance in &mut self.chances[ring.start..ring.start + ring.period] {
                *chance = *chance * scale + RENEWAL * liked;
            }
        }
    }

    /// The tempo and place that most of the belief is near.
    pub(super) fn guess(&mut self) -> Guess {
        for (sum, ring) in self.sums.iter_mut().zip(&self.rings) {
            *sum = self.chances[ring.start..ring.start + ring.period]
                .iter()
                .sum();
        }
        let near = |period: usize| {
            let width = (SAME_TEMPO * period as f64 + 0.5) as usize;
            let first = period.saturating_sub(width).max(SHORTEST) - SHORTEST;
            first..(period + width).min(LONGEST) + 1 - SHORTEST
        };
        let is_guessed =
            |period: usize| (period as f64 - self.guessed).abs() <= SAME_TEMPO * self.guessed;
        let mass = |period: &usize| {
            let sum: f32 = self.sums[near(*period)].iter().sum();
            sum * if is_guessed(*period) { LOYALTY } else { 1.0 }
        };
        let best = (SHORTEST..=LONGEST)
            .max_by(|a, b| mass(a).total_cmp(&mass(b)))
            .unwrap_or(SHORTEST);
        let (mut weight, mut moment) = (f64::MIN_POSITIVE, f64::MIN_POSITIVE * best as f64);
        for ring in &self.rings[near(best)] {
            let sum = f64::from(self.sums[ring.period - SHORTEST]);
            weight += sum;
            moment += sum * ring.period as f64;
        }
        let period = moment / weight;
        self.guessed = period;
        let count = (period.round() as usize).clamp(SHORTEST, LONGEST);
        let places = &mut self.places[..count];
        places.fill(0.0);
        for ring in &self.rings[near(best)] {
            let (before, after) =
                self.chances[ring.start..ring.start + ring.period].split_at(ring.turned);
            for (passed, chance) in after.iter().chain(before).enumerate() {
                let to_go = (ring.period - passed) * count / ring.period % count;
                places[to_go] += chance;
            }
        }
        let around = |place: usize, by: isize| (place + count).wrapping_add_signed(by) % count;
        let reach = BLUR as isize;
        let blurred = |place: &usize| -> f32 {
            let weight = |by: isize| (reach + 1 - by.abs()) as f32;
            let part = |by| places[around(*place, by)] * weight(by);
            (-reach..=reach).map(part).sum()
        };
        let top = (0..count)
            .max_by(|a, b| blurred(a).total_cmp(&blurred(b)))
            .unwrap_or(0);
        let (mut agreement, mut lean) = (0.0, 0.0);
        for by in -reach..=reach {
            let chance = places[around(top, by)];
            agreement += chance;
            lean += chance * by as f32;
        }
        let middle = top as f64 + f64::from(lean / agreement.max(f32::MIN_POSITIVE));
        Guess {
            period,
            to_go: middle * period / count as f64,
            agreement,
        }
    }
}

/// How much people like a period, per place of it.
fn liking(period: usize) -> f64 {
    let octaves = (STEPS_PER_MIN / period as f64 / LIKED_BPM).log2() / LIKED_OCTAVES;
    (-0.5 * octaves * octaves).exp() / period as f64
}

fn change_from(period: usize) -> Change {
    let share = |to: usize| (-STRICTNESS * (to as f64 / period as f64 - 1.0).abs()).exp();
    let goals: Vec<usize> = (SHORTEST..=LONGEST)
        .filter(|to| share(*to) > RAREST)
        .collect();
    let sum: f64 = goals.iter().map(|to| share(*to)).sum();
    Change {
        first: goals[0] - SHORTEST,
        shares: goals.iter().map(|to| (share(*to) / sum) as f32).collect(),
    }
}

#[cfg(test)]
mod tests;
