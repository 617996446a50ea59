mod scenes;
mod counter;

use std::f32::consts::{FRAC_PI_2, PI};

use welkin_values::Coverage;

use super::*;
use counter::most_flashes;
use scenes::Scene;

const COVERAGE: Coverage = Coverage::Dome { fov: PI };

/// What came of a scene.
struct Shown {
    directions: Vec<Vec3>,
    fps: f32,
    intended: Vec<Vec<Vec3>>,
    left: Vec<Vec<Vec3>>,
    guarded: Vec<Guarded>,
}

fn show(scene: Scene, fps: f32, secs: f32) -> Shown {
    let directions = guard_directions(COVERAGE, 400);
    let mut guard = FlashGuard::new(&directions, GuardSettings::default());
    let mut shown = Shown {
        fps,
        intended: Vec::new(),
        left: Vec::new(),
        guarded: Vec::new(),
        directions,
    };
    for frame in 0..(secs * fps) as usize {
        let secs = frame as f32 / fps;
        let cells = shown.directions.iter().enumerate();
        let intended: Vec<Vec3> = cells.map(|(cell, at)| scene(cell, *at, secs)).collect();
        let guarded = guard.pass(&intended, 1.0 / fps);
        shown.left.push(
            intended
                .iter()
                .map(|rgb| guarded.softening.apply(*rgb))
                .collect(),
        );
        shown.intended.push(intended);
        shown.guarded.push(guarded);
    }
    shown
}

impl Shown {
    /// The most flashes in any second over a quarter of any circle: of what was intended, of what left.
    fn flashes(&self) -> [usize; 2] {
        [&self.intended, &self.left].map(|frames| most_flashes(&self.directions, frames, self.fps))
    }

    fn episodes(&self) -> Vec<Softened> {
        self.guarded
            .iter()
            .flat_map(|frame| frame.softened)
            .flatten()
            .collect()
    }
}

#[test]
fn what_flashes_too_often_is_softened() {
    for (name, scene) in scenes::dangerous() {
        let shown = show(scene, 60.0, 3.0);
        let [before, after] = shown.flashes();
        assert!(before > FLASHES_PER_SEC, "{name} is harmless: {before}");
        assert!(
            after <= FLASHES_PER_SEC,
            "{name}: {after} of {before} flashes are left"
        );
        assert!(!shown.episodes().is_empty(), "{name} is not reported");
    }
}

#[test]
fn whatever_flashes_by_chance_is_softened() {
    use rand::{Rng, SeedableRng};
    let mut chance = rand_chacha::ChaCha8Rng::seed_from_u64(17);
    let directions = guard_directions(COVERAGE, 240);
    let mut dangerous = 0;
    for case in 0..40 {
        let fps: f32 = [24.0, 30.0, 60.0][case % 3];
        let mut colour = || Vec3::new(chance.random(), chance.random(), chance.random());
        let colours = [colour(), colour() * 0.3, colour()];
        let hz = chance.random_range(2.0..fps / 2.0);
        let lit_share = chance.random_range(0.15..0.85);
        let reach: f32 = chance.random_range(-0.5..0.9);
        let spread: f32 = chance.random_range(0.0..0.4);
        let drift: f32 = chance.random_range(-1.0..1.0);
        let mut guard = FlashGuard::new(&directions, GuardSettings::default());
        let (mut intended, mut left) = (Vec::new(), Vec::new());
        for frame in 0..(2.5 * fps) as usize {
            let secs = frame as f32 / fps;
            // Flashes run over the view, from a circle to everywhere, in any two colours.
            let cell = |(index, at): (usize, &Vec3)| {
                let phase = secs * (hz + drift * secs) + spread * (index % 7) as f32 / 7.0;
                let is_on = phase.rem_euclid(1.0) < lit_share && at.y > reach;
                let on = colours[0].lerp(colours[2], (secs * 0.7).sin().abs());
                if is_on { on } else { colours[1] }
            };
            let cells: Vec<Vec3> = directions.iter().enumerate().map(cell).collect();
            let guarded = guard.pass(&cells, 1.0 / fps);
            left.push(
                cells
                    .iter()
                    .map(|rgb| guarded.softening.apply(*rgb))
                    .collect(),
            );
            intended.push(cells);
        }
        dangerous += usize::from(most_flashes(&directions, &intended, fps) > FLASHES_PER_SEC);
        let after = most_flashes(&directions, &left, fps);
        assert!(
            after <= FLASHES_PER_SEC,
            "{case}: {after} flashes at {hz} Hz, {fps} fps"
        );
    }
    assert!(dangerous > 15, "{dangerous}");
}

