//! The film's sound on its way to ffmpeg: stereo samples in a file of the hidden folder.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use super::folder::WorkFolder;
use super::{FilmError, FilmSettings};

/// Raw samples in the hidden folder: 32-bit floats, left and right in turn. Not a WAV file, because
/// those end at 4 GB.
pub(super) const RAW: &str = "sound.f32";

/// The sound beside numbered pictures.
pub(super) const WAV: &str = "sound.wav";

/// Takes the film's sound from its first frame on, at [`welkin_values::SAMPLE_RATE`]. The sound lasts
/// as long as the pictures: what is missing at the end is silent, what is more is left out.
pub struct SoundSink {
    path: PathBuf,
    file: BufWriter<File>,
    /// Samples a channel that still fit.
    left: u64,
}

impl SoundSink {
    pub(super) fn create(folder: &WorkFolder, settings: &FilmSettings) -> Result<Self, FilmError> {
        let path = folder.at(RAW);
        let file = BufWriter::new(File::create(&path).map_err(FilmError::file(&path))?);
        Ok(Self {
            path,
            file,
            left: settings.sound_samples(),
        })
    }

    /// Takes samples, left and right in turn, -1 to 1; what is not a number is silent.
    ///
    /// # Errors
    /// When the disk is full or cannot be written.
    pub fn push(&mut self, left_right: &[f32]) -> Result<(), FilmError> {
        for pair in left_right.chunks_exact(2) {
            if self.left == 0 {
                break;
            }
            for sample in pair {
                let sample = if sample.is_finite() { *sample } else { 0.0 };
                self.file
                    .write_all(&sample.to_le_bytes())
                    .map_err(FilmError::file(&self.path))?;
            }
            self.left -= 1;
        }
        Ok(())
    }

    /// Samples a channel that still fit: the film is longer than what was pushed by this much.
    pub fn missing_samples(&self) -> u64 {
        self.left
    }

    pub(super) fn close(mut self) -> Result<(), FilmError> {
        let silence = [0.0; 2 * 1024];
        while self.left > 0 {
            self.push(&silence)?;
        }
        self.file.flush().map_err(FilmError::file(&self.path))
    }
}
