//! The operations that networks are made of.

use crate::activation::Activation;
use crate::edges::{Edge, Edges};
use crate::filter::{Filter, Resample};
use crate::kernel::KernelShape;
use crate::shape::Shape;

/// What each number of a sheet is multiplied by.
#[derive(Debug, Default)]
pub enum Scale<'a, S> {
    /// One.
    #[default]
    One,
    /// A number for each channel.
    Channels(&'a [f32]),
    /// A number for each channel and place: a sheet of the same shape.
    Map(&'a S),
}

// Not derived: sheets need not be `Copy`.
impl<S> Clone for Scale<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Scale<'_, S> {}

/// What is done with each number that an operation gives, in this order: times `scale`, plus `noise`, plus `bias`,
/// `activation`, plus `add`.
#[derive(Debug)]
pub struct After<'a, S> {
    /// Such as a demodulation.
    pub scale: Scale<'a, S>,
    /// A sheet [1, height, width] and its strength, the same for all channels.
    pub noise: Option<(&'a S, f32)>,
    /// A number for each channel.
    pub bias: Option<&'a [f32]>,
    /// The activation.
    pub activation: Activation,
    /// A sheet of the same shape.
    pub add: Option<&'a S>,
}

impl<S> Clone for After<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for After<'_, S> {}

impl<S> Default for After<'_, S> {
    fn default() -> Self {
        Self {
            scale: Scale::One,
            noise: None,
            bias: None,
            activation: Activation::NONE,
            add: None,
        }
    }
}

/// A device that no longer gives its numbers.
#[derive(Debug, thiserror::Error)]
#[error("the device that paints does not answer ({reason})")]
pub struct Lost {
    /// What it said.
    pub reason: String,
}

/// What computes. Sheets are numbers [channels, height, width], kept where and how the engine likes; cloning one is
/// cheap. Operations take over the sheets that they are given by value, so that an engine can use their memory again.
///
/// Sizes that do not fit together are mistakes of the network's code, which has checked its weights before: they may
/// panic.
pub trait Engine {
    /// Numbers [channels, height, width].
    type Sheet: Clone + Send;
    /// A convolution's weights, laid out for the engine.
    type Kernel: Send;

    /// A sheet out of numbers, plane by plane, row by row.
    fn sheet(&mut self, shape: Shape, values: &[f32]) -> Self::Sheet;

    /// A sheet's numbers, plane by plane, row by row.
    ///
    /// # Errors
    /// If the device does not answer.
    fn numbers(&mut self, sheet: &Self::Sheet) -> Result<Vec<f32>, Lost>;

    /// A sheet's size.
    fn shape(&self, sheet: &Self::Sheet) -> Shape;

    /// Prepares a convolution's weights [outputs, inputs, height, width], once, at load.
    fn kernel(&mut self, shape: KernelShape, weights: &[f32]) -> Self::Kernel;

    /// Convolution of `x` times `style`, then `after`. What lies beyond the edges is of the product.
    fn conv(
        &mut self,
        x: &Self::Sheet,
        kernel: &Self::Kernel,
        edges: Edges,
        style: Scale<Self::Sheet>,
        after: After<Self::Sheet>,
    ) -> Self::Sheet;

    /// Resampling with a filter, then `after`. Edges are [`crate::Edge::Zero`] or [`crate::Edge::Wrap`].
    fn filter(
        &mut self,
        x: &Self::Sheet,
        filter: &Filter,
        resample: Resample,
        edges: Edges,
        after: After<Self::Sheet>,
    ) -> Self::Sheet;

    /// A convolution whose result is filtered at once: what StyleGAN2 doubles the size with.
    fn conv_filter(
        &mut self,
        x: &Self::Sheet,
        kernel: &Self::Kernel,
        (filter, resample): (&Filter, Resample),
        edges: Edges,
        style: Scale<Self::Sheet>,
        after: After<Self::Sheet>,
    ) -> Self::Sheet {
        let x = self.conv(x, kernel, edges, style, After::default());
        self.filter(&x, filter, resample, edges, after)
    }

    /// Enlarges, bends, reduces: StyleGAN3's activation without the noise of aliasing.
    fn filtered_activation(
        &mut self,
        x: &Self::Sheet,
        (up, enlarge): (&Filter, Resample),
        activation: Activation,
        (down, reduce): (&Filter, Resample),
        edges: Edges,
    ) -> Self::Sheet {
        let bent = After {
            activation,
            ..After::default()
        };
        let x = self.filter(x, up, enlarge, edges, bent);
        self.filter(&x, down, reduce, edges, After::default())
    }

    /// Only what follows an operation, on a sheet as it is.
    fn apply(&mut self, x: Self::Sheet, after: After<Self::Sheet>) -> Self::Sheet;

    /// Each number `times` times, down and across.
    fn nearest(&mut self, x: &Self::Sheet, times: usize) -> Self::Sheet;

