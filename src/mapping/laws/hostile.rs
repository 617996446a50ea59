//! What no show should ask for.

use welkin_installation::{Ease, Keyframe};
use welkin_values::Inside;

use super::*;

#[test]
fn controls_stay_within_sane_limits() {
    let all = |amount: f32| {
        let routes = Control::ALL.map(|control| Route {
            limits: (f32::NEG_INFINITY, f32::INFINITY),
            ..route(Some("left"), Feature::Level, control, amount)
        });
        let mut all = scene("all", Style::Routes, routes.into());
        all.second = Some(Second {
            seed: 2,
            from: amount,
        });
        all.bends = [Deed::Move([amount; 2]), Deed::Zoom(amount), Deed::Invert]
            .map(|deed| Bend {
                layer: usize::MAX,
                share: amount,
                seed: u32::MAX,
                deed,
            })
            .into();
        let mut steering = start(&show(vec![all]), &[source("left", 90.0)]);
        hear(&mut steering, &[1.0], 100);
        (steering.light(), steering.layers())
    };
    for amount in [1e30, -1e30, f32::MAX, f32::MIN, f32::INFINITY, f32::NAN] {
        let (light, layers) = all(amount);
        assert!((0.0..=4.0).contains(&light.brightness), "{light:?}");
        assert!((0.2..=5.0).contains(&light.zoom), "{light:?}");
        assert!(light.hue.is_finite() && light.rotation.is_finite());
        let latent = &layers[0].latent;
        assert!((0.0..=2.0).contains(&latent.truncation) && (0.0..=4.0).contains(&latent.noise));
        assert!(latent.local.values.iter().all(|x| x.abs() < 20.0));
        inside_is_sane(&latent.inside);
    }
}

fn inside_is_sane(inside: &Inside) {
    let within = |all: &[f32], most: f32| all.iter().all(|x| x.abs() <= most);
    assert!((0.0..=1.0).contains(&inside.second_share), "{inside:?}");
    assert!((0.0..=1.0).contains(&inside.second_from), "{inside:?}");
    assert!(within(&inside.second, 20.0) && within(&inside.along, 8.0));
    assert!(inside.truncation.iter().all(|x| (0.0..=2.0).contains(x)));
    assert!(inside.noise.iter().all(|x| (0.0..=4.0).contains(x)));
    let view = inside.view;
    assert!(
        within(&[view.right, view.down, view.turn], 16.0),
        "{view:?}"
    );
    assert!((0.2..=5.0).contains(&view.zoom), "{view:?}");
    for bend in &inside.bends {
        assert!(bend.share > 0.0 && bend.share <= 1.0, "{bend:?}");
        match bend.deed {
            Deed::Move(moved) => assert!(within(&moved, 8.0), "{bend:?}"),
            Deed::Zoom(zoom) => assert!((0.05..=20.0).contains(&zoom), "{bend:?}"),
            Deed::Invert => {}
            other => panic!("no bend does {other:?}"),
        }
    }
}

#[test]
fn keyframes_keep_controls_within_sane_limits() {
    for value in [1e30, f32::MIN, f32::INFINITY, f32::NAN] {
        let mut keyed = scene("keyed", Style::Routes, vec![]);
        keyed.keyframes = [0, 1, 2]
            .map(|secs| Keyframe {
                at: Moment::from_secs(f64::from(secs)),
                seed: None,
                controls: Control::ALL.map(|control| (control, value)).into(),
                ease: Ease::Smooth,
            })
            .into();
        let mut steering = start(&show(vec![keyed]), &[source("left", 90.0)]);
        for _ in 0..4 {
            let (light, layers) = (steering.light(), steering.layers());
            assert!((0.0..=4.0).contains(&light.brightness), "{light:?}");
            let latent = &layers[0].latent;
            assert!((0.0..=2.0).contains(&latent.truncation), "{value}");
            assert!(latent.global.iter().all(|x| x.abs() < 20.0), "{value}");
            inside_is_sane(&latent.inside);
            hear(&mut steering, &[1.0], 90);
        }
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
