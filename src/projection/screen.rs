//! A surface in metres: where a ray of light meets it, and what picture is asked for there.
//!
//! Everything is in room space and double precision. A surface is lit on its inner side, the one that faces the
//! middle of the room; light that meets its outer side first is lost. Only a mesh whose pictures lie by its own
//! texture places is lit on both sides.

pub mod mesh;
pub mod obj;
pub mod gltf;

mod round;
mod flat;

use glam::{DMat3, DVec2, DVec3, Vec3};
use welkin_installation::{BoxSides, Content, PointAt, Surface};
use welkin_values::{Coverage, Direction};

use crate::projector::ExactRay;
use crate::surface::WHOLE_TURN;
use crate::{coverage_of, dome_from_room, tilt_of};
use mesh::{Mesh, Tree};

/// A surface in metres.
#[derive(Clone, Debug)]
pub struct Screen {
    shape: Shape,
    coverage: Coverage,
    content: Content,
    dome_from_room: DMat3,
}

/// Where light meets a surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Metres along the ray.
    pub distance: f64,
    /// The place, metres, in room space.
    pub point: DVec3,
    /// A unit vector out of the surface, on the side that is lit.
    pub normal: DVec3,
    /// The place on a surface that has places of its own: u to the right, v down, 0 to 1.
    pub uv: Option<DVec2>,
}

/// What a ray of light meets first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meeting {
    /// The side that is lit.
    Lit(Hit),
    /// The outer side: the light is lost.
    Back,
    /// Nothing.
    Nothing,
}

impl Meeting {
    /// The place that is lit, if one is.
    pub fn lit(self) -> Option<Hit> {
        match self {
            Self::Lit(hit) => Some(hit),
            Self::Back | Self::Nothing => None,
        }
    }
}

/// Why there is no screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScreenError {
    /// The surface is one of those that lie around the visitor at no distance.
    #[error("this surface stands nowhere in the room, so nothing can light it")]
    Nowhere,
    /// The surface is a mesh, and none was given.
    #[error("the surface is a mesh, but it has no triangles")]
    NoTriangles,
    /// Pictures are to lie by the mesh's texture places, and it has none.
    #[error("the mesh has no texture places; write content = \"directions\", or save it with them")]
    NoPlaces,
}

#[derive(Clone, Debug)]
enum Shape {
    Ball {
        radius: f64,
        /// The axis of a dome and the cosine of the angle to its spring line; −1 for a sphere.
        zenith: DVec3,
        edge: f64,
    },
    Cylinder {
        radius: f64,
        bottom: f64,
        top: f64,
        arc: f64,
    },
    Wall {
        half_width: f64,
        half_height: f64,
        distance: f64,
    },
    Box {
        low: DVec3,
        high: DVec3,
        sides: BoxSides,
    },
    Mesh(Tree),
}

impl Screen {
    /// A venue's surface; `mesh` is asked for where the surface is one.
    ///
    /// # Errors
    /// The surface stands nowhere, or the mesh does not have what is needed.
    pub fn new(surface: Surface, mesh: Option<Mesh>) -> Result<Self, ScreenError> {
        let turn = dome_from_room(tilt_of(surface)).as_dmat3();
        let metres = |value: f32| f64::from(value).max(1e-6);
        let mut content = Content::Directions;
        let shape = match surface {
            Surface::Dome { radius_m, fov, .. } => Shape::Ball {
                radius: metres(radius_m),
                zenith: turn.transpose() * DVec3::Y,
                edge: (f64::from(fov) / 2.0).min(std::f64::consts::PI).cos(),
            },
            Surface::Sphere { radius_m } => Shape::Ball {
                radius: metres(radius_m),
                zenith: DVec3::Y,
                edge: -1.0,
            },
            Surface::Wall {
                width_m,
                height_m,
                distance_m,
            } => {
                content = Content::Surface;
                Shape::Wall {
                    half_width: metres(width_m) / 2.0,
                    half_height: metres(height_m) / 2.0,
                    distance: metres(distance_m),
                }
            }
            Surface::Cylinder {
                radius_m,
                bottom_m,
                top_m,
                arc,
                content: lying,
            } => {
                content = lying;
                let closes = arc >= WHOLE_TURN;
                Shape::Cylinder {
                    radius: metres(radius_m),
                    bottom: f64::from(bottom_m),
                    top: f64::from(top_m),
                    arc: if closes {
                        std::f64::consts::TAU
                    } else {
                        f64::from(arc)
                    },
                }
            }
            Surface::Box {
                width_m,
                depth_m,
                height_m,
                ear_height_m,
                sides,
            } => {
                let floor = -f64::from(ear_height_m);
                let (x, z) = (metres(width_m) / 2.0, metres(depth_m) / 2.0);
                Shape::Box {
                    low: DVec3::new(-x, floor, -z),
                    high: DVec3::new(x, floor + metres(height_m), z),
                    sides,
                }
            }
            Surface::Mesh { content: lying } => {
                let mesh = mesh.filter(|mesh| !mesh.triangles().is_empty());
                let mesh = mesh.ok_or(ScreenError::NoTriangles)?;
                if lying == Content::Surface && !mesh.has_places() {
                    return Err(ScreenError::NoPlaces);
                }
                content = lying;
                Shape::Mesh(Tree::new(mesh))
            }
            Surface::Mirrored | Surface::Cube { .. } => return Err(ScreenError::Nowhere),
        };
        Ok(Self {
            shape,
            coverage: coverage_of(surface),
            content,
            dome_from_room: turn,
        })
    }

