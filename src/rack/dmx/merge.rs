//! Several sources of one universe → one value for each channel. Bounded, without a clock: time is handed in.

/// The channels of a universe.
pub(crate) const CHANNELS: usize = 512;

/// More sources than this are not followed at once.
const MOST_SOURCES: usize = 16;

/// A packet this little older than the newest of its source came out of order; one far older begins anew.
const OLD_PACKETS: i8 = -20;

/// How sources are merged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rules {
    /// A source that said nothing for so long is gone.
    pub(crate) lost_after_secs: f64,
    /// The greatest value of a channel counts (at most two sources, as Art-Net has it); else the one that changed last.
    pub(crate) highest_value: bool,
    /// Sequence numbers of 0 are no numbers.
    pub(crate) zero_is_uncounted: bool,
}

/// Art-Net: two sources at most, highest value, ten seconds.
pub(crate) const ART_NET_RULES: Rules = Rules {
    lost_after_secs: 10.0,
    highest_value: true,
    zero_is_uncounted: true,
};

/// sACN: highest priority, among those what changed last, two and a half seconds (E1.31, 6.7.1).
pub(crate) const SACN_RULES: Rules = Rules {
    lost_after_secs: 2.5,
    highest_value: false,
    zero_is_uncounted: false,
};

/// What a source sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sent<'b, Id> {
    /// Who it is.
    pub(crate) id: Id,
    /// The highest wins.
    pub(crate) priority: u8,
    /// Counted in a ring.
    pub(crate) sequence: u8,
    /// The channels from the first on, at most 512.
    pub(crate) values: &'b [u8],
}

/// What became of what a source sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It counts.
    Yes,
    /// It came out of order.
    Late,
    /// There are too many sources already.
    Crowded,
}

/// All sources of one universe.
#[derive(Debug)]
pub(crate) struct Merge<Id> {
    rules: Rules,
    sources: Vec<Source<Id>>,
    merged: [u8; CHANNELS],
    /// The channels that any source ever sent.
    reached: usize,
}

#[derive(Debug)]
struct Source<Id> {
    id: Id,
    priority: u8,
    sequence: u8,
    heard_secs: f64,
    values: [u8; CHANNELS],
    count: usize,
    /// When each channel changed, as a count of packets.
    changed: Box<[u64; CHANNELS]>,
    packets: u64,
}

impl<Id: PartialEq> Merge<Id> {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            rules,
            sources: Vec::new(),
            merged: [0; CHANNELS],
            reached: 0,
        }
    }

    /// Takes what a source sent.
    pub(crate) fn take(&mut self, sent: &Sent<'_, Id>, now_secs: f64) -> Taken
    where
        Id: Clone,
    {
        self.forget_lost(now_secs);
        let newest = self.sources.iter().map(|source| source.packets).max();
        let newest = newest.unwrap_or(0) + 1;
        let Some(index) = self.index_of(sent, now_secs) else {
            return Taken::Crowded;
        };
        let source = &mut self.sources[index];
        let is_counted = !(self.rules.zero_is_uncounted && sent.sequence == 0);
        let ahead = sent.sequence.wrapping_sub(source.sequence) as i8;
        let is_first = source.packets == 0;
        if !is_first && is_counted && ahead <= 0 && ahead > OLD_PACKETS {
            return Taken::Late;
        }
        source.sequence = sent.sequence;
        source.priority = sent.priority;
        source.heard_secs = now_secs;
        source.count = sent.values.len().min(CHANNELS);
        for (channel, value) in sent.values.iter().take(CHANNELS).enumerate() {
            if is_first || source.values[channel] != *value {
                source.values[channel] = *value;
                source.changed[channel] = newest;
            }
        }
        source.packets = newest;
        self.reached = self.reached.max(source.count);
        self.merge();
        Taken::Yes
    }

    /// A source says that it sends no more. Its last values hold if no other is there.
    pub(crate) fn end(&mut self, id: &Id) {
        self.sources.retain(|source| source.id != *id);
        self.merge();
    }

    /// Forgets the sources that have been silent for too long. The last values hold if no other is there.
    pub(crate) fn forget_lost(&mut self, now_secs: f64) {
        let before = self.sources.len();
        let lost_after_secs = self.rules.lost_after_secs;
        self.sources
            .retain(|source| now_secs - source.heard_secs < lost_after_secs);
        if self.sources.len() < before {
            self.merge();
        }
    }

    /// How many sources there are now.
    pub(crate) fn sources(&self) -> usize {
        self.sources.len()
    }

    /// The value of each channel up to the last one that was ever sent.
    pub(crate) fn values(&self) -> &[u8] {
        &self.merged[..self.reached]
    }

    /// Where a source stands in the list; a new one only if there is room, or a lesser one to leave.
    fn index_of(&mut self, sent: &Sent<'_, Id>, now_secs: f64) -> Option<usize>
    where
        Id: Clone,
    {
        let known = self.sources.iter().position(|source| source.id == sent.id);
        if known.is_some() {
            return known;
        }
        let most = if self.rules.highest_value {
            2
        } else {
            MOST_SOURCES
        };
        if self.sources.len() >= most {
            let least = (0..self.sources.len()).min_by_key(|index| self.sources[*index].priority);
            let lesser = least.filter(|index| self.sources[*index].priority < sent.priority)?;
            self.sources.remove(lesser);
        }
        self.sources.push(Source {
            id: sent.id.clone(),
            priority: sent.priority,
            sequence: sent.sequence,
            heard_secs: now_secs,
            values: [0; CHANNELS],
            count: 0,
            changed: Box::new([0; CHANNELS]),
            packets: 0,
        });
        Some(self.sources.len() - 1)
    }

    fn merge(&mut self) {
        let Some(highest) = self.sources.iter().map(|source| source.priority).max() else {
            return;
        };
        let rules = self.rules;
        let counts = |source: &&Source<Id>| source.priority == highest;
        for (channel, merged) in self.merged.iter_mut().enumerate() {
            let sending = self.sources.iter().filter(counts);
            let sending = sending.filter(|source| channel < source.count);
            let rank = |source: &&Source<Id>| {
                if rules.highest_value {
                    u64::from(source.values[channel])
                } else {
                    source.changed[channel]
                }
            };
            if let Some(source) = sending.max_by_key(rank) {
                *merged = source.values[channel];
            }
        }
    }
}

#[cfg(test)]
mod tests;
