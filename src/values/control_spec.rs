//! What one typed control is: every protocol, the page, routes and files move the same ones under the same names.

use std::borrow::Cow;

use serde::Serialize;

/// One typed control.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ControlSpec {
    /// Its name in files, addresses and on the page: lower case with dashes.
    pub name: Cow<'static, str>,
    /// How it is moved.
    pub kind: ControlKind,
    /// What its numbers count.
    pub unit: Unit,
    /// The least and the greatest value that does something.
    pub range: [f32; 2],
    /// Where it stands when nobody moves it.
    pub default: f32,
    /// Within how many seconds it has gone most of the way (1 − 1/e) to a value that a person or a desk asks for, so
    /// that no step is seen or heard.
    pub smoothing_secs: f32,
}

/// How a control is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ControlKind {
    /// Any value of its range.
    Amount,
    /// 0 is off, 1 is on.
    Switch,
}

/// What a control's numbers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// 0 is nothing, 1 is all.
    Share,
    /// Multiplies: 1 leaves as it is.
    Times,
    /// Whole turns.
    Turns,
    /// Standard deviations of a network's latents.
    Deviations,
    /// Widths or heights of the picture.
    Pictures,
    /// Places in a list.
    Steps,
}

impl ControlSpec {
    /// A value that is asked for, kept within the range; what is no number is the default.
    pub fn within(&self, value: f32) -> f32 {
        let value = if value.is_nan() { self.default } else { value };
        let [low, high] = self.range;
        let value = value.clamp(low, high);
        match self.kind {
            ControlKind::Amount => value,
            ControlKind::Switch => f32::from(value >= 0.5),
        }
    }

    /// The value at a share of the range: what seven bits of MIDI or eight of DMX stand for.
    pub fn at_share(&self, share: f32) -> f32 {
        let [low, high] = self.range;
        self.within(low + (high - low) * share.clamp(0.0, 1.0))
    }

    /// Which share of the range a value is, 0 to 1.
    pub fn share_of(&self, value: f32) -> f32 {
        let [low, high] = self.range;
        ((self.within(value) - low) / (high - low)).clamp(0.0, 1.0)
    }
}

/// Where a control stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ControlStatus {
    /// The control's name.
    pub name: Cow<'static, str>,
    /// Where it stands now.
    pub value: f32,
    /// Whether somebody holds it: routes and keyframes do not move it until it is given back to the music.
    pub held: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hue() -> ControlSpec {
        ControlSpec {
            name: "hue".into(),
            kind: ControlKind::Amount,
            unit: Unit::Turns,
            range: [-2.0, 6.0],
            default: 0.0,
            smoothing_secs: 0.1,
        }
    }

    #[test]
    fn values_stay_within_the_range() {
        for (asked, kept) in [
            (1.0, 1.0),
            (-9.0, -2.0),
            (f32::INFINITY, 6.0),
            (f32::NAN, 0.0),
        ] {
            assert_eq!(hue().within(asked), kept);
        }
        let on = ControlSpec {
            kind: ControlKind::Switch,
            range: [0.0, 1.0],
            ..hue()
        };
        assert_eq!(
            [0.2, 0.5, 7.0].map(|value| on.within(value)),
            [0.0, 1.0, 1.0]
        );
    }

    #[test]
    fn shares_go_there_and_back() {
        for share in [0.0, 0.25, 1.0] {
            assert_eq!(hue().share_of(hue().at_share(share)), share);
        }
        assert_eq!(hue().at_share(f32::NAN), 0.0);
    }
}
