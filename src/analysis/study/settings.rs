//! How a sound is studied: sizes that are checked once and cannot be wrong afterwards.

use thiserror::Error;

/// Where the twelve classes of chroma lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tuning {
    /// This many semitones above A = 440 Hz, −0.5 to 0.5; 0 for concert pitch.
    Fixed(f32),
    /// As the sound itself is tuned, to a hundredth of a semitone. Looks through the sound once more.
    Auto,
}

/// Why a sound cannot be studied with these sizes.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum StudyError {
    /// The rate is not one of a sound.
    #[error("a sample rate of {0} Hz cannot be studied; it is from 1000 to 768000 Hz")]
    SampleRate(u32),
    /// The window is odd, too short or too long.
    #[error("a window of {0} samples cannot be studied; it is even and from 64 to 65536 samples")]
    Window(usize),
    /// Windows would leave out samples between them, or stand still.
    #[error("a hop of {hop} samples does not suit a window of {window}; it is from 1 to {window}")]
    Hop {
        /// Samples from one window to the next, as asked for.
        hop: usize,
        /// Samples of a window.
        window: usize,
    },
    /// The tuning is not a number of semitones.
    #[error("a tuning of {0} semitones cannot be used; it is from -0.5 to 0.5")]
    Tuning(f32),
}

/// How a sound is studied. Made by [`StudySettings::new`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudySettings {
    pub(super) sample_rate_hz: u32,
    pub(super) window: usize,
    pub(super) hop: usize,
    pub(super) tuning: Tuning,
    pub(super) keeps_mel: bool,
    pub(super) overview_columns: usize,
}

impl StudySettings {
    /// Windows of `window_samples` (even, 64 to 65 536), one every `hop_samples` (1 to a window), of a sound at
    /// `sample_rate_hz` (1000 to 768 000); concert pitch, mel power not kept, no overview.
    pub fn new(
        sample_rate_hz: u32,
        window_samples: usize,
        hop_samples: usize,
    ) -> Result<Self, StudyError> {
        if !(1000..=768_000).contains(&sample_rate_hz) {
            return Err(StudyError::SampleRate(sample_rate_hz));
        }
        if !(64..=65_536).contains(&window_samples) || window_samples % 2 == 1 {
            return Err(StudyError::Window(window_samples));
        }
        if !(1..=window_samples).contains(&hop_samples) {
            return Err(StudyError::Hop {
                hop: hop_samples,
                window: window_samples,
            });
        }
        Ok(Self {
            sample_rate_hz,
            window: window_samples,
            hop: hop_samples,
            tuning: Tuning::Fixed(0.0),
            keeps_mel: false,
            overview_columns: 0,
        })
    }

    /// With chroma tuned like this.
    pub fn with_tuning(self, tuning: Tuning) -> Result<Self, StudyError> {
        match tuning {
            Tuning::Fixed(semitones) if !(-0.5..=0.5).contains(&semitones) => {
                Err(StudyError::Tuning(semitones))
            }
            _ => Ok(Self { tuning, ..self }),
        }
    }

    /// Keeps the power of all mel bands of all frames: 512 bytes per frame.
    pub fn with_mel(self) -> Self {
        Self {
            keeps_mel: true,
            ..self
        }
    }

    /// Keeps an overview for pictures, at most this many columns wide (at most 8192 are kept).
    pub fn with_overview(self, columns: usize) -> Self {
        Self {
            overview_columns: columns.min(8192),
            ..self
        }
    }

    /// Samples per second.
    pub fn sample_rate_hz(&self) -> u32 {
        self.sample_rate_hz
    }

    /// Samples of a window.
    pub fn window_samples(&self) -> usize {
        self.window
    }

    /// Samples from one window to the next.
    pub fn hop_samples(&self) -> usize {
        self.hop
    }

    pub(super) fn bins(&self) -> usize {
        self.window / 2 + 1
    }

    pub(super) fn bin_hz(&self) -> f64 {
        f64::from(self.sample_rate_hz) / self.window as f64
    }

    pub(super) fn frames_per_sec(&self) -> f64 {
        f64::from(self.sample_rate_hz) / self.hop as f64
    }

    /// The middles of windows stand at multiples of the hop, from the first sample to the last.
    pub(super) fn frames(&self, samples: usize) -> usize {
        1 + samples / self.hop
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_checked() {
        assert!(StudySettings::new(22_050, 2048, 512).is_ok());
        assert!(StudySettings::new(1000, 64, 64).is_ok());
        for (rate, window, hop, words) in [
            (999, 2048, 512, "999 Hz"),
            (768_001, 2048, 512, "768001 Hz"),
            (22_050, 62, 16, "62 samples"),
            (22_050, 1001, 250, "1001 samples"),
            (22_050, 65_538, 512, "65538 samples"),
            (22_050, 2048, 0, "hop of 0"),
            (22_050, 2048, 2049, "hop of 2049"),
        ] {
            let error = StudySettings::new(rate, window, hop).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
        let settings = StudySettings::new(22_050, 2048, 512).unwrap();
        assert!(settings.with_tuning(Tuning::Fixed(f32::NAN)).is_err());
        assert!(settings.with_tuning(Tuning::Fixed(0.6)).is_err());
        assert!(settings.with_tuning(Tuning::Fixed(-0.5)).is_ok());
    }
}
