//! A stem: one line of sound as long as the piece, into which notes are put.

use crate::RATE;
use crate::filter::Filter;
use crate::tone::samples;

/// One line of sound.
#[derive(Clone)]
pub(crate) struct Stem {
    pub(crate) samples: Vec<f32>,
}

impl Stem {
    pub(crate) fn silent(secs: f32) -> Self {
        Self {
            samples: vec![0.0; samples(secs)],
        }
    }

    /// Adds a sound at a time; what is over the end is lost.
    pub(crate) fn put(&mut self, at_secs: f32, gain: f32, sound: &[f32]) {
        let start = samples(at_secs.max(0.0)).min(self.samples.len());
        let places = self.samples[start..].iter_mut();
        places
            .zip(sound)
            .for_each(|(place, sample)| *place += gain * sample);
    }

    /// Adds another stem.
    pub(crate) fn mix(&mut self, gain: f32, other: &Self) {
        self.put(0.0, gain, &other.samples);
    }

    /// Gives way to hits: falls by `depth` at each and comes back within a third of a second.
    pub(crate) fn duck(&mut self, hits_secs: &[f32], depth: f32) {
        for hit in hits_secs {
            let start = samples(*hit).min(self.samples.len());
            for (i, sample) in self.samples[start..]
                .iter_mut()
                .take(samples(0.35))
                .enumerate()
            {
                let t = i as f32 / RATE;
                let back = (t / 0.35).powf(0.7);
                let down = (t / 0.006).min(1.0);
                *sample *= 1.0 - depth * down * (1.0 - back);
            }
        }
    }

    /// Rounds peaks softly; `drive` 1 leaves quiet sound as it is.
    pub(crate) fn saturate(&mut self, drive: f32) {
        self.samples
            .iter_mut()
            .for_each(|sample| *sample = (drive * *sample).tanh() / drive);
    }

    /// Takes away what is below hearing.
    pub(crate) fn without_rumble(mut self) -> Self {
        let mut filter = Filter::default();
        self.samples
            .iter_mut()
            .for_each(|s| *s = filter.pass(*s, 24.0, 0.7).high);
        self
    }

    /// As loud as `gain` times before.
    pub(crate) fn louder(mut self, gain: f32) -> Self {
        self.samples.iter_mut().for_each(|sample| *sample *= gain);
        self
    }

    /// Fades the last seconds to nothing.
    pub(crate) fn faded(mut self, secs: f32) -> Self {
        let count = samples(secs).min(self.samples.len());
        let last = self.samples.iter_mut().rev().take(count).enumerate();
        last.for_each(|(i, sample)| *sample *= crate::tone::smooth(i as f32 / count as f32));
        self
    }
}
