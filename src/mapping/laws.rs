//! Laws of the whole: what must hold for any show.

mod by_direction;
mod hostile;
mod inside;
mod push;

use std::f32::consts::PI;

use welkin_installation::{
    Control, Cue, Curve, Feature, Model, ModelKind, Route, Scene, Second, Show, Style, Transition,
    Walk, Weights,
};
use welkin_values::{Bend, Coverage, Deed, Direction, Features, LatentShape, Moment};

use crate::{Heard, Hits, Layer, Source, Steering};

const DOME: Coverage = Coverage::Dome { fov: PI };
const SHAPE: LatentShape = LatentShape {
    global: 64,
    classes: 0,
    local_channels: 12,
    local_height: 10,
    local_width: 10,
};

fn scene(id: &str, style: Style, routes: Vec<Route>) -> Scene {
    Scene {
        id: id.into(),
        model: 0,
        style,
        walk: Walk {
            seed: 4,
            points_per_min: 6.0,
            loop_points: None,
            radius: 1.0,
            drift: 0.2,
        },
        second: None,
        classes: vec![],
        bends: vec![],
        keyframes: vec![],
        routes,
        rest: vec![],
    }
}

fn show(scenes: Vec<Scene>) -> Show {
    Show {
        name: "a test".into(),
        seed: 17,
        looped: false,
        models: vec![Model::new(
            "field",
            ModelKind::FieldGan,
            Weights::Shipped,
            320,
        )],
        tracks: vec![],
        live: vec![],
        scenes,
        cues: vec![Cue {
            at: Moment::ZERO,
            scene: 0,
            transition: Transition::Cut,
        }],
        length: None,
        reach: 0.7,
    }
}

fn route(source: Option<&str>, feature: Feature, control: Control, amount: f32) -> Route {
    Route {
        source: source.map(Into::into),
        feature,
        control,
        moves: None,
        amount,
        curve: Curve::Linear,
        attack_secs: 0.0,
        release_secs: 0.3,
        limits: (-10.0, 10.0),
    }
}

fn source(name: &str, azimuth_deg: f32) -> Source {
    Source {
        name: name.into(),
        direction: Direction::from_degrees(azimuth_deg, 30.0),
        reach: 0.7,
        part_of: None,
    }
}

fn start(show: &Show, sources: &[Source]) -> Steering {
    Steering::new(show, &[SHAPE], DOME, sources, None)
}

/// A function of its own: in a closure, `..silent` breaks rustc 1.95 (arrays with a named length).
fn at_level(level: f32) -> Features {
    Features {
        level,
        ..Features::silent(Moment::ZERO)
    }
}

/// Advances with the sources at levels of their own, the mix silent.
fn hear(steering: &mut Steering, levels: &[f32], ticks: usize) {
    let mix = Features::silent(Moment::ZERO);
    let sources: Vec<Features> = levels.iter().copied().map(at_level).collect();
    for _ in 0..ticks {
        let hits = &[];
        steering.advance(&Heard {
            mix: &mix,
            sources: &sources,
            mix_hits: Hits::default(),
            directions: &[],
            visitor: welkin_values::Visitor::default(),
            hits,
        });
    }
}

/// Something different at every tick, the same each time.
fn noisy(tick: u64) -> Features {
    let at = |k: u64| (tick * 2 + k * 31) as f32 * 0.37;
    Features {
        level: at(1).sin().abs(),
        bands: std::array::from_fn(|band| at(band as u64).sin().abs()),
        onset: at(20).sin().abs(),
        harmonic: at(21).sin().abs(),
        percussive: at(22).sin().abs(),
        chroma: std::array::from_fn(|pitch| at(30 + pitch as u64).sin().abs()),
        centroid_hz: 1000.0,
        tempo_bpm: 120.0,
        beat_phase: (tick % 60) as f32 / 60.0,
        beat_confidence: 0.7,
        ..Features::silent(Moment::ZERO)
    }
}