    /// The coverage that pictures for this surface are made with.
    pub fn coverage(&self) -> Coverage {
        self.coverage
    }

    /// What a ray of light meets first.
    pub fn meet(&self, ray: &ExactRay) -> Meeting {
        if !(ray.origin.is_finite() && ray.direction.is_finite()) {
            return Meeting::Nothing;
        }
        match &self.shape {
            Shape::Ball {
                radius,
                zenith,
                edge,
            } => round::meet_ball(ray, *radius, *zenith, *edge),
            Shape::Cylinder {
                radius,
                bottom,
                top,
                arc,
            } => round::meet_cylinder(ray, *radius, [*bottom, *top], *arc),
            Shape::Wall {
                half_width,
                half_height,
                distance,
            } => flat::meet_wall(ray, DVec2::new(*half_width, *half_height), *distance),
            Shape::Box { low, high, sides } => flat::meet_box(ray, *low, *high, *sides),
            Shape::Mesh(tree) => self.meet_mesh(tree, ray),
        }
    }

    /// What is seen in a direction (any length but zero, room space) from the middle of the room.
    pub fn seen(&self, direction: DVec3) -> Option<Hit> {
        let ray = ExactRay {
            origin: DVec3::ZERO,
            direction: direction.normalize_or_zero(),
        };
        self.meet(&ray).lit()
    }

    /// Where in the room a point is that a venue's file names; none where the surface is not in that direction.
    pub fn point(&self, at: PointAt) -> Option<DVec3> {
        match at {
            PointAt::Point(metres) => Some(Vec3::from(metres).as_dvec3()),
            PointAt::Direction { azimuth, elevation } => {
                let direction = Direction { azimuth, elevation };
                Some(self.seen(direction.vector().as_dvec3())?.point)
            }
        }
    }

    /// Whether light from a place gets to a point of the surface, on the side that is lit.
    pub fn is_reached(&self, from: DVec3, point: DVec3) -> bool {
        let way = point - from;
        let distance = way.length();
        if distance <= 0.0 || !distance.is_finite() {
            return false;
        }
        let ray = ExactRay {
            origin: from,
            direction: way / distance,
        };
        let hit = self.meet(&ray).lit();
        // Slanting light magnifies what rounding there was in the point.
        hit.is_some_and(|hit| (hit.distance - distance).abs() < 1e-5 * distance.max(1.0))
    }

    /// The direction that the picture's coverage is asked at a place: a unit vector in dome space.
    ///
    /// Where pictures lie in directions it is the one from the middle of the room; where they lie on the surface it
    /// is the one that the coverage gives for the place on it.
    pub fn look(&self, hit: &Hit) -> Vec3 {
        let by_place = match (self.content, hit.uv) {
            (Content::Surface, Some(uv)) => self.coverage.direction(uv.as_vec2()),
            _ => None,
        };
        match by_place {
            Some(direction) => Direction::vector(direction).normalize_or(Vec3::NEG_Z),
            None => (self.dome_from_room * hit.point)
                .normalize_or(DVec3::NEG_Z)
                .as_vec3(),
        }
    }

    fn meet_mesh(&self, tree: &Tree, ray: &ExactRay) -> Meeting {
        let Some(mut hit) = tree.meet(ray) else {
            return Meeting::Nothing;
        };
        let towards = match self.content {
            Content::Surface => ray.origin - hit.point,
            Content::Directions => -hit.point,
        };
        if hit.normal.dot(towards) < 0.0 {
            hit.normal = -hit.normal;
        }
        if hit.normal.dot(ray.direction) < 0.0 {
            Meeting::Lit(hit)
        } else {
            Meeting::Back
        }
    }
}

#[cfg(test)]
mod tests;
