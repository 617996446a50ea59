//! Tracks have sounds, with files, and one source each.

use crate::document::{Findings, Node, quote};
use crate::folder::Folder;

use super::names::check_unique;
use super::paths::check_file;

/// Each track sounds, each sound's file is there, and no source sounds twice in one track.
pub(crate) fn check_tracks(show: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    for track in show.get("track").items() {
        let (stems, beds) = (track.get("stem"), track.get("bed"));
        let sounds = || stems.items().chain(beds.items());
        let many = if beds.is_there() {
            "sounds of one track"
        } else {
            "stems of one track"
        };
        check_unique(sounds(), "source", many, findings);
        for sound in sounds() {
            check_file(sound.get("file"), folder, findings);
        }
        if sounds().next().is_none() {
            let id = track.get("id").text().unwrap_or_default();
            findings.wrong(
                track,
                format!("nothing sounds in the track {}", quote(id)),
                "add a [[track.stem]] with a `source` and a `file`",
            );
        }
    }
}
