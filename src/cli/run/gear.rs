//! The rest of the rack, as far as the venue has it: each thing talks to the hub, and says how it is.

use std::any::Any;
use std::sync::Arc;

use welkin_installation::{TimecodeIn, Venue};
use welkin_rack::{Dmx, LtcListener, MidiListener, Osc, Panel, Projectors};
use welkin_stage::ListenIn;
use welkin_values::SAMPLE_RATE;

use super::hub::Hub;
use crate::cli::check::tell;

/// What runs beside the show until it is dropped.
pub(super) struct Gear {
    _things: Vec<Box<dyn Any>>,
    /// Who hears one of the venue's inputs: timecode.
    pub(super) listens: Option<ListenIn>,
}

/// Begins what the venue names. What cannot begin is said, and the show goes on without.
pub(super) fn start(venue: &Venue, hub: &Arc<Hub>) -> Gear {
    let mut things: Vec<Box<dyn Any>> = Vec::new();
    let panel = || Arc::clone(hub) as Arc<dyn Panel>;
    if let Some(settings) = &venue.osc {
        match Osc::start(settings, panel()) {
            Ok(osc) => {
                let osc = Arc::new(osc);
                let watched = Arc::clone(&osc);
                hub.watch(move || watched.health());
                things.push(Box::new(osc));
            }
            Err(error) => tell(&error.to_string()),
        }
    }
    if let Some(settings) = &venue.dmx {
        match Dmx::start(settings, panel()) {
            Ok(dmx) => {
                let dmx = Arc::new(dmx);
                let watched = Arc::clone(&dmx);
                hub.watch(move || watched.health());
                things.push(Box::new(dmx));
            }
            Err(error) => tell(&error.to_string()),
        }
    }
    if let Some(settings) = &venue.midi {
        match MidiListener::start(settings, venue.timecode.as_ref(), panel()) {
            Ok(midi) => {
                let midi = Arc::new(midi);
                let watched = Arc::clone(&midi);
                hub.watch(move || watched.health());
                things.push(Box::new(midi));
            }
            Err(error) => tell(&error.to_string()),
        }
    }
    let mut listens = None;
    if let Some(TimecodeIn {
        input: Some(input), ..
    }) = &venue.timecode
        && let Some(settings) = &venue.timecode
    {
        match LtcListener::start(settings, SAMPLE_RATE.into(), 0.0, panel()) {
            Ok((listener, mut feed)) => {
                let listener = Arc::new(listener);
                let watched = Arc::clone(&listener);
                hub.watch(move || watched.health());
                things.push(Box::new(listener));
                listens = Some(ListenIn {
                    input: input.clone(),
                    hear: Box::new(move |samples| feed.hear(samples)),
                });
            }
            Err(error) => tell(&error.to_string()),
        }
    }
    if !venue.pjlink.is_empty() {
        match Projectors::start(&venue.pjlink) {
            Ok(projectors) => {
                let projectors = Arc::new(projectors);
                hub.lend_projectors(Arc::clone(&projectors));
                things.push(Box::new(projectors));
            }
            Err(error) => tell(&error.to_string()),
        }
    }
    Gear {
        _things: things,
        listens,
    }
}
