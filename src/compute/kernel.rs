//! What a convolution is, besides its weights.

use crate::shape::Shape;

/// A convolution's kind: weights [outputs, inputs, height, width], correlated with the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KernelShape {
    /// Channels that come out.
    pub outputs: usize,
    /// Channels that go in.
    pub inputs: usize,
    /// Rows of taps.
    pub height: usize,
    /// Columns of taps.
    pub width: usize,
    /// Every how many places one is computed; if transposed: how many places each one is spread over.
    pub stride: usize,
    /// How many places beyond the edges belong to it on each side; if transposed: how many are cut off.
    pub pad: usize,
    /// Transposed: each place of the sheet is multiplied by the whole kernel and added where it falls. The weights
    /// are [outputs, inputs, height, width] all the same, and tap (i, j) adds to place (y · stride + i, x · stride + j).
    pub transposed: bool,
    /// Transposed only: rows and columns more at the end.
    pub more: usize,
}

impl KernelShape {
    /// A square kernel that keeps the size: stride 1, (size − 1) / 2 beyond the edges.
    pub const fn same(outputs: usize, inputs: usize, size: usize) -> Self {
        Self {
            outputs,
            inputs,
            height: size,
            width: size,
            stride: 1,
            pad: (size - 1) / 2,
            transposed: false,
            more: 0,
        }
    }

    /// How many weights.
    pub const fn len(&self) -> usize {
        self.outputs * self.inputs * self.height * self.width
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What comes out of a sheet. A closing axis ([`crate::Edge::Wrap`]) of a transposed kernel comes out `stride`
    /// times as long, since what falls over the end falls on the beginning.
    pub fn output(&self, input: Shape, wraps: [bool; 2]) -> Shape {
        let axis = |len: usize, taps: usize, wraps: bool| match (self.transposed, wraps) {
            (true, true) => len * self.stride,
            (true, false) => ((len.saturating_sub(1)) * self.stride + taps + self.more)
                .saturating_sub(2 * self.pad),
            (false, _) => (len + 2 * self.pad + self.stride).saturating_sub(taps) / self.stride,
        };
        Shape {
            channels: self.outputs,
            height: axis(input.height, self.height, wraps[0]),
            width: axis(input.width, self.width, wraps[1]),
        }
    }

    /// Multiply-accumulates for a sheet, those with zeros included.
    pub fn multiplies(&self, input: Shape, wraps: [bool; 2]) -> u64 {
        let places = if self.transposed {
            input
        } else {
            self.output(input, wraps)
        };
        places.plane() as u64 * self.len() as u64
    }
}
