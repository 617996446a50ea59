//! What a venue's surface asks of the pictures, and how it stands in the room.

use glam::Mat3;
use welkin_installation::Surface;
use welkin_values::Coverage;

/// The coverage that pictures for a surface are made with.
pub fn coverage_of(surface: Surface) -> Coverage {
    match surface {
        Surface::Dome { fov, .. } => Coverage::Dome { fov },
        Surface::Sphere { .. } => {
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
