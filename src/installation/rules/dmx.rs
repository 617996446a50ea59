//! Channels of desks and lamps: they fit into their universes, do not fight, and move what there is.

use core::net::Ipv4Addr;
use std::collections::BTreeMap;

use crate::document::{Findings, Node, list, quote};
use crate::show::{Control, master_controls};
use crate::venue::Dmx;

use super::names::{check_known, check_unique};

/// A universe has so many channels.
const CHANNELS: f64 = 512.0;

/// More universes than this no desk of such a room has.
const MOST_UNIVERSES: usize = 64;

/// Finds what is wrong with the desk and the lamps.
pub(crate) fn check_dmx(venue: Node<'_>, findings: &mut Findings<'_>) {
    let dmx = venue.get("dmx");
    check_addresses(dmx, findings);
    let maps: Vec<Node<'_>> = dmx.get("map").items().collect();
    for map in &maps {
        check_map(*map, findings);
    }
    let lamps: Vec<Node<'_>> = venue.get("lamp").items().collect();
    check_unique(lamps.iter().copied(), "id", "lamps", findings);
    check_lamps(&lamps, findings);
    let heard = word(dmx, "protocol", "both");
    let sent = word(dmx, "lamps", "sacn");
    check_universes(&maps, heard, findings);
    check_universes(&lamps, sent, findings);
    let both_ways = heard == "both" || heard == sent;
    for lamp in lamps.iter().filter(|_| both_ways) {
        let universe = lamp.get("universe");
        let is_heard = |map: &&Node<'_>| map.get("universe").number() == universe.number();
        if let (Some(number), Some(_)) = (universe.number(), maps.iter().find(is_heard)) {
            let message =
                format!("the desk is heard on universe {number}, and this lamp would fight it");
            let hint = "give lamps a universe that no map names";
            findings.wrong(universe, message, hint);
        }
    }
}

fn word<'d>(table: Node<'d>, key: &str, default: &'static str) -> &'d str {
    table.get(key).text().unwrap_or(default)
}

fn check_addresses(dmx: Node<'_>, findings: &mut Findings<'_>) {
    let bind = dmx.get("bind");
    if let Some(text) = bind.text()
        && text.parse::<Ipv4Addr>().is_err()
    {
        let message = format!("{} is not an IPv4 address", quote(text));
        findings.wrong(
            bind,
            message,
            "write one such as \"10.0.0.5\", or \"0.0.0.0\"",
        );
    }
    for node in dmx.get("send_to").items() {
        if let Some(text) = node.text()
            && Dmx::address(text).is_none()
        {
            let message = format!("{} is not an IPv4 address", quote(text));
            findings.wrong(
                node,
                message,
                "write one such as \"10.0.0.5\" or \"10.0.0.5:6454\"",
            );
        }
    }
}

