//! What a single speaker's signal goes through: its gain, its equaliser, its delay.

use welkin_installation::Speaker;
use welkin_values::SAMPLE_RATE;

use super::biquad::Biquad;

/// Metres that sound goes in a second, at 20 °C.
const METRES_PER_SEC: f32 = 343.0;

/// The longest delay: a second.
const LONGEST: f32 = SAMPLE_RATE as f32;

/// The way to one speaker.
pub(super) struct Chain {
    /// Which channel it hangs on.
    pub(super) channel: usize,
    gain: f32,
    bands: Vec<Biquad>,
    late: Vec<f32>,
    at: usize,
}

impl Chain {
    /// For a speaker in a room whose farthest is so far away; its signal is multiplied by `share` as well.
    pub(super) fn new(speaker: &Speaker, farthest_m: f32, share: f32) -> Self {
        let nearer_m = (farthest_m - speaker.place.distance_m).max(0.0);
        let samples = match speaker.delay_ms {
            Some(ms) => ms * 1e-3 * SAMPLE_RATE as f32,
            None => nearer_m / METRES_PER_SEC * SAMPLE_RATE as f32,
        };
        // What is no number delays nothing.
        let samples = samples.clamp(0.0, LONGEST).round() as usize;
        Self {
            channel: speaker.channel,
            gain: share * 10_f32.powf(speaker.gain_db.clamp(-60.0, 12.0) / 20.0),
            bands: speaker.eq.iter().map(Biquad::of).collect(),
            late: vec![0.0; samples],
            at: 0,
        }
    }

    /// In place.
    pub(super) fn process(&mut self, samples: &mut [f32]) {
        if self.gain != 1.0 {
            for sample in samples.iter_mut() {
                *sample *= self.gain;
            }
        }
        for band in &mut self.bands {
            band.filter(samples);
        }
        if self.late.is_empty() {
            return;
        }
        for sample in samples {
            std::mem::swap(sample, &mut self.late[self.at]);
            self.at += 1;
            if self.at == self.late.len() {
                self.at = 0;
            }
        }
    }
}
