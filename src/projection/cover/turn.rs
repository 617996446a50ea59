//! The controls that move a picture on its surface without opening a seam.

use glam::{Vec2, Vec3};

use crate::Look;

/// The direction to look up when the surroundings have turned counter-clockwise, seen from above.
pub(super) fn around_vertical(direction: Vec3, look: &Look) -> Vec3 {
    let Vec2 { x: cos, y: sin } = Vec2::from_angle(look.turn);
    Vec3::new(
        direction.x * cos - direction.z * sin,
        direction.y,
        direction.x * sin + direction.z * cos,
    )
}

/// The place to look up when the picture has turned counter-clockwise around its centre by `angle` radians.
pub(super) fn in_plane(at: Vec2, aspect: f32, angle: f32) -> Vec2 {
    let Vec2 { x: cos, y: sin } = Vec2::from_angle(angle);
    let (x, y) = ((at.x - 0.5) * aspect, at.y - 0.5);
    Vec2::new(0.5 + (x * cos - y * sin) / aspect, 0.5 + x * sin + y * cos)
}

/// The place to look up when the picture has grown around its centre.
pub(super) fn zoomed(at: Vec2, look: &Look) -> Vec2 {
    Vec2::splat(0.5) + (at - Vec2::splat(0.5)) / look.zoom
}

/// The direction to look up when the sphere has grown around the front and shrunk around the back: a scaling
/// in stereographic projection from the back, which bends nothing and tears nowhere.
pub(super) fn magnified(direction: Vec3, look: &Look) -> Vec3 {
    let zoom = look.zoom;
    let front = -direction.z;
    let (near, far) = (zoom * zoom * (1.0 + front), 1.0 - front);
    let scale = 2.0 * zoom / (near + far);
    Vec3::new(
        direction.x * scale,
        direction.y * scale,
        (far - near) / (near + far),
    )
}
