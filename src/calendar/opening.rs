//! When the house is open: hours, exceptions, what is imported and what opens the house by itself, put together.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::{Calendar, Deed, Exception};
use crate::clock::days_on;
use crate::ics::Occurrence;
use crate::interval::Interval;
use crate::when::Times;

/// A stretch for which the house is open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) interval: Interval,
    /// When the span began of which this is a part; playlists begin anew there.
    pub(crate) run_start: Timestamp,
    /// The date to which it belongs: that on which its span begins.
    pub(crate) date: Date,
    pub(crate) by: By,
}

/// Why the house is open, or closed by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Always,
    Hours,
    Exception(Option<String>),
    /// A show of the calendar's own, or an imported one.
    Show(String),
    Import(String),
}

/// An imported event at one of its times.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Imported<'c> {
    pub(crate) occurrence: Occurrence,
    pub(crate) deed: &'c Deed,
    pub(crate) summary: &'c str,
    pub(crate) file: &'c str,
    pub(crate) fade_secs: f32,
    pub(crate) opens: bool,
}

impl Calendar {
    /// Everything imported that has a part in a stretch, in the files' order.
    pub(crate) fn imported(&self, stretch: Interval) -> Vec<Imported<'_>> {
        let mut all = Vec::new();
        for import in &self.imports {
            for (event, deed) in &import.events {
                let occurrences = event.in_stretch(stretch, &self.clock);
                all.extend(occurrences.into_iter().map(|occurrence| Imported {
                    occurrence,
                    deed,
                    summary: &event.summary,
                    file: &import.file,
                    fade_secs: import.fade_secs,
                    opens: import.opens,
                }));
            }
        }
        all
    }

    /// The exception that holds on a date: one for dates beats a yearly one.
    pub(crate) fn exception(&self, date: Date) -> Option<&Exception> {
        let holds = |yearly: bool| {
            let mut all = self.exceptions.iter();
            all.find(|exception| exception.on.is_yearly() == yearly && exception.on.holds(date))
        };
        holds(false).or_else(|| holds(true))
    }

    /// Every stretch for which the house is open and that belongs to one of the dates, in order and apart from each other.
    pub(crate) fn pieces(&self, from: Date, to: Date, imported: &[Imported<'_>]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut date = from;
        while date <= to {
            let whole = Interval {
                start: self.clock.reached(date, 0),
                end: self.clock.reached(days_on(date, 1), 0),
            };
            for (times, by) in self.hours_on(date) {
                let span = times.on(date, &self.clock);
                let is_exception = matches!(by, By::Exception(_));
                let closed = imported
                    .iter()
                    .filter(|one| one.closes(date, span, is_exception));
                let closed = closed.map(|one| one.closed_of(span));
                add(&mut pieces, span, date, &by, closed);
            }
            self.opened_by_import(&mut pieces, date, whole, imported);
            self.opened_by_shows(&mut pieces, date, imported);
            date = days_on(date, 1);
        }
        pieces.sort_by_key(|piece| piece.interval);
        pieces
    }

    /// The hours that begin on a date, without what is imported.
    fn hours_on(&self, date: Date) -> Vec<(Times, By)> {
        if let Some(exception) = self.exception(date) {
            let by = || By::Exception(exception.name.clone());
            return exception.hours.iter().map(|times| (*times, by())).collect();
        }
        if self.is_always_open() {
            return vec![(Times::DAY, By::Always)];
        }
        let on = self.hours.iter().filter(|hours| hours.is_on(date));
        on.map(|hours| (hours.daily(), By::Hours)).collect()
    }

    /// "Open" in an imported file; an event over several days is one stretch a day.
    fn opened_by_import(
        &self,
        pieces: &mut Vec<Piece>,
        date: Date,
        whole: Interval,
        imported: &[Imported<'_>],
    ) {
        for one in imported {
            let opens = match one.deed {
                Deed::Open => true,
                Deed::Show(_) => one.opens,
                Deed::Close => false,
            };
            let open = one.occurrence.interval;
            let span = match (open.is_within_a_day(), whole.holds(open.start)) {
                (true, true) => open,
                (true, false) => continue,
                (false, _) => Interval {
                    start: open.start.max(whole.start),
                    end: open.end.min(whole.end),
                },
            };
            if opens && span.start < span.end {
                let closed = imported
                    .iter()
                    .filter(|other| other.closes(date, span, false));
                let closed = closed.map(|other| other.closed_of(span));
                let by = match one.deed {
                    Deed::Show(name) => By::Show(name.clone()),
                    _ => By::Import(one.file.to_owned()),
                };
                add(pieces, span, date, &by, closed);
            }
        }
    }

    fn opened_by_shows(&self, pieces: &mut Vec<Piece>, date: Date, imported: &[Imported<'_>]) {
        for show in self
            .shows
            .iter()
            .filter(|show| show.opens && show.when.is_on(date))
        {
            let span = show.when.daily().on(date, &self.clock);
            let is_for_this_date = !show.when.dates.is_empty();
            let closed = imported
                .iter()
                .filter(|one| !is_for_this_date && one.closes(date, span, false));
            let closed = closed.map(|one| one.closed_of(span));
            add(
                pieces,
                span,
                date,
                &By::Show(show.installation.clone()),
                closed,
            );
        }
    }
}

impl Imported<'_> {
    /// Whether a span that begins on a date is closed by it, wholly or in part. What the calendar says for a date
    /// itself is not touched by whole days.
    fn closes(&self, date: Date, span: Interval, is_exception: bool) -> bool {
        *self.deed == Deed::Close
            && match self.occurrence.days {
                Some((first, end)) => !is_exception && first <= date && date < end,
                None => self.occurrence.interval.meets(span),
            }
    }

    fn closed_of(&self, span: Interval) -> Interval {
        match self.occurrence.days {
            Some(_) => span,
            None => self.occurrence.interval,
        }
    }
}

/// Adds what of a span neither is closed nor taken already.
fn add(
    pieces: &mut Vec<Piece>,
    span: Interval,
    date: Date,
    by: &By,
    closed: impl Iterator<Item = Interval>,
) {
    let near = |piece: &&Piece| piece.interval.meets(span);
    let taken: Vec<Interval> = pieces
        .iter()
        .filter(near)
        .map(|piece| piece.interval)
        .collect();
    for interval in span.without(closed.chain(taken)) {
        pieces.push(Piece {
            interval,
            run_start: span.start,
            date,
            by: by.clone(),
        });
    }
}
