//! No clicks: where sound begins or is cut it swells, and what sounded before dies away within a moment.

use std::f32::consts::PI;

/// How long sound swells, seconds.
const RISE_SECS: f32 = 0.02;

/// How long the last frame before a cut takes to die away, seconds.
const TAIL_SECS: f32 = 0.003;

/// The memory between two callbacks. Never allocates after it is made.
pub(crate) struct Fade {
    channels: usize,
    last: Vec<f32>,
    held: Vec<f32>,
    rise: f32,
    tail: f32,
    wait: usize,
    rise_step: f32,
    tail_step: f32,
}

impl Fade {
    /// For interleaved sound; begins silent.
    pub(crate) fn new(rate_hz: u32, channels: usize) -> Self {
        let rate = rate_hz.max(1) as f32;
        let channels = channels.max(1);
        Self {
            channels,
            last: vec![0.0; channels],
            held: vec![0.0; channels],
            rise: 0.0,
            tail: 0.0,
            wait: 0,
            rise_step: 1.0 / (RISE_SECS * rate),
            tail_step: 1.0 / (TAIL_SECS * rate),
        }
    }

    /// What comes after `wait` more frames of sound does not follow on what was before.
    pub(crate) fn cut(&mut self, wait: usize) {
        self.held.copy_from_slice(&self.last);
        self.rise = 0.0;
        self.tail = 1.0;
        self.wait = wait;
    }

    /// Sound that comes now.
    pub(crate) fn sound(&mut self, frames: &mut [f32]) {
        if self.rise < 1.0 || self.tail > 0.0 {
            for frame in frames.chunks_exact_mut(self.channels) {
                let gain = 0.5 - 0.5 * (PI * self.rise.min(1.0)).cos();
                if self.wait == 0 {
                    self.rise += self.rise_step;
                }
                self.wait = self.wait.saturating_sub(1);
                self.fill(frame, gain);
            }
        }
        if let Some(last) = frames.chunks_exact(self.channels).next_back() {
            self.last.copy_from_slice(last);
        }
    }

    /// Silence that comes now; the swelling waits for its end.
    pub(crate) fn silence(&mut self, frames: &mut [f32]) {
        frames.fill(0.0);
        for frame in frames.chunks_exact_mut(self.channels) {
            if self.tail <= 0.0 {
                break;
            }
            self.fill(frame, 0.0);
        }
        self.rise = 0.0;
        if let Some(last) = frames.chunks_exact(self.channels).next_back() {
            self.last.copy_from_slice(last);
        }
    }

    fn fill(&mut self, frame: &mut [f32], gain: f32) {
        let tail = self.tail.max(0.0).powi(2);
        self.tail -= self.tail_step;
        for (sample, held) in frame.iter_mut().zip(&self.held) {
            *sample = *sample * gain + held * tail;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_cuts_nor_beginnings_click() {
        let mut fade = Fade::new(48_000, 2);
        // A tone of 100 Hz that jumps in phase at every cut, and falls silent between.
        let mut heard = Vec::new();
        for part in 0..6_usize {
            let phase = part as f32 * 2.0;
            let tone = |n: usize| 0.5 * (phase + 0.013 * n as f32).sin();
            let mut frames: Vec<f32> = (0..4000).map(|n| tone(n / 2)).collect();
            fade.cut(0);
            if part == 3 {
                fade.silence(&mut frames);
            } else {
                fade.sound(&mut frames);
            }
            heard.extend(frames.chunks_exact(2).map(|frame| frame[0]));
        }
        let steps = heard.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        let worst = steps.fold(heard[0].abs(), f32::max);
        // 2/144 of the half, and the tone's own steps.
        assert!(worst < 0.5 * 2.0 / 144.0 + 0.007, "{worst}");
        let loudest = |from: usize| {
            heard[from..from + 900]
                .iter()
                .fold(0.0_f32, |a, b| a.max(*b))
        };
        assert!(loudest(1000) > 0.49 && loudest(7000) == 0.0);
    }
}
