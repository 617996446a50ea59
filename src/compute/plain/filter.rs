//! Resampling: zeros between, then every tap.

use super::sheet::PlainSheet;
use crate::edges::{Edge, Edges};
use crate::filter::{Filter, Resample};

pub(super) fn filter(
    x: &PlainSheet,
    filter: &Filter,
    resample: Resample,
    edges: Edges,
) -> PlainSheet {
    let output = resample.output(x.shape(), filter, edges);
    let side = filter.side();
    let tap = |i: usize, j: usize| match filter {
        Filter::Separable(taps) => taps[i] * taps[j],
        Filter::Square { side, taps } => taps[i * side + j],
    };
    let (height, width) = (x.shape().height, x.shape().width);
    // Where place `at` of the enlarged axis lies in the sheet: nowhere between its places.
    let place = |at: usize, tap: usize, len: usize, edge: Edge| {
        let at = (at * resample.down + tap) as isize - resample.before;
        let at = edge.index(at, len * resample.up)?;
        at.is_multiple_of(resample.up).then_some(at / resample.up)
    };
    PlainSheet::from_fn(output, |c, y, column| {
        let mut sum = 0.0;
        for i in 0..side {
            let Some(row) = place(y, i, height, edges.down) else {
                continue;
            };
            for j in 0..side {
                if let Some(at) = place(column, j, width, edges.across) {
                    sum += tap(i, j) * x.at(c, row, at);
                }
            }
        }
        sum
    })
}
