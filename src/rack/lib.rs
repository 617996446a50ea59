//! The rest of the rack: OSC, MIDI, lighting desks and lamps, timecode, projectors.
//!
//! Every protocol moves the same typed controls ([`welkin_values::ControlSpec`]) by sending [`welkin_values::Command`]s
//! through a [`Panel`]. Nothing here knows the stage.

mod panel;
mod osc;

pub use osc::{Osc, OscError};
pub use panel::Panel;
