//! `welkin listen`: what is heard in a sound, as numbers, as a table, as a picture, or live in the terminal.

mod sounds;
mod heard;
mod json;
mod csv;
mod image;
mod live;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use welkin_analysis::{HOP_SAMPLES, StudySettings, Tuning, WINDOW_SAMPLES};
use welkin_values::SAMPLE_RATE;

use super::exit::wrong_input;
use super::run::duration;
use heard::Heard;
use sounds::Sounds;

/// Columns of a picture of a sound.
const OVERVIEW_COLUMNS: usize = 1600;

/// Arguments of `welkin listen`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Sound files, each a source of its own, or an installation's folder.
    #[arg(required_unless_present = "live", value_name = "SOUND")]
    sounds: Vec<PathBuf>,
    /// Where the result goes: a .json, .csv or .png file; may be given several times.
    #[arg(long, value_name = "FILE", required_unless_present = "live")]
    out: Vec<PathBuf>,
    /// Samples a second the sound is heard at. [default: 22050; with --causal always 48000]
    #[arg(long, value_name = "HZ", conflicts_with = "live")]
    sample_rate: Option<u32>,
    /// Samples that one frame hears.
    #[arg(
        long,
        value_name = "SAMPLES",
        default_value_t = 2048,
        conflicts_with = "live"
    )]
    window: usize,
    /// Samples from one frame to the next.
    #[arg(
        long,
        value_name = "SAMPLES",
        default_value_t = 512,
        conflicts_with = "live"
    )]
    hop: usize,
    /// How far the sound is tuned from 440 Hz, in twelfths of an octave, or "auto".
    #[arg(long, default_value = "0", value_parser = tuning, allow_hyphen_values = true)]
    tuning: Tuning,
    /// Write the mel spectrum as well (128 numbers a frame).
    #[arg(long)]
    mel: bool,
    /// Hear as a live show does: nothing is known of what comes.
    #[arg(long)]
    causal: bool,
    /// The sound is a bed (AmbiX) of this order, 1 to 7: it is heard in every direction apart as well.
    #[arg(long, value_name = "ORDER", value_parser = clap::value_parser!(u8).range(1..=7))]
    bed: Option<u8>,
    /// Into how many directions a bed is heard apart: 12, 20 or 24.
    #[arg(long, value_name = "COUNT", default_value_t = 12, requires = "bed",
          value_parser = clap::value_parser!(u8).range(4..=64))]
    sectors: u8,
    /// Listen to a live input, and draw what is heard in the terminal.
    #[arg(long, conflicts_with_all = ["sounds", "out", "causal", "bed"])]
    live: bool,
    /// The live input's name, or part of it, as `welkin devices` lists it.
    #[arg(long, value_name = "NAME", requires = "live")]
    device: Option<String>,
    /// How long to listen live, such as 10s or 1:30.
    #[arg(long = "for", value_name = "DURATION", requires = "live", value_parser = duration)]
    duration: Option<Duration>,
}

/// Listens, and writes what was heard.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    if arguments.live {
        return live::run(arguments.device.as_deref(), arguments.duration);
    }
    // What is wrong with the last file is said before an hour is spent on the first.
    let kinds = arguments
        .out
        .iter()
        .map(|out| Kind::of(out))
        .collect::<Result<Vec<Kind>>>()?;
    let (rate_hz, window, hop) = arguments.frames();
    let mut settings = StudySettings::new(rate_hz, window, hop)
        .and_then(|settings| settings.with_tuning(arguments.tuning))
        .map_err(wrong_input)?;
    if arguments.mel {
        settings = settings.with_mel();
    }
    if kinds.iter().any(|kind| matches!(kind, Kind::Png)) {
        settings = settings.with_overview(OVERVIEW_COLUMNS);
    }
    let bed = arguments
        .bed
        .map(|order| (usize::from(order), usize::from(arguments.sectors)));
    let sounds = Sounds::read(&arguments.sounds, rate_hz, bed)?;
    let heard = Heard::of(&sounds, &settings, arguments.causal);
    for (out, kind) in arguments.out.iter().zip(kinds) {
        match kind {
            Kind::Json => json::write(&heard, arguments.mel, out)?,
            Kind::Csv => csv::write(&heard, arguments.mel, out)?,
            Kind::Png => image::write(&heard, &sounds.title(), out)?,
        }
    }
    Ok(())
}

impl Arguments {
    /// The rate at which sound is heard, and what a frame is. Live ears have their own: who asks for others is told.
    fn frames(&self) -> (u32, usize, usize) {
        let asked = (self.sample_rate.unwrap_or(22_050), self.window, self.hop);
        if !self.causal {
            return asked;
        }
        let own = (SAMPLE_RATE, WINDOW_SAMPLES, HOP_SAMPLES);
        let is_asked = self.sample_rate.is_some() || asked.1 != own.1 || asked.2 != own.2;
        if is_asked && asked != own {
            eprintln!(
                "--causal hears as a show does: {} samples at {} Hz, every {}; --sample-rate, --window and --hop are for \
                 listening without it",
                own.1, own.0, own.2
            );
        }
        own
    }
}

/// What a result is written as.
#[derive(Clone, Copy)]
enum Kind {
    Json,
    Csv,
    Png,
}

impl Kind {
    fn of(out: &Path) -> Result<Self> {
        let ending = out.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some("png") => Ok(Self::Png),
            _ => Err(wrong_input(format!(
                "--out {}: name a .json, .csv or .png file",
                out.display()
            ))),
        }
    }
}

fn tuning(words: &str) -> Result<Tuning, String> {
    if words == "auto" {
        return Ok(Tuning::Auto);
    }
    match words.parse::<f32>() {
        Ok(bins) if (-0.5..=0.5).contains(&bins) => Ok(Tuning::Fixed(bins)),
        _ => Err("write \"auto\", or a number from -0.5 to 0.5".into()),
    }
}

/// One channel of a sound file at a rate.
pub(crate) fn read_mono(file: &Path, rate_hz: u32) -> Result<Vec<f32>> {
    let whole = welkin_audio::WholeSound::read(file, rate_hz).map_err(wrong_input)?;
    Ok(whole.mono())
}
