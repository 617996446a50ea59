//! An output's map as a region of a warp file: a place in the picture for each pixel, blend and black level.

use glam::{Vec2, Vec3};
use welkin_values::Coverage;
use welkin_warp::{Buffer, Field, Geometry, Grid, Region};

use super::ExportOptions;
use crate::cover::{aspect_of, place_of};
use crate::map::OutputMap;

/// The gamma in maps: players that multiply encoded pixels with encoded maps do right, and dark shares keep their steps.
const GAMMA: f64 = 2.2;
/// Places this far beside the picture are at its edge: arithmetic rounds.
const BESIDE: f32 = 1.0 / 1024.0;
/// Pixels along the longer side of a picture of which nothing is said.
const USUAL_SIDE: f32 = 4096.0;

/// The region, and how many lit pixels look beside the picture. It has no alpha if all is dark.
pub(super) fn region(
    id: &str,
    map: &OutputMap,
    coverage: Coverage,
    options: &ExportOptions,
) -> (Region, usize) {
    let mut beyond = 0;
    let (mut values, mut shares) = (Vec::new(), Vec::new());
    for (look, lift) in map.looks.iter().zip(&map.lift) {
        let place = place(coverage, *look, *lift);
        beyond += usize::from(place.is_none() && look[3] > 0.0);
        shares.push(if place.is_some() { look[3] } else { 0.0 });
        values.push(place.map_or([f32::NAN, f32::NAN, 0.0], |at| [at.x, at.y, 0.0]));
    }
    let mut region = Region::new(id, Geometry::Field(Field::of_places(map.size, values)));
    region.size = Some(map.size);
    region.buffer = Buffer {
        id: "picture".into(),
        size: Some(options.picture.unwrap_or_else(|| usual_size(coverage))),
    };
    let grid = |shares: &[f32]| Some(Grid::from_linear(map.size, shares, GAMMA));
    let is_lit = shares.iter().any(|share| *share > 0.0);
    region.alpha = is_lit.then(|| grid(&shares)).flatten();
    let is_lifted = map.lift.iter().any(|lift| *lift > 0.0);
    region.beta = is_lifted.then(|| grid(&map.lift)).flatten();
    (region, beyond)
}

/// The place in the picture that a pixel shows; none where it adds no light, and beside the picture.
fn place(coverage: Coverage, [x, y, z, weight]: [f32; 4], lift: f32) -> Option<Vec2> {
    let direction = Vec3::new(x, y, z);
    let is_dark = weight <= 0.0 && lift <= 0.0;
    let is_behind = matches!(coverage, Coverage::Flat { .. }) && z > -1e-6;
    if is_dark || is_behind || direction == Vec3::ZERO {
        return None;
    }
    let place = place_of(coverage, direction);
    let inside = |share: f32| (-BESIDE..=1.0 + BESIDE).contains(&share);
    (inside(place.x) && inside(place.y)).then(|| place.clamp(Vec2::ZERO, Vec2::ONE))
}

fn usual_size(coverage: Coverage) -> [u32; 2] {
    let aspect = aspect_of(coverage).clamp(0.01, 100.0);
    [aspect.min(1.0), (1.0 / aspect).min(1.0)].map(|share| (USUAL_SIDE * share).round() as u32)
}
