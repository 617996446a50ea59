//! Operations that look at places elsewhere.

use super::sheet::PlainSheet;
use crate::edges::Edges;
use crate::shape::Shape;

pub(super) fn mean_pool(x: &PlainSheet, height: usize, width: usize) -> PlainSheet {
    let Shape {
        channels,
        height: rows,
        width: columns,
    } = x.shape();
    let part =
        |i: usize, parts: usize, len: usize| i * len / parts..((i + 1) * len).div_ceil(parts);
    PlainSheet::from_fn(Shape::new(channels, height, width), |c, y, column| {
        let (rows, columns) = (part(y, height, rows), part(column, width, columns));
        let count = rows.len() * columns.len();
        let sum: f32 = rows
            .map(|y| {
                columns
                    .clone()
                    .map(|column| x.at(c, y, column))
                    .sum::<f32>()
            })
            .sum();
        sum / count as f32
    })
}

pub(super) fn statistics(x: &PlainSheet) -> Vec<[f32; 2]> {
    let count = x.shape().plane() as f64;
    let plane = |plane: &[f32]| {
        let mean = plane.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
        let squares = plane
            .iter()
            .map(|value| (f64::from(*value) - mean).powi(2))
            .sum::<f64>();
        [mean as f32, (squares / count) as f32]
    };
    x.values().chunks(x.shape().plane()).map(plane).collect()
}

pub(super) fn attend(query: &PlainSheet, keys: &PlainSheet, values: &PlainSheet) -> PlainSheet {
    let (places, others) = (query.shape().plane(), keys.shape().plane());
    let output = query.shape().with_channels(values.shape().channels);
    let mut out = vec![0.0; output.len()];
    let mut weights = vec![0.0f32; others];
    for place in 0..places {
        for (other, weight) in weights.iter_mut().enumerate() {
            let product =
                |d: usize| query.values()[d * places + place] * keys.values()[d * others + other];
            *weight = (0..query.shape().channels).map(product).sum();
        }
        let largest = weights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        weights
            .iter_mut()
            .for_each(|weight| *weight = (*weight - largest).exp());
        let sum: f32 = weights.iter().sum();
        for channel in 0..output.channels {
            let row = &values.values()[channel * others..][..others];
            let mixed: f32 = row
                .iter()
                .zip(&weights)
                .map(|(value, weight)| value * weight)
                .sum();
            out[channel * places + place] = mixed / sum;
        }
    }
    PlainSheet::new(output, out)
}

pub(super) fn warp(x: &PlainSheet, matrix: [[f32; 3]; 2], edges: Edges) -> PlainSheet {
    let shape = x.shape();
    let middle = [
        (shape.width as f32 - 1.0) / 2.0,
        (shape.height as f32 - 1.0) / 2.0,
    ];
    PlainSheet::from_fn(shape, |c, row, column| {
        let [dx, dy] = [column as f32 - middle[0], row as f32 - middle[1]];
        let [at_x, at_y] = [0, 1].map(|axis| {
            matrix[axis][0] * dx + matrix[axis][1] * dy + matrix[axis][2] + middle[axis]
        });
        let (left, top) = (at_x.floor(), at_y.floor());
        let (across, down) = (at_x - left, at_y - top);
        let see =
            |y: isize, column: isize| x.beyond(c, top as isize + y, left as isize + column, edges);
        let above = see(0, 0) + across * (see(0, 1) - see(0, 0));
        let below = see(1, 0) + across * (see(1, 1) - see(1, 0));
        above + down * (below - above)
    })
}
