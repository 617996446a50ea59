//! What an ear for a desk's protocol does, and what both have in common. Ears think: bytes and times come in, values and
//! answers come out; sockets are elsewhere.

use std::collections::BTreeSet;
use std::net::SocketAddrV4;

/// What is to be sent, and where to.
pub(crate) type Outbox = Vec<(Vec<u8>, SocketAddrV4)>;

/// An ear for one protocol.
pub(crate) trait Ear: Send + 'static {
    /// What the protocol is called.
    const PROTOCOL: &'static str;
    /// A desk that said nothing for so long is silent.
    const SILENT_AFTER_SECS: f64;

    /// Hears bytes from anybody. Answers go to the outbox.
    fn hear(&mut self, bytes: &[u8], from: SocketAddrV4, now_secs: f64, outbox: &mut Outbox);

    /// Called some times a second, also when nothing comes.
    fn idle(&mut self, now_secs: f64, outbox: &mut Outbox);

    /// Hands out the universes that changed since, each with its channels from the first on.
    fn changed(&mut self, hear: &mut dyn FnMut(u16, &[u8]));

    /// What was heard of desks so far.
    fn heard(&self) -> &Heard;
}

/// What was heard of desks so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Heard {
    /// When values came last; none as long as none came.
    pub(crate) at_secs: Option<f64>,
    /// Who sent them.
    pub(crate) from: String,
    /// Packets of values that were taken.
    pub(crate) packets: u64,
    /// Whether there were more sources than are followed, the last time one came.
    pub(crate) is_crowded: bool,
}

impl Heard {
    pub(crate) fn values(&mut self, from: &str, now_secs: f64) {
        self.at_secs = Some(now_secs);
        self.packets += 1;
        if self.from != from {
            self.from = from.into();
        }
    }
}

/// The universes that are listened to, in order.
pub(crate) fn universes(maps: &[welkin_installation::DmxMap]) -> Vec<u16> {
    let all: BTreeSet<u16> = maps.iter().map(|map| map.universe).collect();
    all.into_iter().collect()
}
