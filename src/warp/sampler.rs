//! What one pixel of an output shows: what a map of the output is baked from.

use std::borrow::Cow;

use glam::{DVec2, DVec3, Vec2, Vec3};

use crate::error::WarpError;
use crate::field::Field;
use crate::numbers::extent;
use crate::raster;
use crate::view::{Frame, Rays};
use crate::warp::{Geometry, Kind, Region, Warp};

/// Places this far beside the picture are at its edge: calibrations round. Further out nothing is shown.
const BESIDE: f64 = 1.0 / 1024.0;

/// What a pixel shows, and how bright.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Looked {
    /// What is shown.
    pub seen: Seen,
    /// Linear weight per channel: blend times intensity, 0 to 1 unless a mesh brightens.
    pub weight: [f32; 3],
    /// Black level per channel, linear: light = picture · weight · (1 − lift) + lift.
    pub lift: [f32; 3],
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    /// A place in the picture, shares from its upper left.
    Picture(Vec2),
    /// Whatever lies on a ray in the room.
    Ray {
        /// Metres.
        origin: Vec3,
        /// A unit vector.
        direction: Vec3,
    },
    /// A point in the room, metres.
    Point(Vec3),
}

/// Answers for the pixels of one region.
#[derive(Clone, Debug)]
pub struct Sampler<'a> {
    region: &'a Region,
    kind: Kind,
    size: [u32; 2],
    field: Option<Cow<'a, Field>>,
    /// The eye, and how it looks.
    view: Option<(DVec3, Rays)>,
    /// Linear, row by row; of meshes.
    intensities: Option<Field>,
}

impl Warp {
    /// Readies a region for being asked at a size in pixels; a mesh is drawn once.
    ///
    /// # Errors
    /// There is no such region, the size is out of range, or a mesh folds over itself without end.
    pub fn sampler(&self, region: usize, size: [u32; 2]) -> Result<Sampler<'_>, WarpError> {
        let wrong = |reason: String| WarpError::Wrong {
            file: "the warp".into(),
            place: format!("region {region}"),
            reason,
        };
        let count = self.regions.len();
        let region = self
            .regions
            .get(region)
            .ok_or_else(|| wrong(format!("there is none; there are {count}, counted from 0")))?;
        extent(size).map_err(wrong)?;
        let mut sampler = Sampler {
            region,
            kind: self.kind,
            size,
            field: None,
            view: region.frustum.as_ref().map(|frustum| {
                let stands = region.frame.as_ref().map(Frame::position_in_room);
                let eye = DVec3::from_array(frustum.eye.map(f64::from));
                (eye + stands.unwrap_or(DVec3::ZERO), frustum.rays())
            }),
            intensities: None,
        };
        match &region.geometry {
            Geometry::Straight => {}
            Geometry::Field(field) => sampler.field = Some(Cow::Borrowed(field)),
            Geometry::Mesh(mesh) => {
                let drawn = raster::draw(mesh, size).map_err(|fault| fault.named(&region.id))?;
                let linear = |&encoded: &f32| [encoded.powf(mesh.gamma), 0.0, 0.0];
                let linear = drawn.intensities.iter().map(linear).collect();
                sampler.field = Some(Cow::Owned(drawn.field));
                sampler.intensities = Some(Field::of_places(size, linear));
            }
        }
        Ok(sampler)
    }

    /// What a pixel shows, of a region that says its size; a slow way for single pixels, as a mesh is drawn
    /// anew.
    pub fn sample(&self, region: usize, pixel: Vec2) -> Option<Looked> {
        let size = self.regions.get(region)?.size?;
        self.sampler(region, size).ok()?.at(pixel)
    }
}

impl Sampler<'_> {
    /// Pixels.
    pub fn size(&self) -> [u32; 2] {
        self.size
    }

    /// What a pixel shows; it counts from the upper left, the first one's middle is (0.5, 0.5). None where
    /// nothing is mapped, beside the output, and beside the picture.
    pub fn at(&self, pixel: Vec2) -> Option<Looked> {
        let size = DVec2::new(self.size[0].into(), self.size[1].into());
        let place = pixel.as_dvec2() / size;
        let inside = |share: f64| (0.0..=1.0).contains(&share);
        if !inside(place.x) || !inside(place.y) {
            return None;
        }
        let value = match &self.field {
            Some(field) => field.between(place.x, place.y)?,
            None => [place.x as f32, place.y as f32, 0.0],
        };
        let seen = self.seen(value, place)?;
        let intensity = match &self.intensities {
            Some(field) => field.between(place.x, place.y)?[0],
            None => 1.0,
        };
        let linear = |grid: &Option<crate::grid::Grid>, otherwise| match grid {
            Some(grid) => grid.linear(place.x, place.y),
            None => [otherwise; 3],
        };
        Some(Looked {
            seen,
            weight: linear(&self.region.alpha, 1.0).map(|share| share * intensity),
            lift: linear(&self.region.beta, 0.0),
        })
    }

    fn seen(&self, value: [f32; 3], place: DVec2) -> Option<Seen> {
        let is_points = self
            .field
            .as_ref()
            .is_some_and(|field| field.unit.is_points());
        match self.kind {
            Kind::Picture => {
                let at = on_picture([value[0], value[1]])?;
                let part = self.region.place;
                let at = if self.region.whole_picture {
                    at
                } else {
                    DVec2::new(part.x, part.y) + at * DVec2::new(part.width, part.height)
                };
                Some(Seen::Picture(at.as_vec2()))
            }
            Kind::View => self.ray(on_picture([value[0], value[1]])?),
            Kind::Points | Kind::Lamp if is_points => Some(Seen::Point(self.point(value))),
            Kind::Points => None,
            Kind::Lamp => self.ray(place),
        }
    }

    fn ray(&self, place: DVec2) -> Option<Seen> {
        let (eye, rays) = self.view?;
        Some(Seen::Ray {
            origin: eye.as_vec3(),
            direction: rays.direction(place).as_vec3(),
        })
    }

    fn point(&self, value: [f32; 3]) -> Vec3 {
        let metres = self.field.as_ref().map_or(1.0, |field| field.unit.metres());
        let point = DVec3::from_array(value.map(f64::from)) * metres;
        match &self.region.frame {
            Some(frame) => (frame.room_from_file() * point).as_vec3(),
            None => point.as_vec3(),
        }
    }
}

/// A place in the picture, drawn in to its edge if it lies just beside.
fn on_picture(place: [f32; 2]) -> Option<DVec2> {
    let place = DVec2::from_array(place.map(f64::from));
    let inside = |share: f64| (-BESIDE..=1.0 + BESIDE).contains(&share);
    (inside(place.x) && inside(place.y)).then(|| place.clamp(DVec2::ZERO, DVec2::ONE))
}
