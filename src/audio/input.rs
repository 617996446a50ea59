//! Live sound in: every input of a venue, as long as the show runs, whatever its card does.
//!
//! Cards have clocks of their own. Each is followed by a delay-locked loop, and its sound is resampled to the
//! mixer's clock, so that sample n of an input was at the microphone when sample n left the speakers: who listens
//! never sees a card's drift.

mod kernel;
mod follow;
mod desk;
mod take;
mod card;
mod watch;
mod simulated;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod played_tests;
#[cfg(test)]
mod jack_tests;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

use welkin_installation::{DeviceName, Input, Live};
use welkin_values::Health;

use crate::clock::Clock;
use crate::devices::CardWish;
use crate::live::{LiveEar, LivePull};
use crate::{LiveSource, Mixer};
use card::{Microphones, RealMicrophones};
use desk::{Desk, Port, PortDoor};
pub use simulated::SimulatedMicrophone;
use watch::{Heard, Watched};

/// Frames that cards are asked to give at a time where nothing else is said: 5 ms.
const PERIOD_FRAMES: u32 = 256;

/// The venue's inputs.
pub struct Inputs {
    ports: Vec<Listed>,
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// One input.
struct Listed {
    id: String,
    channels: usize,
    door: PortDoor,
    device: Arc<Watched>,
}

impl Inputs {
    /// Listens at once to all inputs, one stream for each card; what is not there is looked for again and again.
    pub fn start(inputs: &[Input], mixer: &Mixer) -> Self {
        let make = || -> Box<dyn Microphones> { Box::new(RealMicrophones) };
        Self::start_with(inputs, &mixer.clock(), make)
    }

    fn start_with(
        inputs: &[Input],
        clock: &Arc<Clock>,
        microphones: impl Fn() -> Box<dyn Microphones>,
    ) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let mut listed: Vec<Option<Listed>> = inputs.iter().map(|_| None).collect();
        let mut threads = Vec::new();
        for device in devices_of(inputs) {
            let of_it = inputs.iter().enumerate();
            let of_it: Vec<_> = of_it.filter(|(_, input)| input.device == device).collect();
            let watched = Arc::new(Watched::default());
            let (desk, of_it) = set_up(&of_it, &watched, clock);
            for (index, input) in of_it {
                listed[index] = Some(input);
            }
            let wish = CardWish {
                device,
                channels: desk.channels,
                period_frames: PERIOD_FRAMES,
            };
            let (mut cards, over) = (microphones(), Arc::clone(&is_over));
            let work = move || watch::run(&desk, &wish, cards.as_mut(), &watched, &over);
            let thread = std::thread::Builder::new().name("sound-input".into());
            match thread.spawn(work) {
                Ok(thread) => threads.push(thread),
                Err(error) => tracing::error!("no thread for live sound: {error}"),
            }
        }
        Self {
            ports: listed.into_iter().flatten().collect(),
            is_over,
            threads,
        }
    }

    /// The venue's inputs as [`Inputs::start`] has them, but all on one card of so many frames a second that is given
    /// its sound by hand. Sample n of the mixer's clock is at the microphone n/48 000 s after the beginning.
    pub fn simulated(inputs: &[Input], rate_hz: u32) -> (Self, SimulatedMicrophone) {
        let watched = Arc::new(Watched::default());
        watched.tell(Heard::Card {
            words: "a simulated card".into(),
            is_less: false,
        });
        let of_it: Vec<_> = inputs.iter().enumerate().collect();
        let (desk, listed) = set_up(&of_it, &watched, &Arc::new(Clock::new()));
        let inputs = Self {
            ports: listed.into_iter().map(|(_, input)| input).collect(),
            is_over: Arc::default(),
            threads: Vec::new(),
        };
        (inputs, SimulatedMicrophone::new(&desk, rate_hz))
    }

