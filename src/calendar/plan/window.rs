//! Everything that may be due around a stretch of time, as instants.

use jiff::Timestamp;

use crate::calendar::{Calendar, Deed};
use crate::clock::days_on;
use crate::interval::Interval;
use crate::opening::Piece;
use crate::playlist::Turn;

/// So many days around a stretch are looked at, so that what began before it, or lights projectors for what comes
/// after it, is seen.
const MARGIN_DAYS: i64 = 3;

/// Everything that may be due around a stretch of time.
pub(super) struct Window<'c> {
    pub(super) calendar: &'c Calendar,
    stretch: Interval,
    pub(super) pieces: Vec<Piece>,
    /// The installations that are set, those that beat others first.
    pub(super) shows: Vec<Set<'c>>,
    /// The runs of playlists, those that beat others first.
    pub(super) runs: Vec<Run>,
    pub(super) quiet: Vec<QuietTime>,
    /// When projectors are on; none where the calendar does not say.
    pub(super) lit: Option<Vec<Interval>>,
}

/// An installation at a set time.
pub(super) struct Set<'c> {
    pub(super) interval: Interval,
    pub(super) rank: u8,
    pub(super) installation: &'c str,
    pub(super) fade_secs: f32,
    /// The file it is imported from.
    pub(super) file: Option<&'c str>,
}

/// A playlist while the house is open.
pub(super) struct Run {
    pub(super) interval: Interval,
    pub(super) rank: u8,
    pub(super) playlist: usize,
    pub(super) turns: Vec<Turn>,
}

/// Quiet hours on a day.
pub(super) struct QuietTime {
    pub(super) interval: Interval,
    pub(super) rank: u8,
    pub(super) limit: f32,
}

impl<'c> Window<'c> {
    pub(super) fn new(calendar: &'c Calendar, stretch: Interval) -> Self {
        let clock = &calendar.clock;
        let from = days_on(clock.wall(stretch.start).date(), -MARGIN_DAYS);
        let to = days_on(clock.wall(stretch.end).date(), MARGIN_DAYS);
        let around = Interval {
            start: clock.reached(days_on(from, -1), 0),
            end: clock.reached(days_on(to, 2), 0),
        };
        let imported = calendar.imported(around);
        let pieces = calendar.pieces(from, to, &imported);
        let mut window = Self {
            calendar,
            stretch,
            lit: calendar.projectors.map(|_| Vec::new()),
            pieces,
            shows: Vec::new(),
            runs: Vec::new(),
            quiet: Vec::new(),
        };
        let mut date = from;
        while date <= to {
            window.set_on(date);
            date = days_on(date, 1);
        }
        for one in &imported {
            if let Deed::Show(installation) = one.deed {
                // What the calendar says for a date itself beats what is imported, and that beats days of the week.
                window.shows.push(Set {
                    interval: one.occurrence.interval,
                    rank: 1,
                    installation,
                    fade_secs: one.fade_secs,
                    file: Some(one.file),
                });
            }
        }
        window.run_playlists(from, to);
        window.light_projectors();
        // Of the same rank the one that began later is on; nothing of the calendar's own has the same rank and time.
        window.shows.sort_by_key(|show| {
            (
                std::cmp::Reverse(show.rank),
                std::cmp::Reverse(show.interval.start),
            )
        });
        window.runs.sort_by_key(|run| {
            (
                std::cmp::Reverse(run.rank),
                std::cmp::Reverse(run.interval.start),
            )
        });
        window.quiet.sort_by_key(|quiet| {
            (
                std::cmp::Reverse(quiet.rank),
                std::cmp::Reverse(quiet.interval.start),
            )
        });
        window
    }

    fn set_on(&mut self, date: jiff::civil::Date) {
        let calendar = self.calendar;
        for show in calendar.shows.iter().filter(|show| show.when.is_on(date)) {
            self.shows.push(Set {
                interval: show.when.daily().on(date, &calendar.clock),
                rank: if show.when.dates.is_empty() { 0 } else { 2 },
                installation: &show.installation,
                fade_secs: show.fade_secs,
                file: None,
            });
        }
        for quiet in calendar.quiet.iter().filter(|quiet| quiet.when.is_on(date)) {
            self.quiet.push(QuietTime {
                interval: quiet.when.daily().on(date, &calendar.clock),
                rank: quiet.when.rank(),
                limit: quiet.limit,
            });
        }
    }

    /// A playlist without times goes on through the spans that begin on its days; one with times through what of
    /// them the house is open. It begins anew with every span, and with its own times.
    fn run_playlists(&mut self, from: jiff::civil::Date, to: jiff::civil::Date) {
        for (index, playlist) in self.calendar.playlists.iter().enumerate() {
            let mut intervals = Vec::new();
            if let Some(times) = playlist.when.times {
                let mut date = from;
                while date <= to {
                    if playlist.when.is_on(date) {
                        let due = times.on(date, &self.calendar.clock);
                        let open = self.pieces.iter().filter(|piece| piece.interval.meets(due));
                        intervals.extend(open.map(|piece| {
                            let start = piece.interval.start.max(due.start);
                            let end = piece.interval.end.min(due.end);
                            (Interval { start, end }, piece.run_start.max(due.start))
                        }));
                    }
                    date = days_on(date, 1);
                }
            } else {
                let on = self
                    .pieces
                    .iter()
                    .filter(|piece| playlist.when.is_on(piece.date));
                intervals.extend(on.map(|piece| (piece.interval, piece.run_start)));
            }
            for (interval, start) in intervals {
                // Turns are only drawn where somebody asks for them.
                let is_asked =
                    interval.start <= self.stretch.end && self.stretch.start <= interval.end;
                let turns = if is_asked {
                    playlist.turns(Interval {
                        start,
                        end: interval.end,
                    })
                } else {
                    Vec::new()
                };
                let rank = playlist.when.rank();
                self.runs.push(Run {
                    interval,
                    rank,
                    playlist: index,
                    turns,
                });
            }
        }
    }

    fn light_projectors(&mut self) {
        let (Some(projectors), Some(lit)) = (self.calendar.projectors, &mut self.lit) else {
            return;
        };
        let secs = |at: Timestamp, secs: i64| {
            at.checked_add(jiff::SignedDuration::from_secs(secs))
                .unwrap_or(at)
        };
        for piece in &self.pieces {
            let start = secs(piece.interval.start, -projectors.before_secs);
            let end = secs(piece.interval.end, projectors.after_secs);
            match lit.last_mut() {
                Some(last) if start <= secs(last.end, projectors.shortest_off_secs) => {
                    last.end = last.end.max(end)
                }
                _ => lit.push(Interval { start, end }),
            }
        }
    }

    /// Every instant after the stretch's start until its end at which anything begins or ends.
    pub(super) fn boundaries(&self) -> Vec<Timestamp> {
        let turns = self.runs.iter().flat_map(|run| &run.turns);
        let intervals = (self.pieces.iter().map(|piece| piece.interval))
            .chain(self.shows.iter().map(|show| show.interval))
            .chain(self.runs.iter().map(|run| run.interval))
            .chain(turns.map(|turn| turn.interval))
            .chain(self.quiet.iter().map(|quiet| quiet.interval))
            .chain(self.lit.iter().flatten().copied());
        let mut all: Vec<Timestamp> = intervals
            .flat_map(|interval| [interval.start, interval.end])
            .filter(|at| self.stretch.start < *at && *at <= self.stretch.end)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
