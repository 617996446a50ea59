//! Where the beats are: onset strength in, tempo and phase of the frame [`Beat::LATE`] earlier out.
//!
//! Beats are found one at a time. When the last one found is reached, the best way from it through
//! everything heard ahead is looked up (dynamic programming, Ellis 2007), and the first step of that way is
//! the next beat; after it, new sound may lead elsewhere. So what was said about a beat never changes, and
//! the beat walks on through a break.

use crate::FRAMES_PER_SEC;
use crate::history::History;
use crate::tempo::{EVERY, Pulse, STRETCH, Tempo, vertex};

/// How strictly beats keep to the tempo, against how strong they are.
const STRICTNESS: f32 = 100.0;

/// Strengths are blurred by a bell this share of a period wide.
const BLUR: f32 = 1.0 / 32.0;

/// The blur reaches this many frames to each side.
const BLUR_REACH: usize = 6;

/// The longest period with its longest step, in frames, and room for the fraction.
const LONGEST_STEP: usize = 240;

/// Onset strength stands for an onset this many frames before or after its own frame; measured on clicks
/// and drums.
const BIAS_FRAMES: f64 = 0.2;

/// Strengths, in standard deviations, are taken to be at least this deviation apart.
const LEAST_DEVIATION: f32 = 0.02;

/// Share of a new look at the clarity in its average.
const CLARITY_LEARNING: f32 = 0.15;

/// Clarity that noise reaches, and clarity that is beyond doubt.
const DOUBTFUL: f32 = 0.15;
const CERTAIN: f32 = 0.7;

/// The beat at one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Pulsing {
    /// Beats per minute; 0 until a beat was heard.
    pub(crate) tempo_bpm: f32,
    /// Share of the way to the next beat, 0 to 1.
    pub(crate) phase: f32,
    /// 0 to 1.
    pub(crate) confidence: f32,
}

/// Remembers what lies ahead and the beats around the frame that is due.
pub(crate) struct Beat {
    strengths: History,
    periods: History,
    confidences: History,
    tempo: Tempo,
    clarity: f32,
    /// The beats before and after the frame that is due, in frames.
    around: Option<(f64, f64)>,
    way: Way,
}

impl Beat {
    /// Frames that have to be heard after one before its beat is known: 3.7 s.
    pub(crate) const LATE: usize = 343;

    pub(crate) fn new() -> Self {
        Self {
            strengths: History::new(2 * STRETCH),
            periods: History::new(2 * STRETCH),
            confidences: History::new(2 * STRETCH),
            tempo: Tempo::new(),
            clarity: 0.0,
            around: None,
            way: Way::new(),
        }
    }

    /// Takes the newest strength, 0 to 1.
    pub(crate) fn follow(&mut self, newest: f32) -> Pulsing {
        self.strengths.push(newest);
        if self.strengths.next() % EVERY as i64 == 0 {
            self.feel();
        }
        self.at(self.strengths.next() - 1 - Self::LATE as i64)
    }

    /// Feels the tempo in the middle of the newest stretch.
    fn feel(&mut self) {
        let Pulse { period, clarity } = self.tempo.pulse(self.strengths.last(STRETCH));
        self.clarity += CLARITY_LEARNING * (clarity - self.clarity);
        let sure = ((self.clarity - DOUBTFUL) / (CERTAIN - DOUBTFUL)).clamp(0.0, 1.0);
        let middle = self.strengths.next() - (STRETCH / 2) as i64;
        while self.periods.next() < middle {
            self.periods.push(period);
            self.confidences.push(sure);
        }
    }

    fn at(&mut self, due: i64) -> Pulsing {
        let period = self.periods.at(due);
        if due < 0 || period == 0.0 {
            return Pulsing::default();
        }
        let heard = due as f64 - BIAS_FRAMES;
        let (mut before, mut after) = match self.around {
            Some(around) => around,
            None => self.first_beats(due, period),
        };
        while after <= heard {
            (before, after) = (after, self.next_beat(after));
        }
        self.around = Some((before, after));
        Pulsing {
            tempo_bpm: 60.0 * FRAMES_PER_SEC / period,
            phase: ((heard - before) / (after - before)).clamp(0.0, 1.0) as f32,
            confidence: self.confidences.at(due),
        }
    }

    /// The beats around the first frame with a tempo: counted back from the first beat found.
    fn first_beats(&mut self, due: i64, period: f32) -> (f64, f64) {
        self.way.look(due - 1, None, &self.strengths, &self.periods);
        let first = self.way.first_beat().unwrap_or(due as f64);
        let period = f64::from(period);
        let back = ((first - due as f64 + BIAS_FRAMES) / period).floor() + 1.0;
        let before = first - back * period;
        (before, before + period)
    }

    /// The beat after one at `last`.
    fn next_beat(&mut self, last: f64) -> f64 {
        let from = last.round() as i64;
        let expected = last + f64::from(self.periods.at(from));
        self.way
            .look(from, Some(last), &self.strengths, &self.periods);
        let Some(found) = self.way.first_beat() else {
            return expected;
        };
        if (found - expected).abs() > 1.5 {
            return found.max(last + 1.0);
        }
        // What is hardly heard is rather expected.
        let strength = self.way.strength_at(found.round() as i64);
        let heard = f64::from(strength / (strength + 0.5));
        found * heard + expected * (1.0 - heard)
    }
}

