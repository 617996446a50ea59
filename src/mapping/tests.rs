//! Laws of the whole: what must hold for any show.

use std::f32::consts::PI;

use welkin_installation::{
    Control, Cue, Curve, Feature, Model, ModelKind, Route, Scene, Show, Style, Transition, Walk,
    Weights,
};
use welkin_values::{Coverage, Direction, Features, LatentShape, Moment};

use crate::{Heard, Layer, Source, Steering};

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
        models: vec![Model {
            id: "field".into(),
            kind: ModelKind::FieldGan,
            weights: Weights::Shipped,
            size: 320,
        }],
        tracks: vec![],
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
            mix_hit: false,
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
        let hits = [tick.is_multiple_of(30)];
        steering.advance(&Heard {
            mix: &mix,
            sources: &[mix],
            mix_hit: hits[0],
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
    ];
    [
        Style::Routes,
        Style::NeuralSynesthesia,
        Style::DeepMusic,
        Style::Lucid,
    ]
    .into_iter()
    .map(|style| scene("any", style, routes.clone()))
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
            mix_hit: false,
            hits: &[hit],
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

/// Not a law but a budget; generous, because machines that test are busy. Measured on two cores of a
/// busy server: see `cargo test -p welkin_mapping -- --nocapture fast`.
#[test]
fn it_is_fast_enough() {
    let sources: Vec<Source> = (0..8)
        .map(|i| source(&format!("s{i}"), i as f32 * 45.0))
        .collect();
    let features = [
        Feature::Level,
        Feature::Hit,
        Feature::Centroid,
        Feature::Beat,
        Feature::Chroma(3),
    ];
    let controls = [Control::Push, Control::Sway, Control::Hue, Control::Zoom];
    let routes = sources.iter().flat_map(|source| {
        features.into_iter().flat_map(move |feature| {
            controls
                .into_iter()
                .map(move |control| route(Some(&source.name), feature, control, 0.1))
        })
    });
    let mut steering = start(
        &show(vec![scene(
            "busy",
            Style::NeuralSynesthesia,
            routes.collect(),
        )]),
        &sources,
    );
    let heard: Vec<[Features; 8]> = (0..100).map(|tick| [noisy(tick); 8]).collect();
    let least = |times: &mut dyn FnMut() -> std::time::Duration| {
        (0..20)
            .map(|_| times())
            .min()
            .expect("there are twenty")
            .as_secs_f64()
            * 1e6
            / 100.0
    };
    let advance_us = least(&mut || {
        let begun = std::time::Instant::now();
        for sources in &heard {
            let hits = &[true; 8];
            steering.advance(&Heard {
                mix: &sources[0],
                sources,
                mix_hit: true,
                hits,
            });
        }
        begun.elapsed()
    });
    let layers_us = least(&mut || {
        let begun = std::time::Instant::now();
        let layers: usize = (0..100).map(|_| steering.layers().len()).sum();
        assert_eq!(layers, 100);
        begun.elapsed()
    });
    eprintln!("advance {advance_us:.1} µs, layers {layers_us:.1} µs");
    assert!(advance_us < 50.0, "{advance_us} µs");
    assert!(layers_us < 300.0, "{layers_us} µs");
}
