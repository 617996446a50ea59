//! What may be spent in a second: how work that others ask for stays bounded.

use std::time::Duration;

/// A purse that fills evenly, up to what it holds at most.
#[derive(Clone, Debug)]
pub(crate) struct Purse {
    holds: f64,
    most: f64,
    per_sec: f64,
    at: Duration,
}

impl Purse {
    /// A full purse.
    pub(crate) fn new(most: f64, per_sec: f64) -> Self {
        Self {
            holds: most,
            most,
            per_sec,
            at: Duration::ZERO,
        }
    }

    /// Lets it fill until now; a clock that goes back fills nothing.
    pub(crate) fn fill(&mut self, now: Duration) {
        let secs = now.saturating_sub(self.at).as_secs_f64();
        self.holds = (self.holds + secs * self.per_sec).min(self.most);
        self.at = now;
    }

    /// Pays, if there is enough.
    pub(crate) fn pay(&mut self, price: f64) -> bool {
        let can = self.holds >= price;
        if can {
            self.holds -= price;
        }
        can
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_comes_back_in_time() {
        let mut purse = Purse::new(10.0, 5.0);
        assert!(purse.pay(10.0) && !purse.pay(1.0));
        purse.fill(Duration::from_secs(1));
        assert!(!purse.pay(6.0) && purse.pay(5.0));
        purse.fill(Duration::from_secs(100));
        purse.fill(Duration::ZERO);
        assert!(purse.pay(10.0) && !purse.pay(1.0));
    }
}
