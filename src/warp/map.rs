//! Blend maps, black level maps and colour tables as PNG: grey or colour, 8 or 16 bits.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};

use crate::budget::Budget;
use crate::error::Fault;
use crate::grid::{Grid, Samples};
use crate::numbers::in_range;

/// Reads a PNG; an alpha channel of its own is left out.
pub(crate) fn decode(bytes: &[u8], gamma: f64, budget: &mut Budget) -> Result<Grid, Fault> {
    let wrong = |error: &dyn std::fmt::Display| {
        Fault::at(
            "its PNG",
            format!("{error}; save it again as a PNG of 8 or 16 bits"),
        )
    };
    let bytes_left = budget.left();
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: bytes_left });
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(|error| wrong(&error))?;
    let info = reader.info();
    let side = |side: u32| in_range(side.into()).map_err(|reason| Fault::at("its size", reason));
    let size = [side(info.width)?, side(info.height)?];
    let pixels = size[0] as usize * size[1] as usize;
    let (kind, depth) = reader.output_color_type();
    let deep = depth == BitDepth::Sixteen;
    let in_file = kind.samples();
    let bytes_each = if deep { 2 } else { 1 };
    budget.pay(pixels, 2 * in_file * bytes_each, "pixels")?;
    let mut raw = vec![0; pixels * in_file * bytes_each];
    if reader.output_buffer_size() != Some(raw.len()) {
        return Err(Fault::at(
            "its PNG",
            "it has rows of an odd length; save it again",
        ));
    }
    reader.next_frame(&mut raw).map_err(|error| wrong(&error))?;
    let channels: u8 = match kind {
        ColorType::Grayscale | ColorType::GrayscaleAlpha => 1,
        _ => 3,
    };
    let kept = usize::from(channels);
    let samples = if deep {
        let kept = raw
            .chunks_exact(2 * in_file)
            .flat_map(|pixel| pixel[..2 * kept].chunks_exact(2));
        Samples::Sixteen(
            kept.map(|two| u16::from_be_bytes([two[0], two[1]]))
                .collect(),
        )
    } else if kept == in_file {
        Samples::Eight(raw)
    } else {
        let kept = raw
            .chunks_exact(in_file)
            .flat_map(|pixel| pixel[..kept].iter());
        Samples::Eight(kept.copied().collect())
    };
    Ok(Grid {
        size,
        channels,
        samples,
        gamma,
    })
}

/// Writes a PNG; none if the map has not as many samples as its size says, or an odd number of channels.
pub(crate) fn encode(grid: &Grid) -> Option<Vec<u8>> {
    let color = match grid.channels {
        1 => ColorType::Grayscale,
        3 => ColorType::Rgb,
        _ => return None,
    };
    let expected = grid.size[0] as usize * grid.size[1] as usize * usize::from(grid.channels);
    if grid.samples.len() != expected || expected == 0 {
        return None;
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, grid.size[0], grid.size[1]);
    encoder.set_color(color);
    let written = match &grid.samples {
        Samples::Eight(samples) => {
            encoder.set_depth(BitDepth::Eight);
            encoder.write_header().ok()?.write_image_data(samples)
        }
        Samples::Sixteen(samples) => {
            encoder.set_depth(BitDepth::Sixteen);
            let raw: Vec<u8> = samples
                .iter()
                .flat_map(|sample| sample.to_be_bytes())
                .collect();
            encoder.write_header().ok()?.write_image_data(&raw)
        }
    };
    written.ok()?;
    Some(bytes)
}

/// A map as a PNG; none if it has not as many samples as its size says, or an odd number of channels. Its gamma is not
/// told by the PNG.
pub fn write_png(grid: &Grid) -> Option<Vec<u8>> {
    encode(grid)
}
