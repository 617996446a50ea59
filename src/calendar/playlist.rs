//! Playlists: which installation has its turn. It depends on the playlist and on when its run began, on nothing
//! else, so that a machine that starts anew goes on with the same turn.

use jiff::{SignedDuration, Timestamp};

use crate::chance::Chance;
use crate::interval::Interval;
use crate::when::When;

/// How turns follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Each turn is drawn by weight.
    Weighted,
    /// As they are written, again and again.
    AsWritten,
    /// All of them in a drawn order, then all of them in another; never one twice in a row.
    Shuffle,
}

/// One installation of a playlist.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) installation: String,
    /// How often it is drawn, compared with the others.
    pub(crate) weight: f64,
    /// How long its turn is, at least a minute.
    pub(crate) secs: i64,
}

/// Installations that take turns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Playlist {
    pub(crate) id: String,
    pub(crate) when: When,
    pub(crate) order: Order,
    pub(crate) seed: u64,
    pub(crate) fade_secs: f32,
    /// At least one.
    pub(crate) entries: Vec<Entry>,
}

/// One installation's turn; turns of the same one in a row are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Which entry's installation.
    pub(crate) entry: usize,
    pub(crate) interval: Interval,
}

impl Playlist {
    /// All turns of a run, in order. The last one may go on beyond the run's end.
    pub(crate) fn turns(&self, run: Interval) -> Vec<Turn> {
        let mut turns: Vec<Turn> = Vec::new();
        let mut start = run.start;
        for entry in self.draws(run.start.as_second() as u64) {
            if start >= run.end {
                break;
            }
            let lasts = SignedDuration::from_secs(self.entries[entry].secs);
            let end = start.checked_add(lasts).unwrap_or(Timestamp::MAX);
            let name = |entry: usize| self.entries[entry].installation.as_str();
            match turns.last_mut() {
                Some(last) if name(last.entry) == name(entry) => last.interval.end = end,
                _ => turns.push(Turn {
                    entry,
                    interval: Interval { start, end },
                }),
            }
            start = end;
        }
        turns
    }

    /// Whose turn it is, one after the other without end.
    fn draws(&self, run: u64) -> Box<dyn Iterator<Item = usize> + '_> {
        let count = self.entries.len();
        let mut chance = Chance::new(self.seed, run);
        match self.order {
            Order::AsWritten => Box::new((0..count).cycle()),
            Order::Weighted => Box::new(std::iter::repeat_with(move || self.drawn(chance.share()))),
            Order::Shuffle => {
                let mut last = None;
                Box::new(
                    std::iter::repeat_with(move || shuffled(count, &mut last, &mut chance))
                        .flatten(),
                )
            }
        }
    }

    /// The entry on which a share of all weights falls.
    fn drawn(&self, share: f64) -> usize {
        let sum: f64 = self.entries.iter().map(|entry| entry.weight).sum();
        let mut left = share * sum;
        for (index, entry) in self.entries.iter().enumerate() {
            left -= entry.weight;
            if left < 0.0 {
                return index;
            }
        }
        // Rounding: the last one that can be drawn at all.
        let can_be_drawn = |entry: &Entry| entry.weight > 0.0;
        self.entries.iter().rposition(can_be_drawn).unwrap_or(0)
    }
}

/// All numbers below `count` in a drawn order that does not begin with the last one of the order before.
fn shuffled(count: usize, last: &mut Option<usize>, chance: &mut Chance) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for place in (1..count).rev() {
        order.swap(place, chance.below(place + 1));
    }
    if count > 1 && order.first().copied() == *last {
        order.swap(0, 1 + chance.below(count - 1));
    }
    *last = order.last().copied();
    order
}

#[cfg(test)]
mod tests;
