//! Files that an output names: masks, tables of colours, warps, and the surface's mesh.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use welkin_installation::Output;
use welkin_projection::beam::Mask;
use welkin_projection::colour::{Colour, Curve};
use welkin_projection::cube_lut::read_cube;
use welkin_projection::device::Device;
use welkin_projection::exchange::read_options;
use welkin_projection::screen::gltf::read_gltf;
use welkin_projection::screen::mesh::Mesh;
use welkin_projection::screen::obj::read_obj;
use welkin_warp::Warp;

/// Longer files are not read: maps of a large projector have a tenth of this.
const LONGEST: u64 = 512 << 20;
/// A mask has at most so many pixels along a side.
const MASK_SIDE: u32 = 16_384;

/// How an output's colours are corrected.
pub(super) fn colour(output: &Output) -> Result<Colour, String> {
    let wanted = &output.colour;
    let table = wanted.lut.as_deref().map(|path| {
        let table = read_cube(&bytes(path)?);
        table.map_err(|error| format!("{}: {error}", path.display()))
    });
    let colour = Colour {
        gain: wanted.gain,
        curve: wanted.gamma.map_or(Curve::Srgb, Curve::Gamma),
        lut: table.transpose().map_err(|words| of(output, &words))?,
    };
    Ok(match &wanted.device {
        Some(device) => Device::new(device).folded(colour),
        None => colour,
    })
}

/// What of an output is lit.
pub(super) fn mask(output: &Output) -> Result<Option<Mask>, String> {
    let mask = output.mask.as_deref().map(read_mask).transpose();
    mask.map_err(|words| of(output, &words))
}

/// The warp file of an output, and the number of its region in it.
pub(super) fn warp(output: &Output) -> Result<(Warp, usize), String> {
    let wanted = output.warp.as_ref().ok_or("no warp file is named")?;
    let name = wanted.file.display().to_string();
    let options = read_options(wanted, [output.width, output.height]);
    let warp = welkin_warp::read(&name, &bytes(&wanted.file)?, &options);
    let warp = warp.map_err(|error| error.to_string())?;
    let named = |id: &str| warp.regions.iter().position(|region| region.id == id);
    let region = match &wanted.region {
        Some(id) => named(id),
        None if warp.regions.len() == 1 => Some(0),
        None => named(&output.id),
    };
    let ids = || {
        let ids: Vec<&str> = warp
            .regions
            .iter()
            .map(|region| region.id.as_str())
            .collect();
        format!(
            "{name}: write which of its regions is meant: {}",
            ids.join(", ")
        )
    };
    let region = region.ok_or_else(ids)?;
    Ok((warp, region))
}

/// The triangles of a surface.
pub(super) fn mesh(path: &Path) -> Result<Mesh, String> {
    let bytes = bytes(path)?;
    let is_obj = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("obj"));
    let mesh = if is_obj {
        read_obj(&bytes)
    } else {
        read_gltf(&bytes)
    };
    mesh.map_err(|error| format!("{}: {error}", path.display()))
}

fn of(output: &Output, words: &str) -> String {
    format!("output \"{}\": {words}", output.id)
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let wrong = |error: std::io::Error| format!("{} cannot be read ({error})", path.display());
    let file = File::open(path).map_err(wrong)?;
    let mut bytes = Vec::new();
    file.take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(wrong)?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!(
            "{} is longer than 512 MiB; nothing of an output is",
            path.display()
        ));
    }
    Ok(bytes)
}

/// The mean of a picture's channels, times its alpha.
fn read_mask(path: &Path) -> Result<Mask, String> {
    let wrong = |words: String| {
        format!(
            "{} cannot be used as a mask ({words}); bring a PNG",
            path.display()
        )
    };
    let file = File::open(path).map_err(|error| wrong(error.to_string()))?;
    let mut decoder =
        png::Decoder::new_with_limits(BufReader::new(file), png::Limits { bytes: 1 << 30 });
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder
        .read_info()
        .map_err(|error| wrong(error.to_string()))?;
    let size = [reader.info().width, reader.info().height];
    if size.iter().any(|side| *side > MASK_SIDE) {
        return Err(wrong(format!(
            "{} × {} pixels are too many",
            size[0], size[1]
        )));
    }
    let length = reader
        .output_buffer_size()
        .ok_or_else(|| wrong("it is too large".into()))?;
    let mut pixels = vec![0; length];
    let frame = reader
        .next_frame(&mut pixels)
        .map_err(|error| wrong(error.to_string()))?;
    let per_channel = if frame.bit_depth == png::BitDepth::Sixteen {
        2
    } else {
        1
    };
    let channels = frame.color_type.samples();
    let whole = if per_channel == 2 { 65_535.0 } else { 255.0 };
    let value = |sample: &[u8]| {
        sample
            .iter()
            .fold(0.0, |value, byte| value * 256.0 + f32::from(*byte))
            / whole
    };
    let pixel = |pixel: &[u8]| {
        let samples: Vec<f32> = pixel.chunks_exact(per_channel).map(value).collect();
        let (alpha, colours) = samples.split_last().unwrap_or((&1.0, &[]));
        alpha * colours.iter().sum::<f32>() / colours.len().max(1) as f32
    };
    let values = pixels[..frame.buffer_size()]
        .chunks_exact(per_channel * channels)
        .map(pixel)
        .collect();
    Ok(Mask { size, values })
}
