//! What no show should ask for.

use super::*;

#[test]
fn controls_stay_within_sane_limits() {
    let all = |amount: f32| {
        let routes = [
            Control::WalkSpeed,
            Control::Push,
            Control::Sway,
            Control::Truncation,
            Control::Noise,
            Control::Brightness,
            Control::Hue,
            Control::Saturation,
            Control::Zoom,
            Control::Rotation,
            Control::SceneMix,
        ]
        .map(|control| Route {
            limits: (f32::NEG_INFINITY, f32::INFINITY),
            ..route(Some("left"), Feature::Level, control, amount)
        });
        let mut steering = start(
            &show(vec![scene("all", Style::Routes, routes.into())]),
            &[source("left", 90.0)],
        );
        hear(&mut steering, &[1.0], 100);
        (steering.light(), steering.layers())
    };
    for amount in [1e30, -1e30, f32::MAX, f32::MIN] {
        let (light, layers) = all(amount);
        assert!((0.0..=4.0).contains(&light.brightness), "{light:?}");
        assert!((0.2..=5.0).contains(&light.zoom), "{light:?}");
        assert!(light.hue.is_finite() && light.rotation.is_finite());
        let latent = &layers[0].latent;
        assert!((0.0..=2.0).contains(&latent.truncation) && (0.0..=4.0).contains(&latent.noise));
        assert!(latent.local.values.iter().all(|x| x.abs() < 20.0));
    }
}

#[test]
fn a_show_that_should_not_be_does_not_panic() {
    let mut empty = show(vec![]);
    empty.models.clear();
    empty.cues.clear();
    let mut steering = Steering::new(&empty, &[], DOME, &[], Some(Moment::from_samples(-5)));
    hear(&mut steering, &[1.0, 2.0], 10);
    assert!(steering.layers().is_empty());
    steering.go_to(3);

    let mut odd = show(vec![scene("odd", Style::Lucid, vec![])]);
    odd.looped = true;
    odd.length = Some(Moment::from_samples(1));
    odd.scenes[0].model = 9;
    odd.scenes[0].walk = Walk {
        seed: u64::MAX,
        points_per_min: f32::INFINITY,
        loop_points: Some(u32::MAX),
        radius: f32::NAN,
        drift: f32::MAX,
    };
    let mut steering = Steering::new(
        &odd,
        &[SHAPE],
        Coverage::Mirrored,
        &[source("x", 1e9)],
        None,
    );
    hear(&mut steering, &[f32::NAN], 500);
    assert_eq!(steering.layers().len(), 1);
}
