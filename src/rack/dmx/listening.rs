//! The thread of an ear: a socket, the ear, the desk's maps, and what is asked of the show. A socket that is lost is said once
//! and opened again.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use crate::Panel;

use super::desk::Desk;
use super::ear::{Ear, Outbox};
use super::shared::{Shared, locked};
use super::sockets::{self, Groups};

/// How long the socket waits for a packet, so that idle work is done in time.
pub(crate) const WAIT: Duration = Duration::from_millis(20);
/// What moved is asked at most so often.
const ASK_EVERY_SECS: f64 = 0.02;
/// Packets that are read between two rounds of asking; what comes faster is left to the system, which throws it away.
const MOST_PACKETS: usize = 256;
/// Groups are joined anew so often, in case a network port went away and came back.
const JOIN_EVERY_SECS: f64 = 30.0;
/// Nothing is longer: a packet of sACN has 638 bytes at most, of Art-Net 530.
const LONGEST: usize = 2048;

/// What a listening thread is given.
pub(crate) struct Listener<E> {
    pub(crate) ear: E,
    pub(crate) desk: Desk,
    pub(crate) shared: Arc<Shared>,
    pub(crate) panel: Arc<dyn Panel>,
    /// Its place in [`Shared::listening`].
    pub(crate) place: usize,
    pub(crate) bind: Ipv4Addr,
    pub(crate) port: u16,
    pub(crate) groups: Vec<Ipv4Addr>,
    /// The first socket, if it could be opened at once.
    pub(crate) socket: Option<UdpSocket>,
    /// Whether others send through this socket too.
    pub(crate) lends: bool,
}

impl<E: Ear> Listener<E> {
    /// Listens until the end.
    pub(crate) fn run(mut self) {
        let mut first = self.socket.take();
        while !self.shared.is_stopped() {
            let opened = match first.take() {
                Some(socket) => Ok(socket),
                None => sockets::hear(self.bind, self.port, WAIT),
            };
            let Err(error) = opened.and_then(|socket| self.listen(&socket)) else {
                return;
            };
            if self.lends {
                *locked(&self.shared.art_net) = None;
            }
            self.note_problem(&error);
            self.shared.wait(Duration::from_secs(1));
        }
    }

    fn listen(&mut self, socket: &UdpSocket) -> io::Result<()> {
        if self.lends {
            *locked(&self.shared.art_net) = Some(socket.try_clone()?);
        }
        let mut groups = Groups::default();
        let mut joined_secs = f64::NEG_INFINITY;
        let mut bytes = [0; LONGEST];
        let mut outbox = Outbox::new();
        while !self.shared.is_stopped() {
            if self.shared.now_secs() - joined_secs > JOIN_EVERY_SECS && !self.groups.is_empty() {
                joined_secs = self.shared.now_secs();
                groups.join(&self.groups, self.bind)?;
            }
            let round_secs = self.shared.now_secs();
            for _ in 0..MOST_PACKETS {
                match socket.recv_from(&mut bytes) {
                    Ok((length, SocketAddr::V4(from))) => {
                        let now_secs = self.shared.now_secs();
                        self.ear.hear(&bytes[..length], from, now_secs, &mut outbox);
                    }
                    Ok(_) => {}
                    Err(error) if is_nothing(&error) => break,
                    Err(error) => return Err(error),
                }
                self.answer(socket, &mut outbox);
                if self.shared.now_secs() - round_secs >= ASK_EVERY_SECS {
                    break;
                }
            }
            self.ear.idle(self.shared.now_secs(), &mut outbox);
            self.answer(socket, &mut outbox);
            self.ask();
            self.note();
            let spare_secs = ASK_EVERY_SECS - (self.shared.now_secs() - round_secs);
            if spare_secs > 0.001 {
                std::thread::sleep(Duration::from_secs_f64(spare_secs));
            }
        }
        Ok(())
    }

    /// An answer that cannot be sent is asked for again by whoever wants it.
    fn answer(&self, socket: &UdpSocket, outbox: &mut Outbox) {
        for (bytes, to) in outbox.drain(..) {
            let polls_by_port = to.ip().is_broadcast() && !self.bind.is_unspecified();
            let sent = if polls_by_port {
                // A broadcast leaves by the network port whose address its socket has.
                sockets::send(self.bind).and_then(|by_port| by_port.send_to(&bytes, to))
            } else {
                socket.send_to(&bytes, to)
            };
            if let Err(error) = sent {
                tracing::debug!("{}: no answer to {to}: {error}", E::PROTOCOL);
            }
        }
    }

    /// Before the show has begun nothing is heard, so that the first values of faders are those that they have then.
    fn ask(&mut self) {
        let Some(status) = self.panel.status() else {
            return;
        };
        let desk = &mut self.desk;
        self.ear
            .changed(&mut |universe, values| desk.hear(universe, values));
        let who = || format!("{} from {}", E::PROTOCOL, self.ear.heard().from);
        for ask in self.desk.asks(&status.specs) {
            match self.panel.ask(&who(), ask.command) {
                Ok(()) => self.desk.was_asked(ask.map),
                Err(reason) => {
                    let now_secs = self.shared.now_secs();
                    let mut listening = locked(&self.shared.listening);
                    listening[self.place].refused = Some((now_secs, reason));
                }
            }
        }
    }

    /// Tells how it goes; says once when a desk falls silent, and when it is back.
    fn note(&mut self) {
        let now_secs = self.shared.now_secs();
        let is_silent = |at: Option<f64>| at.map(|at| now_secs - at >= E::SILENT_AFTER_SECS);
        let heard = self.ear.heard();
        let mut listening = locked(&self.shared.listening);
        let listening = &mut listening[self.place];
        if listening.problem.take().is_some() {
            tracing::info!("{} is heard again", E::PROTOCOL);
        }
        let was_heard = listening.heard.packets > 0;
        let was_silent = listening.was_silent;
        listening.was_silent = is_silent(heard.at_secs).unwrap_or(false);
        match (was_silent, listening.was_silent) {
            (false, true) => tracing::warn!(
                "the desk {} fell silent ({}); its last values hold",
                heard.from,
                E::PROTOCOL
            ),
            (true, false) => tracing::info!("the desk {} is back ({})", heard.from, E::PROTOCOL),
            _ if !was_heard && heard.packets > 0 => {
                tracing::info!("the desk {} is heard ({})", heard.from, E::PROTOCOL);
            }
            _ => {}
        }
        if listening.heard != *heard {
            listening.heard.clone_from(heard);
        }
    }

    fn note_problem(&self, error: &io::Error) {
        let mut listening = locked(&self.shared.listening);
        let listening = &mut listening[self.place];
        if listening.problem.is_none() {
            tracing::warn!("{} cannot be heard: {error}; tried again", E::PROTOCOL);
        }
        listening.problem = Some(error.to_string());
    }
}

/// Nothing came, or somebody could not be reached whom we answered.
fn is_nothing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock
            | io::ErrorKind::TimedOut
            | io::ErrorKind::Interrupted
            | io::ErrorKind::ConnectionRefused
    )
}
