//! A projector as geometry: where it stands, how it is turned, and what its lens does. Pixels to rays and points
//! back to pixels.
//!
//! A lens bends by Brown's radial model: the tangents of an undistorted ray, times 1 + k1 r² + k2 r⁴ with r their own
//! length, are the tangents that the pixel is at. A point finds its pixel by that formula, a pixel its ray by Newton's
//! method. The arithmetic is double, so that there and back misses less than a hundredth of a pixel.

use glam::{DMat3, DQuat, DVec2, DVec3, EulerRot, Quat, Vec2, Vec3};

/// A projector in room space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projector {
    /// Where its light comes from, metres, in room space.
    pub position: Vec3,
    /// Turns its own space (it looks along −z, y is up) to room space.
    pub orientation: Quat,
    /// Its lens.
    pub optics: Optics,
    /// Pixels: width, height. Pixels are square.
    pub size: [u32; 2],
}

/// What a projector's lens does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Optics {
    /// Angle across the whole width, radians, as if nothing bent it and it were not shifted.
    pub fov: f32,
    /// How far the lens moves the image to the right and up, as a share of its width and height.
    pub shift: Vec2,
    /// Brown's first radial coefficient; negative for a barrel.
    pub k1: f32,
    /// Brown's second radial coefficient.
    pub k2: f32,
}

/// A line from a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ray {
    /// Where it begins, metres, in room space.
    pub origin: Vec3,
    /// Where it goes: a unit vector in room space.
    pub direction: Vec3,
}

/// The same in double precision, for what is worked out from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExactRay {
    /// Where it begins, metres, in room space.
    pub origin: DVec3,
    /// Where it goes: a unit vector in room space.
    pub direction: DVec3,
}

impl Optics {
    /// A lens that bends and shifts nothing; `fov` in radians.
    pub fn new(fov: f32) -> Self {
        Self {
            fov,
            shift: Vec2::ZERO,
            k1: 0.0,
            k2: 0.0,
        }
    }
}

impl ExactRay {
    /// The place after `distance` metres.
    pub fn at(&self, distance: f64) -> DVec3 {
        self.origin + self.direction * distance
    }
}

impl From<Ray> for ExactRay {
    fn from(ray: Ray) -> Self {
        Self {
            origin: ray.origin.as_dvec3(),
            direction: ray.direction.as_dvec3(),
        }
    }
}

/// Turned `yaw` to the left, then `pitch` up, then `roll` clockwise as seen from behind; radians.
pub fn turned(yaw: f32, pitch: f32, roll: f32) -> Quat {
    Quat::from_euler(EulerRot::YXZ, yaw, pitch, -roll)
}

/// Turned so that it looks from one place at another, its top up, then rolled clockwise as seen from behind, radians.
/// Straight up and down, its top is at the back and at the front, as after a pitch alone.
pub fn looking(from: Vec3, at: Vec3, roll: f32) -> Quat {
    let ahead = (at - from).normalize_or(Vec3::NEG_Z);
    let across = Vec2::new(ahead.x, ahead.z).length();
    let yaw = if across > 1e-6 {
        (-ahead.x).atan2(-ahead.z)
    } else {
        0.0
    };
    turned(yaw, ahead.y.atan2(across), roll)
}

impl Projector {
    /// The ray of a place on the image. Past the place where the lens folds back on itself (see [`Self::folds`]) it
    /// is the last ray before.
    pub fn ray(&self, pixel: Vec2) -> Ray {
        let ray = self.exact_ray(pixel.as_dvec2());
        Ray {
            origin: ray.origin.as_vec3(),
            direction: ray.direction.as_vec3(),
        }
    }

    /// The place on the image whose ray meets a point in room space; none behind the projector, where the lens folds,
    /// and outside the image.
    pub fn pixel(&self, point: Vec3) -> Option<Vec2> {
        self.exact_pixel(point.as_dvec3()).map(DVec2::as_vec2)
    }

    /// [`Self::ray`] in double precision.
    pub fn exact_ray(&self, pixel: DVec2) -> ExactRay {
        Prepared::new(self).ray(pixel)
    }

    /// [`Self::pixel`] in double precision.
    pub fn exact_pixel(&self, point: DVec3) -> Option<DVec2> {
        let prepared = Prepared::new(self);
        let place = prepared.place(point)?;
        // A place on the very edge that rounding moved is still on it.
        const EDGE: f64 = 1e-6;
        let inside =
            place.cmpge(DVec2::splat(-EDGE)).all() && place.cmple(prepared.extent + EDGE).all();
        inside.then_some(place)
    }

    /// The place on the endless plane of the image, in pixels, whose ray meets a point in room space; none behind the
    /// projector and where the lens folds.
    pub fn place(&self, point: DVec3) -> Option<DVec2> {
        Prepared::new(self).place(point)
    }

    /// Whether the lens folds back on itself somewhere within the image: k1 and k2 are then wrong.
    pub fn folds(&self) -> bool {
        let prepared = Prepared::new(self);
        let most = bent(prepared.bends, DVec2::new(prepared.fold.min(1e6), 0.0)).x;
        let corners = [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]];
        prepared.fold.is_finite()
            && corners.into_iter().any(|corner| {
                let at = (DVec2::from(corner) + prepared.shift) * 2.0 * prepared.half_tangents;
                at.length() > most
            })
    }

    /// The direction through the middle of the lens, a unit vector in room space.
    pub fn axis(&self) -> Vec3 {
        self.orientation * Vec3::NEG_Z
    }
}

