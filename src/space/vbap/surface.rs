//! A closed surface of triangles around the listener: loudspeakers, and imaginary ones where there are none.

use glam::DVec3;
use welkin_values::Direction;

use crate::designs::to_ambisonic;
use crate::hull::{emptiest, hull};

/// Loudspeakers closer than this play as one.
const TOGETHER_DEG: f64 = 1.0;
/// No part of the sphere is emptier than this radius: imaginary loudspeakers are added until it is so.
const EMPTIEST_DEG: f64 = 80.0;
/// Triangles whose planes differ by less than this are one face.
const FLAT_DEG: f64 = 3.0;

/// Corners are real places first, then imaginary ones.
pub(super) struct Surface {
    pub(super) points: Vec<DVec3>,
    pub(super) triangles: Vec<[usize; 3]>,
    /// Whether sound from a corner's direction comes from there: of real places and the middles of faces.
    pub(super) covers: Vec<bool>,
    /// The real place of each loudspeaker.
    places: Vec<usize>,
}

impl Surface {
    pub(super) fn around(speakers: &[Direction]) -> Self {
        let (mut points, places) = places(speakers);
        let mut covers = vec![true; points.len()];
        let mut triangles = Vec::new();
        if points.len() > 1 {
            while let Some((middle, radius)) = emptiest(&points)
                && radius.to_degrees() > EMPTIEST_DEG
            {
                points.push(middle);
                covers.push(false);
            }
            triangles = hull(&points);
            for face in faces(&points, &triangles) {
                fan(&mut points, &mut triangles, &face);
            }
            covers.resize(points.len(), true);
        }
        Self {
            points,
            triangles,
            covers,
            places,
        }
    }

    /// What each corner plays on each loudspeaker, as amplitudes whose squares sum to 1; loudspeakers inside.
    pub(super) fn shares(&self) -> Vec<f32> {
        let energies = self.energies();
        let at_place = |place: usize| self.places.iter().filter(|p| **p == place).count();
        let mut shares = Vec::with_capacity(self.points.len() * self.places.len());
        for energy in energies {
            let share = |&place: &usize| (energy[place] / at_place(place) as f64).sqrt() as f32;
            shares.extend(self.places.iter().map(share));
        }
        shares
    }

    /// What share of a corner's energy each real place plays. A real one plays its own; an imaginary one takes
    /// from each neighbour by the angle which that fills around it, until all settle.
    fn energies(&self) -> Vec<Vec<f64>> {
        let real = self.places.iter().max().map_or(0, |last| last + 1);
        let own = |corner: usize| {
            let is_own = |place| if place == corner { 1.0 } else { 0.0 };
            (0..real).map(is_own).collect::<Vec<f64>>()
        };
        let mut energies: Vec<Vec<f64>> = (0..self.points.len()).map(own).collect();
        let neighbours: Vec<Vec<(usize, f64)>> =
            (0..self.points.len()).map(|c| self.neighbours(c)).collect();
        for _ in 0..500 {
            for corner in real..self.points.len() {
                let mut sum = vec![0.0; real];
                for (neighbour, share) in &neighbours[corner] {
                    for (sum, energy) in sum.iter_mut().zip(&energies[*neighbour]) {
                        *sum += share * energy;
                    }
                }
                energies[corner] = sum;
            }
        }
        for energy in &mut energies {
            let all: f64 = energy.iter().sum();
            energy.iter_mut().for_each(|e| *e /= all);
        }
        energies
    }

    /// The corners around one, and the share of the turn around it that each fills.
    fn neighbours(&self, corner: usize) -> Vec<(usize, f64)> {
        let mut found: Vec<(usize, f64)> = Vec::new();
        let here = self.points[corner];
        for triangle in self.triangles.iter().filter(|t| t.contains(&corner)) {
            let others: Vec<usize> = triangle.iter().copied().filter(|k| *k != corner).collect();
            let along = |k: usize| self.points[k] - here * here.dot(self.points[k]);
            let angle = along(others[0]).angle_between(along(others[1]));
            for other in others {
                match found.iter_mut().find(|(known, _)| *known == other) {
                    Some((_, sum)) => *sum += angle,
                    None => found.push((other, angle)),
                }
            }
        }
        let all: f64 = found.iter().map(|(_, angle)| angle).sum();
        found.iter_mut().for_each(|(_, angle)| *angle /= all);
        found
    }
}

/// The different places of loudspeakers, and which one each has.
fn places(speakers: &[Direction]) -> (Vec<DVec3>, Vec<usize>) {
    let mut points: Vec<DVec3> = Vec::new();
    let places = speakers
        .iter()
        .map(|speaker| {
            let there = to_ambisonic(*speaker);
            let near = |p: &DVec3| p.angle_between(there).to_degrees() < TOGETHER_DEG;
            points.iter().position(near).unwrap_or_else(|| {
                points.push(there);
                points.len() - 1
            })
        })
        .collect();
    (points, places)
}

/// Groups of two and more neighbouring triangles in one plane.
fn faces(points: &[DVec3], triangles: &[[usize; 3]]) -> Vec<Vec<usize>> {
    let normals: Vec<DVec3> = triangles
        .iter()
        .map(|&[a, b, c]| {
            (points[b] - points[a])
                .cross(points[c] - points[a])
                .normalize_or_zero()
        })
        .collect();
    let shared = |a: usize, b: usize| {
        triangles[a]
            .iter()
            .filter(|k| triangles[b].contains(k))
            .count()
    };
    let is_one = |a: usize, b: usize| {
        shared(a, b) == 2 && normals[a].angle_between(normals[b]).to_degrees() < FLAT_DEG
    };
    let mut group: Vec<usize> = (0..triangles.len()).collect();
    for a in 0..triangles.len() {
        for b in 0..a {
            if is_one(a, b) {
                let (from, to) = (group[a], group[b]);
                group
                    .iter_mut()
                    .filter(|g| **g == from)
                    .for_each(|g| *g = to);
            }
        }
    }
    let members = |g: usize| {
        (0..triangles.len())
            .filter(|k| group[*k] == g)
            .collect::<Vec<_>>()
    };
    (0..triangles.len())
        .map(members)
        .filter(|face| face.len() > 1)
        .collect()
}

/// Replaces the triangles of a face by a fan around its middle. They become triangles around the new corner;
/// two more of them than before.
fn fan(points: &mut Vec<DVec3>, triangles: &mut Vec<[usize; 3]>, face: &[usize]) {
    let edges: Vec<(usize, usize)> = face
        .iter()
        .flat_map(|&t| {
            let [a, b, c] = triangles[t];
            [(a, b), (b, c), (c, a)]
        })
        .collect();
    let rim: Vec<(usize, usize)> = edges
        .iter()
        .copied()
        .filter(|&(a, b)| !edges.contains(&(b, a)))
        .collect();
    let middle: DVec3 = rim.iter().map(|&(a, _)| points[a]).sum();
    points.push(middle.normalize_or(DVec3::Z));
    let middle = points.len() - 1;
    for (k, &(a, b)) in rim.iter().enumerate() {
        let triangle = [a, b, middle];
        match face.get(k) {
            Some(&place) => triangles[place] = triangle,
            None => triangles.push(triangle),
        }
    }
}
