use std::f32::consts::PI;

use welkin_installation::{Surface, View};
use welkin_values::{Direction, Picture};

use super::*;
use crate::{Lens, OutputMap};

const DOME: Surface = Surface::Sphere { radius_m: 5.0 };

fn lens(view: View, size: [u32; 2]) -> Lens {
    Lens::new(view, DOME, size)
}

fn domemaster(side: u32) -> Lens {
    lens(View::Domemaster { fov: PI }, [side, side])
}

fn drawn(pattern: Pattern, looks: Looks, output: [usize; 2]) -> Vec<Vec3> {
    let [width, height] = looks.size();
    let mut out = vec![Vec3::ZERO; (width * height) as usize];
    draw(pattern, looks, output, 0..height, &mut out);
    out
}

fn spot(azimuth_deg: f32, elevation_deg: f32) -> Spot {
    Spot {
        pixel: Vec2::ZERO,
        direction: Some(Direction::from_degrees(azimuth_deg, elevation_deg).vector()),
        weight: 1.0,
        steps: [Vec3::X * 0.001, Vec3::Y * 0.001],
    }
}

const PLATE: Plate = Plate {
    index: 0,
    count: 1,
    size: [800, 600],
};

#[test]
fn every_pattern_has_a_name() {
    for pattern in Pattern::ALL {
        assert_eq!(Pattern::from_name(pattern.name()), Some(pattern));
        assert!(
            pattern
                .name()
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-')
        );
    }
    assert_eq!(Pattern::from_name("Grid"), None);
}

#[test]
fn all_light_is_from_nothing_to_white_whatever_is_asked() {
    let nonsense = [f32::NAN, f32::INFINITY, -1e30, -0.5, 0.0, 7.3, 1e30];
    for pattern in Pattern::ALL {
        for a in nonsense {
            for b in nonsense {
                for size in [[0, 0], [1, 1], [640, 480]] {
                    let spot = Spot {
                        pixel: Vec2::new(a, b),
                        direction: Some(Vec3::new(a, b, 1.0)),
                        weight: a,
                        steps: [Vec3::splat(b), Vec3::splat(a)],
                    };
                    let plate = Plate {
                        index: usize::MAX - 1,
                        count: 0,
                        size,
                    };
                    let light = pattern.light(&spot, &plate);
                    assert!(light.min_element() >= 0.0, "{pattern:?} {spot:?} {light}");
                    assert!(light.max_element() <= 1.0, "{pattern:?} {spot:?} {light}");
                }
            }
        }
    }
}

#[test]
fn the_grid_is_where_degrees_are() {
    let light =
        |azimuth: f32, elevation: f32| Pattern::Grid.light(&spot(azimuth, elevation), &PLATE).x;
    for strong in [15.0, 45.0, -60.0, 165.0] {
        assert!(light(strong, 33.0) > 0.4, "{strong}");
        assert!(light(strong + 2.5, 33.0) == 0.0, "{strong}");
    }
    for strong in [15.0, 30.0, -45.0, 75.0] {
        assert!(light(37.0, strong) > 0.4, "{strong}");
        assert!(light(37.0, strong + 2.5) == 0.0, "{strong}");
    }
    assert!(light(37.0, 5.0) > 0.05 && light(37.0, 5.0) < 0.4);
    let horizon = Pattern::Grid.light(&spot(37.0, 0.0), &PLATE);
    assert!(horizon.x > horizon.z, "the horizon has a colour");
}

#[test]
fn cards_stand_where_they_say() {
    // The card's own colour is between the words and its rim.
    let ground = |azimuth: f32, elevation: f32| {
        Pattern::Orientation.light(&spot(azimuth, elevation + 5.0), &PLATE)
    };
    let (left, right) = (ground(90.0, 15.0), ground(-90.0, 15.0));
    assert!(left.x > 3.0 * left.y, "left is red: {left}");
    assert!(right.y > 3.0 * right.x, "right is green: {right}");
    let front = ground(0.0, 15.0);
    assert!(front.x > 0.5 && front.y > 0.4 && front.z < 0.1, "{front}");
    let top = ground(0.0, 80.0);
    assert!(top.z > 0.8 && top.x < 0.3, "{top}");
    let aside = Pattern::Orientation.light(&spot(45.0, 8.0), &PLATE);
    assert!(aside.max_element() < 0.1, "{aside}");
}

#[test]
fn words_read_from_left_to_right_in_the_room() {
    // L of LEFT: its stem is at its left, its foot below.
    let ink = |right_deg: f32, up_deg: f32| {
        let at = spot(90.0 - right_deg, 15.0 + up_deg);
        Pattern::Orientation.light(&at, &PLATE).max_element() < 0.01
    };
    let left = (-140..-80).any(|tenth| ink(tenth as f32 / 10.0, 2.0));
    let stem = (-140..-80)
        .find(|tenth| ink(*tenth as f32 / 10.0, 2.0))
        .unwrap_or(0);
    assert!(left);
    assert!(
        ink(stem as f32 / 10.0 + 2.0, -3.1),
        "the foot goes to the right, {stem}"
    );
    assert!(
        !ink(stem as f32 / 10.0 + 2.0, 3.1),
        "nothing above it, {stem}"
    );
}

