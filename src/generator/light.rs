//! What a network says, −1 to 1 as in the sRGB pictures that it learnt from, as a picture in linear light.

use std::sync::LazyLock;

use burn::tensor::Tensor;
use burn::tensor::backend::Backend;
use half::f16;
use rayon::prelude::*;
use welkin_values::Picture;

use crate::error::PaintError;
use crate::readback::numbers;

/// Steps from black to white. The eye needs a thousand; more keep a table's edges out of a 10-bit film.
const STEPS: usize = 1 << 14;

static LINEAR: LazyLock<Vec<f16>> = LazyLock::new(|| {
    let encoded = (0..STEPS).map(|step| step as f32 / (STEPS - 1) as f32);
    encoded
        .map(|encoded| f16::from_f32(Picture::linear_from_srgb(encoded)))
        .collect()
});

/// A picture out of rows: `row(y, channel)` gives at least `width` numbers, which are clamped to −1 to 1.
pub(crate) fn picture<'a>(
    width: usize,
    height: usize,
    row: impl Fn(usize, usize) -> &'a [f32] + Sync,
) -> Picture {
    let table = LINEAR.as_slice();
    let mut pixels = vec![[f16::ZERO; 4]; width * height];
    pixels
        .par_chunks_mut(width)
        .enumerate()
        .for_each(|(y, pixels)| {
            let [red, green, blue] = [row(y, 0), row(y, 1), row(y, 2)];
            for (((pixel, r), g), b) in pixels.iter_mut().zip(red).zip(green).zip(blue) {
                *pixel = [
                    linear(table, *r),
                    linear(table, *g),
                    linear(table, *b),
                    f16::ONE,
                ];
            }
        });
    Picture {
        width,
        height,
        pixels,
    }
}

/// A picture out of a tensor [1, 3, height, width].
///
/// # Errors
/// If the device does not give its numbers.
pub(crate) fn from_tensor<B: Backend>(planes: Tensor<B, 4>) -> Result<Picture, PaintError> {
    let [_, _, height, width] = planes.dims();
    let planes = numbers(planes).map_err(|reason| PaintError::Device { reason })?;
    Ok(from_planes(width, height, &planes))
}

/// A picture out of planes [3, height, width].
pub(crate) fn from_planes(width: usize, height: usize, planes: &[f32]) -> Picture {
    picture(width, height, |y, channel| {
        &planes[(channel * height + y) * width..][..width]
    })
}

fn linear(table: &[f16], value: f32) -> f16 {
    let step = (value.clamp(-1.0, 1.0) * 0.5 + 0.5) * (STEPS - 1) as f32 + 0.5;
    // What is not a number becomes step 0: black.
    table[(step as usize).min(STEPS - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_grey_white_and_beyond() {
        let row = [-1.0, 0.0, 1.0, 7.0, -7.0, f32::NAN];
        let picture = picture(6, 1, |_, _| &row);
        let seen: Vec<f32> = (0..6).map(|x| picture.pixel(x, 0)[1]).collect();
        assert_eq!(
            [seen[0], seen[2], seen[3], seen[4], seen[5]],
            [0.0, 1.0, 1.0, 0.0, 0.0]
        );
        assert!(
            (seen[1] - Picture::linear_from_srgb(0.5)).abs() < 2e-4,
            "{}",
            seen[1]
        );
    }
}