#[test]
fn a_map_of_the_places_is_one_that_can_be_lit() {
    let directions = guard_directions(COVERAGE, 100);
    let map = guard_map(&directions);
    assert!(map.is_sane() && map.lit_share() == 1.0);
    assert_eq!(map.size, [directions.len() as u32, 1]);
    assert_eq!(map.direction(7, 0), Some(directions[7].normalize()));
}

#[test]
fn ordinary_pictures_pass_as_they_are() {
    for (name, scene) in scenes::ordinary() {
        for fps in [24.0, 60.0] {
            let shown = show(scene, fps, 5.0);
            let untouched = |frame: &Guarded| {
                *frame
                    == Guarded {
                        softening: Softening::default(),
                        softened: [None; 2],
                    }
            };
            let first = shown.guarded.iter().position(|frame| !untouched(frame));
            assert_eq!(first, None, "{name} at {fps} frames a second");
        }
    }
}

#[test]
fn any_frame_rate_is_as_safe_and_as_dim() {
    let mut means = Vec::new();
    for fps in [24.0, 25.0, 30.0, 50.0, 120.0] {
        let shown = show(|_, _, secs| scenes::strobe(6.0, secs), fps, 3.0);
        let [before, after] = shown.flashes();
        assert!(
            before > FLASHES_PER_SEC && after <= FLASHES_PER_SEC,
            "{fps}: {before}, {after}"
        );
        let late = &shown.guarded[(1.5 * fps) as usize..];
        means.push(late.iter().map(|frame| frame.softening.gain).sum::<f32>() / late.len() as f32);
    }
    let (least, most) = (
        means.iter().copied().fold(1.0, f32::min),
        means.iter().copied().fold(0.0, f32::max),
    );
    assert!(least > 0.08 && most < 0.11, "{means:?}");
}

#[test]
fn a_strobe_becomes_a_dim_pulse_and_light_is_back_within_two_seconds() {
    let scene: Scene = |_, _, secs| scenes::strobe(if secs < 3.0 { 12.5 } else { 0.0 }, secs);
    let shown = show(scene, 60.0, 6.0);
    let during = &shown.left[90..180];
    let brightest = during.iter().map(|cells| cells[0].y).fold(0.0, f32::max);
    assert!((0.08..0.1).contains(&brightest), "{brightest}");
    let back = shown
        .guarded
        .iter()
        .rposition(|frame| frame.softening.gain < 1.0);
    let back_secs = back.map_or(0.0, |frame| frame as f32 / 60.0 - 3.0);
    assert!((1.0..2.0).contains(&back_secs), "{back_secs}");
    // It never jumps back.
    for pair in shown.guarded.windows(2) {
        assert!(
            pair[1].softening.gain - pair[0].softening.gain < 0.02,
            "{pair:?}"
        );
    }
}

#[test]
fn an_episode_is_reported_once() {
    let shown = show(|_, _, secs| scenes::strobe(8.0, secs), 60.0, 6.0);
    let [episode] = shown.episodes()[..] else {
        panic!("{:?}", shown.episodes());
    };
    assert_eq!(episode.kind, FlashKind::General);
    assert_eq!(episode.at_cells, shown.directions.len());
    assert!((episode.flashes_per_sec - 8.0).abs() < 1.0, "{episode:?}");

    let red: Scene = |_, _, secs| Vec3::X * scenes::strobe(8.0, secs);
    let kinds: Vec<FlashKind> = show(red, 60.0, 4.0)
        .episodes()
        .iter()
        .map(|it| it.kind)
        .collect();
    assert!(kinds.contains(&FlashKind::Red), "{kinds:?}");
}

