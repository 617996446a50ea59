//! One projector's light on its way, straight or by a ball of mirror, with what is known of its black and its mask.

use glam::{DVec2, DVec3, Vec2, Vec3};
use welkin_installation::{ProjectorPlace, View};

use crate::projector::{ExactRay, Optics, Prepared, Projector, turned};
use crate::screen::{Hit, Screen};

/// What leaves a projector.
#[derive(Clone, Debug, PartialEq)]
pub struct Beam {
    /// Its name, for people.
    pub name: String,
    /// Where it stands and what its lens does.
    pub projector: Projector,
    /// The mirror that it shines at, if it does.
    pub ball: Option<Ball>,
    /// How many times brighter its white is than its black.
    pub contrast: f32,
    /// What of it is lit; none for all.
    pub mask: Option<Mask>,
}

/// A ball of mirror in room space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ball {
    /// Its middle, metres.
    pub middle: Vec3,
    /// Metres.
    pub radius: f32,
}

/// How much of each place of an image is lit.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// Pixels: width, height; any, the mask is stretched over the image.
    pub size: [u32; 2],
    /// Row by row from the top, 0 to 1.
    pub values: Vec<f32>,
}

impl Mask {
    /// The mask at a place of the image (u to the right, v down, 0 to 1), between its pixels evenly. A mask that lies
    /// about its size lights everything.
    pub fn at(&self, place: Vec2) -> f32 {
        let [width, height] = self.size;
        if self.values.len() != width as usize * height as usize || self.values.is_empty() {
            return 1.0;
        }
        let last = Vec2::new((width - 1) as f32, (height - 1) as f32);
        let at = (place * Vec2::new(width as f32, height as f32) - 0.5).clamp(Vec2::ZERO, last);
        let low = at.floor();
        let share = at - low;
        let value = |x: f32, y: f32| {
            let at = Vec2::new(x, y).min(last);
            let value = self.values[at.y as usize * width as usize + at.x as usize];
            if value.is_finite() {
                value.clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        let row = |y: f32| value(low.x, y) * (1.0 - share.x) + value(low.x + 1.0, y) * share.x;
        row(low.y) * (1.0 - share.y) + row(low.y + 1.0) * share.y
    }
}

/// The projector that a venue's file describes, for an output of so many pixels.
pub fn projector_at(place: ProjectorPlace, size: [u32; 2]) -> Projector {
    Projector {
        position: Vec3::from(place.position_m),
        orientation: turned(place.yaw, place.pitch, place.roll),
        optics: Optics {
            fov: place.fov,
            shift: Vec2::from(place.shift),
            k1: place.k1,
            k2: place.k2,
        },
        size,
    }
}

impl Beam {
    /// The beam of an output; none where its view is not a projector's. It has no mask yet.
    pub fn of(output: &welkin_installation::Output) -> Option<Self> {
        let size = [output.width, output.height];
        let (place, ball) = match output.view {
            View::Projector(place) => (place, None),
            View::SphericalMirror {
                projector,
                mirror_m,
                mirror_radius_m,
            } => {
                let ball = Ball {
                    middle: Vec3::from(mirror_m),
                    radius: mirror_radius_m,
                };
                (projector, Some(ball))
            }
            _ => return None,
        };
        Some(Self {
            name: output.id.clone(),
            projector: projector_at(place, size),
            ball,
            contrast: output.contrast,
            mask: None,
        })
    }

    /// What a pixel's light meets.
    pub fn hit(&self, screen: &Screen, pixel: DVec2) -> Option<Hit> {
        screen.meet(&Sight::new(self).ray(pixel)?).lit()
    }

    /// Where on the endless plane of the image, in pixels, a point in the room is lit from, as if nothing stood
    /// between; none where the light cannot go.
    pub fn place(&self, point: DVec3) -> Option<DVec2> {
        let sight = Sight::new(self);
        sight.projector.place(sight.source(point)?.1)
    }

    /// Width and height in pixels.
    pub fn extent(&self) -> DVec2 {
        let [width, height] = self.projector.size;
        DVec2::new(f64::from(width.max(1)), f64::from(height.max(1)))
    }

    /// The light of black, where white is 1.
    pub fn black(&self) -> f64 {
        let contrast = f64::from(self.contrast);
        if contrast.is_finite() && contrast > 1.0 {
            1.0 / contrast
        } else {
            0.0
        }
    }
}

impl Ball {
    /// The ray as the ball throws it back; none where it misses.
    fn reflected(&self, ray: &ExactRay) -> Option<ExactRay> {
        let (middle, radius) = (self.middle.as_dvec3(), f64::from(self.radius));
        let from_middle = ray.origin - middle;
        let along = from_middle.dot(ray.direction);
        let aside = (from_middle - ray.direction * along).length_squared();
        let square = radius * radius - aside;
        let distance = -along - square.max(0.0).sqrt();
        if square < 0.0 || distance <= 1e-9 {
            return None;
        }
        let origin = ray.at(distance);
        let normal = (origin - middle).normalize();
        let direction = ray.direction - normal * 2.0 * ray.direction.dot(normal);
        Some(ExactRay { origin, direction })
    }

    /// The place on the ball at which light from one place is thrown to another (Alhazen's problem); none where the
    /// ball is in the way.
    fn glint(&self, from: DVec3, to: DVec3) -> Option<DVec3> {
        let (middle, radius) = (self.middle.as_dvec3(), f64::from(self.radius));
        let (a, b) = (from - middle, to - middle);
        if a.length() <= radius || b.length() <= radius {
            return None;
        }
        // All happens in one plane: the first axis goes to where the light comes from.
        let first = a.normalize();
        let aside = b - first * b.dot(first);
        let second = aside
            .try_normalize()
            .unwrap_or(first.any_orthonormal_vector());
        let (a, b) = (
            DVec2::new(a.length(), 0.0),
            DVec2::new(b.dot(first), b.dot(second)),
        );
        let normal_at = |angle: f64| DVec2::new(angle.cos(), angle.sin());
        // How much more the light leaves to the one side than it came from the other; it falls as the angle grows.
        let miss = |angle: f64| {
            let normal = normal_at(angle);
            let (to_a, to_b) = (a - normal * radius, b - normal * radius);
            normal.perp_dot(to_b.normalize()) + normal.perp_dot(to_a.normalize())
        };
        // A straight line between two places on either side, of which the older counts half each time it stays
        // (the Illinois way): some ten steps instead of fifty halvings.
        let (mut low, mut high) = (0.0, b.y.atan2(b.x));
        let (mut above, mut below) = (miss(low), miss(high));
        let mut angle = 0.0;
        for _ in 0..60 {
            if above - below <= 0.0 || high - low < 1e-15 {
                break;
            }
            angle = (low * below - high * above) / (below - above);
            let here = miss(angle);
            if here.abs() < 1e-15 {
                break;
            }
            if here > 0.0 {
                (low, above) = (angle, here);
                below /= 2.0;
            } else {
                (high, below) = (angle, here);
                above /= 2.0;
            }
        }
        let normal = normal_at(angle);
        let is_seen = |place: DVec2| (place - normal * radius).dot(normal) > 0.0;
        if !(is_seen(a) && is_seen(b)) {
            return None;
        }
        Some(middle + (first * normal.x + second * normal.y) * radius)
    }
}

/// A beam with all that its pixels have in common worked out once.
pub struct Sight<'b> {
    beam: &'b Beam,
    projector: Prepared,
    eye: DVec3,
}

impl<'b> Sight<'b> {
    /// Gets a beam ready.
    pub fn new(beam: &'b Beam) -> Self {
        Self {
            beam,
            projector: Prepared::new(&beam.projector),
            eye: beam.projector.position.as_dvec3(),
        }
    }

    /// Where the light of a pixel begins its last straight way, and where it goes; none where it misses the mirror.
    pub fn ray(&self, pixel: DVec2) -> Option<ExactRay> {
        let ray = self.projector.ray(pixel);
        match self.beam.ball {
            Some(ball) => ball.reflected(&ray),
            None => Some(ray),
        }
    }

    /// Where the light that goes to a point begins its last straight way (the lens, or a place on the mirror), and
    /// what the lens must see for it.
    pub fn source(&self, point: DVec3) -> Option<(DVec3, DVec3)> {
        match self.beam.ball {
            Some(ball) => ball.glint(self.eye, point).map(|place| (place, place)),
            None => Some((self.eye, point)),
        }
    }

    /// Where in the image (with a margin of pixels around it) a point of the surface is lit from; none where it is
    /// not.
    pub fn place(&self, screen: &Screen, point: DVec3, margin: f64) -> Option<DVec2> {
        let (source, seen) = self.source(point)?;
        let place = self.projector.place(seen)?;
        let is_inside = place.cmpge(DVec2::splat(-margin)).all()
            && place.cmple(self.projector.extent + margin).all();
        (is_inside && screen.is_reached(source, point)).then_some(place)
    }
}

#[cfg(test)]
mod tests;
