//! Hears desks that speak Art-Net, answers who asks who is there, and learns which nodes put out what lamps need.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::{Arc, Mutex, PoisonError};

use super::artnet::{self, ArtPacket, Node};
use super::ear::{Ear, Heard, Outbox};
use super::merge::{ART_NET_RULES, Merge, Sent, Taken};
use super::nodes::Nodes;

/// Nodes are asked so often who they are.
const POLL_EVERY_SECS: f64 = 2.5;
/// So long after a sync from a desk its values wait for the next.
const SYNCED_FOR_SECS: f64 = 4.0;
/// Whoever asks more often than this gets no more answers: answers are larger than questions.
const MOST_ANSWERS_PER_SEC: usize = 8;

/// What an ear for Art-Net is set to.
#[derive(Debug)]
pub(crate) struct ArtNetSettings {
    /// What this machine is called.
    pub(crate) name: String,
    /// Where it is reached; unspecified tells each what the packet's way says.
    pub(crate) address: Ipv4Addr,
    /// The universes that are heard.
    pub(crate) universes: Vec<u16>,
    /// Where nodes are asked who they are; none where no lamp needs them.
    pub(crate) poll: Option<SocketAddrV4>,
    /// Where nodes are kept that answer.
    pub(crate) nodes: Arc<Mutex<Nodes>>,
}

/// An ear for Art-Net.
#[derive(Debug)]
pub(crate) struct ArtNetEar {
    settings: ArtNetSettings,
    universes: BTreeMap<u16, Merge<Ipv4Addr>>,
    changed: BTreeSet<u16>,
    /// Who sent a sync last, and when.
    synced: Option<(Ipv4Addr, f64)>,
    is_waiting: bool,
    polled_secs: Option<f64>,
    /// The second that answers are counted in, and how many went out in it.
    answered: (f64, usize),
    heard: Heard,
}

impl ArtNetEar {
    pub(crate) fn new(settings: ArtNetSettings) -> Self {
        let merge = |universe: &u16| (*universe, Merge::new(ART_NET_RULES));
        Self {
            universes: settings.universes.iter().map(merge).collect(),
            settings,
            changed: BTreeSet::new(),
            synced: None,
            is_waiting: false,
            polled_secs: None,
            answered: (0.0, 0),
            heard: Heard::default(),
        }
    }

    fn hear_values(&mut self, sent: Sent<'_, Ipv4Addr>, universe: u16, now_secs: f64) {
        let Some(merge) = self.universes.get_mut(&universe) else {
            return;
        };
        match merge.take(&sent, now_secs) {
            Taken::Yes => {
                self.heard.is_crowded = false;
                self.heard.values(&sent.id.to_string(), now_secs);
                self.changed.insert(universe);
                let is_synced = |(desk, at): (Ipv4Addr, f64)| {
                    desk == sent.id && now_secs - at < SYNCED_FOR_SECS
                };
                self.is_waiting = self.synced.is_some_and(is_synced);
            }
            Taken::Late => {}
            Taken::Crowded => self.heard.is_crowded = true,
        }
    }

    /// One reply for each universe that is heard, or one that names none.
    fn answer(
        &mut self,
        among: Option<[u16; 2]>,
        to: SocketAddrV4,
        now_secs: f64,
        outbox: &mut Outbox,
    ) {
        if now_secs - self.answered.0 >= 1.0 {
            self.answered = (now_secs, 0);
        }
        if self.answered.1 >= MOST_ANSWERS_PER_SEC {
            return;
        }
        self.answered.1 += 1;
        let is_asked =
            |universe: &&u16| among.is_none_or(|[bottom, top]| (bottom..=top).contains(universe));
        let mut told: Vec<Vec<u16>> = self
            .universes
            .keys()
            .filter(is_asked)
            .map(|one| vec![*one])
            .collect();
        if told.is_empty() && among.is_none() {
            told.push(Vec::new());
        }
        for (index, outputs) in told.into_iter().enumerate() {
            let node = Node {
                address: self.settings.address,
                name: self.settings.name.clone(),
                outputs,
                page: index as u8 + 1,
            };
            outbox.push((artnet::write(&ArtPacket::PollReply(node)), to));
        }
    }
}

impl Ear for ArtNetEar {
    const PROTOCOL: &'static str = "Art-Net";
    const SILENT_AFTER_SECS: f64 = 10.0;

    fn hear(&mut self, bytes: &[u8], from: SocketAddrV4, now_secs: f64, outbox: &mut Outbox) {
        match artnet::read(bytes) {
            Some(ArtPacket::Dmx {
                sequence,
                universe,
                values,
            }) => {
                let sent = Sent {
                    id: *from.ip(),
                    priority: 0,
                    sequence,
                    values,
                };
                self.hear_values(sent, universe, now_secs);
            }
            Some(ArtPacket::Poll { among }) => self.answer(among, from, now_secs, outbox),
            Some(ArtPacket::PollReply(node)) if self.settings.poll.is_some() => {
                let is_own = !self.settings.address.is_unspecified()
                    && *from.ip() == self.settings.address
                    && node.name == self.settings.name;
                if !is_own {
                    let nodes = &self.settings.nodes;
                    let mut nodes = nodes.lock().unwrap_or_else(PoisonError::into_inner);
                    nodes.hear(node, from, now_secs);
                }
            }
            Some(ArtPacket::Sync) => {
                self.synced = Some((*from.ip(), now_secs));
                self.is_waiting = false;
            }
            Some(ArtPacket::PollReply(_)) | None => {}
        }
    }

    fn idle(&mut self, now_secs: f64, outbox: &mut Outbox) {
        for (universe, merge) in &mut self.universes {
            let before = merge.sources();
            merge.forget_lost(now_secs);
            if merge.sources() < before {
                self.changed.insert(*universe);
            }
        }
        if let Some((_, at)) = self.synced
            && now_secs - at >= SYNCED_FOR_SECS
        {
            self.synced = None;
            self.is_waiting = false;
        }
        let is_due = self
            .polled_secs
            .is_none_or(|at| now_secs - at >= POLL_EVERY_SECS);
        if let Some(everybody) = self.settings.poll.filter(|_| is_due) {
            self.polled_secs = Some(now_secs);
            outbox.push((artnet::write(&ArtPacket::Poll { among: None }), everybody));
        }
    }

    fn changed(&mut self, hear: &mut dyn FnMut(u16, &[u8])) {
        if self.is_waiting {
            return;
        }
        while let Some(universe) = self.changed.pop_first() {
            if let Some(merge) = self.universes.get(&universe) {
                hear(universe, merge.values());
            }
        }
    }

    fn heard(&self) -> &Heard {
        &self.heard
    }
}

#[cfg(test)]
mod tests;
