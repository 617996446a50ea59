//! A modulated 3×3 convolution with all that comes before and after it.

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::doubling::doubled_row;
use super::sheet::LANES;
use super::tile::{BLOCK, Rows, load, store, tile};
use super::{Demodulation, Level, Sheet, Style, strip_rows};
use crate::checkpoint::Numbers;
use crate::modulation::squares;

/// The weights, in the order in which they are needed.
pub(crate) struct Conv {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    taps: Vec<[f32; BLOCK]>, // [block of outputs][input][3][3]
    squares: Vec<f32>,       // [out, in]
    bias: Vec<f32>,
    /// The widest vectors of this CPU.
    pub(super) arch: Arch,
}

/// LeakyReLU with this slope below 0, times a gain.
#[derive(Clone, Copy)]
pub(crate) struct Activation {
    pub(crate) slope: f32,
    pub(crate) gain: f32,
}

impl Conv {
    /// From a weight [out, in, 3, 3] with its gains in it, and a bias [out].
    pub(crate) fn new(weight: &Numbers, bias: &Numbers) -> Self {
        let (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        let mut taps = vec![[0.0; BLOCK]; outputs.div_ceil(BLOCK) * inputs * 9];
        for (output, kernels) in weight.values.chunks(inputs * 9).enumerate() {
            let block = &mut taps[output / BLOCK * inputs * 9..][..inputs * 9];
            for (taps, tap) in block.iter_mut().zip(kernels) {
                taps[output % BLOCK] = *tap;
            }
        }
        let mut padded_bias = bias.values.clone();
        padded_bias.resize(outputs.next_multiple_of(BLOCK), 0.0);
        let (squares, bias, arch) = (squares(weight).values, padded_bias, Arch::new());
        Self {
            inputs,
            outputs,
            taps,
            squares,
            bias,
            arch,
        }
    }

    /// What the layer's output is multiplied by.
    pub(crate) fn demodulation(&self, style: &Style) -> Demodulation {
        Demodulation::new(&self.squares, style)
    }

    /// Fills `output`, whose size is the input's or twice that; then the input is doubled on the way.
    /// `noise` is a map of the output's size and its strength.
    pub(crate) fn run(
        &self,
        input: &Sheet,
        style: &Style,
        noise: Option<(&[f32], f32)>,
        level: &Level,
        activation: Activation,
        output: &mut Sheet,
    ) {
        let demodulation = self.demodulation(style);
        let rows = strip_rows(output.height);
        let (stride, width) = (output.stride, output.width);
        let doubles = output.height == 2 * input.height;
        let strips = output.values.par_chunks_mut(rows * self.outputs * stride);
        strips.enumerate().for_each(|(index, out)| {
            let demodulation = &demodulation;
            let (conv, first) = (self, index * rows);
            let pass = Pass {
                conv,
                input,
                style,
                demodulation,
                noise,
                level,
                activation,
            };
            let shape = Shape {
                width,
                stride,
                doubles,
            };
            self.arch.dispatch(Strip {
                pass,
                shape,
                first,
                out,
            });
        });
    }
}

/// What all strips of a layer share.
#[derive(Clone, Copy)]
struct Pass<'a> {
    conv: &'a Conv,
    input: &'a Sheet,
    style: &'a Style,
    demodulation: &'a Demodulation,
    noise: Option<(&'a [f32], f32)>,
    level: &'a Level,
    activation: Activation,
}

#[derive(Clone, Copy)]
struct Shape {
    width: usize,
    stride: usize,
    doubles: bool,
}

/// A few rows of the output, from `first`.
struct Strip<'a> {
    pass: Pass<'a>,
    shape: Shape,
    first: usize,
    out: &'a mut [f32],
}

/// Memory that a strip works in.
struct Bench {
    /// Modulated rows, three at a time: row y lies in place (y + 1) mod 3.
    rows: [Vec<f32>; 3],
    line_len: usize,
    /// One row before it is doubled.
    line: Vec<f32>,
    /// One row of styles on the grid's columns.
    nodes: Vec<f32>,
    /// One row of what each output is multiplied by.
    demodulation: Vec<f32>,
    /// One row of noise times its strength.
    noise: Vec<f32>,
}

impl WithSimd for Strip<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            pass,
            shape,
            first,
            out,
        } = self;
        let outputs = pass.conv.outputs;
        let line_len = shape.stride + LANES;
        let mut bench = Bench {
            rows: std::array::from_fn(|_| vec![0.0; pass.conv.inputs * line_len]),
            line_len,
            line: vec![0.0; pass.input.width + 2],
            nodes: vec![0.0; pass.style.columns],
            demodulation: vec![0.0; outputs.next_multiple_of(BLOCK) * shape.stride],
            noise: vec![0.0; shape.stride],
        };
        for y in [first as isize - 1, first as isize] {
            pass.prepare(y, shape, &mut bench);
        }
        for (y, out) in (first..).zip(out.chunks_exact_mut(outputs * shape.stride)) {
            pass.prepare(y as isize + 1, shape, &mut bench);
            pass.compute(simd, y, shape, &mut bench, out);
        }
    }
}