#[test]
fn red_of_one_luminance_loses_its_colour_and_no_light() {
    // Red and a grey that is as bright: nothing flashes but red.
    let scene: Scene = |_, _, secs| {
        let is_red = scenes::strobe(10.0, secs).x > 0.5;
        if is_red { Vec3::X } else { Vec3::splat(0.2126) }
    };
    let shown = show(scene, 60.0, 4.0);
    assert!(
        shown
            .guarded
            .iter()
            .all(|frame| frame.softening.gain == 1.0)
    );
    let late = shown.guarded[120];
    assert!(
        (0.2..0.9).contains(&late.softening.desaturation),
        "{late:?}"
    );
    let [before, after] = shown.flashes();
    assert!(
        before > FLASHES_PER_SEC && after <= FLASHES_PER_SEC,
        "{before} {after}"
    );
}

#[test]
fn three_flashes_a_second_are_allowed_and_small_ones_too() {
    let shown = show(|_, _, secs| scenes::strobe(3.0, secs + 0.001), 60.0, 5.0);
    assert!(
        shown
            .guarded
            .iter()
            .all(|frame| frame.softening.gain == 1.0)
    );
    // 7° across: 5 % of a circle of 30°.
    let small: Scene = |_, at, secs| {
        if at.dot(Vec3::Y) > 0.998 {
            scenes::strobe(15.0, secs)
        } else {
            Vec3::splat(0.2)
        }
    };
    assert!(
        show(small, 60.0, 3.0)
            .guarded
            .iter()
            .all(|frame| frame.softening.gain == 1.0)
    );
}

#[test]
fn the_mean_rises_no_faster_than_asked() {
    let directions = guard_directions(COVERAGE, 256);
    let settings = GuardSettings {
        slew_per_sec: Some(0.5),
    };
    let mut guard = FlashGuard::new(&directions, settings);
    let black = vec![Vec3::ZERO; directions.len()];
    let white = vec![Vec3::ONE; directions.len()];
    assert_eq!(guard.pass(&black, 0.0).softening.gain, 1.0);
    for frame in 1..=240 {
        let gain = guard.pass(&white, 1.0 / 60.0).softening.gain;
        let expected = (frame as f32 / 60.0 * 0.5).min(1.0);
        assert!((gain - expected).abs() < 2e-3, "{frame}: {gain} {expected}");
    }
    assert_eq!(
        guard.pass(&black, 1.0 / 60.0).softening.gain,
        1.0,
        "falling is free"
    );
}

#[test]
fn nonsense_is_survived_and_nothing_is_allocated() {
    let directions = guard_directions(COVERAGE, 256);
    let mut guard = FlashGuard::new(
        &directions,
        GuardSettings {
            slew_per_sec: Some(f32::NAN),
        },
    );
    let nonsense = [
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        -3.0,
        1e30,
        f32::MIN_POSITIVE / 2.0,
    ];
    let mut cells = vec![Vec3::ZERO; directions.len()];
    for frame in 0..300 {
        for (index, cell) in cells.iter_mut().enumerate() {
            *cell = Vec3::splat(nonsense[(index + frame) % nonsense.len()]);
        }
        let dt = if frame % 7 == 0 {
            nonsense[frame % nonsense.len()]
        } else {
            1.0 / 60.0
        };
        let guarded = assert_no_alloc::assert_no_alloc(|| guard.pass(&cells, dt));
        assert!(
            guarded.softening.gain > 0.0 && guarded.softening.gain <= 1.0,
            "{guarded:?}"
        );
        assert!(
            (0.0..=1.0).contains(&guarded.softening.desaturation),
            "{guarded:?}"
        );
    }
    let few = guard.pass(&cells[..3], 1.0 / 60.0);
    assert!(few.softening.gain.is_finite());
    let mut none = FlashGuard::new(&[], GuardSettings::default());
    assert_eq!(none.pass(&[Vec3::ONE], 0.1).softening.gain, 1.0);
}

