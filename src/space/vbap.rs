//! Places a sound between the nearest loudspeakers: vector base amplitude panning.
//!
//! V. Pulkki, "Virtual Sound Source Positioning Using Vector Base Amplitude Panning", J. Audio Eng. Soc. 45
//! (1997). Where no loudspeaker plays from (below a dome, above a ring, behind a stage) imaginary ones close
//! the surface, and what would come from them comes from their neighbours instead, as in Zotter and Frank's
//! All-Round panning. A face of four and more corners in one plane gets an imaginary one in its middle as well,
//! so that an even layout is heard evenly.

mod surface;

use glam::Vec3;
use welkin_values::Direction;

use crate::designs::to_ambisonic;
use surface::Surface;

/// Gains for any set of loudspeakers, one per loudspeaker and direction.
#[derive(Clone, Debug)]
pub struct Vbap {
    speakers: usize,
    triangles: Vec<Triangle>,
    /// What each corner of the triangles plays on each loudspeaker, loudspeakers inside.
    shares: Vec<f32>,
    /// Whether a corner stands for sound from its direction.
    covers: Vec<bool>,
}

/// Three corners, and the rows that give their gains for a direction.
#[derive(Clone, Debug)]
struct Triangle {
    corners: [usize; 3],
    rows: [Vec3; 3],
}

impl Vbap {
    /// For loudspeakers that are heard alike (no subwoofers), in any order and number. Those at one place (closer
    /// than 1°) share what that place plays. Takes milliseconds: once for a venue.
    pub fn new(speakers: &[Direction]) -> Self {
        let surface = Surface::around(speakers);
        let triangles = surface
            .triangles
            .iter()
            .map(|&corners| {
                let [a, b, c] = corners.map(|k| surface.points[k]);
                let volume = a.dot(b.cross(c));
                let rows = [b.cross(c), c.cross(a), a.cross(b)].map(|row| (row / volume).as_vec3());
                Triangle { corners, rows }
            })
            .collect();
        Self {
            speakers: speakers.len(),
            triangles,
            shares: surface.shares(),
            covers: surface.covers,
        }
    }

    /// The number of loudspeakers.
    pub fn speakers(&self) -> usize {
        self.speakers
    }

    /// The gains of a sound from a direction, to the first of `out`: none negative, their squares sum to 1, and
    /// they change steadily with the direction. A direction that is no number is the front. Never allocates.
    ///
    /// # Panics
    /// If `out` is shorter than there are loudspeakers.
    pub fn gains(&self, direction: Direction, out: &mut [f32]) {
        let out = &mut out[..self.speakers];
        out.fill(0.0);
        let Some((corners, gains)) = self.corners(direction) else {
            // A single loudspeaker, or all at one place.
            out.fill((self.speakers.max(1) as f32).sqrt().recip());
            return;
        };
        for (corner, gain) in corners.into_iter().zip(gains) {
            let shares = &self.shares[corner * self.speakers..][..self.speakers];
            for (sum, share) in out.iter_mut().zip(shares) {
                *sum += gain * share;
            }
        }
        let energy: f32 = out.iter().map(|gain| gain * gain).sum();
        let scale = energy.sqrt().recip();
        for gain in out {
            *gain *= scale;
        }
    }

    /// How much of a sound from a direction comes from loudspeakers around it: 1 inside the layout, falling to 0
    /// where there are only imaginary ones.
    pub fn coverage(&self, direction: Direction) -> f32 {
        let Some((corners, gains)) = self.corners(direction) else {
            return 0.0;
        };
        let all: f32 = gains.iter().map(|gain| gain * gain).sum();
        let covering = corners
            .iter()
            .zip(gains)
            .filter(|(corner, _)| self.covers[**corner]);
        covering.map(|(_, gain)| gain * gain).sum::<f32>() / all
    }

    /// The triangle a direction lies in, and its gains: the one whose smallest gain is the largest.
    fn corners(&self, direction: Direction) -> Option<([usize; 3], [f32; 3])> {
        let there = to_ambisonic(direction).as_vec3();
        let mut best = None;
        let mut best_least = f32::NEG_INFINITY;
        for triangle in &self.triangles {
            let gains = triangle.rows.map(|row| row.dot(there));
            let least = gains[0].min(gains[1]).min(gains[2]);
            if least > best_least {
                best_least = least;
                best = Some((triangle.corners, gains.map(|gain| gain.max(0.0))));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests;
