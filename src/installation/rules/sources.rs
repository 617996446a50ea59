//! What sounds in a show, by name: a source that returns is the same kind of sound again.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Findings, Node, quote};

use super::names::check_unique;

/// What a bed may be, and what it is where it does not say; anything else is the schema's to tell.
const ORDERS: (&str, &[f64], Option<f64>) = ("order", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], None);
const SECTORS: (&str, &[f64], Option<f64>) = ("sectors", &[0.0, 12.0, 20.0, 24.0], Some(12.0));

/// The names of what sounds, for those who use them.
pub(crate) struct Sources<'d> {
    names: Vec<&'d str>,
    beds: BTreeSet<&'d str>,
    are_stems: bool,
}

impl<'d> Sources<'d> {
    /// Every name once, in order.
    pub(crate) fn names(&self) -> &[&'d str] {
        &self.names
    }

    /// Whether there is nothing but stems.
    pub(crate) fn are_stems(&self) -> bool {
        self.are_stems
    }

    /// Whether a name is a bed's.
    pub(crate) fn is_bed(&self, name: &str) -> bool {
        self.beds.contains(name)
    }
}

/// What sounds in a show.
pub(crate) fn sources<'d>(show: Node<'d>) -> Sources<'d> {
    let sounds = || {
        let named = sounds(show).into_iter();
        named.filter_map(|sound| Some((sound.named.text()?, sound.kind)))
    };
    let mut names: Vec<&str> = sounds().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    let is_bed = |kind: Kind<'_>| match kind {
        Kind::Stem => false,
        Kind::Bed(_) => true,
        Kind::Live(live) => live.get("bed").is_there(),
    };
    // What is a bed here and something else there is told of as that.
    let others: BTreeSet<&str> = sounds()
        .filter(|(_, kind)| !is_bed(*kind))
        .map(|(name, _)| name)
        .collect();
    Sources {
        beds: names
            .iter()
            .copied()
            .filter(|name| !others.contains(*name))
            .collect(),
        are_stems: sounds().all(|(_, kind)| matches!(kind, Kind::Stem)),
        names,
    }
}

/// A source has one name and one shape, wherever it returns.
pub(crate) fn check_sources(show: Node<'_>, findings: &mut Findings<'_>) {
    let live = show.get("live");
    check_unique(live.items(), "source", "live sounds", findings);
    let mut seen: BTreeMap<&str, Sound<'_>> = BTreeMap::new();
    for sound in sounds(show) {
        let Some(name) = sound.named.text() else {
            continue;
        };
        let Some(first) = seen.get(name) else {
            seen.insert(name, sound);
            continue;
        };
        // Two of one track, and two live ones, are told of elsewhere.
        if first.track != sound.track {
            check_alike(name, first, &sound, findings);
        }
    }
}

fn check_alike(name: &str, first: &Sound<'_>, again: &Sound<'_>, findings: &mut Findings<'_>) {
    let line = findings.line_of(first.named);
    let (was, is) = (first.kind.said(), again.kind.said());
    if was != is {
        let message = format!(
            "the source {} is {is} here and {was} in line {line}",
            quote(name)
        );
        return findings.wrong(again.named, message, "give this one another name");
    }
    let (Kind::Bed(before), Kind::Bed(bed)) = (first.kind, again.kind) else {
        return;
    };
    for (key, allowed, otherwise) in [ORDERS, SECTORS] {
        let number = |bed: Node<'_>| {
            let written = bed.get(key);
            let number = if written.is_there() {
                written.number()
            } else {
                otherwise
            };
            number.filter(|number| allowed.contains(number))
        };
        if let (Some(was), Some(is)) = (number(before), number(bed))
            && was != is
        {
            let message = format!(
                "the bed {} has `{key}` {is} here and {was} in line {line}",
                quote(name)
            );
            let hint = format!("write `{key}` = {was}, or give this one another name");
            findings.wrong(bed.get(key), message, hint);
        }
    }
}

/// One entry that sounds.
struct Sound<'d> {
    named: Node<'d>,
    kind: Kind<'d>,
    /// Which track; none is live.
    track: Option<usize>,
}

/// What an entry is.
#[derive(Clone, Copy)]
enum Kind<'d> {
    Stem,
    Bed(Node<'d>),
    Live(Node<'d>),
}

impl Kind<'_> {
    fn said(self) -> &'static str {
        match self {
            Self::Stem => "a stem",
            Self::Bed(_) => "a bed",
            Self::Live(_) => "live",
        }
    }
}

/// All that sounds, in the order of the tracks, what is live last.
fn sounds<'d>(show: Node<'d>) -> Vec<Sound<'d>> {
    let mut sounds = Vec::new();
    let mut add = |entry: Node<'d>, kind, track| {
        let named = entry.get("source");
        sounds.push(Sound { named, kind, track });
    };
    for (index, track) in show.get("track").items().enumerate() {
        for stem in track.get("stem").items() {
            add(stem, Kind::Stem, Some(index));
        }
        for bed in track.get("bed").items() {
            add(bed, Kind::Bed(bed), Some(index));
        }
    }
    for live in show.get("live").items() {
        add(live, Kind::Live(live), None);
    }
    sounds
}
