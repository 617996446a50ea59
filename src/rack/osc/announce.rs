//! Tells the network by mDNS where OSC comes in and where OSCQuery answers, unless only this machine can reach it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mdns_sd::{IfKind, ServiceDaemon, ServiceInfo};

use super::shared::Shared;

/// What failed is tried again after this.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// How long the network is given to be told that we go.
const LEAVES_WITHIN: Duration = Duration::from_millis(300);

/// What is told, as the address of OSC and the port of OSCQuery.
type Told = (SocketAddr, Option<u16>);

/// Keeps what the network is told current.
pub(crate) struct Announcer {
    daemon: Option<ServiceDaemon>,
    told: Option<Told>,
    failed: Option<Instant>,
}

impl Announcer {
    pub(crate) fn new() -> Self {
        Self {
            daemon: None,
            told: None,
            failed: None,
        }
    }

    /// Looks whether there is something else to tell.
    pub(crate) fn follow(&mut self, shared: &Shared) {
        let listens = shared.listens_at().filter(|at| !at.ip().is_loopback());
        let tell = listens.map(|at| (at, shared.answers_at().map(|at| at.port())));
        let is_too_soon = self.failed.is_some_and(|at| at.elapsed() < AGAIN_AFTER);
        if tell == self.told || is_too_soon {
            return;
        }
        self.leave();
        let Some(tell) = tell else { return };
        let begun = announced(tell).map_err(|error| error.to_string());
        self.failed = begun.is_err().then(Instant::now);
        shared.say_announced(match begun {
            Ok(daemon) => {
                self.daemon = Some(daemon);
                self.told = Some(tell);
                Ok(())
            }
            Err(why) => Err(why),
        });
    }

    /// Tells the network that we go.
    fn leave(&mut self) {
        self.told = None;
        let Some(daemon) = self.daemon.take() else {
            return;
        };
        if let Ok(gone) = daemon.shutdown() {
            // Whether it could be told or not, it is over.
            drop(gone.recv_timeout(LEAVES_WITHIN));
        }
    }
}

impl Drop for Announcer {
    fn drop(&mut self) {
        self.leave();
    }
}

fn announced((listens, answers): Told) -> mdns_sd::Result<ServiceDaemon> {
    let daemon = ServiceDaemon::new()?;
    if !listens.ip().is_unspecified() {
        daemon.disable_interface(IfKind::All)?;
        daemon.enable_interface(IfKind::Addr(listens.ip()))?;
    }
    daemon.register(service("_osc._udp.local.", listens, listens.port())?)?;
    if let Some(port) = answers {
        daemon.register(service("_oscjson._tcp.local.", listens, port)?)?;
    }
    Ok(daemon)
}

fn service(kind: &str, listens: SocketAddr, port: u16) -> mdns_sd::Result<ServiceInfo> {
    let machine = machine();
    let name = format!("Welkin on {machine}");
    let host = format!("{machine}.local.");
    let none: &[(&str, &str)] = &[("txtvers", "1")];
    if listens.ip().is_unspecified() {
        return Ok(ServiceInfo::new(kind, &name, &host, "", port, none)?.enable_addr_auto());
    }
    ServiceInfo::new(kind, &name, &host, listens.ip(), port, none)
}

/// The machine's name, as a part of an address.
fn machine() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let first = name.split('.').next().unwrap_or_default();
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '-';
    let name: String = first.chars().filter(is_plain).take(40).collect();
    if name.is_empty() {
        "welkin".into()
    } else {
        name
    }
}
