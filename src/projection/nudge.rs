//! A small correction on top of an output's lens or map: what is lit moves by so many pixels at the nodes of a grid,
//! smoothly in between. A map comes out.
//!
//! Directions, shares of the light and lifts move together, so that seams stay closed. Beyond the output's edge there
//! is nothing to be moved in: a lens goes on by its formula, a map's directions go on as straight as they went at the
//! edge, with the edge's share and lift.

use std::ops::Range;

use glam::{Vec2, Vec3};
use welkin_values::Nudge;

use crate::map::OutputMap;
use crate::pattern::Looks;
use crate::{Lens, aspect_of};

/// Neighbours whose directions differ more than this (a cosine: 25°) have a seam between them: nothing is mixed.
const SEAM: f32 = 0.9;

/// An output as it is once it is nudged.
#[derive(Clone, Debug)]
pub struct Nudged<'a> {
    before: Looks<'a>,
    columns: usize,
    rows: usize,
    offsets: Vec<Vec2>,
}

/// An output's map once it is nudged. For megapixels give rows of [`Nudged::rows`] to threads.
///
/// # Panics
/// As [`Nudged::new`].
pub fn nudged(nudge: &Nudge, before: Looks<'_>) -> OutputMap {
    Nudged::new(nudge, before).map()
}

impl<'a> Nudged<'a> {
    /// What an output's pixels looked at before, to be nudged. A nudge that is not sane moves nothing.
    ///
    /// # Panics
    /// If a map's lists are not as long as its size says.
    pub fn new(nudge: &Nudge, before: Looks<'a>) -> Self {
        if let Looks::Map(map) = before {
            let pixels = map.size[0] as usize * map.size[1] as usize;
            let lengths = (map.looks.len(), map.lift.len());
            assert_eq!(lengths, (pixels, pixels), "a map of {:?}", map.size);
        }
        let still = Nudge::default();
        let nudge = if nudge.is_sane() { nudge } else { &still };
        Self {
            before,
            columns: nudge.columns,
            rows: nudge.rows,
            offsets: nudge.offsets.iter().copied().map(Vec2::from).collect(),
        }
    }

    /// Pixels: width, height.
    pub fn size(&self) -> [u32; 2] {
        self.before.size()
    }

    /// How far what a pixel shows has come, pixels to the right and down: pixel p shows what p − offset(p) showed.
    pub fn offset(&self, pixel: Vec2) -> Vec2 {
        let [width, height] = self.size().map(|side| side.max(1) as f32);
        // The larger of nothing and what is not a number is nothing.
        let row = self.row((pixel.y / height).max(0.0));
        between(&row[..self.columns], (pixel.x / width).max(0.0))
    }

    /// The nodes' offsets at one height.
    fn row(&self, down: f32) -> [Vec2; Nudge::MOST] {
        let mut row = [Vec2::ZERO; Nudge::MOST];
        let mut column = [Vec2::ZERO; Nudge::MOST];
        for (across, offset) in row.iter_mut().enumerate().take(self.columns) {
            for (place, line) in column.iter_mut().zip(self.offsets.chunks(self.columns)) {
                *place = line[across];
            }
            *offset = between(&column[..self.rows], down);
        }
        row
    }

    /// All of it.
    pub fn map(&self) -> OutputMap {
        let size = self.size();
        let mut map = OutputMap::dark(size);
        self.rows(0..size[1], &mut map.looks, &mut map.lift);
        map
    }

    /// Some rows of the map; `looks` and `lifts` have a place for each pixel of these rows.
    ///
    /// # Panics
    /// If they are not as long as the rows.
    pub fn rows(&self, rows: Range<u32>, looks: &mut [[f32; 4]], lifts: &mut [f32]) {
        let [width, height] = self.size();
        let pixels = width as usize * rows.len();
        assert_eq!(
            (looks.len(), lifts.len()),
            (pixels, pixels),
            "places for {} rows of {width}",
            rows.len()
        );
        let mut places = looks.iter_mut().zip(lifts);
        for y in rows {
            let middle = y as f32 + 0.5;
            let offsets = self.row(middle / height.max(1) as f32);
            for (x, (look, lift)) in (0..width).zip(places.by_ref()) {
                let share = (x as f32 + 0.5) / width as f32;
                let offset = between(&offsets[..self.columns], share);
                (*look, *lift) = match self.before {
                    Looks::Map(map) => of_map(map, [x, y], offset),
                    Looks::Lens(lens) => {
                        let pixel = Vec2::new(x as f32 + 0.5, middle);
                        (of_lens(lens, pixel - offset), 0.0)
                    }
                };
            }
        }
    }
}

/// The value at a share (0 to 1, beyond held) of a line of at least two nodes: through every node, smoothly (Catmull
/// and Rom 1974), and straight on at the ends. Written in differences, so that even nodes give just their value.
fn between(nodes: &[Vec2], share: f32) -> Vec2 {
    let last = nodes.len() - 1;
    let along = share.clamp(0.0, 1.0) * last as f32;
    let first = (along as usize).min(last - 1);
    let part = along - first as f32;
    let step = nodes[first + 1] - nodes[first];
    let step_before = if first > 0 {
        nodes[first] - nodes[first - 1]
    } else {
        step
    };
    let step_after = if first + 2 <= last {
        nodes[first + 2] - nodes[first + 1]
    } else {
        step
    };
    let [leaves, arrives] = [step_before + step, step + step_after].map(|both| both / 2.0);
    let bend = 3.0 * step - 2.0 * leaves - arrives;
    let twist = leaves + arrives - 2.0 * step;
    nodes[first] + part * (leaves + part * (bend + part * twist))
}

