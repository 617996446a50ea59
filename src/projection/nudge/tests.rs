//! What is nudged goes where it is nudged, and nothing else changes.

use glam::Vec2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use welkin_installation::{Surface, View};
use welkin_values::Coverage;

use super::*;
use crate::PictureLens;

const SIZE: [u32; 2] = [96, 64];

fn perspective(size: [u32; 2]) -> Lens {
    let view = View::Perspective {
        fov: 1.2,
        yaw: 0.4,
        pitch: 0.3,
    };
    Lens::new(view, Surface::Sphere { radius_m: 5.0 }, size)
}

fn lenses() -> [Lens; 4] {
    let dome = Surface::Dome {
        radius_m: 5.0,
        tilt: 0.3,
        fov: 3.0,
    };
    let flat = Coverage::Flat {
        fov: 1.4,
        aspect: 1.2,
    };
    [
        perspective(SIZE),
        Lens::new(View::Domemaster { fov: 3.0 }, dome, [64, 64]),
        Lens::new(View::Equirectangular, dome, [96, 48]),
        Lens::Picture(PictureLens::new(flat, SIZE)),
    ]
}

/// A map that a lens shows, with a seam and a share and lift of its own for every pixel.
fn mapped(lens: &Lens) -> OutputMap {
    let mut map = nudged(&Nudge::default(), Looks::Lens(lens));
    let [width, height] = map.size.map(|side| side as f32);
    for y in 0..map.size[1] {
        for x in 0..map.size[0] {
            let at = map.index(x, y);
            map.looks[at][3] *= (x as f32 + 1.0) / width;
            map.lift[at] = y as f32 / height / 100.0;
        }
    }
    map
}

fn chance(seed: u64, columns: usize, rows: usize, farthest: f32) -> Nudge {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut nudge = Nudge::still(columns, rows);
    for offset in &mut nudge.offsets {
        *offset = [(); 2].map(|()| random.random_range(-farthest..=farthest));
    }
    nudge
}

fn even(by: [f32; 2], columns: usize, rows: usize) -> Nudge {
    let mut nudge = Nudge::still(columns, rows);
    nudge.offsets.fill(by);
    nudge
}

#[test]
fn what_is_not_moved_is_the_same() {
    for lens in &lenses() {
        let map = mapped(lens);
        for (columns, rows) in [(2, 2), (3, 5), (9, 9)] {
            let still = Nudge::still(columns, rows);
            assert_eq!(nudged(&still, Looks::Map(&map)), map);
            let of_lens = nudged(&still, Looks::Lens(lens));
            for y in 0..map.size[1] {
                for x in 0..map.size[0] {
                    let pixel = Vec2::new(x as f32 + 0.5, y as f32 + 0.5);
                    assert_eq!(of_lens.direction(x, y), lens.direction(pixel));
                }
            }
        }
    }
}

#[test]
fn whole_pixels_are_a_shift() {
    let map = mapped(&perspective(SIZE));
    for (right, down) in [(3, 0), (-7, 2), (0, -11), (64, 40)] {
        for nodes in [2, 4, 9] {
            let nudge = even([right as f32, down as f32], nodes, nodes);
            let moved = nudged(&nudge, Looks::Map(&map));
            let mut compared = 0;
            for y in 0..SIZE[1] {
                for x in 0..SIZE[0] {
                    let from = [x as i32 - right, y as i32 - down];
                    let [Ok(from_x), Ok(from_y)] = from.map(u32::try_from) else {
                        continue;
                    };
                    if from_x < SIZE[0] && from_y < SIZE[1] {
                        let [to, from] = [moved.index(x, y), map.index(from_x, from_y)];
                        assert_eq!(moved.looks[to], map.looks[from]);
                        assert_eq!(moved.lift[to], map.lift[from]);
                        compared += 1;
                    }
                }
            }
            let [width, height] = SIZE.map(|side| side as i32);
            assert_eq!(compared, (width - right.abs()) * (height - down.abs()));
        }
    }
}