/// A projector with all that its pixels have in common worked out once: for asking a great many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prepared {
    position: DVec3,
    room_from_projector: DMat3,
    /// Width and height in pixels.
    pub(crate) extent: DVec2,
    /// Tangents of half the angle across the width and the height.
    half_tangents: DVec2,
    /// How far the image's middle lies from the lens's, as a share of the image, downwards.
    shift: DVec2,
    bends: [f64; 2],
    fold: f64,
}

impl Prepared {
    /// Nonsense becomes something that can be asked.
    pub fn new(projector: &Projector) -> Self {
        let turn = projector.orientation.as_dquat();
        let turn = if turn.is_finite() && turn.length_squared() > 1e-12 {
            turn.normalize()
        } else {
            DQuat::IDENTITY
        };
        let Optics { fov, shift, k1, k2 } = projector.optics;
        let fov = if fov.is_finite() { f64::from(fov) } else { 1.0 };
        let [width, height] = projector.size;
        let extent = DVec2::new(f64::from(width.max(1)), f64::from(height.max(1)));
        let across = (fov.clamp(1e-3, 3.1) / 2.0).tan();
        let bends = [k1, k2].map(|k| if k.is_finite() { f64::from(k) } else { 0.0 });
        Self {
            position: projector.position.as_dvec3(),
            room_from_projector: DMat3::from_quat(turn),
            extent,
            half_tangents: DVec2::new(across, across * extent.y / extent.x),
            shift: DVec2::new(1.0, -1.0) * shift.as_dvec2(),
            bends,
            fold: fold(bends),
        }
    }

    /// [`Projector::exact_ray`].
    pub fn ray(&self, pixel: DVec2) -> ExactRay {
        let moved = pixel / self.extent - DVec2::splat(0.5) + self.shift;
        let bent = moved * DVec2::new(2.0, -2.0) * self.half_tangents;
        let tangents = if self.bends == [0.0; 2] {
            bent
        } else {
            unbent(self.bends, bent)
        };
        ExactRay {
            origin: self.position,
            direction: self.room_from_projector * tangents.extend(-1.0).normalize(),
        }
    }

    /// [`Projector::place`].
    pub fn place(&self, point: DVec3) -> Option<DVec2> {
        // The other way round, a rotation is its transpose.
        let seen = self
            .room_from_projector
            .mul_transpose_vec3(point - self.position);
        let is_ahead = seen.z < -1e-9 && seen.is_finite();
        if !is_ahead {
            return None;
        }
        let tangents = seen.truncate() / -seen.z;
        if tangents.length_squared() > self.fold * self.fold {
            return None;
        }
        let bent = bent(self.bends, tangents);
        let moved = bent / (DVec2::new(2.0, -2.0) * self.half_tangents);
        Some((moved - self.shift + DVec2::splat(0.5)) * self.extent)
    }
}

/// Tangents as a lens with [k1, k2] bends them.
pub fn bent([k1, k2]: [f64; 2], tangents: DVec2) -> DVec2 {
    let square = tangents.length_squared();
    tangents * (1.0 + square * (k1 + square * k2))
}

/// The tangents that a lens with [k1, k2] bends to these: the inverse of [`bent`].
pub fn unbent(bends: [f64; 2], tangents: DVec2) -> DVec2 {
    let [k1, k2] = bends;
    let far = tangents.length();
    if far < 1e-12 || (k1 == 0.0 && k2 == 0.0) {
        return tangents;
    }
    let value = |r: f64| r * (1.0 + r * r * (k1 + r * r * k2)) - far;
    let slope = |r: f64| 1.0 + r * r * (3.0 * k1 + r * r * 5.0 * k2);
    // Between nothing and the fold the formula grows, so the answer is kept between two places while Newton nears it.
    let (mut low, mut high) = (0.0, fold(bends).min(1e6));
    if value(high) <= 0.0 {
        return tangents * (high / far);
    }
    let mut r = far.min(high);
    for _ in 0..80 {
        let miss = value(r);
        if miss.abs() <= 1e-15 * far.max(1.0) {
            break;
        }
        if miss > 0.0 {
            high = r;
        } else {
            low = r;
        }
        let next = r - miss / slope(r);
        r = if next > low && next < high {
            next
        } else {
            (low + high) / 2.0
        };
    }
    tangents * (r / far)
}

/// Length of the tangents from which on a lens with [k1, k2] folds back on itself; infinite for most lenses.
fn fold([k1, k2]: [f64; 2]) -> f64 {
    // The smallest positive s = r² at which 1 + 3 k1 s + 5 k2 s² is nothing.
    let (a, b) = (5.0 * k2, 3.0 * k1);
    if a == 0.0 {
        return if b < 0.0 {
            (-1.0 / b).sqrt()
        } else {
            f64::INFINITY
        };
    }
    let discriminant = b * b - 4.0 * a;
    if discriminant < 0.0 {
        return f64::INFINITY;
    }
    // Each root by the formula that does not take away two like numbers.
    let q = -0.5 * (b + discriminant.sqrt().copysign(b));
    let roots = [q / a, if q == 0.0 { f64::INFINITY } else { 1.0 / q }];
    let first = roots.into_iter().filter(|root| *root > 0.0);
    first.fold(f64::INFINITY, f64::min).sqrt()
}

#[cfg(test)]
mod tests;