#[test]
fn ramps_are_even_steps_of_the_signal() {
    let at = |x: f32, y: f32| {
        let spot = Spot {
            pixel: Vec2::new(x * 800.0, y * 600.0),
            ..spot(0.0, 0.0)
        };
        Picture::srgb_from_linear(Pattern::GreyRamp.light(&spot, &PLATE).x)
    };
    for step in 0..16 {
        let signal = at((step as f32 + 0.5) / 16.0, 0.1);
        assert!(
            (signal - step as f32 / 15.0).abs() < 1e-4,
            "{step}: {signal}"
        );
    }
    assert!((at(0.3, 0.5) - 0.3).abs() < 1e-4);
    assert!((at(0.99, 0.7) - 16.0 / 255.0).abs() < 1e-4);
    assert!((at(0.01, 0.9) - 239.0 / 255.0).abs() < 1e-4);
}

#[test]
fn zones_are_as_bright_as_weights_and_outputs_differ() {
    let map = OutputMap::filled([64, 48], |pixel| Some((Vec3::NEG_Z, pixel.x / 64.0)));
    let of = |index: usize| drawn(Pattern::BlendZones, Looks::Map(&map), [index, 4]);
    let first = of(0);
    for x in [5, 20, 60] {
        let weight = (x as f32 + 0.5) / 64.0;
        let light = first[x];
        assert!(
            (light / weight - paint::colour_of(0, 4))
                .abs()
                .max_element()
                < 1e-3,
            "{x}"
        );
    }
    for other in 1..4 {
        assert!(of(other)[60].distance(first[60]) > 0.2);
    }
    for (a, b) in [(0, 1), (0, 11), (8, 9)] {
        let lens = domemaster(96);
        let pictures = [a, b].map(|index| drawn(Pattern::Number, Looks::Lens(&lens), [index, 12]));
        assert_ne!(pictures[0], pictures[1]);
    }
}

#[test]
fn rows_drawn_apart_are_the_rows_drawn_together_and_a_map_is_like_its_lens() {
    let lens = lens(
        View::Perspective {
            fov: 1.2,
            yaw: 0.4,
            pitch: 0.3,
        },
        [80, 60],
    );
    let map = OutputMap::filled([80, 60], |pixel| Some((lens.direction(pixel)?, 1.0)));
    for pattern in Pattern::ALL {
        let whole = drawn(pattern, Looks::Lens(&lens), [1, 3]);
        let mut part = vec![Vec3::ZERO; 80 * 7];
        draw(pattern, Looks::Lens(&lens), [1, 3], 21..28, &mut part);
        assert_eq!(part, whole[21 * 80..28 * 80]);
        assert_eq!(
            drawn(pattern, Looks::Map(&map), [1, 3]),
            whole,
            "{pattern:?}"
        );
    }
}

/// A pixel as the mean of its samples, each by its formula: what [`draw`] must come to.
fn plainly(pattern: Pattern, looks: &Looks, plate: &Plate, [x, y]: [u32; 2]) -> Vec3 {
    let [width, height] = looks.size();
    let direction = |x: i64, y: i64| {
        let inside = (0..i64::from(width)).contains(&x) && (0..i64::from(height)).contains(&y);
        let at = || looks.direction(x as u32, y as u32);
        inside.then(at).flatten()
    };
    let (across, below) = (i64::from(x), i64::from(y));
    let middle = direction(across, below);
    let change = |right: i64, down: i64| {
        let step = |sign: i64| {
            let next = direction(across + sign * right, below + sign * down)?;
            Some((next - middle?) * sign as f32)
        };
        let both = [step(1), step(-1)].into_iter().flatten();
        both.min_by(|a, b| a.length().total_cmp(&b.length()))
            .unwrap_or(Vec3::ZERO)
    };
    let [right, down] = [change(1, 0), change(0, 1)];
    let sample = |[left, up]: [i32; 2]| {
        let from_middle = Vec2::new(left as f32, up as f32) / 3.0;
        let turned = |middle: Vec3| {
            (middle + right * from_middle.x + down * from_middle.y).normalize_or(middle)
        };
        let spot = Spot {
            pixel: Vec2::new(x as f32, y as f32) + 0.5 + from_middle,
            direction: middle.map(turned),
            weight: looks.weight(x, y),
            steps: [right, down],
        };
        pattern.light(&spot, plate)
    };
    let first = [[0, 0], [-1, -1], [1, -1], [-1, 1], [1, 1]].map(sample);
    if first.iter().all(|light| *light == first[0]) {
        return first[0];
    }
    let others = [[0, -1], [-1, 0], [1, 0], [0, 1]].map(sample);
    first.into_iter().chain(others).sum::<Vec3>() / 9.0
}

