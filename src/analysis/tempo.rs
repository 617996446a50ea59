//! How fast it goes: a stretch of onset strength in, the beat's period and how clear it is out.
//!
//! Autocorrelation at the period, helped by that at twice the period, weighted by how usual a tempo is (a bell over the
//! logarithm around 120 BPM), averaged over half a second, with some loyalty to the tempo before.

use crate::FRAMES_PER_SEC;

/// Frames of onset strength that are looked at: 6.1 s, five beats of the slowest tempo.
pub(crate) const STRETCH: usize = 576;

/// Frames from one look to the next.
pub(crate) const EVERY: usize = 8;

const SLOWEST_BPM: f32 = 50.0;
const USUAL_BPM: f32 = 120.0;

/// Width of the bell of usual tempos.
const USUAL_OCTAVES: f32 = 0.8;

/// Tempos that are weighed: two octaves from 50 to 200 BPM.
const PER_OCTAVE: usize = 60;
const TEMPOS: usize = 2 * PER_OCTAVE + 1;

/// Lags that are correlated: twice the slowest period, and a little.
const LAGS: usize = 236;

/// Share of a new look in the average: half a second's worth of looks.
const LEARNING: f32 = 0.15;

/// How much better another tempo must be.
const LOYALTY: f32 = 0.08;

/// Correlation from which on something repeats: two like strokes make a half.
const REPEATS: f32 = 0.25;

/// Variance of onset strength that is heard half: strokes of a tenth make 3e-4, the flutter of a held chord
/// 1e-5.
const HALF_HEARD: f32 = 1e-4;

/// The beat as heard in one stretch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pulse {
    /// Frames per beat; 0 until a beat was heard.
    pub(crate) period: f32,
    /// How well the stretch repeats after a period, 0 to 1.
    pub(crate) clarity: f32,
}

/// Remembers how well each tempo did of late.
pub(crate) struct Tempo {
    weights: Vec<f32>,
    belief: Vec<f32>,
    correlation: [f32; LAGS],
    centred: Vec<f32>,
    /// Place of the tempo that holds, once there is one.
    holds: Option<usize>,
    period: f32,
}

impl Tempo {
    pub(crate) fn new() -> Self {
        let usual = |place: usize| {
            (-0.5 * ((bpm_at(place) / USUAL_BPM).log2() / USUAL_OCTAVES).powi(2)).exp()
        };
        Self {
            weights: (0..TEMPOS).map(usual).collect(),
            belief: vec![0.0; TEMPOS],
            correlation: [0.0; LAGS],
            centred: vec![0.0; STRETCH],
            holds: None,
            period: 0.0,
        }
    }

    /// Looks at [`STRETCH`] frames.
    pub(crate) fn pulse(&mut self, stretch: &[f32]) -> Pulse {
        let mean = stretch.iter().sum::<f32>() / STRETCH as f32;
        for (centred, strength) in self.centred.iter_mut().zip(stretch) {
            *centred = strength - mean;
        }
        let energy = dot(&self.centred, &self.centred);
        let nothing = Pulse {
            period: self.period,
            clarity: 0.0,
        };
        let heard = energy / (energy + HALF_HEARD * STRETCH as f32);
        if heard < 0.01 {
            return nothing;
        }
        for (lag, correlation) in self.correlation.iter_mut().enumerate() {
            *correlation = dot(&self.centred[lag..], &self.centred) / energy;
        }
        if let Some(place) = self.believe(heard) {
            self.period = self.refined(period_at(place));
        }
        if self.period == 0.0 {
            return nothing;
        }
        // Fewer frames meet at a long lag, which is no reason to be less sure.
        let met = 1.0 - self.period / STRETCH as f32;
        Pulse {
            period: self.period,
            clarity: heard * (self.correlated(self.period) / met).clamp(0.0, 1.0),
        }
    }

    /// Learns from the correlation as well as it is heard, 0 to 1, and returns the place of the tempo that
    /// holds now. `None`, and nothing learnt, where nothing repeats.
    fn believe(&mut self, heard: f32) -> Option<usize> {
        let repeats: [f32; TEMPOS] = std::array::from_fn(|place| self.repeats(period_at(place)));
        if heard * repeats.iter().copied().fold(0.0, f32::max) < REPEATS {
            return None;
        }
        let learning = if self.holds.is_some() {
            LEARNING * heard
        } else {
            1.0
        };
        for ((belief, repeats), weight) in self.belief.iter_mut().zip(&repeats).zip(&self.weights) {
            *belief += learning * (repeats * weight - *belief);
        }
        let held = self.holds;
        let loyal = |place: usize| {
            let far = held.map_or(f32::MAX, |held| held.abs_diff(place) as f32);
            self.belief[place] * (1.0 + LOYALTY * (-0.5 * (far / 3.0).powi(2)).exp())
        };
        self.holds = (0..TEMPOS).max_by(|a, b| loyal(*a).total_cmp(&loyal(*b)));
        self.holds
    }