    /// Which input has this name, counted as the venue does.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.ports.iter().position(|port| port.id == id)
    }

    /// Channels of an input; 0 where there is none.
    pub fn channels(&self, input: usize) -> usize {
        self.ports.get(input).map_or(0, |port| port.channels)
    }

    /// Somebody listens to an input from now on, until the ear is dropped; none where there is no such input, or
    /// too many listen.
    pub fn ear(&self, input: usize) -> Option<LiveEar> {
        let port = self.ports.get(input)?;
        port.door.branch_off().map(LiveEar::new)
    }

    /// A show's live source, to be played through the speakers with [`Mixer::play_from`]; none where the show only
    /// listens to it, or the venue has no such input.
    pub fn source(&self, live: &Live) -> Option<LiveSource> {
        if !live.plays {
            return None;
        }
        let pull = self.pull(self.position(&live.input)?)?;
        Some(LiveSource::new(live, Box::new(pull)))
    }

    /// The sound thread takes an input from now on, until this is dropped.
    pub(crate) fn pull(&self, input: usize) -> Option<LivePull> {
        let port = self.ports.get(input)?;
        port.door.branch_off().map(LivePull::new)
    }

    /// How each input is: one part for each, named `input ID`.
    pub fn health(&self) -> Vec<Health> {
        self.ports.iter().map(Listed::health).collect()
    }

    /// Samples that came in and that nobody took in time, over all inputs and listeners.
    pub fn untaken_samples(&self) -> u64 {
        self.ports.iter().map(|port| port.door.untaken()).sum()
    }

    /// Times that cards ran over, over all inputs.
    pub fn overruns(&self) -> u64 {
        let mut seen: Vec<&Arc<Watched>> = Vec::new();
        for port in &self.ports {
            if !seen.iter().any(|device| Arc::ptr_eq(device, &port.device)) {
                seen.push(&port.device);
            }
        }
        seen.iter().map(|device| device.overruns()).sum()
    }
}

impl Listed {
    fn health(&self) -> Health {
        let heard = self.device.heard.lock();
        let heard = heard.unwrap_or_else(PoisonError::into_inner).clone();
        let (state, mut words) = heard.words();
        let overruns = self.device.overruns();
        if overruns > 0 {
            let plural = if overruns == 1 { "" } else { "s" };
            words.push_str(&format!("; {overruns} overrun{plural} so far"));
        }
        let untaken = self.door.untaken();
        if untaken > 0 {
            words.push_str(&format!("; {untaken} samples were not taken in time"));
        }
        Health::new(&format!("input {}", self.id), state, words)
    }
}

impl Drop for Inputs {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        for thread in self.threads.drain(..) {
            thread.thread().unpark();
            // A thread that panicked has nothing left to do.
            drop(thread.join());
        }
    }
}

/// Where the sound of one card goes, and the inputs it goes to, each with its place among all.
fn set_up(
    inputs: &[(usize, &Input)],
    device: &Arc<Watched>,
    clock: &Arc<Clock>,
) -> (Arc<Desk>, Vec<(usize, Listed)>) {
    let most = inputs.iter().flat_map(|(_, input)| &input.channels).max();
    let channels = most.map_or(1, |channel| (channel + 1).min(64));
    let mut ports = Vec::with_capacity(inputs.len());
    let mut listed = Vec::with_capacity(inputs.len());
    for (place, input) in inputs {
        let (port, door) = Port::new(&input.channels, input.gain_db);
        ports.push(port);
        let input = Listed {
            id: input.id.clone(),
            channels: input.channels.len(),
            door,
            device: Arc::clone(device),
        };
        listed.push((*place, input));
    }
    (Arc::new(Desk::new(ports, channels, clock)), listed)
}

/// Each card once, in the order of the inputs.
fn devices_of(inputs: &[Input]) -> Vec<Option<DeviceName>> {
    let mut devices = Vec::new();
    for input in inputs {
        if !devices.contains(&input.device) {
            devices.push(input.device.clone());
        }
    }
    devices
}
