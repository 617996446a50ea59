//! Laws of what is done inside the network.

use welkin_installation::{Ease, Keyframe};
use welkin_values::{Inside, View};

use super::*;

/// A scene with a second world and a bend that ablates, in which controls rest elsewhere.
fn resting(rest: Vec<(Control, f32)>) -> Scene {
    Scene {
        rest,
        ..all_styles_and_routes().remove(0)
    }
}

fn inside(scene: Scene) -> Inside {
    start(&show(vec![scene]), &[]).layers()[0]
        .latent
        .inside
        .clone()
}

#[test]
fn at_rest_nothing_is_done() {
    assert_eq!(inside(resting(vec![])), Inside::default());
}

#[test]
fn every_control_reaches_what_it_names() {
    let nothing = Inside::default;
    let third = |index: usize, value: f32| {
        let mut thirds = [1.0; 3];
        thirds[index] = value;
        thirds
    };
    let truncation = |index| Inside {
        truncation: third(index, 0.5),
        ..nothing()
    };
    let noise = |index| Inside {
        noise: third(index, 0.5),
        ..nothing()
    };
    let view = |view| Inside { view, ..nothing() };
    let straight = View::default;
    let cases = [
        (Control::TruncationCoarse, truncation(0)),
        (Control::TruncationMiddle, truncation(1)),
        (Control::TruncationFine, truncation(2)),
        (
            Control::Centre,
            Inside {
                centre: 0.5,
                ..nothing()
            },
        ),
        (
            Control::Blend,
            Inside {
                blend: 0.5,
                ..nothing()
            },
        ),
        (Control::NoiseCoarse, noise(0)),
        (Control::NoiseMiddle, noise(1)),
        (Control::NoiseFine, noise(2)),
        (
            Control::ViewRight,
            view(View {
                right: 0.5,
                ..straight()
            }),
        ),
        (
            Control::ViewDown,
            view(View {
                down: 0.5,
                ..straight()
            }),
        ),
        (
            Control::ViewTurn,
            view(View {
                turn: 0.5,
                ..straight()
            }),
        ),
        (
            Control::ViewZoom,
            view(View {
                zoom: 0.5,
                ..straight()
            }),
        ),
        (
            Control::Bend1,
            Inside {
                bends: vec![Bend {
                    layer: 2,
                    share: 0.5,
                    seed: 3,
                    deed: Deed::Turn(20.0),
                }],
                ..nothing()
            },
        ),
        // The scene has one bend.
        (Control::Bend2, nothing()),
    ];
    for (control, expected) in cases {
        assert_eq!(
            inside(resting(vec![(control, 0.5)])),
            expected,
            "{control:?}"
        );
    }
    for (index, control) in Control::ALONG.into_iter().enumerate() {
        let mut along = vec![0.0; index];
        along.push(-1.5);
        let expected = Inside { along, ..nothing() };
        assert_eq!(inside(resting(vec![(control, -1.5)])), expected);
    }
}