/// The offset as its formula says: each node's own Catmull–Rom weights, with nodes beyond the ends laid straight on.
fn plain_offset(nudge: &Nudge, share: Vec2) -> Vec2 {
    let weights = |nodes: usize, share: f32| {
        let along = f64::from(share.clamp(0.0, 1.0)) * (nodes - 1) as f64;
        let cubic = |distance: f64| match distance.abs() {
            d if d < 1.0 => 1.5 * d.powi(3) - 2.5 * d.powi(2) + 1.0,
            d if d < 2.0 => -0.5 * d.powi(3) + 2.5 * d.powi(2) - 4.0 * d + 2.0,
            _ => 0.0,
        };
        let mut weights = vec![0.0; nodes];
        for (node, weight) in weights.iter_mut().enumerate() {
            *weight += cubic(along - node as f64);
        }
        let [before, after] = [-1.0, nodes as f64].map(|beyond| cubic(along - beyond));
        weights[0] += 2.0 * before;
        weights[1] -= before;
        weights[nodes - 1] += 2.0 * after;
        weights[nodes - 2] -= after;
        weights
    };
    let across = weights(nudge.columns, share.x);
    let down = weights(nudge.rows, share.y);
    let mut sum = [0.0; 2];
    for (node, offset) in nudge.offsets.iter().enumerate() {
        let weight = across[node % nudge.columns] * down[node / nudge.columns];
        for (sum, offset) in sum.iter_mut().zip(offset) {
            *sum += weight * f64::from(*offset);
        }
    }
    Vec2::new(sum[0] as f32, sum[1] as f32)
}

#[test]
fn offsets_go_through_their_nodes_as_the_formula_says() {
    let lens = perspective(SIZE);
    for (columns, rows) in (2..=9).flat_map(|columns| (2..=9).map(move |rows| (columns, rows))) {
        let nudge = chance(7, columns, rows, 200.0);
        let moved = Nudged::new(&nudge, Looks::Lens(&lens));
        let extent = Vec2::new(SIZE[0] as f32, SIZE[1] as f32);
        for (node, offset) in nudge.offsets.iter().enumerate() {
            let place = nudge.place(node).map_or(Vec2::NAN, Vec2::from);
            let at = moved.offset(place * extent);
            assert!(
                (at - Vec2::from(*offset)).length() < 2e-3,
                "{at} {offset:?}"
            );
        }
        for step in 0..300 {
            let share = Vec2::new(step as f32 / 299.0, (step * 7 % 300) as f32 / 299.0);
            let (fast, plain) = (moved.offset(share * extent), plain_offset(&nudge, share));
            assert!((fast - plain).length() < 2e-3, "{fast} {plain}");
        }
    }
}

#[test]
fn four_corners_make_a_quad_with_straight_sides() {
    let offsets = vec![[4.0, 2.0], [-6.0, 1.0], [0.0, 0.0], [3.0, -5.0]];
    let nudge = Nudge {
        offsets: offsets.clone(),
        ..Nudge::default()
    };
    let lens = perspective(SIZE);
    let moved = Nudged::new(&nudge, Looks::Lens(&lens));
    let [width, height] = SIZE.map(|side| side as f32);
    let corners = [[0.0, 0.0], [width, 0.0], [0.0, height], [width, height]].map(Vec2::from);
    for (corner, offset) in corners.into_iter().zip(&offsets) {
        assert_eq!(moved.offset(corner), Vec2::from(*offset));
    }
    // Along a side offsets run evenly, so that the side stays straight.
    let [left, right] = [offsets[0], offsets[1]].map(Vec2::from);
    for step in 0..=8 {
        let share = step as f32 / 8.0;
        let at = moved.offset(corners[0].lerp(corners[1], share));
        assert!((at - left.lerp(right, share)).length() < 1e-5);
    }
    let mean = offsets.iter().copied().map(Vec2::from).sum::<Vec2>() / 4.0;
    assert!((moved.offset(Vec2::new(width, height) / 2.0) - mean).length() < 1e-5);
}

/// Where a lens shows what a pixel of the map shows, and where it should.
fn misses_px(map: &OutputMap, lens: &Lens, nudge: &Nudge, within: Vec2) -> f32 {
    let moved = Nudged::new(nudge, Looks::Lens(lens));
    let extent = Vec2::new(map.size[0] as f32, map.size[1] as f32);
    let (mut worst, mut compared) = (0_f32, 0);
    for y in 0..map.size[1] {
        for x in 0..map.size[0] {
            let pixel = Vec2::new(x as f32 + 0.5, y as f32 + 0.5);
            let from = pixel - moved.offset(pixel);
            let is_inside = from.cmpgt(within).all() && from.cmplt(extent - within).all();
            if let (Some(direction), true) = (map.direction(x, y), is_inside) {
                let found = lens.pixel(direction).unwrap_or(Vec2::NAN);
                let miss = (found - from).length();
                assert!(miss.is_finite(), "{pixel} {from}");
                worst = worst.max(miss);
                compared += 1;
            }
        }
    }
    assert!(compared > map.size[0] * map.size[1] / 2, "{compared}");
    worst
}

