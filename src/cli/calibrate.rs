//! `welkin calibrate`: a camera finds where projectors stand.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;
use welkin_installation::{Output, PlaceFrom, Venue};
use welkin_projection::beam::Beam;
use welkin_projection::calibrate::{CalibrateSettings, Camera, Patterns, Photos, calibrate};
use welkin_projection::screen::Screen;
use welkin_projection::solve::Pair;

use super::check::print;
use super::exit::wrong_input;
use super::venue::{Purpose, choose};

/// Pixels along a photograph's side, at most.
const LARGEST_SIDE: u32 = 16_384;

/// Arguments of `welkin calibrate`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write the pictures that an output shows one after another while a camera photographs each.
    Patterns {
        /// A venue: a file, or the name of a shipped one.
        venue: PathBuf,
        /// The output's id.
        #[arg(long, value_name = "ID")]
        output: String,
        /// The folder to write the pictures into.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
    /// Find the projector in the photographs, and print the [[output]] for venue.toml.
    Solve {
        /// A venue: a file, or the name of a shipped one.
        venue: PathBuf,
        /// The output's id.
        #[arg(long, value_name = "ID")]
        output: String,
        /// The camera: a venue file of the same surface with one output of the kind projector, as large as the
        /// photographs, where the camera stands; or with `place = "points"` and six points that are seen in them.
        #[arg(long, value_name = "FILE")]
        camera: PathBuf,
        /// A folder of PNG files, one for each picture, in the order of their names.
        #[arg(long, value_name = "FOLDER")]
        photos: PathBuf,
    },
}

/// Does what is asked.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.what {
        What::Patterns { venue, output, out } => {
            let venue = choose(Some(&venue), Path::new("."), Purpose::Window)?;
            write_patterns(find(&venue, &output)?, &out)
        }
        What::Solve {
            venue,
            output,
            camera,
            photos,
        } => {
            let venue = choose(Some(&venue), Path::new("."), Purpose::Window)?;
            let camera = choose(Some(&camera), Path::new("."), Purpose::Window)?;
            solve(&venue, find(&venue, &output)?, &camera, &photos)
        }
    }
}

fn find<'v>(venue: &'v Venue, id: &str) -> Result<&'v Output> {
    let ids = || {
        venue
            .outputs
            .iter()
            .map(|output| output.id.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let output = venue.outputs.iter().find(|output| output.id == id);
    output.ok_or_else(|| wrong_input(format!("there is no output \"{id}\"; there are: {}", ids())))
}

fn write_patterns(output: &Output, out: &Path) -> Result<()> {
    let patterns = Patterns::new([output.width, output.height]);
    fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    for (index, name) in patterns.names().iter().enumerate() {
        let file = out.join(format!("{name}.png"));
        let writer =
            BufWriter::new(File::create(&file).with_context(|| file.display().to_string())?);
        let mut encoder = png::Encoder::new(writer, output.width, output.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder
            .write_header()?
            .write_image_data(&patterns.draw(index))?;
    }
    print(&format!(
        "{} pictures in {}: show each on the output alone, the others black, and photograph all from one place",
        patterns.names().len(),
        out.display()
    ));
    Ok(())
}

fn solve(venue: &Venue, output: &Output, camera: &Venue, folder: &Path) -> Result<()> {
    let [camera_output] = camera.outputs.as_slice() else {
        return Err(wrong_input("the camera's file has one output: the camera"));
    };
    let screen = Screen::new(venue.surface, None).map_err(wrong_input)?;
    let (size, planes) = photographs(folder)?;
    if size != [camera_output.width, camera_output.height] {
        let [width, height] = size;
        return Err(wrong_input(format!(
            "the photographs have {width} × {height} pixels, the camera's output says otherwise"
        )));
    }
    let planes: Vec<&[u8]> = planes.iter().map(Vec::as_slice).collect();
    let photos = Photos {
        size,
        planes: &planes,
    };
    let camera = camera_of(camera_output, &screen)?;
    let found = calibrate(
        output,
        photos,
        &camera,
        &screen,
        &CalibrateSettings::default(),
    );
    let found = found.map_err(wrong_input)?;
    eprintln!(
        "{} places of {:.0} % of the photographs; missed by {:.2} pixels (root of the mean square), {} left out",
        found.pairs,
        100.0 * found.seen_share,
        found.rms_px,
        found.strays
    );
    if let Some(missed) = found.camera_rms_px {
        eprintln!("the camera's points are missed by {missed:.2} pixels");
    }
    print(&found.toml);
    Ok(())
}

fn camera_of(output: &Output, screen: &Screen) -> Result<Camera> {
    if output.place == PlaceFrom::Points {
        let point = |index: usize, pair: &welkin_installation::PointPair| {
            let nowhere = || wrong_input(format!("the camera's point {} meets nothing", index + 1));
            let point = screen.point(pair.at).ok_or_else(nowhere)?;
            Ok(Pair {
                pixel: pair.pixel.into(),
                point: point.as_vec3(),
            })
        };
        let points = output
            .points
            .iter()
            .enumerate()
            .map(|(index, pair)| point(index, pair));
        return Ok(Camera::Seen {
            points: points.collect::<Result<_>>()?,
            bends: false,
        });
    }
    let beam = Beam::of(output)
        .ok_or_else(|| wrong_input("the camera's output is of the kind projector"))?;
    Ok(Camera::Stands(beam.projector))
}

/// Grey planes of all PNG files of a folder, in the order of their names.
fn photographs(folder: &Path) -> Result<([u32; 2], Vec<Vec<u8>>)> {
    let cannot = |error: std::io::Error| wrong_input(format!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(cannot)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end.eq_ignore_ascii_case("png"))
        })
        .collect();
    files.sort();
    let (mut size, mut planes) = (None, Vec::with_capacity(files.len()));
    for file in &files {
        let (of, plane) = grey(file).with_context(|| file.display().to_string())?;
        if *size.get_or_insert(of) != of {
            return Err(wrong_input(format!(
                "{} is of another size than the first one",
                file.display()
            )));
        }
        planes.push(plane);
    }
    let size = size.ok_or_else(|| wrong_input(format!("{} has no PNG files", folder.display())))?;
    Ok((size, planes))
}

fn grey(file: &Path) -> Result<([u32; 2], Vec<u8>)> {
    let limits = png::Limits { bytes: 1 << 30 };
    let mut decoder = png::Decoder::new_with_limits(BufReader::new(File::open(file)?), limits);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info()?;
    let size = [reader.info().width, reader.info().height];
    if size.iter().any(|side| *side > LARGEST_SIDE) {
        return Err(wrong_input("too many pixels"));
    }
    let mut pixels = vec![0; reader.output_buffer_size().context("too large")?];
    let frame = reader.next_frame(&mut pixels)?;
    let channels = frame.color_type.samples();
    let colours = if channels > 2 { 3 } else { 1 };
    let mean = |pixel: &[u8]| {
        let sum: u32 = pixel[..colours].iter().map(|value| u32::from(*value)).sum();
        (sum / colours as u32) as u8
    };
    Ok((
        size,
        pixels[..frame.buffer_size()]
            .chunks_exact(channels)
            .map(mean)
            .collect(),
    ))
}
