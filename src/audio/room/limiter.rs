//! The last thing before the speakers: nothing leaves louder than the ceiling, and what is not too loud leaves as it
//! came, only later.
//!
//! The gain that every moment needs is known 1.5 ms before it is heard; it comes down on a slope of that length, so
//! that it is there in time, and goes up again slowly. All channels share it, so that nothing moves in the room.
//! Gains are whole numbers: what was does not linger as rounding, and a stretch of sound comes out the same wherever
//! one began to listen, [`RELEASE`] + [`AHEAD`] samples before it at the latest.

use super::CHUNK;

/// Samples it looks ahead: 1.5 ms.
pub(super) const AHEAD: usize = 72;

/// Samples in which the gain would rise from 0 to 1: half a second. It rises evenly.
const RELEASE: u32 = 24_000;

/// The gain 1.
const ONE: u32 = RELEASE * 40_000;

/// What the gain rises by in a sample.
const RISE: u32 = ONE / RELEASE;

/// One for all channels together.
pub(super) struct Limiter {
    ceiling: f32,
    channels: usize,
    /// What was heard, [`AHEAD`] frames of it, interleaved.
    late: Vec<f32>,
    /// The gains of the same frames, and the sum of what they will be at least.
    lowest: Lowest,
    slope: [u32; AHEAD],
    sum: u64,
    released: u32,
    at: usize,
}

impl Limiter {
    /// Silence is behind it.
    pub(super) fn new(channels: usize, ceiling_db: f32) -> Self {
        Self {
            ceiling: 10_f32.powf(ceiling_db.clamp(-60.0, 0.0) / 20.0).min(1.0),
            channels,
            late: vec![0.0; AHEAD * channels],
            lowest: Lowest::new(),
            slope: [ONE; AHEAD],
            sum: u64::from(ONE) * AHEAD as u64,
            released: ONE,
            at: 0,
        }
    }

    /// Limits a chunk of interleaved frames in place; what comes out went in [`AHEAD`] frames before. What is no
    /// number becomes silence.
    pub(super) fn limit(&mut self, chunk: &mut [f32]) {
        debug_assert!(chunk.len() <= CHUNK * self.channels);
        for frame in chunk.chunks_exact_mut(self.channels) {
            let gain = self.gain_for(peak(frame));
            let start = self.at * self.channels;
            let late = &mut self.late[start..start + self.channels];
            for (sample, late) in frame.iter_mut().zip(late) {
                std::mem::swap(sample, late);
                if gain < 1.0 {
                    *sample *= gain;
                }
                // Rounding may be a hair over.
                *sample = sample.clamp(-self.ceiling, self.ceiling);
            }
            self.at = (self.at + 1) % AHEAD;
        }
    }

    /// Takes a frame's peak; returns the gain of the frame that leaves.
    fn gain_for(&mut self, peak: f32) -> f32 {
        let needed = if peak <= self.ceiling {
            ONE
        } else {
            (f64::from(self.ceiling) / f64::from(peak) * f64::from(ONE)) as u32
        };
        // The lowest of the gains that are needed until the frame that comes now is heard, and from then on up.
        let lowest = self.lowest.after(needed);
        self.released = lowest.min(self.released.saturating_add(RISE));
        // The mean over as long is a slope that ends where it must: every part of it is low enough.
        let oldest = std::mem::replace(&mut self.slope[self.at], self.released);
        self.sum = self.sum + u64::from(self.released) - u64::from(oldest);
        if self.sum == u64::from(ONE) * AHEAD as u64 {
            return 1.0;
        }
        (self.sum as f64 / (f64::from(ONE) * AHEAD as f64)) as f32
    }
}

/// The loudest of a frame's samples; what is no number is made silent.
fn peak(frame: &mut [f32]) -> f32 {
    let mut peak = 0.0_f32;
    for sample in frame {
        if !sample.is_finite() {
            *sample = 0.0;
        }
        peak = peak.max(sample.abs());
    }
    peak
}

/// The lowest of the last [`AHEAD`] + 1 numbers: a queue of those that may yet be it.
struct Lowest {
    numbers: [(u64, u32); AHEAD + 1],
    first: usize,
    count: usize,
    time: u64,
}