/// Each protocol counts its universes differently, and nobody has hundreds.
fn check_universes(users: &[Node<'_>], protocol: &str, findings: &mut Findings<'_>) {
    let mut seen = BTreeMap::new();
    for user in users {
        let universe = user.get("universe");
        let Some(number) = universe.number().filter(|number| *number >= 0.0) else {
            continue;
        };
        let (least, most, called) = match protocol {
            "art-net" => (0.0, 32_767.0, "Art-Net"),
            "sacn" => (1.0, 63_999.0, "sACN"),
            "both" => (0.0, 63_999.0, ""),
            _ => return,
        };
        if !(least..=most).contains(&number) && number <= 63_999.0 {
            let message = format!("{called} has no universe {number}");
            findings.wrong(universe, message, format!("write {least} to {most}"));
        }
        seen.insert(number as u64, ());
        if seen.len() > MOST_UNIVERSES {
            let message = format!("this is the universe after {MOST_UNIVERSES} others");
            return findings.wrong(universe, message, "use fewer universes");
        }
    }
}

fn check_map(map: Node<'_>, findings: &mut Findings<'_>) {
    check_fits(map, 1.0, findings);
    let (control, bands) = (map.get("control"), map.get("band"));
    match (control.is_there(), bands.is_there()) {
        (false, false) => {
            let message = "this channel moves nothing".into();
            findings.wrong(map, message, "add `control`, or a [[dmx.map.band]]");
        }
        (true, true) => {
            let message = "this channel moves a control and has bands as well".into();
            findings.wrong(
                bands,
                message,
                "leave one out, or write another [[dmx.map]]",
            );
        }
        _ => {}
    }
    if !control.is_there() {
        for key in ["range", "give_back_below"] {
            let said = map.get(key);
            if said.is_there() {
                let message = format!("`{key}` is about a control, and none is named");
                findings.wrong(said, message, "add `control`, or leave it out");
            }
        }
    }
    let masters = master_controls();
    let masters = masters.iter().map(|spec| &*spec.name);
    let known: Vec<&str> = Control::ALL
        .iter()
        .map(|control| control.name())
        .chain(masters)
        .collect();
    check_known(control, "control", &known, findings);
    check_bands(&bands.items().collect::<Vec<_>>(), findings);
}

fn check_bands(bands: &[Node<'_>], findings: &mut Findings<'_>) {
    let ends = |band: Node<'_>| Some((band.get("from").number()?, band.get("to").number()?));
    for (index, band) in bands.iter().enumerate() {
        let keys = ["scene", "installation", "action"];
        let does: Vec<&str> = keys
            .into_iter()
            .filter(|key| band.get(key).is_there())
            .collect();
        match does.as_slice() {
            [_] => {}
            [] => {
                let message = "nothing is done in this band".into();
                findings.wrong(*band, message, format!("add one of {}", list(keys)));
            }
            [_, second, ..] => {
                let message = "more than one thing is done in this band".into();
                findings.wrong(band.get(second), message, "leave it out");
            }
        }
        let Some((from, to)) = ends(*band) else {
            continue;
        };
        if to < from {
            let message = format!("the band ends at {to}, before it begins at {from}");
            findings.wrong(band.get("to"), message, "write the lesser value as `from`");
        }
        let before = bands[..index].iter().filter_map(|band| ends(*band));
        let covers = |(low, high): (f64, f64)| low <= to && from <= high;
        if let Some((low, high)) = before.into_iter().find(|other| covers(*other)) {
            let message = format!("this band covers the one from {low} to {high}");
            findings.wrong(band.get("from"), message, "give each values of its own");
        }
    }
}

/// Its channels end within the universe.
fn check_fits(user: Node<'_>, colours: f64, findings: &mut Findings<'_>) {
    let halves = if user.get("bits").number() == Some(16.0) {
        2.0
    } else {
        1.0
    };
    let channel = user.get("channel");
    let Some(first) = channel.number() else {
        return;
    };
    let last = first + colours * halves - 1.0;
    if last > CHANNELS && first <= CHANNELS {
        let message = format!("its channels reach to {last}, and a universe has 512");
        let most = CHANNELS + 1.0 - colours * halves;
        findings.wrong(channel, message, format!("write {most} at most"));
    }
}

/// How many channels a layout has, of one byte each.
fn colours(lamp: Node<'_>) -> f64 {
    match lamp.get("layout").text() {
        Some("dimmer") => 1.0,
        Some("rgbw" | "dimmer-rgb") => 4.0,
        Some("dimmer-rgbw") => 5.0,
        _ => 3.0,
    }
}

fn check_lamps(lamps: &[Node<'_>], findings: &mut Findings<'_>) {
    // For each universe and channel, whose it is.
    let mut owners: BTreeMap<(u64, u64), &str> = BTreeMap::new();
    for lamp in lamps {
        check_fits(*lamp, colours(*lamp), findings);
        let numbers = (
            lamp.get("universe").number(),
            lamp.get("channel").number(),
            lamp.get("id").text(),
        );
        let (Some(universe), Some(first), Some(id)) = numbers else {
            continue;
        };
        let is_fine = lamp.get("bits").number() == Some(16.0);
        let count = colours(*lamp) * if is_fine { 2.0 } else { 1.0 };
        if !(1.0..=CHANNELS).contains(&first) {
            continue;
        }
        let mut rival = None;
        for channel in first as u64..(first + count) as u64 {
            let place = (universe.max(0.0) as u64, channel);
            match owners.get(&place) {
                Some(other) => rival = rival.or(Some((channel, *other))),
                None => {
                    owners.insert(place, id);
                }
            }
        }
        if let Some((channel, other)) = rival {
            let message = format!("channel {channel} belongs to the lamp {}", quote(other));
            findings.wrong(
                lamp.get("channel"),
                message,
                "give each lamp channels of its own",
            );
        }
    }
}
