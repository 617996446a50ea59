//! Hears desks that speak sACN: the universes that maps name, merged over their sources.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddrV4;

use super::ear::{Ear, Heard, Outbox};
use super::merge::{Merge, SACN_RULES, Sent, Taken};
use super::sacn::{self, Cid};

/// An ear for sACN.
#[derive(Debug)]
pub(crate) struct SacnEar {
    /// What this machine sends itself is not heard.
    own: Cid,
    universes: BTreeMap<u16, Merge<Cid>>,
    changed: BTreeSet<u16>,
    heard: Heard,
}

impl SacnEar {
    pub(crate) fn new(own: Cid, universes: &[u16]) -> Self {
        let merge = |universe: &u16| (*universe, Merge::new(SACN_RULES));
        Self {
            own,
            universes: universes.iter().map(merge).collect(),
            changed: BTreeSet::new(),
            heard: Heard::default(),
        }
    }
}

impl Ear for SacnEar {
    const PROTOCOL: &'static str = "sACN";
    const SILENT_AFTER_SECS: f64 = 2.5;

    fn hear(&mut self, bytes: &[u8], from: SocketAddrV4, now_secs: f64, _outbox: &mut Outbox) {
        let Some(data) = sacn::read(bytes) else {
            return;
        };
        if data.is_preview || data.cid == self.own {
            return;
        }
        let Some(merge) = self.universes.get_mut(&data.universe) else {
            return;
        };
        self.changed.insert(data.universe);
        if data.is_terminated {
            return merge.end(&data.cid);
        }
        let sent = Sent {
            id: data.cid,
            priority: data.priority,
            sequence: data.sequence,
            values: data.values,
        };
        match merge.take(&sent, now_secs) {
            Taken::Yes => {
                self.heard.is_crowded = false;
                let name = format!("\"{}\" ({})", data.name, from.ip());
                self.heard.values(&name, now_secs);
            }
            Taken::Late => {}
            Taken::Crowded => self.heard.is_crowded = true,
        }
    }

    fn idle(&mut self, now_secs: f64, _outbox: &mut Outbox) {
        for (universe, merge) in &mut self.universes {
            let before = merge.sources();
            merge.forget_lost(now_secs);
            if merge.sources() < before {
                self.changed.insert(*universe);
            }
        }
    }

    fn changed(&mut self, hear: &mut dyn FnMut(u16, &[u8])) {
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
