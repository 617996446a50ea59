//! What projectors of class 2 say by themselves, by UDP: that something changed, that they have come up, that they are there.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};

use super::message::{Answer, answer, name};
use super::watch::{Note, Seen, locked};

/// A house has fewer.
const MOST_FOUND: usize = 64;
const WAIT: Duration = Duration::from_millis(200);

/// A projector that answered a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundProjector {
    /// Where it is.
    pub address: IpAddr,
    /// The number of its network port.
    pub mac: String,
}

/// Those that answered searches, by their addresses.
pub(crate) type Found = Arc<Mutex<BTreeMap<IpAddr, String>>>;

/// A socket for notices, shared with whoever else on this machine hears them.
pub(crate) fn open(bind: Ipv4Addr, port: u16) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    if port != 0 {
        socket.set_reuse_address(true)?;
    }
    socket.set_broadcast(true)?;
    socket.bind(&SocketAddr::from((bind, port)).into())?;
    let socket = UdpSocket::from(socket);
    socket.set_read_timeout(Some(WAIT))?;
    Ok(socket)
}

/// Hears notices until the end. Only projectors of the venue are looked at again, and only as often as their watchers allow.
pub(crate) fn run(
    socket: &UdpSocket,
    stop: &AtomicBool,
    watched: &[(Arc<Seen>, SyncSender<Note>)],
    found: &Found,
) {
    let mut bytes = [0; 1024];
    while !stop.load(Ordering::Relaxed) {
        match socket.recv_from(&mut bytes) {
            Ok((length, from)) => hear(&bytes[..length], from.ip(), watched, found),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            // Nothing is lost but haste: rounds go on by themselves.
            Err(_) => std::thread::sleep(WAIT),
        }
    }
}

fn hear(bytes: &[u8], from: IpAddr, watched: &[(Arc<Seen>, SyncSender<Note>)], found: &Found) {
    let Some(Answer {
        class: 2,
        body,
        value,
    }) = answer(bytes)
    else {
        return;
    };
    if body.eq_ignore_ascii_case("ACKN") {
        let mut found = locked(found);
        if found.len() < MOST_FOUND || found.contains_key(&from) {
            found.insert(from, name(value).chars().take(17).collect());
        }
        return;
    }
    let is_notice = ["LKUP", "ERST", "POWR", "INPT"]
        .iter()
        .any(|notice| body.eq_ignore_ascii_case(notice));
    for (seen, notes) in watched.iter().filter(|_| is_notice) {
        if *locked(&seen.address) == Some(from) {
            // A watcher that has enough to read looks soon anyway.
            drop(notes.try_send(Note::Look));
        }
    }
}
