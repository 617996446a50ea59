//! Convolutions with edges of all kinds.

use burn::tensor::module::{conv_transpose2d, conv2d};
use burn::tensor::ops::{ConvOptions, ConvTransposeOptions};
use welkin_compute::{Edge, Edges};

use super::beyond::part;
use super::{Kernel, Sheet};

pub(super) fn conv(x: Sheet, kernel: &Kernel, edges: Edges) -> Sheet {
    if kernel.shape.transposed {
        return transposed(x, kernel, edges);
    }
    let (pad, stride) = (kernel.shape.pad, kernel.shape.stride);
    let (x, zeros) = if edges == Edges::ZERO || pad == 0 {
        (x, pad)
    } else {
        let [_, _, height, width] = x.dims();
        let x = part(x, 2, -(pad as isize), height + 2 * pad, edges.down);
        (
            part(x, 3, -(pad as isize), width + 2 * pad, edges.across),
            0,
        )
    };
    let options = ConvOptions::new([stride; 2], [zeros; 2], [1, 1], 1);
    conv2d(x, kernel.weights.clone(), None, options)
}

/// An axis that closes is continued on both sides, and what grew of that is cut away.
fn transposed(x: Sheet, kernel: &Kernel, edges: Edges) -> Sheet {
    let shape = kernel.shape;
    let sides = [
        (2, edges.down, shape.height),
        (3, edges.across, shape.width),
    ];
    let lens = x.dims();
    let mut x = x;
    let (mut cut, mut more) = ([shape.pad; 2], [shape.more; 2]);
    for (i, (axis, edge, taps)) in sides.into_iter().enumerate() {
        if edge == Edge::Wrap {
            let around = taps.div_ceil(shape.stride);
            x = part(x, axis, -(around as isize), lens[axis] + 2 * around, edge);
            (cut[i], more[i]) = (0, 0);
        }
    }
    let options = ConvTransposeOptions::new([shape.stride; 2], cut, more, [1, 1], 1);
    let mut y = conv_transpose2d(x, kernel.weights.clone(), None, options);
    for (axis, edge, taps) in sides {
        if edge == Edge::Wrap {
            let start = taps.div_ceil(shape.stride) * shape.stride + shape.pad;
            y = y.narrow(axis, start, lens[axis] * shape.stride);
        }
    }
    y
}