impl Pass<'_> {
    /// Enlarges and modulates one row, which may lie one beyond the edges.
    #[inline(always)]
    fn prepare(&self, y: isize, shape: Shape, bench: &mut Bench) {
        let Level {
            down,
            across,
            conv_edges,
            enlarge_edges,
        } = self.level;
        let rows = &mut bench.rows[(y + 1) as usize % 3];
        let Some(y) = conv_edges.down.index(y, down.len()) else {
            rows.fill(0.0);
            return;
        };
        for (channel, line) in rows.chunks_exact_mut(bench.line_len).enumerate() {
            let line = &mut line[..shape.width + 2];
            let pixels = &mut line[1..=shape.width];
            if shape.doubles {
                doubled_row(
                    self.input,
                    y,
                    channel,
                    *enlarge_edges,
                    &mut bench.line,
                    pixels,
                );
            } else {
                pixels.copy_from_slice(self.input.row(y, channel));
            }
            self.style
                .modulate(channel, down.at(y), across, &mut bench.nodes, pixels);
            conv_edges.across.fill_ends(line);
        }
    }

    /// One row of all outputs.
    #[inline(always)]
    fn compute<S: Simd>(
        &self,
        simd: S,
        y: usize,
        shape: Shape,
        bench: &mut Bench,
        out: &mut [f32],
    ) {
        let Level { down, across, .. } = self.level;
        for (output, line) in bench
            .demodulation
            .chunks_exact_mut(shape.stride)
            .enumerate()
        {
            if output < self.conv.outputs {
                self.demodulation.row(output, down.at(y), across, line);
            }
        }
        if let Some((map, strength)) = self.noise {
            for (noise, value) in bench
                .noise
                .iter_mut()
                .zip(&map[y * shape.width..][..shape.width])
            {
                *noise = strength * value;
            }
        }
        let place = |y: usize| bench.rows[y % 3].as_slice();
        let rows = Rows {
            lines: [place(y), place(y + 1), place(y + 2)],
            line_len: bench.line_len,
        };
        let finish = Finish {
            demodulation: &bench.demodulation,
            noise: &bench.noise,
            bias: &self.conv.bias,
            activation: self.activation,
            outputs: self.conv.outputs,
            stride: shape.stride,
        };
        let block_len = self.conv.inputs * 9;
        let mut x = 0;
        while x < shape.width {
            let is_wide = x + 2 * S::F32_LANES <= shape.stride;
            for (block, taps) in self.conv.taps.chunks_exact(block_len).enumerate() {
                let first = block * BLOCK;
                // 16 sums and what they need fit 32 registers; with 16 registers, 8 sums do.
                match (S::REGISTER_COUNT >= 32, is_wide) {
                    (true, true) => {
                        finish.store(simd, tile::<S, 8, 2>(simd, rows, taps, 0, x), first, x, out)
                    }
                    (true, false) => {
                        finish.store(simd, tile::<S, 8, 1>(simd, rows, taps, 0, x), first, x, out)
                    }
                    (false, true) => {
                        finish.store(simd, tile::<S, 4, 2>(simd, rows, taps, 0, x), first, x, out);
                        finish.store(
                            simd,
                            tile::<S, 4, 2>(simd, rows, taps, 4, x),
                            first + 4,
                            x,
                            out,
                        );
                    }
                    (false, false) => {
                        finish.store(simd, tile::<S, 4, 1>(simd, rows, taps, 0, x), first, x, out);
                        finish.store(
                            simd,
                            tile::<S, 4, 1>(simd, rows, taps, 4, x),
                            first + 4,
                            x,
                            out,
                        );
                    }
                }
            }
            x += if is_wide { 2 } else { 1 } * S::F32_LANES;
        }
    }
}

/// What is done to a tile's sums.
#[derive(Clone, Copy)]
struct Finish<'a> {
    demodulation: &'a [f32],
    noise: &'a [f32],
    bias: &'a [f32],
    activation: Activation,
    outputs: usize,
    stride: usize,
}

impl Finish<'_> {
    /// Demodulates, adds noise and bias, activates, and writes the outputs from `first`.
    #[inline(always)]
    fn store<S: Simd, const OUT: usize, const V: usize>(
        &self,
        simd: S,
        sums: [[S::f32s; V]; OUT],
        first: usize,
        x: usize,
        out: &mut [f32],
    ) {
        let slope = simd.splat_f32s(self.activation.slope);
        let gain = simd.splat_f32s(self.activation.gain);
        for (output, sums) in (first..self.outputs).zip(sums) {
            let bias = simd.splat_f32s(self.bias[output]);
            for (v, sum) in sums.into_iter().enumerate() {
                let x = x + v * S::F32_LANES;
                let at = output * self.stride + x;
                let demodulation = load::<S>(&self.demodulation[at..at + S::F32_LANES]);
                let noise = load::<S>(&self.noise[x..x + S::F32_LANES]);
                let y = simd.mul_add_e_f32s(sum, demodulation, simd.add_f32s(noise, bias));
                let y = simd.mul_f32s(gain, simd.max_f32s(y, simd.mul_f32s(slope, y)));
                store::<S>(y, &mut out[at..at + S::F32_LANES]);
            }
        }
    }
}
