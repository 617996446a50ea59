//! What was heard as a picture.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::{Context, Result};
use welkin_analysis::{Sectors, picture};

use super::heard::Heard;

/// Writes the file.
pub(super) fn write(heard: &Heard, title: &str, out: &Path) -> Result<()> {
    let names: Vec<String> = heard
        .sectors
        .iter()
        .map(|sector| {
            let direction = sector.direction;
            let azimuth_deg = direction.azimuth.to_degrees().round();
            let elevation_deg = direction.elevation.to_degrees().round();
            format!("{azimuth_deg:.0},{elevation_deg:.0}")
        })
        .collect();
    let power: Vec<Vec<f32>> = heard
        .sectors
        .iter()
        .map(|sector| {
            sector
                .stream
                .study
                .rms
                .iter()
                .map(|rms| rms * rms)
                .collect()
        })
        .collect();
    let sectors = (!names.is_empty()).then_some(Sectors {
        names: &names,
        power: &power,
    });
    let canvas = picture(&heard.mix.study, title, sectors);
    let failed = || format!("{} cannot be written", out.display());
    let file = BufWriter::new(File::create(out).with_context(failed)?);
    let mut encoder = png::Encoder::new(file, canvas.width as u32, canvas.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().with_context(failed)?;
    writer.write_image_data(&canvas.rgb).with_context(failed)
}
