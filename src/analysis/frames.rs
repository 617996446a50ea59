//! Cuts sound into overlapping windows: samples in any portions in, one window per hop out.

/// Samples in the window that one frame hears: 43 ms.
pub const WINDOW_SAMPLES: usize = 2048;

/// Samples from one frame to the next: 10.7 ms.
pub const HOP_SAMPLES: usize = 512;

/// Nothing louder than this is believed: 18 dB over full scale.
const LOUDEST: f32 = 8.0;

/// Nothing softer than this is heard; keeps denormal numbers, which are slow, out of everything behind.
const SOFTEST: f32 = 1e-9;

/// The last window of the sound, and how much of the next hop has arrived.
pub(crate) struct Frames {
    window: Vec<f32>,
    filled: usize,
}

impl Frames {
    /// Silence before the first sample, so that frame 0 is centred on it.
    pub(crate) fn new() -> Self {
        Self {
            window: vec![0.0; WINDOW_SAMPLES],
            filled: WINDOW_SAMPLES / 2,
        }
    }

    /// Takes samples off the front of `samples` until a window is full, and returns that window. `None`
    /// when the samples are used up first.
    pub(crate) fn next<'a>(&'a mut self, samples: &mut &[f32]) -> Option<&'a [f32]> {
        if self.filled == WINDOW_SAMPLES {
            self.window.copy_within(HOP_SAMPLES.., 0);
            self.filled -= HOP_SAMPLES;
        }
        let taken = samples.len().min(WINDOW_SAMPLES - self.filled);
        let (now, later) = samples.split_at(taken);
        let room = &mut self.window[self.filled..self.filled + taken];
        for (place, sample) in room.iter_mut().zip(now) {
            *place = believable(*sample);
        }
        *samples = later;
        self.filled += taken;
        (self.filled == WINDOW_SAMPLES).then_some(&self.window[..])
    }
}

/// What of a frame's window was in none before: a hop, and of the first frame all that is sound.
pub(crate) fn newest(window: &[f32], frame: i64) -> &[f32] {
    let count = if frame == 0 {
        WINDOW_SAMPLES / 2
    } else {
        HOP_SAMPLES
    };
    &window[window.len() - count..]
}

/// The sample, or the nearest number that sound can be.
pub(crate) fn believable(sample: f32) -> f32 {
    if !sample.is_finite() || sample.abs() < SOFTEST {
        return 0.0;
    }
    sample.clamp(-LOUDEST, LOUDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_zero_is_centred_on_the_first_sample() {
        let mut frames = Frames::new();
        let sound: Vec<f32> = (1..=2048).map(|n| n as f32 / 2048.0).collect();
        let mut rest = &sound[..];
        let first = frames.next(&mut rest).map(<[f32]>::to_vec);
        assert_eq!(first.map(|w| (w[1023], w[1024])), Some((0.0, sound[0])));
        let second = frames.next(&mut rest).map(<[f32]>::to_vec);
        assert_eq!(second.map(|w| w[1024]), Some(sound[512]));
    }

    #[test]
    fn the_newest_samples_make_up_the_sound() {
        let sound: Vec<f32> = (1..=5120).map(|n| n as f32 / 5120.0).collect();
        let (mut frames, mut rest, mut whole) = (Frames::new(), &sound[..], Vec::new());
        for frame in 0.. {
            let Some(window) = frames.next(&mut rest) else {
                break;
            };
            whole.extend_from_slice(newest(window, frame));
        }
        assert_eq!(whole, sound);
    }

    #[test]
    fn only_sound_passes() {
        for hostile in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e-40, -0.0] {
            assert_eq!(believable(hostile), 0.0, "{hostile}");
        }
        assert_eq!(believable(1e30), LOUDEST);
        assert_eq!(believable(-0.3), -0.3);
    }
}