#[test]
fn pixels_show_what_was_an_offset_away() {
    let size = [480, 300];
    let lens = perspective(size);
    let before = nudged(&Nudge::default(), Looks::Lens(&lens));
    for (columns, rows) in [(2, 2), (3, 3), (9, 5)] {
        let nudge = chance(3, columns, rows, 6.0);
        // Beyond the edge a lens knows no pixel to compare with.
        let inside = Vec2::splat(0.5);
        let of_lens = nudged(&nudge, Looks::Lens(&lens));
        let of_map = nudged(&nudge, Looks::Map(&before));
        assert!(misses_px(&of_lens, &lens, &nudge, inside) < 0.01);
        assert!(misses_px(&of_map, &lens, &nudge, inside) < 0.01);
        assert!(of_lens.is_sane() && of_map.is_sane());
    }
}

#[test]
fn beyond_the_edge_directions_go_on() {
    let size = [480, 300];
    let lens = perspective(size);
    let mut before = nudged(&Nudge::default(), Looks::Lens(&lens));
    for (index, look) in before.looks.iter_mut().enumerate() {
        look[3] = if index % 480 == 0 { 0.25 } else { 1.0 };
    }
    let nudge = even([8.5, -4.25], 2, 2);
    let of_map = nudged(&nudge, Looks::Map(&before));
    let of_lens = nudged(&nudge, Looks::Lens(&lens));
    let angle = lens.pixel_angle();
    for (map, lens) in of_map.looks.iter().zip(&of_lens.looks) {
        let [map, lens] = [map, lens].map(|look| Vec3::new(look[0], look[1], look[2]));
        let miss = map.distance(lens) / angle;
        assert!(miss < 0.1, "{miss} pixels");
    }
    // The share is the edge's, on both sides.
    assert_eq!(
        (of_map.weight(3, 150), of_map.weight(470, 299)),
        (0.25, 1.0)
    );
    assert!(of_map.is_sane() && of_map.lit_share() == 1.0);
}

#[test]
fn shares_and_lifts_move_along() {
    let before = mapped(&perspective(SIZE));
    let moved = nudged(&even([10.5, 4.25], 3, 3), Looks::Map(&before));
    for (x, y) in [(20, 20), (60, 40), (95, 63)] {
        let weight = (x as f32 + 1.0 - 10.5) / SIZE[0] as f32;
        let lift = (y as f32 - 4.25) / SIZE[1] as f32 / 100.0;
        assert!((moved.weight(x, y) - weight).abs() < 1e-5);
        assert!((moved.lift[moved.index(x, y)] - lift).abs() < 1e-6);
    }
}

#[test]
fn nothing_is_mixed_across_a_seam_or_with_the_dark() {
    let mut before = OutputMap::dark([4, 1]);
    let [right, front] = [Vec3::X, Vec3::NEG_Z].map(|look| look.extend(1.0).to_array());
    before.looks = vec![right, front, front, [0.0; 4]];
    let moved = nudged(&even([0.25, 0.0], 2, 2), Looks::Map(&before));
    assert_eq!(moved.looks[1], front);
    let moved = nudged(&even([0.75, 0.0], 2, 2), Looks::Map(&before));
    assert_eq!(moved.looks[1], right);
    // Half beside the light is half as bright, and looks where the light does.
    let moved = nudged(&even([0.5, 0.0], 2, 2), Looks::Map(&before));
    assert_eq!(moved.looks[3], Vec3::NEG_Z.extend(0.5).to_array());
}

#[test]
fn a_domemasters_rim_stays_a_rim() {
    let [_, dome, ..] = lenses();
    let moved = nudged(&even([5.0, 0.0], 2, 2), Looks::Lens(&dome));
    let lit = |y: u32| (0..64).filter(|x| moved.weight(*x, y) > 0.0).count();
    // The circle has gone right: five columns are dark, five of it are beyond the frame.
    assert_eq!(
        (lit(32), moved.weight(3, 32), moved.weight(63, 32)),
        (59, 0.0, 1.0)
    );
}

