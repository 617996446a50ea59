//! Test patterns for aligning outputs: where a pixel is and which way it looks → the light it shows.
//!
//! Some patterns lie in directions, so that all outputs of a venue draw one picture (grid, orientation); some lie on
//! an output's own frame (number, focus, bars, ramp). A pattern is drawn once, at an output's own size.

mod text;
mod paint;
mod grid;
mod orientation;
mod frame;
mod focus;
mod steps;

use std::ops::Range;

use glam::{Vec2, Vec3};

use crate::{Lens, OutputMap};

/// Samples of a pixel in thirds from its middle, so that edges are smooth.
const FIRST: [[f32; 2]; 5] = [
    [0.0, 0.0],
    [-1.0, -1.0],
    [1.0, -1.0],
    [-1.0, 1.0],
    [1.0, 1.0],
];
const OTHERS: [[f32; 2]; 4] = [[0.0, -1.0], [-1.0, 0.0], [1.0, 0.0], [0.0, 1.0]];

/// A picture that shows whether an output is where it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// Directions in dome space: a line every 5°, numbers every 15° of height and 30° around.
    Grid,
    /// The output's number, its edges and its size in pixels.
    Number,
    /// Stars and the finest checks and lines a lens must keep apart.
    Focus,
    /// Eight colours, at full and at three quarters of the signal.
    ColourBars,
    /// Even steps of the signal, with those near black and near white apart.
    GreyRamp,
    /// Each output in its own colour, as bright as its share of the light.
    BlendZones,
    /// LEFT, RIGHT, TOP, BOTTOM, FRONT and BACK, where they are.
    Orientation,
}

/// One place on an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Pixels from the upper left corner.
    pub pixel: Vec2,
    /// Where it looks, a unit vector in dome space; none where it lights nothing.
    pub direction: Option<Vec3>,
    /// Its share of the light, 0 to 1.
    pub weight: f32,
    /// How the direction changes to the next pixel to the right, and to the next below.
    pub steps: [Vec3; 2],
}

/// Which output it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plate {
    /// Its place among the outputs, from 0. People see it from 1.
    pub index: usize,
    /// How many outputs there are.
    pub count: usize,
    /// Pixels: width, height.
    pub size: [u32; 2],
}

/// How an output's pixels look at directions.
#[derive(Clone, Copy, Debug)]
pub enum Looks<'a> {
    /// By a formula.
    Lens(&'a Lens),
    /// Pixel by pixel.
    Map(&'a OutputMap),
}

impl Pattern {
    /// All of them, in the order in which a key steps through.
    pub const ALL: [Self; 7] = [
        Self::Grid,
        Self::Number,
        Self::Focus,
        Self::ColourBars,
        Self::GreyRamp,
        Self::BlendZones,
        Self::Orientation,
    ];

    /// Its name on the command line and the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Number => "number",
            Self::Focus => "focus",
            Self::ColourBars => "colour-bars",
            Self::GreyRamp => "grey-ramp",
            Self::BlendZones => "blend-zones",
            Self::Orientation => "orientation",
        }
    }

    /// The pattern of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The light at one place, linear, 0 to 1 per channel, with hard edges.
    pub fn light(self, spot: &Spot, plate: &Plate) -> Vec3 {
        let looking = spot.direction.filter(|direction| direction.is_finite());
        match self {
            Self::Grid => looking.map_or(Vec3::ZERO, |at| grid::light(at, spot.steps)),
            Self::Orientation => {
                looking.map_or(Vec3::ZERO, |at| orientation::light(at, spot.steps))
            }
            Self::Number => frame::number(spot.pixel, plate),
            Self::BlendZones => frame::blend_zones(spot, plate),
            Self::Focus => focus::light(spot.pixel, plate),
            Self::ColourBars => steps::bars(spot.pixel, plate),
            Self::GreyRamp => steps::ramp(spot.pixel, plate),
        }
    }
}

/// Draws some rows of a pattern on output `index` of `count` (from 0) into `out`, in linear light, with smooth edges.
///
/// # Panics
/// If `out` is not the output's width times the number of rows.
pub fn draw(
    pattern: Pattern,
    looks: Looks,
    [index, count]: [usize; 2],
    rows: Range<u32>,
    out: &mut [Vec3],
) {
    let size = looks.size();
    let plate = Plate { index, count, size };
    let width = size[0] as usize;
    let expected = width * rows.len();
    assert_eq!(
        out.len(),
        expected,
        "pixels for {} rows of {width}",
        rows.len()
    );
    if width == 0 {
        return;
    }
    for (y, row) in rows.zip(out.chunks_exact_mut(width)) {
        for (x, out) in row.iter_mut().enumerate() {
            *out = smooth(pattern, &looks, &plate, [x as u32, y]);
        }
    }
}

/// The mean of a pixel's samples.
fn smooth(pattern: Pattern, looks: &Looks, plate: &Plate, [x, y]: [u32; 2]) -> Vec3 {
    let middle = looks.direction(x, y);
    // Towards the neighbours, whichever is nearer: a seam may lie on one side.
    let change = |right: i64, down: i64| {
        let step = |sign: i64| {
            let next = looks.neighbour(i64::from(x) + sign * right, i64::from(y) + sign * down)?;
            Some((next - middle?) * sign as f32)
        };
        let both = [step(1), step(-1)].into_iter().flatten();
        both.min_by(|a, b| a.length().total_cmp(&b.length()))
            .unwrap_or(Vec3::ZERO)
    };
    let [right, down] = [change(1, 0), change(0, 1)];
    let sample = |place: [f32; 2]| {
        let from_middle = Vec2::from(place) / 3.0;
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
    // No line is so thin that it slips between the first five.
    let first = FIRST.map(sample);
    if first.iter().all(|light| *light == first[0]) {
        return first[0];
    }
    let others = OTHERS.into_iter().map(sample);
    first.into_iter().chain(others).sum::<Vec3>() / (FIRST.len() + OTHERS.len()) as f32
}

impl Looks<'_> {
    /// Pixels: width, height.
    pub fn size(&self) -> [u32; 2] {
        match self {
            Self::Lens(lens) => lens.size(),
            Self::Map(map) => map.size,
        }
    }

    fn direction(&self, x: u32, y: u32) -> Option<Vec3> {
        match self {
            Self::Lens(lens) => lens.direction(Vec2::new(x as f32 + 0.5, y as f32 + 0.5)),
            Self::Map(map) => map.direction(x, y),
        }
    }

    fn neighbour(&self, x: i64, y: i64) -> Option<Vec3> {
        let [width, height] = self.size();
        let inside = (0..i64::from(width)).contains(&x) && (0..i64::from(height)).contains(&y);
        inside.then(|| self.direction(x as u32, y as u32)).flatten()
    }

    fn weight(&self, x: u32, y: u32) -> f32 {
        match self {
            Self::Lens(_) => f32::from(u8::from(self.direction(x, y).is_some())),
            Self::Map(map) => map.weight(x, y),
        }
    }
}

#[cfg(test)]
mod tests;