/// Compares some rows of all patterns with the plain way, pixel by pixel and bit by bit.
fn check_rows(looks: Looks, output: [usize; 2], rows: impl Iterator<Item = u32> + Clone) {
    let size = looks.size();
    let [index, count] = output;
    let plate = Plate { index, count, size };
    for pattern in Pattern::ALL {
        let whole = drawn(pattern, looks, output);
        for y in rows.clone() {
            for x in 0..size[0] {
                let found = whole[(y * size[0] + x) as usize];
                let expected = plainly(pattern, &looks, &plate, [x, y]);
                let is_same =
                    found.to_array().map(f32::to_bits) == expected.to_array().map(f32::to_bits);
                assert!(
                    is_same,
                    "{pattern:?} {size:?} {x} {y}: {found}, not {expected}"
                );
            }
        }
    }
}

#[test]
fn quick_pixels_are_the_plain_ones() {
    let seen = |fov: f32, yaw: f32, pitch: f32| View::Perspective { fov, yaw, pitch };
    for (view, size) in [
        (View::Domemaster { fov: PI }, [211, 211]),
        (View::Domemaster { fov: 4.0 }, [97, 64]),
        (View::Equirectangular, [256, 128]),
        (seen(1.3, 0.4, 0.3), [240, 150]),
        (seen(0.2, -1.5, 1.2), [150, 120]),
        (seen(1.0, 3.1, -0.7), [120, 90]),
        (seen(1.6, 0.0, 1.5), [120, 120]),
        (View::Picture, [160, 90]),
    ] {
        let lens = lens(view, size);
        check_rows(Looks::Lens(&lens), [2, 5], 0..size[1]);
    }
    for size in [[1, 1], [2, 3], [7, 1], [16, 16], [33, 17]] {
        let lens = lens(View::Equirectangular, size);
        check_rows(Looks::Lens(&lens), [11, 12], 0..size[1]);
    }
}

#[test]
fn quick_pixels_are_the_plain_ones_at_the_size_of_projectors() {
    let view = View::Perspective {
        fov: 1.1,
        yaw: -0.6,
        pitch: 0.5,
    };
    let wide = lens(view, [1920, 1200]);
    check_rows(Looks::Lens(&wide), [0, 6], (3..1200).step_by(97));
    let dome = domemaster(2048);
    check_rows(Looks::Lens(&dome), [7, 8], (1..2048).step_by(311));
}

#[test]
fn quick_pixels_of_odd_maps_are_the_plain_ones() {
    let lens = lens(View::Equirectangular, [90, 60]);
    let mut map = OutputMap::filled([90, 60], |pixel| {
        Some((
            lens.direction(pixel)?,
            (pixel.x / 45.0 - 0.2).clamp(0.0, 1.0),
        ))
    });
    // Seams, holes, and what no map should have.
    for (index, look) in map.looks.iter_mut().enumerate() {
        match index % 97 {
            3 => *look = [f32::NAN, 0.0, 1.0, 0.5],
            11 => *look = [0.0; 4],
            19 => *look = [0.0, 1.0, 0.0, 1.0],
            31 => *look = [f32::INFINITY, 0.0, 0.0, 1.0],
            43 => *look = [0.0, 0.0, -3.0, f32::NAN],
            59 => look[0] += 1e-4,
            _ => {}
        }
    }
    check_rows(Looks::Map(&map), [0, 2], 0..60);
}

#[test]
#[ignore = "prints what a megapixel costs"]
fn cost() {
    let view = View::Perspective {
        fov: 1.1,
        yaw: -0.6,
        pitch: 0.5,
    };
    for lens in [domemaster(1024), lens(view, [1920, 1200])] {
        let looks = Looks::Lens(&lens);
        let size = lens.size();
        let megapixels = (size[0] * size[1]) as f64 / 1e6;
        let plate = Plate {
            index: 0,
            count: 2,
            size,
        };
        for pattern in Pattern::ALL {
            let start = std::time::Instant::now();
            drawn(pattern, looks, [0, 2]);
            let quick = start.elapsed().as_secs_f64() / megapixels;
            let start = std::time::Instant::now();
            let mut sum = Vec3::ZERO;
            for y in 0..size[1] {
                for x in 0..size[0] {
                    sum += plainly(pattern, &looks, &plate, [x, y]);
                }
            }
            let plain = start.elapsed().as_secs_f64() / megapixels;
            let (quick, plain, times) = (quick * 1e3, plain * 1e3, plain / quick);
            eprintln!(
                "{pattern:?} {size:?}: {quick:.1} ms a megapixel, plainly {plain:.1} ms, {times:.1} times, {sum}"
            );
        }
    }
}

#[test]
fn outside_the_circle_directions_are_dark() {
    let lens = domemaster(64);
    for pattern in [Pattern::Grid, Pattern::Orientation, Pattern::BlendZones] {
        assert_eq!(drawn(pattern, Looks::Lens(&lens), [0, 1])[0], Vec3::ZERO);
    }
    let dark = OutputMap::dark([8, 8]);
    assert!(
        drawn(Pattern::Grid, Looks::Map(&dark), [0, 1])
            .iter()
            .all(|it| *it == Vec3::ZERO)
    );
}
