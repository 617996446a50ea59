//! Which scenes are shown at a moment, and how much of each: cues in time, and what people ask for.

use welkin_installation::{Cue, Transition};
use welkin_values::Moment;

use crate::sphere::smoothstep;

/// How long a scene that a person asks for takes to fade in, seconds.
const ASKED_FADE_SECS: f32 = 2.0;

/// How many scenes may fade out together.
const MOST_FADING: usize = 3;

/// The cues, and the cross-fade that is under way.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    cues: Vec<Cue>,
    scenes: usize,
    looped: Option<Moment>,
    /// The next cue, and in which round of a looped show.
    next: (i64, usize),
    now: Moment,
    /// What was shown when the fade began; weights sum to 1.
    from: Vec<(usize, f32)>,
    to: usize,
    begun: Moment,
    secs: f32,
}

impl Timeline {
    /// At the show's beginning, showing the first cue's scene alone.
    pub(crate) fn new(cues: &[Cue], scenes: usize, looped: Option<Moment>) -> Self {
        let in_time = |cue: &&Cue| {
            cue.scene < scenes
                && looped.is_none_or(|length| cue.at < length)
                && cue.at >= Moment::ZERO
        };
        let mut timeline = Self {
            cues: cues.iter().filter(in_time).cloned().collect(),
            scenes,
            looped,
            next: (0, 0),
            now: Moment::ZERO,
            from: Vec::new(),
            to: 0,
            begun: Moment::ZERO,
            secs: 0.0,
        };
        timeline.advance(Moment::ZERO);
        timeline.secs = 0.0;
        timeline
    }

    /// To a later moment.
    pub(crate) fn advance(&mut self, now: Moment) {
        while let Some((scene, at)) = self.upcoming()
            && at <= now
        {
            let secs = match self.cues[self.next.1].transition {
                Transition::Cut => 0.0,
                Transition::Fade { secs } => secs,
            };
            self.begin(scene, at, secs);
            self.next.1 += 1;
            if self.next.1 == self.cues.len() && self.looped.is_some() {
                self.next = (self.next.0 + 1, 0);
            }
        }
        self.now = now;
    }

    /// Fades to a scene now; the next cue takes over again. A scene that is not there is ignored.
    pub(crate) fn go_to(&mut self, scene: usize) {
        if scene < self.scenes && scene != self.to {
            self.begin(scene, self.now, ASKED_FADE_SECS);
        }
    }

    /// The scene that is shown, or fades in.
    pub(crate) fn scene(&self) -> usize {
        self.to
    }

    /// The next cue's scene and when it begins.
    pub(crate) fn upcoming(&self) -> Option<(usize, Moment)> {
        let (round, index) = self.next;
        let cue = self.cues.get(index)?;
        let before = self.looped.map_or(0, |length| round * length.samples);
        Some((cue.scene, cue.at + Moment::from_samples(before)))
    }

    /// What is shown now; weights are above 0, sum to 1 and are meant for linear light.
    pub(crate) fn weights(&self) -> Vec<(usize, f32)> {
        self.weights_at(self.now)
    }

    fn weights_at(&self, at: Moment) -> Vec<(usize, f32)> {
        let arrived = if self.secs > 0.0 && !self.from.is_empty() {
            smoothstep(((at - self.begun).secs() / f64::from(self.secs)) as f32)
        } else {
            1.0
        };
        let mut weights = Vec::with_capacity(3);
        if arrived < 1.0 {
            for (scene, weight) in &self.from {
                add(&mut weights, *scene, weight * (1.0 - arrived));
            }
        }
        add(&mut weights, self.to, arrived);
        weights
    }

    fn begin(&mut self, scene: usize, at: Moment, secs: f32) {
        self.from = self.weights_at(at);
        // Of fades that are cut short again and again, the strongest scenes go on: each costs a picture.
        if self.from.len() > MOST_FADING {
            self.from.sort_by(|a, b| b.1.total_cmp(&a.1));
            self.from.truncate(MOST_FADING);
            let sum: f32 = self.from.iter().map(|(_, weight)| weight).sum();
            self.from.iter_mut().for_each(|(_, weight)| *weight /= sum);
        }
        (self.to, self.begun, self.secs) = (scene, at, secs);
    }
}

/// Adds to a scene's weight.
pub(crate) fn add(weights: &mut Vec<(usize, f32)>, scene: usize, weight: f32) {
    if weight <= 0.0 {
        return;
    }
    match weights.iter_mut().find(|(there, _)| *there == scene) {
        Some((_, sum)) => *sum += weight,
        None => weights.push((scene, weight)),
    }
}

#[cfg(test)]
mod tests;
