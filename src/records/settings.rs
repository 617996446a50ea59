//! How much is kept, and how often it reaches the disk.

use std::time::Duration;

use crate::table::Table;

/// How much is kept, and how often it reaches the disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How often what was noted is written and made sure of: at a power cut, no more than this is lost. 0.5 s; at most
    /// a second.
    pub commit_every: Duration,
    /// For how many days each table keeps its rows, in the order of [`Table::ALL`].
    pub keep_days: [u32; Table::ALL.len()],
    /// How large the database's file may become, MiB; the oldest rows go before. At least 1. Beside it lie at most a few
    /// MiB of what is not yet moved into it.
    pub most_mib: u32,
    /// How many notes wait at most while the disk is slow or full.
    pub most_waiting: usize,
}

impl Settings {
    /// For how many days a table keeps its rows.
    pub fn keep_days(&self, table: Table) -> u32 {
        self.keep_days[table as usize]
    }

    /// The same, with a table keeping its rows for so many days.
    pub fn keeping(mut self, table: Table, days: u32) -> Self {
        self.keep_days[table as usize] = days;
        self
    }

    pub(crate) fn checked(mut self) -> Self {
        self.commit_every = self
            .commit_every
            .clamp(Duration::from_millis(20), Duration::from_secs(1));
        self.most_mib = self.most_mib.clamp(1, 65_536);
        self.most_waiting = self.most_waiting.clamp(64, 1_000_000);
        self
    }
}

impl Default for Settings {
    /// Ten years of proof of play, swaps and lamps, two of faults and changes, one of statistics; 512 MiB.
    fn default() -> Self {
        let days = |table| match table {
            Table::Plays | Table::Swaps | Table::Lamps => 3653,
            Table::Runs | Table::Faults | Table::Changes | Table::Clocks | Table::Visits => 731,
            Table::Statistics => 366,
        };
        Self {
            commit_every: Duration::from_millis(500),
            keep_days: Table::ALL.map(days),
            most_mib: 512,
            most_waiting: 8192,
        }
    }
}
