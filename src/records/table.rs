//! The tables of the database as everyone who reads them needs them: names, columns, and which column says when.

use std::fmt::{self, Display};

use serde::Serialize;

/// A table of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Table {
    /// Each time the program ran.
    Runs,
    /// What was shown when: proof of play.
    Plays,
    /// Each change from one installation to another, and what became of it.
    Swaps,
    /// What did not work, since when and until when.
    Faults,
    /// Who asked what of the show.
    Changes,
    /// A row for each minute.
    Statistics,
    /// What projectors said of themselves.
    Lamps,
    /// When somebody wore a headset.
    Visits,
    /// Where the machine's clock jumped.
    Clocks,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in the database, in JSON and in CSV.
    pub name: &'static str,
    /// What it holds. Any column may be empty where something is not known or not yet over.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// Microseconds of UTC since 1970; RFC 3339 in CSV.
    Time,
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// Words.
    Text,
}

const fn time(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Time,
    }
}

const fn integer(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Integer,
    }
}

const fn real(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Real,
    }
}

const fn text(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Text,
    }
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 9] = [
        Self::Runs,
        Self::Plays,
        Self::Swaps,
        Self::Faults,
        Self::Changes,
        Self::Statistics,
        Self::Lamps,
        Self::Visits,
        Self::Clocks,
    ];

    /// The table's name in the database and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Runs => "runs",
            Self::Plays => "plays",
            Self::Swaps => "swaps",
            Self::Faults => "faults",
            Self::Changes => "changes",
            Self::Statistics => "statistics",
            Self::Lamps => "lamps",
            Self::Visits => "visits",
            Self::Clocks => "clocks",
        }
    }

    /// The table of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// All columns but the first, `id`, which counts up in the order in which things happened, whatever the clock said.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Runs => const { &[time("began"), time("seen"), time("ended"), text("version")] },
            Self::Plays => {
                const {
                    &[
                        time("began"),
                        time("ended"),
                        text("installation"),
                        text("title"),
                        text("scene"),
                        integer("cut"),
                    ]
                }
            }
            Self::Swaps => {
                const {
                    &[
                        time("at"),
                        text("who"),
                        text("before"),
                        text("after"),
                        text("result"),
                        real("warm_secs"),
                        text("words"),
                    ]
                }
            }
            Self::Faults => {
                const {
                    &[
                        time("since"),
                        time("until"),
                        text("part"),
                        text("state"),
                        text("words"),
                    ]
                }
            }
            Self::Changes => {
                const {
                    &[
                        time("at"),
                        time("until"),
                        text("who"),
                        text("what"),
                        text("detail"),
                        integer("times"),
                    ]
                }
            }
            Self::Statistics => {
                const {
                    &[
                        time("at"),
                        real("frame_median_ms"),
                        real("frame_p99_ms"),
                        real("frame_longest_ms"),
                        integer("late_frames"),
                        integer("sound_underruns"),
                        real("shown_fps"),
                        real("painted_fps"),
                        real("temperature_celsius"),
                        real("memory_mib"),
                        real("load_cores"),
                        integer("clients"),
                    ]
                }
            }
            Self::Lamps => {
                const {
                    &[
                        time("at"),
                        text("projector"),
                        real("hours"),
                        real("temperature_celsius"),
                        text("errors"),
                    ]
                }
            }
            Self::Visits => const { &[time("began"), time("ended"), text("headset")] },
            Self::Clocks => const { &[time("at"), time("before"), real("by_secs")] },
        }
    }

    /// The column that says when something was, or began.
    pub fn start(self) -> &'static str {
        self.columns()[0].name
    }

    /// The column that says when something was over; none for what takes no time.
    pub fn end(self) -> Option<&'static str> {
        match self {
            Self::Runs => Some("seen"),
            Self::Plays | Self::Visits => Some("ended"),
            Self::Faults | Self::Changes => Some("until"),
            Self::Swaps | Self::Statistics | Self::Lamps | Self::Clocks => None,
        }
    }
}

impl Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_by_name_and_stand_in_order() {
        for (place, table) in Table::ALL.into_iter().enumerate() {
            assert_eq!(Table::named(table.name()), Some(table));
            assert_eq!(table as usize, place);
            assert_eq!(table.columns()[0].kind, ColumnKind::Time);
            if let Some(end) = table.end() {
                assert!(table.columns().iter().any(|column| column.name == end));
            }
        }
        assert_eq!(Table::named("plays; drop table plays"), None);
    }
}
