//! A modulated layer on the CPU, in one pass: enlarge, modulate, convolve, demodulate, noise, bias and
//! activation, strip by strip, so that what lies between the steps never leaves the cache.
//!
//! Burn's CPU backend does these steps one after the other over whole pictures and unfolds each picture
//! into a matrix for its convolutions. Here a convolution reads rows where they are, and two things that
//! a map of styles makes expensive become cheap without becoming inexact: between two nodes of the local
//! grid a style is a straight line, so its square, and what demodulation divides by, is a parabola.
//! The plain routine is `modulation.rs`; tests compare the two.

mod sheet;
mod places;
mod doubling;
mod style;
mod demodulation;
mod tile;
mod conv;
mod to_light;

pub(crate) use conv::{Activation, Conv};
pub(crate) use demodulation::Demodulation;
pub(crate) use places::Places;
pub(crate) use sheet::Sheet;
pub(crate) use style::{Nodes, Style};
pub(crate) use to_light::ToLight;

/// Where a layer's pixels lie in the local grid, and what it sees beyond its edges.
pub(crate) struct Level {
    pub(crate) down: Places,
    pub(crate) across: Places,
    pub(crate) conv_edges: crate::edges::Edges,
    pub(crate) enlarge_edges: crate::edges::Edges,
}

/// Rows that one thread does in one go: enough that the two rows a strip shares with its neighbours do
/// not count, few enough that no core waits for the last strip.
fn strip_rows(height: usize) -> usize {
    height.div_ceil(8).clamp(2, 32)
}

#[cfg(test)]
mod tests;
