//! Lighting desks drive the show's controls, and the dome's light drives lamps: Art-Net 4 and sACN (ANSI E1.31-2018).
//!
//! The codecs are our own, some two hundred lines: the crate `sacn` keeps its clock, its sockets on the fixed port and its
//! merging together, and panics where its bookkeeping is off; `artnet_protocol` knows no sync and takes memory for each packet.

mod artnet;
mod sacn;
mod merge;
mod nodes;
mod desk;
mod lamps;
mod ear;
mod sacn_ear;
mod art_net_ear;
mod shared;
mod sockets;
mod listening;
mod sending;

use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;
use std::thread::JoinHandle;

use welkin_installation::{DeskProtocol, Dmx as Settings, LampProtocol};
use welkin_values::{Health, State};

use crate::Panel;

use art_net_ear::{ArtNetEar, ArtNetSettings};
use desk::Desk;
use ear::Ear;
use lamps::Lamps;
use listening::{Listener, WAIT};
use sacn::Cid;
use sacn_ear::SacnEar;
use sending::Sender;
use shared::{Listening, Shared, locked};

pub use artnet::ART_NET_PORT;
pub use sacn::SACN_PORT;

/// A desk that is listened to, and lamps that are driven, until it is dropped.
pub struct Dmx {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    settings: Settings,
}

/// The ports that are spoken on; a test takes others. 0 takes a free one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DmxPorts {
    /// Art-Net's.
    pub art_net: u16,
    /// sACN's.
    pub sacn: u16,
}

impl Default for DmxPorts {
    fn default() -> Self {
        Self {
            art_net: ART_NET_PORT,
            sacn: SACN_PORT,
        }
    }
}

/// It could not begin: the system gave no thread.
#[derive(Debug, thiserror::Error)]
#[error("no thread for lighting could be begun ({0}); close other programs")]
pub struct DmxError(#[from] io::Error);

impl Dmx {
    /// Begins to listen and to send. A network that is not there yet is said by [`Self::health`] and tried again.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(settings: &Settings, panel: Arc<dyn Panel>) -> Result<Self, DmxError> {
        Self::start_at(settings, DmxPorts::default(), panel)
    }

    /// As [`Self::start`], on other ports.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start_at(
        settings: &Settings,
        ports: DmxPorts,
        panel: Arc<dyn Panel>,
    ) -> Result<Self, DmxError> {
        let mut dmx = Self {
            shared: Arc::new(Shared::new()),
            threads: Vec::new(),
            settings: settings.clone(),
        };
        let cid = identity(settings);
        let universes = ear::universes(&settings.maps);
        let hears = |protocol| {
            let both = settings.protocol == DeskProtocol::Both;
            !universes.is_empty() && (both || settings.protocol == protocol)
        };
        let sends = |protocol| !settings.lamps.is_empty() && settings.lamps_by == protocol;
        if hears(DeskProtocol::Sacn) {
            let groups = universes.iter().map(|universe| sacn::group(*universe));
            let groups = if settings.bind.is_loopback() {
                Vec::new()
            } else {
                groups.collect()
            };
            let ear = SacnEar::new(cid, &universes);
            dmx.listen(ear, ports.sacn, groups, false, &panel)?;
        }
        let lamps_by_art_net = sends(LampProtocol::ArtNet);
        if hears(DeskProtocol::ArtNet) || lamps_by_art_net {
            let poll = lamps_by_art_net && settings.send_to.is_empty();
            let ear = ArtNetEar::new(ArtNetSettings {
                name: settings.name.clone(),
                address: sockets::own_address(settings.bind),
                universes: if hears(DeskProtocol::ArtNet) {
                    universes.clone()
                } else {
                    Vec::new()
                },
                poll: poll.then(|| SocketAddrV4::new(Ipv4Addr::BROADCAST, ports.art_net)),
                nodes: Arc::clone(&dmx.shared.nodes),
            });
            dmx.listen(ear, ports.art_net, Vec::new(), true, &panel)?;
        }
        if !settings.lamps.is_empty() {
            let sender = Sender {
                lamps: Lamps::new(&settings.lamps),
                shared: Arc::clone(&dmx.shared),
                panel,
                protocol: settings.lamps_by,
                bind: settings.bind,
                port: match settings.lamps_by {
                    LampProtocol::Sacn => ports.sacn,
                    LampProtocol::ArtNet => ports.art_net,
                },
                send_to: settings.send_to.clone(),
                name: settings.name.clone(),
                cid,
                priority: settings.priority,
            };
            dmx.begin("dmx lamps", move || sender.run())?;
        }
        Ok(dmx)
    }

    fn listen<E: Ear>(
        &mut self,
        ear: E,
        port: u16,
        groups: Vec<Ipv4Addr>,
        lends: bool,
        panel: &Arc<dyn Panel>,
    ) -> Result<(), DmxError> {
        // Opened here if it can be, so that the port is known from the beginning.
        let socket = sockets::hear(self.settings.bind, port, WAIT).ok();
        let taken = socket.as_ref().and_then(|socket| socket.local_addr().ok());
        let port = taken.map_or(port, |address| address.port());
        let mut listening = locked(&self.shared.listening);
        listening.push(Listening {
            protocol: E::PROTOCOL,
            port,
            silent_after_secs: E::SILENT_AFTER_SECS,
            ..Listening::default()
        });
        let place = listening.len() - 1;
        drop(listening);
        let listener = Listener {
            ear,
            desk: Desk::new(&self.settings),
            shared: Arc::clone(&self.shared),
            panel: Arc::clone(panel),
            place,
            bind: self.settings.bind,
            port,
            groups,
            socket,
            lends,
        };
        self.begin(&format!("dmx {}", E::PROTOCOL), move || listener.run())
    }

    fn begin(&mut self, name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), DmxError> {
        let builder = std::thread::Builder::new().name(name.into());
        self.threads.push(builder.spawn(run)?);
        Ok(())
    }

    /// The ports that are listened on; 0 where none is.
    pub fn ports(&self) -> DmxPorts {
        let listening = locked(&self.shared.listening);
        let port = |protocol| {
            let found = listening.iter().find(|one| one.protocol == protocol);
            found.map_or(0, |one| one.port)
        };
        DmxPorts {
            art_net: port(ArtNetEar::PROTOCOL),
            sacn: port(SacnEar::PROTOCOL),
        }
    }

    /// How desk and lamps are, and what to do.
    pub fn health(&self) -> Health {
        let now_secs = self.shared.now_secs();
        let mut said: Vec<(State, String)> = Vec::new();
        if !self.settings.maps.is_empty() {
            let listening = locked(&self.shared.listening);
            // Where lamps alone need Art-Net, no desk is listened for there.
            let for_desk = |one: &&Listening| {
                self.settings.protocol != DeskProtocol::Sacn || one.protocol != "Art-Net"
            };
            let ears: Vec<&Listening> = listening.iter().filter(for_desk).collect();
            said.push(words_of_desk(&ears, now_secs));
        }
        if !self.settings.lamps.is_empty() {
            said.push(self.words_of_lamps());
        }
        let rank = |state: &State| match state {
            State::Good => 0,
            State::Reduced => 1,
            State::Failed => 2,
        };
        let worst = said.iter().map(|(state, _)| *state).max_by_key(rank);
        let words: Vec<String> = said.into_iter().map(|(_, words)| words).collect();
        Health::new("lighting", worst.unwrap_or(State::Good), words.join(" "))
    }

    fn words_of_lamps(&self) -> (State, String) {
        let sending = locked(&self.shared.sending);
        let lamps = self.settings.lamps.len();
        let by = match self.settings.lamps_by {
            LampProtocol::Sacn => "sACN",
            LampProtocol::ArtNet => "Art-Net",
        };
        if let Some(problem) = &sending.problem {
            let words = format!(
                "Lamps cannot be reached by {by} ({problem}). Look after the network's cable and `bind` in venue.toml; it is \
                 tried again."
            );
            return (State::Failed, words);
        }
        if let Some(universe) = sending.unheard.first() {
            let words = format!(
                "No Art-Net node puts out universe {universe}. Switch the node on and set its port address, or name it by \
                 `send_to` in venue.toml."
            );
            return (State::Reduced, words);
        }
        let lamps = if lamps == 1 {
            "1 lamp is".into()
        } else {
            format!("{lamps} lamps are")
        };
        (State::Good, format!("{lamps} driven by {by}."))
    }
}

