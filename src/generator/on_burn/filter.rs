//! Resampling: zeros between, the filter as a convolution of one channel, every so many kept.

use burn::tensor::Tensor;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use welkin_compute::{Edge, Edges, Filter, Resample};

use super::beyond::part;
use super::{OnBurn, Sheet};

pub(super) fn filter(
    engine: &OnBurn,
    x: Sheet,
    filter: &Filter,
    how: Resample,
    edges: Edges,
) -> Sheet {
    let [_, channels, height, width] = x.dims();
    let side = filter.side();
    let tall = how.len(height, side, edges.down);
    let wide = how.len(width, side, edges.across);
    let x = enlarged(x, how.up);
    // So many places that the last filter ends with the last of them.
    let needed = |len: usize| (len - 1) * how.down + side;
    let x = part(x, 2, -how.before, needed(tall), zero_or_wrap(edges.down));
    let x = part(x, 3, -how.before, needed(wide), zero_or_wrap(edges.across));
    let [_, _, rows, columns] = x.dims();
    let x = x.reshape([channels, 1, rows, columns]);
    let y = match filter {
        Filter::Separable(taps) => {
            let down = engine.tensor(taps, [1, 1, side, 1]);
            let across = engine.tensor(taps, [1, 1, 1, side]);
            let options = |stride| ConvOptions::new(stride, [0, 0], [1, 1], 1);
            let y = conv2d(x, down, None, options([how.down, 1]));
            conv2d(y, across, None, options([1, how.down]))
        }
        Filter::Square { taps, .. } => {
            let square = engine.tensor(taps, [1, 1, side, side]);
            conv2d(
                x,
                square,
                None,
                ConvOptions::new([how.down; 2], [0, 0], [1, 1], 1),
            )
        }
    };
    y.reshape([1, channels, tall, wide])
}

fn zero_or_wrap(edge: Edge) -> Edge {
    if edge == Edge::Wrap {
        Edge::Wrap
    } else {
        Edge::Zero
    }
}

/// Each place followed by `up` − 1 zeros, down and across.
fn enlarged(x: Sheet, up: usize) -> Sheet {
    if up == 1 {
        return x;
    }
    let [_, c, h, w] = x.dims();
    let like = (&x.device(), x.dtype());
    let x: Tensor<_, 6> = x.reshape([1, c, h, 1, w, 1]);
    let x = Tensor::cat(vec![x, Tensor::zeros([1, c, h, 1, w, up - 1], like)], 5);
    let x = Tensor::cat(vec![x, Tensor::zeros([1, c, h, up - 1, w, up], like)], 3);
    x.reshape([1, c, h * up, w * up])
}
