//! Frames in, samples out: for tests, and for gear that follows.

use super::frame::{FRAME_BITS, LtcFrame};

/// Makes the sound of frames.
#[derive(Debug)]
pub struct LtcEncoder {
    cell: f64,
    level: f64,
    count: u32,
    /// How much of the next sample is over, 0 to 1, and the mean of that.
    filled: f64,
    sum: f64,
}

impl LtcEncoder {
    /// `rate_hz` samples and `frames_per_sec` frames a second, which may be any speed, labels counted to `count` (24, 25,
    /// 30), as loud as `level`, 0 to 1; below 0 the other way up.
    pub fn new(rate_hz: f64, frames_per_sec: f64, count: u32, level: f32) -> Self {
        Self {
            cell: rate_hz / (frames_per_sec * f64::from(FRAME_BITS)),
            level: level.into(),
            count,
            filled: 0.0,
            sum: 0.0,
        }
    }

    /// So many frames a second from now on.
    pub fn speed(&mut self, rate_hz: f64, frames_per_sec: f64) {
        self.cell = rate_hz / (frames_per_sec * f64::from(FRAME_BITS));
    }

    /// Adds the samples of one frame. Every sample is the mean over its time, so that edges stand between samples too.
    pub fn make(&mut self, frame: LtcFrame, sound: &mut Vec<f32>) {
        let bits = frame.to_bits(self.count);
        for index in 0..FRAME_BITS {
            self.level = -self.level;
            self.hold(self.cell / 2.0, sound);
            if bits >> index & 1 == 1 {
                self.level = -self.level;
            }
            self.hold(self.cell / 2.0, sound);
        }
    }

    fn hold(&mut self, mut samples: f64, sound: &mut Vec<f32>) {
        while self.filled + samples >= 1.0 {
            let part = 1.0 - self.filled;
            sound.push((self.sum + part * self.level) as f32);
            samples -= part;
            (self.sum, self.filled) = (0.0, 0.0);
        }
        self.sum += samples * self.level;
        self.filled += samples;
    }
}