impl Lowest {
    fn new() -> Self {
        Self {
            numbers: [(0, ONE); AHEAD + 1],
            first: 0,
            count: 0,
            time: 0,
        }
    }

    /// The lowest after one more number.
    fn after(&mut self, number: u32) -> u32 {
        let place = |index: usize| index % (AHEAD + 1);
        if self.count > 0 && self.numbers[self.first].0 + (AHEAD as u64) < self.time {
            self.first = place(self.first + 1);
            self.count -= 1;
        }
        while self.count > 0 && self.numbers[place(self.first + self.count - 1)].1 >= number {
            self.count -= 1;
        }
        self.numbers[place(self.first + self.count)] = (self.time, number);
        self.count += 1;
        self.time += 1;
        self.numbers[self.first].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::noise;

    fn limited(sound: &[f32], channels: usize, ceiling_db: f32) -> Vec<f32> {
        let mut out = sound.to_vec();
        let mut limiter = Limiter::new(channels, ceiling_db);
        for chunk in out.chunks_mut(CHUNK * channels) {
            limiter.limit(chunk);
        }
        out
    }

    #[test]
    fn what_is_not_too_loud_leaves_bit_for_bit() {
        let sound: Vec<f32> = noise(1, 9600).iter().map(|sample| sample * 1.7).collect();
        let out = limited(&sound, 2, -1.0);
        assert!(out[..2 * AHEAD].iter().all(|sample| *sample == 0.0));
        assert!(out[2 * AHEAD..] == sound[..9600 - 2 * AHEAD]);
    }

    #[test]
    fn nothing_is_louder_than_the_ceiling_whatever_comes() {
        let hostile = [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            -f32::MAX,
            f32::MIN_POSITIVE / 4.0,
            1e30,
            -0.0,
        ];
        for (seed, ceiling_db) in [(3, 0.0), (4, -1.0), (5, -17.3), (6, -60.0)] {
            let ceiling = 10_f32.powf(ceiling_db / 20.0);
            let mut sound: Vec<f32> = noise(seed, 30_000)
                .iter()
                .enumerate()
                .map(|(n, sample)| sample * 40.0_f32.powf((n / 700 % 5) as f32 - 2.0))
                .collect();
            for (n, bad) in hostile.iter().enumerate() {
                sound[5000 + n * 997] = *bad;
            }
            let out = limited(&sound, 3, ceiling_db);
            assert!(
                out.iter()
                    .all(|sample| sample.is_finite() && sample.abs() <= ceiling)
            );
            // It is not mere silence: the loud stretches come close.
            assert!(out.iter().any(|sample| sample.abs() > 0.9 * ceiling));
        }
    }

    #[test]
    fn the_gain_is_shared_comes_down_in_time_and_goes_up_slowly() {
        // One channel steady, one with a single peak four times too loud.
        let mut sound = [0.1, 0.0].repeat(40_000);
        sound[2 * 10_000 + 1] = 4.0;
        let out = limited(&sound, 2, 0.0);
        let steady: Vec<f32> = out.chunks_exact(2).map(|frame| frame[0]).collect();
        let gain = |frame: usize| steady[frame + AHEAD] / 0.1;
        assert_eq!(gain(10_000 - AHEAD - 1), 1.0);
        assert!((gain(10_000) - 0.25).abs() < 1e-3);
        assert_eq!(out[2 * (10_000 + AHEAD) + 1], 1.0);
        // 1.5 ms down, then 0.75 of half a second up.
        assert!(gain(10_000 + 17_000) < 0.97);
        assert_eq!(gain(10_000 + 19_000), 1.0);
        // No step is steeper than the slope down.
        for pair in steady[AHEAD..].windows(2) {
            assert!((pair[1] - pair[0]).abs() <= 0.1 * 0.76 / AHEAD as f32);
        }
    }

    #[test]
    fn it_forgets() {
        let mut sound = noise(9, 60_000);
        let ours = limited(&sound, 1, -9.0);
        for sample in &mut sound[..20_000] {
            *sample *= 30.0;
        }
        let louder_before = limited(&sound, 1, -9.0);
        let later = 20_000 + RELEASE as usize + 2 * AHEAD;
        assert!(ours[20_000..] != louder_before[20_000..]);
        assert!(ours[later..] == louder_before[later..]);
    }
}
