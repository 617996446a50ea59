//! A venue as a whole: its surface, its outputs and their windows, its sound.

use crate::document::Findings;

use crate::folder::Folder;

use super::dmx::check_dmx;
use super::inputs::check_inputs;
use super::midi::{check_midi, check_timecode};
use super::names::check_unique;
use super::osc::check_osc;
use super::outputs::{check_kept_pixels, check_output};
use super::page::check_page;
use super::pjlink::check_pjlink;
use super::speakers::check_speakers;
use super::surfaces::check_surface;
use super::windows::check_windows;

/// Finds what is wrong with a venue beyond its shape.
pub(crate) fn check_venue_rules(folder: &dyn Folder, findings: &mut Findings<'_>) {
    let venue = findings.document().root();
    let surface = venue.get("surface");
    check_surface(surface, folder, findings);
    check_speakers(venue.get("speakers"), folder, findings);
    check_inputs(venue, findings);
    check_osc(venue.get("osc"), findings);
    check_dmx(venue, findings);
    check_pjlink(venue, findings);
    check_midi(venue.get("midi"), findings);
    check_timecode(venue, findings);
    check_page(venue.get("page"), folder, findings);
    check_unique(venue.get("output").items(), "id", "outputs", findings);
    check_windows(venue, findings);
    check_kept_pixels(venue, findings);
    for output in venue.get("output").items() {
        check_output(output, surface, folder, findings);
    }
}
