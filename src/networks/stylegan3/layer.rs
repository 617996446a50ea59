//! A modulated convolution, and an activation that does not alias: done where the sheet is sampled more finely, between
//! two filters. The last layer gives the colours and has neither demodulation nor activation.

use std::f32::consts::SQRT_2;

use welkin_compute::{Activation, After, Curve, Engine, Filter, KernelShape, Resample};

use super::layout::Layout;
use super::weights::LayerWeights;
use crate::canvas::Canvas;
use crate::dense::Dense;
use crate::modulation::{Factor, Modulation};
use crate::places::{Axis, Grid};
use crate::surface::Surface;

pub(super) struct Layer<E: Engine> {
    modulation: Modulation,
    kernel: E::Kernel,
    bias: Vec<f32>, // [outputs]
    /// After the filter that enlarges, or, in the last layer, after the convolution.
    activation: Activation,
    filters: Option<[Filter; 2]>,
    layout: Layout,
    /// Which one it is; the input's style comes before its own.
    index: usize,
    /// Where a panorama begins that goes in, in widths of the square picture.
    begins: f32,
}

impl<E: Engine> Layer<E> {
    pub(super) fn new(
        engine: &mut E,
        mut weights: LayerWeights,
        index: usize,
        begins: f32,
    ) -> Self {
        let layout = weights.layout;
        let (weight, bias) = weights.affine;
        let affine = Dense::equalised(weight, bias, 1.0);
        let gain = weights.magnitude.max(1e-12).sqrt().recip();
        let [outputs, inputs] = [weights.weight.shape[0], weights.weight.shape[1]];
        let has_activation = weights.filters.is_some();
        let modulation = if has_activation {
            even_out(&mut weights.weight.values, outputs);
            Modulation::new(affine, &weights.weight).times(gain)
        } else {
            let taps = inputs * layout.kernel * layout.kernel;
            let gain = gain / (taps as f32).sqrt();
            (weights.weight.values.iter_mut()).for_each(|weight| *weight *= gain);
            Modulation::without_demodulation(affine)
        };
        let shape = KernelShape {
            pad: layout.kernel - 1,
            ..KernelShape::same(outputs, inputs, layout.kernel)
        };
        let (curve, gain) = if has_activation {
            (Curve::Leaky(0.2), SQRT_2)
        } else {
            (Curve::Linear, weights.scale)
        };
        Self {
            modulation,
            kernel: engine.kernel(shape, &weights.weight.values),
            bias: weights.bias.values,
            activation: Activation {
                curve,
                gain,
                limit: weights.clamp * weights.scale,
            },
            filters: weights.filters,
            layout,
            index,
            begins,
        }
    }

    /// Side of what comes out.
    pub(super) fn side(&self) -> usize {
        self.layout.side_out
    }

    /// From w to the style.
    pub(super) fn affine(&self) -> &Dense {
        self.modulation.affine()
    }

    /// x [inputs, h, w] -> [outputs, H, W]
    pub(super) fn forward(&self, canvas: &mut Canvas<'_, E>, x: E::Sheet) -> E::Sheet {
        let mut vectors =
            (self.modulation).vectors(&canvas.ws(self.index + 1, self.layout.side_in));
        let surface = canvas.ask.surface;
        let style = |vectors: &[Vec<f32>], canvas: &mut Canvas<'_, E>| {
            let grid = self.grid(surface, 0);
            (self.modulation).style(canvas.engine, vectors, canvas.places, grid)
        };
        let Some([enlarge, reduce]) = &self.filters else {
            let style = style(&vectors, canvas);
            let after = After {
                bias: Some(&self.bias),
                activation: self.activation,
                ..After::default()
            };
            let y = (canvas.engine).conv(&x, &self.kernel, canvas.edges, style.scale(), after);
            return self.without_margin(canvas, y);
        };
        even_out_styles(&mut vectors);
        let style = style(&vectors, canvas);
        let grid = self.grid(surface, self.layout.kernel - 1);
        let demodulation: Factor<E::Sheet> =
            (self.modulation).demodulation(canvas.engine, &vectors, canvas.places, grid);
        let after = After {
            scale: demodulation.scale(),
            bias: Some(&self.bias),
            ..After::default()
        };
        let y = (canvas.engine).conv(&x, &self.kernel, canvas.edges, style.scale(), after);
        let y = self.without_margin(canvas, y);
        let up = Resample {
            up: self.layout.up,
            down: 1,
            before: self.layout.before,
            after: self.layout.after,
        };
        let down = Resample {
            up: 1,
            down: self.layout.down,
            before: 0,
            after: 0,
        };
        let (up, down) = ((enlarge, up), (reduce, down));
        let y = (canvas.engine).filtered_activation(&y, up, self.activation, down, canvas.edges);
        canvas.bent(y, self.index + 1)
    }

    /// A convolution looks beyond a closing axis as beyond any: what came out more of it is there already.
    fn without_margin(&self, canvas: &mut Canvas<'_, E>, y: E::Sheet) -> E::Sheet {
        let more = self.layout.kernel - 1;
        if canvas.ask.surface == Surface::Square || more == 0 {
            return y;
        }
        let shape = canvas.engine.shape(&y);
        let size = (shape.height, shape.width - more);
        (canvas.engine).window(&y, (0, (more / 2) as isize), size, canvas.edges)
    }

    /// Where the places of what goes in lie, and `more` places around them.
    fn grid(&self, surface: Surface, more: usize) -> Grid {
        let rate = self.layout.rate_in as f32;
        let margin = (self.layout.side_in - self.layout.rate_in) as f32 / 2.0;
        let around = more as f32 / 2.0;
        let rows = Axis {
            len: self.layout.side_in + more,
            first: (0.5 - margin - around) / rate,
            step: 1.0 / rate,
        };
        let columns = match surface {
            Surface::Square => rows,
            Surface::Panorama { .. } => {
                let times = surface.times();
                Axis {
                    len: self.layout.rate_in * times + more,
                    first: ((0.5 - around) / rate + self.begins) / times as f32,
                    step: 1.0 / (rate * times as f32),
                }
            }
        };
        Grid { rows, columns }
    }
}

/// Each output's weights with a mean square of 1.
fn even_out(weights: &mut [f32], outputs: usize) {
    let len = weights.len() / outputs;
    for weights in weights.chunks_exact_mut(len) {
        let mean_square = weights.iter().map(|w| w * w).sum::<f32>() / len as f32;
        let gain = mean_square.max(1e-30).sqrt().recip();
        weights.iter_mut().for_each(|weight| *weight *= gain);
    }
}

/// All places' styles together with a mean square of 1.
fn even_out_styles(styles: &mut [Vec<f32>]) {
    let count: usize = styles.iter().map(Vec::len).sum();
    let squares: f32 = styles.iter().flatten().map(|style| style * style).sum();
    let gain = (squares / count as f32).max(1e-30).sqrt().recip();
    styles.iter_mut().flatten().for_each(|style| *style *= gain);
}
