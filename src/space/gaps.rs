//! What is wrong with a set of loudspeakers that should surround the listener: gaps, and two at one place.

use std::f64::consts::TAU;
use std::fmt;

use glam::DVec3;
use welkin_values::Direction;

use crate::designs::{from_ambisonic, to_ambisonic};
use crate::hull::emptiest;

/// Loudspeakers closer than this are at one place.
const TOO_CLOSE_DEG: f64 = 1.0;
/// Loudspeakers up to this high count as standing around the listener.
const AROUND_DEG: f32 = 45.0;
/// Between two neighbours further apart than this no sound can be placed.
const WIDEST_DEG: f64 = 180.0;
/// The radius of the largest hole that a dome may have, and how high it has to lie to be one of the dome's.
const HOLE_DEG: f64 = 65.0;
const HOLE_UP_DEG: f64 = 10.0;

/// A part of the room from where no loudspeaker plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The loudspeaker on one side; of a gap around the listener the right one, seen facing it.
    pub from: usize,
    /// The one on the other side. The same as `from` where there is only one.
    pub to: usize,
    /// How wide it is in degrees, from one to the other across the gap.
    pub degrees: f32,
    /// Its middle.
    pub middle: Direction,
}

impl fmt::Display for Gap {
    /// "a gap of 300° around azimuth 180°, elevation 0°".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = |radians: f32| radians.to_degrees().round() as i32;
        write!(
            f,
            "a gap of {}° around azimuth {}°, elevation {}°",
            self.degrees.round() as i32,
            whole(self.middle.azimuth),
            whole(self.middle.elevation)
        )
    }
}

/// The gaps of loudspeakers (subwoofers left out) that should surround the listener, the widest first: neighbours
/// around the listener that are more than 180° apart, and, where any hang higher than 45°, holes in the dome
/// above them. That nothing plays from below, or from above a plain ring, is as usual and no gap. A stage, such
/// as a stereo pair, has one; ask only of what should surround.
pub fn gaps(speakers: &[Direction]) -> Vec<Gap> {
    let mut found = around(speakers);
    let is_dome = speakers
        .iter()
        .any(|s| s.elevation.to_degrees() > AROUND_DEG);
    if found.is_empty() && is_dome {
        found.extend(hole(speakers));
    }
    found.sort_by(|a, b| b.degrees.total_cmp(&a.degrees));
    found
}

/// Pairs of loudspeakers at one place (closer than 1°), the smaller index first.
pub fn too_close(speakers: &[Direction]) -> Vec<(usize, usize)> {
    let points: Vec<DVec3> = speakers.iter().copied().map(to_ambisonic).collect();
    let mut pairs = Vec::new();
    for b in 0..points.len() {
        for a in 0..b {
            if points[a].angle_between(points[b]).to_degrees() < TOO_CLOSE_DEG {
                pairs.push((a, b));
            }
        }
    }
    pairs
}

fn around(speakers: &[Direction]) -> Vec<Gap> {
    let low = |s: &Direction| s.elevation.to_degrees().abs() <= AROUND_DEG;
    let any_low = speakers.iter().any(low);
    let mut ring: Vec<(f64, usize)> = speakers
        .iter()
        .enumerate()
        .filter(|(_, s)| low(s) || !any_low)
        .map(|(k, s)| (f64::from(s.azimuth).rem_euclid(TAU), k))
        .collect();
    ring.sort_by(|a, b| a.0.total_cmp(&b.0));
    let next = |k: usize| ring[(k + 1) % ring.len()];
    (0..ring.len())
        .filter_map(|k| {
            let ((here, from), (there, to)) = (ring[k], next(k));
            let apart = if k + 1 < ring.len() {
                there - here
            } else {
                there + TAU - here
            };
            let is_wide = apart.to_degrees() > WIDEST_DEG + 0.1;
            is_wide.then(|| {
                let (sin, cos) = (here + apart / 2.0).sin_cos();
                Gap {
                    from,
                    to,
                    degrees: apart.to_degrees() as f32,
                    middle: from_ambisonic(DVec3::new(cos, sin, 0.0)),
                }
            })
        })
        .collect()
}

