//! Projectors on the network: switched, shuttered and watched by PJLink, classes 1 and 2.
//!
//! Each has a thread of its own, so that one that does not answer holds up nobody. What is asked of it is kept until it is so:
//! a projector that cools down, or has no power, obeys when it can. The codec is our own: what there is on crates.io
//! knows class 1 of 2013 only, and blocks.

mod message;
mod wanted;
mod session;
mod round;
mod watch;
mod notices;
mod stand_in;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use welkin_installation::Pjlink as Settings;
use welkin_values::{Fault, Health, ProjectorAsk, ProjectorStatus, State};

use notices::Found;
use round::Memory;
use watch::{Note, Pace, Seen, Watcher, locked};

pub use message::PJLINK_PORT;
pub use notices::FoundProjector;
pub use stand_in::{StandIn, StandInMood, StandInSettings};

/// Asks that wait for one projector.
const MOST_ASKS: usize = 16;

/// Projectors that are watched until this is dropped.
pub struct Projectors {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
    watched: Vec<Watched>,
    notices: Option<UdpSocket>,
    found: Found,
}

struct Watched {
    id: String,
    seen: Arc<Seen>,
    notes: SyncSender<Note>,
}

/// It could not begin: the system gave no thread.
#[derive(Debug, thiserror::Error)]
#[error("no thread for projectors could be begun ({0}); close other programs")]
pub struct ProjectorsError(#[from] io::Error);

impl Projectors {
    /// Begins to watch. A projector that does not answer is said by [`Self::health`] and tried again.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(settings: &[Settings]) -> Result<Self, ProjectorsError> {
        // Without this socket nothing is lost but haste.
        let notices = notices::open(Ipv4Addr::UNSPECIFIED, PJLINK_PORT);
        if let Err(error) = &notices {
            tracing::info!("projectors are asked, they cannot tell by themselves: {error}");
        }
        Self::begin(settings, Pace::default(), notices.ok())
    }

    fn begin(
        settings: &[Settings],
        pace: Pace,
        notices: Option<UdpSocket>,
    ) -> Result<Self, ProjectorsError> {
        let mut projectors = Self {
            stop: Arc::default(),
            threads: Vec::new(),
            watched: Vec::new(),
            notices: None,
            found: Found::default(),
        };
        for settings in settings {
            projectors.watch(settings, pace)?;
        }
        if let Some(socket) = notices {
            let (stop, found) = (Arc::clone(&projectors.stop), Arc::clone(&projectors.found));
            let watched = projectors.watched.iter();
            let watched: Vec<_> = watched
                .map(|one| (Arc::clone(&one.seen), one.notes.clone()))
                .collect();
            let hears = socket.try_clone()?;
            projectors.notices = Some(socket);
            projectors.spawn("pjlink notices", move || {
                notices::run(&hears, &stop, &watched, &found);
            })?;
        }
        Ok(projectors)
    }

    fn watch(&mut self, settings: &Settings, pace: Pace) -> Result<(), ProjectorsError> {
        let memory = Memory::new(&settings.id, &settings.outputs);
        let seen = Arc::new(Seen {
            status: Mutex::new(memory.status.clone()),
            worst: Mutex::default(),
            address: Mutex::default(),
        });
        let (notes, told) = sync_channel(MOST_ASKS);
        let watcher = Watcher {
            settings: settings.clone(),
            pace,
            stop: Arc::clone(&self.stop),
            notes: told,
            seen: Arc::clone(&seen),
            memory,
            lookup: None,
        };
        self.watched.push(Watched {
            id: settings.id.clone(),
            seen,
            notes,
        });
        self.spawn(&format!("pjlink {}", settings.id), move || watcher.run())
    }

    fn spawn(
        &mut self,
        name: &str,
        run: impl FnOnce() + Send + 'static,
    ) -> Result<(), ProjectorsError> {
        let builder = std::thread::Builder::new().name(name.into());
        self.threads.push(builder.spawn(run)?);
        Ok(())
    }

    /// Asks something of a projector, or of all; never waits. What a projector cannot do yet it does when it can, within ten
    /// minutes; a later ask takes the place of an earlier one.
    ///
    /// # Errors
    /// There is no such projector, or too many asks wait for it.
    pub fn ask(&self, id: Option<&str>, ask: &ProjectorAsk) -> Result<(), String> {
        let asked = self.watched.iter();
        let asked: Vec<&Watched> = asked
            .filter(|one| id.is_none_or(|id| one.id == id))
            .collect();
        if let (Some(id), true) = (id, asked.is_empty()) {
            return Err(format!("there is no projector \"{id}\" in venue.toml"));
        }
        let mut full = Vec::new();
        for one in asked {
            if one.notes.try_send(Note::Ask(ask.clone())).is_err() {
                full.push(one.id.as_str());
            }
        }
        if full.is_empty() {
            return Ok(());
        }
        Err(format!(
            "too many requests wait for {}; ask again in a moment",
            full.join(", ")
        ))
    }

    /// How each projector is, in the venue's order.
    pub fn statuses(&self) -> Vec<ProjectorStatus> {
        let seen = self.watched.iter().map(|one| &one.seen);
        seen.map(|seen| locked(&seen.status).clone()).collect()
    }

    /// How all of them are, and what to do.
    pub fn health(&self) -> Health {
        let mut worst = Fault::None;
        let mut said = Vec::new();
        let mut on = 0;
        for one in &self.watched {
            let fault = *locked(&one.seen.worst);
            let status = locked(&one.seen.status);
            worst = worst.max(fault);
            if fault != Fault::None {
                said.push(format!("{} {}", one.id, status.words));
            }
            on += usize::from(status.power == Some(welkin_values::ProjectorPower::On));
        }
        let state = match worst {
            Fault::None => State::Good,
            Fault::Warning => State::Reduced,
            Fault::Error => State::Failed,
        };
        if said.is_empty() {
            said.push(format!("{on} of {} projectors are on.", self.watched.len()));
        }
        Health::new("projectors", state, said.join(" "))
    }

    /// Asks every projector of the network to say where it is; [`Self::found`] tells those that do (class 2 only).
    ///
    /// # Errors
    /// The network takes no broadcast.
    pub fn search(&self) -> io::Result<()> {
        self.search_at(SocketAddr::from((Ipv4Addr::BROADCAST, PJLINK_PORT)))
    }

    fn search_at(&self, everybody: SocketAddr) -> io::Result<()> {
        let missing = || io::Error::other("another program has PJLink's port");
        let socket = self.notices.as_ref().ok_or_else(missing)?;
        socket.send_to(b"%2SRCH\r", everybody).map(|_| ())
    }

    /// The projectors that answered searches so far, at most 64.
    pub fn found(&self) -> Vec<FoundProjector> {
        let found = locked(&self.found);
        let each = found.iter().map(|(address, mac)| FoundProjector {
            address: *address,
            mac: mac.clone(),
        });
        each.collect()
    }
}

impl Drop for Projectors {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the projectors fell over");
            }
        }
    }
}

#[cfg(test)]
mod tests;
