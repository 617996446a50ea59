//! What a layer's output is multiplied by, so that its style changes the picture and not its contrast:
//! 1 / √(Σ W²·s² + 1e-8) for each output channel and place.
//!
//! Between nodes, s is bilinear; s² is a parabola across times a parabola down, and so is any sum of
//! such. Its nine coefficients (of Bernstein's polynomials, which are stable) follow from products of
//! the styles at neighbouring nodes: the sum over channels is done on the nodes, not on the pixels.

use pulp::Arch;
use rayon::prelude::*;

use super::{Places, Style};

pub(crate) struct Demodulation {
    rows: usize,
    columns: usize,
    /// [output][kind][row][column]
    sums: Vec<f32>,
}

/// s² on a node; s·s' with the node to the right; with the node below; and, in the middle of four, half
/// the sum of the two diagonals' products.
const KINDS: usize = 4;

impl Demodulation {
    /// `squares` is Σ W² over each kernel, [out, in].
    pub(crate) fn new(squares: &[f32], style: &Style) -> Self {
        let products = products(style);
        let len = KINDS * style.rows * style.columns;
        let inputs = products.len() / len;
        let mut sums = vec![0.0; squares.len() / inputs * len];
        sums.par_chunks_mut(len)
            .zip(squares.par_chunks(inputs))
            .for_each(|(sums, squares)| {
                Arch::new().dispatch(|| {
                    for (square, products) in squares.iter().zip(products.chunks_exact(len)) {
                        for (sum, product) in sums.iter_mut().zip(products) {
                            *sum += square * product;
                        }
                    }
                });
            });
        Self {
            rows: style.rows,
            columns: style.columns,
            sums,
        }
    }

    /// One row of one output channel. `down` is the row's cell and share.
    #[inline(always)]
    pub(super) fn row(&self, output: usize, down: (usize, f32), across: &Places, out: &mut [f32]) {
        let (cell, t) = down;
        let kind_len = self.rows * self.columns;
        let sums = &self.sums[output * KINDS * kind_len..][..KINDS * kind_len];
        let line =
            |kind: usize, row: usize| &sums[kind * kind_len + row * self.columns..][..self.columns];
        let weights = [(1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t];
        let down = |at: usize, nodes: [&[f32]; 3]| {
            weights[0] * nodes[0][at] + weights[1] * nodes[1][at] + weights[2] * nodes[2][at]
        };
        let on_nodes = [line(0, cell), line(2, cell), line(0, cell + 1)];
        let between = [line(1, cell), line(3, cell), line(1, cell + 1)];
        let shares = across.shares();
        for (cell, run) in across.runs() {
            let [left, right] = [down(*cell, on_nodes), down(cell + 1, on_nodes)];
            let middle = down(*cell, between);
            let (slope, bend) = (2.0 * (middle - left), left - 2.0 * middle + right);
            for (out, share) in out[run.clone()].iter_mut().zip(&shares[run.clone()]) {
                let sum = left + share * (slope + share * bend);
                *out = 1.0 / (sum.max(0.0) + 1e-8).sqrt();
            }
        }
    }
}

/// [input][kind][row][column]; what would need a node beyond the last is left 0 and never used.
fn products(style: &Style) -> Vec<f32> {
    let (rows, columns) = (style.rows, style.columns);
    let kind_len = rows * columns;
    let mut products = vec![0.0; style.values.len() * KINDS];
    for (s, out) in style
        .values
        .chunks(kind_len)
        .zip(products.chunks_mut(KINDS * kind_len))
    {
        for row in 0..rows {
            for column in 0..columns {
                let at = row * columns + column;
                let (right, below) = (column + 1 < columns, row + 1 < rows);
                out[at] = s[at] * s[at];
                if right {
                    out[kind_len + at] = s[at] * s[at + 1];
                }
                if below {
                    out[2 * kind_len + at] = s[at] * s[at + columns];
                }
                if right && below {
                    let falling = s[at] * s[at + columns + 1];
                    let rising = s[at + 1] * s[at + columns];
                    out[3 * kind_len + at] = 0.5 * (falling + rising);
                }
            }
        }
    }
    products
}
