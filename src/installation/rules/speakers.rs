//! Speakers can be told apart, each hangs on a channel of its own, and they surround the listener.

use welkin_space::{Layout, gaps, too_close};
use welkin_values::Direction;

use crate::document::{Findings, Node, quote};
use crate::folder::Folder;

use super::names::check_unique;
use super::paths::check_file;

/// Channels a sound card may have.
const MOST_CHANNELS: usize = 64;

/// Finds what is wrong with how sound leaves.
pub(crate) fn check_speakers(speakers: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    match speakers.get("kind").text() {
        Some("binaural") => check_ears(speakers.get("hrtf"), folder, findings),
        Some("custom") => check_custom(speakers.get("speaker"), findings),
        Some(kind) => check_preset(kind, speakers.get("first_channel"), findings),
        None => {}
    }
}

fn check_ears(hrtf: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    match hrtf.text() {
        None | Some("" | "shipped") => {}
        Some(path) if path.ends_with(".sofa") => check_file(hrtf, folder, findings),
        Some(path) => {
            let message = format!("the ears {} are not a .sofa file", quote(path));
            findings.wrong(hrtf, message, "name a .sofa file, or write \"shipped\"");
        }
    }
}

fn check_preset(kind: &str, first_channel: Node<'_>, findings: &mut Findings<'_>) {
    let (Some(layout), Some(first)) = (Layout::from_name(kind), first_channel.number()) else {
        return;
    };
    let count = layout.speakers().len();
    let most = MOST_CHANNELS - count + 1;
    // The schema says what is more than 64.
    if first > most as f64 && first <= MOST_CHANNELS as f64 {
        let last = first + count as f64 - 1.0;
        findings.wrong(
            first_channel,
            format!(
                "{} takes the channels {first} to {last}, beyond 64",
                quote(kind)
            ),
            format!("write a number from 1 to {most}"),
        );
    }
}

fn check_custom(speakers: Node<'_>, findings: &mut Findings<'_>) {
    check_unique(speakers.items(), "id", "speakers", findings);
    for band in speakers
        .items()
        .flat_map(|speaker| speaker.get("eq").items())
    {
        check_band(band, findings);
    }
    let all: Vec<Node<'_>> = speakers.items().collect();
    if all.len() > MOST_CHANNELS {
        // The schema says so; what follows compares each with each.
        return;
    }
    check_own_channels(&all, findings);
    let is_sub = |speaker: &Node<'_>| speaker.get("sub").is_true();
    if !all.is_empty() && all.iter().all(is_sub) {
        findings.wrong(
            all[0].get("sub"),
            "every speaker is a subwoofer".into(),
            "add one that is none, for all that is not low",
        );
        return;
    }
    let full = all.into_iter().filter(|speaker| !is_sub(speaker));
    let placed: Option<Vec<(Node<'_>, Direction)>> = full
        .map(|speaker| Some((speaker, direction(speaker)?)))
        .collect();
    if let Some(placed) = placed {
        check_places(&placed, findings);
    }
}

/// A cut takes away as much as it can; a bell or a shelf without a gain does nothing.
fn check_band(band: Node<'_>, findings: &mut Findings<'_>) {
    let gain = band.get("gain_db");
    let is_cut = matches!(band.get("kind").text(), Some("low-cut" | "high-cut"));
    if is_cut && gain.is_there() {
        findings.wrong(
            gain,
            "a cut has no `gain_db`".into(),
            "leave it out, or write the kind `low-shelf` or `high-shelf`",
        );
    } else if !is_cut && gain.number().unwrap_or(0.0) == 0.0 {
        findings.unwise(
            band,
            "a band of an equaliser with the gain 0 does nothing".into(),
            "write a `gain_db`, or leave the band out",
        );
    }
}

fn check_own_channels(speakers: &[Node<'_>], findings: &mut Findings<'_>) {
    for (index, speaker) in speakers.iter().enumerate() {
        let channel = speaker.get("channel");
        let Some(number) = channel.number() else {
            continue;
        };
        let is_same = |other: &&Node<'_>| other.get("channel").number() == Some(number);
        if let Some(rival) = speakers[..index].iter().find(is_same) {
            let message = format!(
                "the speakers {} and {} hang on the same channel {number}",
                name(*rival),
                name(*speaker)
            );
            findings.wrong(channel, message, "give each a `channel` of its own");
        }
    }
}

/// No two at one place, and no large gap between them.
fn check_places(speakers: &[(Node<'_>, Direction)], findings: &mut Findings<'_>) {
    let directions: Vec<Direction> = speakers.iter().map(|(_, direction)| *direction).collect();
    let pairs = too_close(&directions);
    for &(one, other) in &pairs {
        let (one, other) = (speakers[one].0, speakers[other].0);
        let message = format!(
            "the speakers {} and {} stand at one place",
            name(one),
            name(other)
        );
        let hint = "put them at least 1° apart, or leave one out";
        findings.wrong(other.get("azimuth_deg"), message, hint);
    }
    for gap in gaps(&directions) {
        let (from, to) = (speakers[gap.from].0, speakers[gap.to].0);
        let message = format!(
            "the speakers do not surround the listener: {gap}, from {} to {}",
            name(from),
            name(to)
        );
        let hint = "put a speaker there, or leave it so if nothing shall sound from there";
        findings.unwise(from, message, hint);
    }
}

/// Where a speaker stands, if its file says so in numbers that the schema allows.
fn direction(speaker: Node<'_>) -> Option<Direction> {
    let elevation = speaker.get("elevation_deg");
    let elevation_deg = if elevation.is_there() {
        elevation.number()?
    } else {
        0.0
    };
    let azimuth_deg = speaker.get("azimuth_deg").number()?;
    let is_right = azimuth_deg.abs() <= 360.0 && elevation_deg.abs() <= 90.0;
    is_right.then(|| Direction::from_degrees(azimuth_deg as f32, elevation_deg as f32))
}

fn name(speaker: Node<'_>) -> String {
    quote(speaker.get("id").text().unwrap_or_default())
}
