//! The controls of a show that is not there.

use std::f32::consts::TAU;

use welkin_values::{ControlKind, ControlSpec, ControlStatus, Status, Unit};

/// Names, units and ranges as shows have them.
const CONTROLS: [(&str, Unit, [f32; 2], f32); 20] = [
    ("walk-speed", Unit::Times, [-8.0, 8.0], 1.0),
    ("push", Unit::Deviations, [-3.0, 3.0], 0.0),
    ("truncation", Unit::Times, [0.0, 2.0], 0.7),
    ("noise", Unit::Times, [0.0, 4.0], 1.0),
    ("brightness", Unit::Times, [0.0, 4.0], 1.0),
    ("hue", Unit::Turns, [-16.0, 16.0], 0.0),
    ("saturation", Unit::Times, [0.0, 4.0], 1.0),
    ("zoom", Unit::Times, [0.2, 5.0], 1.0),
    ("rotation", Unit::Turns, [-16.0, 16.0], 0.0),
    ("scene-mix", Unit::Share, [0.0, 1.0], 0.0),
    ("glow", Unit::Times, [0.0, 4.0], 0.0),
    ("second", Unit::Share, [0.0, 1.0], 0.0),
    ("along1", Unit::Deviations, [-8.0, 8.0], 0.0),
    ("along2", Unit::Deviations, [-8.0, 8.0], 0.0),
    ("truncation-coarse", Unit::Times, [0.0, 2.0], 1.0),
    ("noise-fine", Unit::Times, [0.0, 4.0], 1.0),
    ("view-right", Unit::Pictures, [-4.0, 4.0], 0.0),
    ("bend1", Unit::Times, [-4.0, 4.0], 0.0),
    ("class", Unit::Steps, [0.0, 63.0], 0.0),
    ("lantern-sway", Unit::Share, [0.0, 1.0], 0.5),
];

/// The masters first, then those of the show, all at rest.
pub(super) fn fill(status: &mut Status) {
    let spec = |name: &'static str, kind, unit, range, default| ControlSpec {
        name: name.into(),
        kind,
        unit,
        range,
        default,
        smoothing_secs: 0.1,
    };
    let whole = [0.0, 1.0];
    let (amount, switch) = (ControlKind::Amount, ControlKind::Switch);
    let masters = [
        spec("master-brightness", amount, Unit::Share, whole, 1.0),
        spec("master-volume", amount, Unit::Share, whole, 0.7),
        spec("blackout", switch, Unit::Share, whole, 0.0),
        spec("house-lights", switch, Unit::Share, whole, 0.0),
    ];
    let shows = CONTROLS.map(|(name, unit, range, rest)| spec(name, amount, unit, range, rest));
    status.specs = masters.into_iter().chain(shows).collect();
    let stands = |spec: &ControlSpec| ControlStatus {
        name: spec.name.clone(),
        value: spec.default,
        held: false,
    };
    status.controls = status.specs.iter().map(stands).collect();
}

/// What the music moves, where nobody holds it.
pub(super) fn play(status: &mut Status) {
    let secs = status.moment_secs as f32;
    let level = status.mix.level;
    for (spec, stands) in status.specs.iter().zip(&mut status.controls) {
        let value = match &*spec.name {
            "brightness" => 0.7 + 0.6 * level,
            "hue" => 0.5 * (secs / 24.0 * TAU).sin(),
            "walk-speed" => 1.0 + 2.0 * level,
            _ => continue,
        };
        if !stands.held {
            stands.value = spec.within(value);
        }
    }
}

pub(super) fn set(status: &mut Status, name: &str, value: f32) {
    let both = status.specs.iter().zip(&mut status.controls);
    for (spec, stands) in both.filter(|(spec, _)| spec.name == name) {
        stands.value = spec.within(value);
        stands.held = true;
    }
}

/// One control, or all but the masters.
pub(super) fn give_back(status: &mut Status, name: Option<&str>) {
    for (index, (spec, stands)) in status.specs.iter().zip(&mut status.controls).enumerate() {
        let is_meant = name.map_or(index >= 4, |name| spec.name == name);
        if is_meant && stands.held {
            stands.value = spec.default;
            stands.held = false;
        }
    }
}
