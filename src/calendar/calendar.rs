//! A calendar as it is once everything in its file has been checked.

use jiff::civil::Date;

use crate::clock::Clock;
use crate::ics::Event;
use crate::playlist::Playlist;
use crate::when::{Times, When};

/// What a house does, day by day: opening hours, programme, quiet hours, projectors.
///
/// Made by [`Calendar::read`]; asked by [`Calendar::at`], which depends on the calendar and the instant alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    pub(crate) clock: Clock,
    pub(crate) fade_secs: f32,
    pub(crate) hours: Vec<When>,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) shows: Vec<Show>,
    pub(crate) playlists: Vec<Playlist>,
    pub(crate) quiet: Vec<Quiet>,
    pub(crate) projectors: Option<Projectors>,
    pub(crate) outside: Outside,
    pub(crate) imports: Vec<Import>,
}

impl Calendar {
    /// The IANA name of the zone whose clock this calendar goes by.
    pub fn time_zone(&self) -> &str {
        self.clock.name()
    }

    /// Whether the house is open at all times: neither the file nor what it imports says any hours.
    pub fn is_always_open(&self) -> bool {
        let opens = |import: &Import| import.events.iter().any(|(_, deed)| *deed == Deed::Open);
        self.hours.is_empty() && !self.imports.iter().any(opens)
    }
}

/// Dates on which other hours hold, or none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Exception {
    pub(crate) name: Option<String>,
    pub(crate) on: Days,
    /// None: closed.
    pub(crate) hours: Vec<Times>,
}

/// Dates from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Days {
    Dates(Date, Date),
    /// Month and day; the last may lie in the year after the first.
    Yearly((i8, i8), (i8, i8)),
}

impl Days {
    pub(crate) fn holds(self, date: Date) -> bool {
        match self {
            Self::Dates(first, last) => (first..=last).contains(&date),
            Self::Yearly(first, last) => {
                let day = (date.month(), date.day());
                if first <= last {
                    (first..=last).contains(&day)
                } else {
                    day >= first || day <= last
                }
            }
        }
    }

    pub(crate) fn is_yearly(self) -> bool {
        matches!(self, Self::Yearly(..))
    }
}

/// An installation at set times.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Show {
    pub(crate) installation: String,
    pub(crate) when: When,
    pub(crate) fade_secs: f32,
    /// Whether the house is open for it, whatever the hours say.
    pub(crate) opens: bool,
}

/// Hours with less sound.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quiet {
    pub(crate) when: When,
    /// What the master volume may be at most, 0 to 1.
    pub(crate) limit: f32,
}

/// When projectors are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Projectors {
    pub(crate) before_secs: i64,
    pub(crate) after_secs: i64,
    pub(crate) shortest_off_secs: i64,
}

/// What is seen while the house is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    Dark,
    HouseLights,
    Installation(String),
}

/// An iCalendar file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Import {
    pub(crate) file: String,
    pub(crate) fade_secs: f32,
    /// Whether the house is open for its installations, whatever the hours say.
    pub(crate) opens: bool,
    pub(crate) events: Vec<(Event, Deed)>,
}

/// What an event of an iCalendar file does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Close,
    Open,
    Show(String),
}
