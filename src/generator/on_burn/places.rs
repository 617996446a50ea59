//! Looking elsewhere, bilinearly.

use burn::Dispatch;
use burn::tensor::{Int, Tensor, TensorData};
use welkin_compute::Edges;

use super::{OnBurn, Sheet};

/// For each place, counted from the middle: what lies at `matrix` · (x, y, 1).
pub(super) fn warp(engine: &OnBurn, x: Sheet, matrix: [[f32; 3]; 2], edges: Edges) -> Sheet {
    let [_, channels, height, width] = x.dims();
    let middle = [(width as f32 - 1.0) / 2.0, (height as f32 - 1.0) / 2.0];
    let mut corners = [const { (Vec::new(), Vec::new()) }; 4];
    for row in 0..height {
        for column in 0..width {
            let [dx, dy] = [column as f32 - middle[0], row as f32 - middle[1]];
            let [at_x, at_y] = [0, 1].map(|axis| {
                matrix[axis][0] * dx + matrix[axis][1] * dy + matrix[axis][2] + middle[axis]
            });
            let (left, top) = (at_x.floor(), at_y.floor());
            let (across, down) = (at_x - left, at_y - top);
            let shares = [
                (0, 0, (1.0 - down) * (1.0 - across)),
                (0, 1, (1.0 - down) * across),
                (1, 0, down * (1.0 - across)),
                (1, 1, down * across),
            ];
            for ((places, weights), (below, right, share)) in corners.iter_mut().zip(shares) {
                let y = edges.down.index(top as isize + below, height);
                let x = edges.across.index(left as isize + right, width);
                let place = y.zip(x).map(|(y, x)| y * width + x);
                places.push(place.unwrap_or(0) as i32);
                weights.push(if place.is_some() { share } else { 0.0 });
            }
        }
    }
    let plane = height * width;
    let flat = x.reshape([1, channels, 1, plane]);
    let seen = corners.map(|(places, weights)| {
        let places: Tensor<Dispatch, 1, Int> =
            Tensor::from_data(TensorData::new(places, [plane]), &engine.device);
        flat.clone().select(3, places) * engine.tensor(&weights, [1, 1, 1, plane])
    });
    let [a, b, c, d] = seen;
    (a + b + c + d).reshape([1, channels, height, width])
}
