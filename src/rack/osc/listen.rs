//! The thread that messages come in on.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use socket2::{Domain, Protocol, Socket, Type};
use welkin_installation::Osc as Settings;

use crate::Panel;

use super::intake::{Intake, Now, Refusal};
use super::purse::Purse;
use super::shared::Shared;

/// How much the system is asked to keep while this thread sleeps: a desk that sends all its faders at once.
const KEPT_BYTES: usize = 1 << 20;

/// This thread looks at least so often whether it is to end.
const LOOKS_AFTER: Duration = Duration::from_millis(100);

/// What comes in this soon after the last is read together with it: a quarter of a frame. Of 1000 messages a second this
/// thread makes 250 reads, which cost a third of what 1000 do.
const PAUSE: Duration = Duration::from_millis(4);

/// So many packets at once are a burst, which is read without a pause: the system keeps only some hundred.
const BURST: u64 = 16;

/// No wait is shorter.
const SHORTEST: Duration = Duration::from_millis(1);

/// So many packets are read before what they ask for is asked.
const MOST_AT_ONCE: usize = 512;

/// So many packets are read in a second for long; a flood is left to the system, which drops it.
const PACKETS_PER_SEC: f64 = 20_000.0;

/// A socket that failed is opened again after this.
const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Opens the socket.
pub(crate) fn open(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::DGRAM,
        Some(Protocol::UDP),
    )?;
    // Less is kept where the system does not want to keep so much.
    drop(socket.set_recv_buffer_size(KEPT_BYTES));
    socket.bind(&address.into())?;
    Ok(socket.into())
}

/// Why an address cannot be had, in words for a technician.
pub(crate) fn why(address: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            format!(
                "another program has the port of {address}; end it, or write another port under [osc]"
            )
        }
        ErrorKind::AddrNotAvailable => {
            format!(
                "this machine has no address {}; look at its cable, or at `bind` under [osc]",
                address.ip()
            )
        }
        ErrorKind::PermissionDenied => {
            format!("{address} is not allowed; write a port above 1023 under [osc]")
        }
        _ => format!("{address}: {error}"),
    }
}

/// Takes messages until the end. The first socket may be opened before.
pub(crate) fn listen(
    settings: &Settings,
    mut socket: Option<UdpSocket>,
    panel: &dyn Panel,
    shared: &Arc<Shared>,
) {
    let mut ear = Ear::new(settings);
    let mut address = SocketAddr::new(settings.bind, settings.port);
    while !shared.ends() {
        if let Some(open) = socket.take() {
            // The same port again, also where any free one was taken.
            address = open.local_addr().unwrap_or(address);
            shared.say_listens(Ok(address));
            let Err(error) = ear.hear(&open, panel, shared) else {
                return;
            };
            shared.say_listens(Err(why(address, &error)));
        }
        if waits(AGAIN_AFTER, shared) {
            socket = open(address)
                .inspect_err(|error| shared.say_listens(Err(why(address, error))))
                .ok();
        }
    }
}

/// Waits; `false` if the end comes before.
pub(crate) fn waits(long: Duration, shared: &Shared) -> bool {
    let until = Instant::now() + long;
    while Instant::now() < until && !shared.ends() {
        sleep(Duration::from_millis(50));
    }
    !shared.ends()
}

struct Ear {
    start: Instant,
    intake: Intake,
    purse: Purse,
    buffer: Vec<u8>,
    /// The last one that asked for something, as it goes on record.
    who: (Option<IpAddr>, String),
}

impl Ear {
    fn new(settings: &Settings) -> Self {
        Self {
            start: Instant::now(),
            intake: Intake::new(settings.allow.clone()),
            purse: Purse::new(PACKETS_PER_SEC / 4.0, PACKETS_PER_SEC),
            buffer: vec![0; 65_536],
            who: (None, String::new()),
        }
    }

    /// Takes messages until the end, or until the socket fails.
    fn hear(&mut self, socket: &UdpSocket, panel: &dyn Panel, shared: &Shared) -> io::Result<()> {
        let mut patience = Duration::ZERO;
        while !shared.ends() {
            let wait = self.wait();
            if wait != patience {
                socket.set_read_timeout(Some(wait))?;
                patience = wait;
            }
            let count = self.read(socket, panel, shared)?;
            let now = self.now();
            self.intake
                .wake(now, |refusal| refuse(shared, "a bundle", &refusal));
            self.ask(panel, shared);
            shared.count(count);
            if (1..BURST).contains(&count) {
                sleep(PAUSE);
            }
        }
        Ok(())
    }

    /// How long to wait for a packet.
    fn wait(&self) -> Duration {
        let next = self
            .intake
            .next()
            .map(|at| at.saturating_sub(self.start.elapsed()));
        next.unwrap_or(LOOKS_AFTER).clamp(SHORTEST, LOOKS_AFTER)
    }

    /// Waits for a packet, and reads those that have come with it; how many.
    fn read(&mut self, socket: &UdpSocket, panel: &dyn Panel, shared: &Shared) -> io::Result<u64> {
        let Some((length, from)) = received(socket.recv_from(&mut self.buffer))? else {
            return Ok(0);
        };
        if let Some(status) = panel.status() {
            self.intake.follow(&status);
        }
        self.take(length, from, shared);
        let mut count = 1;
        socket.set_nonblocking(true)?;
        for _ in 1..MOST_AT_ONCE {
            self.purse.fill(self.start.elapsed());
            if !self.purse.pay(1.0) {
                sleep(10 * SHORTEST);
                break;
            }
            let Some((length, from)) = received(socket.recv_from(&mut self.buffer))? else {
                break;
            };
            self.take(length, from, shared);
            count += 1;
        }
        socket.set_nonblocking(false)?;
        Ok(count)
    }

    fn take(&mut self, length: usize, from: SocketAddr, shared: &Shared) {
        let now = self.now();
        let from = from.ip().to_canonical();
        let bytes = &self.buffer[..length];
        self.intake
            .take(bytes, from, now, |refusal| refuse(shared, from, &refusal));
    }

    /// Asks for what was read, in order.
    fn ask(&mut self, panel: &dyn Panel, shared: &Shared) {
        for (from, command) in self.intake.asked() {
            if self.who.0 != Some(from) {
                self.who = (Some(from), format!("OSC from {from}"));
            }
            if let Err(why) = panel.ask(&self.who.1, command) {
                shared.say_refused(Instant::now(), || format!("OSC from {from}: {why}"));
            }
        }
    }

    fn now(&self) -> Now {
        // A clock before 1970 makes no difference: time tags are compared with it, and far ones are done at once.
        let since_1970 = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let secs = since_1970.as_secs().wrapping_add(2_208_988_800);
        let part = (u64::from(since_1970.subsec_nanos()) << 32) / 1_000_000_000;
        Now {
            at: self.start.elapsed(),
            tag: secs << 32 | part,
        }
    }
}

fn refuse(shared: &Shared, from: impl std::fmt::Display, refusal: &Refusal) {
    shared.say_refused(Instant::now(), || format!("OSC from {from}: {refusal}"));
}

/// What came; none if nothing did.
fn received<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) => match error.kind() {
            ErrorKind::WouldBlock
            | ErrorKind::TimedOut
            | ErrorKind::Interrupted
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionRefused => Ok(None),
            _ => Err(error),
        },
    }
}