fn of_lens(lens: &Lens, at: Vec2) -> [f32; 4] {
    let share = match lens {
        Lens::Domemaster(lens) => lens.rim(at),
        Lens::Picture(lens) => lens.place(at, aspect_of(lens.coverage)).1,
        // A baked lens has no direction of its own: its map is what is nudged.
        Lens::Equirectangular(_) | Lens::Frustum(_) | Lens::Baked(_) => 1.0,
    };
    let looks = |direction: &Vec3| (direction.length_squared() - 1.0).abs() < 1e-3;
    match lens.direction(at).filter(looks) {
        Some(direction) if share > 0.0 => direction.extend(share.min(1.0)).to_array(),
        _ => [0.0; 4],
    }
}

/// What a map shows at an offset before one of its pixels.
fn of_map(map: &OutputMap, pixel: [u32; 2], offset: Vec2) -> ([f32; 4], f32) {
    // Whole pixels are counted apart from parts of one, so that they stay exact however large the output.
    let whole = (-offset).floor();
    let part = -offset - whole;
    let x = Place::new(pixel[0], whole.x, part.x, map.size[0]);
    let y = Place::new(pixel[1], whole.y, part.y, map.size[1]);
    let corners = [
        [x.first, y.first],
        [x.next, y.first],
        [x.first, y.next],
        [x.next, y.next],
    ];
    let shares = [
        (1.0 - x.part) * (1.0 - y.part),
        x.part * (1.0 - y.part),
        (1.0 - x.part) * y.part,
        x.part * y.part,
    ];
    if shares[0] == 1.0 && x.beyond == 0.0 && y.beyond == 0.0 {
        let index = map.index(x.first, y.first);
        return sane(map.looks[index], map.lift[index]);
    }
    let (mut towards, mut weight, mut lift, mut lit) = (Vec3::ZERO, 0.0, 0.0, 0.0);
    let mut most = (0.0, None);
    for ([x, y], share) in corners.into_iter().zip(shares) {
        let index = map.index(x, y);
        let [look_x, look_y, look_z, own] = map.looks[index];
        lift += share * map.lift[index];
        if own > 0.0 && share > 0.0 {
            let look = Vec3::new(look_x, look_y, look_z);
            towards += look * share;
            weight += share * own;
            lit += share;
            if share > most.0 {
                most = (share, Some(look));
            }
        }
    }
    let Some(nearest) = most.1 else {
        return ([0.0; 4], share_of(lift));
    };
    let is_seam = towards.length() < lit * SEAM;
    let mut direction = if is_seam { nearest } else { towards / lit };
    for (place, step) in [(&x, [1, 0]), (&y, [0, 1])] {
        if place.beyond != 0.0 {
            direction += onwards(map, [x.first, y.first], step, place.beyond);
        }
    }
    let direction = direction.normalize_or(nearest);
    sane(direction.extend(weight).to_array(), lift)
}

/// How far a direction goes on beyond the edge pixel, as straight as from the pixel before it.
fn onwards(map: &OutputMap, edge: [u32; 2], [across, down]: [u32; 2], beyond: f32) -> Vec3 {
    let inwards = |at: u32, step: u32| match beyond > 0.0 {
        true => at.checked_sub(step),
        false => Some(at + step),
    };
    let inner = || {
        let (x, y) = (inwards(edge[0], across)?, inwards(edge[1], down)?);
        let is_there = x < map.size[0] && y < map.size[1];
        let inner = is_there.then(|| map.direction(x, y))??;
        let outer = map.direction(edge[0], edge[1])?;
        (inner.dot(outer) > SEAM).then_some(outer - inner)
    };
    inner().unwrap_or(Vec3::ZERO) * beyond.abs()
}

/// A place along one side of a map.
struct Place {
    /// The pixel at or before it, and the one behind.
    first: u32,
    next: u32,
    /// How far it is from the first to the next, 0 to 1.
    part: f32,
    /// How far beyond the first or last pixel it is, negative before the first.
    beyond: f32,
}

impl Place {
    fn new(from: u32, whole: f32, part: f32, side: u32) -> Self {
        let last = i64::from(side) - 1;
        let first = i64::from(from) + whole as i64;
        let held = |at: i64| at.clamp(0, last) as u32;
        let beyond = if first < 0 {
            (first as f32 + part).min(0.0)
        } else if first >= last {
            (first - last) as f32 + part
        } else {
            0.0
        };
        Self {
            first: held(first),
            next: held(first + 1),
            part,
            beyond,
        }
    }
}

/// A look and a lift that a shader may be given: as they are, where they are that already.
fn sane(look: [f32; 4], lift: f32) -> ([f32; 4], f32) {
    let [x, y, z, weight] = look;
    let is_unit = (Vec3::new(x, y, z).length_squared() - 1.0).abs() < 1e-3;
    let is_finite = look.iter().all(|part| part.is_finite());
    let look = if is_finite && (weight == 0.0 || weight > 0.0 && is_unit) {
        [x, y, z, weight.min(1.0)]
    } else {
        [0.0; 4]
    };
    (look, share_of(lift))
}

fn share_of(number: f32) -> f32 {
    if number.is_finite() {
        number.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
