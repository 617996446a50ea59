//! Which Art-Net nodes put out which universe, as they answer: Art-Net 4 sends values only to those. Bounded, without a clock.

use std::net::SocketAddrV4;

use super::artnet::Node;

/// A room has fewer.
const MOST_NODES: usize = 64;
/// Pages of four outputs that one node may tell.
const MOST_PAGES: usize = 16;
/// A node that answered nothing for so long is gone: three polls.
const GONE_AFTER_SECS: f64 = 10.0;

/// The nodes that answered lately.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    nodes: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    address: SocketAddrV4,
    name: String,
    heard_secs: f64,
    /// Page and its outputs.
    pages: Vec<(u8, Vec<u16>)>,
}

impl Nodes {
    /// A node answered; it is reached where its answer came from, whatever stands in it.
    pub(crate) fn hear(&mut self, node: Node, from: SocketAddrV4, now_secs: f64) {
        self.forget_lost(now_secs);
        let index = match self.nodes.iter().position(|known| known.address == from) {
            Some(index) => index,
            None if self.nodes.len() < MOST_NODES => {
                self.nodes.push(Known {
                    address: from,
                    name: String::new(),
                    heard_secs: now_secs,
                    pages: Vec::new(),
                });
                self.nodes.len() - 1
            }
            None => return,
        };
        let known = &mut self.nodes[index];
        known.heard_secs = now_secs;
        known.name = node.name;
        known.pages.retain(|(page, _)| *page != node.page);
        if known.pages.len() < MOST_PAGES {
            known.pages.push((node.page, node.outputs));
        }
    }

    pub(crate) fn forget_lost(&mut self, now_secs: f64) {
        self.nodes
            .retain(|known| now_secs - known.heard_secs < GONE_AFTER_SECS);
    }

    /// Where a universe is put out, and what the node there is called.
    pub(crate) fn putting_out(&self, universe: u16) -> impl Iterator<Item = (SocketAddrV4, &str)> {
        let puts_out = move |known: &&Known| {
            let mut pages = known.pages.iter();
            pages.any(|(_, outputs)| outputs.contains(&universe))
        };
        let found = self.nodes.iter().filter(puts_out);
        found.map(|known| (known.address, known.name.as_str()))
    }
}
