//! Parts of an axis that may lie beyond its ends.

use burn::Dispatch;
use burn::tensor::{Int, Tensor, TensorData};
use welkin_compute::Edge;

use super::Sheet;

/// `len` places of an axis from `start` on.
pub(super) fn part(x: Sheet, axis: usize, start: isize, len: usize, edge: Edge) -> Sheet {
    let there = x.dims()[axis];
    let end = start + len as isize;
    if start >= 0 && end <= there as isize {
        return x.narrow(axis, start as usize, len);
    }
    if edge == Edge::Zero {
        let from = start.clamp(0, there as isize);
        let to = end.clamp(from, there as isize);
        let zeros = |count: isize| {
            let mut dims = x.dims();
            dims[axis] = count as usize;
            Tensor::zeros(dims, (&x.device(), x.dtype()))
        };
        let before = (from - start).min(len as isize);
        let after = len as isize - before - (to - from);
        let mut parts = Vec::with_capacity(3);
        if before > 0 {
            parts.push(zeros(before));
        }
        if to > from {
            parts.push(x.clone().narrow(axis, from as usize, (to - from) as usize));
        }
        if after > 0 {
            parts.push(zeros(after));
        }
        return Tensor::cat(parts, axis);
    }
    let places: Vec<i32> = (start..end)
        .map(|at| edge.index(at, there).map_or(0, |place| place as i32))
        .collect();
    let places: Tensor<Dispatch, 1, Int> =
        Tensor::from_data(TensorData::new(places, [len]), &x.device());
    x.select(axis, places)
}
