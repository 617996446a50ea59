//! What one deck does, for whoever watches.

use welkin_installation::{Control, Cue, Scene, Show};
use welkin_mapping::Source;
use welkin_values::{
    ControlSpec, ControlStatus, CueStatus, Direction, Features, Moment, SourceStatus, Status,
};

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
    let scenes = &deck.show().scenes;
    let cue = |cue: &Cue| CueStatus {
        at_secs: cue.at.secs(),
        scene: scenes
            .get(cue.scene)
            .map(|scene| scene.id.clone())
            .unwrap_or_default(),
    };
    status.cues = deck.show().cues.iter().map(cue).collect();
    status.moment_secs = deck.now().secs();
    status.length_secs = deck.length().map(Moment::secs);
    status.painted_fps = deck.painted_per_sec();
    status.health.extend(deck.health());
}

/// What every show has.
const EVERYWHERE: [Control; 12] = [
    Control::Brightness,
    Control::Hue,
    Control::Saturation,
    Control::Zoom,
    Control::Rotation,
    Control::Glow,
    Control::WalkSpeed,
    Control::Push,
    Control::Sway,
    Control::Truncation,
    Control::Noise,
    Control::SceneMix,
];

/// The controls of the show that a deck performs, and where they stand.
pub(crate) fn controls(
    deck: &Deck,
    held: &[(Control, f32)],
) -> impl Iterator<Item = (ControlSpec, ControlStatus)> {
    let exposed = Control::ALL
        .into_iter()
        .filter(|control| is_exposed(deck.show(), *control));
    exposed.map(|control| {
        let hold = held.iter().find(|(other, _)| *other == control);
        let status = ControlStatus {
            name: control.name().into(),
            value: hold.map_or_else(|| deck.control(control), |(_, value)| *value),
            held: hold.is_some(),
        };
        (control.spec(), status)
    })
}

/// Whether people can move a control of a show: what every show has, and what its scenes move by themselves. Sources are
/// turned one by one, so that there is no one value to hold.
fn is_exposed(show: &Show, control: Control) -> bool {
    if matches!(control, Control::SourceAzimuth | Control::SourceElevation) {
        return false;
    }
    let moves = |scene: &Scene| {
        scene.rest.iter().any(|(other, _)| *other == control)
            || scene.routes.iter().any(|route| route.control == control)
            || scene
                .keyframes
                .iter()
                .any(|key| key.controls.iter().any(|(other, _)| *other == control))
    };
    EVERYWHERE.contains(&control) || show.scenes.iter().any(moves)
}
