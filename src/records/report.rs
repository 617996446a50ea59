//! How a day went: gathered from the rows, and as a page for people.

#[cfg(test)]
mod tests;

mod plot;
mod style;
mod page;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::event::Minute;
use crate::reader::{ReadError, Reader, Row, Value};
use crate::table::Table;
use crate::time::Time;

pub use page::report_html;

/// A day has no more plays, faults and so on that are worth a page.
const MOST_ROWS: usize = 10_000;

/// How a day went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The day.
    pub day: String,
    /// The zone in which it was that day: `Europe/Berlin`.
    pub zone: String,
    /// Where the day begins.
    pub from: Time,
    /// Where the next one begins: 23 or 25 hours later where clocks are put on or back.
    pub to: Time,
    /// The hours in which there was something, for the plots: when, and what a clock on the wall says.
    pub hours: Vec<(Time, String)>,
    /// What played, cut to the day, in the order in which it did.
    pub plays: Vec<Play>,
    /// The plays together, for each installation, longest first.
    pub totals: Vec<Total>,
    /// What each minute was like.
    #[serde(skip)]
    pub minutes: Vec<Minute>,
    /// What did not work.
    pub faults: Vec<Fault>,
    /// Which installations took others' places.
    pub swaps: Vec<Swap>,
    /// What each projector said last.
    pub lamps: Vec<Lamp>,
    /// Visits of headsets.
    pub visits: Visits,
    /// Starts of the program.
    pub starts: Vec<Start>,
    /// Where the clock jumped.
    pub clocks: Vec<Gap>,
    /// Who asked how much of the show, most first.
    pub changes: Vec<(String, u64)>,
}

/// Something that played.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Play {
    /// From when, within the day.
    pub began: Time,
    /// Until when, within the day.
    pub ended: Time,
    /// The installation's folder name.
    pub installation: String,
    /// Its title.
    pub title: String,
    /// The scene's id.
    pub scene: String,
    /// Whether the program ended without warning while it played.
    pub cut: bool,
}

/// An installation's plays together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Total {
    /// The installation's folder name.
    pub installation: String,
    /// Its title.
    pub title: String,
    /// How often a scene of it began.
    pub times: usize,
    /// For how long it was shown, seconds.
    pub secs: f64,
}

/// Something that did not work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fault {
    /// Since when; may be before the day.
    pub since: Time,
    /// Until when; none if it was not over when it was asked for.
    pub until: Option<Time>,
    /// The part of the program.
    pub part: String,
    /// `reduced` or `failed`.
    pub state: String,
    /// What is so and what to do about it.
    pub words: String,
}

/// An installation that was asked to take another one's place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Swap {
    /// When it was over.
    pub at: Time,
    /// Who asked; empty if nobody did.
    pub who: String,
    /// The one before.
    pub before: String,
    /// The one that was asked for.
    pub after: String,
    /// `done`, `refused` or `given up`.
    pub result: String,
    /// How long it took, seconds.
    pub warm_secs: Option<f64>,
    /// What was wrong.
    pub words: String,
}

/// What a projector said last.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lamp {
    /// The projector's name in the venue.
    pub projector: String,
    /// How long its lamp has burned.
    pub hours: Option<f64>,
    /// How much of that on this day.
    pub hours_of_day: Option<f64>,
    /// Its own temperature.
    pub temperature_celsius: Option<f64>,
    /// What it complains of.
    pub errors: String,
}

/// Visits of headsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Visits {
    /// How many.
    pub count: usize,
    /// How long together, seconds.
    pub secs: f64,
}

/// A start of the program.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Start {
    /// When.
    pub at: Time,
    /// When it was last there.
    pub seen: Time,
    /// Whether it ended in good order, or still goes on.
    pub in_order: bool,
}

/// A jump of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Gap {
    /// What the clock said afterwards.
    pub at: Time,
    /// How far it jumped, seconds.
    pub by_secs: f64,
}

