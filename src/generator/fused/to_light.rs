//! A modulated 1×1 convolution to red, green and blue, added to the doubled picture so far.

use pulp::Arch;
use rayon::prelude::*;

use super::doubling::doubled_row;
use super::{Level, Sheet, Style, strip_rows};
use crate::checkpoint::Numbers;

pub(crate) struct ToLight {
    weights: Vec<[f32; 3]>, // one per input
    bias: [f32; 3],
}

impl ToLight {
    /// From a weight [3, in, 1, 1] with its gains in it, and a bias [3].
    pub(crate) fn new(weight: &Numbers, bias: &Numbers) -> Self {
        let inputs = weight.shape[1];
        let of = |input: usize| std::array::from_fn(|c| weight.values[c * inputs + input]);
        let bias = std::array::from_fn(|c| bias.values[c]);
        Self {
            weights: (0..inputs).map(of).collect(),
            bias,
        }
    }

    /// How many channels go in.
    pub(crate) fn inputs(&self) -> usize {
        self.weights.len()
    }

    /// Fills `picture` (three channels of the input's size); `before` is half its size.
    pub(crate) fn run(
        &self,
        input: &Sheet,
        style: &Style,
        before: Option<&Sheet>,
        level: &Level,
        picture: &mut Sheet,
    ) {
        let rows = strip_rows(picture.height);
        let (row_len, stride) = (picture.row_len(), picture.stride);
        let strips = picture.values.par_chunks_mut(rows * row_len).enumerate();
        strips.for_each(|(index, out)| {
            Arch::new().dispatch(
                #[inline(always)]
                || {
                    let mut line = vec![0.0; input.width + 2];
                    let mut nodes = vec![0.0; style.columns];
                    let mut pixels = vec![0.0; input.width];
                    for (y, out) in (index * rows..).zip(out.chunks_exact_mut(row_len)) {
                        self.begin(y, before, level, &mut line, stride, out);
                        let (red, others) = out.split_at_mut(stride);
                        let (green, blue) = others.split_at_mut(stride);
                        for (channel, [r, g, b]) in self.weights.iter().enumerate() {
                            pixels.copy_from_slice(input.row(y, channel));
                            let down = level.down.at(y);
                            style.modulate(channel, down, &level.across, &mut nodes, &mut pixels);
                            let out = red.iter_mut().zip(green.iter_mut()).zip(blue.iter_mut());
                            for (((red, green), blue), pixel) in out.zip(&pixels) {
                                *red += r * pixel;
                                *green += g * pixel;
                                *blue += b * pixel;
                            }
                        }
                    }
                },
            );
        });
    }

    /// The bias and the picture so far.
    #[inline(always)]
    fn begin(
        &self,
        y: usize,
        before: Option<&Sheet>,
        level: &Level,
        line: &mut [f32],
        stride: usize,
        out: &mut [f32],
    ) {
        for (channel, (out, bias)) in out.chunks_exact_mut(stride).zip(self.bias).enumerate() {
            let Some(before) = before else {
                out.fill(bias);
                continue;
            };
            let line = &mut line[..before.width + 2];
            let out = &mut out[..2 * before.width];
            doubled_row(before, y, channel, level.enlarge_edges, line, out);
            out.iter_mut().for_each(|value| *value += bias);
        }
    }
}
