//! The one place that says what every control is: its name, unit, range, default and smoothing. Routes, keyframes, files,
//! the page and every protocol ask here.

use welkin_values::{ControlKind, ControlSpec, Unit};

use super::control::Control;

/// Multiplies all light, after everything a show does.
pub const MASTER_BRIGHTNESS: &str = "master-brightness";
/// Multiplies all sound.
pub const MASTER_VOLUME: &str = "master-volume";
/// No more light than this, whatever the master brightness is.
pub const BRIGHTNESS_LIMIT: &str = "brightness-limit";
/// No more sound than this, whatever the master volume is.
pub const VOLUME_LIMIT: &str = "volume-limit";
/// 1 is dark: all light fades out, and sound goes on.
pub const BLACKOUT: &str = "blackout";
/// 1 lights the whole surface evenly, to clean, to seat people or to leave.
pub const HOUSE_LIGHTS: &str = "house-lights";

impl Control {
    /// Its name in files and everywhere else, in lower case with dashes.
    pub fn name(self) -> &'static str {
        match self {
            Self::WalkSpeed => "walk-speed",
            Self::Push => "push",
            Self::Sway => "sway",
            Self::Truncation => "truncation",
            Self::Noise => "noise",
            Self::Brightness => "brightness",
            Self::Hue => "hue",
            Self::Saturation => "saturation",
            Self::Zoom => "zoom",
            Self::Rotation => "rotation",
            Self::SceneMix => "scene-mix",
            Self::Glow => "glow",
            Self::SourceAzimuth => "source-azimuth",
            Self::SourceElevation => "source-elevation",
            Self::Second => "second",
            Self::Along1 => "along1",
            Self::Along2 => "along2",
            Self::Along3 => "along3",
            Self::Along4 => "along4",
            Self::Along5 => "along5",
            Self::Along6 => "along6",
            Self::Along7 => "along7",
            Self::Along8 => "along8",
            Self::TruncationCoarse => "truncation-coarse",
            Self::TruncationMiddle => "truncation-middle",
            Self::TruncationFine => "truncation-fine",
            Self::NoiseCoarse => "noise-coarse",
            Self::NoiseMiddle => "noise-middle",
            Self::NoiseFine => "noise-fine",
            Self::ViewRight => "view-right",
            Self::ViewDown => "view-down",
            Self::ViewTurn => "view-turn",
            Self::ViewZoom => "view-zoom",
            Self::Bend1 => "bend1",
            Self::Bend2 => "bend2",
            Self::Bend3 => "bend3",
            Self::Bend4 => "bend4",
            Self::Class => "class",
            Self::Centre => "centre",
            Self::Blend => "blend",
        }
    }

    /// The control of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|control| control.name() == name)
    }

    /// The least and the greatest value that keep pictures pictures.
    pub fn range(self) -> [f32; 2] {
        self.unit_and_range().1
    }

    /// What it is, for everybody who moves it.
    pub fn spec(self) -> ControlSpec {
        let (unit, range) = self.unit_and_range();
        ControlSpec {
            name: self.name().into(),
            kind: ControlKind::Amount,
            unit,
            range,
            default: self.rest(),
            smoothing_secs: 0.15,
        }
    }

    /// A value kept within the range; what is no number becomes the least.
    pub fn within(self, value: f32) -> f32 {
        let [low, high] = self.range();
        value.max(low).min(high)
    }

    fn unit_and_range(self) -> (Unit, [f32; 2]) {
        match self {
            Self::WalkSpeed => (Unit::Times, [-8.0, 8.0]),
            Self::Push | Self::Sway => (Unit::Deviations, [-3.0, 3.0]),
            Self::Truncation
            | Self::TruncationCoarse
            | Self::TruncationMiddle
            | Self::TruncationFine => (Unit::Times, [0.0, 2.0]),
            Self::Noise
            | Self::NoiseCoarse
            | Self::NoiseMiddle
            | Self::NoiseFine
            | Self::Brightness
            | Self::Saturation => (Unit::Times, [0.0, 4.0]),
            Self::Hue
            | Self::Rotation
            | Self::SourceAzimuth
            | Self::SourceElevation
            | Self::ViewTurn => (Unit::Turns, [-16.0, 16.0]),
            Self::Zoom | Self::ViewZoom => (Unit::Times, [0.2, 5.0]),
            Self::SceneMix | Self::Second | Self::Blend => (Unit::Share, [0.0, 1.0]),
            Self::Glow => (Unit::Times, [0.0, 4.0]),
            Self::Along1
            | Self::Along2
            | Self::Along3
            | Self::Along4
            | Self::Along5
            | Self::Along6
            | Self::Along7
            | Self::Along8 => (Unit::Deviations, [-8.0, 8.0]),
            Self::ViewRight | Self::ViewDown => (Unit::Pictures, [-4.0, 4.0]),
            Self::Bend1 | Self::Bend2 | Self::Bend3 | Self::Bend4 => (Unit::Times, [-4.0, 4.0]),
            Self::Class => (Unit::Steps, [0.0, 63.0]),
            Self::Centre => (Unit::Steps, [0.0, 16.0]),
        }
    }
}

/// The controls that the program has whatever is shown.
pub fn master_controls() -> [ControlSpec; 6] {
    let share = |name: &'static str, default, smoothing_secs| ControlSpec {
        name: name.into(),
        kind: ControlKind::Amount,
        unit: Unit::Share,
        range: [0.0, 1.0],
        default,
        smoothing_secs,
    };
    let switch = |name: &'static str| ControlSpec {
        kind: ControlKind::Switch,
        ..share(name, 0.0, 0.5)
    };
    [
        share(MASTER_BRIGHTNESS, 1.0, 0.1),
        share(MASTER_VOLUME, 1.0, 0.05),
        share(BRIGHTNESS_LIMIT, 1.0, 0.5),
        share(VOLUME_LIMIT, 1.0, 0.5),
        switch(BLACKOUT),
        switch(HOUSE_LIGHTS),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_has_the_name_that_files_give_it() {
        for control in Control::ALL {
            let written = serde_json::to_value(control).expect("a control is a word");
            assert_eq!(written, control.name());
            assert_eq!(Control::from_name(control.name()), Some(control));
        }
    }

    #[test]
    fn no_two_controls_share_a_name_and_all_rest_within_their_ranges() {
        let shows = Control::ALL.into_iter().map(Control::spec);
        let specs: Vec<ControlSpec> = master_controls().into_iter().chain(shows).collect();
        for (index, spec) in specs.iter().enumerate() {
            assert!(specs[..index].iter().all(|other| other.name != spec.name));
            assert_eq!(spec.within(spec.default), spec.default, "{}", spec.name);
            assert!(spec.range[0] < spec.range[1] && spec.smoothing_secs > 0.0);
        }
    }
}
