//! The thread that drives lamps: the newest colours, at most 44 times a second, what changed and what must be kept alive.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use welkin_installation::LampProtocol;

use crate::Panel;

use super::artnet::{self, ArtPacket};
use super::lamps::{Lamps, MOST_FRAMES_PER_SEC};
use super::sacn::{self, Cid, DISCOVERY_GROUP, SacnData};
use super::shared::{Shared, locked};
use super::sockets;

/// What does not change is sent again so often.
const KEEP_ALIVE_SECS: f64 = 0.9;
/// What changed no more is sent so often again at once, in case a packet is lost.
const REPEATS: u8 = 3;
/// Universes are told so often (E1.31, 4.3).
const DISCOVERY_EVERY_SECS: f64 = 10.0;

/// What the sending thread is given.
pub(crate) struct Sender {
    pub(crate) lamps: Lamps,
    pub(crate) shared: Arc<Shared>,
    pub(crate) panel: Arc<dyn Panel>,
    pub(crate) protocol: LampProtocol,
    pub(crate) bind: Ipv4Addr,
    /// The protocol's port.
    pub(crate) port: u16,
    /// Nodes that were named; none: groups, or the nodes that answer.
    pub(crate) send_to: Vec<SocketAddrV4>,
    pub(crate) name: String,
    pub(crate) cid: Cid,
    pub(crate) priority: u8,
}

#[derive(Default)]
struct Line {
    sequence: u8,
    sent: Vec<u8>,
    sent_secs: f64,
    repeats: u8,
}

impl Sender {
    /// Sends until the end.
    pub(crate) fn run(mut self) {
        let mut lines: BTreeMap<u16, Line> = BTreeMap::new();
        while !self.shared.is_stopped() {
            let opened = sockets::send(self.bind);
            let Err(error) = opened.and_then(|socket| self.send_all(&socket, &mut lines)) else {
                return;
            };
            let mut sending = locked(&self.shared.sending);
            if sending.problem.is_none() {
                tracing::warn!("lamps cannot be reached: {error}; tried again");
            }
            sending.problem = Some(error.to_string());
            drop(sending);
            self.shared.wait(Duration::from_secs(1));
        }
    }

