//! Keeps what was heard of late and answers by time: features in, the features of any moment out.

use std::collections::VecDeque;

use welkin_values::{Features, Moment};

use crate::frames::HOP_SAMPLES;

/// The last features of one source, in order of their moments.
pub struct Memory {
    frames: VecDeque<Features>,
    capacity: usize,
}

impl Memory {
    /// Room for `capacity_frames` features, at least 2; 93.75 are a second.
    pub fn new(capacity_frames: usize) -> Self {
        let capacity = capacity_frames.max(2);
        Self {
            frames: VecDeque::with_capacity(capacity),
            capacity,
        }
    }

    /// Takes the next features and forgets the oldest when there is no room. Features that are not after the
    /// newest are a new beginning: everything else is forgotten. Never allocates.
    pub fn push(&mut self, features: Features) {
        if self
            .newest()
            .is_some_and(|newest| features.moment <= newest)
        {
            self.frames.clear();
        }
        if self.frames.len() == self.capacity {
            self.frames.pop_front();
        }
        self.frames.push_back(features);
    }

    /// The moment of the newest features.
    pub fn newest(&self) -> Option<Moment> {
        self.frames.back().map(|features| features.moment)
    }

    /// What is heard at a moment: between two frames everything that changes smoothly is drawn straight,
    /// and an onset belongs to all moments from its own frame's to the next. `None` before the oldest frame
    /// and a hop or more after the newest.
    pub fn at(&self, moment: Moment) -> Option<Features> {
        let after = self
            .frames
            .partition_point(|features| features.moment <= moment);
        let before = self.frames.get(after.checked_sub(1)?)?;
        let since = moment - before.moment;
        match self.frames.get(after) {
            Some(next) => {
                let whole = (next.moment - before.moment).samples as f32;
                Some(between(before, next, since.samples as f32 / whole, moment))
            }
            None => (since.samples < HOP_SAMPLES as i64).then_some(Features { moment, ..*before }),
        }
    }

    /// Whether an onset was picked from `from` until before `to`, so that who looks seldom misses none.
    pub fn hits_between(&self, from: Moment, to: Moment) -> bool {
        self.between(from, to).any(|features| features.is_onset)
    }

    /// Whether an onset was picked in a range, 0 (low) to 2 (high), from `from` until before `to`; none in any other.
    pub fn range_hits_between(&self, range: usize, from: Moment, to: Moment) -> bool {
        let mut heard = self.between(from, to);
        heard.any(|features| features.is_onset_ranges.get(range) == Some(&true))
    }

    /// The frames from `from` until before `to`.
    fn between(&self, from: Moment, to: Moment) -> impl Iterator<Item = &Features> {
        let first = self
            .frames
            .partition_point(|features| features.moment < from);
        let later = self.frames.iter().skip(first);
        later.take_while(move |features| features.moment < to)
    }
}

/// Features a share of the way from one frame to the next.
fn between(a: &Features, b: &Features, way: f32, moment: Moment) -> Features {
    let mix = |a: f32, b: f32| a + (b - a) * way;
    // Where one side has no such thing, 0 is no place to come from or go to.
    let mix_known = |a: f32, b: f32| {
        if a > 0.0 && b > 0.0 {
            mix(a, b)
        } else {
            nearer(a, b, way)
        }
    };
    Features {
        moment,
        level_db: mix(a.level_db, b.level_db),
        level: mix(a.level, b.level),
        bands: std::array::from_fn(|n| mix(a.bands[n], b.bands[n])),
        mel: std::array::from_fn(|n| mix(a.mel[n], b.mel[n])),
        onset: mix(a.onset, b.onset),
        is_onset: a.is_onset,
        onset_ranges: std::array::from_fn(|n| mix(a.onset_ranges[n], b.onset_ranges[n])),
        is_onset_ranges: a.is_onset_ranges,
        harmonic: mix(a.harmonic, b.harmonic),
        percussive: mix(a.percussive, b.percussive),
        chroma: std::array::from_fn(|n| mix(a.chroma[n], b.chroma[n])),
        key: nearer(a.key, b.key, way),
        centroid_hz: mix_known(a.centroid_hz, b.centroid_hz),
        flatness: mix_known(a.flatness, b.flatness),
        momentary_lufs: mix(a.momentary_lufs, b.momentary_lufs),
        short_term_lufs: mix(a.short_term_lufs, b.short_term_lufs),
        presence: mix(a.presence, b.presence),
        applause: mix(a.applause, b.applause),
        tempo_bpm: mix_known(a.tempo_bpm, b.tempo_bpm),
        beat_phase: phase_between(a.beat_phase, b.beat_phase, way),
        beat_confidence: mix(a.beat_confidence, b.beat_confidence),
        bar_phase: phase_between(a.bar_phase, b.bar_phase, way),
    }
}

