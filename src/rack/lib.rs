//! The rest of the rack: OSC, MIDI, lighting desks and lamps, timecode, projectors.
//!
//! Every protocol moves the same typed controls ([`welkin_values::ControlSpec`]) by sending [`welkin_values::Command`]s
//! through a [`Panel`]. Nothing here knows the stage.

mod panel;
#[cfg(test)]
mod fake_panel;
mod osc;
mod dmx;
mod pjlink;

pub mod timecode;
pub mod ltc;
pub mod midi;

pub use dmx::{ART_NET_PORT, Dmx, DmxError, DmxPorts, SACN_PORT};
pub use ltc::{LtcFeed, LtcListener};
pub use midi::MidiListener;
pub use osc::{Osc, OscError};
pub use panel::Panel;
pub use pjlink::{
    FoundProjector, PJLINK_PORT, Projectors, ProjectorsError, StandIn, StandInMood, StandInSettings,
};
