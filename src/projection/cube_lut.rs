//! `.cube` tables of colours (Adobe's Cube LUT Specification 1.0, and Iridas' older spelling of its ranges): bytes in,
//! a checked table out; colours through it; the table as text again.

mod read;

use std::fmt::Write as _;

use glam::Vec3;

pub use read::{CubeError, CubeFault, read_cube};

/// Places along a side of a table of colours.
pub const CUBE_SIDES: std::ops::RangeInclusive<usize> = 2..=129;
/// Places of a table per channel.
pub const CURVE_LENGTHS: std::ops::RangeInclusive<usize> = 2..=65_536;

/// A table from colours to colours.
#[derive(Clone, Debug, PartialEq)]
pub struct CubeLut {
    /// What the file says about itself; may be empty.
    pub title: String,
    /// The colour of the table's first place: red, green, blue.
    pub domain_min: [f32; 3],
    /// The colour of the table's last place; above `domain_min` in each channel.
    pub domain_max: [f32; 3],
    /// The colours.
    pub table: LutTable,
}

/// The colours of a table, all finite.
#[derive(Clone, Debug, PartialEq)]
pub enum LutTable {
    /// Each channel by itself: one colour for each place, whose channels belong together only by their place.
    Curves(Vec<[f32; 3]>),
    /// Any colour: `side`³ colours, red runs fastest, blue slowest.
    Cube {
        /// Places along a side.
        side: usize,
        /// The colours.
        colours: Vec<[f32; 3]>,
    },
}

impl CubeLut {
    /// A table of colours, `side` places along each side (brought within [`CUBE_SIDES`]), that changes nothing.
    pub fn identity(side: usize) -> Self {
        Self::filled(side, |rgb| rgb)
    }

    /// A table of `side`³ colours from 0 to 1, each asked for.
    pub fn filled(side: usize, colour: impl Fn(Vec3) -> Vec3) -> Self {
        let side = side.clamp(*CUBE_SIDES.start(), *CUBE_SIDES.end());
        let at = |index: usize| index as f32 / (side - 1) as f32;
        let place = |index: usize| {
            Vec3::new(
                at(index % side),
                at(index / side % side),
                at(index / side / side),
            )
        };
        let colours = (0..side * side * side).map(|index| colour(place(index)).to_array());
        Self {
            title: String::new(),
            domain_min: [0.0; 3],
            domain_max: [1.0; 3],
            table: LutTable::Cube {
                side,
                colours: colours.collect(),
            },
        }
    }

    /// A colour through the table: between places by the four nearest of a tetrahedron (Kasson et al., 1995), which
    /// keeps greys grey; outside the domain as at its edge. What is not a number is taken for the domain's beginning.
    pub fn apply(&self, rgb: Vec3) -> Vec3 {
        let (min, max) = (Vec3::from(self.domain_min), Vec3::from(self.domain_max));
        // Clamping by comparing lets no NaN through.
        let share = ((rgb - min) / (max - min)).map(|at| if at > 0.0 { at.min(1.0) } else { 0.0 });
        match &self.table {
            LutTable::Curves(curve) => {
                let channel = |channel: usize| along(curve, channel, share[channel]);
                Vec3::new(channel(0), channel(1), channel(2))
            }
            LutTable::Cube { side, colours } => within(*side, colours, share),
        }
    }

    /// The table over 0 to 1 as `side`³ texels (red runs fastest; alpha 1) for a GPU's texture.
    pub fn texels(&self, side: usize) -> Vec<[f32; 4]> {
        let LutTable::Cube { colours, .. } = Self::filled(side, |rgb| self.apply(rgb)).table else {
            return Vec::new();
        };
        let texel = |[red, green, blue]: [f32; 3]| [red, green, blue, 1.0];
        colours.into_iter().map(texel).collect()
    }

    /// The table as a `.cube` file. Read again it is the same to the last bit.
    pub fn write(&self) -> String {
        let mut text = String::new();
        let mut line = |words: std::fmt::Arguments| {
            // Writing to a string cannot fail.
            writeln!(text, "{words}").unwrap_or_default();
        };
        if !self.title.is_empty() {
            let title: String = self
                .title
                .chars()
                .filter(|letter| *letter != '"' && !letter.is_control())
                .collect();
            line(format_args!("TITLE \"{title}\""));
        }
        let colours = match &self.table {
            LutTable::Curves(curve) => {
                line(format_args!("LUT_1D_SIZE {}", curve.len()));
                curve
            }
            LutTable::Cube { side, colours } => {
                line(format_args!("LUT_3D_SIZE {side}"));
                colours
            }
        };
        let [red, green, blue] = self.domain_min;
        line(format_args!("DOMAIN_MIN {red} {green} {blue}"));
        let [red, green, blue] = self.domain_max;
        line(format_args!("DOMAIN_MAX {red} {green} {blue}"));
        for [red, green, blue] in colours {
            line(format_args!("{red} {green} {blue}"));
        }
        text
    }
}

/// A channel's curve at a share of its length.
fn along(curve: &[[f32; 3]], channel: usize, share: f32) -> f32 {
    let at = share * (curve.len() - 1) as f32;
    let low = (at as usize).min(curve.len() - 2);
    let (from, to) = (curve[low][channel], curve[low + 1][channel]);
    mixed(from, to, at - low as f32)
}

fn within(side: usize, colours: &[[f32; 3]], share: Vec3) -> Vec3 {
    let at = share * (side - 1) as f32;
    let low = at.to_array().map(|at| (at as usize).min(side - 2));
    let part: Vec3 = at - Vec3::from(low.map(|low| low as f32));
    let stride = [1, side, side * side];
    let first = low[0] + low[1] * stride[1] + low[2] * stride[2];
    // From the corner before to the corner behind, along the largest part first.
    let mut order = [0, 1, 2];
    order.sort_by(|a, b| part[*b].total_cmp(&part[*a]));
    let mut corner = first;
    let mut colour = Vec3::from(colours[corner]);
    for channel in order {
        let before = Vec3::from(colours[corner]);
        corner += stride[channel];
        colour += (Vec3::from(colours[corner]) - before) * part[channel];
    }
    colour
}

/// Exact at both ends.
fn mixed(from: f32, to: f32, share: f32) -> f32 {
    from * (1.0 - share) + to * share
}

#[cfg(test)]
mod tests;