    /// The largest of each square of 2 × 2.
    fn max_pool(&mut self, x: &Self::Sheet) -> Self::Sheet;

    /// The mean of what lies in each of `height` × `width` parts, which may overlap by a place
    /// (from ⌊i·h/height⌋ to ⌈(i+1)·h/height⌉).
    fn mean_pool(&mut self, x: &Self::Sheet, height: usize, width: usize) -> Self::Sheet;

    /// The channels of all, one after the other.
    fn join(&mut self, sheets: &[&Self::Sheet]) -> Self::Sheet;

    /// Some of the channels.
    fn channels(&mut self, x: &Self::Sheet, range: std::ops::Range<usize>) -> Self::Sheet;

    /// `size` (rows, columns) places from `corner` (row, column) on, which may lie beyond the edges.
    fn window(
        &mut self,
        x: &Self::Sheet,
        corner: (isize, isize),
        size: (usize, usize),
        edges: Edges,
    ) -> Self::Sheet;

    /// The first half of the channels times the sigmoid of the second half.
    fn gated(&mut self, x: &Self::Sheet) -> Self::Sheet;

    /// As [`gated`](Self::gated), of `x` with `after` done to it.
    fn gated_after(&mut self, x: Self::Sheet, after: After<Self::Sheet>) -> Self::Sheet {
        let x = self.apply(x, after);
        self.gated(&x)
    }

    /// Each channel of `x` times its number in `gates` [channels, 1, 1].
    fn gate(&mut self, x: Self::Sheet, gates: &Self::Sheet) -> Self::Sheet {
        let repeated = Edges {
            down: Edge::Wrap,
            across: Edge::Wrap,
        };
        let shape = self.shape(&x);
        let map = self.window(gates, (0, 0), (shape.height, shape.width), repeated);
        let after = After {
            scale: Scale::Map(&map),
            ..After::default()
        };
        self.apply(x, after)
    }

    /// Each channel less its mean, divided by the root of its mean square distance from it plus `epsilon`, then
    /// `after`: normalisation by the picture itself. An engine far from here had better not ask for
    /// [`statistics`](Self::statistics) between.
    ///
    /// # Errors
    /// If the device does not answer.
    fn normalised(
        &mut self,
        x: Self::Sheet,
        epsilon: f32,
        after: After<Self::Sheet>,
    ) -> Result<Self::Sheet, Lost> {
        let statistics = self.statistics(&x)?;
        let gain = |channel: usize| match after.scale {
            Scale::Channels(gain) => gain[channel],
            Scale::One | Scale::Map(_) => 1.0,
        };
        let offset = |channel: usize| after.bias.map_or(0.0, |bias| bias[channel]);
        let is_simple = after.noise.is_none() && !matches!(after.scale, Scale::Map(_));
        let statistics = statistics.iter().enumerate();
        let (scale, bias): (Vec<f32>, Vec<f32>) = statistics
            .map(|(channel, [mean, square])| {
                let one = (square + epsilon).sqrt().recip();
                let scale = if is_simple { one * gain(channel) } else { one };
                let offset = if is_simple { offset(channel) } else { 0.0 };
                (scale, offset - mean * scale)
            })
            .unzip();
        let normal = After {
            scale: Scale::Channels(&scale),
            bias: Some(&bias),
            ..After::default()
        };
        if is_simple {
            let all = After {
                activation: after.activation,
                add: after.add,
                ..normal
            };
            return Ok(self.apply(x, all));
        }
        let x = self.apply(x, normal);
        Ok(self.apply(x, after))
    }

    /// Each channel's mean, and its mean square distance from it.
    ///
    /// # Errors
    /// If the device does not answer.
    fn statistics(&mut self, x: &Self::Sheet) -> Result<Vec<[f32; 2]>, Lost>;

    /// For each place of `query` [d, h, w]: the values [e, h', w'] weighted by the softmax, over the places of
    /// `keys` [d, h', w'], of the products of query and key. Gives [e, h, w].
    fn attend(
        &mut self,
        query: &Self::Sheet,
        keys: &Self::Sheet,
        values: &Self::Sheet,
    ) -> Self::Sheet;

    /// For each place (x, y), counted from the middle in pixels, what `x` has at the place `matrix` · (x, y, 1),
    /// bilinearly.
    fn warp(&mut self, x: &Self::Sheet, matrix: [[f32; 3]; 2], edges: Edges) -> Self::Sheet;

    /// For each channel, `a` where `takes` says so and `b` elsewhere.
    fn choose(&mut self, takes: &[bool], a: &Self::Sheet, b: &Self::Sheet) -> Self::Sheet;

    /// Channel by channel, the sum of masks [k, h, w] times `vectors` [k][channels]: styles by direction.
    fn blend(&mut self, masks: &Self::Sheet, vectors: &[Vec<f32>]) -> Self::Sheet;

    /// A place between two layers where a long computation may let others go first.
    fn breathe(&mut self) {}
}
