//! Why a sound file cannot be played, in words that say what to do.

use std::path::{Path, PathBuf};

use welkin_space::harmonics::{MAX_ORDER, channels as bed_channels, order_of_channels};

/// Why a sound file cannot be played. Each message names the file and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SoundError {
    /// There is no such file.
    #[error("{}: there is no such file; check the name and that it was copied", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It is a folder, or the system does not let us read it.
    #[error("{}: cannot be read ({reason}); check that it is a file and that you may read it", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// It has no bytes at all.
    #[error("{}: the file is empty; copy or export it again", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Its content is no sound that is known, whatever its name says.
    #[error("{}: this is not a sound Welkin can read ({reason}); give a WAV, FLAC, MP3, Ogg Vorbis, AAC/M4A, ALAC or AIFF file, for instance made with `ffmpeg -i FILE sound.flac`", path.display())]
    NotASound {
        /// The file.
        path: PathBuf,
        /// What it is instead, or what is wrong with it.
        reason: String,
    },
    /// A sound file whose sound has no length.
    #[error("{}: the file holds no sound (its length is zero); export it again", path.display())]
    ZeroLength {
        /// The file.
        path: PathBuf,
    },
    /// The header gives a sample rate that cannot be.
    #[error("{}: its header says {rate_hz} Hz; rates from 1000 Hz to 768000 Hz can be played, export it at 48000 Hz", path.display())]
    Rate {
        /// The file.
        path: PathBuf,
        /// What the header says.
        rate_hz: u32,
    },
    /// The header gives a number of channels that cannot be.
    #[error("{}: its header says {channels} channels; 1 to 64 can be played, export it in stereo", path.display())]
    Channels {
        /// The file.
        path: PathBuf,
        /// What the header says.
        channels: usize,
    },
    /// A bed whose channels are not those of its order.
    #[error("{}: it has {channels} channels, but a bed of order {order} has {}; {}", path.display(), bed_channels(*order), bed_advice(*channels))]
    Bed {
        /// The file.
        path: PathBuf,
        /// Channels it has.
        channels: usize,
        /// The order that is written in the show.
        order: usize,
    },
    /// It is longer than can be studied at once.
    #[error("{}: too long to be studied at once ({minutes} minutes of {channels} channels can be); cut it, for instance with `ffmpeg -i FILE -t 3600 part.flac`", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The most that can be.
        minutes: usize,
        /// Its channels.
        channels: usize,
    },
    /// It began as a sound, but too much of it in a row cannot be decoded.
    #[error("{}: damaged, {packets} packets in a row cannot be decoded ({reason}); copy or export it again", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// How many were tried.
        packets: u32,
        /// What the decoder says.
        reason: String,
    },
}

impl SoundError {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::Unreadable { path, .. }
            | Self::Empty { path }
            | Self::NotASound { path, .. }
            | Self::ZeroLength { path }
            | Self::Rate { path, .. }
            | Self::Channels { path, .. }
            | Self::TooLong { path, .. }
            | Self::Bed { path, .. }
            | Self::Broken { path, .. } => path,
        }
    }
}

/// What to do with a bed of so many channels.
fn bed_advice(count: usize) -> String {
    if let Some(order) = order_of_channels(count) {
        return format!("write order = {order}");
    }
    let orders = "beds have 4, 9, 16, 25, 36, 49 or 64 channels (AmbiX, orders 1 to 7)";
    if count <= 2 {
        return format!("{orders}; a mono or stereo file is a stem with a place of its own");
    }
    let nearest = (1..=MAX_ORDER).min_by_key(|order| bed_channels(*order).abs_diff(count));
    let order = nearest.unwrap_or(1);
    let channels = bed_channels(order);
    format!("{orders}; export it with {channels} and write order = {order}")
}
