//! A picture file as numbers that a network begins with.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use png::{ColorType, Decoder, Limits, Transformations};
use welkin_compute::Shape;
use welkin_networks::Given;

use crate::error::OpenError;

/// Reads a PNG, 8 or 16 bits, grey or coloured, no larger than `largest` along a side: −1 is black, 1 is white.
///
/// # Errors
/// If it cannot be read or is no PNG of such a size.
pub fn read_given(path: &Path, largest: u32) -> Result<Given, OpenError> {
    let failed = |reason: String| OpenError::Given {
        picture: path.display().to_string(),
        reason,
    };
    let file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let bytes = largest as usize * largest as usize * 4 + (1 << 20);
    let mut decoder = Decoder::new_with_limits(BufReader::new(file), Limits { bytes });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder
        .read_info()
        .map_err(|error| failed(error.to_string()))?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width > largest || height > largest {
        return Err(failed(format!(
            "it is {width} × {height}; no side may be longer than {largest}"
        )));
    }
    let len = reader
        .output_buffer_size()
        .ok_or_else(|| failed("it is too large".into()))?;
    let mut pixels = vec![0; len];
    let frame = reader
        .next_frame(&mut pixels)
        .map_err(|error| failed(error.to_string()))?;
    let samples = frame.color_type.samples();
    let colours: [usize; 3] = match frame.color_type {
        ColorType::Grayscale | ColorType::GrayscaleAlpha => [0; 3],
        _ => [0, 1, 2],
    };
    let shape = Shape::new(3, height as usize, width as usize);
    let plane = |colour: usize| {
        let pixels = pixels.chunks_exact(samples).take(shape.plane());
        pixels.map(move |pixel| f32::from(pixel[colour]) / 127.5 - 1.0)
    };
    let values: Vec<f32> = colours.into_iter().flat_map(plane).collect();
    if values.len() != shape.len() {
        return Err(failed("it ends too soon".into()));
    }
    Ok(Given { shape, values })
}
