//! Where an eye's ray meets the dome.

use glam::Vec3;

/// The point where a ray leaves a sphere around the origin; none where it passes by or the sphere lies
/// behind. From inside there is always one. From outside it is the far side, as if the near one were glass.
///
/// `origin` and `radius` in the same unit, `ray` of any length but zero.
pub fn hit_sphere(origin: Vec3, ray: Vec3, radius: f32) -> Option<Vec3> {
    let ray = ray.normalize_or_zero();
    let towards_centre = -origin.dot(ray);
    let discriminant = towards_centre * towards_centre - origin.length_squared() + radius * radius;
    if discriminant < 0.0 {
        return None;
    }
    let distance = towards_centre + discriminant.sqrt();
    (distance > 0.0).then(|| origin + ray * distance)
}

#[cfg(test)]
mod tests;
