//! A week as a picture: a column a day, time downwards, dark and readable from across a room.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::week::{Day, Stretch, Week};

/// Pixels.
const COLUMN: f64 = 200.0;
const GAP: f64 = 10.0;
const LEFT: f64 = 76.0;
const TOP: f64 = 108.0;
const HOUR: f64 = 32.0;
const WIDTH: f64 = LEFT + 7.0 * (COLUMN + GAP) + 14.0;

/// Fills of installations with the ink on them, told apart also by those who see few colours; after the last the first comes again.
const FILLS: [(&str, &str); 8] = [
    ("#7fb2e5", "#08131f"),
    ("#e8b04a", "#1c1300"),
    ("#6cc7a4", "#03170f"),
    ("#d98ac0", "#1f0717"),
    ("#c9c46a", "#171600"),
    ("#9a93e0", "#0d0a24"),
    ("#e58b6b", "#200c04"),
    ("#8fd0d9", "#04171a"),
];

/// The week in which a date lies, as an SVG picture.
pub fn week_svg(calendar: &Calendar, monday: Date) -> String {
    let week = calendar.week(monday);
    let longest = week
        .days
        .iter()
        .map(|day| day.length_hours)
        .fold(24.0, f64::max);
    let bottom = TOP + longest * HOUR;
    let mut fills = BTreeMap::new();
    for stretch in week.days.iter().flat_map(|day| &day.stretches) {
        if let Some(name) = &stretch.plan.installation {
            let next = fills.len();
            fills
                .entry(name.clone())
                .or_insert(FILLS[next % FILLS.len()]);
        }
    }
    let rows = fills.len().div_ceil(5).max(1) as f64;
    let height = bottom + 74.0 + rows * 30.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"DejaVu Sans, Noto Sans, Noto Sans CJK SC, sans-serif\" fill=\"#e9e6df\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#0e1116\"/>\n"
    );
    let title = format!("Week of {} ({})", week.monday, week.time_zone);
    text(&mut svg, LEFT, 38.0, 24.0, "start", &title, "#e9e6df");
    hours(&mut svg, longest);
    for (index, day) in week.days.iter().enumerate() {
        column(&mut svg, LEFT + index as f64 * (COLUMN + GAP), day, &fills);
    }
    legend(&mut svg, bottom + 34.0, &week, &fills);
    svg.push_str("</svg>\n");
    svg
}

type Fills = BTreeMap<String, (&'static str, &'static str)>;

fn hours(svg: &mut String, longest: f64) {
    for hour in (0..=longest.ceil() as u32)
        .step_by(2)
        .filter(|hour| *hour <= 24)
    {
        let y = TOP + f64::from(hour) * HOUR;
        text(
            svg,
            LEFT - 12.0,
            y + 6.0,
            17.0,
            "end",
            &format!("{hour:02}:00"),
            "#a9a598",
        );
    }
}

fn column(svg: &mut String, x: f64, day: &Day, fills: &Fills) {
    let middle = x + COLUMN / 2.0;
    text(svg, middle, 70.0, 20.0, "middle", &day.weekday, "#e9e6df");
    let below = match &day.name {
        Some(name) => format!("{} {}", &day.date[5..], name),
        None => day.date[5..].to_owned(),
    };
    text(
        svg,
        middle,
        94.0,
        16.0,
        "middle",
        &shortened(&below, 19),
        "#a9a598",
    );
    rect(
        svg,
        [x, TOP, COLUMN, day.length_hours * HOUR],
        "#171b22",
        "",
    );
    for stretch in &day.stretches {
        block(svg, x, stretch, fills);
    }
    for hour in (2..day.length_hours.ceil() as u32).step_by(2) {
        let y = TOP + f64::from(hour) * HOUR;
        line(svg, [x, y, x + COLUMN, y], "#ffffff", 0.09);
    }
    labels(svg, x, day, fills);
    if let Some((at, minutes)) = day.clock_change {
        let y = TOP + at * HOUR;
        line(svg, [x, y, x + COLUMN, y], "#ff6b5e", 1.0);
        let words = format!(
            "clock {}{} min",
            if minutes > 0 { "+" } else { "−" },
            minutes.abs()
        );
        let y = if at < 1.0 { y + 17.0 } else { y - 6.0 };
        text(svg, x + COLUMN - 8.0, y, 14.0, "end", &words, "#ff8f85");
    }
}

