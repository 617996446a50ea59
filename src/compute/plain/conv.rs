//! Convolution, tap by tap.

use super::PlainKernel;
use super::sheet::PlainSheet;
use crate::edges::{Edge, Edges};

pub(super) fn conv(x: &PlainSheet, kernel: &PlainKernel, edges: Edges) -> PlainSheet {
    let shape = kernel.shape;
    assert_eq!(
        x.shape().channels,
        shape.inputs,
        "channels of a convolution's input"
    );
    let wraps = [edges.down == Edge::Wrap, edges.across == Edge::Wrap];
    let output = shape.output(x.shape(), wraps);
    let mut planes = vec![0.0; output.len()];
    for (o, plane) in planes.chunks_mut(output.plane()).enumerate() {
        for i in 0..shape.inputs {
            for tap_y in 0..shape.height {
                for tap_x in 0..shape.width {
                    let weight = kernel.weights
                        [((o * shape.inputs + i) * shape.height + tap_y) * shape.width + tap_x];
                    if shape.transposed {
                        spread(
                            x,
                            i,
                            kernel,
                            (tap_y, tap_x),
                            weight,
                            plane,
                            (output.height, output.width),
                            wraps,
                        );
                    } else {
                        gather(
                            x,
                            i,
                            kernel,
                            (tap_y, tap_x),
                            weight,
                            plane,
                            output.width,
                            edges,
                        );
                    }
                }
            }
        }
    }
    PlainSheet::new(output, planes)
}

/// Adds what a tap sees.
#[allow(
    clippy::too_many_arguments,
    reason = "one loop of the one caller, split for reading"
)]
fn gather(
    x: &PlainSheet,
    channel: usize,
    kernel: &PlainKernel,
    tap: (usize, usize),
    weight: f32,
    plane: &mut [f32],
    width: usize,
    edges: Edges,
) {
    let (stride, pad) = (kernel.shape.stride as isize, kernel.shape.pad as isize);
    for (y, row) in plane.chunks_mut(width).enumerate() {
        let y = y as isize * stride + tap.0 as isize - pad;
        for (column, value) in row.iter_mut().enumerate() {
            let column = column as isize * stride + tap.1 as isize - pad;
            *value += weight * x.beyond(channel, y, column, edges);
        }
    }
}

/// Adds a tap's product where it falls.
#[allow(
    clippy::too_many_arguments,
    reason = "one loop of the one caller, split for reading"
)]
fn spread(
    x: &PlainSheet,
    channel: usize,
    kernel: &PlainKernel,
    tap: (usize, usize),
    weight: f32,
    plane: &mut [f32],
    (height, width): (usize, usize),
    wraps: [bool; 2],
) {
    let (stride, pad) = (kernel.shape.stride as isize, kernel.shape.pad as isize);
    let edge = |wraps| if wraps { Edge::Wrap } else { Edge::Zero };
    for y in 0..x.shape().height {
        let to_y = edge(wraps[0]).index(y as isize * stride + tap.0 as isize - pad, height);
        for column in 0..x.shape().width {
            let to_x = edge(wraps[1]).index(column as isize * stride + tap.1 as isize - pad, width);
            if let Some((to_y, to_x)) = to_y.zip(to_x) {
                plane[to_y * width + to_x] += weight * x.at(channel, y, column);
            }
        }
    }
}
