//! Where a request came from, and by what kind of line.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::HeaderMap;
use axum::http::header::HOST;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    /// Its address.
    pub(crate) address: IpAddr,
    /// Whether the line is TLS.
    pub(crate) is_secret: bool,
}

impl Peer {
    /// A browser on this machine.
    pub(crate) const HERE: Self = Self {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        is_secret: false,
    };

    /// Whether whoever asks sits at this machine: the line comes from it, it was meant for it by name (so that no other
    /// site's name that leads here counts), and nobody passed it on.
    pub(crate) fn is_here(self, headers: &HeaderMap) -> bool {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
        self.address.to_canonical().is_loopback()
            && host.is_some_and(|host| is_local_name(without_port(host)))
            && !passed_on.iter().any(|name| headers.contains_key(*name))
    }
}

/// Whether this is what a machine calls itself.
pub(crate) fn is_local_name(name: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|local| name.eq_ignore_ascii_case(local))
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => host,
        _ => authority,
    }
}