/// Today in a zone.
pub fn today(zone: &TimeZone) -> Date {
    Timestamp::now().to_zoned(zone.clone()).date()
}

/// How a day went in a zone. Takes some milliseconds for a day of one show.
pub fn report(reader: &Reader, day: Date, zone: &TimeZone) -> Result<Report, ReadError> {
    let start = |day: Date| {
        let zoned = day.to_zoned(zone.clone());
        zoned.map_or(Time::default(), |zoned| Time::from(zoned.timestamp()))
    };
    let from = start(day);
    let to = start(day.tomorrow().unwrap_or(day));
    let rows = |table| Ok::<_, ReadError>(reader.rows(table, from, to, MOST_ROWS)?.rows);

    let runs = rows(Table::Runs)?;
    // What has no end goes on until the program was last there.
    let seen = runs.last().and_then(|run| run.time(1)).unwrap_or(to);
    let plays: Vec<Play> = rows(Table::Plays)?
        .iter()
        .filter_map(|row| {
            let began = row.time(0)?.max(from);
            let ended = row.time(1).unwrap_or(seen).min(to);
            (ended > began).then(|| Play {
                began,
                ended,
                installation: row.text(2),
                title: row.text(3),
                scene: row.text(4),
                cut: row.number(5) == Some(1.0),
            })
        })
        .collect();
    let mut report = Report {
        day: day.to_string(),
        zone: zone.iana_name().unwrap_or("UTC").to_string(),
        from,
        to,
        hours: Vec::new(),
        totals: totals(&plays),
        plays,
        minutes: rows(Table::Statistics)?.iter().filter_map(minute).collect(),
        faults: rows(Table::Faults)?.iter().filter_map(fault).collect(),
        swaps: rows(Table::Swaps)?.iter().filter_map(swap).collect(),
        lamps: lamps(&rows(Table::Lamps)?),
        visits: visits(&rows(Table::Visits)?, from, seen.min(to)),
        starts: starts(&runs, from),
        clocks: rows(Table::Clocks)?.iter().filter_map(gap).collect(),
        changes: changes(&rows(Table::Changes)?),
    };
    report.hours = hours(&report, zone);
    Ok(report)
}

/// The hours of the day, from the one in which something began to the one in which all was over.
fn hours(report: &Report, zone: &TimeZone) -> Vec<(Time, String)> {
    let plays = report
        .plays
        .iter()
        .flat_map(|play| [play.began, play.ended]);
    let minutes = report.minutes.iter().map(|minute| minute.began);
    let times = plays.chain(minutes);
    let whole: Vec<Time> = (0..=26)
        .map(|hour| report.from.plus_secs(3600.0 * f64::from(hour)))
        .take_while(|time| *time <= report.to)
        .collect();
    let first = times.clone().min().unwrap_or(report.from);
    let last = times.max().unwrap_or(report.to);
    let begin = whole.iter().rposition(|time| *time <= first).unwrap_or(0);
    let end = whole
        .iter()
        .position(|time| *time >= last)
        .unwrap_or(whole.len());
    let named = |time: &Time| {
        let hour = time.timestamp().to_zoned(zone.clone()).hour();
        (*time, format!("{hour}"))
    };
    let end = (end + 1).min(whole.len()).max(begin);
    whole[begin..end].iter().map(named).collect()
}

fn totals(plays: &[Play]) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for play in plays {
        let secs = play.ended.secs_since(play.began);
        match totals
            .iter_mut()
            .find(|total| total.installation == play.installation)
        {
            Some(total) => {
                total.times += 1;
                total.secs += secs;
            }
            None => totals.push(Total {
                installation: play.installation.clone(),
                title: play.title.clone(),
                times: 1,
                secs,
            }),
        }
    }
    totals.sort_by(|one, other| other.secs.total_cmp(&one.secs));
    totals
}

