//! Laws of pushes: they answer where the source sounds.

use super::*;

#[test]
fn a_push_from_the_left_moves_the_left() {
    let routes = vec![route(Some("left"), Feature::Level, Control::Push, 1.0)];
    let sources = [source("right", -90.0), source("left", 90.0)];
    let mut pushed = start(
        &show(vec![scene("pushed", Style::Routes, routes)]),
        &sources,
    );
    let mut unpushed = pushed.clone();
    hear(&mut pushed, &[1.0, 1.0], 10);
    hear(&mut unpushed, &[1.0, 0.0], 10);
    let (pushed, unpushed) = (pushed.layers(), unpushed.layers());
    assert_eq!(pushed[0].latent.global, unpushed[0].latent.global);
    let (mut within, mut left, mut all) = (0.0, 0.0, 0.0);
    for (i, (a, b)) in pushed[0]
        .latent
        .local
        .values
        .iter()
        .zip(&unpushed[0].latent.local.values)
        .enumerate()
    {
        let (x, y) = (i % 10, i / 10 % 10);
        let centre = glam::Vec2::new(x as f32 + 0.5, y as f32 + 0.5) / 10.0;
        let change = (a - b).abs();
        all += change;
        left += if x < 5 { change } else { 0.0 };
        let there = DOME
            .direction(centre)
            .expect("a hemisphere's square has directions everywhere");
        within += if there.angle_to(sources[1].direction) <= 0.7 {
            change
        } else {
            0.0
        };
    }
    assert!(all > 10.0, "{all}");
    assert!(within > 0.8 * all, "{within} of {all}");
    assert!(left > 0.98 * all, "{left} of {all}");
}

#[test]
fn a_push_without_places_moves_the_world() {
    let routes = vec![route(Some("left"), Feature::Level, Control::Push, 0.5)];
    let whole = LatentShape {
        local_channels: 0,
        local_height: 0,
        local_width: 0,
        ..SHAPE
    };
    let sources = [source("left", 90.0)];
    let pushed = show(vec![scene("pushed", Style::Routes, routes)]);
    let mut steering = Steering::new(&pushed, &[whole], DOME, &sources, None);
    let before = steering.layers()[0].latent.global.clone();
    hear(&mut steering, &[1.0], 1);
    let after = steering.layers()[0].latent.clone();
    let cos = before
        .iter()
        .zip(&after.global)
        .map(|(a, b)| a * b)
        .sum::<f32>()
        / 64.0;
    let long = after.global.iter().map(|x| x * x).sum::<f32>() / 64.0;
    assert!((0.7..0.97).contains(&cos), "{cos}");
    assert!((long - 1.0).abs() < 1e-3, "{long}");
    assert!(after.local.values.is_empty());
}

#[test]
fn a_source_that_is_turned_pushes_where_it_is() {
    let level = |control, amount| route(Some("there"), Feature::Level, control, amount);
    let turning = vec![
        level(Control::Push, 1.0),
        level(Control::SourceAzimuth, 0.5),
    ];
    let standing = vec![level(Control::Push, 1.0)];
    let run = |routes, azimuth_deg| {
        let pushing = show(vec![scene("pushed", Style::Routes, routes)]);
        let mut steering = start(&pushing, &[source("there", azimuth_deg)]);
        hear(&mut steering, &[1.0], 10);
        steering
    };
    let (turned, stood) = (run(turning, 90.0), run(standing, -90.0));
    assert_eq!(turned.turns(), [[0.5, 0.0]]);
    let (a, b) = (
        &turned.layers()[0].latent.local,
        &stood.layers()[0].latent.local,
    );
    let furthest = a.values.iter().zip(&b.values).map(|(a, b)| (a - b).abs());
    assert!(furthest.fold(0.0, f32::max) < 1e-3);
}
