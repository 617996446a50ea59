//! The thread that tells listeners what is heard and shown.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use welkin_installation::Osc as Settings;

use crate::Panel;

use super::shared::Shared;
use super::teller::Teller;

/// It looks at the status as often as features come.
const LOOKS_AFTER: Duration = Duration::from_nanos(1_000_000_000 / 120);

/// Tells all listeners until the end.
pub(crate) fn tell(settings: &Settings, panel: &dyn Panel, shared: &Arc<Shared>) {
    let start = Instant::now();
    let mut tellers: Vec<(Teller, Option<UdpSocket>)> = settings
        .outs
        .iter()
        .map(|out| (Teller::new(out.clone()), None))
        .collect();
    while !shared.ends() {
        if let Some(status) = panel.status() {
            for (teller, socket) in &mut tellers {
                let to = teller.out().to;
                let packets = teller.tell(&status, start.elapsed());
                if packets.is_empty() {
                    continue;
                }
                let sent = packets
                    .iter()
                    .try_for_each(|packet| send(packet, to, socket));
                shared.say_told(to, sent.map_err(|error| error.to_string()));
            }
        }
        sleep(LOOKS_AFTER);
    }
}

/// Sends one packet, by a socket that is opened where it is missing.
fn send(packet: &[u8], to: SocketAddr, socket: &mut Option<UdpSocket>) -> io::Result<()> {
    let open = match socket {
        Some(open) => open,
        None => socket.insert(sender(to)?),
    };
    open.send_to(packet, to)
        .map(drop)
        .inspect_err(|_| *socket = None)
}

fn sender(to: SocketAddr) -> io::Result<UdpSocket> {
    let any: SocketAddr = match to {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any)?;
    // An address that means everybody on the network is allowed too.
    socket.set_broadcast(true)?;
    // A network that is full loses a packet rather than making the others wait.
    socket.set_nonblocking(true)?;
    Ok(socket)
}
