//! `welkin render`: a film of an installation, or of nothing but a song.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use welkin_installation::{Show, parse_time, song_show};
use welkin_stage::film::Codec;
use welkin_stage::{AmbixFile, FilmJob, RenderError};
use welkin_values::Moment;

use super::exit::wrong_input;
use super::progress::Progress;
use super::run::{BackendChoice, check_folder};
use super::venue;

/// Arguments of `welkin render`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// An installation's folder, or a sound file.
    input: PathBuf,
    /// A venue: a file, or the name of a shipped one. Without it a domemaster is made.
    #[arg(long, value_name = "FILE")]
    venue: Option<PathBuf>,
    /// The film: .mp4, .mov (ProRes), .mkv, or a folder for numbered PNGs.
    #[arg(long, value_name = "FILM")]
    out: PathBuf,
    /// domemaster, flat, equirect, or the id of one of the venue's outputs.
    #[arg(long, default_value = "domemaster")]
    view: String,
    /// Pixels along the film's height.
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u32).range(16..=8192))]
    size: u32,
    /// Frames a second.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=240))]
    fps: u32,
    /// Begin here: 75, 1:15, 0:01:15.5.
    #[arg(long, value_name = "T", value_parser = parse_time)]
    from: Option<Moment>,
    /// End here.
    #[arg(long, value_name = "T", value_parser = parse_time)]
    to: Option<Moment>,
    /// Go on with a film that was interrupted.
    #[arg(long)]
    resume: bool,
    /// Ten bits per colour instead of eight.
    #[arg(long)]
    ten_bit: bool,
    /// Where networks run; only `flex` makes the same film on every machine.
    #[arg(long, value_enum, default_value_t = BackendChoice::Auto)]
    backend: BackendChoice,
    /// Write the sound field as well: an AmbiX file (.wav) for players that turn with the head.
    #[arg(long, value_name = "FILE")]
    ambix: Option<PathBuf>,
    /// The sound field's order, 1 to 7: how sharply directions are told apart.
    #[arg(long, value_name = "ORDER", default_value_t = 3, requires = "ambix",
          value_parser = clap::value_parser!(u8).range(1..=7))]
    ambix_order: u8,
}

/// Makes the film.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let (show, folder) = read_input(&arguments.input)?;
    let venue = venue::choose(arguments.venue.as_deref(), &folder, venue::Purpose::Film)?;
    if let Some(ambix) = &arguments.ambix
        && ambix
            .extension()
            .is_none_or(|end| !end.eq_ignore_ascii_case("wav"))
    {
        let words = format!(
            "--ambix {}: the sound field is a .wav file",
            ambix.display()
        );
        return Err(wrong_input(words));
    }
    let job = FilmJob {
        show,
        venue,
        codec: codec_of(&arguments.out)?,
        out: arguments.out.clone(),
        view: arguments.view,
        height: arguments.size,
        frames_per_sec: arguments.fps,
        from: arguments.from.unwrap_or(Moment::ZERO),
        to: arguments.to,
        resume: arguments.resume,
        ten_bit: arguments.ten_bit,
        backend: arguments.backend.decide(),
        ambix: arguments.ambix.map(|path| AmbixFile {
            path,
            order: usize::from(arguments.ambix_order),
        }),
    };
    let stop = Arc::new(AtomicBool::new(false));
    let stopper = Arc::clone(&stop);
    ctrlc::set_handler(move || stopper.store(true, Ordering::Relaxed))
        .context("Ctrl-C cannot be caught")?;
    let mut progress: Option<Progress> = None;
    let mut tell = |done: u64, total: u64| {
        progress
            .get_or_insert_with(|| Progress::start(total, done, "frames"))
            .update(done);
    };
    let made = welkin_stage::render(job, &mut tell, &stop);
    if let Some(progress) = progress {
        progress.finish();
    }
    match made {
        Ok(()) => {
            super::check::print(&arguments.out.display().to_string());
            Ok(())
        }
        Err(error @ (RenderError::Wrong(_) | RenderError::Prepare(_))) => Err(wrong_input(error)),
        Err(error) => Err(error.into()),
    }
}

/// The show of an installation, or the shipped look for a song.
fn read_input(input: &Path) -> Result<(Show, PathBuf)> {
    if !input.exists() {
        return Err(wrong_input(format!("{} does not exist", input.display())));
    }
    if input.is_dir() {
        check_folder(input)?;
        let show = welkin_stage::read_installation(input).map_err(wrong_input)?;
        return Ok((show, input.into()));
    }
    let sound = welkin_audio::SoundFile::open(input).map_err(wrong_input)?;
    let title = input
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let file = input.canonicalize().unwrap_or_else(|_| input.into());
    let folder = file.parent().map(PathBuf::from).unwrap_or_default();
    Ok((song_show(file, &title, sound.duration()), folder))
}

fn codec_of(out: &Path) -> Result<Codec> {
    let end = out
        .extension()
        .map(|end| end.to_string_lossy().to_lowercase());
    match end.as_deref() {
        Some("mp4" | "mkv" | "m4v") => Ok(Codec::H264),
        Some("mov") => Ok(Codec::ProRes),
        None | Some("png") => Ok(Codec::Png),
        Some(other) => Err(wrong_input(format!(
            "{}: films end in .mp4, .mkv (H.264) or .mov (ProRes), or are a folder of PNGs; \".{other}\" is none of them",
            out.display()
        ))),
    }
}
