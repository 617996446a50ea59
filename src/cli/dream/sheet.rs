//! Pictures side by side in a PNG.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::{Context, Result};
use welkin_generator::Image;

use super::super::exit::wrong_input;

/// A sheet is no longer than this along a side.
const LONGEST: usize = 16_384;

/// Pictures in rows.
pub(super) struct Sheet {
    images: Vec<Image>,
    columns: usize,
}

impl Sheet {
    /// As square as it can be.
    pub(super) fn of(images: Vec<Image>) -> Self {
        let columns = (images.len() as f64).sqrt().ceil() as usize;
        Self { images, columns }
    }

    /// With so many pictures in a row.
    pub(super) fn with_columns(images: Vec<Image>, columns: usize) -> Self {
        Self { images, columns }
    }

    /// Writes a PNG, 8 bits a colour: −1 is black, 1 is white, what lies beyond is cut off.
    pub(super) fn write(&self, out: &Path) -> Result<()> {
        let (width, height) = (self.images.iter()).fold((0, 0), |(width, height), image| {
            (width.max(image.width), height.max(image.height))
        });
        let rows = self.images.len().div_ceil(self.columns.max(1));
        let (wide, tall) = (width * self.columns, height * rows);
        if wide == 0 || wide > LONGEST || tall > LONGEST {
            return Err(wrong_input(format!(
                "a sheet of {wide} × {tall} pixels is too large; ask for fewer pictures"
            )));
        }
        let mut pixels = vec![0u8; wide * tall * 3];
        for (index, image) in self.images.iter().enumerate() {
            let (left, top) = (index % self.columns * width, index / self.columns * height);
            let plane = image.width * image.height;
            for y in 0..image.height {
                for x in 0..image.width {
                    let at = ((top + y) * wide + left + x) * 3;
                    for channel in 0..3 {
                        let value = image.values[channel * plane + y * image.width + x];
                        pixels[at + channel] = (value * 127.5 + 128.0).clamp(0.0, 255.0) as u8;
                    }
                }
            }
        }
        let failed = || format!("{} cannot be written", out.display());
        let file = BufWriter::new(File::create(out).with_context(failed)?);
        let mut encoder = png::Encoder::new(file, wide as u32, tall as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().with_context(failed)?;
        writer.write_image_data(&pixels).with_context(failed)
    }
}
