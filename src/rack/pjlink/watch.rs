//! The thread of one projector: a round every few seconds, sooner when somebody asks or it has something to say, later and later
//! when it does not answer.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use welkin_installation::Pjlink as Settings;
use welkin_values::{Fault, ProjectorAsk, ProjectorPower, ProjectorStatus};

use super::message::Question;
use super::round::{Memory, words};
use super::session::{Session, SessionError};

/// Times that a watcher keeps to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Between rounds while nothing happens.
    pub(crate) calm: Duration,
    /// Between rounds while it warms up, cools down or has not done yet what is wanted.
    pub(crate) busy: Duration,
    /// After the first failure; each further one doubles it.
    pub(crate) first_wait: Duration,
    /// It never becomes longer.
    pub(crate) longest_wait: Duration,
    /// How long it may think about a question; none for the specification's five seconds.
    pub(crate) answer: Option<Duration>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            calm: Duration::from_secs(10),
            busy: Duration::from_secs(2),
            first_wait: Duration::from_secs(2),
            longest_wait: Duration::from_secs(60),
            answer: None,
        }
    }
}

/// What a watcher is told.
#[derive(Debug)]
pub(crate) enum Note {
    /// Somebody wants something.
    Ask(ProjectorAsk),
    /// It has something to say.
    Look,
}

/// What a watcher lets others see.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) status: Mutex<ProjectorStatus>,
    pub(crate) worst: Mutex<Fault>,
    /// Where it was reached last.
    pub(crate) address: Mutex<Option<IpAddr>>,
}

/// The thread of one projector.
pub(crate) struct Watcher {
    pub(crate) settings: Settings,
    pub(crate) pace: Pace,
    pub(crate) stop: Arc<AtomicBool>,
    pub(crate) notes: Receiver<Note>,
    pub(crate) seen: Arc<Seen>,
    pub(crate) memory: Memory,
    /// A name that is being looked up, which may take the system long.
    pub(crate) lookup: Option<Receiver<Option<SocketAddr>>>,
}

impl Watcher {
    /// Watches until the end.
    pub(crate) fn run(mut self) {
        let begun = Instant::now();
        let mut failures = 0;
        while !self.stop.load(Ordering::Relaxed) {
            let now_secs = begun.elapsed().as_secs_f64();
            match self.round(now_secs) {
                Ok(()) => {
                    if failures > 0 {
                        tracing::info!("the projector {} answers", self.settings.id);
                    }
                    failures = 0;
                }
                Err(SessionError::Stopped) => return,
                Err(error) => {
                    failures += 1;
                    self.note_failure(&error, failures);
                }
            }
            let wait = self.wait_after(failures);
            if !self.sleep(wait, begun) {
                return;
            }
        }
    }

    fn round(&mut self, now_secs: f64) -> Result<(), SessionError> {
        let address = self.address()?;
        let password = self.settings.password.reveal();
        let mut session = Session::open(address, password, &self.stop, self.pace.answer)?;
        let mut carry = |question: &Question| session.ask(question);
        self.memory.round(now_secs, &mut carry)?;
        *locked(&self.seen.address) = Some(address.ip());
        let (worst, words) = words(&self.memory);
        self.memory.status.answers = true;
        self.memory.status.words = words;
        self.publish(worst);
        Ok(())
    }

    fn publish(&self, worst: Fault) {
        let mut status = locked(&self.seen.status);
        if *status != self.memory.status {
            status.clone_from(&self.memory.status);
        }
        *locked(&self.seen.worst) = worst;
    }

    fn note_failure(&mut self, error: &SessionError, failures: u32) {
        let Settings { host, port, id, .. } = &self.settings;
        self.memory.forget();
        self.memory.status.answers = false;
        self.memory.status.words = match error {
            SessionError::Password => {
                "does not take the password. Set the same one on the projector and in venue.toml."
                    .into()
            }
            SessionError::Garbage => format!(
                "is something else: what answers at {host}:{port} speaks no PJLink. Look after its address in venue.toml."
            ),
            other => format!(
                "does not answer at {host}:{port} ({other}). Look whether it has power and network, and whether PJLink and \
                 standby by network are switched on in its menu; it is tried again."
            ),
        };
        if failures == 1 {
            tracing::warn!("the projector {id} {}", self.memory.status.words);
        }
        self.publish(Fault::Error);
    }

    fn wait_after(&self, failures: u32) -> Duration {
        let moves = matches!(
            self.memory.status.power,
            Some(ProjectorPower::Cooling | ProjectorPower::Warming)
        );
        match failures {
            0 if moves || self.memory.wanted.is_waiting() => self.pace.busy,
            0 => self.pace.calm,
            _ => {
                let doubled = 2_u32.saturating_pow(failures.min(16) - 1);
                let wait = self.pace.first_wait.saturating_mul(doubled);
                wait.min(self.pace.longest_wait)
            }
        }
    }

    /// Waits for the next round, less if there is a reason. False at the end.
    fn sleep(&mut self, wait: Duration, begun: Instant) -> bool {
        let until = Instant::now() + wait;
        // Whoever asks all the time does not get more than this.
        let soonest = Instant::now() + self.pace.busy.min(Duration::from_millis(500)) / 2;
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return false;
            }
            let left = until.saturating_duration_since(Instant::now());
            let note = match self
                .notes
                .recv_timeout(left.min(Duration::from_millis(100)))
            {
                Ok(note) => note,
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return true,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return false,
            };
            self.take(note, begun);
            // What was told at the same time is done in the same round.
            while let Ok(note) = self.notes.try_recv() {
                self.take(note, begun);
            }
            std::thread::sleep(soonest.saturating_duration_since(Instant::now()));
            return true;
        }
    }

    fn take(&mut self, note: Note, begun: Instant) {
        let Note::Ask(ask) = note else { return };
        let now_secs = begun.elapsed().as_secs_f64();
        if let Err(reason) = self.memory.wanted.want(&ask, now_secs) {
            tracing::warn!("the projector {}: {reason}", self.settings.id);
        }
    }

    /// An address is taken as it is; a name is looked up by another thread, one at a time, because the system may take long.
    fn address(&mut self) -> Result<SocketAddr, SessionError> {
        let Settings { host, port, .. } = &self.settings;
        if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
            return Ok(SocketAddr::new(address, *port));
        }
        let lookup = match self.lookup.take() {
            Some(lookup) => lookup,
            None => {
                let (found, lookup) = sync_channel(1);
                let place = (host.clone(), *port);
                let look_up = move || {
                    let addresses = place.to_socket_addrs().ok();
                    if found
                        .send(addresses.and_then(|mut all| all.next()))
                        .is_err()
                    {
                        tracing::debug!("a name was found after the program had ended");
                    }
                };
                let named = std::thread::Builder::new().name("pjlink name".into());
                named.spawn(look_up)?;
                lookup
            }
        };
        match lookup.recv_timeout(Duration::from_millis(800)) {
            Ok(Some(address)) => Ok(address),
            Ok(None) => Err(std::io::Error::other("nobody on the network knows this name").into()),
            Err(_) => {
                self.lookup = Some(lookup);
                Err(std::io::Error::other("the network does not say whose name this is").into())
            }
        }
    }
}

/// A lock that a thread that fell over does not keep from the others.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