/// The largest hole of a dome.
fn hole(speakers: &[Direction]) -> Option<Gap> {
    let mut points: Vec<DVec3> = speakers.iter().copied().map(to_ambisonic).collect();
    let real = points.len();
    // As if one lay below: nobody asks for more down there.
    points.push(DVec3::NEG_Z);
    let (middle, radius) = emptiest(&points)?;
    let is_hole = radius.to_degrees() > HOLE_DEG && middle.z > HOLE_UP_DEG.to_radians().sin();
    if !is_hole {
        return None;
    }
    let is_rim = |k: &usize| points[*k].angle_between(middle) < radius + 0.01;
    let rim: Vec<usize> = (0..real).filter(is_rim).collect();
    let pairs = rim.iter().flat_map(|&a| rim.iter().map(move |&b| (a, b)));
    let (from, to) = pairs.max_by(|&(a, b), &(c, d)| {
        points[a]
            .angle_between(points[b])
            .total_cmp(&points[c].angle_between(points[d]))
    })?;
    Some(Gap {
        from,
        to,
        degrees: (2.0 * radius.to_degrees()) as f32,
        middle: from_ambisonic(middle),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(azimuths_deg: &[f32], elevation_deg: f32) -> Vec<Direction> {
        azimuths_deg
            .iter()
            .map(|&az| Direction::from_degrees(az, elevation_deg))
            .collect()
    }

    #[test]
    fn a_stage_has_its_gap_behind_and_a_ring_has_none() {
        let stage = gaps(&ring(&[30.0, -30.0, 0.0], 0.0));
        assert_eq!(stage.len(), 1);
        assert_eq!((stage[0].from, stage[0].to), (0, 1));
        assert!((stage[0].degrees - 300.0).abs() < 1e-3);
        assert_eq!(
            stage[0].to_string(),
            "a gap of 300° around azimuth 180°, elevation 0°"
        );
        assert!(gaps(&ring(&[45.0, 135.0, -135.0, -45.0], 0.0)).is_empty());
        assert!(gaps(&ring(&[30.0, -30.0, 0.0, 110.0, -110.0], 0.0)).is_empty());
        assert!(gaps(&[]).is_empty());
        assert!((gaps(&ring(&[10.0], 0.0))[0].degrees - 360.0).abs() < 1e-3);
    }

    #[test]
    fn half_a_ring_names_the_side_that_is_missing() {
        let found = gaps(&ring(&[0.0, 40.0, 80.0, 120.0, 160.0], 10.0));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].from, found[0].to), (4, 0));
        assert!((found[0].degrees - 200.0).abs() < 1e-3);
        assert!(
            found[0]
                .middle
                .angle_to(Direction::from_degrees(-100.0, 0.0))
                < 1e-3
        );
    }

    #[test]
    fn a_dome_without_its_back_has_a_hole() {
        let whole = [
            ring(&[0.0, 60.0, 120.0, 180.0, -120.0, -60.0], 0.0),
            ring(&[45.0, 135.0, -135.0, -45.0], 50.0),
        ];
        assert!(gaps(&whole.concat()).is_empty());
        let front = [
            ring(&[0.0, 90.0, 180.0, -90.0], 0.0),
            ring(&[0.0, 40.0, -40.0], 50.0),
        ];
        assert!(
            gaps(&front.concat()).is_empty(),
            "{:?}",
            gaps(&front.concat())
        );
        let low = [
            ring(&[0.0, 40.0, -40.0, 120.0, -120.0], 0.0),
            ring(&[0.0, 40.0, -40.0], 46.0),
        ]
        .concat();
        let found = gaps(&low);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].middle.azimuth.to_degrees().abs() > 150.0);
    }

    #[test]
    fn two_at_one_place() {
        let speakers = ring(&[0.0, 90.0, 90.5, -0.3, 180.0], 0.0);
        assert_eq!(too_close(&speakers), [(1, 2), (0, 3)]);
        let top = [
            Direction::from_degrees(0.0, 89.8),
            Direction::from_degrees(180.0, 89.8),
        ];
        assert_eq!(too_close(&top), [(0, 1)]);
    }
}