#[test]
fn directions_lie_evenly_where_pictures_are() {
    let flat = |fov_deg: f32, aspect| Coverage::Flat {
        fov: f32::to_radians(fov_deg),
        aspect,
    };
    let coverages = [
        COVERAGE,
        Coverage::Dome { fov: 1.2 * PI },
        Coverage::Panorama {
            top: FRAC_PI_2,
            bottom: -FRAC_PI_2,
        },
        Coverage::Panorama {
            top: 0.4,
            bottom: -0.2,
        },
        flat(60.0, 1.78),
        flat(120.0, 3.0),
        flat(5.0, 0.5),
        Coverage::Mirrored,
        Coverage::Cube { soften: 0.1 },
    ];
    for coverage in coverages {
        let directions = guard_directions(coverage, 600);
        assert!(
            (directions.len() as f32 - 600.0).abs() < 40.0,
            "{coverage:?} {}",
            directions.len()
        );
        // The nearest neighbours are about as far apart everywhere.
        let nearest = |at: &Vec3| {
            let others = directions.iter().filter(|other| *other != at);
            others
                .map(|other| other.distance(*at))
                .fold(f32::INFINITY, f32::min)
        };
        let gaps: Vec<f32> = directions.iter().map(nearest).collect();
        let mean = gaps.iter().sum::<f32>() / gaps.len() as f32;
        let closest = gaps.iter().copied().fold(f32::INFINITY, f32::min);
        assert!(closest > 0.5 * mean, "{coverage:?} {closest} {mean}");
        for direction in directions {
            assert!((direction.length() - 1.0).abs() < 1e-3);
            let place = crate::place_of(coverage, direction);
            let seen = match coverage {
                Coverage::Dome { fov } => direction.y >= (fov / 2.0).cos() - 1e-4,
                _ => (place - 0.5).abs().max_element() <= 0.501,
            };
            assert!(seen, "{coverage:?} {direction} {place}");
        }
    }
    let lost = Coverage::Flat {
        fov: f32::NAN,
        aspect: f32::INFINITY,
    };
    assert!(!guard_directions(lost, 0).is_empty());
}

#[test]
#[ignore = "prints what a frame costs"]
fn cost() {
    for coverage in [
        COVERAGE,
        Coverage::Flat {
            fov: 1.0,
            aspect: 1.78,
        },
    ] {
        let directions = guard_directions(coverage, 1024);
        let mut guard = FlashGuard::new(&directions, GuardSettings::default());
        let start = std::time::Instant::now();
        for frame in 0..600 {
            let cells = vec![scenes::strobe(10.0, frame as f32 / 60.0); directions.len()];
            guard.pass(&cells, 1.0 / 60.0);
        }
        eprintln!("{coverage:?}: {:?} a frame", start.elapsed() / 600);
    }
}

#[test]
fn a_guard_that_goes_on_from_memory_does_what_it_would_have_done() {
    for (name, scene) in scenes::dangerous() {
        let directions = guard_directions(COVERAGE, 100);
        let frame = |number: usize| -> Vec<Vec3> {
            let cells = directions.iter().enumerate();
            cells
                .map(|(cell, at)| scene(cell, *at, number as f32 / 30.0))
                .collect()
        };
        let mut first = FlashGuard::new(&directions, GuardSettings::default());
        for number in 0..50 {
            first.pass(&frame(number), 1.0 / 30.0);
        }
        let mut second = FlashGuard::new(&directions, GuardSettings::default());
        assert!(!second.recall(&first.memory()[8..]));
        assert!(second.recall(&first.memory()));
        assert_eq!(first.memory(), second.memory());
        for number in 50..100 {
            let passed = [&mut first, &mut second].map(|g| g.pass(&frame(number), 1.0 / 30.0));
            assert_eq!(passed[0], passed[1], "{name}, frame {number}");
        }
    }
}

#[test]
fn a_memory_of_nonsense_breaks_nothing() {
    let directions = guard_directions(COVERAGE, 64);
    let mut guard = FlashGuard::new(&directions, GuardSettings::default());
    for filler in [0x00, 0x7f, 0xff] {
        let nonsense = vec![filler; guard.memory().len()];
        assert!(guard.recall(&nonsense));
        for level in [0.0, 1.0, 0.0] {
            let passed = guard.pass(&vec![Vec3::splat(level); 64], 0.1);
            let gain = passed.softening.gain;
            assert!(!(gain.is_sign_negative() || gain > 1.0), "{gain}");
        }
    }
}