/// A phase on the shorter way from one to the next, which may lead over a beat.
fn phase_between(a: f32, b: f32, way: f32) -> f32 {
    let ahead = b - a;
    let shorter = ahead - ahead.round();
    (a + shorter * way).rem_euclid(1.0)
}

fn nearer<T>(a: T, b: T, way: f32) -> T {
    if way < 0.5 { a } else { b }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test that panics has failed, which is what it is for"
    )]

    use super::*;

    fn frame(number: i64) -> Features {
        Features {
            level: number as f32 / 100.0,
            tempo_bpm: if number < 5 { 0.0 } else { 120.0 },
            beat_phase: (number as f32 * 0.3).fract(),
            is_onset: number == 7,
            is_onset_ranges: [number == 3, false, number % 2 == 0],
            ..Features::silent(sample(number, 0))
        }
    }

    fn sample(number: i64, more: i64) -> Moment {
        Moment::from_samples(number * HOP_SAMPLES as i64 + more)
    }

    fn filled(frames: i64, capacity: usize) -> Memory {
        let mut memory = Memory::new(capacity);
        (0..frames).for_each(|number| memory.push(frame(number)));
        memory
    }

    #[test]
    fn answers_on_frames_and_between() {
        let memory = filled(20, 100);
        for number in 0..20 {
            assert_eq!(memory.at(sample(number, 0)), Some(frame(number)));
        }
        let half = memory.at(sample(8, 256)).unwrap();
        assert!((half.level - 0.085).abs() < 1e-6);
        assert_eq!(half.moment, sample(8, 256));
    }

    #[test]
    fn is_bounded_and_knows_what_it_does_not_know() {
        let memory = filled(1000, 10);
        assert_eq!(memory.newest(), Some(sample(999, 0)));
        assert_eq!(memory.at(sample(989, 511)), None);
        assert!(memory.at(sample(990, 0)).is_some());
        assert!(memory.at(sample(999, 511)).is_some());
        assert_eq!(memory.at(sample(1000, 0)), None);
        assert_eq!(Memory::new(0).at(Moment::ZERO), None);
        assert_eq!(Memory::new(5).at(sample(-3, 0)), None);
    }

    #[test]
    fn phase_walks_over_the_beat() {
        let memory = filled(20, 100);
        // Frame 3 is at 0.9, frame 4 at 0.2.
        let phase = |more| memory.at(sample(3, more)).unwrap().beat_phase;
        assert!((phase(128) - 0.975).abs() < 1e-5);
        assert!((phase(256) - 0.05).abs() < 1e-5);
        assert!((0..512).all(|more| (0.0..1.0).contains(&phase(more))));
    }

    #[test]
    fn a_tempo_is_not_drawn_from_none() {
        let memory = filled(20, 100);
        assert_eq!(memory.at(sample(4, 255)).unwrap().tempo_bpm, 0.0);
        assert_eq!(memory.at(sample(4, 256)).unwrap().tempo_bpm, 120.0);
    }

    #[test]
    fn no_onset_is_missed_or_met_twice() {
        let memory = filled(20, 100);
        assert!(memory.at(sample(7, 511)).unwrap().is_onset);
        assert!(!memory.at(sample(6, 511)).unwrap().is_onset);
        for step in [1, 100, 800, 3000, 20_000] {
            let looks = (-2 * step..20_000).step_by(step as usize);
            let hits = looks.filter(|from| {
                let from = Moment::from_samples(*from);
                memory.hits_between(from, from + Moment::from_samples(step))
            });
            assert_eq!(hits.count(), 1, "{step} samples at a time");
        }
        assert!(!memory.hits_between(sample(7, 0), sample(7, 0)));
        assert!(!memory.hits_between(sample(9, 0), sample(3, 0)));
    }

    #[test]
    fn hits_are_told_range_by_range() {
        let memory = filled(20, 100);
        for (range, hits) in [(0, 1), (1, 0), (2, 10), (3, 0), (usize::MAX, 0)] {
            for step in [1, 100, 512] {
                let looks = (-2 * step..20 * HOP_SAMPLES as i64).step_by(step as usize);
                let is_hit = |from: &i64| {
                    let from = Moment::from_samples(*from);
                    memory.range_hits_between(range, from, from + Moment::from_samples(step))
                };
                assert_eq!(
                    looks.filter(is_hit).count(),
                    hits,
                    "range {range}, {step} samples"
                );
            }
        }
        assert!(memory.range_hits_between(0, Moment::ZERO, sample(20, 0)));
        assert!(!memory.range_hits_between(0, sample(4, 0), sample(2, 0)));
    }

    #[test]
    fn a_step_back_is_a_new_beginning() {
        let mut memory = filled(20, 100);
        memory.push(frame(3));
        assert_eq!(memory.newest(), Some(sample(3, 0)));
        assert_eq!(memory.at(sample(10, 0)), None);
    }
}
