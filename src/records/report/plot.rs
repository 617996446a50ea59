//! Plots of a day as SVG within the page: no script, colours from its style, so that it prints dark on white.

use std::fmt::Write;

use super::{Play, Report};
use crate::time::Time;

/// How wide a plot is, in its own units; the page scales it.
const WIDTH: f64 = 1200.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 20.0;

/// A line is broken where nothing was recorded for so long, seconds.
const GAP_SECS: f64 = 150.0;

/// How many colours there are for installations.
const COLOURS: usize = 8;

/// A line in a plot.
pub(super) struct Line {
    /// Its class in the style: `a` or `b`.
    pub(super) class: &'static str,
    /// What it is.
    pub(super) label: String,
    /// Where it goes.
    pub(super) points: Vec<(Time, f64)>,
}

/// A text with nothing in it that HTML would take for more than text.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter if letter.is_control() && letter != '\n' => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// The colour of an installation: the same in the band and in the table.
pub(super) fn colour(report: &Report, installation: &str) -> usize {
    let mut totals = report.totals.iter();
    totals
        .position(|total| total.installation == installation)
        .unwrap_or(0)
        % COLOURS
}

/// What played when, with the faults as marks below.
pub(super) fn band(report: &Report, label: &str) -> String {
    let (top, high, marks) = (8.0, 64.0, 82.0);
    let bottom = 104.0;
    let mut svg = begin(bottom + 30.0, label);
    hours(&mut svg, report, top, bottom);
    let mut last = f64::MIN;
    for play in joined(&report.plays) {
        let (x, width) = span(report, play.began, play.ended);
        let title = escape(&play.title);
        add(
            &mut svg,
            format_args!(
                "<rect class=\"p{}\" x=\"{x:.1}\" y=\"{top}\" width=\"{width:.1}\" height=\"{high}\"><title>{title}</title></rect>",
                colour(report, &play.installation)
            ),
        );
        let short = fitting(&play.title, width - 16.0);
        if !short.is_empty() {
            add(
                &mut svg,
                format_args!(
                    "<text class=\"in\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                    x + 8.0,
                    top + high / 2.0 + 7.0,
                    escape(&short)
                ),
            );
        }
    }
    // Where scenes begin, as far as these can be told apart.
    for play in &report.plays {
        let x = place(report, play.began);
        if x - last >= 4.0 {
            last = x;
            add(
                &mut svg,
                format_args!("<path class=\"cut\" d=\"M{x:.1} {top}v{high}\"/>"),
            );
        }
    }
    for fault in &report.faults {
        let until = fault.until.unwrap_or(report.to);
        let (x, width) = span(report, fault.since, until);
        let class = if fault.state == "failed" {
            "failed"
        } else {
            "reduced"
        };
        add(
            &mut svg,
            format_args!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{marks}\" width=\"{:.1}\" height=\"16\" rx=\"2\">\
             <title>{}: {}</title></rect>",
                width.max(5.0),
                escape(&fault.part),
                escape(&fault.words)
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Lines over the day; from zero where `from_zero` is set.
pub(super) fn lines(
    report: &Report,
    label: &str,
    lines: &[Line],
    from_zero: bool,
) -> Option<String> {
    let values = lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|(_, value)| *value);
    let values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    if values.is_empty() {
        return None;
    }
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (low, step, high) = scale(if from_zero { least.min(0.0) } else { least }, most);
    let (top, bottom) = (30.0, 190.0);
    let y = |value: f64| bottom - (value - low) / (high - low) * (bottom - top);

    let mut svg = begin(bottom + 30.0, label);
    hours(&mut svg, report, top, bottom);
    let ticks = ((high - low) / step).round() as usize;
    for tick in 0..=ticks {
        let value = low + step * tick as f64;
        let at = y(value);
        add(
            &mut svg,
            format_args!(
                "<path class=\"grid\" d=\"M{LEFT} {at:.1}H{}\"/><text class=\"y\" x=\"{}\" y=\"{:.1}\">{}</text>",
                WIDTH - RIGHT,
                LEFT - 8.0,
                at + 6.0,
                number(value, step)
            ),
        );
    }
    for (place_in_key, line) in lines.iter().enumerate() {
        add(
            &mut svg,
            format_args!(
                "<path class=\"line {}\" d=\"{}\"/>",
                line.class,
                path(report, &line.points, y)
            ),
        );
        if lines.len() > 1 {
            let x = LEFT + 8.0 + 260.0 * place_in_key as f64;
            add(
                &mut svg,
                format_args!(
                    "<path class=\"line {}\" d=\"M{x} 14h28\"/><text x=\"{}\" y=\"20\">{}</text>",
                    line.class,
                    x + 36.0,
                    escape(&line.label)
                ),
            );
        }
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// A line's way; lifted where nothing was recorded.
fn path(report: &Report, points: &[(Time, f64)], y: impl Fn(f64) -> f64) -> String {
    let mut path = String::new();
    let mut last: Option<Time> = None;
    for (time, value) in points {
        if !value.is_finite() || *time < report.from || *time > report.to {
            continue;
        }
        let goes_on = last.is_some_and(|last| (0.0..GAP_SECS).contains(&time.secs_since(last)));
        let letter = if goes_on { 'L' } else { 'M' };
        add(
            &mut path,
            format_args!("{letter}{:.1} {:.1}", place(report, *time), y(*value)),
        );
        last = Some(*time);
    }
    path
}

/// Plays of one installation after the other as one.
fn joined(plays: &[Play]) -> Vec<Play> {
    let mut joined: Vec<Play> = Vec::new();
    for play in plays {
        match joined.last_mut() {
            Some(last)
                if last.installation == play.installation
                    && play.began.secs_since(last.ended).abs() < 2.0 =>
            {
                last.ended = play.ended;
            }
            _ => joined.push(play.clone()),
        }
    }
    joined
}

fn begin(height: f64, label: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">",
        escape(label)
    )
}

/// A line at every hour and its number at every second one.
fn hours(svg: &mut String, report: &Report, top: f64, bottom: f64) {
    for (count, (time, hour)) in report.hours.iter().enumerate() {
        let x = place(report, *time);
        add(
            svg,
            format_args!("<path class=\"grid\" d=\"M{x:.1} {top}V{bottom}\"/>"),
        );
        if count % 2 == 0 {
            add(
                svg,
                format_args!(
                    "<text class=\"x\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                    bottom + 22.0,
                    escape(hour)
                ),
            );
        }
    }
}

/// Where a time lies across, kept within the day.
fn place(report: &Report, time: Time) -> f64 {
    let (from, to) = window(report);
    let share = (time.secs_since(from) / to.secs_since(from).max(1.0)).clamp(0.0, 1.0);
    LEFT + share * (WIDTH - LEFT - RIGHT)
}

/// From when until when a plot goes: the hours in which there was something.
fn window(report: &Report) -> (Time, Time) {
    match &report.hours[..] {
        [(first, _), .., (last, _)] => (*first, *last),
        _ => (report.from, report.to),
    }
}

/// As much of a title as there is room for; nothing where that is less than four letters.
fn fitting(title: &str, width: f64) -> String {
    let mut room = width;
    let fits = |letter: &char| {
        // Letters of East Asia are twice as wide.
        room -= if *letter >= '\u{2e80}' { 23.0 } else { 12.5 };
        room >= 0.0
    };
    let short: String = title.chars().take_while(fits).collect();
    let is_legible = short.len() >= 4 || short == title;
    if is_legible { short } else { String::new() }
}

fn span(report: &Report, from: Time, to: Time) -> (f64, f64) {
    let x = place(report, from);
    (x, (place(report, to) - x).max(0.5))
}

/// The least and the greatest value on an axis and the step between, all round numbers: 1, 2 or 5 of something.
pub(super) fn scale(least: f64, most: f64) -> (f64, f64, f64) {
    let range = (most - least).max(most.abs() * 1e-6).max(1e-3);
    let rough = range / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|times| times * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(10.0 * power);
    let low = (least / step).floor() * step;
    let high = ((most / step).ceil() * step).max(low + step);
    (low, step, high)
}

fn number(value: f64, step: f64) -> String {
    let digits = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{value:.digits$}")
}

/// Writing into a text cannot fail.
fn add(text: &mut String, words: std::fmt::Arguments<'_>) {
    if text.write_fmt(words).is_err() {
        text.push('?');
    }
}
