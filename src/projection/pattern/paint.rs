//! What several patterns are painted with.

use glam::{Vec2, Vec3};
use welkin_values::Picture;

/// Linear light of a grey signal, 0 to 1.
pub(super) fn grey(signal: f32) -> Vec3 {
    Vec3::splat(Picture::linear_from_srgb(signal))
}

/// Linear light of a signal per channel, 0 to 1.
pub(super) fn colour(red: f32, green: f32, blue: f32) -> Vec3 {
    Vec3::new(red, green, blue).map(Picture::linear_from_srgb)
}

/// A colour for each of `count` outputs, as different as can be, about equally bright; neighbours lie far apart on
/// the circle of hues.
pub(super) fn colour_of(index: usize, count: usize) -> Vec3 {
    // Stepping by the golden section keeps any number of hues apart.
    let golden = 0.618_034;
    let hue = if count <= 3 {
        index as f32 / 3.0
    } else {
        (index as f32 * golden).fract()
    };
    let channel = |offset: f32| {
        let from_peak = ((hue + offset).fract() * 6.0 - 3.0).abs() - 1.0;
        from_peak.clamp(0.0, 1.0)
    };
    let pure = Vec3::new(channel(0.0), channel(2.0 / 3.0), channel(1.0 / 3.0));
    pure * 0.85 + 0.08
}

/// How far a place is from the outside of a rectangle with round corners around the origin: negative within.
pub(super) fn outside_card(at: Vec2, half: Vec2, corner: f32) -> f32 {
    let beyond = at.abs() - (half - corner);
    beyond.max(Vec2::ZERO).length() + beyond.max_element().min(0.0) - corner
}

/// How far apart pixels are whose directions change by `steps`, radians: the mean of both ways.
pub(super) fn pixel_angle(steps: [Vec3; 2]) -> f32 {
    pixel_angle_of(steps.map(Vec3::length))
}

/// The same for the lengths of both changes.
pub(super) fn pixel_angle_of([right, down]: [f32; 2]) -> f32 {
    let mean = (right * down).sqrt();
    if mean.is_finite() {
        mean.clamp(1e-5, 0.1)
    } else {
        1e-3
    }
}
