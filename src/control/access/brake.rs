//! Slows down whoever guesses passwords: per address and in total, longer after every failure.
//!
//! An attempt counts as failed until it is known to be right, so that many at a time win nothing.

use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Failures of one address that cost nothing: people mistype.
const FREE: u32 = 5;

/// Failures of all addresses together that cost nothing.
const FREE_IN_ALL: u32 = 30;

/// The longest pause of one address, and of all: somebody who was here before is never stopped by what others do.
const LONGEST: Duration = Duration::from_secs(300);
const LONGEST_IN_ALL: Duration = Duration::from_secs(4);

/// Failures are forgotten after so long without another.
const FORGETS: Duration = Duration::from_secs(15 * 60);

/// Addresses that are remembered.
const MOST_ADDRESSES: usize = 1024;

/// Who failed how often.
#[derive(Debug, Default)]
pub(crate) struct Brake {
    addresses: Vec<(IpAddr, Tally)>,
    all: Tally,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    failures: u32,
    last: Option<Instant>,
    was_right: bool,
}

impl Tally {
    fn forget(&mut self, now: Instant) {
        if self
            .last
            .is_none_or(|last| now.saturating_duration_since(last) > FORGETS)
        {
            self.failures = 0;
        }
    }

    /// How long it still has to wait.
    fn wait(&self, free: u32, longest: Duration, now: Instant) -> Duration {
        let Some(last) = self.last.filter(|_| self.failures >= free) else {
            return Duration::ZERO;
        };
        let doublings = (self.failures - free).min(16);
        let pause = (Duration::from_millis(500) * 2_u32.pow(doublings)).min(longest);
        (last + pause).saturating_duration_since(now)
    }

    fn count(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        self.last = Some(now);
    }
}

impl Brake {
    /// Begins an attempt, or says how long to wait with it.
    pub(crate) fn attempt(&mut self, from: IpAddr, now: Instant) -> Result<(), Duration> {
        self.all.forget(now);
        let address = self.address(from, now);
        address.forget(now);
        let own = address.wait(FREE, LONGEST, now);
        let is_known = address.was_right;
        let shared = self.all.wait(FREE_IN_ALL, LONGEST_IN_ALL, now);
        let wait = if is_known { own } else { own.max(shared) };
        if wait > Duration::ZERO {
            return Err(wait);
        }
        self.all.count(now);
        self.address(from, now).count(now);
        Ok(())
    }

    /// The attempt was right: it and those before it are forgiven.
    pub(crate) fn was_right(&mut self, from: IpAddr, now: Instant) {
        self.all.failures = self.all.failures.saturating_sub(1);
        let address = self.address(from, now);
        address.failures = 0;
        address.was_right = true;
    }

    /// What is known of an address; the one that was quiet longest makes room for a new one.
    fn address(&mut self, from: IpAddr, now: Instant) -> &mut Tally {
        let from = house(from);
        let at = match self.addresses.iter().position(|(known, _)| *known == from) {
            Some(at) => at,
            None if self.addresses.len() < MOST_ADDRESSES => {
                self.addresses.push((from, Tally::default()));
                self.addresses.len() - 1
            }
            None => {
                let quiet = |(_, (_, tally)): &(usize, &(IpAddr, Tally))| {
                    tally
                        .last
                        .map_or(Duration::MAX, |last| now.saturating_duration_since(last))
                };
                let known = self.addresses.iter().enumerate();
                let at = known.max_by_key(quiet).map_or(0, |(at, _)| at);
                self.addresses[at] = (from, Tally::default());
                at
            }
        };
        &mut self.addresses[at].1
    }
}

/// Whoever has one IPv6 address has its whole network of 64 bits.
fn house(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address => address,
    }
}
