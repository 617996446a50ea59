//! What no schema can say: names that resolve, times in order, files that are there, numbers that
//! agree. Every rule runs over every file, however wrong its other parts are.

mod names;
mod paths;
mod uses;
mod cues;
mod motion;
mod sources;
mod models;
mod tracks;
mod bends;
mod inside;
mod scenes;
mod speakers;
mod inputs;
mod surfaces;
mod windows;
mod colours;
mod outputs;
mod osc;
mod dmx;
mod pjlink;
mod midi;
mod page;
mod venue;
mod together;

pub(crate) use together::check_together_rules;
pub(crate) use venue::check_venue_rules;

use crate::document::Findings;
use crate::folder::Folder;

/// Finds what is wrong with a show beyond its shape.
pub(crate) fn check_show_rules(folder: &dyn Folder, findings: &mut Findings<'_>) {
    let show = findings.document().root();
    names::check_unique(show.get("model").items(), "id", "models", findings);
    names::check_unique(show.get("track").items(), "id", "tracks", findings);
    names::check_unique(show.get("scene").items(), "id", "scenes", findings);
    models::check_models(show, folder, findings);
    tracks::check_tracks(show, folder, findings);
    sources::check_sources(show, findings);
    motion::check_motions(show, findings);
    scenes::check_scenes(show, findings);
    cues::check_cues(show, findings);
}
