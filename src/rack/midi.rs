//! MIDI: keyboards and desks move controls, show control calls cues, timecode leads the show, clocks say a tempo.

mod message;
mod sysex;
mod mtc;
mod clock;
mod desk;
mod wires;
mod patchbay;
mod system;
mod listener;

pub use clock::MidiTempo;
pub use desk::Desk;
pub use listener::{LearnError, MidiListener, StartError};
pub use message::{Message, Parser};
pub use mtc::{MtcHeard, QuarterFrames, quarter_frames};
pub use patchbay::{MidiCable, MidiPatchbay};
pub use sysex::{ShowCommand, ShowKind, SysEx, sys_ex};
pub use system::SystemMidi;
pub use wires::{MidiInlet, MidiPort, MidiWires, WireError};
