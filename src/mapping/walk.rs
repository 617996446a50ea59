//! A walk of the global latent over the sphere of typical latents, through seeded points, with a
//! continuous speed.

use welkin_installation as installation;

use crate::chance::{self, Purpose, seed_for};
use crate::sphere::{self, smoothstep, spline};
use crate::way::Place;

/// A scene's walk, and the four points around where it is.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    seed: u64,
    class_seed: u64,
    /// How far points lie from the centre, 0 to 1; as a share of the way to anywhere.
    spread: f32,
    /// Root mean square of every point.
    long: f32,
    centre: Vec<f32>,
    /// The point passed last, when `points` are those around it.
    passed: Option<i64>,
    points: [Vec<f32>; 4],
    share: f32,
    circuit: Option<u32>,
}

impl Walk {
    /// A walk among latents of `len` numbers. With a radius below 1 it stays around a seeded centre
    /// (on the sphere: networks that normalise z would not notice shorter latents); above 1 its
    /// points lie further out than typical ones.
    pub(crate) fn new(show_seed: u64, walk: &installation::Walk, len: usize) -> Self {
        let seeds = [show_seed, walk.seed];
        let radius = chance::finite(walk.radius).clamp(0.0, 8.0);
        Self {
            seed: seed_for(Purpose::Walk, &seeds),
            class_seed: seed_for(Purpose::Class, &seeds),
            spread: radius.min(1.0),
            long: radius.max(1.0),
            centre: chance::direction(seed_for(Purpose::Centre, &seeds), 0, len),
            passed: None,
            points: Default::default(),
            share: 0.0,
            circuit: None,
        }
    }

    /// Gets the points around a place ready.
    pub(crate) fn prepare(&mut self, place: Place) {
        self.circuit = place.circuit.map(|(points, _)| points);
        let passed = place.points.floor();
        self.share = (place.points - passed) as f32;
        let passed = passed as i64;
        if self.passed == Some(passed) {
            return;
        }
        if self.passed == Some(passed - 1) {
            self.points.rotate_left(1);
            self.points[3] = self.point(passed + 2);
        } else {
            self.points = std::array::from_fn(|i| self.point(passed - 1 + i as i64));
        }
        self.passed = Some(passed);
    }

    /// The latent at the place last made ready.
    pub(crate) fn global(&self) -> Vec<f32> {
        let mut global = vec![0.0; self.centre.len()];
        for (weight, point) in spline(self.share).into_iter().zip(&self.points) {
            sphere::add(&mut global, weight, point);
        }
        sphere::scale_to(&mut global, self.long);
        global
    }

    /// For a model with classes: each point has a class by chance, and the walk goes from one to the
    /// next. The weights' sum is 1.
    pub(crate) fn classes(&self, count: usize) -> Vec<f32> {
        let mut classes = vec![0.0; count];
        if count > 0 {
            let passed = self.passed.unwrap_or(0);
            let next = smoothstep(self.share);
            classes[chance::choose(self.class_seed, self.index(passed), count)] += 1.0 - next;
            classes[chance::choose(self.class_seed, self.index(passed + 1), count)] += next;
        }
        classes
    }

    /// On a circuit, the point after the last is the first.
    fn index(&self, point: i64) -> i64 {
        self.circuit
            .map_or(point, |points| point.rem_euclid(i64::from(points)))
    }

    fn point(&self, index: i64) -> Vec<f32> {
        let mut point = chance::direction(self.seed, self.index(index), self.centre.len());
        if self.spread < 1.0 {
            let centred = (1.0 - self.spread * self.spread).sqrt();
            point.iter_mut().for_each(|x| *x *= self.spread);
            sphere::add(&mut point, centred, &self.centre);
        }
        sphere::scale_to(&mut point, self.long);
        point
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(loop_points: Option<u32>, radius: f32) -> Walk {
        let walk = installation::Walk {
            seed: 3,
            points_per_min: 60.0,
            loop_points,
            radius,
            drift: 0.0,
        };
        Walk::new(11, &walk, 64)
    }

    fn at(walk: &mut Walk, points: f64, circuit: Option<u32>) -> Vec<f32> {
        let circuit = circuit.map(|points| (points, f64::from(points)));
        walk.prepare(Place {
            points,
            secs: points,
            circuit,
        });
        walk.global()
    }

    #[test]
    fn the_latent_stays_typical_and_its_speed_is_continuous() {
        for radius in [0.3, 1.0, 1.5] {
            let mut walk = walk(None, radius);
            let step = 1e-2;
            let (mut before, mut velocity_before) = (at(&mut walk, 0.0, None), None::<Vec<f32>>);
            let (mut fastest, mut sharpest) = (0.0f32, 0.0f32);
            for i in 1..1000 {
                let here = at(&mut walk, f64::from(i) * step, None);
                assert!((sphere::rms(&here) - radius.max(1.0)).abs() < 1e-4);
                let velocity: Vec<f32> = here.iter().zip(&before).map(|(a, b)| a - b).collect();
                fastest = fastest.max(sphere::rms(&velocity));
                if let Some(was) = velocity_before {
                    let turn: Vec<f32> = velocity.iter().zip(&was).map(|(a, b)| a - b).collect();
                    sharpest = sharpest.max(sphere::rms(&turn));
                }
                (before, velocity_before) = (here, Some(velocity));
            }
            // A kink would show as a change of speed as large as the speed itself.
            assert!(sharpest < 0.15 * fastest, "{radius}: {sharpest} {fastest}");
        }
    }

    #[test]
    fn a_circuit_meets_its_beginning_exactly() {
        for points in [1, 2, 3, 12] {
            let mut walk = walk(Some(points), 1.0);
            let start = at(&mut walk, 0.0, Some(points));
            assert_eq!(at(&mut walk, f64::from(points), Some(points)), start);
            let near = at(&mut walk, f64::from(points) - 1e-6, Some(points));
            assert!(near.iter().zip(&start).all(|(a, b)| (a - b).abs() < 1e-4));
        }
    }

    #[test]
    fn how_one_came_to_a_place_does_not_matter() {
        let (mut steady, mut sudden) = (walk(None, 1.0), walk(None, 1.0));
        for i in 0..57 {
            at(&mut steady, f64::from(i) * 0.1, None);
        }
        assert_eq!(at(&mut steady, 5.65, None), at(&mut sudden, 5.65, None));
        assert_eq!(at(&mut steady, -3.25, None), at(&mut sudden, -3.25, None));
    }

    #[test]
    fn a_small_radius_stays_around_its_centre() {
        let mut near = walk(None, 0.3);
        let mut nearest = 1.0f32;
        for i in 0..100 {
            let here = at(&mut near, f64::from(i) * 0.13, None);
            let cos = here
                .iter()
                .zip(&near.centre)
                .map(|(a, b)| a * b)
                .sum::<f32>()
                / 64.0;
            nearest = nearest.min(cos);
        }
        assert!(nearest > 0.8, "{nearest}");
    }

    #[test]
    fn classes_sum_to_one() {
        let mut walk = walk(None, 1.0);
        for i in 0..50 {
            at(&mut walk, f64::from(i) * 0.1, None);
            assert!((walk.classes(10).iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
        assert!(walk.classes(0).is_empty());
    }
}
