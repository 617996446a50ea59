//! What the threads of OSC know of each other: whether to end, how each of them is.

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use welkin_values::{Health, State};

/// What is refused is written into the log at most so often.
const BETWEEN_WORDS: Duration = Duration::from_secs(10);

/// A refusal is news for health for so long.
const IS_NEWS_FOR: Duration = Duration::from_secs(60);

/// What the threads share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    ends: AtomicBool,
    taken: AtomicU64,
    said: Mutex<Said>,
}

#[derive(Debug, Default)]
struct Said {
    /// Where messages come in, or why nowhere.
    listens: Option<Result<SocketAddr, String>>,
    /// Where questions come in, or why nowhere.
    answers: Option<Result<SocketAddr, String>>,
    /// Why the network is not told of us.
    unannounced: Option<String>,
    /// Who cannot be told anything, and why.
    untold: Vec<(SocketAddr, String)>,
    refused: u64,
    refusal: Option<(Instant, String)>,
    unwritten: u64,
    written: Option<Instant>,
}

impl Shared {
    /// Whether the threads are to end.
    pub(crate) fn ends(&self) -> bool {
        self.ends.load(Ordering::Relaxed)
    }

    /// Lets the threads end.
    pub(crate) fn end(&self) {
        self.ends.store(true, Ordering::Relaxed);
    }

    /// Counts datagrams that came in.
    pub(crate) fn count(&self, taken: u64) {
        self.taken.fetch_add(taken, Ordering::Relaxed);
    }

    /// Where messages come in.
    pub(crate) fn listens_at(&self) -> Option<SocketAddr> {
        self.said().listens.clone()?.ok()
    }

    /// Where questions come in.
    pub(crate) fn answers_at(&self) -> Option<SocketAddr> {
        self.said().answers.clone()?.ok()
    }

    /// Says where messages come in, or why nowhere: into the log only what is new.
    pub(crate) fn say_listens(&self, now: Result<SocketAddr, String>) {
        say("OSC comes in at", &mut self.said().listens, now);
    }

    /// Says where questions come in, or why nowhere: into the log only what is new.
    pub(crate) fn say_answers(&self, now: Result<SocketAddr, String>) {
        say("OSCQuery answers at", &mut self.said().answers, now);
    }

    /// Says why the network is not told of us, or that it is.
    pub(crate) fn say_announced(&self, now: Result<(), String>) {
        let why = now.err();
        let mut said = self.said();
        if let Some(why) = &why
            && said.unannounced.is_none()
        {
            tracing::warn!("OSC is not announced on the network: {why}");
        }
        said.unannounced = why;
    }

    /// Says why a listener is not told anything, or that it is.
    pub(crate) fn say_told(&self, to: SocketAddr, now: Result<(), String>) {
        let mut said = self.said();
        let place = said.untold.iter().position(|(other, _)| *other == to);
        match (now, place) {
            (Ok(()), None) => {}
            (Ok(()), Some(place)) => {
                tracing::info!("OSC is sent to {to} again");
                said.untold.remove(place);
            }
            (Err(why), None) => {
                tracing::warn!("OSC cannot be sent to {to}: {why}; it is tried again");
                said.untold.push((to, why));
            }
            (Err(why), Some(place)) => said.untold[place].1 = why,
        }
    }

    /// Says that something that came in does nothing; the words are asked for only if somebody reads them.
    pub(crate) fn say_refused(&self, now: Instant, words: impl FnOnce() -> String) {
        let mut said = self.said();
        said.refused += 1;
        let is_early = |at: Instant| now.saturating_duration_since(at) < BETWEEN_WORDS;
        if said.written.is_some_and(is_early) {
            said.unwritten += 1;
            return;
        }
        let words = words();
        match std::mem::take(&mut said.unwritten) {
            0 => tracing::warn!("{words}"),
            more => tracing::warn!("{words}; and {more} more messages were refused before"),
        }
        said.written = Some(now);
        said.refusal = Some((now, words));
    }

    /// How it is, in words for a technician.
    pub(crate) fn health(&self, now: Instant) -> Health {
        let said = self.said();
        let mut words = Vec::new();
        let mut state = State::Good;
        match &said.listens {
            Some(Ok(address)) => {
                let taken = self.taken.load(Ordering::Relaxed);
                words.push(format!("Comes in at {address}, {taken} packets so far."));
            }
            Some(Err(why)) => {
                state = State::Failed;
                words.push(format!("Nothing comes in: {why}. It is tried again."));
            }
            None => {}
        }
        match &said.answers {
            Some(Ok(address)) if address.ip().is_unspecified() => {
                let port = address.port();
                words.push(format!(
                    "OSCQuery is at this machine's port {port}, over HTTP."
                ));
            }
            Some(Ok(address)) => words.push(format!("OSCQuery is at http://{address}/.")),
            Some(Err(why)) => {
                state = worse(state);
                words.push(format!(
                    "OSCQuery does not answer: {why}. It is tried again."
                ));
            }
            None => {}
        }
        for (to, why) in &said.untold {
            state = worse(state);
            words.push(format!(
                "{to} is told nothing: {why}. Look at its cable and address."
            ));
        }
        if let Some(why) = &said.unannounced {
            state = worse(state);
            words.push(format!("The network is not told where it is: {why}."));
        }
        if let Some((at, why)) = &said.refusal
            && now.saturating_duration_since(*at) < IS_NEWS_FOR
        {
            let count = match said.refused {
                1 => "1 message".to_owned(),
                more => format!("{more} messages"),
            };
            words.push(format!("{count} did nothing; of late: {why}."));
        }
        Health::new("osc", state, words.join(" "))
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn worse(state: State) -> State {
    match state {
        State::Good => State::Reduced,
        other => other,
    }
}

fn say(
    what: &str,
    before: &mut Option<Result<SocketAddr, String>>,
    now: Result<SocketAddr, String>,
) {
    match &now {
        Ok(address) if before.as_ref() != Some(&now) => tracing::info!("{what} {address}"),
        Err(why) if !matches!(before, Some(Err(_))) => {
            tracing::warn!("{what} no address: {why}; it is tried again");
        }
        _ => {}
    }
    *before = Some(now);
}
