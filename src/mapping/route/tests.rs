//! Laws of followers and routes.

use welkin_values::{Features, Moment};

use super::*;
use crate::heard::Hits;

fn route(feature: Feature, attack_secs: f32, release_secs: f32) -> Route {
    Route {
        source: None,
        feature,
        control: Control::Brightness,
        moves: None,
        amount: 1.0,
        curve: Curve::Linear,
        attack_secs,
        release_secs,
        limits: (-10.0, 10.0),
    }
}

fn hear(route: &mut RunningRoute, level: f32, hit: bool) -> f32 {
    let mix = Features {
        level,
        ..Features::silent(Moment::ZERO)
    };
    route.advance(&Heard {
        mix: &mix,
        sources: &[],
        mix_hits: Hits {
            any: hit,
            ranges: [false; 3],
        },
        hits: &[],
        directions: &[],
        visitor: welkin_values::Visitor::default(),
    })
}

fn running(route: &Route) -> RunningRoute {
    RunningRoute::all(route, &[])
        .pop()
        .expect("it hears the mix")
}

#[test]
fn a_follower_rises_to_63_percent_in_its_attack_and_falls_to_37_in_its_release() {
    for ticks in [1, 6, 60, 600] {
        let secs = (f64::from(ticks) * TICK_SECS) as f32;
        let mut follower = Follower::new(secs, secs);
        for _ in 0..ticks {
            follower.advance(1.0);
        }
        assert!(
            (follower.value() - 0.632_12).abs() < 1e-4,
            "{ticks} {}",
            follower.value()
        );
        follower.value = 1.0;
        for _ in 0..ticks {
            follower.advance(0.0);
        }
        assert!(
            (follower.value() - 0.367_88).abs() < 1e-4,
            "{ticks} {}",
            follower.value()
        );
    }
    assert_eq!(Follower::new(0.0, 0.0).advance(1.0), 1.0);
}

#[test]
fn a_hit_is_not_lost_to_a_slow_attack() {
    let mut slow = running(&route(Feature::Hit, 0.1, 1.0));
    hear(&mut slow, 0.0, true);
    let highest = (0..30)
        .map(|_| hear(&mut slow, 0.0, false))
        .fold(0.0, f32::max);
    assert!((highest - 0.632).abs() < 0.01, "{highest}");
    let mut fast = running(&route(Feature::Hit, 0.0, 0.0));
    assert_eq!(hear(&mut fast, 0.0, true), 1.0);
    assert_eq!(hear(&mut fast, 0.0, false), 0.0);
}

#[test]
fn limits_hold_and_may_stand_the_wrong_way_round() {
    for limits in [(-0.5, 0.25), (0.25, -0.5)] {
        for (amount, expected) in [(3.0, 0.25), (-3.0, -0.5), (f32::NAN, 0.0)] {
            let mut limited = running(&Route {
                amount,
                limits,
                ..route(Feature::Level, 0.0, 0.0)
            });
            assert_eq!(hear(&mut limited, 1.0, false), expected);
        }
    }
}

#[test]
fn curves_keep_their_ends() {
    for shape in [
        Curve::Linear,
        Curve::Square,
        Curve::Root,
        Curve::Smooth,
        Curve::Switch,
    ] {
        assert_eq!(curve(shape, 0.0), 0.0);
        assert_eq!(curve(shape, 1.0), 1.0);
    }
    assert_eq!(curve(Curve::Switch, 0.49), 0.0);
    assert_eq!(curve(Curve::Square, 0.5), 0.25);
}

#[test]
fn a_route_from_nowhere_is_no_route() {
    let lost = Route {
        source: Some("nobody".into()),
        ..route(Feature::Level, 0.0, 0.0)
    };
    assert!(RunningRoute::all(&lost, &[]).is_empty());
}

#[test]
fn a_bed_pushes_where_its_parts_are() {
    let part = |name: &str, part_of| Source {
        name: name.into(),
        part_of,
        ..Source::default()
    };
    let sources = [
        part("drums", None),
        part("forest", None),
        part("forest/1", Some(1)),
        part("forest/2", Some(1)),
    ];
    let from_forest = |control| Route {
        source: Some("forest".into()),
        control,
        ..route(Feature::Level, 0.0, 0.0)
    };
    let heard = |control| -> Vec<Option<usize>> {
        RunningRoute::all(&from_forest(control), &sources)
            .iter()
            .map(|route| route.source)
            .collect()
    };
    assert_eq!(heard(Control::Push), [Some(2), Some(3)]);
    assert_eq!(heard(Control::Brightness), [Some(1)]);
    let other = Route {
        moves: Some("drums".into()),
        ..from_forest(Control::SourceAzimuth)
    };
    assert_eq!(RunningRoute::all(&other, &sources)[0].moves, Some(0));
    assert_eq!(
        RunningRoute::all(&from_forest(Control::SourceAzimuth), &sources)[0].moves,
        Some(1)
    );
}
