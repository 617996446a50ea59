//! The coarse grain of sound: samples in; how rough, how uneven and how dense out.

use std::collections::VecDeque;

use super::MEASURED_SECS;

/// Samples in a grain: 1.33 ms, shorter than a clap. Divides a hop.
const GRAIN_SAMPLES: usize = 64;
const GRAINS_PER_SEC: f32 = 750.0;

/// Each grain is compared with these around it: 23 ms.
const AROUND: usize = 17;

/// A grain that stands out from them by this factor is a clap.
const CLAP: f32 = 1.6;

/// Grains in a tenth of a second.
const TENTH: usize = 75;

/// No grain is taken to be quieter or further off than this.
const LEAST: f32 = 1e-10;
const FURTHEST_DB: f32 = 20.0;

/// Remembers the last grains.
pub(super) struct Envelope {
    last: f32,
    /// Power of the last [`AROUND`] grains of the sound's slope, which has no bass.
    grains: VecDeque<f32>,
    rough: Spread,
    claps: f32,
    tenth: f32,
    in_tenth: usize,
    uneven: Spread,
}

impl Envelope {
    pub(super) fn new() -> Self {
        Self {
            last: 0.0,
            grains: VecDeque::from(vec![LEAST; AROUND]),
            rough: Spread::new(1.0 / (MEASURED_SECS * GRAINS_PER_SEC), Some(0.0)),
            claps: 0.0,
            tenth: 0.0,
            in_tenth: 0,
            uneven: Spread::new(TENTH as f32 / (1.5 * MEASURED_SECS * GRAINS_PER_SEC), None),
        }
    }

    /// Takes the newest samples, a multiple of 64.
    pub(super) fn hear(&mut self, samples: &[f32]) {
        for grain in samples.chunks_exact(GRAIN_SAMPLES) {
            let mut power = LEAST;
            for sample in grain {
                let slope = sample - self.last;
                self.last = *sample;
                power += slope * slope / GRAIN_SAMPLES as f32;
            }
            self.hear_grain(power);
        }
    }

    fn hear_grain(&mut self, power: f32) {
        self.grains.pop_front();
        self.grains.push_back(power);
        let mean = self.grains.iter().sum::<f32>() / AROUND as f32;
        let [before, here, after] = [-1, 0, 1].map(|off: isize| {
            let place = (AROUND / 2).saturating_add_signed(off);
            self.grains[place]
        });
        let off_db = 10.0 * (here / mean).log10();
        self.rough.take(off_db.clamp(-FURTHEST_DB, FURTHEST_DB));
        let is_clap = here > CLAP * mean && here > before && here >= after;
        let claps = if is_clap { GRAINS_PER_SEC } else { 0.0 };
        self.claps += (claps - self.claps) / (MEASURED_SECS * GRAINS_PER_SEC);

        self.tenth += power;
        self.in_tenth += 1;
        if self.in_tenth == TENTH {
            self.uneven.take(10.0 * (self.tenth / TENTH as f32).log10());
            (self.tenth, self.in_tenth) = (0.0, 0);
        }
    }

    /// Standard deviation of grains from those around them.
    pub(super) fn rough_db(&self) -> f32 {
        self.rough.deviation()
    }

    /// Standard deviation of tenths of a second.
    pub(super) fn uneven_db(&self) -> f32 {
        self.uneven.deviation()
    }

    /// Claps a second, at most as many as can be told apart.
    pub(super) fn per_sec(&self) -> f32 {
        self.claps
    }
}

/// A running standard deviation.
struct Spread {
    new: f32,
    /// With none, the first value is where it begins.
    mean: Option<f32>,
    square: f32,
}

impl Spread {
    fn new(new: f32, mean: Option<f32>) -> Self {
        Self {
            new,
            mean,
            square: 0.0,
        }
    }

    fn take(&mut self, value: f32) {
        let mean = self.mean.unwrap_or(value);
        let off = value - mean;
        self.mean = Some(mean + self.new * off);
        self.square = (1.0 - self.new) * (self.square + self.new * off * off);
    }

    fn deviation(&self) -> f32 {
        self.square.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{click, noise, struck};

    fn heard(sound: &[f32]) -> Envelope {
        let mut envelope = Envelope::new();
        envelope.hear(sound);
        envelope
    }

    #[test]
    fn noise_is_even_and_clicks_are_counted() {
        let noise = heard(&noise(1, 0.1, 6 * 48_000));
        assert!(
            noise.rough_db() < 1.2 && noise.per_sec() < 10.0,
            "{}",
            noise.rough_db()
        );
        assert!(noise.uneven_db() < 0.6, "{}", noise.uneven_db());
        for per_sec in [5.0, 20.0, 40.0] {
            let times: Vec<f64> = (0..(6.0 * per_sec) as usize)
                .map(|n| n as f64 / per_sec)
                .collect();
            let clicks = heard(&struck(&click(), &times, 6.0));
            assert!(
                (clicks.per_sec() / per_sec as f32 - 1.0).abs() < 0.2,
                "{}",
                clicks.per_sec()
            );
            assert!(clicks.rough_db() > 3.0);
        }
    }

    #[test]
    fn a_spread_is_a_standard_deviation() {
        let mut spread = Spread::new(1e-3, None);
        noise(2, 3.0, 20_000)
            .iter()
            .for_each(|x| spread.take(5.0 + x));
        assert!(
            (spread.deviation() - 3.0_f32.sqrt()).abs() < 0.1,
            "{}",
            spread.deviation()
        );
    }
}
