//! Sound: files in; sound in the room, dry taps of every source and the one clock out.
//!
//! Everything inside runs at [`welkin_values::SAMPLE_RATE`]. A [`Playlist`] says what sounds; a [`SourceReader`]
//! reads one of its sources ahead of the ear, a [`Bounce`] renders it for films, a [`Mixer`] plays it live. The
//! live mixer and the bounce step the same kira renderer with the same sounds, and the same room behind it, which
//! places them. The mixer never fails: without a sound card a timer takes its place.

mod error;
mod file;
mod playlist;
mod clock;
mod transport;
mod fade;
mod live;
mod room;
mod feed;
mod engine;
mod tap;
mod voice;
mod bounce;
mod deck;
mod quiet;
mod devices;
mod mixer;
mod input;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod machine;

pub use bounce::Bounce;
pub use clock::{ClockErrors, SimulatedCard, Timing, simulate_clock};
pub use deck::Deck;
pub use devices::{
    DeviceError, DeviceInfo, SoundDirection, SpeakerTest, devices, find_device, test_speakers,
};
pub use error::SoundError;
pub use file::{SoundFile, WholeSound};
pub use input::{Inputs, SimulatedMicrophone};
pub use live::LiveEar;
pub use mixer::Mixer;
pub use playlist::{Playlist, SourceReader, StemFile};
pub use room::RoomSettings;
pub use voice::LiveSource;