/// The best way through what lies ahead.
struct Way {
    /// The frame before the first looked at.
    from: i64,
    /// Blurred strengths in standard deviations.
    strengths: Vec<f32>,
    /// The best sum of a way that ends in each frame, and the beat before on it: 0 is the start.
    sums: Vec<f32>,
    before: Vec<Option<usize>>,
    logarithms: Vec<f32>,
}

impl Way {
    fn new() -> Self {
        let room = Beat::LATE + LONGEST_STEP;
        Self {
            from: 0,
            strengths: Vec::with_capacity(room),
            sums: Vec::with_capacity(room),
            before: Vec::with_capacity(room),
            logarithms: (0..=LONGEST_STEP)
                .map(|step| (step.max(1) as f32).ln())
                .collect(),
        }
    }

    /// Looks at everything after the frame `from`. With a `start` near it, ways start from that beat; with
    /// none, anywhere.
    fn look(&mut self, from: i64, start: Option<f64>, strengths: &History, periods: &History) {
        self.from = from;
        self.strengths.clear();
        self.sums.clear();
        self.before.clear();
        let scale = 1.0 / deviation(strengths.last(STRETCH)).max(LEAST_DEVIATION);
        let ahead = (strengths.next() - from).clamp(1, (Beat::LATE + LONGEST_STEP) as i64) as usize;
        // Place 0 is the start itself.
        self.strengths.push(0.0);
        self.sums.push(0.0);
        self.before.push(None);
        let off_start = start.map_or(0.0, |start| (start - from as f64) as f32);
        for place in 1..ahead {
            let frame = from + place as i64;
            let period = periods.at(frame).max(1.0);
            let strength = scale * blurred(strengths, frame, period);
            let (sum, before) = self.best_before(place, period, start.is_some(), off_start);
            self.strengths.push(strength);
            self.sums.push(sum + strength);
            self.before.push(before);
        }
    }

    /// The best sum before a beat at a place, and the place it comes from.
    fn best_before(
        &self,
        place: usize,
        period: f32,
        starts: bool,
        off_start: f32,
    ) -> (f32, Option<usize>) {
        let shortest = (period * 0.5).round().max(1.0) as usize;
        let longest = ((period * 2.0).round() as usize).min(LONGEST_STEP);
        let expected = period.ln();
        let unreached = if starts { f32::NEG_INFINITY } else { 0.0 };
        let mut best = (unreached, None);
        for step in shortest..=longest.min(place) {
            let comes_from = place - step;
            if comes_from == 0 && !starts {
                continue;
            }
            let long = match comes_from {
                0 => (step as f32 - off_start).max(1.0).ln(),
                _ => self.logarithms[step],
            };
            let sum = self.sums[comes_from] - STRICTNESS * (long - expected).powi(2);
            if sum > best.0 {
                best = (sum, Some(comes_from));
            }
        }
        best
    }

    /// The first beat on the best way, to a fraction of a frame. `None` where nothing lies ahead.
    fn first_beat(&self) -> Option<f64> {
        let last = self.sums.len() - 1;
        let period_back = self.sums.len().saturating_sub(LONGEST_STEP / 2).max(1);
        let reached = (period_back..=last).filter(|place| self.sums[*place].is_finite());
        let mut place = reached.max_by(|a, b| self.sums[*a].total_cmp(&self.sums[*b]))?;
        while let Some(before) = self.before[place].filter(|before| *before > 0) {
            place = before;
        }
        let frame = self.from + place as i64;
        Some(frame as f64 + self.fraction(place))
    }

    /// Where between frames the strength around a place peaks.
    fn fraction(&self, place: usize) -> f64 {
        if place < 2 || place + 1 >= self.strengths.len() {
            return 0.0;
        }
        let [left, here, right] = [place - 1, place, place + 1].map(|place| self.strengths[place]);
        if here >= left && here >= right {
            f64::from(vertex(left, here, right))
        } else {
            0.0
        }
    }

    fn strength_at(&self, frame: i64) -> f32 {
        let place = (frame - self.from).clamp(0, self.strengths.len() as i64 - 1);
        self.strengths[place as usize]
    }
}

fn blurred(strengths: &History, frame: i64, period: f32) -> f32 {
    let width = period * BLUR;
    let reach = BLUR_REACH as i64;
    let bell = |off: i64| (-0.5 * (off as f32 / width).powi(2)).exp();
    let newest = strengths.next() - 1;
    let near = (-reach..=reach).filter(|off| frame + off <= newest);
    near.map(|off| bell(off) * strengths.at(frame + off)).sum()
}

fn deviation(values: &[f32]) -> f32 {
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    let square = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f32>();
    (square / values.len() as f32).sqrt()
}

#[cfg(test)]
mod tests;
