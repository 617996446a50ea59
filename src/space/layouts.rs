//! Loudspeakers as they usually stand.

use welkin_values::Direction;

/// A loudspeaker of a layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayoutSpeaker {
    /// Its usual name: `L`, `LFE`, `ring-3`.
    pub name: &'static str,
    /// Where it stands.
    pub direction: Direction,
    /// Whether it only gets what is low; it takes no part in placing.
    pub is_lfe: bool,
}

/// A usual set of loudspeakers, channels in their usual order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Two in front, 30° to both sides: L R.
    Stereo,
    /// Four in a square: FL FR BL BR at ±45° and ±135°.
    Quad,
    /// ITU-R BS.775: L R C LFE Ls Rs, the last two at ±110°.
    Surround51,
    /// ITU-R BS.2051 system J: L R C LFE, sides at ±90°, back at ±135°, four above at 45°.
    Surround714,
    /// Five around at the horizon, three at 50°.
    Dome8,
    /// Nine around, six at 38°, one at the zenith.
    Dome16,
    /// Twelve around, eight at 30°, four at 60°.
    Dome24,
}

impl Layout {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Stereo,
        Self::Quad,
        Self::Surround51,
        Self::Surround714,
        Self::Dome8,
        Self::Dome16,
        Self::Dome24,
    ];

    /// The name it has in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stereo => "stereo",
            Self::Quad => "quad",
            Self::Surround51 => "5.1",
            Self::Surround714 => "7.1.4",
            Self::Dome8 => "dome-8",
            Self::Dome16 => "dome-16",
            Self::Dome24 => "dome-24",
        }
    }

    /// The layout with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }

    /// Its loudspeakers, in the order of their channels.
    pub fn speakers(self) -> Vec<LayoutSpeaker> {
        match self {
            Self::Stereo => placed(&[("L", 30.0, 0.0), ("R", -30.0, 0.0)]),
            Self::Quad => placed(&[
                ("FL", 45.0, 0.0),
                ("FR", -45.0, 0.0),
                ("BL", 135.0, 0.0),
                ("BR", -135.0, 0.0),
            ]),
            Self::Surround51 => {
                placed(&[FRONT.as_slice(), &[("Ls", 110.0, 0.0), ("Rs", -110.0, 0.0)]].concat())
            }
            Self::Surround714 => placed(&[FRONT.as_slice(), &AROUND_AND_ABOVE].concat()),
            Self::Dome8 => rings(&[(5, 0.0), (3, 50.0)]),
            Self::Dome16 => rings(&[(9, 0.0), (6, 38.0), (1, 90.0)]),
            Self::Dome24 => rings(&[(12, 0.0), (8, 30.0), (4, 60.0)]),
        }
    }

    /// Where its loudspeakers stand, without those for what is low.
    pub fn directions(self) -> Vec<Direction> {
        let speakers = self.speakers().into_iter();
        speakers
            .filter(|s| !s.is_lfe)
            .map(|s| s.direction)
            .collect()
    }
}

/// Name, azimuth and elevation in degrees.
type Named = (&'static str, f32, f32);

const FRONT: [Named; 4] = [
    ("L", 30.0, 0.0),
    ("R", -30.0, 0.0),
    ("C", 0.0, 0.0),
    ("LFE", 0.0, -20.0),
];
const AROUND_AND_ABOVE: [Named; 8] = [
    ("Lss", 90.0, 0.0),
    ("Rss", -90.0, 0.0),
    ("Lrs", 135.0, 0.0),
    ("Rrs", -135.0, 0.0),
    ("Ltf", 45.0, 45.0),
    ("Rtf", -45.0, 45.0),
    ("Ltr", 135.0, 45.0),
    ("Rtr", -135.0, 45.0),
];

const RING_NAMES: [&str; 24] = [
    "ring-1", "ring-2", "ring-3", "ring-4", "ring-5", "ring-6", "ring-7", "ring-8", "ring-9",
    "ring-10", "ring-11", "ring-12", "ring-13", "ring-14", "ring-15", "ring-16", "ring-17",
    "ring-18", "ring-19", "ring-20", "ring-21", "ring-22", "ring-23", "ring-24",
];

fn placed(named: &[Named]) -> Vec<LayoutSpeaker> {
    named
        .iter()
        .map(|&(name, azimuth_deg, elevation_deg)| LayoutSpeaker {
            name,
            direction: Direction::from_degrees(azimuth_deg, elevation_deg),
            is_lfe: name == "LFE",
        })
        .collect()
}

/// Rings of so many at a height in degrees, counted on from the lowest, each counter-clockwise from the front.
/// Every other ring begins half a step to the left, so that none stands above another.
fn rings(rings: &[(usize, f32)]) -> Vec<LayoutSpeaker> {
    let mut named = Vec::new();
    for (k, &(count, elevation_deg)) in rings.iter().enumerate() {
        let step = 360.0 / count as f32;
        let first = if k % 2 == 1 { step / 2.0 } else { 0.0 };
        for place in 0..count {
            let azimuth_deg = first + step * place as f32;
            let wrapped = if azimuth_deg > 180.0 {
                azimuth_deg - 360.0
            } else {
                azimuth_deg
            };
            named.push((RING_NAMES[named.len()], wrapped, elevation_deg));
        }
    }
    placed(&named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::{gaps, too_close};

    #[test]
    fn names_lead_to_layouts_and_layouts_have_their_number() {
        for (name, count, lows) in [
            ("stereo", 2, 0),
            ("quad", 4, 0),
            ("5.1", 6, 1),
            ("7.1.4", 12, 1),
            ("dome-8", 8, 0),
            ("dome-16", 16, 0),
            ("dome-24", 24, 0),
        ] {
            let layout = Layout::from_name(name).expect("it is one");
            assert_eq!(layout.name(), name);
            assert_eq!(layout.speakers().len(), count);
            assert_eq!(layout.directions().len(), count - lows);
        }
        assert_eq!(Layout::from_name("cinema"), None);
    }

    #[test]
    fn what_surrounds_has_no_gap_and_left_mirrors_right() {
        for layout in Layout::ALL {
            let directions = layout.directions();
            assert_eq!(
                gaps(&directions).is_empty(),
                layout != Layout::Stereo,
                "{layout:?}"
            );
            assert!(too_close(&directions).is_empty());
            for d in &directions {
                let mirrored = Direction {
                    azimuth: -d.azimuth,
                    ..*d
                };
                assert!(
                    directions
                        .iter()
                        .any(|other| other.angle_to(mirrored) < 1e-3),
                    "{layout:?} {d:?}"
                );
            }
        }
    }
}
