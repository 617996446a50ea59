//! UDP sockets on ports that other programs of the machine may hear as well, and the groups of one network port.

use std::io;
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::time::Duration;

use socket2::{Domain, Protocol, SockRef, Socket, Type};

/// The system lets one socket into so many groups.
const GROUPS_PER_SOCKET: usize = 20;

/// A socket that hears a port. What is sent to groups and to everybody reaches only sockets that are bound to no address, so
/// that the address matters only on this machine's own loop.
pub(crate) fn hear(bind: Ipv4Addr, port: u16, wait: Duration) -> io::Result<UdpSocket> {
    let address = if bind.is_loopback() {
        bind
    } else {
        Ipv4Addr::UNSPECIFIED
    };
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    if port != 0 {
        socket.set_reuse_address(true)?;
    }
    socket.set_broadcast(true)?;
    socket.bind(&SocketAddrV4::new(address, port).into())?;
    let socket = UdpSocket::from(socket);
    socket.set_read_timeout(Some(wait))?;
    Ok(socket)
}

/// A socket that only sends, by way of the network port that has the address.
pub(crate) fn send(bind: Ipv4Addr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((bind, 0))?;
    socket.set_broadcast(true)?;
    if !bind.is_unspecified() {
        SockRef::from(&socket).set_multicast_if_v4(&bind)?;
    }
    Ok(socket)
}

/// Memberships in groups. They are held by sockets that nobody reads, because one socket gets into few groups, and the system
/// hands what is sent to a group to every socket that hears its port.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    holders: Vec<UdpSocket>,
}

impl Groups {
    /// Joins all groups that are not joined yet. Asked again, it joins what was lost when a network port went away.
    pub(crate) fn join(&mut self, groups: &[Ipv4Addr], bind: Ipv4Addr) -> io::Result<()> {
        for (index, some) in groups.chunks(GROUPS_PER_SOCKET).enumerate() {
            if self.holders.len() <= index {
                self.holders
                    .push(UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?);
            }
            for group in some {
                match self.holders[index].join_multicast_v4(group, &bind) {
                    Err(error) if error.kind() != io::ErrorKind::AddrInUse => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// The address that others see this machine at, by way of which one of them is reached. Nothing is sent.
pub(crate) fn own_address(bind: Ipv4Addr) -> Ipv4Addr {
    if !bind.is_unspecified() {
        return bind;
    }
    let reached = || {
        let socket = UdpSocket::bind((bind, 0))?;
        // Any address beyond this machine will do.
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    };
    match reached().map(|address| address.ip()) {
        Ok(std::net::IpAddr::V4(address)) => address,
        _ => bind,
    }
}
