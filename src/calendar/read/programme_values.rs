//! Playlists, and shows at set times.

use std::collections::BTreeMap;

use welkin_installation::{Findings, Node, quote};

use crate::calendar::Show;
use crate::file::half_an_hour;
use crate::playlist::{Entry, Order, Playlist};
use crate::when::When;

use super::when_values::{check_clashes, when};

pub(super) fn shows(
    root: Node<'_>,
    fade_secs: f32,
    hours: &[When],
    findings: &mut Findings<'_>,
) -> Vec<Show> {
    let mut found = Vec::new();
    for node in root.get("show").items() {
        let Some(when) = when(node, findings) else {
            continue;
        };
        if when.times.is_none() {
            // The schema says so.
            continue;
        }
        let opens = node.get("opens").is_true();
        let is_ever_open = hours.is_empty() || hours.iter().any(|open| open.clash(&when).is_some());
        // What opens on a date by an exception is not looked at: that date is known to whoever wrote both.
        if !opens
            && !is_ever_open
            && !root.get("exception").is_there()
            && !root.get("import").is_there()
        {
            let message = "the house is never open at the time of this show".into();
            findings.unwise(
                node,
                message,
                "add opens = true, which opens the house for it",
            );
        }
        let installation = node
            .get("installation")
            .text()
            .unwrap_or_default()
            .to_owned();
        let fade_secs = node
            .get("fade_secs")
            .number()
            .map_or(fade_secs, |secs| secs as f32);
        found.push((
            Show {
                installation,
                when,
                fade_secs,
                opens,
            },
            node,
        ));
    }
    check_clashes(
        "times of a show",
        found.iter().map(|(show, node)| (&show.when, *node)),
        findings,
    );
    found.into_iter().map(|(show, _)| show).collect()
}

pub(super) fn playlists(
    root: Node<'_>,
    fade_secs: f32,
    findings: &mut Findings<'_>,
) -> Vec<Playlist> {
    let mut found = Vec::new();
    let mut ids = BTreeMap::new();
    for node in root.get("playlist").items().take(50) {
        let id = node.get("id");
        if let Some(first) = id.text().and_then(|text| ids.insert(text, id)) {
            let line = findings.line_of(first);
            let message = format!(
                "two playlists have the id {}",
                quote(id.text().unwrap_or_default())
            );
            findings.wrong(
                id,
                message,
                format!("the first is in line {line}; give this one another name"),
            );
        }
        let when = when(node, findings);
        let order = match node.get("order").text() {
            Some("weighted") => Order::Weighted,
            Some("shuffle") => Order::Shuffle,
            _ => Order::AsWritten,
        };
        let fade_secs = node
            .get("fade_secs")
            .number()
            .map_or(fade_secs, |secs| secs as f32);
        let entries = entries(node, order, fade_secs, findings);
        if let Some(when) = when.filter(|_| !entries.is_empty()) {
            let id = id.text().unwrap_or_default().to_owned();
            let seed = node.get("seed").number().unwrap_or(0.0) as u64;
            found.push((
                Playlist {
                    id,
                    when,
                    order,
                    seed,
                    fade_secs,
                    entries,
                },
                node,
            ));
        }
    }
    check_clashes(
        "times of a playlist",
        found.iter().map(|(list, node)| (&list.when, *node)),
        findings,
    );
    found.into_iter().map(|(list, _)| list).collect()
}

fn entries(
    node: Node<'_>,
    order: Order,
    fade_secs: f32,
    findings: &mut Findings<'_>,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for item in node.get("entry").items().take(200) {
        let weight = item.get("weight");
        if weight.is_there() && order != Order::Weighted {
            let message = "weights only count where the order is \"weighted\"".into();
            findings.unwise(
                weight,
                message,
                "leave it out, or write order = \"weighted\"",
            );
        }
        let minutes = item.get("minutes").number().unwrap_or(half_an_hour());
        let secs = (minutes * 60.0).round().clamp(60.0, 86_400.0);
        if f64::from(fade_secs) > secs / 2.0 {
            let message =
                format!("the cross-fade of {fade_secs} s takes more than half of this turn");
            findings.unwise(
                item,
                message,
                "make the turn longer, or `fade_secs` shorter",
            );
        }
        entries.push(Entry {
            installation: item
                .get("installation")
                .text()
                .unwrap_or_default()
                .to_owned(),
            weight: weight
                .number()
                .filter(|weight| weight.is_finite())
                .unwrap_or(1.0),
            secs: secs as i64,
        });
    }
    let is_drawn = |entry: &Entry| entry.weight > 0.0;
    if order == Order::Weighted && !entries.is_empty() && !entries.iter().any(is_drawn) {
        let message = "no installation of this playlist has a weight above 0".into();
        findings.wrong(
            node.get("entry"),
            message,
            "give at least one of them a weight of 1",
        );
    }
    entries
}
