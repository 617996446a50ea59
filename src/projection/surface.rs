//! What a venue's surface asks of the pictures, and how it stands in the room.

use glam::Mat3;
use welkin_installation::{Content, Surface};
use welkin_values::Coverage;

/// An arc from here on closes, radians.
pub(crate) const WHOLE_TURN: f32 = std::f32::consts::TAU - 1e-4;

/// How wide a picture on a mesh's own texture places counts as seen, radians. Nobody sees it from the middle.
const MESH_FOV: f32 = std::f32::consts::FRAC_PI_2;

/// The coverage that pictures for a surface are made with.
///
/// On a round wall that does not close, a picture that lies on the surface is flat, as wide as the arc is long; on
/// one that closes it is a panorama that wraps. On a mesh's own texture places it is a flat square.
pub fn coverage_of(surface: Surface) -> Coverage {
    match surface {
        Surface::Dome { fov, .. } => Coverage::Dome { fov },
        Surface::Cylinder {
            radius_m,
            bottom_m,
            top_m,
            arc,
            content: Content::Surface,
        } if arc < WHOLE_TURN => Coverage::Flat {
            fov: 2.0 * (arc / 2.0).atan(),
            aspect: arc * radius_m / (top_m - bottom_m).max(1e-3),
        },
        Surface::Cylinder {
            radius_m,
            bottom_m,
            top_m,
            ..
        } => Coverage::Panorama {
            top: top_m.atan2(radius_m),
            bottom: bottom_m.atan2(radius_m),
        },
        Surface::Mesh {
            content: Content::Surface,
        } => Coverage::Flat {
            fov: MESH_FOV,
            aspect: 1.0,
        },
        Surface::Sphere { .. } | Surface::Box { .. } | Surface::Mesh { .. } => {
            let quarter = std::f32::consts::FRAC_PI_2;
            Coverage::Panorama {
                top: quarter,
                bottom: -quarter,
            }
        }
        Surface::Wall {
            width_m,
            height_m,
            distance_m,
        } => Coverage::Flat {
            fov: 2.0 * (width_m / 2.0).atan2(distance_m),
            aspect: width_m / height_m,
        },
        Surface::Mirrored => Coverage::Mirrored,
        Surface::Cube { soften } => Coverage::Cube { soften },
    }
}

/// How far the surface leans to the front, radians.
pub fn tilt_of(surface: Surface) -> f32 {
    match surface {
        Surface::Dome { tilt, .. } if tilt.is_finite() => tilt,
        _ => 0.0,
    }
}

/// Turns directions in room space to dome space. A dome that leans to the front by `tilt` radians has its
/// zenith there in the room: its front edge is lower than its back edge.
pub fn dome_from_room(tilt: f32) -> Mat3 {
    Mat3::from_rotation_x(tilt)
}