fn words_of_desk(ears: &[&Listening], now_secs: f64) -> (State, String) {
    let protocols: Vec<&str> = ears.iter().map(|ear| ear.protocol).collect();
    let protocols = protocols.join(" and ");
    let newest = ears.iter().filter(|ear| ear.heard.at_secs.is_some());
    let newest = newest.max_by(|a, b| {
        a.heard
            .at_secs
            .partial_cmp(&b.heard.at_secs)
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let deaf = ears
        .iter()
        .find_map(|ear| Some((ear, ear.problem.as_ref()?)));
    if let Some((ear, problem)) = deaf {
        let words = format!(
            "{} cannot be heard ({problem}). Look after the network's cable and `bind` in venue.toml; it is tried again.",
            ear.protocol
        );
        let all = ears.iter().all(|ear| ear.problem.is_some());
        return (if all { State::Failed } else { State::Reduced }, words);
    }
    let Some(ear) = newest else {
        return (
            State::Good,
            format!("No desk has sent yet; {protocols} is listened to."),
        );
    };
    let from = &ear.heard.from;
    let silent_secs = now_secs - ear.heard.at_secs.unwrap_or(now_secs);
    if silent_secs >= ear.silent_after_secs {
        let words = format!(
            "The desk {from} has been silent for {silent_secs:.0} s; its last values hold. Look whether it is on and sends {}.",
            ear.protocol
        );
        return (State::Reduced, words);
    }
    if ear.heard.is_crowded {
        let words = format!(
            "More desks send {} at once than are merged; some are not heard. Let fewer send these universes.",
            ear.protocol
        );
        return (State::Reduced, words);
    }
    if let Some((at_secs, reason)) = &ear.refused
        && now_secs - at_secs < 60.0
    {
        return (
            State::Reduced,
            format!("The desk {from} is heard, and something it asked was refused: {reason}."),
        );
    }
    (
        State::Good,
        format!("The desk {from} is heard by {}.", ear.protocol),
    )
}

impl Drop for Dmx {
    fn drop(&mut self) {
        self.shared.stop();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of lighting fell over");
            }
        }
    }
}

/// The same for this machine and name whenever it begins: a UUID of version 3, made of a hash.
fn identity(settings: &Settings) -> Cid {
    let machine = std::fs::read_to_string("/etc/machine-id")
        .or_else(|_| std::fs::read_to_string("/proc/sys/kernel/hostname"))
        .unwrap_or_default();
    let mut cid = md5::compute(format!("welkin {} {machine}", settings.name)).0;
    cid[6] = cid[6] & 0x0f | 0x30;
    cid[8] = cid[8] & 0x3f | 0x80;
    cid
}

#[cfg(test)]
mod tests;
