//! What one deck does, for whoever watches.

use welkin_mapping::Source;
use welkin_values::{Direction, Features, Moment, SourceStatus, Status};

use crate::deck::Deck;

/// Fills in what one deck does.
pub(crate) fn describe(status: &mut Status, deck: &Deck) {
    let (sources, mix) = deck.heard();
    let source = |(source, direction, features): (&Source, Direction, Features)| SourceStatus {
        name: source.name.clone(),
        azimuth_deg: direction.azimuth.to_degrees(),
        elevation_deg: direction.elevation.to_degrees(),
        features,
        onset: false,
        is_part: source.part_of.is_some(),
    };
    status.sources = sources.into_iter().map(source).collect();
    status.mix = mix;
    status.show = deck.show().name.clone();
    status.scene = deck.scene();
    status.scenes = deck
        .show()
        .scenes
        .iter()
        .map(|scene| scene.id.clone())
        .collect();
    status.moment_secs = deck.now().secs();
    status.length_secs = deck.length().map(Moment::secs);
    status.painted_fps = deck.painted_per_sec();
    status.health.extend(deck.health());
}
