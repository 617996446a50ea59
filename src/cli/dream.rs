//! `welkin dream`: a checkpoint's pictures, as a sheet to look at or as exact numbers.

mod latents;
mod tensors;
mod sheet;
mod strip;

use std::path::{Path, PathBuf};

use anyhow::Result;
use welkin_generator::{DreamManner, Dreamer, Image, NoiseChoice, Precision, read_given};

use super::exit::wrong_input;
use super::progress::Progress;
use super::run::BackendChoice;
use latents::Latents;
use sheet::Sheet;
use strip::Kind;

/// A picture to begin with is no larger than this along a side.
const LARGEST_GIVEN: u32 = 4096;

/// Arguments of `welkin dream`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A checkpoint: .pkl, .pt, .pth, .safetensors, .mpk or .bpk.
    checkpoint: PathBuf,
    /// Where the pictures go: a .png sheet, or a .safetensors file with `image` [n, 3, height, width] and `w`.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Seeds as NumPy draws them, such as 0-15 or 1,5,8-10.
    #[arg(long, default_value = "0-15", value_parser = latents::seeds, conflicts_with = "z")]
    seeds: latents::Seeds,
    /// A .safetensors file with `z` [n, z] and, for a model with classes, `c` [n, classes].
    #[arg(long, value_name = "FILE")]
    z: Option<PathBuf>,
    /// Classes, one picture after the other: 207 or 207+3 (mixed evenly), with commas between.
    #[arg(long, value_name = "CLASSES", value_delimiter = ',', value_parser = latents::class_mix)]
    classes: Vec<latents::ClassMix>,
    /// Truncation ψ, as the model's authors define it: 1 is as far as the model goes.
    #[arg(long, default_value_t = 1.0, allow_negative_numbers = true)]
    truncation: f32,
    /// Truncate only the first so many styles.
    #[arg(long, value_name = "STYLES")]
    cutoff: Option<usize>,
    /// The noise inside: as it came with the checkpoint, drawn anew for each picture, or none.
    #[arg(long, value_enum, default_value_t = NoiseArgument::Const)]
    noise: NoiseArgument,
    /// Paint a panorama, so many times as wide as high, that closes around: 2 is a sphere.
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u8).range(2..=4))]
    panorama: Option<u8>,
    /// Show what a control does: a row for each seed, the control rising from left to right.
    #[arg(long, value_enum)]
    strip: Option<Kind>,
    /// Pictures in each row of a strip.
    #[arg(long, default_value_t = 7, requires = "strip", value_parser = clap::value_parser!(u8).range(2..=64))]
    steps: u8,
    /// The layer that is bent, for strips that bend. [default: a third of the way through the network]
    #[arg(long, value_name = "LAYER", requires = "strip")]
    layer: Option<usize>,
    /// The share of its channels that is bent.
    #[arg(long, default_value_t = 0.5, requires = "strip")]
    share: f32,
    /// The other checkpoint, for a strip that blends two.
    #[arg(long, value_name = "CHECKPOINT", requires = "strip")]
    with: Option<PathBuf>,
    /// The picture to begin with, for networks that make pictures of pictures.
    #[arg(long, value_name = "PNG")]
    given: Option<PathBuf>,
    /// Where the network runs.
    #[arg(long, value_enum, default_value_t = BackendChoice::Auto)]
    backend: BackendChoice,
    /// In which numbers it computes, where the backend can choose.
    #[arg(long, value_enum, default_value_t = PrecisionArgument::Full)]
    precision: PrecisionArgument,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum NoiseArgument {
    Const,
    Random,
    None,
}

/// In which numbers a network computes.
#[derive(Clone, Copy, clap::ValueEnum)]
enum PrecisionArgument {
    /// 32 bits.
    Full,
    /// 16 bits, 5 of them the exponent.
    Half,
    /// 16 bits, 8 of them the exponent.
    Bf16,
}

impl NoiseArgument {
    fn choice(self) -> NoiseChoice {
        match self {
            Self::Const => NoiseChoice::Kept,
            Self::Random => NoiseChoice::Drawn,
            Self::None => NoiseChoice::None,
        }
    }
}

/// Paints, and writes.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let writes_numbers = Numbers::of(&arguments.out, arguments.strip.is_some())?;
    let backend = arguments.backend.decide();
    let manner = manner(&arguments)?;
    let mut dreamer =
        Dreamer::open(&arguments.checkpoint, &manner, backend).map_err(wrong_input)?;
    let latents = match &arguments.z {
        Some(file) => Latents::read(file, dreamer.size())?,
        None => Latents::of_seeds(&arguments.seeds, &dreamer),
    };
    let mut latents = latents.with_classes(&arguments.classes, dreamer.size())?;
    for latent in &mut latents.0 {
        latent.truncation = arguments.truncation;
    }
    if let Some(kind) = arguments.strip {
        let strip = strip::Strip {
            kind,
            steps: usize::from(arguments.steps),
            layer: arguments.layer,
            share: arguments.share,
        };
        let other = |share: f32| match &arguments.with {
            None => Err(wrong_input(
                "a strip that blends needs another checkpoint: --with CHECKPOINT",
            )),
            Some(with) => Dreamer::blended(&arguments.checkpoint, with, share, &manner, backend)
                .map_err(wrong_input),
        };
        return strip
            .draw(&mut dreamer, &latents, other)?
            .write(&arguments.out);
    }
    let mut progress = Progress::start(latents.0.len() as u64, 0, "pictures");
    let mut images: Vec<Image> = Vec::with_capacity(latents.0.len());
    let mut styles = Vec::new();
    for (done, latent) in latents.0.iter().enumerate() {
        let dream = dreamer.dream(latent, arguments.cutoff, arguments.noise.choice())?;
        images.push(dream.image);
        styles.push(dream.styles);
        progress.update(done as u64 + 1);
    }
    progress.finish();
    match writes_numbers {
        Numbers::Tensors => tensors::write(&arguments.out, &latents, &images, &styles),
        Numbers::Picture => Sheet::of(images).write(&arguments.out),
    }
}

fn manner(arguments: &Arguments) -> Result<DreamManner> {
    let given = arguments
        .given
        .as_deref()
        .map(|path| read_given(path, LARGEST_GIVEN))
        .transpose();
    Ok(DreamManner {
        panorama: arguments.panorama.map(usize::from),
        given: given.map_err(wrong_input)?,
        precision: match arguments.precision {
            PrecisionArgument::Full => Precision::F32,
            PrecisionArgument::Half => Precision::F16,
            PrecisionArgument::Bf16 => Precision::Bf16,
        },
        by_weights: arguments.strip.is_some_and(Kind::is_by_weights),
        z_is_final: arguments.z.is_some(),
    })
}

/// What is written.
enum Numbers {
    Tensors,
    Picture,
}

impl Numbers {
    fn of(out: &Path, is_strip: bool) -> Result<Self> {
        let ending = out
            .extension()
            .and_then(|ending| ending.to_str())
            .map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("png") => Ok(Self::Picture),
            Some("safetensors") if !is_strip => Ok(Self::Tensors),
            Some("safetensors") => Err(wrong_input("a strip is a picture: give --out a .png file")),
            _ => Err(wrong_input(format!(
                "--out {}: pictures are written as .png or .safetensors",
                out.display()
            ))),
        }
    }
}
