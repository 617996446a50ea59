//! Frames in, a film out: encoded segment by segment, so that a killed render goes on where it was.
//!
//! Everything is made in a hidden folder beside the film (`.<name>.partial/`): segments of some
//! seconds, each encoded by an ffmpeg of its own with the same settings, each renamed only when it is
//! closed and on the disk. What a segment holds never depends on when the render was killed. When the
//! last frame is there, the segments are joined without encoding them again, the sound is added, and
//! the whole is renamed to the film's name at once. Numbered pictures go the same way, one by one.

mod error;
mod settings;
mod ffmpeg;
mod folder;
mod memories;
mod segments;
mod sound;
mod target;
mod pictures;
mod spherical;
mod join;

#[cfg(test)]
mod tests;

use std::error::Error;

pub use error::FilmError;
pub use settings::{Codec, FilmSettings};
pub use sound::SoundSink;

use ffmpeg::Ffmpeg;
use folder::{Manifest, WorkFolder};
use pictures::Pictures;
use segments::Segments;
use target::Target;

/// Writes one film. Dropped before [`FilmWriter::finish`], it stops its encoders at once and leaves
/// what is closed for a later run to resume.
pub struct FilmWriter {
    settings: FilmSettings,
    // Before the folder: the encoders end before the folder is let go.
    frames: Frames,
    folder: WorkFolder,
    target: Target,
    ffmpeg: Ffmpeg,
    /// Frames of the film that are written or on their way.
    written: u64,
}

enum Frames {
    Segments(Segments),
    Pictures(Pictures),
}

impl FilmWriter {
    /// Begins a film. With `resume`, what an earlier run of the same film closed is kept; without, or
    /// when there is nothing, it begins at the first frame.
    ///
    /// # Errors
    /// When the settings make no film, ffmpeg or its encoder is missing, the folder cannot be written,
    /// another program writes this film, or `resume` finds another film's beginning.
    pub fn begin(settings: FilmSettings, resume: bool) -> Result<Self, FilmError> {
        Self::begin_with("ffmpeg", settings, resume)
    }

    fn begin_with(program: &str, settings: FilmSettings, resume: bool) -> Result<Self, FilmError> {
        settings.check()?;
        let target = Target::of(&settings)?;
        let ffmpeg = Ffmpeg::find(program)?;
        if let Some(encoder) = settings.codec.encoder() {
            ffmpeg.require_encoder(encoder)?;
        }
        let manifest = Manifest::of(&settings, ffmpeg.version());
        let folder = WorkFolder::open(target.path(), &manifest, resume)?;
        let (frames, written) = match &target {
            Target::Film { .. } => {
                let segments = Segments::new(&settings);
                let written = segments.closed_frames(&folder)?;
                (Frames::Segments(segments), written)
            }
            Target::Pictures { naming, .. } => {
                let pictures = Pictures::new(&settings, naming.clone(), &folder)?;
                let written = pictures.closed_frames();
                (Frames::Pictures(pictures), written)
            }
        };
        Ok(Self {
            settings,
            frames,
            folder,
            target,
            ffmpeg,
            written,
        })
    }

    /// The first frame that is still missing, counted as the show counts them: from
    /// [`FilmSettings::first_frame`], to one past the last when nothing is missing.
    pub fn next_frame(&self) -> u64 {
        self.settings.first_frame + self.written
    }

    /// One past the film's last frame, as the show counts them.
    pub fn end_frame(&self) -> u64 {
        self.settings.first_frame + self.settings.frames
    }

    /// Takes the next frame: rows from the top, `width * height` pixels; red, green, blue and alpha as
    /// bytes, or, with [`FilmSettings::ten_bit`], red, green and blue as 16-bit little-endian numbers.
    /// Values are sRGB-encoded; alpha is ignored. Waits while the encoder is busy.
    ///
    /// # Errors
    /// When the frame has the wrong size or is one too many, the disk is full, or ffmpeg gives up.
    pub fn push(&mut self, frame: &[u8]) -> Result<(), FilmError> {
        let expected = self.settings.frame_bytes();
        if frame.len() != expected {
            return Err(FilmError::WrongFrame {
                expected,
                got: frame.len(),
            });
        }
        if self.written == self.settings.frames {
            return Err(FilmError::TooManyFrames {
                frames: self.settings.frames,
            });
        }
        match &mut self.frames {
            Frames::Segments(segments) => {
                segments.push(&self.ffmpeg, &self.folder, self.written, frame)?;
            }
            Frames::Pictures(pictures) => pictures.push(&self.folder, self.written, frame)?,
        }
        self.written += 1;
        Ok(())
    }

    /// Keeps what is needed to go on with the next frame as if nothing had been interrupted.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn keep(&self, memory: &[u8]) -> Result<(), FilmError> {
        memories::keep(&self.folder, self.next_frame(), memory)
    }

    /// What was kept last of what an interrupted run of this film could still use, and for which frame: at most
    /// [`FilmWriter::next_frame`].
    pub fn kept(&self) -> Option<(u64, Vec<u8>)> {
        memories::kept(&self.folder, self.next_frame())
    }

    /// Closes the film: `sound` pushes all of its sound from the film's first frame on, the segments
    /// are joined, the film appears under its name, and the hidden folder goes.
    ///
    /// # Errors
    /// When frames are missing, `sound` fails, the disk is full, or ffmpeg gives up. What was closed
    /// stays for a resumed run.
    pub fn finish(
        self,
        sound: impl FnOnce(&mut SoundSink) -> Result<(), Box<dyn Error + Send + Sync>>,
    ) -> Result<(), FilmError> {
        let Self {
            settings,
            frames,
            folder,
            target,
            ffmpeg,
            written,
        } = self;
        if written < settings.frames {
            return Err(FilmError::MissingFrames {
                missing: settings.frames - written,
            });
        }
        if let Frames::Segments(segments) = frames {
            segments.close(&folder)?;
        }
        let mut sink = SoundSink::create(&folder, &settings)?;
        sound(&mut sink).map_err(FilmError::from_sound)?;
        sink.close()?;
        match &target {
            Target::Film { file, container } => {
                join::film(&ffmpeg, &folder, &settings, file, *container)?;
            }
            Target::Pictures { folder: out, .. } => join::pictures(&ffmpeg, &folder, out)?,
        }
        folder.remove()
    }
}