#[test]
fn what_is_hostile_makes_a_sane_map() {
    let wrong = |columns, rows, offsets| Nudge {
        columns,
        rows,
        offsets,
    };
    let nudges = [
        wrong(0, 0, vec![]),
        wrong(2, 2, vec![[f32::NAN; 2]; 4]),
        wrong(2, 2, vec![[f32::INFINITY, 0.0]; 4]),
        wrong(usize::MAX, 2, vec![[0.0; 2]; 4]),
        wrong(3, 3, vec![[1.0; 2]; 4]),
        chance(1, 9, 9, 200.0),
        even([200.0, -200.0], 2, 2),
        even([1e-30, -1e-42], 2, 2),
    ];
    let mut odd = mapped(&perspective(SIZE));
    let numbers = [f32::NAN, f32::INFINITY, -1.0, 1e30, 1e-40, 0.0, 2.0];
    for (index, number) in numbers.into_iter().cycle().take(3000).enumerate() {
        odd.looks[index * 2][index % 4] = number;
        odd.lift[index] = number;
    }
    let maps = [
        odd,
        OutputMap::dark([0, 0]),
        OutputMap::dark([0, 3]),
        OutputMap::dark([3, 0]),
        OutputMap::dark([7, 5]),
        OutputMap::filled([1, 1], |_| Some((Vec3::Y, 1.0))),
        OutputMap::filled([1, 5], |_| Some((Vec3::Y, 1.0))),
    ];
    for nudge in &nudges {
        for map in &maps {
            let moved = nudged(nudge, Looks::Map(map));
            assert!(moved.is_sane() && moved.size == map.size, "{nudge:?}");
        }
        for lens in &lenses() {
            assert!(nudged(nudge, Looks::Lens(lens)).is_sane(), "{nudge:?}");
        }
    }
    let lens = perspective(SIZE);
    let asked = Nudged::new(&nudges[5], Looks::Lens(&lens));
    let bad = asked.offset(Vec2::new(f32::NAN, f32::INFINITY));
    assert!(bad.is_finite(), "{bad}");
}

#[test]
fn rows_by_themselves_are_those_of_the_whole() {
    let before = mapped(&perspective(SIZE));
    let moved = Nudged::new(&chance(5, 4, 3, 12.0), Looks::Map(&before));
    let whole = moved.map();
    let width = SIZE[0] as usize;
    for rows in [0..1, 5..40, 63..64, 9..9] {
        let places = rows.start as usize * width..rows.end as usize * width;
        let mut looks = vec![[9.0; 4]; places.len()];
        let mut lifts = vec![9.0; places.len()];
        moved.rows(rows, &mut looks, &mut lifts);
        assert_eq!(looks, whole.looks[places.clone()]);
        assert_eq!(lifts, whole.lift[places]);
    }
}

#[test]
fn a_picture_keeps_its_places() {
    let coverages = [
        Coverage::Dome { fov: 3.0 },
        Coverage::Panorama {
            top: 1.0,
            bottom: -0.5,
        },
        Coverage::Flat {
            fov: 1.4,
            aspect: 1.2,
        },
        Coverage::Mirrored,
        Coverage::Cube { soften: 0.0 },
    ];
    for coverage in coverages {
        let picture = PictureLens::new(coverage, SIZE);
        let map = nudged(&Nudge::default(), Looks::Lens(&Lens::Picture(picture)));
        let aspect = aspect_of(coverage);
        let mut compared = 0;
        for (x, y) in (1..SIZE[0] - 1).flat_map(|x| (1..SIZE[1] - 1).map(move |y| (x, y))) {
            let (place, rim) = picture.place(Vec2::new(x as f32 + 0.5, y as f32 + 0.5), aspect);
            if let (Some(direction), true) = (map.direction(x, y), rim == 1.0) {
                let found = crate::place_of(coverage, direction);
                let miss = (found - place).length() * SIZE[0] as f32;
                assert!(miss < 0.01, "{coverage:?} {place} {found}");
                compared += 1;
            }
        }
        assert!(compared > 1000, "{coverage:?} {compared}");
    }
}