fn block(svg: &mut String, x: f64, stretch: &Stretch, fills: &Fills) {
    let plan = &stretch.plan;
    let y = TOP + stretch.from_hours * HOUR;
    let height = (stretch.until_hours - stretch.from_hours) * HOUR;
    let fill = plan
        .installation
        .as_ref()
        .and_then(|name| fills.get(name))
        .map(|(fill, _)| *fill);
    match (plan.open, fill) {
        (true, Some(fill)) => rect(
            svg,
            [x + 10.0, y, COLUMN - 10.0, height],
            fill,
            " stroke=\"#0e1116\"",
        ),
        (true, None) => rect(svg, [x + 10.0, y, COLUMN - 10.0, height], "#3a4250", ""),
        (false, Some(fill)) => rect(
            svg,
            [x + 10.0, y, COLUMN - 10.0, height],
            fill,
            " opacity=\"0.22\"",
        ),
        (false, None) if plan.house_lights => {
            rect(
                svg,
                [x + 10.0, y, COLUMN - 10.0, height],
                "#5b5646",
                " opacity=\"0.45\"",
            );
        }
        (false, None) => {}
    }
    if plan.projectors_on == Some(true) {
        rect(svg, [x, y, 6.0, height], "#f2efe6", "");
    }
    if plan.volume_limit.is_some() {
        rect(svg, [x + COLUMN - 7.0, y, 7.0, height], "#d1485f", "");
    }
}

/// Names and times, where there is room; stretches that look alike have one.
fn labels(svg: &mut String, x: f64, day: &Day, fills: &Fills) {
    let mut free_from = 0.0;
    let mut before: Option<(bool, Option<&str>)> = None;
    for (index, stretch) in day.stretches.iter().enumerate() {
        let look = (stretch.plan.open, stretch.plan.installation.as_deref());
        if before.replace(look) == Some(look) || !look.0 {
            continue;
        }
        let same = day.stretches[index..].iter();
        let same =
            same.take_while(|other| (other.plan.open, other.plan.installation.as_deref()) == look);
        let until = same
            .last()
            .map_or(stretch.until_hours, |last| last.until_hours);
        let y = TOP + stretch.from_hours * HOUR;
        let height = (until - stretch.from_hours) * HOUR;
        if height < 15.0 || y < free_from {
            continue;
        }
        let ink = look
            .1
            .and_then(|name| fills.get(name))
            .map_or("#e9e6df", |(_, ink)| *ink);
        let words = format!("{} {}", stretch.from, look.1.unwrap_or("open"));
        text(
            svg,
            x + 18.0,
            y + 15.0_f64.min(height - 2.0),
            14.0,
            "start",
            &shortened(&words, 20),
            ink,
        );
        free_from = y + 15.0;
    }
}

fn legend(svg: &mut String, y: f64, week: &Week, fills: &Fills) {
    let all = || {
        week.days
            .iter()
            .flat_map(|day| &day.stretches)
            .map(|stretch| &stretch.plan)
    };
    let mut x = LEFT;
    let mut mark = |svg: &mut String, fill: &str, width: f64, words: &str| {
        rect(svg, [x, y - 14.0, width, 18.0], fill, "");
        text(svg, x + width + 8.0, y, 16.0, "start", words, "#c9c5b9");
        x += width + 8.0 + words.len() as f64 * 9.6 + 28.0;
    };
    if all().any(|plan| plan.projectors_on.is_some()) {
        mark(svg, "#f2efe6", 6.0, "projectors on");
    }
    if all().any(|plan| plan.volume_limit.is_some()) {
        mark(svg, "#d1485f", 7.0, "quiet");
    }
    if all().any(|plan| plan.house_lights) {
        mark(svg, "#3a372e", 18.0, "house lights");
    }
    if all().any(|plan| plan.open && plan.installation.is_none()) {
        mark(svg, "#3a4250", 18.0, "open, nothing set");
    }
    for (index, (name, (fill, _))) in fills.iter().enumerate() {
        let x = LEFT + (index % 5) as f64 * 290.0;
        let y = y + 34.0 + (index / 5) as f64 * 30.0;
        rect(svg, [x, y - 14.0, 18.0, 18.0], fill, "");
        text(
            svg,
            x + 26.0,
            y,
            16.0,
            "start",
            &shortened(name, 26),
            "#c9c5b9",
        );
    }
}

fn shortened(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    words.chars().take(most - 1).chain(['…']).collect()
}

fn rect(svg: &mut String, [x, y, width, height]: [f64; 4], fill: &str, more: &str) {
    add(
        svg,
        format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"{more}/>\n"
        ),
    );
}

fn line(svg: &mut String, [x, y, to_x, to_y]: [f64; 4], stroke: &str, opacity: f64) {
    add(
        svg,
        format_args!(
            "<line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{to_x:.1}\" y2=\"{to_y:.1}\" stroke=\"{stroke}\" stroke-opacity=\"{opacity}\"/>\n"
        ),
    );
}

fn text(svg: &mut String, x: f64, y: f64, size: f64, anchor: &str, words: &str, fill: &str) {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            control if control.is_control() => {}
            plain => safe.push(plain),
        }
    }
    add(
        svg,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{fill}\">{safe}</text>\n"
        ),
    );
}

fn add(svg: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    svg.write_fmt(words).unwrap_or_default();
}