#[test]
fn the_class_goes_through_the_scenes_classes() {
    let classes = |listed: &[usize], class: f32| {
        let mut scene = resting(vec![(Control::Class, class)]);
        (scene.style, scene.classes) = (Style::Routes, listed.to_vec());
        let shape = LatentShape {
            classes: 5,
            ..SHAPE
        };
        let steering = Steering::new(&show(vec![scene]), &[shape], DOME, &[], None);
        steering.layers().remove(0).latent.classes
    };
    assert_eq!(classes(&[3, 1, 4], 0.0), [0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(classes(&[3, 1, 4], 1.25), [0.0, 0.75, 0.0, 0.0, 0.25]);
    assert_eq!(classes(&[3, 1, 4], 9.0), [0.0, 0.0, 0.0, 0.0, 1.0]);
    assert_eq!(classes(&[2], 0.5), [0.0, 0.0, 1.0, 0.0, 0.0]);
    // What the model does not have is left out; without any, the walk takes some.
    assert_eq!(classes(&[7, 1], 0.0), [0.0, 1.0, 0.0, 0.0, 0.0]);
    assert_eq!(classes(&[7], 0.5).iter().sum::<f32>(), 1.0);
}

#[test]
fn the_second_world_is_the_one_that_its_seed_walks() {
    let mut both = start(&show(vec![resting(vec![(Control::Second, 0.75)])]), &[]);
    let mut alone = resting(vec![]);
    alone.walk.seed = 8;
    let mut alone = start(&show(vec![alone]), &[]);
    for _ in 0..5 {
        let latent = both.layers().remove(0).latent;
        assert_eq!(latent.inside.second, alone.layers()[0].latent.global);
        assert_ne!(latent.inside.second, latent.global);
        assert_eq!(
            (latent.inside.second_share, latent.inside.second_from),
            (0.75, 0.25)
        );
        hear(&mut both, &[], 777);
        hear(&mut alone, &[], 777);
    }
}

fn key(secs: f64, controls: Vec<(Control, f32)>) -> Keyframe {
    Keyframe {
        at: Moment::from_secs(secs),
        seed: None,
        controls,
        ease: Ease::Linear,
    }
}

#[test]
fn keyframes_set_where_controls_rest_and_routes_add() {
    let routes = vec![route(Some("left"), Feature::Level, Control::Along1, 0.5)];
    let mut keyed = scene("keyed", Style::Routes, routes);
    keyed.rest = vec![(Control::Along1, 3.0), (Control::Truncation, 0.5)];
    keyed.keyframes = vec![
        key(
            1.0,
            vec![(Control::Along1, 1.0), (Control::Brightness, 2.0)],
        ),
        key(3.0, vec![(Control::Along1, 2.0)]),
    ];
    let plain = scene("plain", Style::Routes, vec![]);
    let sources = [source("left", 90.0)];
    let mut steering = start(&show(vec![keyed]), &sources);
    let mut walked = start(&show(vec![plain]), &sources);
    let expected = [
        (0, 0.0, 1.0),
        (240, 1.0, 2.0),
        (480, 0.0, 2.0),
        (960, 1.0, 2.5),
    ];
    let mut now = 0;
    for (tick, level, along) in expected {
        let ticks = tick - now;
        hear(&mut steering, &[level], ticks);
        hear(&mut walked, &[level], ticks);
        now = tick;
        let latent = steering.layers().remove(0).latent;
        if tick != 480 {
            // After a second the route has let go but for a trace.
            assert!(
                (latent.inside.along[0] - along).abs() < 1e-4,
                "{tick}: {:?}",
                latent.inside.along
            );
        }
        assert_eq!((latent.truncation, steering.light().brightness), (0.5, 2.0));
        // Without a seed, the walk goes on.
        assert_eq!(latent.global, walked.layers()[0].latent.global);
    }
}

#[test]
fn a_key_that_stays_is_a_rest() {
    for control in Control::ALL {
        // How far a walk has gone is reckoned differently while its speed changes.
        if control == Control::WalkSpeed {
            continue;
        }
        let rest = resting(vec![(control, 0.6)]);
        let mut keyed = resting(vec![(control, 0.3)]);
        keyed.keyframes = vec![key(0.0, vec![(control, 0.6)])];
        let mut shows = [rest, keyed].map(|scene| start(&show(vec![scene]), &[]));
        for _ in 0..2 {
            let [rest, keyed] = &shows;
            assert_eq!(rest.layers(), keyed.layers(), "{control:?}");
            assert_eq!(rest.light(), keyed.light(), "{control:?}");
            shows.iter_mut().for_each(|show| hear(show, &[], 100));
        }
    }
}

#[test]
fn a_looped_show_meets_its_beginning_inside_too() {
    let mut round = resting(vec![(Control::Second, 0.5)]);
    round.walk.loop_points = Some(3);
    round.keyframes = vec![
        key(1.0, vec![(Control::Bend1, 1.0), (Control::ViewTurn, 0.1)]),
        key(2.0, vec![(Control::Bend1, 3.0)]),
    ];
    let mut looped = show(vec![round]);
    looped.looped = true;
    let length = Moment::from_samples(400 * 4_321);
    let mut steering = Steering::new(&looped, &[SHAPE], DOME, &[], Some(length));
    let beginning = steering.layers();
    hear(&mut steering, &[], 180);
    let between_keys = steering.layers();
    hear(&mut steering, &[], 4_140);
    let end = steering.layers().remove(0).latent.inside;
    hear(&mut steering, &[], 1);
    assert_eq!(steering.layers(), beginning);
    hear(&mut steering, &[], 180);
    assert_eq!(steering.layers(), between_keys);
    let start = &beginning[0].latent.inside;
    let leaps = end
        .second
        .iter()
        .zip(&start.second)
        .map(|(a, b)| (a - b).abs());
    assert!(leaps.fold(0.0, f32::max) < 0.05);
    match (end.bends[0].deed, start.bends[0].deed) {
        (Deed::Turn(a), Deed::Turn(b)) => assert!((a - b).abs() < 0.1, "{a} {b}"),
        other => panic!("{other:?}"),
    }
}