fn hear_noise(steering: &mut Steering, ticks: u64) {
    for _ in 0..ticks {
        let tick = steering.now().samples as u64 / 400;
        let mix = noisy(tick);
        let hits = [Hits {
            any: tick.is_multiple_of(30),
            ranges: [false; 3],
        }];
        steering.advance(&Heard {
            mix: &mix,
            sources: &[mix],
            mix_hits: hits[0],
            directions: &[],
            visitor: welkin_values::Visitor::default(),
            hits: &hits,
        });
    }
}

fn all_styles_and_routes() -> Vec<Scene> {
    let routes = vec![
        route(Some("left"), Feature::Level, Control::Push, 1.0),
        route(None, Feature::Hit, Control::Brightness, 0.5),
        route(None, Feature::Beat, Control::WalkSpeed, 2.0),
        route(Some("left"), Feature::Chroma(3), Control::Sway, 0.5),
        route(None, Feature::Low, Control::SceneMix, 0.6),
        route(None, Feature::High, Control::Second, 0.8),
        route(None, Feature::Middle, Control::Along3, -2.0),
        route(Some("left"), Feature::Level, Control::Bend1, 0.7),
    ];
    [
        Style::Routes,
        Style::NeuralSynesthesia,
        Style::DeepMusic,
        Style::Lucid,
    ]
    .into_iter()
    .map(|style| Scene {
        second: Some(Second {
            seed: 8,
            from: 0.25,
        }),
        bends: vec![Bend {
            layer: 2,
            share: 0.5,
            seed: 3,
            deed: Deed::Turn(40.0),
        }],
        ..scene("any", style, routes.clone())
    })
    .collect()
}

fn many_cues(show: &mut Show, secs_between: f64) {
    show.cues = (0..60)
        .map(|i| {
            let transition = match i % 3 {
                0 => Transition::Cut,
                by => Transition::Fade { secs: by as f32 },
            };
            let scene = (i * 3) % show.scenes.len();
            Cue {
                at: Moment::from_secs(i as f64 * secs_between),
                scene,
                transition,
            }
        })
        .collect();
}

#[test]
fn silence_moves_nothing_beyond_the_walk() {
    let sources = [source("left", 90.0)];
    let mut steered = start(&show(all_styles_and_routes()), &sources);
    let plain = show(vec![scene("plain", Style::Routes, vec![])]);
    let mut walked = start(&plain, &sources);
    for _ in 0..20 {
        hear(&mut steered, &[0.0], 60);
        hear(&mut walked, &[0.0], 60);
        assert_eq!(steered.layers(), walked.layers());
        assert_eq!(steered.light(), walked.light());
    }
}

#[test]
fn a_show_that_stands_stands() {
    let mut still = scene("still", Style::Routes, vec![]);
    (still.walk.points_per_min, still.walk.drift) = (0.0, 0.0);
    let mut steering = start(&show(vec![still]), &[]);
    let before = steering.layers();
    hear(&mut steering, &[], 1000);
    assert_eq!(steering.layers(), before);
}

#[test]
fn a_looped_show_meets_its_beginning_exactly() {
    let mut looped = show(vec![scene("round", Style::Routes, vec![])]);
    looped.looped = true;
    looped.scenes[0].walk.loop_points = Some(4);
    // Not a whole number of ticks per circuit, nor of circuits per show.
    let length = Moment::from_samples(400 * 12_345);
    let mut steering = Steering::new(&looped, &[SHAPE], DOME, &[], Some(length));
    let beginning = steering.layers();
    hear(&mut steering, &[], 12_344);
    let end = steering.layers();
    hear(&mut steering, &[], 1);
    assert_eq!(steering.layers(), beginning);
    hear(&mut steering, &[], 1);
    let second = steering.layers();
    hear(&mut steering, &[], 12_345);
    assert_eq!(steering.layers(), second);
    let leap = |a: &[Layer], b: &[Layer]| {
        let (a, b) = (&a[0].latent, &b[0].latent);
        let pairs = a
            .global
            .iter()
            .chain(&a.local.values)
            .zip(b.global.iter().chain(&b.local.values));
        pairs
            .map(|(a, b)| (a - b).abs())
            .fold((a.noise_drift - b.noise_drift).abs(), f32::max)
    };
    assert!(leap(&end, &beginning) < 0.05, "{}", leap(&end, &beginning));
}

