//! A projector as numbers that can be improved step by step, in double precision.

use std::f64::consts::TAU;

use glam::{DMat3, DQuat, DVec2, DVec3, Vec2};
use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{DMatrix, DVector, Dyn, Owned};

use super::SolveSettings;
use crate::projector::bent;
use crate::{Optics, Projector};

/// A place on the image and the point it lights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight {
    pub(super) pixel: DVec2,
    pub(super) point: DVec3,
}

/// A projector.
#[derive(Clone, Copy, Debug)]
pub(super) struct Model {
    pub(super) position: DVec3,
    /// Turns its own space (−z ahead, y up) to room space.
    pub(super) turn: DQuat,
    /// The distance of the image in pixels: half its width over the tangent of half the field of view.
    pub(super) focal_px: f64,
    /// The pixel straight ahead.
    pub(super) centre: DVec2,
    pub(super) bends: [f64; 2],
}

/// Points nearer than this are taken to be this near, metres: there is no pixel behind a lens.
const NEAREST_M: f64 = 1e-3;

impl Model {
    /// The pixel of a point, wherever it is.
    pub(super) fn pixel(&self, point: DVec3) -> DVec2 {
        let seen = self.turn.inverse() * (point - self.position);
        let tangents = seen.truncate() / (-seen.z).max(NEAREST_M);
        let bent = bent(self.bends, tangents);
        self.centre + DVec2::new(bent.x, -bent.y) * self.focal_px
    }

    pub(super) fn sees_all(&self, sights: &[Sight]) -> bool {
        let ahead = |sight: &Sight| (self.turn.inverse() * (sight.point - self.position)).z;
        sights.iter().all(|sight| ahead(sight) < -NEAREST_M)
    }

    pub(super) fn sum_of_squares(&self, sights: &[Sight]) -> f64 {
        let miss = |sight: &Sight| self.pixel(sight.point).distance_squared(sight.pixel);
        sights.iter().map(miss).sum()
    }

    pub(super) fn projector(&self, size: [u32; 2]) -> Projector {
        let extent = extent(size);
        let shift = self.centre / extent - DVec2::splat(0.5);
        Projector {
            position: self.position.as_vec3(),
            orientation: self.turn.normalize().as_quat(),
            optics: Optics {
                fov: (2.0 * (extent.x / 2.0 / self.focal_px).atan()) as f32,
                shift: Vec2::new(-shift.x as f32, shift.y as f32),
                k1: self.bends[0] as f32,
                k2: self.bends[1] as f32,
            },
            size,
        }
    }

    /// From what is known of the lens.
    pub(super) fn known(settings: &SolveSettings, position: DVec3, turn: DQuat) -> Self {
        let extent = extent(settings.size);
        let optics = settings.optics;
        let finite = |value: f32, otherwise: f64| {
            if value.is_finite() {
                f64::from(value)
            } else {
                otherwise
            }
        };
        let fov = finite(optics.fov, 0.7).clamp(1e-3, 3.1);
        let shift = DVec2::new(-finite(optics.shift.x, 0.0), finite(optics.shift.y, 0.0));
        Self {
            position,
            turn,
            focal_px: extent.x / 2.0 / (fov / 2.0).tan(),
            centre: (shift + 0.5) * extent,
            bends: [finite(optics.k1, 0.0), finite(optics.k2, 0.0)],
        }
    }

    /// The nearest model in whose neighbourhood no other fits better.
    pub(super) fn fitted(self, sights: &[Sight], settings: &SolveSettings, is_flat: bool) -> Self {
        let mut free = vec![Part::Turn(0), Part::Turn(1), Part::Turn(2)];
        free.extend([Part::Place(0), Part::Place(1), Part::Place(2)]);
        if settings.finds_fov {
            free.push(Part::Focal);
        }
        if settings.finds_shift {
            // The picture of a plane is eight numbers: six say where it stands, one how long the lens is.
            free.push(Part::Centre(1));
            free.extend((!is_flat).then_some(Part::Centre(0)));
        }
        let all = [Part::Bend(0), Part::Bend(1)];
        let with_bends: Vec<Part> = free.iter().copied().chain(all).collect();
        let straight = self.fitted_by(&free, sights);
        if settings.finds_bends {
            straight.fitted_by(&with_bends, sights)
        } else {
            straight
        }
    }

