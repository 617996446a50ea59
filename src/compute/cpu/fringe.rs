//! Doubling n places by three taps gives 2n + 1: the last comes from one tap of the last place. Tiles that it alone
//! would need are saved by a narrow kernel of its own.

use super::lanes::Machine;
use super::panel::Precision;
use super::plan::Plan;
use crate::kernel::KernelShape;

/// The last row's kernel, and the last column's.
pub(super) fn plans(
    shape: &KernelShape,
    weights: &[f32],
    machine: Machine,
    precision: Precision,
) -> [Plan; 2] {
    let last = shape.height - 1;
    let row = |kernel: &[f32]| kernel[last * shape.width..].to_vec();
    let column = |kernel: &[f32]| {
        let rows = kernel.chunks(shape.width);
        rows.map(|row| row[last]).collect()
    };
    let plan = |(height, width), of: &dyn Fn(&[f32]) -> Vec<f32>| {
        let shape = KernelShape {
            height,
            width,
            ..*shape
        };
        let kernels = weights.chunks(last * last + 2 * last + 1);
        let weights: Vec<f32> = kernels.flat_map(of).collect();
        Plan::new(shape, &weights, machine.blocks(), precision)
    };
    [
        plan((1, shape.width), &row),
        plan((shape.height, 1), &column),
    ]
}