#[test]
fn weights_sum_to_one_at_every_tick() {
    let mut long = show(all_styles_and_routes());
    many_cues(&mut long, 1.7);
    let mut steering = start(&long, &[source("left", 90.0)]);
    for tick in 0..120 * 110 {
        hear_noise(&mut steering, 1);
        if tick % 1001 == 0 {
            steering.go_to(tick % 4);
        }
        if tick % 7 != 0 {
            continue;
        }
        let layers = steering.layers();
        let sum: f32 = layers.iter().map(|layer| layer.weight).sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        assert!((1..=4).contains(&layers.len()), "{}", layers.len());
        for layer in &layers {
            assert!(layer.weight > 0.0);
            assert!(
                layer
                    .latent
                    .global
                    .iter()
                    .chain(&layer.latent.local.values)
                    .all(|x| x.is_finite())
            );
        }
        let light = steering.light();
        assert!((0.0..=4.0).contains(&light.brightness) && (0.2..=5.0).contains(&light.zoom));
    }
}

#[test]
fn the_same_show_heard_the_same_way_moves_the_same_way() {
    let mut long = show(all_styles_and_routes());
    many_cues(&mut long, 0.9);
    let sources = [source("left", 90.0)];
    let (mut watched, mut unwatched) = (start(&long, &sources), start(&long, &sources));
    for _ in 0..50 {
        for _ in 0..37 {
            hear_noise(&mut watched, 1);
            watched.layers();
            watched.light();
        }
        hear_noise(&mut unwatched, 37);
        assert_eq!(watched.layers(), unwatched.layers());
        assert_eq!(watched.light(), unwatched.light());
        assert_eq!(watched.upcoming(), unwatched.upcoming());
    }
}

#[test]
fn brightness_rises_at_exactly_the_tick_of_the_hit() {
    let routes = vec![route(Some("left"), Feature::Hit, Control::Brightness, 0.75)];
    let mut steering = start(
        &show(vec![scene("click", Style::Routes, routes)]),
        &[source("left", 90.0)],
    );
    let silent = Features::silent(Moment::ZERO);
    let mut before = 1.0;
    for tick in 1..=1200 {
        let hit = tick % 60 == 0;
        let sources = [silent];
        steering.advance(&Heard {
            mix: &silent,
            sources: &sources,
            mix_hits: Hits::default(),
            directions: &[],
            visitor: welkin_values::Visitor::default(),
            hits: &[Hits {
                any: hit,
                ranges: [false; 3],
            }],
        });
        let now = steering.light().brightness;
        assert_eq!(now > before, hit, "tick {tick}");
        if hit {
            assert_eq!(now, 1.75);
            assert_eq!(steering.now(), Moment::from_samples(tick * 400));
        }
        before = now;
    }
}

#[test]
fn scene_mix_mixes_the_next_scene() {
    let mut mixed = show(all_styles_and_routes());
    mixed.scenes[3].routes.clear();
    mixed.scenes[3].rest = vec![(Control::SceneMix, 0.25)];
    mixed.cues[0].scene = 3;
    let layers = start(&mixed, &[]).layers();
    let weights: Vec<(usize, f32)> = layers
        .iter()
        .map(|layer| (layer.scene, layer.weight))
        .collect();
    assert_eq!(weights, [(3, 0.75), (0, 0.25)]);
}

#[test]
fn frames_fall_on_ticks() {
    for frames_per_sec in [24, 30, 60, 120] {
        for frame in 0..10_000 {
            let at = Moment::of_frame(frame, frames_per_sec);
            assert_eq!(at.samples % Steering::TICK.samples, 0);
        }
    }
}
