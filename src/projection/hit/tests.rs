use super::*;

#[test]
fn from_the_middle_every_ray_leaves_in_its_own_direction() {
    for step in 0..100 {
        let angle = step as f32 * 0.7;
        let ray = Vec3::new(angle.cos(), (angle * 0.3).sin(), angle.sin());
        let hit = hit_sphere(Vec3::ZERO, ray, 3.0).expect("from inside there is always one");
        assert!((hit - ray.normalize() * 3.0).length() < 1e-5, "{ray} {hit}");
    }
}

#[test]
fn hits_lie_on_the_ray_and_on_the_sphere() {
    let origin = Vec3::new(0.5, -0.2, 1.0);
    for step in 0..100 {
        let angle = step as f32 * 0.7;
        let ray = Vec3::new(angle.cos(), (angle * 0.3).sin(), angle.sin());
        let hit = hit_sphere(origin, ray, 2.0).expect("from inside there is always one");
        assert!((hit.length() - 2.0).abs() < 1e-5);
        assert!((hit - origin).normalize().dot(ray.normalize()) > 1.0 - 1e-5);
    }
}

#[test]
fn from_outside_the_far_side_is_met_or_nothing() {
    let origin = Vec3::new(0.0, 0.0, 5.0);
    assert_eq!(hit_sphere(origin, Vec3::NEG_Z, 1.0), Some(Vec3::NEG_Z));
    assert_eq!(hit_sphere(origin, Vec3::Z, 1.0), None, "it lies behind");
    assert_eq!(hit_sphere(origin, Vec3::X, 1.0), None, "it is passed by");
}