    fn fitted_by(self, free: &[Part], sights: &[Sight]) -> Self {
        let scale = sights
            .iter()
            .map(|sight| sight.point.distance(self.position));
        let fit = Fit {
            start: self,
            metres: (scale.sum::<f64>() / sights.len() as f64).max(1e-3),
            free,
            sights,
            steps: DVector::zeros(free.len()),
        };
        let (fit, _) = LevenbergMarquardt::new().minimize(fit);
        let model = fit.model(&fit.steps);
        let is_better = model.sum_of_squares(sights) <= self.sum_of_squares(sights);
        if is_better { model } else { self }
    }
}

/// What may change.
#[derive(Clone, Copy, Debug)]
enum Part {
    Turn(usize),
    Place(usize),
    Focal,
    Centre(usize),
    Bend(usize),
}

/// A model on its way, as steps from where it began, all about as large.
struct Fit<'a> {
    start: Model,
    metres: f64,
    free: &'a [Part],
    sights: &'a [Sight],
    steps: DVector<f64>,
}

impl Fit<'_> {
    fn model(&self, steps: &DVector<f64>) -> Model {
        let mut model = self.start;
        let mut turned = DVec3::ZERO;
        for (part, step) in self.free.iter().zip(steps.iter()) {
            match *part {
                Part::Turn(axis) => turned[axis] += step,
                Part::Place(axis) => model.position[axis] += step * self.metres,
                Part::Focal => model.focal_px *= step.clamp(-10.0, 10.0).exp(),
                Part::Centre(axis) => model.centre[axis] += step * self.start.focal_px,
                Part::Bend(power) => model.bends[power] += step,
            }
        }
        let is_sane = turned.is_finite() && turned.length() < 1e3 * TAU;
        if is_sane {
            model.turn = (model.turn * DQuat::from_scaled_axis(turned)).normalize();
        }
        model
    }

    fn misses(&self, steps: &DVector<f64>) -> DVector<f64> {
        let model = self.model(steps);
        let misses = self.sights.iter().flat_map(|sight| {
            let miss = model.pixel(sight.point) - sight.pixel;
            // A far miss is as bad as a farther one: keeps sums finite.
            miss.clamp(DVec2::splat(-1e9), DVec2::splat(1e9)).to_array()
        });
        DVector::from_iterator(2 * self.sights.len(), misses)
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Fit<'_> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;
    type ParameterStorage = Owned<f64, Dyn>;

    fn set_params(&mut self, steps: &DVector<f64>) {
        self.steps.copy_from(steps);
    }

    fn params(&self) -> DVector<f64> {
        self.steps.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        Some(self.misses(&self.steps))
    }

    /// By differences to both sides, exact to about ten digits.
    fn jacobian(&self) -> Option<DMatrix<f64>> {
        const STEP: f64 = 1e-6;
        let mut jacobian = DMatrix::zeros(2 * self.sights.len(), self.free.len());
        let mut steps = self.steps.clone();
        for column in 0..self.free.len() {
            let here = steps[column];
            steps[column] = here + STEP;
            let after = self.misses(&steps);
            steps[column] = here - STEP;
            let before = self.misses(&steps);
            steps[column] = here;
            jacobian.set_column(column, &((after - before) / (2.0 * STEP)));
        }
        Some(jacobian)
    }
}

/// Width and height in pixels.
pub(super) fn extent(size: [u32; 2]) -> DVec2 {
    DVec2::new(f64::from(size[0].max(1)), f64::from(size[1].max(1)))
}

/// A turn whose rows are a camera's axes: right, down and ahead, in room space.
pub(super) fn turn_of(right: DVec3, down: DVec3, ahead: DVec3) -> DQuat {
    DQuat::from_mat3(&DMat3::from_cols(right, -down, -ahead)).normalize()
}
