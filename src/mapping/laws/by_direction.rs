//! Laws of models whose directions each have a style: the walk everywhere, and what is heard where it sounds.

use glam::Vec2;
use welkin_values::Grid;

use super::*;

fn by_direction(routes: Vec<Route>) -> Show {
    let mut show = show(vec![scene("directed", Style::Routes, routes)]);
    show.models[0].by_direction = true;
    show
}

#[test]
fn in_silence_every_direction_is_the_walk() {
    let mut steering = start(&by_direction(vec![]), &[source("left", 90.0)]);
    let walk = show(vec![scene("plain", Style::Routes, vec![])]);
    let mut walk = start(&walk, &[source("left", 90.0)]);
    for _ in 0..3 {
        let latent = steering.layers().remove(0).latent;
        assert_eq!(latent.local, Grid::zeros(12, 10, 10));
        assert_eq!(latent.global, walk.layers()[0].latent.global);
        hear(&mut steering, &[1.0], 500);
        hear(&mut walk, &[1.0], 500);
    }
}

#[test]
fn two_sources_each_move_their_own_side() {
    let routes =
        ["left", "right"].map(|name| route(Some(name), Feature::Level, Control::Push, 1.0));
    let sources = [source("left", 90.0), source("right", -90.0)];
    let mut steering = start(&by_direction(routes.into()), &sources);
    for (levels, own) in [([1.0, 0.0], 0), ([0.0, 1.0], 1)] {
        // What was heard before has gone by then.
        hear(&mut steering, &levels, 1200);
        let local = steering.layers().remove(0).latent.local;
        let (mut near, mut all) = (0.0, 0.0);
        for cell in 0..100 {
            let (x, y) = (cell % 10, cell / 10);
            let at = Vec2::new(x as f32 + 0.5, y as f32 + 0.5) / 10.0;
            let Some(direction) = DOME.direction(at) else {
                continue;
            };
            let moved: f32 = (0..12)
                .map(|channel| local.values[channel * 100 + cell].powi(2))
                .sum();
            all += moved;
            if direction.angle_to(sources[own].direction) < PI / 4.0 {
                near += moved;
            }
        }
        assert!(near > 0.8 * all, "{levels:?}: {near} of {all}");
    }
}