fn minute(row: &Row) -> Option<Minute> {
    let count = |place| row.number(place).unwrap_or(0.0).max(0.0) as u64;
    Some(Minute {
        began: row.time(0)?,
        frame_median_ms: row.number(1).unwrap_or(f64::NAN),
        frame_p99_ms: row.number(2).unwrap_or(f64::NAN),
        frame_longest_ms: row.number(3).unwrap_or(f64::NAN),
        late_frames: count(4),
        sound_underruns: count(5),
        shown_fps: row.number(6).unwrap_or(f64::NAN),
        painted_fps: row.number(7).unwrap_or(f64::NAN),
        temperature_celsius: row.number(8),
        memory_mib: row.number(9),
        load_cores: row.number(10),
        clients: u32::try_from(count(11)).unwrap_or(u32::MAX),
    })
}

fn fault(row: &Row) -> Option<Fault> {
    Some(Fault {
        since: row.time(0)?,
        until: row.time(1),
        part: row.text(2),
        state: row.text(3),
        words: row.text(4),
    })
}

fn swap(row: &Row) -> Option<Swap> {
    Some(Swap {
        at: row.time(0)?,
        who: row.text(1),
        before: row.text(2),
        after: row.text(3),
        result: row.text(4),
        warm_secs: row.number(5),
        words: row.text(6),
    })
}

fn lamps(rows: &[Row]) -> Vec<Lamp> {
    let mut lamps: Vec<(Option<f64>, Lamp)> = Vec::new();
    for row in rows {
        let projector = row.text(1);
        let known = lamps
            .iter()
            .position(|(_, lamp)| lamp.projector == projector);
        let hours = row.number(2);
        let first = known.and_then(|place| lamps[place].0).or(hours);
        let lamp = Lamp {
            projector,
            hours,
            hours_of_day: hours
                .zip(first)
                .map(|(last, first)| (last - first).max(0.0)),
            temperature_celsius: row.number(3),
            errors: row.text(4),
        };
        match known {
            Some(place) => lamps[place] = (first, lamp),
            None => lamps.push((first, lamp)),
        }
    }
    lamps.sort_by(|(_, one), (_, other)| one.projector.cmp(&other.projector));
    lamps.into_iter().map(|(_, lamp)| lamp).collect()
}

fn visits(rows: &[Row], from: Time, to: Time) -> Visits {
    let secs = rows.iter().filter_map(|row| {
        let began = row.time(0)?.max(from);
        let ended = row.time(1).unwrap_or(to).min(to);
        Some(ended.secs_since(began).max(0.0))
    });
    Visits {
        count: rows.len(),
        secs: secs.sum(),
    }
}

fn starts(runs: &[Row], from: Time) -> Vec<Start> {
    let last = runs.last().map(|run| run.id);
    runs.iter()
        .filter_map(|run| {
            let start = Start {
                at: run.time(0)?,
                seen: run.time(1)?,
                in_order: run.time(2).is_some() || Some(run.id) == last,
            };
            (start.at >= from).then_some(start)
        })
        .collect()
}

fn gap(row: &Row) -> Option<Gap> {
    Some(Gap {
        at: row.time(0)?,
        by_secs: row.number(2)?,
    })
}

fn changes(rows: &[Row]) -> Vec<(String, u64)> {
    let mut changes: Vec<(String, u64)> = Vec::new();
    for row in rows {
        let who = row.text(2);
        let times = row.number(5).unwrap_or(1.0) as u64;
        match changes.iter_mut().find(|(other, _)| *other == who) {
            Some((_, count)) => *count += times,
            None => changes.push((who, times)),
        }
    }
    changes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    changes
}

impl Row {
    fn time(&self, place: usize) -> Option<Time> {
        match self.values.get(place)? {
            Value::Integer(micros) => Some(Time(*micros)),
            _ => None,
        }
    }

    fn number(&self, place: usize) -> Option<f64> {
        match self.values.get(place)? {
            Value::Integer(number) => Some(*number as f64),
            Value::Real(number) => Some(*number),
            _ => None,
        }
    }

    fn text(&self, place: usize) -> String {
        match self.values.get(place) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }
}
