//! The report as one page that needs nothing else: no script, no picture, nothing from the internet.

use jiff::tz::TimeZone;

use super::plot::{Line, band, colour, escape, lines};
use super::style::STYLE;
use super::{Fault, Report};
use crate::event::Minute;
use crate::time::Time;
use crate::words::{Language, Words, words};

/// A table has no more lines; the page says how many there are beyond.
const MOST_LINES: usize = 100;

/// The report as one HTML page in a language. Every word that came from elsewhere is text in it and nothing else.
pub fn report_html(report: &Report, language: Language) -> String {
    let words = words(language);
    let page = Page {
        report,
        words,
        zone: TimeZone::get(&report.zone).unwrap_or(TimeZone::UTC),
    };
    let sections = [
        page.head(),
        page.tiles(),
        page.played(),
        page.plots(),
        page.faults(),
        page.swaps(),
        page.lamps(),
        page.rest(),
    ];
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{} {}</title><style>{STYLE}</style></head>\
         <body><main>{}</main></body></html>\n",
        words.code,
        words.report,
        escape(&report.day),
        sections.concat()
    )
}

struct Page<'a> {
    report: &'a Report,
    words: &'static Words,
    zone: TimeZone,
}

impl Page<'_> {
    fn head(&self) -> String {
        format!(
            "<h1>{} {}</h1><p>{} {}</p>",
            self.words.report,
            escape(&self.report.day),
            self.words.zone,
            escape(&self.report.zone)
        )
    }

    fn tiles(&self) -> String {
        let Report {
            plays,
            minutes,
            faults,
            swaps,
            ..
        } = self.report;
        let shown_secs: f64 = self.report.totals.iter().map(|total| total.secs).sum();
        let sum = |count: fn(&Minute) -> u64| minutes.iter().map(count).sum::<u64>();
        let well = |is_well: bool| if is_well { "well" } else { "ill" };
        let failures = faults
            .iter()
            .filter(|fault| fault.state == "failed")
            .count();
        let tile = |class: &str, value: String, name: &str| {
            format!("<div class=\"tile {class}\"><b>{value}</b><span>{name}</span></div>")
        };
        [
            "<div class=\"tiles\">".into(),
            tile("", length(shown_secs), self.words.shown),
            tile("", plays.len().to_string(), self.words.plays),
            tile(
                well(failures == 0),
                faults.len().to_string(),
                self.words.faults,
            ),
            tile("", swaps.len().to_string(), self.words.swaps),
            tile(
                "",
                sum(|minute| minute.late_frames).to_string(),
                self.words.late_frames,
            ),
            tile(
                "",
                sum(|minute| minute.sound_underruns).to_string(),
                self.words.underruns,
            ),
            tile("", self.report.visits.count.to_string(), self.words.visits),
            "</div>".into(),
        ]
        .concat()
    }

    fn played(&self) -> String {
        let rows = self.report.totals.iter().map(|total| {
            format!(
                "<tr><td><i class=\"key p{}\"></i>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                colour(self.report, &total.installation),
                escape(if total.title.is_empty() { &total.installation } else { &total.title }),
                total.times,
                length(total.secs)
            )
        });
        let head = format!(
            "<tr><th>{}</th><th class=\"n\">{}</th><th class=\"n\">{}</th></tr>",
            self.words.installation, self.words.times, self.words.total
        );
        format!(
            "<h2>{}</h2>{}{}",
            self.words.what_played,
            band(self.report, self.words.what_played),
            self.table(&head, rows)
        )
    }

    fn plots(&self) -> String {
        let words = self.words;
        let minutes = &self.report.minutes;
        let line = |class, label: &str, value: &dyn Fn(&Minute) -> f64| Line {
            class,
            label: label.into(),
            points: minutes
                .iter()
                .map(|minute| (minute.began, value(minute)))
                .collect(),
        };
        let unknown = f64::NAN;
        let plots = [
            (
                words.frame_intervals,
                vec![
                    line("b", words.p99, &|minute| minute.frame_p99_ms),
                    line("a", words.median, &|minute| minute.frame_median_ms),
                ],
                true,
            ),
            (
                words.temperature,
                vec![line("b", "", &|minute| {
                    minute.temperature_celsius.unwrap_or(unknown)
                })],
                false,
            ),
            (
                words.memory,
                vec![line("a", "", &|minute| {
                    minute.memory_mib.unwrap_or(unknown)
                })],
                true,
            ),
            (
                words.clients,
                vec![line("a", "", &|minute| f64::from(minute.clients))],
                true,
            ),
        ];
        let section = |(title, plotted, from_zero): (&str, Vec<Line>, bool)| {
            let plot = lines(self.report, title, &plotted, from_zero);
            let plot = plot.unwrap_or_else(|| format!("<p>{}</p>", words.no_data));
            format!("<h2>{title}</h2>{plot}")
        };
        plots.map(section).concat()
    }

    fn faults(&self) -> String {
        let words = self.words;
        let head = format!(
            "<tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr>",
            words.from, words.until, words.part, words.state, words.what
        );
        let row = |fault: &Fault| {
            let (class, state) = match fault.state.as_str() {
                "failed" => ("failed", words.failed),
                _ => ("reduced", words.reduced),
            };
            format!(
                "<tr><td class=\"t\">{}</td><td class=\"t\">{}</td><td>{}</td><td class=\"{class}\">{state}</td><td class=\"w\">{}</td></tr>",
                self.clock(fault.since),
                fault
                    .until
                    .map_or(words.still.into(), |until| self.clock(until)),
                escape(&fault.part),
                escape(&fault.words)
            )
        };
        let rows = self.report.faults.iter().map(row);
        format!("<h2>{}</h2>{}", words.faults, self.table(&head, rows))
    }

    fn swaps(&self) -> String {
        let words = self.words;
        let head = format!(
            "<tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th class=\"n\">{}</th></tr>",
            words.at, words.who, words.before, words.after, words.result, words.took
        );
        let rows = self.report.swaps.iter().map(|swap| {
            let (class, result) = match swap.result.as_str() {
                "done" => ("", words.done),
                "refused" => ("failed", words.refused),
                _ => ("reduced", words.given_up),
            };
            let took = swap.warm_secs.map_or(String::new(), |secs| format!("{secs:.1}"));
            let who = if swap.who.is_empty() { words.nobody } else { &swap.who };
            let problems = match swap.words.as_str() {
                "" => String::new(),
                problems => format!(": {problems}"),
            };
            format!(
                "<tr><td class=\"t\">{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"w {class}\">{result}{}</td>\
                 <td class=\"n\">{took}</td></tr>",
                self.clock(swap.at),
                escape(who),
                escape(&swap.before),
                escape(&swap.after),
                escape(&problems)
            )
        });
        format!("<h2>{}</h2>{}", words.swaps, self.table(&head, rows))
    }

    fn lamps(&self) -> String {
        let words = self.words;
        if self.report.lamps.is_empty() {
            return String::new();
        }
        let head = format!(
            "<tr><th>{}</th><th class=\"n\">{}</th><th></th><th class=\"n\">°C</th><th>{}</th></tr>",
            words.projector, words.hours, words.errors
        );
        let all = self.report.lamps.iter().filter_map(|lamp| lamp.hours);
        let most = all.fold(1.0, f64::max);
        let rows = self.report.lamps.iter().map(|lamp| {
            let hours = lamp.hours.map_or(String::new(), |hours| format!("{hours:.0}"));
            let of_day = lamp.hours_of_day.filter(|hours| *hours > 0.0);
            let of_day = of_day.map_or(String::new(), |hours| format!(" (+{hours:.1})"));
            let width = 100.0 * lamp.hours.unwrap_or(0.0) / most;
            let warm = lamp.temperature_celsius;
            format!(
                "<tr><td>{}</td><td class=\"n\">{hours}{of_day}</td><td style=\"width:30%\"><div class=\"bar\" \
                 style=\"width:{width:.1}%\"></div></td><td class=\"n\">{}</td><td class=\"failed w\">{}</td></tr>",
                escape(&lamp.projector),
                warm.map_or(String::new(), |celsius| format!("{celsius:.0}")),
                escape(&lamp.errors)
            )
        });
        format!("<h2>{}</h2>{}", words.lamps, self.table(&head, rows))
    }

    fn rest(&self) -> String {
        let words = self.words;
        let starts = self.report.starts.iter().map(|start| {
            let how = if start.in_order {
                String::new()
            } else {
                format!("{} {}", words.cut, self.clock(start.seen))
            };
            format!(
                "<tr><td class=\"t\">{}</td><td class=\"failed\">{how}</td></tr>",
                self.clock(start.at)
            )
        });
        let jumps = self.report.clocks.iter().map(|jump| {
            format!(
                "<tr><td class=\"t\">{}</td><td class=\"n\">{:+.1} s</td></tr>",
                self.clock(jump.at),
                jump.by_secs
            )
        });
        let changes = self.report.changes.iter().map(|(who, count)| {
            let who = if who.is_empty() { words.nobody } else { who };
            format!(
                "<tr><td>{}</td><td class=\"n\">{count}</td></tr>",
                escape(who)
            )
        });
        let mut sections = format!("<h2>{}</h2>{}", words.starts, self.table("", starts));
        if !self.report.clocks.is_empty() {
            sections += &format!("<h2>{}</h2>{}", words.clocks, self.table("", jumps));
        }
        sections += &format!("<h2>{}</h2>{}", words.changes, self.table("", changes));
        sections
    }

    fn table(&self, head: &str, rows: impl ExactSizeIterator<Item = String>) -> String {
        let count = rows.len();
        if count == 0 {
            return format!("<p>{}</p>", self.words.nothing);
        }
        let shown: String = rows.take(MOST_LINES).collect();
        let beyond = if count > MOST_LINES {
            format!("<p>{} {}</p>", self.words.more, count - MOST_LINES)
        } else {
            String::new()
        };
        format!("<table>{head}{shown}</table>{beyond}")
    }

    /// What a clock on the wall says; with the day where that is another one.
    fn clock(&self, time: Time) -> String {
        let zoned = time.timestamp().to_zoned(self.zone.clone());
        let is_of_day = (self.report.from..self.report.to).contains(&time);
        let form = if is_of_day {
            "%H:%M:%S"
        } else {
            "%Y-%m-%d %H:%M"
        };
        zoned.strftime(form).to_string()
    }
}

/// Hours and minutes.
fn length(secs: f64) -> String {
    let minutes = (secs / 60.0).round().max(0.0) as u64;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