    fn send_all(&mut self, socket: &UdpSocket, lines: &mut BTreeMap<u16, Line>) -> io::Result<()> {
        let frame = Duration::from_secs_f32(1.0 / MOST_FRAMES_PER_SEC);
        let mut due = Instant::now();
        let mut told_secs = f64::NEG_INFINITY;
        while !self.shared.is_stopped() {
            if let Some(status) = self.panel.status() {
                self.lamps.step(&status.lamps, frame.as_secs_f32());
            }
            self.send_frame(socket, lines)?;
            let now_secs = self.shared.now_secs();
            if self.protocol == LampProtocol::Sacn && now_secs - told_secs >= DISCOVERY_EVERY_SECS {
                told_secs = now_secs;
                self.tell(socket)?;
            }
            // A late frame is not made up for.
            due = (due + frame).max(Instant::now());
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        self.say_goodbye(socket, lines);
        Ok(())
    }

    fn send_frame(&self, socket: &UdpSocket, lines: &mut BTreeMap<u16, Line>) -> io::Result<()> {
        let now_secs = self.shared.now_secs();
        let mut unheard = Vec::new();
        let mut packets = 0;
        for (universe, channels) in self.lamps.universes() {
            let line = lines.entry(universe).or_default();
            if line.sent != channels {
                line.sent.clear();
                line.sent.extend_from_slice(channels);
                line.repeats = REPEATS;
            } else if line.repeats > 0 {
                line.repeats -= 1;
            } else if now_secs - line.sent_secs < KEEP_ALIVE_SECS {
                continue;
            }
            line.sent_secs = now_secs;
            line.sequence = next(self.protocol, line.sequence);
            let places = self.places(universe);
            if places.is_empty() {
                unheard.push(universe);
                continue;
            }
            let bytes = self.packet(universe, line.sequence, channels, false);
            for place in places {
                self.send_packet(socket, &bytes, place)?;
                packets += 1;
            }
        }
        self.note(packets, unheard);
        Ok(())
    }

    fn packet(&self, universe: u16, sequence: u8, values: &[u8], is_terminated: bool) -> Vec<u8> {
        match self.protocol {
            LampProtocol::Sacn => sacn::write(&SacnData {
                cid: self.cid,
                name: self.name.clone(),
                priority: self.priority,
                sequence,
                is_preview: false,
                is_terminated,
                universe,
                values,
            }),
            LampProtocol::ArtNet => artnet::write(&ArtPacket::Dmx {
                sequence,
                universe,
                values,
            }),
        }
    }

    /// Where a universe is sent.
    fn places(&self, universe: u16) -> Vec<SocketAddrV4> {
        if !self.send_to.is_empty() {
            let with_port = |place: &SocketAddrV4| match place.port() {
                0 => SocketAddrV4::new(*place.ip(), self.port),
                _ => *place,
            };
            return self.send_to.iter().map(with_port).collect();
        }
        match self.protocol {
            LampProtocol::Sacn => vec![SocketAddrV4::new(sacn::group(universe), self.port)],
            LampProtocol::ArtNet => {
                let mut nodes = locked(&self.shared.nodes);
                nodes.forget_lost(self.shared.now_secs());
                nodes
                    .putting_out(universe)
                    .map(|(place, _)| place)
                    .collect()
            }
        }
    }

    /// A node that is away does not keep the others from their values.
    fn send_packet(&self, socket: &UdpSocket, bytes: &[u8], place: SocketAddrV4) -> io::Result<()> {
        let art_net = locked(&self.shared.art_net);
        let socket = match (&*art_net, self.protocol) {
            (Some(socket), LampProtocol::ArtNet) => socket,
            _ => socket,
        };
        match socket.send_to(bytes, place) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => Ok(()),
            other => other.map(|_| ()),
        }
    }

    fn tell(&self, socket: &UdpSocket) -> io::Result<()> {
        if !self.send_to.is_empty() {
            return Ok(());
        }
        let universes: Vec<u16> = self
            .lamps
            .universes()
            .map(|(universe, _)| universe)
            .collect();
        let bytes = sacn::write_discovery(&self.cid, &self.name, &universes);
        self.send_packet(
            socket,
            &bytes,
            SocketAddrV4::new(DISCOVERY_GROUP, self.port),
        )
    }

    /// sACN's sources say three times that they end; lamps then do what they are set to.
    fn say_goodbye(&self, socket: &UdpSocket, lines: &mut BTreeMap<u16, Line>) {
        if self.protocol != LampProtocol::Sacn {
            return;
        }
        for (universe, line) in lines.iter_mut() {
            for _ in 0..3 {
                line.sequence = next(self.protocol, line.sequence);
                let bytes = self.packet(*universe, line.sequence, &line.sent, true);
                for place in self.places(*universe) {
                    if let Err(error) = self.send_packet(socket, &bytes, place) {
                        tracing::debug!("lamps heard no goodbye: {error}");
                    }
                }
            }
        }
    }

    fn note(&self, packets: u64, unheard: Vec<u16>) {
        let mut sending = locked(&self.shared.sending);
        if packets > 0 && sending.problem.take().is_some() {
            tracing::info!("lamps are reached again");
        }
        sending.packets += packets;
        // Only frames that sent something, or could not, tell anything new.
        if packets > 0 || !unheard.is_empty() {
            sending.unheard = unheard;
        }
    }
}

/// Art-Net counts from 1, because 0 is no count.
fn next(protocol: LampProtocol, sequence: u8) -> u8 {
    match (protocol, sequence.wrapping_add(1)) {
        (LampProtocol::ArtNet, 0) => 1,
        (_, next) => next,
    }
}