    /// How well all repeats after a period and, if it does, after two; 0 to 1.
    fn repeats(&self, period: f32) -> f32 {
        let [once, twice] = [1.0, 2.0].map(|periods| self.correlated(periods * period).max(0.0));
        once * (1.0 + 0.5 * twice) / 1.5
    }

    /// The period near this one that repeats best, to a fraction of a frame: from the peak at the longest
    /// multiple that still repeats.
    fn refined(&self, period: f32) -> f32 {
        let mut best = period;
        for multiple in [1.0, 2.0, 4.0] {
            let lag = best * multiple;
            let Some(peak) = self.peak_near(lag) else {
                break;
            };
            let fades = self.correlated(peak) < 0.5 * self.correlated(best);
            if multiple > 1.0 && fades {
                break;
            }
            best = peak / multiple;
        }
        best
    }

    /// The top of a parabola through the greatest correlation within two frames of a lag.
    fn peak_near(&self, lag: f32) -> Option<f32> {
        let middle = lag.round() as usize;
        if middle < 4 || middle + 4 > LAGS {
            return None;
        }
        let by_value = |a: &usize, b: &usize| self.correlation[*a].total_cmp(&self.correlation[*b]);
        let top = (middle - 2..=middle + 2).max_by(by_value)?;
        let [left, here, right] = [top - 1, top, top + 1].map(|lag| self.correlation[lag]);
        (here >= left && here >= right).then(|| top as f32 + vertex(left, here, right))
    }

    /// The correlation at a lag between two frames.
    fn correlated(&self, lag: f32) -> f32 {
        let below = (lag.max(0.0) as usize).min(LAGS - 2);
        let way = (lag - below as f32).clamp(0.0, 1.0);
        self.correlation[below] * (1.0 - way) + self.correlation[below + 1] * way
    }
}

/// Where a parabola through three even steps has its top, −0.5 to 0.5 steps from the middle one.
pub(crate) fn vertex(left: f32, middle: f32, right: f32) -> f32 {
    let bend = left - 2.0 * middle + right;
    if bend.abs() < f32::MIN_POSITIVE {
        return 0.0;
    }
    (0.5 * (left - right) / bend).clamp(-0.5, 0.5)
}

fn bpm_at(place: usize) -> f32 {
    SLOWEST_BPM * (place as f32 / PER_OCTAVE as f32).exp2()
}

fn period_at(place: usize) -> f32 {
    60.0 * FRAMES_PER_SEC / bpm_at(place)
}

/// Sum of products, as far as both reach; in eight sums, so that it is done eight at a time.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    for (a, b) in a.zip(b) {
        for n in 0..8 {
            sums[n] += a[n] * b[n];
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::noise;

    /// Onset strength with a bell at every beat.
    fn bells(period: f32) -> Vec<f32> {
        let bell = |n: usize| {
            let off = (n as f32 / period).round() * period - n as f32;
            (-0.5 * (off / 1.2).powi(2)).exp()
        };
        (0..STRETCH).map(bell).collect()
    }

    #[test]
    fn finds_the_tempo_to_half_a_percent() {
        for bpm in [
            52.0, 60.0, 75.0, 88.0, 100.0, 120.0, 128.0, 140.0, 150.0, 174.0,
        ] {
            let pulse = Tempo::new().pulse(&bells(60.0 * FRAMES_PER_SEC / bpm));
            let heard = 60.0 * FRAMES_PER_SEC / pulse.period;
            assert!((heard / bpm - 1.0).abs() < 0.005, "{bpm}: {heard}");
            assert!(pulse.clarity > 0.8, "{bpm}: {}", pulse.clarity);
        }
    }

    #[test]
    fn noise_is_not_clear_and_silence_is_nothing() {
        let rough: Vec<f32> = noise(4, 0.2, STRETCH).iter().map(|x| x.abs()).collect();
        assert!(Tempo::new().pulse(&rough).clarity < 0.35);
        let pulse = Tempo::new().pulse(&[0.0; STRETCH]);
        assert_eq!((pulse.period, pulse.clarity), (0.0, 0.0));
    }

    #[test]
    fn the_vertex_of_a_parabola() {
        let parabola = |x: f32| 3.0 - (x - 0.3).powi(2);
        assert!((vertex(parabola(-1.0), parabola(0.0), parabola(1.0)) - 0.3).abs() < 1e-5);
        assert_eq!(vertex(1.0, 1.0, 1.0), 0.0);
    }
}
