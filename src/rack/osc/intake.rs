//! Datagrams in, what they ask for out: at once, or when their time has come.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use rosc::OscMessage;
use welkin_installation::Senders;
use welkin_values::{Command, Status};

use super::addresses::ArgumentError;
use super::names::Names;
use super::packet::{PacketError, Timed, messages};
use super::pattern::{Pattern, is_pattern};
use super::purse::Purse;
use super::queue::Queue;

/// What is meant later than this is done at once: more likely a clock is wrong.
const MOST_AHEAD: Duration = Duration::from_secs(10);

/// So many messages wait for their time at most; what finds no room is done at once.
const MOST_WAITING: usize = 1024;

/// What matching patterns may cost in a second, in steps; about a tenth of a core.
const STEPS_PER_SEC: f64 = 1e6;

/// What time it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// On a clock that never jumps.
    pub(crate) at: Duration,
    /// Seconds since 1900 in 32.32 bits, which time tags count.
    pub(crate) tag: u64,
}

/// Why something that came in does nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("this sender is not in `allow`")]
    Sender,
    #[error("a packet is no OSC: {0}")]
    Packet(#[from] PacketError),
    #[error("no show has begun yet")]
    NotYet,
    #[error("there is no address {0}")]
    Address(String),
    #[error("{0} {1}")]
    Argument(String, ArgumentError),
    #[error("too many address patterns at once")]
    Patterns,
    #[error("too many things are asked for at once")]
    Full,
}

/// Takes datagrams.
pub(crate) struct Intake {
    allow: Vec<Senders>,
    names: Names,
    purse: Purse,
    waiting: BTreeMap<(Duration, u64), (IpAddr, OscMessage)>,
    count: u64,
    queue: Queue,
}

impl Intake {
    pub(crate) fn new(allow: Vec<Senders>) -> Self {
        Self {
            allow,
            names: Names::default(),
            purse: Purse::new(STEPS_PER_SEC, STEPS_PER_SEC),
            waiting: BTreeMap::new(),
            count: 0,
            queue: Queue::default(),
        }
    }

    /// Looks which addresses there are now.
    pub(crate) fn follow(&mut self, status: &Status) {
        self.names.follow(status);
    }

    /// Takes a datagram; what it does not do is told, one reason for each message.
    pub(crate) fn take(
        &mut self,
        bytes: &[u8],
        from: IpAddr,
        now: Now,
        mut refused: impl FnMut(Refusal),
    ) {
        let is_allowed = self.allow.is_empty() || self.allow.iter().any(|it| it.holds(from));
        if !is_allowed {
            return refused(Refusal::Sender);
        }
        let found = match messages(bytes) {
            Ok(found) => found,
            Err(error) => return refused(error.into()),
        };
        self.purse.fill(now.at);
        for Timed { tag, message } in found {
            match tag.and_then(|tag| wait_for(tag, now)) {
                Some(wait) if self.waiting.len() < MOST_WAITING => {
                    self.count += 1;
                    let key = (now.at + wait, self.count);
                    self.waiting.insert(key, (from, message));
                }
                _ => self.ask(from, &message, &mut refused),
            }
        }
    }

    /// Does what was meant for now.
    pub(crate) fn wake(&mut self, now: Now, mut refused: impl FnMut(Refusal)) {
        while let Some(first) = self.waiting.first_entry() {
            if first.key().0 > now.at {
                break;
            }
            let (from, message) = first.remove();
            self.ask(from, &message, &mut refused);
        }
    }

    /// When something is meant next.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.waiting.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes out what is asked for.
    pub(crate) fn asked(&mut self) -> Vec<(IpAddr, Command)> {
        self.queue.take()
    }

    fn ask(&mut self, from: IpAddr, message: &OscMessage, refused: &mut impl FnMut(Refusal)) {
        let address = &message.addr;
        let queue = &mut self.queue;
        let mut add = |command: Result<Option<Command>, ArgumentError>| match command {
            Ok(Some(command)) => {
                if !queue.add(from, command) {
                    refused(Refusal::Full);
                }
            }
            Ok(None) => {}
            Err(error) => refused(Refusal::Argument(shown(address), error)),
        };
        if let Some(deed) = self.names.get(address) {
            return add(deed.command(&message.args));
        }
        if self.names.count() == 0 {
            return refused(Refusal::NotYet);
        }
        let pattern = is_pattern(address)
            .then(|| Pattern::read(address))
            .flatten();
        let Some(pattern) = pattern else {
            return refused(Refusal::Address(shown(address)));
        };
        if !self
            .purse
            .pay((pattern.price() * self.names.count()) as f64)
        {
            return refused(Refusal::Patterns);
        }
        let mut meant = 0;
        for deed in self.names.matching(&pattern) {
            // A pattern also means what these arguments say nothing to.
            if let command @ Ok(_) = deed.command(&message.args) {
                meant += 1;
                add(command);
            }
        }
        if meant == 0 {
            refused(Refusal::Address(shown(address)));
        }
    }
}

/// How long to wait for a time tag; none if it has come, or lies too far ahead to be believed.
fn wait_for(tag: u64, now: Now) -> Option<Duration> {
    let ahead = tag.wrapping_sub(now.tag) as i64;
    let secs = ahead as f64 / 4_294_967_296.0;
    let is_ahead = secs > 0.0 && secs <= MOST_AHEAD.as_secs_f64();
    is_ahead.then(|| Duration::from_secs_f64(secs))
}

/// An address as a message to people can bear it.
fn shown(address: &str) -> String {
    let short: String = address
        .chars()
        .take(80)
        .flat_map(char::escape_debug)
        .collect();
    format!("`{short}`")
}
