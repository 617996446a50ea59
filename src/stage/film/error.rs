//! What can keep a film from being made, and what to do about it.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

/// Why a film was not made. Nothing half-written is ever left under the film's name.
#[derive(Debug, thiserror::Error)]
pub enum FilmError {
    /// No `ffmpeg` on the PATH.
    #[error("no ffmpeg found; install it (Debian and Ubuntu: apt install ffmpeg) and try again")]
    NoFfmpeg,
    /// This ffmpeg was built without the encoder.
    #[error(
        "this ffmpeg has no encoder {encoder}; install your distribution's full ffmpeg, \
         or write numbered pictures instead"
    )]
    NoEncoder {
        /// ffmpeg's name for it.
        encoder: &'static str,
    },
    /// The settings make no film.
    #[error("this makes no film: {what}")]
    Settings {
        /// What is wrong, and what would be right.
        what: String,
    },
    /// H.264 and ProRes keep one colour for two pixels.
    #[error(
        "{width} x {height} pixels cannot be encoded, both sides must be even; \
         use {even_width} x {even_height}, or write numbered pictures"
    )]
    OddSize {
        /// Columns asked for.
        width: u32,
        /// Rows asked for.
        height: u32,
        /// Columns that work.
        even_width: u32,
        /// Rows that work.
        even_height: u32,
    },
    /// The name does not say a kind of film that fits the codec.
    #[error("{}: {hint}", .out.display())]
    Name {
        /// The name asked for.
        out: PathBuf,
        /// What to write instead.
        hint: &'static str,
    },
    /// The folder the film should go to is not there.
    #[error("{}: there is no such folder; make it, or write the film elsewhere", .0.display())]
    NoFolder(PathBuf),
    /// Pictures would replace a folder that holds something else.
    #[error(
        "{} holds {other:?}, which no film wrote; give the pictures a folder of their own",
        .folder.display()
    )]
    FolderInUse {
        /// The folder asked for.
        folder: PathBuf,
        /// One of the things in it.
        other: String,
    },
    /// Another program writes the same film.
    #[error(
        "{} is being written by another welkin{}; wait for it, or write to another name",
        .folder.display(), .pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
    )]
    Running {
        /// The folder it works in.
        folder: PathBuf,
        /// Its process, where it could be read.
        pid: Option<u32>,
    },
    /// What was begun here is not this film.
    #[error(
        "cannot resume: {} holds the beginning of another film ({what}); \
         render with the same show and settings, or without --resume to begin again",
        .folder.display()
    )]
    AnotherFilm {
        /// The folder with the beginning.
        folder: PathBuf,
        /// What differs.
        what: String,
    },
    /// No room for more.
    #[error(
        "the disk is full ({}: {said}); make room and render again with --resume, \
         what is done is kept",
        .path.display()
    )]
    DiskFull {
        /// What was being written.
        path: PathBuf,
        /// What the system said.
        said: String,
    },
    /// A file could not be read or written for another reason.
    #[error("{}: {source}; check that the folder can be written", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// ffmpeg ended with an error.
    #[error("ffmpeg could not {doing}: {said}; what is done is kept, try again with --resume")]
    Ffmpeg {
        /// What it was asked to do.
        doing: String,
        /// The end of what it said.
        said: String,
    },
    /// Fewer frames came out than went in.
    #[error(
        "the film came out with {found} of {expected} frames; a part of it is damaged, \
         render again without --resume"
    )]
    Damaged {
        /// Frames it should have.
        expected: u64,
        /// Frames it has.
        found: u64,
    },
    /// A pushed frame had the wrong size.
    #[error("a frame of {got} bytes was given where {expected} were expected")]
    WrongFrame {
        /// Bytes of a frame with these settings.
        expected: usize,
        /// Bytes given.
        got: usize,
    },
    /// More frames were pushed than the film has.
    #[error("the film has {frames} frames and was given one more")]
    TooManyFrames {
        /// Frames of the film.
        frames: u64,
    },
    /// The film was finished before its end.
    #[error("the film was closed with {missing} frames missing; render again with --resume")]
    MissingFrames {
        /// Frames missing.
        missing: u64,
    },
    /// The sound could not be made.
    #[error("the film's sound could not be made: {0}")]
    Sound(Box<dyn Error + Send + Sync>),
}

impl FilmError {
    /// The error for a file operation that failed.
    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::DiskFull {
                path,
                said: source.to_string(),
            },
            _ => Self::File { path, source },
        }
    }

    /// The error of the closure that makes the sound: its own, or the sink's.
    pub(super) fn from_sound(error: Box<dyn Error + Send + Sync>) -> Self {
        match error.downcast::<Self>() {
            Ok(ours) => *ours,
            Err(theirs) => Self::Sound(theirs),
        }
    }
}
