//! Hearing: mono sound of one source in, [`welkin_values::Features`] out, 93.75 times a second.
//!
//! A [`Listener`] cuts the sound into windows, transforms each once, and lets every part look at that one
//! spectrum. It looks [`Listener::LOOK_AHEAD`] ahead, which costs nothing where files are heard before they
//! sound. A [`Memory`] keeps what was heard and answers by time.
//!
//! No files, threads, clocks or chance: the same samples give the same features.

mod frames;
mod spectrum;
mod delay;
mod gain;
mod mel;
mod bands;
mod median;
mod separation;
mod chroma;
mod onset;
mod peaks;
mod history;
mod tempo;
mod beat;
mod key;
mod lufs;
mod room;
mod applause;
mod listener;
mod memory;
mod study;
pub mod score;
mod pulse;
mod causal;
mod field;
mod picture;
mod terminal;
#[cfg(test)]
mod signals;

pub use causal::CausalListener;
pub use field::{FieldEar, FieldGain, FieldMemory, SectorBeams};
pub use frames::{HOP_SAMPLES, WINDOW_SAMPLES};
pub use listener::Listener;
pub use memory::Memory;
pub use picture::{Canvas, Sectors, picture};
pub use pulse::{Pulse, PulseNow};
pub use study::{Overview, Study, StudyError, StudySettings, Tuning, study};
pub use terminal::terminal_frame;

/// Features per second: 93.75.
pub const FRAMES_PER_SEC: f32 = welkin_values::SAMPLE_RATE as f32 / HOP_SAMPLES as f32;
