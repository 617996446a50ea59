//! Doubling the size and a convolution as one.
//!
//! Each number twice, down and across, then 3 × 3 taps a, b, c along an axis: place 2y sees a · x[y−1] + (b + c) · x[y],
//! place 2y + 1 sees (a + b) · x[y] + c · x[y+1]. That is x spread with the taps c, b + c, a + b, a, two apart: 4
//! multiplications for a number where there were 9.

use welkin_compute::{Engine, KernelShape};

/// The kernel that doubles and convolves with weights [outputs, inputs, 3, 3], zeros (or the other end) beyond.
pub(crate) fn doubled<E: Engine>(
    engine: &mut E,
    outputs: usize,
    inputs: usize,
    weights: &[f32],
) -> E::Kernel {
    let shape = KernelShape {
        height: 4,
        width: 4,
        stride: 2,
        transposed: true,
        ..KernelShape::same(outputs, inputs, 3)
    };
    let (taps, _) = weights.as_chunks::<9>();
    let weights: Vec<f32> = taps.iter().flat_map(spread).collect();
    engine.kernel(shape, &weights)
}

fn spread(taps: &[f32; 9]) -> [f32; 16] {
    let along = |[a, b, c]: [f32; 3]| [c, b + c, a + b, a];
    let rows = [0, 3, 6].map(|at| along([taps[at], taps[at + 1], taps[at + 2]]));
    let mut out = [0.0; 16];
    for column in 0..4 {
        let down = along([rows[0][column], rows[1][column], rows[2][column]]);
        for (row, tap) in down.into_iter().enumerate() {
            out[4 * row + column] = tap;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::Randn;
    use welkin_compute::{After, Edges, Plain, Scale, Shape};

    #[test]
    fn it_is_what_doubling_and_then_convolving_gives() {
        let mut randn = Randn::new(4);
        let shape = Shape::new(3, 4, 5);
        let x = Plain.sheet(shape, &randn.normals(shape.len()));
        let weights = randn.normals(2 * 3 * 9);
        let one = doubled(&mut Plain, 2, 3, &weights);
        let plain = Plain.kernel(KernelShape::same(2, 3, 3), &weights);
        for edges in [Edges::ZERO, Edges::PANORAMA] {
            let large = Plain.nearest(&x, 2);
            let slow = Plain.conv(&large, &plain, edges, Scale::One, After::default());
            let fast = Plain.conv(&x, &one, edges, Scale::One, After::default());
            assert_eq!(Plain.shape(&slow), Plain.shape(&fast));
            let numbers = |sheet| Plain.numbers(sheet).expect("memory answers");
            for (slow, fast) in numbers(&slow).iter().zip(&numbers(&fast)) {
                assert!((slow - fast).abs() < 1e-5, "{slow} {fast}");
            }
        }
    }
}
