//! What of a window is due at one instant, and why.

use jiff::Timestamp;

use crate::calendar::Outside;
use crate::interval::Interval;
use crate::opening::{By, Piece};
use crate::words::wall_time;

use super::Plan;
use super::window::{Run, Set, Window};

impl Window<'_> {
    /// What is due at an instant of the stretch.
    pub(super) fn plan(&self, at: Timestamp) -> Plan {
        let piece = self.pieces.iter().find(|piece| piece.interval.holds(at));
        let mut plan = match piece {
            Some(piece) => self.while_open(piece, at),
            None => self.while_closed(at),
        };
        plan.projectors_on = self
            .lit
            .as_ref()
            .map(|lit| lit.iter().any(|one| one.holds(at)));
        let quiet = self.quiet.iter().find(|quiet| quiet.interval.holds(at));
        if let Some(quiet) = quiet {
            plan.volume_limit = Some(quiet.limit);
            let percent = (quiet.limit * 100.0).round();
            let until = self.time(quiet.interval.end);
            plan.why += &format!(" Quiet until {until}: volume at most {percent} %.");
        }
        plan
    }

    fn while_open(&self, piece: &Piece, at: Timestamp) -> Plan {
        let mut plan = Plan {
            open: true,
            installation: None,
            since: Some(piece.interval.start),
            cross_fade_secs: self.calendar.fade_secs,
            volume_limit: None,
            projectors_on: None,
            house_lights: false,
            dark: false,
            why: self.open_words(piece),
        };
        if let Some(show) = self.shows.iter().find(|show| show.interval.holds(at)) {
            plan.installation = Some(show.installation.to_owned());
            plan.cross_fade_secs = show.fade_secs;
            plan.since = Some(self.came_on(
                piece.interval,
                show.interval,
                at,
                |other| other.beats(show),
                |_| false,
            ));
            let (from, until) = (self.time(show.interval.start), self.time(show.interval.end));
            plan.why += &match show.file {
                Some(file) => format!(
                    " {} is set from {from} to {until} in {file}.",
                    show.installation
                ),
                None => format!(" {} is set from {from} to {until}.", show.installation),
            };
            return plan;
        }
        if let Some(run) = self.runs.iter().find(|run| run.interval.holds(at)) {
            let next = run.turns.partition_point(|turn| turn.interval.start <= at);
            let playlist = &self.calendar.playlists[run.playlist];
            if let Some(turn) = next.checked_sub(1).and_then(|index| run.turns.get(index)) {
                let name = &playlist.entries[turn.entry].installation;
                plan.installation = Some(name.clone());
                plan.cross_fade_secs = playlist.fade_secs;
                let mut on = run.interval;
                on.start = on.start.max(turn.interval.start);
                plan.since =
                    Some(self.came_on(piece.interval, on, at, |_| true, |other| other.beats(run)));
                let until = self.time(turn.interval.end.min(run.interval.end));
                plan.why += &format!(" Playlist {}: {name} until {until}.", playlist.id);
                return plan;
            }
        }
        plan.why += " Nothing is set: what runs goes on.";
        plan.since = Some(self.came_on(piece.interval, piece.interval, at, |_| true, |_| true));
        plan
    }

    /// When something that is due in an interval came on: at its start, with the opening, or when what beats it ended.
    fn came_on(
        &self,
        open: Interval,
        due: Interval,
        at: Timestamp,
        show_beats: impl Fn(&Set<'_>) -> bool,
        run_beats: impl Fn(&Run) -> bool,
    ) -> Timestamp {
        let start = open.start.max(due.start);
        let shows = self
            .shows
            .iter()
            .filter(|show| show_beats(show))
            .map(|show| show.interval);
        let runs = self
            .runs
            .iter()
            .filter(|run| run_beats(run))
            .map(|run| run.interval);
        let ended = shows.chain(runs).filter(|other| other.start < other.end);
        let ends = ended.map(|other| other.end).filter(|end| *end <= at);
        ends.fold(start, Timestamp::max)
    }

    fn while_closed(&self, at: Timestamp) -> Plan {
        let ends = self.pieces.iter().map(|piece| piece.interval.end);
        let date = self.calendar.clock.wall(at).date();
        let closed = self
            .calendar
            .exception(date)
            .filter(|exception| exception.hours.is_empty());
        let name = closed.and_then(|exception| exception.name.as_deref());
        let installation = match &self.calendar.outside {
            Outside::Installation(name) => Some(name.clone()),
            Outside::Dark | Outside::HouseLights => None,
        };
        let shown = match &self.calendar.outside {
            Outside::Dark => "It is dark.".into(),
            Outside::HouseLights => "The house lights are on.".into(),
            Outside::Installation(name) => format!("{name} is shown."),
        };
        Plan {
            open: false,
            installation,
            since: ends.filter(|end| *end <= at).max(),
            cross_fade_secs: self.calendar.fade_secs,
            volume_limit: None,
            projectors_on: None,
            house_lights: self.calendar.outside == Outside::HouseLights,
            dark: self.calendar.outside == Outside::Dark,
            why: match name {
                Some(name) => format!("Closed ({name}). {shown}"),
                None => format!("Closed. {shown}"),
            },
        }
    }

    fn open_words(&self, piece: &Piece) -> String {
        let until = self.time(piece.interval.end);
        match &piece.by {
            By::Always => "Always open.".into(),
            By::Hours | By::Exception(None) => format!("Open until {until}."),
            By::Exception(Some(name)) => format!("Open until {until} ({name})."),
            By::Show(name) => format!("Open until {until} for {name}."),
            By::Import(file) => format!("Open until {until}, as {file} says."),
        }
    }

    fn time(&self, at: Timestamp) -> String {
        wall_time(&self.calendar.clock, at)
    }
}

impl Set<'_> {
    /// Whether this one is on where both are due.
    fn beats(&self, other: &Self) -> bool {
        (self.rank, self.interval.start) > (other.rank, other.interval.start)
    }
}

impl Run {
    fn beats(&self, other: &Self) -> bool {
        (self.rank, self.interval.start) > (other.rank, other.interval.start)
    }
}
